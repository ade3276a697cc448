"""Judges orders files: new orders are taken in whole, known ones are amended where that is allowed.

Rules: Seller Central, "Order Reports" and "Order status"; limits of "Order fulfillment feeds".
"""

import numpy as np
import pandas as pd

from feeds.checking.findings import combined, finding, none_found, refused_records
from feeds.kinds.amended_orders import amended
from feeds.kinds.kind import Facts, Judgement, Kind, Occasion
from feeds.kinds.matching import is_in
from feeds.kinds.orders_file_lines import (
    ITEM,
    fill_continuations,
    lines,
    promotions_added,
    same_cells,
    typed,
    with_quantities,
)
from schemas import faults, fields
from schemas.orders import SCHEMA, is_continuation

MOST_OF_ITEM, MOST_ITEMS, MOST_UNITS = 999, 50, 1000
_OF_ORDER = (*fields.INSTANTS.columns, *fields.BUYER.columns, *fields.DETAILS.columns)
_OF_ITEM = (*fields.LINE.of("items").columns, *fields.ITEM_TEXTS.columns, *fields.WISHES.columns)


def judge(records: pd.DataFrame, facts: Facts, _occasion: Occasion) -> Judgement:
    """Decides which orders are new, what changes in known ones, and which lines are refused with their whole order."""
    blank = is_continuation(records)
    values, wrong = typed(records)
    values = values.assign(faulty=values["faulty"] | values.index.isin(wrong["record"]), blank_line=blank)
    heads, alone = lines(values)
    heads, contradictions = with_quantities(heads)
    unique = promotions_added(_where(heads, ~same_cells(heads)))
    shared = _together_with_others(unique, facts)
    first = combined(
        [
            wrong,
            alone,
            contradictions,
            _twice(unique),
            _foreign(unique, facts),
            _sizes(unique, shared, facts),
            _disagreeing(shared, facts),
            _without_currency(unique),
        ]
    )
    first = combined([first, _rest_of_order(values, first)])
    good = _where(unique, ~unique["faulty"].to_numpy() & ~unique["record"].isin(refused_records(first)).to_numpy())
    good = _with_order_values(good)
    changes, warnings = amended(good, facts)
    return Judgement(changes, combined([first, warnings]))


def _where(rows: pd.DataFrame, true: np.ndarray) -> pd.DataFrame:
    """The rows where the mask holds; the frame itself, uncopied, if it holds everywhere."""
    return rows if true.all() else rows[true]


def _together_with_others(heads: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The lines of orders with several lines in the file, or with items in the order table."""
    several = heads["order_id"].duplicated(keep=False) | is_in(heads["order_id"], facts.items["order_id"])
    return heads[several]


def _twice(heads: pd.DataFrame) -> pd.DataFrame:
    named = heads[heads["order_item_id"].duplicated(keep=False) & heads["order_item_id"].notna()]
    again = named[named.duplicated(["order_id", "order_item_id"])]
    words = "Item " + again["order_item_id"] + " stands in an earlier line of the file, with other cells."
    return finding(again["record"], faults.ITEM_TWICE, ITEM, words)


def _foreign(heads: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Errors on items that belong to another order, in the order table or in an earlier line of the file."""
    ids = heads["order_item_id"]
    met = ids.duplicated(keep=False) | is_in(ids, facts.owners["order_item_id"])
    mine = heads[met & ids.notna() & heads["order_id"].notna()]
    if mine.empty:
        return none_found()
    owner = mine["order_item_id"].map(facts.owners.set_index("order_item_id")["order_id"]).astype("str")
    first = mine.drop_duplicates("order_item_id").set_index("order_item_id")["order_id"]
    owner = owner.fillna(mine["order_item_id"].map(first).astype("str"))
    other = mine[owner != mine["order_id"]]
    words = "Item " + other["order_item_id"] + " belongs to order " + owner[other.index] + "."
    return finding(other["record"], faults.ITEM_OF_OTHER_ORDER, ITEM, words)


def _sizes(heads: pd.DataFrame, shared: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Errors on lines and orders that are too large, counting stored items too.

    ``shared``: the lines of orders with several lines or with stored items.
    """
    count, of_order = "quantity-purchased", f"The order has more than {MOST_UNITS} units."
    alone = heads["purchased"].where(~heads.index.isin(shared.index))
    sizes = [(heads["purchased"], MOST_OF_ITEM, count, f"The line has more than {MOST_OF_ITEM} units.")]
    if len(shared):
        stored = facts.items[~is_in(facts.items["order_item_id"], heads["order_item_id"])]
        kept, by_order = stored.groupby("order_id")["purchased"], shared.groupby("order_id")
        items = by_order["order_item_id"].transform("nunique") + shared["order_id"].map(kept.count()).fillna(0)
        bought = by_order["purchased"].transform("sum") + shared["order_id"].map(kept.sum()).fillna(0)
        sizes.append((items, MOST_ITEMS, ITEM, f"The order has more than {MOST_ITEMS} items."))
        sizes.append((bought, MOST_UNITS, count, of_order))
    sizes.append((alone, MOST_UNITS, count, of_order))
    return combined(
        finding(
            heads.loc[size.index[(size > most).fillna(value=False)], "record"], faults.ORDER_TOO_LARGE, heading, words
        )
        for size, most, heading, words in sizes
    )


def _disagreeing(shared: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Errors on lines that differ from the stored order or its first line in a value that an order has once."""
    if shared.empty:
        return none_found()
    further = ~is_in(shared["order_item_id"], facts.items["order_item_id"])
    tables = []
    for heading, name in (("purchase-date", "purchase_at"), ("currency", "currency"), ("order-status", "order_status")):
        first = shared.groupby("order_id")[name].transform("first")
        if name in ("purchase_at", "currency"):
            kept = shared["order_id"].map(facts.items.groupby("order_id")[name].first()).astype(first.dtype)
            first = first.mask(further & kept.notna(), kept)
        other = shared[shared[name].notna() & first.notna() & (shared[name] != first)]
        words = (
            f"{heading} differs from what order " + other["order_id"] + " has in its first line or in the order table."
        )
        tables.append(finding(other["record"], faults.LINES_DISAGREE, heading, words))
    return combined(tables)


def _without_currency(heads: pd.DataFrame) -> pd.DataFrame:
    """Errors on items that get an amount from a continuation line but have no currency."""
    bare = heads[heads["currency"].isna() & heads[list(fields.AMOUNTS.columns)].notna().any(axis=1) & ~heads["faulty"]]
    return finding(
        bare["record"], faults.PARTNER_MISSING, "currency", "currency is required where an amount is filled."
    )


def _rest_of_order(values: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Errors on the good lines of orders that have a faulty line."""
    refused = values.index[values["faulty"]].union(refused_records(findings))
    if refused.empty:
        return none_found()
    orders = values.loc[refused, "order_id"].dropna()
    rest = values[is_in(values["order_id"], orders) & ~values.index.isin(refused)]
    words = "Another line of order " + rest["order_id"] + " is at fault."
    return finding(rest.index, faults.ORDER_REFUSED_WHOLE, "order-id", words)


def _with_order_values(heads: pd.DataFrame) -> pd.DataFrame:
    """Each line with the values of its order, which may be filled in only one of the order's lines."""
    heads = heads[["record", "order_id", "file_shipped", "order_status", *_OF_ITEM, "verified", *_OF_ORDER]]
    if heads["order_id"].is_unique:
        return heads
    codes, _ = pd.factorize(heads["order_id"])
    shared = {name: _first_of_order(heads[name], codes) for name in _OF_ORDER}
    any_verified = np.bincount(codes, heads["verified"])[codes] > 0
    return heads.assign(verified=any_verified, **shared)


def _first_of_order(column: pd.Series, codes: np.ndarray) -> pd.Series:
    """For each line the first value of its order in any line; ``codes``: a number for the order of each line."""
    filled = np.flatnonzero(column.notna())
    places = np.full(codes.max() + 1, -1)
    # Assigned in reverse: the last assignment to an order wins, which is its first line.
    places[codes[filled[::-1]]] = filled[::-1]
    return pd.Series(column.array.take(places[codes], allow_fill=True), index=column.index)


KIND = Kind(
    SCHEMA,
    judge,
    needs=frozenset({"texts", "owners"}),
    repeats=False,
    prepare=fill_continuations,
)
