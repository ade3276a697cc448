"""Removes orders and items that an upload took in with everything attached, or brings them back; restores addresses.

``orders`` is a query of the order_no of the orders in question.
"""

import json
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, exists, func, literal, null, or_, select

from feeds.changes.new_and_amended_orders import put_addresses_aside
from feeds.changes.undo_target import Named
from schemas import fields
from schemas.store import dialect, stored_rows
from schemas.store.history import (
    ADDRESS_BEFORE,
    CANCELLATIONS,
    CHARGES,
    ENTRIES,
    PACKAGE_DETAILS,
    PACKAGES,
    REFUNDS,
    REMOVED_ROWS,
)
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS

_ROWS = REMOVED_ROWS.c
# Referring tables before those they refer to: rows are removed in this sequence, brought back in reverse.
# The packages, cancellations and refunds of these items have all been taken back by then.
_OF_ITEMS = (PACKAGE_DETAILS, PACKAGES, CANCELLATIONS, REFUNDS, ITEM_DETAILS, BUYER_WISHES, ITEMS)
_OF_ORDERS = (ORDER_DETAILS, BUYERS, CHARGES, ORDERS)
_PURGED = "its texts were purged since; upload its file again"
_TAKEN_IN = "it was taken in again since"


def spared(connection: Connection, upload: Named, orders: Select[Any]) -> pd.Series:
    """Orders that cannot be brought back: reasons by order_no."""
    again = or_(_is_there(ORDERS, "order_id"), _is_there(ITEMS, "order_item_id"))
    reason = case((_ROWS.cells.is_(None), _PURGED), else_=_TAKEN_IN)
    query = select(_ROWS.order_no, reason).where(_removed(upload, orders), or_(_ROWS.cells.is_(None), again))
    reasons: dict[int, str] = dict(map(tuple, connection.execute(query)))
    return pd.Series(list(reasons.values()), index=pd.Index(list(reasons), dtype="int64"), dtype="str")


def _is_there(table: Table, key: str) -> ColumnElement[bool]:
    """The condition that the order table has a row with the same id as the removed row."""
    same = [table.c[name] == dialect.of_object(_ROWS.cells, name) for name in ("merchant_id", key)]
    return and_(_ROWS.table_name == table.name, exists().where(*same))


def _removed(upload: Named, orders: Select[Any]) -> ColumnElement[bool]:
    """The condition for the rows that the undo ``upload`` removed, of these orders."""
    of_upload = (_ROWS.upload_no == upload.upload_no) & _ROWS.order_no.in_(orders)
    return of_upload & (_ROWS.table_name != ADDRESS_BEFORE)


def remove(connection: Connection, upload: Named, orders: Select[Any], undo_no: int) -> None:
    """Removes the items that the upload took in, and orders left without items; keeps their rows aside."""
    taken_in = ENTRIES.c.what.in_(["take in", "bring back"])
    items = select(ENTRIES.c.item_no).where(upload.entries(orders), taken_in, ENTRIES.c.item_no.is_not(None))
    for table in _OF_ITEMS:
        which = PACKAGES.c.item_no.in_(items) if table is PACKAGE_DETAILS else table.c.item_no.in_(items)
        if table is PACKAGE_DETAILS:
            which = table.c.package_no.in_(select(PACKAGES.c.package_no).where(which))
        _put_aside(connection, table, which, undo_no)
    of_order = exists().where(ITEMS.c.order_no == ORDERS.c.order_no)
    empty = select(ORDERS.c.order_no).where(ORDERS.c.order_no.in_(orders), ~of_order)
    for table in _OF_ORDERS:
        _put_aside(connection, table, table.c.order_no.in_(empty), undo_no)


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


def bring_back(connection: Connection, upload: Named, orders: Select[Any]) -> None:
    """Puts the rows that the undo ``upload`` removed back into their tables."""
    removed = _removed(upload, orders)
    query = select(_ROWS.table_name, _ROWS.cells).where(removed, _ROWS.cells.is_not(None)).order_by(_ROWS.row_no)
    rows = connection.execute(query).all()
    for table in (*reversed(_OF_ORDERS), *reversed(_OF_ITEMS)):
        cells = [json.loads(row.cells) for row in rows if row.table_name == table.name]
        frame = pd.DataFrame(cells, dtype="object")
        if len(frame):
            stored_rows.insert(connection, table, frame.where(frame.notna(), None))
    connection.execute(REMOVED_ROWS.delete().where(removed))


def exchange_addresses(connection: Connection, upload: Named, orders: Select[Any], undo_no: int) -> None:
    """Gives addresses that the upload changed their values from before it; puts the upload's values aside."""
    kept = (_ROWS.upload_no == upload.upload_no) & (_ROWS.table_name == ADDRESS_BEFORE) & _ROWS.cells.is_not(None)
    kept &= _ROWS.order_no.in_(orders)
    put_addresses_aside(connection, undo_no, BUYERS.c.order_no.in_(select(_ROWS.order_no).where(kept)))
    values = {name: dialect.of_object(_ROWS.cells, name) for name in fields.BUYER.columns}
    same = (BUYERS.c.order_no == _ROWS.order_no) & BUYERS.c.purged_at.is_(None)
    connection.execute(BUYERS.update().values(values).where(same, kept))


def addresses_not_kept(connection: Connection, upload: Named, orders: Select[Any]) -> int:
    """The number of orders whose address before the upload was not kept, so that the upload's address stays."""
    entries = ENTRIES.c
    amended = (entries.what == "amend") & entries.field.in_(fields.BUYER.columns)
    there = entries.order_no.in_(select(BUYERS.c.order_no).where(BUYERS.c.purged_at.is_(None)))
    of_upload = (_ROWS.upload_no == upload.upload_no) & (_ROWS.table_name == ADDRESS_BEFORE)
    kept = entries.order_no.in_(select(_ROWS.order_no).where(of_upload))
    query = select(func.count(entries.order_no.distinct())).where(upload.entries(orders), amended, there, ~kept)
    return int(connection.execute(query).scalar_one())
