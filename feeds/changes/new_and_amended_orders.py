"""Stores orders that are taken in or amended; each function returns the history entries to add."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, literal, select

from schemas import fields
from schemas.store import dialect, stored_rows
from schemas.store.history import ADDRESS_BEFORE, REMOVED_ROWS, highest_given
from schemas.store.insert_into_several import Target, insert_into
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS, stored_in
from schemas.text_columns import array

_TARGETS = (
    Target(ORDERS, ("merchant_id", "order_no", *fields.LINE.of("orders").columns), only="first"),
    Target(ORDER_DETAILS, ("order_no", *fields.DETAILS.columns), only="first"),
    Target(BUYERS, ("order_no", *fields.BUYER.columns), only="first"),
    Target(ITEMS, ("merchant_id", "item_no", "order_no", "verified", *fields.LINE.of("items").columns)),
    Target(ITEM_DETAILS, ("item_no", *fields.ITEM_TEXTS.columns)),
    Target(BUYER_WISHES, ("item_no", *fields.WISHES.columns), only="wished"),
)
_TEXTS = frozenset(fields.LINE.texts.columns)
_SPREAD = ["first", "wished", *dict.fromkeys(name for target in _TARGETS for name in target.columns)]


def take_in(connection: Connection, merchant: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Stores new orders and items, one row per line; ``order_no`` is filled where the order is already known."""
    lines = _numbered(connection, lines.assign(merchant_id=merchant, verified=lines["verified"].astype("int64")))
    insert_into(connection, lines[_SPREAD], _TARGETS)
    return _history(lines)


def _numbered(connection: Connection, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the numbers of their orders and items.

    ``first``: 1 in the line that brings its order in; ``wished``: 1 in lines with a wish of the buyer.
    """
    new = lines["order_no"].isna().to_numpy()
    ids = array(lines["order_id"] if new.all() else lines.loc[new, "order_id"])
    # Codes number the orders in the sequence in which they first appear.
    codes = ids.dictionary_encode().indices.to_numpy()
    numbers = lines["order_no"].fillna(0).to_numpy("int64")
    numbers[new] = codes + highest_given(connection, ORDERS, "order_no") + 1
    first = np.zeros(len(lines), "int64")
    first[new] = np.diff(np.maximum.accumulate(codes), prepend=-1)
    items = highest_given(connection, ITEMS, "item_no") + 1 + np.arange(len(lines))
    requested = lines[fields.CANCEL_REQUESTED.column].fillna(0).astype("int64")
    wished = (requested == 1) | lines[list(fields.WISH_TEXTS.columns)].notna().any(axis=1)
    of_items = {fields.CANCEL_REQUESTED.column: requested, "wished": wished.astype("int64")}
    return lines.assign(order_no=numbers, item_no=items, first=first, **of_items)


def _history(lines: pd.DataFrame) -> pd.DataFrame:
    """The entries for what was taken in: each item's units, those shipped or canceled before, each verified order."""
    parts = []
    for field in fields.QUANTITIES.columns:
        counted = lines.loc[lines[field] > 0, ["record", "order_no", "item_no", field]]
        # Numbers here; the store keeps them as texts.
        parts.append(counted.rename(columns={field: "after"}).assign(what="take in", field=field, before=0))
    verified = lines.loc[(lines["first"] == 1) & (lines["verified"] == 1), ["record", "order_no"]]
    missing = pd.Series(pd.NA, verified.index, dtype="Int64")
    parts.append(verified.assign(item_no=missing, after=1, what="verify", field="verified", before=missing))
    whole = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return whole.astype({"item_no": "Int64", "before": "Int64", "after": "Int64"})


def amend(connection: Connection, upload_no: int, as_of: int, changes: pd.DataFrame) -> pd.DataFrame:
    """Stores a later orders file's changes of known orders, field by field; puts the old addresses aside."""
    addressed = changes.loc[changes["field"].isin(fields.BUYER.columns), "order_no"]
    if len(addressed):
        put_addresses_aside(connection, upload_no, BUYERS.c.order_no.in_(stored_rows.listed(addressed)))
    verified = changes.loc[changes["field"] == "verified", ["order_no"]].drop_duplicates()
    at = verified.assign(verified_at=as_of)[["verified_at", "order_no"]]
    stored_rows.update(connection, ORDERS, "order_no", at, ["verified_at = ?"])
    for field, rows in changes.groupby("field", sort=False):
        name = str(field)
        table, key = stored_in(name)
        value = rows["after"] if name in _TEXTS else pd.to_numeric(rows["after"])
        if table is BUYER_WISHES:
            stored_rows.insert(connection, table, rows[[key]].drop_duplicates(), or_keep=True)
        stored_rows.update(connection, table, key, pd.DataFrame({"value": value, key: rows[key]}), [f"{name} = ?"])
    what = (changes["field"] == "verified").map({True: "verify", False: "amend"})
    history = changes[["record", "order_no", "item_no", "field", "before", "after"]].assign(what=what)
    # That an address changed is history; the address itself must be purgeable, and history is not.
    personal = history["field"].isin(fields.PERSONAL.columns)
    return history.assign(before=history["before"].mask(personal), after=history["after"].mask(personal))


def put_addresses_aside(connection: Connection, upload_no: int, which: ColumnElement[bool]) -> None:
    """Keeps the present addresses of orders, before an upload or an undo changes them."""
    cells = dialect.as_object(BUYERS, fields.BUYER.columns)
    of_orders = [literal(upload_no), BUYERS.c.order_no, literal(ADDRESS_BEFORE), BUYERS.c.order_no, cells]
    query = select(*of_orders).where(which, BUYERS.c.purged_at.is_(None))
    names = ["upload_no", "order_no", "table_name", "key_no", "cells"]
    connection.execute(REMOVED_ROWS.insert().from_select(names, query))
