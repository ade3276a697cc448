"""How orders are stored that are taken in or amended; each function returns the entries of history it makes."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, literal, select

from feeds import bulk
from feeds.spreading import Target, spread
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
from schemas.removed_rows import ADDRESS_BEFORE, REMOVED_ROWS, highest_given
from schemas.texts import array

_ORDER_COLUMNS = (
    "order_no order_id verified purchase_at purchase_offset payments_at payments_offset latest_ship_at "
    "latest_ship_offset"
).split()
_ITEM_COLUMNS = ("item_no order_no verified order_item_id purchased shipped canceled currency").split()
_ITEM_TEXTS = "item_no sku product_name item_promotion_id ship_promotion_id".split()
_TARGETS = (
    Target(ORDERS, ("merchant_id", *_ORDER_COLUMNS), only="first"),
    Target(ORDER_DETAILS, ("order_no", *DETAIL_COLUMNS), only="first"),
    Target(BUYERS, ("order_no", *BUYER_COLUMNS), only="first"),
    Target(ITEMS, ("merchant_id", *_ITEM_COLUMNS, *AMOUNT_COLUMNS)),
    Target(ITEM_DETAILS, tuple(_ITEM_TEXTS)),
)
_SPREAD = ["first", *dict.fromkeys(name for target in _TARGETS for name in target.columns)]


def take_in(connection: Connection, merchant: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Stores new orders and items, one row a line; ``order_no`` is filled where the order is known already."""
    lines = _numbered(connection, lines.assign(merchant_id=merchant, verified=lines["verified"].astype("int64")))
    spread(connection, lines[_SPREAD], _TARGETS)
    return _history(lines)


def _numbered(connection: Connection, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the numbers of their orders and items; ``first``: 1 in the line that brings its order in."""
    new = lines["order_no"].isna().to_numpy()
    ids = array(lines["order_id"] if new.all() else lines.loc[new, "order_id"])
    # Codes count the orders in the sequence in which they come.
    codes = ids.dictionary_encode().indices.to_numpy()
    numbers = lines["order_no"].fillna(0).to_numpy("int64")
    numbers[new] = codes + highest_given(connection, ORDERS, "order_no") + 1
    first = np.zeros(len(lines), "int64")
    first[new] = np.diff(np.maximum.accumulate(codes), prepend=-1)
    items = highest_given(connection, ITEMS, "item_no") + 1 + np.arange(len(lines))
    return lines.assign(order_no=numbers, item_no=items, first=first)


def _history(lines: pd.DataFrame) -> pd.DataFrame:
    """What was taken in: each item's units, those shipped or canceled before, and each verified order once."""
    parts = []
    for field in ("purchased", "shipped", "canceled"):
        counted = lines.loc[lines[field] > 0, ["record", "order_no", "item_no", field]]
        # Numbers here, the store has them as texts.
        parts.append(counted.rename(columns={field: "after"}).assign(what="take in", field=field, before=0))
    verified = lines.loc[(lines["first"] == 1) & (lines["verified"] == 1), ["record", "order_no"]]
    missing = pd.Series(pd.NA, verified.index, dtype="Int64")
    parts.append(verified.assign(item_no=missing, after=1, what="verify", field="verified", before=missing))
    whole = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return whole.astype({"item_no": "Int64", "before": "Int64", "after": "Int64"})


def amend(connection: Connection, upload_no: int, as_of: int, changes: pd.DataFrame) -> pd.DataFrame:
    """Stores what a later orders file changes of known orders, field by field; addresses before are put aside."""
    addressed = changes.loc[changes["field"].isin(BUYER_COLUMNS), "order_no"]
    if len(addressed):
        put_addresses_aside(connection, upload_no, BUYERS.c.order_no.in_(bulk.listed(addressed)))
    verified = changes.loc[changes["field"] == "verified", ["order_no"]].drop_duplicates()
    at = verified.assign(verified_at=as_of)[["verified_at", "order_no"]]
    bulk.update(connection, ORDERS, "order_no", at, ["verified_at = ?"])
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


def put_addresses_aside(connection: Connection, upload_no: int, which: ColumnElement[bool]) -> None:
    """Keeps the addresses of orders as they are before an upload or an undo changes them."""
    cells = func.json_object(*(part for name in BUYER_COLUMNS for part in (name, BUYERS.c[name])))
    of_orders = [literal(upload_no), BUYERS.c.order_no, literal(ADDRESS_BEFORE), BUYERS.c.order_no, cells]
    query = select(*of_orders).where(which, BUYERS.c.purged_at.is_(None))
    names = ["upload_no", "order_no", "table_name", "key_no", "cells"]
    connection.execute(REMOVED_ROWS.insert().from_select(names, query))
