"""The bounds of a ship-date: not before the purchase, not after today, wherever the clock is ahead.

Where day and month may stand either way, the bounds tell which, if all dates of the file lie within them in one order
alone.
"""

from datetime import UTC, date, datetime

import pandas as pd

from feeds.day_order import OTHERWISE, SWAPPED, unclear
from feeds.findings import found, none_found, together
from feeds.kinds.matching import first_of_each
from feeds.kinds.twins import among
from schemas import faults
from schemas.deadlines import DAY
from schemas.distinct import numbers_of

SHIP_DATE = "ship-date"
# The calendar of the easternmost clock (UTC+14) is the first to begin a day.
_EARLIEST_CLOCK = 14 * 3600
_EPOCH = date(1970, 1, 1).toordinal()
_OTHERWISE, _SWAPPED = OTHERWISE.format(SHIP_DATE), SWAPPED.format(SHIP_DATE)


def settled(records: pd.DataFrame, items: pd.DataFrame, as_of: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records with one ship-date each, and what is told of those that had two.

    If in one order of day and month every such date of a known order lies within its bounds, and in the other one does
    not, they are read in that order; else they are refused and emptied.
    """
    if _OTHERWISE not in records:
        return records, none_found()
    doubtful = records[records[_OTHERWISE].notna() & records[SHIP_DATE].notna()]
    bounds = items.drop_duplicates("order_id").set_index("order_id")[["purchase_at", "purchase_offset"]]
    known = doubtful[among(doubtful["order-id"], items["order_id"])].join(bounds, on="order-id")
    fits = [_within(known[name], known, as_of) for name in (SHIP_DATE, _OTHERWISE)]
    first, second = doubtful[SHIP_DATE], doubtful[_OTHERWISE]
    swapped = bool(doubtful[_SWAPPED].any())
    if fits[0] == fits[1]:
        refused = unclear(SHIP_DATE, first, second, swapped=swapped)
        gone = records.index.isin(doubtful.index)
        emptied = {SHIP_DATE: records[SHIP_DATE].mask(gone), "faulty": records["faulty"] | gone}
        return records.assign(**emptied), found(doubtful.index, faults.DAY_ORDER_UNCLEAR, SHIP_DATE, refused)
    taken = first if fits[0] else second
    settled = records[SHIP_DATE].mask(records.index.isin(taken.index), taken.reindex(records.index))
    return records.assign(**{SHIP_DATE: settled}), _told(taken, by_default=fits[0], swapped=swapped)


def _within(days: pd.Series, orders: pd.DataFrame, as_of: int) -> bool:
    early, late = _outside(days, orders, as_of)
    return not (early | late).any()


def _told(taken: pd.Series, *, by_default: bool, swapped: bool) -> pd.DataFrame:
    if swapped and by_default:
        return none_found()
    how = "day and month changed places" if swapped else "day first" if by_default else "month first"
    words = f"ship-date was read as {{}} ({how}), the only reading in which no parcel left before its purchase or in "
    before, after = words.split("{}")
    return found(taken.index, faults.READ_AS, SHIP_DATE, before + taken + after + "the future.")


def ship_date_findings(pairs: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Records whose ship-date lies before the purchase or in the future.

    A bare day counts from the purchase day (the earlier of that day in the purchase's own offset and in UTC) to the
    day of ``as_of`` at UTC+14; a date-time compares as an instant.
    """
    orders = first_of_each(pairs if pairs[SHIP_DATE].notna().all() else pairs[pairs[SHIP_DATE].notna()])
    is_early, is_late = _outside(orders[SHIP_DATE], orders, as_of)
    early, late = orders[is_early], orders[is_late]
    return together(
        [
            found(
                early["record"],
                faults.SHIPPED_BEFORE_PURCHASE,
                SHIP_DATE,
                "ship-date lies before the purchase of order " + early["order_id"] + _on(early["purchase_at"]) + ".",
            ),
            found(late["record"], faults.SHIPPED_IN_FUTURE, SHIP_DATE, "ship-date lies in the future."),
        ]
    )


def _outside(texts: pd.Series, orders: pd.DataFrame, as_of: int) -> tuple[pd.Series, pd.Series]:
    """True for each ship-date before the purchase of its order, and for each in the future."""
    is_day = texts.str.len() == 10
    value = numbers_of(texts, lambda text: _day(text) if len(text) == 10 else _instant(text))
    own = (orders["purchase_at"] + orders["purchase_offset"] * 60) // DAY
    utc = orders["purchase_at"] // DAY
    least = orders["purchase_at"].mask(is_day, own.where(own < utc, utc))
    most = pd.Series(as_of, index=orders.index).mask(is_day, (as_of + _EARLIEST_CLOCK) // DAY)
    return value < least, value > most


def _on(instants: pd.Series) -> pd.Series:
    return " on " + pd.to_datetime(instants, unit="s").dt.strftime("%Y-%m-%d").astype("str")


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - _EPOCH


def _instant(text: str) -> int:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return int(moment.timestamp())
