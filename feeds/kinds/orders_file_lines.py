"""Converts the lines of an orders file, joins continuation lines to the line above, and derives each line's state."""

import numpy as np
import pandas as pd

from feeds.checking.findings import combined, finding, none_found
from schemas import faults, fields
from schemas.accepted_values import fold
from schemas.currencies import minor_units
from schemas.instants import instant, instants
from schemas.orders import YES, is_continuation
from schemas.selection import Field, stored
from schemas.text_columns import texts_of, truths_of, whole_numbers
from schemas.times import iso

ITEM = "order-item-id"
_COUNTS = {"quantity-purchased": "purchased", "quantity-shipped": "file_shipped", "quantity-to-ship": "to_ship"}
_TEXT_DATES = fields.DETAILS.holding("instant as text").headings
_PROMOTION_IDS = ("item-promotion-id", "ship-promotion-id")
# The columns of each promotion's discount and id, by their names in the order table.
_PROMOTIONS = dict(zip(fields.DISCOUNTS.columns, map(stored, _PROMOTION_IDS), strict=True))


def fill_continuations(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells, with blank order, item and currency of continuation lines filled in from the line above."""
    if not {"purchase-date", "quantity-purchased"} <= set(cells.columns):
        return cells
    below = is_continuation(cells)
    filled = {
        name: cells[name].fillna(cells[name].ffill().where(below))
        for name in ("order-id", ITEM, "currency")
        if name in cells
    }
    return cells.assign(**filled)


def typed(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Converts every record to the values and column names of the order table; Errors on amounts that do not convert.

    Instants become ``…_at`` (seconds, UTC) and ``…_offset`` (minutes), amounts whole minor units, counts Int64; texts
    stay as they are.
    """
    tables, columns = [], {}
    for name, kept in fields.AMOUNTS.column_of.items():
        converted = minor_units(records[name], records["currency"])
        columns[kept] = converted["minor"]
        many, large = converted["decimals"], converted["large"]
        words = f"{name} has more decimals than " + records.loc[many, "currency"].fillna("its currency") + "."
        tables += [
            finding(records.index[many], faults.AMOUNT_DECIMALS, name, words),
            finding(
                records.index[large], faults.AMOUNT_TOO_LARGE, name, f"{name} is larger than the order table holds."
            ),
        ]
    for field in fields.INSTANTS.holding("instant"):
        columns |= _instant_columns(field, records)
    columns |= {kept: whole_numbers(records[name]) for name, kept in _COUNTS.items()}
    columns |= {stored(name): texts_of(records[name], _utc_text) for name in _TEXT_DATES}
    columns[fields.CANCEL_REQUESTED.column] = _truths(records[fields.CANCEL_REQUESTED.heading])
    names = [str(name) for name in records if name not in fields.CHARGES.headings]
    rest = {stored(name): records[name] for name in names if stored(name) not in columns}
    return pd.DataFrame(rest | columns, index=records.index), combined(tables)


def _instant_columns(field: Field, records: pd.DataFrame) -> dict[str, pd.Series]:
    texts = records[field.read_from[0]]
    for heading in field.read_from[1:]:
        texts = texts.fillna(records[heading])
    read = instants(texts)
    if field.heading == "latest-ship-date":
        # A day alone means its end.
        read["at"] += np.where(texts.str.len() == 10, 86_399, 0)
    name = field.column.removesuffix("_at")
    return {f"{name}_{part}": read[part] for part in ("at", "offset")}


def _truths(texts: pd.Series) -> pd.Series:
    """1 for cells that mean yes, 0 for other filled cells, missing for empty ones."""
    said = texts.isin(YES).astype("int64")
    return said.astype("Int64").mask(texts.isna())


def _utc_text(text: str) -> str:
    return iso(instant(text)[0])


def lines(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row for each line that is no continuation, with the promotions of its continuation lines added.

    Returns the lines, with their ``record``, and Errors on continuation lines without a line above.
    """
    below = records["purchase_at"].isna() & records["purchased"].isna() & records["blank_line"]
    if not below.any():
        return records.assign(record=records.index), none_found()
    line = pd.Series(records.index, index=records.index).mask(below).ffill()
    orphan = below & (line.isna() | (records["order_item_id"] != records["order_item_id"].reindex(line).to_numpy()))
    alone = "The line has neither purchase-date nor quantity-purchased, and no line of its item stands above it."
    findings = finding(records.index[orphan], faults.CONTINUATION_ALONE, ITEM, alone)
    belongs = line.where(~orphan)
    heads = records[~below].assign(record=records.index[~below])
    for name in fields.DISCOUNTS.columns:
        heads[name] = records[name].groupby(belongs).sum(min_count=1).reindex(heads.index).astype("Int64")
    for heading in _PROMOTION_IDS:
        texts = records[stored(heading)].dropna()
        joined = texts.groupby(belongs[texts.index]).agg(",".join)
        heads[stored(heading)] = joined.reindex(heads.index).astype("str")
    return heads.assign(faulty=heads["faulty"] | heads.index.isin(belongs[records["faulty"]])), findings


def with_quantities(heads: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Adds ``verified``, ``shipped`` and ``canceled``, derived from the file; Errors where it contradicts itself."""
    status, bought = heads["order_status"].fillna(""), heads["purchased"]
    told = heads["file_shipped"]
    by_item = bought.where((status == "Shipped") | truths_of(heads["item_status"], _is_shipped), 0)
    shipped = told.fillna(by_item).fillna(0)
    rest = (bought - shipped).clip(lower=0)
    closed = status.isin(["Shipped", "Canceled"])
    canceled = rest.where(closed, (rest - heads["to_ship"]).fillna(0)).fillna(0)
    paid = heads["payments_at"].notna()
    verified = paid.where(status.isin(["", "Canceled"]), status != "Pending")
    heads = heads.assign(verified=verified.astype(bool), shipped=shipped, canceled=canceled)
    return heads, _contradictions(heads, status)


def _is_shipped(item_status: str) -> bool:
    return fold(item_status.partition(" - ")[0]) == "shipped"


def _contradictions(heads: pd.DataFrame, status: pd.Series) -> pd.DataFrame:
    sums = _sums_of_orders(heads, ["purchased", "shipped", "canceled"])
    shipped = sums["shipped"]
    still_open = sums["purchased"] - shipped - sums["canceled"]
    above = (heads["shipped"] > heads["purchased"]) | (heads["canceled"] < 0)
    none_may = status.isin(["Pending", "Unshipped", "Canceled"]) | (status.eq("") & ~heads["verified"])
    not_partial = (status == "PartiallyShipped") & ((shipped <= 0) | (still_open <= 0))
    wrong = above.fillna(value=False) | (none_may & (shipped > 0)) | not_partial.fillna(value=False)
    wrong |= (status == "Shipped") & (shipped <= 0).fillna(value=False)
    rows = heads[wrong.astype(bool)]
    said = rows["order_status"].fillna("without order-status")
    words = "order-status (" + said + ") and the quantities of the order do not fit together."
    return finding(rows["record"], faults.STATUS_DISAGREES, "quantity-shipped", words)


def _sums_of_orders(heads: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The sums over all lines of its order, for each line."""
    if heads["order_id"].is_unique:
        return heads[names].fillna(0)
    return heads.groupby(heads["order_id"].fillna(""))[names].transform("sum")


def same_cells(heads: pd.DataFrame) -> np.ndarray:
    """True for each line that equals an earlier line of its item in every cell."""
    same = np.zeros(len(heads), "bool")
    alike = heads["order_item_id"].duplicated(keep=False).to_numpy()
    if alike.any():
        names = [name for name in heads.columns if name not in ("record", "faulty")]
        same[alike] = heads[alike].duplicated(names).to_numpy()
    return same


def promotions_added(heads: pd.DataFrame) -> pd.DataFrame:
    """The lines, with those of one item that differ only in their promotions merged into the first of them.

    A promotion that is in several lines counts once; lines that name one with different amounts are not merged.
    """
    alike = heads["order_item_id"].duplicated(keep=False) & heads["order_item_id"].notna()
    if not alike.any():
        return heads
    kept = {"record", "faulty", *_PROMOTIONS, *_PROMOTIONS.values(), *map(stored, fields.DISCOUNTS.headings)}
    several = heads[alike]
    # Compared as text: the cells have many types, and the lines are few.
    whole = several[[name for name in heads.columns if name not in kept]].astype("str").fillna("")
    group = whole.groupby(list(whole), sort=False).ngroup()
    added: dict[str, pd.Series] = {}
    doubtful = pd.Series(data=False, index=several.index)
    for amount, promotion in _PROMOTIONS.items():
        each = several[[amount, promotion]].assign(group=group)
        each = each[each[amount].notna() | each[promotion].notna()].drop_duplicates()
        twice = each[each[promotion].notna() & each.duplicated(["group", promotion], keep=False)]
        doubtful |= group.isin(twice["group"])
        sums = each.groupby("group")[amount].sum(min_count=1)
        names = each[each[promotion].notna()].groupby("group")[promotion].agg(",".join)
        added[amount] = pd.Series(sums.reindex(group).array, index=several.index, dtype="Int64")
        added[promotion] = pd.Series(names.reindex(group).array, index=several.index, dtype="str")
    added["faulty"] = several["faulty"].groupby(group).transform("any")
    merged = several.assign(**added)[~doubtful & ~group.duplicated()]
    gone = several.index[~doubtful & group.duplicated()]
    rows = heads.copy()
    rows.loc[merged.index, list(added)] = merged[list(added)]
    return rows.drop(gone)
