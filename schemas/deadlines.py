"""Latest ship date, confirmation deadline and verge flags: pure arithmetic that feeds and reports share.

Instants are seconds since 1970-01-01T00:00:00Z (UTC). Rules: Seller Central, "Confirm shipment" (orders not confirmed
within 30 days of purchase are canceled automatically; some marketplaces count seven business days from the ship-by
date) and "Late Shipment Rate" (expected ship date).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from schemas.times import DAY

# The columns of the order table from which ``deadline`` is computed.
TIMES = ("purchase_at", "payments_at", "latest_ship_at", "verified_at", "given_back_at")
# The longest that a verification takes.
PENDING_DAYS = 21
FROM_PURCHASE, FROM_LATEST_SHIP = "purchase", "latest-ship"
# Holidays are loaded for this many years before and after the given days, as far as handling times and deadlines reach.
_MORE_YEARS = 2


class UnknownHolidaysError(ValueError):
    """There is no holiday calendar of that name."""


@dataclass(frozen=True)
class Terms:
    """The terms that differ between marketplaces.

    ``handling_days``: business days until an order must ship. ``deadline_days``: days until it must be confirmed,
    counted from ``deadline_from`` (``purchase`` or ``latest-ship``); with ``business_days`` they are business days, and
    the deadline is the end of the last one. ``warning_days``: days of warning before the deadline. ``holidays``:
    countries or their parts whose holidays are no business days (ISO 3166, as ``DE-BY``), joined by commas; if empty,
    every Monday to Friday is a business day.
    """

    handling_days: int = 2
    deadline_days: int = 30
    warning_days: int = 7
    deadline_from: str = FROM_PURCHASE
    business_days: bool = False
    holidays: str = ""


def latest_ship(orders: pd.DataFrame, terms: Terms) -> pd.Series:
    """The promise-date: the order's own, or else the end (UTC) of the last business day of the handling time.

    The handling time starts with the payment, or with the purchase if no payment is known. ``orders``:
    ``latest_ship_at``, ``payments_at`` and ``purchase_at``; whole seconds in and out.
    """
    own, paid, bought = (orders[name].astype("Int64") for name in ("latest_ship_at", "payments_at", "purchase_at"))
    start = paid.fillna(bought).to_numpy(dtype="int64")
    end = pd.Series(_business_end(start, terms.handling_days, terms), index=own.index)
    return own.fillna(end).astype("int64")


def deadline(orders: pd.DataFrame, terms: Terms) -> pd.Series:
    """The instant from which an order can no longer be confirmed.

    ``orders``: ``purchase_at``, ``verified_at``, ``given_back_at`` and, if the terms count from the latest ship date,
    ``payments_at`` and ``latest_ship_at`` (Int64 seconds). An order that was verified after a delay has at least the
    handling time from then on, and an order that an undo gave back has at least a day from that undo.
    """
    verified, given_back = (orders[name].astype("Int64") for name in ("verified_at", "given_back_at"))
    known = verified.notna().to_numpy()
    if known.any():
        late = _business_end(verified[known].to_numpy(dtype="int64"), terms.handling_days, terms) + 1
        verified = verified.copy()
        verified[known] = late
    return _at_least(_at_least(usual_deadline(orders, terms), verified), given_back + DAY)


def _at_least(ends: pd.Series, others: pd.Series) -> pd.Series:
    """The later of the two instants of each row; a missing value in ``others`` does not count."""
    known = others.notna().to_numpy()
    if not known.any():
        return ends
    later = ends.to_numpy(dtype="int64").copy()
    later[known] = np.maximum(later[known], others[known].to_numpy(dtype="int64"))
    return pd.Series(later, index=ends.index)


def pending_end(orders: pd.DataFrame) -> pd.Series:
    """The instant from which the clock cancels an order that is still Pending; columns as ``deadline``."""
    return _at_least(usual_pending_end(orders), orders["given_back_at"].astype("Int64") + DAY)


def usual_pending_end(orders: pd.DataFrame) -> pd.Series:
    """The same for an order that no undo has given back; ``orders`` has ``purchase_at``."""
    return orders["purchase_at"] + PENDING_DAYS * DAY


def usual_deadline(orders: pd.DataFrame, terms: Terms) -> pd.Series:
    """The deadline of an order that was neither verified after a delay nor given back; columns as ``deadline``."""
    start = orders["purchase_at"]
    if terms.deadline_from == FROM_LATEST_SHIP:
        start = latest_ship(orders, terms)
    if not terms.business_days:
        return start + terms.deadline_days * DAY
    # The order can be confirmed until the end of the last business day; the deadline is the second after it.
    ends = _business_end(start.to_numpy(dtype="int64"), terms.deadline_days, terms) + 1
    return pd.Series(ends, index=orders.index)


def at_verge_of_cancellation(deadline_at: pd.Series, as_of: int, terms: Terms) -> pd.Series:
    """True from ``warning_days`` before the deadline on."""
    return as_of >= deadline_at - terms.warning_days * DAY


def at_verge_of_late_shipment(latest_ship_at: pd.Series, as_of: int) -> pd.Series:
    """True from 24 hours before the latest ship date on."""
    return as_of >= latest_ship_at - DAY


def days_past_promise(latest_ship_at: pd.Series, as_of: int) -> pd.Series:
    """Whole days since the latest ship date, rounded down; negative if it is not due yet."""
    return (as_of - latest_ship_at) // DAY


def _business_end(start: np.ndarray, days: int, terms: Terms) -> np.ndarray:
    """The last second (UTC) of the business day that is ``days`` business days after the day of each instant."""
    if not len(start):
        return start
    first = (start // DAY).astype("datetime64[D]")
    years = (first[[first.argmin(), first.argmax()]].astype("datetime64[Y]").astype("int64") + 1970).tolist()
    free = holidays_of(terms.holidays, years[0] - _MORE_YEARS, years[1] + _MORE_YEARS)
    # A start on a weekend counts from the business day before it, so the next business day is the first one.
    last = np.busday_offset(first, days, roll="backward", holidays=free)
    return (last.astype("int64") + 1) * DAY - 1


@lru_cache(maxsize=16)
def holidays_of(places: str, first: int, last: int) -> np.ndarray:
    """The holidays of the places (as in Terms) in the years ``first`` to ``last``, as numpy days.

    Raises UnknownHolidaysError with the place that has no calendar.
    """
    if not places:
        return np.array([], "datetime64[D]")
    import holidays  # noqa: PLC0415 - few merchants have any

    free: set[str] = set()
    for place in places.split(","):
        country, _, part = place.strip().partition("-")
        try:
            calendar = holidays.country_holidays(country, subdiv=part or None, years=range(first, last + 1))
        except NotImplementedError:
            raise UnknownHolidaysError(place.strip()) from None
        free.update(day.isoformat() for day in calendar)
    return np.array(sorted(free), "datetime64[D]")
