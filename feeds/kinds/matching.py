"""Brings records and order items together: which item, or which items of a whole order, a record names."""

import pandas as pd

from feeds.findings import found, none_found, together
from feeds.kinds.kind import Facts
from feeds.kinds.twins import among
from schemas import faults
from schemas.states import CANCELED, PENDING

PAIRED = ("record", "item_no")


def paired(records: pd.DataFrame, facts: Facts, item_heading: str) -> pd.DataFrame:
    """One row a record and item that it names, by record then item, with all columns of both.

    A record without an item names every item of its order. ``whole``: the record names the whole order. A record
    whose order or item is not known has no row.
    """
    named = records[~records["item_at_fault"]].rename_axis("record").reset_index()
    named = named.assign(whole=named[item_heading].isna())
    single, whole = named[~named["whole"]], named[named["whole"]]
    items = facts.items
    pairs = [
        single.merge(items, left_on=["order-id", item_heading], right_on=["order_id", "order_item_id"]),
        whole.dropna(subset="order-id").merge(items, left_on="order-id", right_on="order_id"),
    ]
    held = [pair for pair in pairs if len(pair)]
    joined = pd.concat(held, ignore_index=True) if held else pairs[0]
    return joined.sort_values(list(PAIRED), kind="stable", ignore_index=True)


def unknown_findings(records: pd.DataFrame, pairs: pd.DataFrame, facts: Facts, item_heading: str) -> pd.DataFrame:
    """Records whose order, or whose item in that order, is not in the order table."""
    unmatched = records[records["order-id"].notna() & ~records.index.isin(pairs["record"])]
    if unmatched.empty:
        return none_found()
    known = among(unmatched["order-id"], facts.items["order_id"])
    stranger, missing = unmatched[~known], unmatched[known & unmatched[item_heading].notna()]
    no_order = "Order " + stranger["order-id"] + " is not in the order table."
    no_item = "Order " + missing["order-id"] + " has no item " + missing[item_heading] + "."
    zeros = _lost_zeros(missing, facts, item_heading)
    return together(
        [
            found(stranger.index, faults.ORDER_NOT_FOUND, "order-id", no_order),
            found(missing.index, faults.ORDER_NOT_FOUND, item_heading, no_item, zeros),
        ]
    )


def _lost_zeros(missing: pd.DataFrame, facts: Facts, item_heading: str) -> pd.Series:
    """Advice where the order has the item but for leading zeros; empty elsewhere."""
    items = facts.items[among(facts.items["order_id"], missing["order-id"])]
    by_digits = items["order_item_id"].set_axis(items["order_id"] + " " + items["order_item_id"].str.lstrip("0"))
    digits = missing["order-id"] + " " + missing[item_heading].str.lstrip("0")
    held = by_digits[~by_digits.index.duplicated()].reindex(digits.to_numpy()).set_axis(missing.index).astype("str")
    shorter = missing[item_heading].str.len() < held.str.len()
    took = "The order has item " + held + ": a spreadsheet took its leading zeros away. Format the column as Text."
    return took.where(shorter, "The order has item " + held + ", without these leading zeros.").fillna("")


def state_findings(pairs: pd.DataFrame, *, canceled: bool) -> pd.DataFrame:
    """Records of orders that no feed may touch: Pending ones and, where ``canceled``, canceled ones."""
    orders = pairs.drop_duplicates("record")
    pending, dead = orders[orders["state"] == PENDING], orders[(orders["state"] == CANCELED) & canceled]
    return together(
        [
            found(
                pending["record"],
                faults.ORDER_PENDING,
                "order-id",
                "Order " + pending["order_id"] + " is Pending: its payment or details are not verified yet.",
            ),
            found(dead["record"], faults.ORDER_CANCELED, "order-id", "Order " + dead["order_id"] + " is canceled."),
        ]
    )


def units(counts: pd.Series) -> pd.Series:
    """Numbers of units in words: ``1 unit``, ``3 units``."""
    return counts.astype("Int64").astype("str") + pd.Series(" units", counts.index, dtype="str").mask(
        counts == 1, " unit"
    )
