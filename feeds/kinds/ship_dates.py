"""The bounds of a ship-date: not before the purchase, not after today, wherever the clock is ahead."""

from datetime import UTC, date, datetime

import pandas as pd

from feeds.findings import found, together
from schemas import faults
from schemas.deadlines import DAY

# The calendar of the easternmost clock (UTC+14) is the first to begin a day.
_EARLIEST_CLOCK = 14 * 3600
_EPOCH = date(1970, 1, 1).toordinal()


def ship_date_findings(pairs: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Records whose ship-date lies before the purchase or in the future.

    A bare day counts from the purchase day (the earlier of that day in the purchase's own offset and in UTC) to the
    day of ``as_of`` at UTC+14; a date-time compares as an instant.
    """
    orders = pairs[pairs["ship-date"].notna()].drop_duplicates("record")
    texts = orders["ship-date"]
    is_day = texts.str.len() == 10
    value = texts.map({text: _day(text) if len(text) == 10 else _instant(text) for text in texts.unique()}).astype(
        "int64"
    )
    own = (orders["purchase_at"] + orders["purchase_offset"] * 60) // DAY
    utc = orders["purchase_at"] // DAY
    least = orders["purchase_at"].mask(is_day, own.where(own < utc, utc))
    most = pd.Series(as_of, index=orders.index).mask(is_day, (as_of + _EARLIEST_CLOCK) // DAY)
    early, late = orders[value < least], orders[value > most]
    return together(
        [
            found(
                early["record"],
                faults.SHIPPED_BEFORE_PURCHASE,
                "ship-date",
                "ship-date lies before the purchase of order " + early["order_id"] + _on(early["purchase_at"]) + ".",
            ),
            found(late["record"], faults.SHIPPED_IN_FUTURE, "ship-date", "ship-date lies in the future."),
        ]
    )


def _on(instants: pd.Series) -> pd.Series:
    return " on " + pd.to_datetime(instants, unit="s").dt.strftime("%Y-%m-%d").astype("str")


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - _EPOCH


def _instant(text: str) -> int:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return int(moment.timestamp())
