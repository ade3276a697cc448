"""The word ``amend``: a later orders file changes fields of a known order, or says that it is verified now.

The history has no addresses and no texts that a buyer wrote, so that these can be purged; an address before a change is
kept aside.
"""

from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from feeds.changes.history import Author, Named, Undo, Word, add_entries, headings_of
from feeds.kinds.matching import is_in
from schemas import fields
from schemas.store import dialect, stored_rows
from schemas.store.history import ADDRESS_BEFORE, ENTRIES, REMOVED_ROWS
from schemas.store.tables import BUYER_WISHES, BUYERS, ORDERS, stored_in

_TEXTS = frozenset(fields.LINE.texts.columns)
_PERSONAL = fields.PERSONAL.columns
_VERIFYING = ("verify", "unverify", "verify again")
_ROWS = REMOVED_ROWS.c


class Amend(Word):
    """Amends known orders; its frame: record, order_no, item_no (missing: the order's), field, before, after."""

    name = "amend"
    entries: ClassVar = {"amend": "amend", "verify": "unverify", "unverify": "verify again", "verify again": "unverify"}
    edits = True
    by_cell = ("amend",)

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores the changes field by field; puts the old addresses aside."""
        addressed = rows.loc[rows["field"].isin(fields.BUYER.columns), "order_no"]
        if len(addressed):
            _put_addresses_aside(connection, author.upload_no, BUYERS.c.order_no.in_(stored_rows.listed(addressed)))
        verified = rows.loc[rows["field"] == "verified", ["order_no"]].drop_duplicates()
        at = verified.assign(verified_at=author.as_of)[["verified_at", "order_no"]]
        stored_rows.update(connection, ORDERS, "order_no", at, ["verified_at = ?"])
        _store(connection, rows, "after")
        history = rows[["record", "order_no", "item_no", "field", "before", "after"]]
        history = history.assign(what=(rows["field"] == "verified").map({True: "verify", False: "amend"}))
        personal = history["field"].isin(_PERSONAL)
        hidden = {name: history[name].mask(personal) for name in ("before", "after")}
        add_entries(connection, author, history.assign(**hidden))

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Gives the fields and the addresses their values from before the upload."""
        changes = _changes(connection, undo)
        orders = changes[changes["field"] == "verified"].drop_duplicates("order_no")
        moments = pd.Series(undo.upload.root_as_of, orders.index, dtype="Int64").where(orders["before"] == "1")
        at = pd.DataFrame({"verified_at": moments, "order_no": orders["order_no"].astype("int64")})
        stored_rows.update(connection, ORDERS, "order_no", at, ["verified_at = ?"])
        fields = changes[~changes["field"].isin(_PERSONAL)].drop_duplicates(["order_no", "item_no", "field"])
        _store(connection, fields, "before")
        _exchange_addresses(connection, undo)

    restore = take_back

    def stays(self, connection: Connection, upload: Named, orders: Select[Any]) -> int:
        """How many orders keep the upload's address: an earlier version did not keep the one before."""
        entries = ENTRIES.c
        amended = (entries.what == "amend") & entries.field.in_(fields.BUYER.columns)
        there = entries.order_no.in_(select(BUYERS.c.order_no).where(BUYERS.c.purged_at.is_(None)))
        kept = entries.order_no.in_(select(_ROWS.order_no).where(_addresses_of(upload)))
        query = select(func.count(entries.order_no.distinct())).where(upload.entries(orders), amended, there, ~kept)
        return int(connection.execute(query).scalar_one())

    def did(self, records: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
        """True for all records of amended orders: an order's own fields are changed by its first record only."""
        return is_in(records["order-id"], records.loc[rows["record"].unique(), "order-id"])

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``amends ship-city, ship-postal-code``."""
        return headings_of(history[history["what"] == "amend"], "amends ")


def _changes(connection: Connection, undo: Undo) -> pd.DataFrame:
    """The changes of fields by the upload, oldest first: field, before, order_no, item_no."""
    entries = ENTRIES.c
    # An order that was verified when taken in is removed, or brought back, with all of its fields.
    again = entries.what.in_(_VERIFYING) & entries.before.is_not(None) & entries.after.is_not(None)
    columns = [entries[name] for name in ("field", "before", "order_no", "item_no")]
    query = select(*columns).where(undo.upload.entries(undo.orders), (entries.what == "amend") | again)
    return stored_rows.read(connection, query.order_by(entries.entry_no), {"field", "before"})


def _store(connection: Connection, changes: pd.DataFrame, value: str) -> None:
    """Stores one value for each field of an order or item; ``value``: the column that has it, as text."""
    for field, rows in changes.groupby("field", sort=False):
        name = str(field)
        table, key = stored_in(name)
        values = rows[value] if name in _TEXTS else pd.to_numeric(rows[value]).astype("Int64")
        values = values.fillna(0) if name == "verified" else values
        if table is BUYER_WISHES:
            stored_rows.insert(connection, table, rows[[key]].drop_duplicates(), or_keep=True)
        changed = pd.DataFrame({"value": values, key: rows[key].astype("int64")})
        stored_rows.update(connection, table, key, changed, [f"{name} = ?"])


def _addresses_of(upload: Named) -> ColumnElement[bool]:
    """The condition for the addresses that were put aside when the upload changed them."""
    return (_ROWS.upload_no == upload.upload_no) & (_ROWS.table_name == ADDRESS_BEFORE)


def _put_addresses_aside(connection: Connection, upload_no: int, which: ColumnElement[bool]) -> None:
    """Keeps the present addresses of orders, before an upload or an undo changes them."""
    cells = dialect.as_object(BUYERS, fields.BUYER.columns)
    of_orders = [literal(upload_no), BUYERS.c.order_no, literal(ADDRESS_BEFORE), BUYERS.c.order_no, cells]
    query = select(*of_orders).where(which, BUYERS.c.purged_at.is_(None))
    names = ["upload_no", "order_no", "table_name", "key_no", "cells"]
    connection.execute(REMOVED_ROWS.insert().from_select(names, query))


def _exchange_addresses(connection: Connection, undo: Undo) -> None:
    """Gives addresses that the upload changed their values from before it; puts the upload's values aside."""
    kept = _addresses_of(undo.upload) & _ROWS.cells.is_not(None) & _ROWS.order_no.in_(undo.orders)
    _put_addresses_aside(connection, undo.undo_no, BUYERS.c.order_no.in_(select(_ROWS.order_no).where(kept)))
    values = {name: dialect.of_object(_ROWS.cells, name) for name in fields.BUYER.columns}
    same = (BUYERS.c.order_no == _ROWS.order_no) & BUYERS.c.purged_at.is_(None)
    connection.execute(BUYERS.update().values(values).where(same, kept))
