"""Finds the item that a record means if it has no order-item-id, but a sku or another name of the item.

If exactly one item of the order has that name, it is the one. If none or several have it, the record is refused: it
never means the whole order.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.check import NULL_WORD
from feeds.checking.findings import combined, finding, none_found
from feeds.checking.placeholders import placeholders
from feeds.kinds.kind import Facts
from feeds.kinds.matching import is_in, row_key, units
from schemas import faults
from schemas.states import open_units

SKU, ITEM = "sku", "item"
# No item has the name, or several have it.
_NONE, _SEVERAL = -1, -2
_MOST_LISTED = 10


@dataclass(frozen=True)
class Named:
    """The records with the items that were found, and the findings."""

    records: pd.DataFrame
    findings: pd.DataFrame


def with_named_items(records: pd.DataFrame, facts: Facts, item_heading: str) -> Named:
    """The records, with a missing order-item-id filled in from the sku or item column.

    A record whose item stays unclear gets an Error and ``item_at_fault``.
    """
    names = records[[SKU, ITEM]].mask(records[[SKU, ITEM]] == NULL_WORD).dropna(how="all")
    if names.empty or facts.items.empty:
        return Named(records, none_found())
    rows = records.loc[names.index, ["order-id", item_heading, "item_at_fault"]].join(names)
    rows = rows[is_in(rows["order-id"], facts.items["order_id"])]
    items = facts.items.reset_index(drop=True)
    by_sku = _places(rows["order-id"], rows[SKU], items, "sku")
    by_item = _places(rows["order-id"], rows[ITEM], items, "order_item_id")
    by_item = by_item.where(by_item != _NONE, _places(rows["order-id"], rows[ITEM], items, "sku"))
    given = rows[item_heading].notna()
    open_rows = ~given & ~rows["item_at_fault"].astype(bool)
    apart = open_rows & (by_sku >= 0) & (by_item >= 0) & (by_sku != by_item)
    place = by_sku.where(by_sku >= 0, by_item).where(open_rows & ~apart, _NONE)
    place = _alone(rows, place.where(place >= 0, _NONE), open_rows & ~apart, items)
    picked = place[place >= 0]
    unclear = rows[open_rows & ~apart & (place < 0) & ~_of_one_unit(rows, items)]
    contrary = rows[given]
    wrong = [
        _contrary(contrary, name, places[given], items, item_heading)
        for name, places in ((SKU, by_sku), (ITEM, by_item))
    ]
    findings = combined([_told(rows, picked, items), _unclear(unclear, items), _apart(rows[apart]), *wrong])
    refused = unclear.index.union(rows.index[apart])
    ids = pd.Series(items["order_item_id"].array.take(picked.to_numpy()), index=picked.index)
    item = records[item_heading].fillna(ids.reindex(records.index)) if len(picked) else records[item_heading]
    at_fault = records["item_at_fault"] | records.index.isin(refused)
    return Named(records.assign(**{item_heading: item, "item_at_fault": at_fault}), findings)


def _places(orders: pd.Series, names: pd.Series, items: pd.DataFrame, column: str) -> pd.Series:
    """The position among ``items`` of the one in the record's order that has the name, or _NONE or _SEVERAL."""
    keys = pa.array(row_key([items["order_id"], items[column]]).mask(items[column].isna()), pa.large_string())
    found_at = pc.index_in(pa.array(row_key([orders, names]), pa.large_string()), value_set=keys)
    places = pd.Series(found_at.fill_null(_NONE).to_numpy(), index=orders.index).mask(names.isna(), _NONE)
    twins = np.append(pd.Series(keys).duplicated(keep=False).to_numpy(), False)
    return places.mask(twins[places], _SEVERAL)


def _alone(rows: pd.DataFrame, place: pd.Series, wanted: pd.Series, items: pd.DataFrame) -> pd.Series:
    """The positions, with the only item of an order for a name not found, if the order table does not know its sku."""
    alone = items[~items["order_id"].duplicated(keep=False) & items["sku"].isna()]
    places = rows["order-id"].map(pd.Series(alone.index, index=alone["order_id"])).fillna(_NONE).astype("int64")
    return place.where((place >= 0) | ~wanted, places)


def _of_one_unit(rows: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    """True for records without a sku whose order has one item of one unit: they can mean nothing else."""
    units_open = open_units(items)
    alone = ~items["order_id"].duplicated(keep=False) & ((items["purchased"] == 1) | (units_open == 1))
    named = rows[SKU].mask(placeholders(rows[SKU], "values", null_word=False)).notna()
    return ~named & is_in(rows["order-id"], items.loc[alone, "order_id"])


def _name(rows: pd.DataFrame) -> pd.Series:
    return rows[SKU].fillna(rows[ITEM])


def _told(rows: pd.DataFrame, picked: pd.Series, items: pd.DataFrame) -> pd.DataFrame:
    named = rows.loc[picked.index]
    ids = pd.Series(items["order_item_id"].array.take(picked.to_numpy()), index=picked.index)
    words = "The row names no order-item-id; " + _name(named) + " was taken for item " + ids + "."
    return _by_heading(named, faults.ITEM_BY_NAME, words)


def _unclear(rows: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        return none_found()
    mine = items[is_in(items["order_id"], rows["order-id"])]
    left = units(open_units(mine))
    shown = mine["order_item_id"] + " (sku " + mine["sku"].fillna("unknown") + ", " + left + " open)"
    lists = shown.groupby(mine["order_id"]).agg(lambda texts: "; ".join(texts.head(_MOST_LISTED)))
    words = "No one item of order " + rows["order-id"] + " is " + _name(rows) + ". It has "
    return _by_heading(rows, faults.ITEM_UNCLEAR, words + rows["order-id"].map(lists).astype("str") + ".")


def _apart(rows: pd.DataFrame) -> pd.DataFrame:
    words = "sku " + rows[SKU] + " and item " + rows[ITEM] + " are two items of order " + rows["order-id"] + "."
    return finding(rows.index, faults.ITEM_CONTRADICTED, SKU, words)


def _contrary(rows: pd.DataFrame, name: str, places: pd.Series, items: pd.DataFrame, item_heading: str) -> pd.DataFrame:
    """Errors on records whose order-item-id is one item of the order, and whose sku or item is another one's."""
    own = _places(rows["order-id"], rows[item_heading], items, "order_item_id")
    both = rows[(places != _NONE) & (own >= 0)]
    stored = items.loc[own[both.index], ["sku", "order_item_id"]].set_index(both.index)
    other = both[(stored["sku"] != both[name]) & (stored["order_item_id"] != both[name])]
    has = stored.loc[other.index, "sku"].fillna("unknown")
    words = (
        f"{name} "
        + other[name]
        + " is another item of the order than "
        + other[item_heading]
        + ", whose sku is "
        + has
        + "."
    )
    return finding(other.index, faults.ITEM_CONTRADICTED, name, words)


def _by_heading(rows: pd.DataFrame, code: int, words: pd.Series) -> pd.DataFrame:
    has_sku = rows[SKU].notna()
    return combined(
        finding(rows.index[mine], code, name, words[mine]) for name, mine in ((SKU, has_sku), (ITEM, ~has_sku))
    )
