"""How orders are stored that are taken in or amended; each function returns the entries of history it makes."""

import pandas as pd
from sqlalchemy import Connection, func, select

from feeds import bulk
from schemas.order_table import (
    AMOUNT_COLUMNS,
    BUYER_COLUMNS,
    BUYERS,
    DETAIL_COLUMNS,
    ITEM_DETAILS,
    ITEMS,
    ORDER_DETAILS,
    ORDERS,
)

_ORDER_COLUMNS = (
    "order_no order_id verified purchase_at purchase_offset payments_at payments_offset latest_ship_at "
    "latest_ship_offset"
).split()
_ITEM_COLUMNS = ("item_no order_no verified order_item_id purchased shipped canceled currency").split()
_ITEM_TEXTS = "item_no sku product_name item_promotion_id ship_promotion_id".split()


def take_in(connection: Connection, merchant: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Stores new orders and items, one row a line; ``order_no`` is filled where the order is known already."""
    lines = lines.assign(verified=lines["verified"].astype("int64"))
    new = lines[lines["order_no"].isna()].drop_duplicates("order_id")
    first = _highest(connection, "orders") + 1
    numbers = pd.Series(range(first, first + len(new)), index=new["order_id"].to_numpy(), dtype="Int64")
    lines["order_no"] = lines["order_no"].fillna(lines["order_id"].map(numbers)).astype("int64")
    orders = lines.loc[new.index].assign(merchant_id=merchant)
    bulk.insert(connection, ORDERS, orders[["merchant_id", *_ORDER_COLUMNS]])
    bulk.insert(connection, ORDER_DETAILS, orders[["order_no", *DETAIL_COLUMNS]])
    bulk.insert(connection, BUYERS, orders[["order_no", *BUYER_COLUMNS]])
    first = _highest(connection, "items") + 1
    lines["item_no"] = range(first, first + len(lines))
    bulk.insert(connection, ITEMS, lines.assign(merchant_id=merchant)[["merchant_id", *_ITEM_COLUMNS, *AMOUNT_COLUMNS]])
    bulk.insert(connection, ITEM_DETAILS, lines[_ITEM_TEXTS])
    return _history(lines, orders.assign(order_no=orders["order_no"].astype("int64")))


def _highest(connection: Connection, name: str) -> int:
    key = {"orders": ORDERS.c.order_no, "items": ITEMS.c.item_no}[name]
    return int(connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one())


def _history(lines: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """What was taken in: each item's units, those shipped or canceled before, and each verified order once."""
    parts = []
    for field in ("purchased", "shipped", "canceled"):
        counted = lines[lines[field] > 0]
        entry = counted[["record", "order_no", "item_no"]].assign(what="take in", field=field, before="0")
        parts.append(entry.assign(after=counted[field].astype("int64").astype("str")))
    verified = orders.loc[orders["verified"] == 1, ["record", "order_no"]]
    parts.append(verified.assign(what="verify", field="verified", before=None, after="1"))
    return pd.concat(parts, ignore_index=True).astype({"item_no": "Int64"})


def amend(connection: Connection, changes: pd.DataFrame) -> pd.DataFrame:
    """Stores what a later orders file changes of known orders, field by field."""
    for field, rows in changes.groupby("field", sort=False):
        name = str(field)
        table, key = (ITEMS, "item_no") if name in ("currency", *AMOUNT_COLUMNS) else (ORDERS, "order_no")
        table = BUYERS if name in BUYER_COLUMNS else table
        value = rows["after"] if name == "currency" or name in BUYER_COLUMNS else pd.to_numeric(rows["after"])
        bulk.update(connection, table, key, pd.DataFrame({"value": value, key: rows[key]}), [f"{name} = ?"])
    what = (changes["field"] == "verified").map({True: "verify", False: "amend"})
    history = changes[["record", "order_no", "item_no", "field", "before", "after"]].assign(what=what)
    # That an address changed is history; the address itself must be purgeable, and history is not.
    personal = history["field"].isin(BUYER_COLUMNS)
    return history.assign(before=history["before"].mask(personal), after=history["after"].mask(personal))
