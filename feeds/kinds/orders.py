"""Orders intake: new orders are taken in whole, known ones are amended where they may be.

Rules: Seller Central, "Order Reports" and "Order status"; limits of "Order fulfillment feeds".
"""

import pandas as pd

from feeds.findings import found, refused_records, together
from feeds.kinds.kind import Facts, Judgement, Kind, Occasion
from feeds.kinds.known_orders import amended
from feeds.kinds.order_lines import ITEM, fill_continuations, lines, same_cells, typed, with_quantities
from feeds.kinds.twins import among
from schemas import faults
from schemas.order_table import AMOUNT_COLUMNS, BUYER_COLUMNS, DETAIL_COLUMNS
from schemas.orders_report import SCHEMA, is_continuation

MOST_OF_ITEM, MOST_ITEMS, MOST_UNITS = 999, 50, 1000
_OF_ORDER = (
    "purchase_at",
    "purchase_offset",
    "payments_at",
    "payments_offset",
    "latest_ship_at",
    "latest_ship_offset",
    *BUYER_COLUMNS,
    *DETAIL_COLUMNS,
)
_OF_ITEM = (
    "order_item_id",
    "purchased",
    "shipped",
    "canceled",
    "currency",
    *AMOUNT_COLUMNS,
    "sku",
    "product_name",
    "item_promotion_id",
    "ship_promotion_id",
)


def judge(records: pd.DataFrame, facts: Facts, _occasion: Occasion) -> Judgement:
    """Which orders are new, what known ones change, and which lines are refused with the rest of their order."""
    blank = is_continuation(records)
    values, wrong = typed(records)
    values = values.assign(faulty=values["faulty"] | values.index.isin(wrong["record"]), blank_line=blank)
    heads, alone = lines(values)
    heads, contradictions = with_quantities(heads)
    repeated = same_cells(heads)
    unique = heads[~repeated]
    first = together(
        [
            wrong,
            alone,
            contradictions,
            _twice(unique),
            _foreign(unique, facts),
            _sizes(unique, facts),
            _disagreeing(unique, facts),
            _without_currency(unique),
        ]
    )
    first = together([first, _rest_of_order(values, first)])
    good = unique[~unique["faulty"] & ~unique["record"].isin(refused_records(first))]
    good = _with_order_values(good)
    changes, warnings = amended(good, facts)
    return Judgement(changes, together([first, warnings]))


def _twice(heads: pd.DataFrame) -> pd.DataFrame:
    again = heads[heads["order_item_id"].notna() & heads.duplicated(["order_id", "order_item_id"])]
    words = "Item " + again["order_item_id"] + " stands in an earlier line of the file, with other cells."
    return found(again["record"], faults.ITEM_TWICE, ITEM, words)


def _foreign(heads: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Items that belong to another order, in the order table or in an earlier line of the file."""
    mine = heads[heads["order_item_id"].notna() & heads["order_id"].notna()]
    owner = mine["order_item_id"].map(facts.owners.set_index("order_item_id")["order_id"]).astype("str")
    first = mine.drop_duplicates("order_item_id").set_index("order_item_id")["order_id"]
    owner = owner.fillna(mine["order_item_id"].map(first).astype("str"))
    other = mine[owner != mine["order_id"]]
    words = "Item " + other["order_item_id"] + " belongs to order " + owner[other.index] + "."
    return found(other["record"], faults.ITEM_OF_OTHER_ORDER, ITEM, words)


def _sizes(heads: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Orders that are too large, with the items that the order table holds of them."""
    stored = facts.items[~among(facts.items["order_item_id"], heads["order_item_id"])].groupby("order_id")["purchased"]
    by_order = heads.groupby("order_id")
    items = by_order["order_item_id"].transform("nunique") + heads["order_id"].map(stored.count()).fillna(0)
    bought = by_order["purchased"].transform("sum") + heads["order_id"].map(stored.sum()).fillna(0)
    return together(
        found(heads.loc[(size > most).fillna(value=False), "record"], faults.ORDER_TOO_LARGE, heading, words)
        for size, most, heading, words in (
            (heads["purchased"], MOST_OF_ITEM, "quantity-purchased", f"The line has more than {MOST_OF_ITEM} units."),
            (items, MOST_ITEMS, ITEM, f"The order has more than {MOST_ITEMS} items."),
            (bought, MOST_UNITS, "quantity-purchased", f"The order has more than {MOST_UNITS} units."),
        )
    )


def _disagreeing(heads: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Lines that differ from their order, stored or as its first line has it, where an order has one value."""
    further = ~among(heads["order_item_id"], facts.items["order_item_id"])
    tables = []
    for heading, name in (("purchase-date", "purchase_at"), ("currency", "currency"), ("order-status", "order_status")):
        first = heads.groupby("order_id")[name].transform("first")
        if name in ("purchase_at", "currency"):
            kept = heads["order_id"].map(facts.items.groupby("order_id")[name].first()).astype(first.dtype)
            first = first.mask(further & kept.notna(), kept)
        other = heads[heads[name].notna() & first.notna() & (heads[name] != first)]
        words = (
            f"{heading} differs from what order " + other["order_id"] + " has in its first line or in the order table."
        )
        tables.append(found(other["record"], faults.LINES_DISAGREE, heading, words))
    return together(tables)


def _without_currency(heads: pd.DataFrame) -> pd.DataFrame:
    """Items that get an amount from a continuation line and have no currency to count it in."""
    bare = heads[heads["currency"].isna() & heads[list(AMOUNT_COLUMNS)].notna().any(axis=1) & ~heads["faulty"]]
    return found(bare["record"], faults.PARTNER_MISSING, "currency", "currency is required where an amount is filled.")


def _rest_of_order(values: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The good lines of orders that have a faulty one."""
    refused = values.index[values["faulty"]].union(refused_records(findings))
    orders = values.loc[refused, "order_id"].dropna()
    rest = values[among(values["order_id"], orders) & ~values.index.isin(refused)]
    words = "Another line of order " + rest["order_id"] + " is at fault."
    return found(rest.index, faults.ORDER_REFUSED_WHOLE, "order-id", words)


def _with_order_values(heads: pd.DataFrame) -> pd.DataFrame:
    """Each line with its order's values, which an order's lines may give once."""
    by_order = heads.groupby("order_id", sort=False)
    shared = {name: by_order[name].transform("first") for name in _OF_ORDER}
    names = ["record", "order_id", "file_shipped", "order_status"]
    return heads[[*names, *_OF_ITEM]].assign(verified=by_order["verified"].transform("any"), **shared)


KIND = Kind(
    SCHEMA,
    judge,
    codes=frozenset(
        {
            faults.AMOUNT_DECIMALS,
            faults.AMOUNT_TOO_LARGE,
            faults.ORDER_REFUSED_WHOLE,
            faults.ITEM_OF_OTHER_ORDER,
            faults.ORDER_TOO_LARGE,
            faults.LINES_DISAGREE,
            faults.UNCHANGED,
            faults.CONTINUATION_ALONE,
            faults.ITEM_TWICE,
            faults.STATUS_DISAGREES,
            faults.ITEM_NOT_ADDED,
        }
    ),
    needs=frozenset({"texts", "owners"}),
    repeats=False,
    prepare=fill_continuations,
)
