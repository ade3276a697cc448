"""Latest ship date, confirmation deadline and verge flags: pure arithmetic that feeds and reports share.

Instants are seconds since 1970-01-01T00:00:00Z (UTC). Rules: Seller Central, "Confirm shipment" (orders not confirmed
within 30 days of purchase are canceled automatically) and "Late Shipment Rate" (expected ship date).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

DAY = 86_400


@dataclass(frozen=True)
class Terms:
    """What marketplaces settle differently: business days to ship in, days to confirm in, days of warning before."""

    handling_days: int = 2
    deadline_days: int = 30
    warning_days: int = 7


def latest_ship(own: pd.Series, payments_at: pd.Series, purchase_at: pd.Series, terms: Terms) -> pd.Series:
    """The promise-date: the order's own, else the end (UTC) of the last Monday-to-Friday day of the handling time.

    The handling time starts after the payment, or the purchase where no payment is known. Int64 seconds in and out.
    """
    start = payments_at.fillna(purchase_at).to_numpy(dtype="int64") // DAY
    days = start.astype("datetime64[D]")
    # A start on a weekend counts from the Friday before: the first business day after it is the Monday.
    last = np.busday_offset(days, terms.handling_days, roll="backward")
    end = (last.astype("int64") + 1) * DAY - 1
    return own.fillna(pd.Series(end, index=own.index)).astype("int64")


def deadline(purchase_at: pd.Series, terms: Terms) -> pd.Series:
    """The instant from which an order can no longer be confirmed: purchase-date + 30 x 24 h."""
    return purchase_at + terms.deadline_days * DAY


def at_verge_of_cancellation(purchase_at: pd.Series, as_of: int, terms: Terms) -> pd.Series:
    """True from the warning time before the deadline on."""
    return as_of >= deadline(purchase_at, terms) - terms.warning_days * DAY


def at_verge_of_late_shipment(latest_ship_at: pd.Series, as_of: int) -> pd.Series:
    """True within 24 hours of the latest ship date, and past it."""
    return as_of >= latest_ship_at - DAY


def days_past_promise(latest_ship_at: pd.Series, as_of: int) -> pd.Series:
    """Whole days since the latest ship date, rounded down; negative: not due yet."""
    return (as_of - latest_ship_at) // DAY
