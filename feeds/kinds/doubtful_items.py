"""Finds records that may mean other items or units than they name: a cell without a value, or an item with a twin."""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.findings import combined, finding, none_found
from feeds.checking.placeholders import UNSAID
from feeds.checking.spreadsheet_damage import rounded
from feeds.kinds.matching import units
from schemas import faults, fields
from schemas.order_adjustment import AMOUNTS

# Ids of this length lose digits in a spreadsheet, but keep the first ones.
_LONG, _SAME_START = 16, 13


def unsaid_findings(pairs: pd.DataFrame, records: pd.DataFrame, item_heading: str) -> pd.DataFrame:
    """Findings on records whose item or quantity is a placeholder, or a formula that shows nothing.

    An Error if the empty cell would mean several items or units, else a Warning. ``pairs``: has ``open`` (units) if the
    kind has quantities.
    """
    tables = []
    if len(mine := _unsaid(pairs, records, item_heading)):
        items = mine.groupby("record")["item_no"].transform("count")
        counted = items.astype("str") + " items of order " + mine["order_id"]
        tables.append(_told_unsaid(mine, item_heading, items > 1, counted))
    if "open" in pairs and len(mine := _unsaid(pairs, records, "quantity")):
        open_units = mine.groupby("record")["open"].transform("sum")
        counted = units(open_units) + " open of order " + mine["order_id"]
        tables.append(_told_unsaid(mine, "quantity", open_units > 1, counted))
    return combined(tables)


def _told_unsaid(pairs: pd.DataFrame, heading: str, several: pd.Series, counted: pd.Series) -> pd.DataFrame:
    first = pairs.drop_duplicates("record")
    many, one = first[several[first.index]], first[~several[first.index]]
    words = f"{heading} says nothing, and an empty one means all " + counted[many.index] + "."
    return combined(
        [
            finding(many["record"], faults.CELL_UNSAID, heading, words),
            finding(one["record"], faults.READ_AS, heading, f"{heading} was read as empty: it says nothing."),
        ]
    )


def silent_amount_findings(pairs: pd.DataFrame) -> pd.DataFrame:
    """Errors on adjustments where the formula of one amount shows nothing and only the other amounts would count."""
    tables = []
    for heading, charged in fields.REFUND.holding("money").column_of.items():
        if UNSAID.format(heading) in pairs:
            others = pairs[[name for name in AMOUNTS if name != heading]].notna().any(axis=1)
            silent = pairs[UNSAID.format(heading)].eq(other=True) & others & (pairs[charged].fillna(0) > 0)
            words = f"The formula of {heading} shows nothing, and the row would be applied without it."
            tables.append(finding(pairs.loc[silent, "record"], faults.CELL_UNSAID, heading, words))
    return combined(tables)


def _unsaid(pairs: pd.DataFrame, records: pd.DataFrame, heading: str) -> pd.DataFrame:
    """The pairs of the records whose cell under a heading is a placeholder, or a formula that shows nothing."""
    column = UNSAID.format(heading)
    if column not in records:
        return pairs[:0]
    return pairs[pairs["record"].isin(records.index[records[column].eq(other=True)])]


def twin_findings(pairs: pd.DataFrame, items: pd.DataFrame, item_heading: str) -> pd.DataFrame:
    """Errors on records whose item-id may be damaged: another id of the order becomes it by losing zeros or digits.

    ``pairs``: of records that name their item.
    """
    twins = dict(_zeros_taken(items)) | dict(_digits_taken(items))
    if not twins:
        return none_found()
    mine = pairs[pairs["item_no"].isin(twins)]
    other = mine["item_no"].map({item: twin for item, (twin, _) in twins.items()}).astype("str")
    became = mine["item_no"].map({item: took for item, (_, took) in twins.items()}).astype("str")
    words = "Order " + mine["order_id"] + " has item " + mine["order_item_id"] + " and item " + other + ", which "
    return finding(mine["record"], faults.TWIN_ITEM, item_heading, words + became + " turns into the first.")


def _zeros_taken(items: pd.DataFrame) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yields items whose id is another of the order without leading zeros: item_no, and the other id with the cause."""
    zeros = items[
        pc.starts_with(pa.array(items["order_item_id"], pa.large_string()), "0").to_numpy(zero_copy_only=False)
    ]
    if zeros.empty:
        return
    near = items[items["order_no"].isin(zeros["order_no"])]
    held = dict(zip(zip(near["order_no"], near["order_item_id"], strict=True), near["item_no"], strict=True))
    for order, name in zip(zeros["order_no"], zeros["order_item_id"], strict=True):
        if (item := held.get((order, name.lstrip("0")))) is not None:
            yield item, (name, "a spreadsheet that takes leading zeros away")


def _digits_taken(items: pd.DataFrame) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yields items whose id is another of the order after rounding: item_no, and the other id with the cause."""
    lengths = pc.binary_length(pa.array(items["order_item_id"], pa.large_string())).to_numpy(zero_copy_only=False)
    long = items[lengths >= _LONG]
    if long.empty:
        return
    start = long["order_no"].astype("str") + " " + long["order_item_id"].str.slice(0, _SAME_START)
    near = long[start.duplicated(keep=False).to_numpy()]
    held = dict(zip(zip(near["order_no"], near["order_item_id"], strict=True), near["item_no"], strict=True))
    for order, name in zip(near["order_no"], near["order_item_id"], strict=True):
        for damaged in rounded(name):
            if damaged != name and (item := held.get((order, damaged))) is not None:
                yield item, (name, "a spreadsheet that keeps 15 digits")
