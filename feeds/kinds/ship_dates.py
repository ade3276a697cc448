"""Checks ship-dates against their bounds: not before the purchase, and not after today in any time zone.

If dates can be read in several orders of day, month and year, the order counts in which all dates of the file are
within the bounds, if there is just one. If a date is outside the bounds, but within them with day and month swapped, a
spreadsheet has swapped them: then other dates of the column that are within the bounds either way are in doubt.
"""

from datetime import UTC, date, datetime

import pandas as pd

from feeds.checking.day_order import (
    AS_WRITTEN,
    BESIDE_TEXT,
    DATE_CELL,
    IN_ORDER,
    ORDERS,
    READ,
    RUN,
    swapped_beside_text,
    swapped_days,
    unclear,
)
from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Occasion
from feeds.kinds.matching import first_of_each, is_in
from schemas import faults
from schemas.text_columns import numbers_of
from schemas.times import DAY
from schemas.wording import first_of

SHIP_DATE = "ship-date"
# The time zone in which a day begins first is UTC+14.
_EARLIEST_CLOCK = 14 * 3600
_EPOCH = date(1970, 1, 1).toordinal()
_IN_ORDER = {order: IN_ORDER.format(SHIP_DATE, order) for order in ORDERS}
_AS_WRITTEN, _BESIDE_TEXT, _RUN = (name.format(SHIP_DATE) for name in (AS_WRITTEN, BESIDE_TEXT, RUN))
# Marks of a second look. _TURNED: the dates that show the swap, in words; _DRAGGED: true for dates of a doubted run.
_TURNED, _DRAGGED = f"{SHIP_DATE} turned", f"{SHIP_DATE} dragged"
# A column is in doubt if at least this share of the dates that may be swapped are swapped for certain.
_ENOUGH = 0.05
_MOST_NAMED = 10


def settled(records: pd.DataFrame, items: pd.DataFrame, as_of: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records with one ship-date each, and findings on those that could have several.

    If there is exactly one order of day, month and year in which every such date of a known order is within its bounds,
    they are read in that order; otherwise they are refused and emptied.
    """
    names = [order for order, name in _IN_ORDER.items() if name in records]
    if not names:
        return records, none_found()
    readings = records[[_IN_ORDER[order] for order in names]].set_axis(names, axis="columns")
    doubtful = readings[readings.notna().any(axis="columns") & records[SHIP_DATE].notna()]
    bounds = items.drop_duplicates("order_id").set_index("order_id")[["purchase_at", "purchase_offset"]]
    known = records.loc[doubtful.index, ["order-id"]]
    known = known[is_in(known["order-id"], items["order_id"])].join(bounds, on="order-id")
    fitting = [order for order in names if _within(doubtful.loc[known.index, order], known, as_of).all()]
    gone = records.index.isin(doubtful.index)
    if len(fitting) != 1:
        emptied = {SHIP_DATE: records[SHIP_DATE].mask(gone), "faulty": records["faulty"] | gone}
        words = unclear(SHIP_DATE, doubtful) + "."
        return records.assign(**emptied), finding(doubtful.index, faults.DAY_ORDER_UNCLEAR, SHIP_DATE, words)
    [order] = fitting
    only = f" ({order} first), the only reading in which no parcel left before its purchase or in the future."
    told = "ship-date was read as " + doubtful[order] + only
    taken = records[SHIP_DATE].mask(gone, doubtful[order].reindex(records.index))
    return records.assign(**{SHIP_DATE: taken}), finding(doubtful.index, faults.READ_AS, SHIP_DATE, told)


def _within(days: pd.Series, orders: pd.DataFrame, as_of: int) -> pd.Series:
    early, late = _outside(days, orders, as_of)
    return ~(early | late)


def ship_date_findings(pairs: pd.DataFrame, records: pd.DataFrame, occasion: Occasion) -> pd.DataFrame:
    """Errors on records whose ship-date is before the purchase or in the future, or may have been changed.

    A bare day counts from the purchase day (the earlier of that day in the purchase's own offset and in UTC) to the
    day of ``as_of`` at UTC+14; a date-time compares as an instant.
    """
    orders = first_of_each(pairs if pairs[SHIP_DATE].notna().all() else pairs[pairs[SHIP_DATE].notna()])
    is_early, is_late = _outside(orders[SHIP_DATE], orders, occasion.as_of)
    doubts = [] if occasion.trusts(SHIP_DATE) else [name for name in _DOUBTS if name in records]
    wrong = is_early | is_late
    if not wrong.any() and not doubts:
        return none_found()
    looked_at = orders if doubts else orders[wrong]
    rows = records.reindex(looked_at["record"].to_numpy()).set_axis(looked_at.index)
    why = pd.Series("", index=looked_at.index, dtype="str")
    early, late = looked_at[is_early[looked_at.index]], looked_at[is_late[looked_at.index]]
    why[early.index] = " lies before the purchase of order " + early["order_id"] + _on(early["purchase_at"])
    why[late.index] = " lies in the future"
    turned = _turned(looked_at, rows, occasion.as_of)
    changed = turned.index.intersection(wrong.index[wrong])
    tables = [
        _outside_findings(early.drop(changed, errors="ignore"), why, faults.SHIPPED_BEFORE_PURCHASE),
        _outside_findings(late.drop(changed, errors="ignore"), why, faults.SHIPPED_IN_FUTURE),
        _changed_findings(looked_at.loc[changed], rows, turned, why),
    ]
    for name in doubts:
        told = combined(tables)["record"]
        tables.append(_DOUBTS[name](looked_at[~looked_at["record"].isin(told)], rows, turned))
    return combined(tables)


def _outside_findings(orders: pd.DataFrame, why: pd.Series, code: int) -> pd.DataFrame:
    return finding(orders["record"], code, SHIP_DATE, SHIP_DATE + why[orders.index] + ".")


def _turned(orders: pd.DataFrame, rows: pd.DataFrame, as_of: int) -> pd.Series:
    """The ship-dates with day and month swapped, where that is possible and the result is within the bounds."""
    turned = _may_be_changed(orders.assign(**{name: rows[name] for name in (_AS_WRITTEN,) if name in rows}))
    return turned[_within(turned, orders.loc[turned.index], as_of)]


def _may_be_changed(dates: pd.DataFrame) -> pd.Series:
    """The ship-dates with day and month swapped, where a spreadsheet may have swapped them."""
    days = dates[SHIP_DATE]
    return swapped_days(days[dates[_AS_WRITTEN] != READ] if _AS_WRITTEN in dates else days)


def _said(orders: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The content of each cell, as the beginning of a sentence."""
    written = rows.loc[orders.index, _AS_WRITTEN] if _AS_WRITTEN in rows else pd.Series("", index=orders.index)
    kind = pd.Series("", index=orders.index, dtype="str").mask(written == DATE_CELL, "a date cell of ")
    return f"{SHIP_DATE} is " + kind + orders[SHIP_DATE]


def _changed_findings(orders: pd.DataFrame, rows: pd.DataFrame, turned: pd.Series, why: pd.Series) -> pd.DataFrame:
    words = _said(orders, rows) + ", which" + why[orders.index] + "; with day and month changed places it is "
    words += turned[orders.index] + ", which does not: a spreadsheet seems to have changed them."
    return finding(orders["record"], faults.DAY_AND_MONTH_CHANGED, SHIP_DATE, words)


def _beside_text(orders: pd.DataFrame, rows: pd.DataFrame, turned: pd.Series) -> pd.DataFrame:
    either = orders[orders.index.isin(turned.index)]
    words = _said(either, rows) + swapped_beside_text(turned[either.index])
    return finding(either["record"], faults.DAY_ORDER_UNCLEAR, SHIP_DATE, words)


def _in_turned_column(orders: pd.DataFrame, rows: pd.DataFrame, turned: pd.Series) -> pd.DataFrame:
    either = orders[orders.index.isin(turned.index)]
    words = _said(either, rows) + ", and can be " + turned[either.index] + ": " + rows.loc[either.index, _TURNED]
    return finding(either["record"], faults.DAYS_AND_MONTHS_CHANGED, SHIP_DATE, words)


def _in_dragged_run(orders: pd.DataFrame, rows: pd.DataFrame, _: pd.Series) -> pd.DataFrame:
    dragged = orders[rows.loc[orders.index, _DRAGGED].to_numpy()]
    words = _said(dragged, rows) + ", in a run of days that rise by one from row to row and cannot all be right."
    return finding(dragged["record"], faults.DAYS_DRAGGED, SHIP_DATE, words)


_DOUBTS = {_BESIDE_TEXT: _beside_text, _TURNED: _in_turned_column, _DRAGGED: _in_dragged_run}


def second_look(
    records: pd.DataFrame, findings: pd.DataFrame, occasion: Occasion
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """The records with marks on ship-dates that findings on other dates put in doubt, or None if there are none.

    If the column is trusted, nothing is in doubt, and there is one finding about that instead.
    """
    codes = findings.loc[findings["heading"] == SHIP_DATE].set_index("record")["code"]
    changed = codes.index[codes == faults.DAY_AND_MONTH_CHANGED]
    outside = codes.index[codes.isin([faults.SHIPPED_BEFORE_PURCHASE, faults.SHIPPED_IN_FUTURE])]
    marks: dict[str, str | pd.Series] = {}
    if len(changed) > len(outside) and _BESIDE_TEXT not in records:
        may = _may_be_changed(records)
        if len(changed) >= _ENOUGH * len(may) and len(may) > len(changed):
            marks[_TURNED] = f"{_named(changed)} of the file can only be meant with day and month changed places."
    if _RUN in records:
        wrong = records.loc[changed.union(outside), _RUN].dropna()
        if len(wrong):
            marks[_DRAGGED] = records[_RUN].isin(wrong)
    if not marks:
        return None, none_found()
    if occasion.trusts(SHIP_DATE):
        words = f"{SHIP_DATE} was taken as it stands, though dates of the column look changed."
        return None, finding([0], faults.COLUMN_TRUSTED, SHIP_DATE, words)
    return records.assign(**marks), none_found()


def _named(records: pd.Index) -> str:
    numbers = first_of([str(record) for record in records[:_MOST_NAMED]], _MOST_NAMED, count=len(records))
    return f"the ship-date of record {numbers}" if len(records) == 1 else f"the ship-dates of records {numbers}"


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
