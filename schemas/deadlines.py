"""Latest ship date, confirmation deadline and verge flags: pure arithmetic that feeds and reports share.

Instants are seconds since 1970-01-01T00:00:00Z (UTC). Rules: Seller Central, "Confirm shipment" (orders not confirmed
within 30 days of purchase are canceled automatically; some marketplaces count seven business days from the ship-by
date) and "Late Shipment Rate" (expected ship date).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

DAY = 86_400
# What ``deadline`` is computed from, as the order table has it.
TIMES = ("purchase_at", "payments_at", "latest_ship_at", "verified_at", "given_back_at")
# Verification takes at most that long.
PENDING_DAYS = 21
FROM_PURCHASE, FROM_LATEST_SHIP = "purchase", "latest-ship"
# Beyond the days at hand: as many years before and after as handling times and deadlines reach.
_MORE_YEARS = 2


class UnknownHolidaysError(ValueError):
    """There is no holiday calendar of that name."""


@dataclass(frozen=True)
class Terms:
    """What marketplaces settle differently.

    ``handling_days``: business days to ship in. ``deadline_days``: days to confirm in, from ``deadline_from``
    (``purchase`` or ``latest-ship``); with ``business_days`` they are business days and end with the last one.
    ``warning_days``: days of warning before. ``holidays``: countries or their parts whose holidays are no business
    days (ISO 3166, as ``DE-BY``), several joined by commas; empty: Monday to Friday are.
    """

    handling_days: int = 2
    deadline_days: int = 30
    warning_days: int = 7
    deadline_from: str = FROM_PURCHASE
    business_days: bool = False
    holidays: str = ""


def latest_ship(own: pd.Series, payments_at: pd.Series, purchase_at: pd.Series, terms: Terms) -> pd.Series:
    """The promise-date: the order's own, else the end (UTC) of the last business day of the handling time.

    The handling time starts after the payment, or the purchase where no payment is known. Int64 seconds in and out.
    """
    start = payments_at.fillna(purchase_at).to_numpy(dtype="int64")
    end = pd.Series(_business_end(start, terms.handling_days, terms), index=own.index)
    return own.fillna(end).astype("int64")


def deadline(orders: pd.DataFrame, terms: Terms) -> pd.Series:
    """The instant from which an order can no longer be confirmed.

    ``orders``: ``purchase_at``, ``verified_at``, ``given_back_at`` and, where the terms count from the latest ship
    date, ``payments_at`` and ``latest_ship_at`` (Int64 seconds). From its verification after a delay an order has at
    least the handling time, and a day from the undo that gave it back.
    """
    verified, given_back = (orders[name].astype("Int64") for name in ("verified_at", "given_back_at"))
    known = verified.notna().to_numpy()
    if known.any():
        late = _business_end(verified[known].to_numpy(dtype="int64"), terms.handling_days, terms) + 1
        verified = verified.copy()
        verified[known] = late
    return _at_least(_at_least(usual_deadline(orders, terms), verified), given_back + DAY)


def _at_least(ends: pd.Series, others: pd.Series) -> pd.Series:
    """The later instant of each row; missing ones are none."""
    known = others.notna().to_numpy()
    if not known.any():
        return ends
    later = ends.to_numpy(dtype="int64").copy()
    later[known] = np.maximum(later[known], others[known].to_numpy(dtype="int64"))
    return pd.Series(later, index=ends.index)


def pending_end(orders: pd.DataFrame) -> pd.Series:
    """The instant from which the clock cancels an order that is Pending still; columns as ``deadline``."""
    return _at_least(usual_pending_end(orders), orders["given_back_at"].astype("Int64") + DAY)


def usual_pending_end(orders: pd.DataFrame) -> pd.Series:
    """The same of an order that was not given back by an undo; ``orders`` has ``purchase_at``."""
    return orders["purchase_at"] + PENDING_DAYS * DAY


def usual_deadline(orders: pd.DataFrame, terms: Terms) -> pd.Series:
    """The deadline of an order that was neither verified after a delay nor given back; columns as ``deadline``."""
    start = orders["purchase_at"]
    if terms.deadline_from == FROM_LATEST_SHIP:
        own, paid, bought = (orders[name].astype("Int64") for name in ("latest_ship_at", "payments_at", "purchase_at"))
        start = latest_ship(own, paid, bought, terms)
    if not terms.business_days:
        return start + terms.deadline_days * DAY
    # The first instant after the last business day: until then there is time.
    ends = _business_end(start.to_numpy(dtype="int64"), terms.deadline_days, terms) + 1
    return pd.Series(ends, index=orders.index)


def at_verge_of_cancellation(deadline_at: pd.Series, as_of: int, terms: Terms) -> pd.Series:
    """True from the warning time before the deadline on."""
    return as_of >= deadline_at - terms.warning_days * DAY


def at_verge_of_late_shipment(latest_ship_at: pd.Series, as_of: int) -> pd.Series:
    """True within 24 hours of the latest ship date, and past it."""
    return as_of >= latest_ship_at - DAY


def days_past_promise(latest_ship_at: pd.Series, as_of: int) -> pd.Series:
    """Whole days since the latest ship date, rounded down; negative: not due yet."""
    return (as_of - latest_ship_at) // DAY


def _business_end(start: np.ndarray, days: int, terms: Terms) -> np.ndarray:
    """The last second (UTC) of the business day that is ``days`` business days after the day of each instant."""
    if not len(start):
        return start
    first = (start // DAY).astype("datetime64[D]")
    years = (first[[first.argmin(), first.argmax()]].astype("datetime64[Y]").astype("int64") + 1970).tolist()
    free = holidays_of(terms.holidays, years[0] - _MORE_YEARS, years[1] + _MORE_YEARS)
    # A start on a weekend counts from the business day before: the first one after it is the next.
    last = np.busday_offset(first, days, roll="backward", holidays=free)
    return (last.astype("int64") + 1) * DAY - 1


@lru_cache(maxsize=16)
def holidays_of(places: str, first: int, last: int) -> np.ndarray:
    """The holidays of the places (as Terms has them) in the years from ``first`` to ``last``, days of numpy.

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
