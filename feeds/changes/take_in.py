"""The word ``take_in``: new orders and new items of known orders; taken back, they are removed and kept aside."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, exists, literal, null, or_, select

from feeds.changes.history import Author, Named, Undo, Word, add_entries, moved
from feeds.kinds.matching import is_in, row_key
from schemas import fields
from schemas.store import dialect, stored_rows
from schemas.store.entries import ENTRY_ROWS, keep_entries
from schemas.store.history import (
    CANCELLATIONS,
    PACKAGE_DETAILS,
    PACKAGES,
    REFUNDS,
    REMOVED_ROWS,
    TAKEN_IN,
    TEXTS_BEFORE,
    highest_given,
)
from schemas.store.insert_into_several import Target, insert_into
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS
from schemas.text_columns import array

_TARGETS = (
    Target(ORDERS, ("merchant_id", "order_no", *fields.LINE.of("orders").columns), only="first"),
    Target(ORDER_DETAILS, ("order_no", *fields.DETAILS.columns), only="first"),
    Target(BUYERS, ("order_no", *fields.BUYER.columns), only="first"),
    Target(ITEMS, ("merchant_id", "item_no", "order_no", "verified", *fields.LINE.of("items").columns)),
    Target(ITEM_DETAILS, ("item_no", *fields.ITEM_TEXTS.columns)),
    Target(BUYER_WISHES, ("item_no", *fields.WISHES.columns), only="wished"),
)
_STORED = ["first", "wished", *dict.fromkeys(name for target in _TARGETS for name in target.columns)]
_ROWS = REMOVED_ROWS.c
# Referring tables before those they refer to: rows are removed in this sequence, brought back in reverse.
# The packages, cancellations and refunds of these items have all been taken back by then.
_OF_ITEMS = (PACKAGE_DETAILS, PACKAGES, CANCELLATIONS, REFUNDS, ITEM_DETAILS, BUYER_WISHES, ITEMS)
_OF_ORDERS = (ORDER_DETAILS, BUYERS, ORDERS)
_PURGED = "its texts were purged since; upload its file again"
_TAKEN_IN_AGAIN = "it was taken in again since"
_REMOVED, _BROUGHT_BACK = "remove", "bring back"
_CAME = [TAKEN_IN, _BROUGHT_BACK]
_PREFIXES = {TAKEN_IN: "taken in", _REMOVED: "removed", _BROUGHT_BACK: "brought back"}


class TakeIn(Word):
    """Takes in lines of orders; its frame: a row for each item, ``order_no`` filled where its order is known."""

    name = "take_in"
    entries: ClassVar = {TAKEN_IN: _REMOVED, _REMOVED: _BROUGHT_BACK, _BROUGHT_BACK: _REMOVED}

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores the new orders and items."""
        lines = rows.assign(merchant_id=author.merchant, verified=rows["verified"].astype("int64"))
        lines = _numbered(connection, lines)
        insert_into(connection, lines[_STORED], _TARGETS)
        add_entries(connection, author, _history(lines))

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Removes the items that the upload took in, and orders left without items; keeps their rows aside."""
        entries = ENTRY_ROWS.c
        came = entries.what.in_(_CAME) & entries.item_no.is_not(None)
        items = select(entries.item_no).where(undo.upload.made(entries, undo.orders), came)
        keep_entries(connection, items)
        for table in _OF_ITEMS:
            which = PACKAGES.c.item_no.in_(items) if table is PACKAGE_DETAILS else table.c.item_no.in_(items)
            if table is PACKAGE_DETAILS:
                which = table.c.package_no.in_(select(PACKAGES.c.package_no).where(which))
            _put_aside(connection, table, which, undo.undo_no)
        has_items = exists().where(ITEMS.c.order_no == ORDERS.c.order_no)
        empty = select(ORDERS.c.order_no).where(ORDERS.c.order_no.in_(undo.orders), ~has_items)
        for table in _OF_ORDERS:
            _put_aside(connection, table, table.c.order_no.in_(empty), undo.undo_no)

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Puts the rows that undos of the root upload removed back into their tables."""
        removed = _removed(undo.upload, undo.orders)
        query = select(_ROWS.table_name, _ROWS.cells).where(removed, _ROWS.cells.is_not(None)).order_by(_ROWS.row_no)
        rows = connection.execute(query).all()
        for table in (*reversed(_OF_ORDERS), *reversed(_OF_ITEMS)):
            cells = [json.loads(row.cells) for row in rows if row.table_name == table.name]
            frame = pd.DataFrame(cells, dtype="object")
            if table is PACKAGES and len(frame):
                # Their entries were stored as rows when they were removed.
                frame["before"] = None
            if table is ITEMS and len(frame):
                frame["verified"] = _verified_now(connection, frame["order_no"])
            if len(frame):
                stored_rows.insert(connection, table, frame.where(frame.notna(), None))
        connection.execute(REMOVED_ROWS.delete().where(removed))

    def spared(self, connection: Connection, upload: Named, orders: Select[Any]) -> pd.Series:
        """Orders that cannot be brought back: purged, or taken in again since."""
        again = or_(_is_there(ORDERS, "order_id"), _is_there(ITEMS, "order_item_id"))
        reason = case((_ROWS.cells.is_(None), _PURGED), else_=_TAKEN_IN_AGAIN)
        query = select(_ROWS.order_no, reason).where(_removed(upload, orders), or_(_ROWS.cells.is_(None), again))
        reasons: dict[int, str] = dict(map(tuple, connection.execute(query)))
        return pd.Series(list(reasons.values()), index=pd.Index(list(reasons), dtype="int64"), dtype="str")

    def did(self, records: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
        """True for the records of items that were taken in; a continuation line counts with its item."""
        items = row_key(rows[name] for name in ("order_id", "order_item_id"))
        return is_in(row_key(records[name] for name in ("order-id", "order-item-id")), items)

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``takes in 2 items``."""
        came = history[history["what"].isin(_CAME) & (history["field"] == "purchased")]
        count = came.groupby("order_no")["item_no"].nunique()
        return "takes in " + count.astype("str") + pd.Series(" items", count.index).mask(count == 1, " item")

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``taken in: purchased 0 -> 2``."""
        return moved(f"{_PREFIXES[change['what']]}: {change['field']}", change)


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
        parts.append(counted.rename(columns={field: "after"}).assign(what=TAKEN_IN, field=field, before=0))
    verified = lines.loc[(lines["first"] == 1) & (lines["verified"] == 1), ["record", "order_no"]]
    missing = pd.Series(pd.NA, verified.index, dtype="Int64")
    parts.append(verified.assign(item_no=missing, after=1, what="verify", field="verified", before=missing))
    whole = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return whole.astype({"item_no": "Int64", "before": "Int64", "after": "Int64"})


def _is_there(table: Table, key: str) -> ColumnElement[bool]:
    """The condition that the order table has a row with the same id as the removed row."""
    same = [table.c[name] == dialect.of_object(_ROWS.cells, name) for name in ("merchant_id", key)]
    return and_(_ROWS.table_name == table.name, exists().where(*same))


def _removed(upload: Named, orders: Select[Any]) -> ColumnElement[bool]:
    """The condition for the rows that undos of the root upload removed and that are still removed, of these orders."""
    of_upload = _ROWS.upload_no.in_(upload.taken_back_by) & _ROWS.order_no.in_(orders)
    return of_upload & _ROWS.table_name.not_in(TEXTS_BEFORE)


def _verified_now(connection: Connection, order_nos: pd.Series) -> pd.Series:
    """Whether the order of each item is verified now: an item must be what its order is."""
    numbers = stored_rows.listed(order_nos.astype("int64"))
    query = select(ORDERS.c.order_no, ORDERS.c.verified).where(ORDERS.c.order_no.in_(numbers))
    return order_nos.map(dict(map(tuple, connection.execute(query)))).astype("object")


def _put_aside(connection: Connection, table: Table, which: ColumnElement[bool], undo_no: int) -> None:
    [key] = table.primary_key
    order_no, item_no = _order_and_item(table)
    row = {
        "upload_no": literal(undo_no),
        "order_no": order_no,
        "item_no": item_no,
        "table_name": literal(table.name),
        "key_no": key,
        "cells": dialect.as_object(table, table.c.keys()),
    }
    query = select(*row.values()).where(which).order_by(key)
    connection.execute(REMOVED_ROWS.insert().from_select(list(row), query))
    connection.execute(table.delete().where(which))


def _order_and_item(table: Table) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order_no and the item_no of a row of the table, as far as it has them."""
    if table is PACKAGE_DETAILS:
        of_package = PACKAGES.c.package_no == table.c.package_no
        joined = PACKAGES.join(ITEMS, ITEMS.c.item_no == PACKAGES.c.item_no)
        order_no = select(ITEMS.c.order_no).select_from(joined).where(of_package)
        return order_no.scalar_subquery(), select(PACKAGES.c.item_no).where(of_package).scalar_subquery()
    item_no = table.c.item_no if "item_no" in table.c else null()
    if "order_no" in table.c:
        return table.c.order_no, item_no
    return select(ITEMS.c.order_no).where(ITEMS.c.item_no == item_no).scalar_subquery(), item_no
