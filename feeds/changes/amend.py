"""The word ``amend``: a later orders file changes fields of a known order, or says that it is verified now.

The history has no addresses and no texts that a buyer wrote, so that these can be purged; as they were before a change,
they are kept aside.
"""

from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, Select, func, literal, null, select

from feeds.changes.history import Author, Named, Undo, Word, add_entries, headings_of
from feeds.kinds.matching import is_in
from schemas import fields
from schemas.store import dialect, stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import ADDRESS_BEFORE, REMOVED_ROWS, WISHES_BEFORE
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEMS, ORDERS, stored_in

_TEXTS = frozenset(fields.LINE.texts.columns)
_PERSONAL = fields.PERSONAL.columns
_VERIFYING = ("verify", "unverify", "verify again")
_ROWS = REMOVED_ROWS.c
# The tables with buyers' texts that a later file may change, and these texts; by the name under which they are kept.
_KEPT = {ADDRESS_BEFORE: (BUYERS, fields.BUYER), WISHES_BEFORE: (BUYER_WISHES, fields.WISH_TEXTS)}


class Amend(Word):
    """Amends known orders; its frame: record, order_no, item_no (missing: the order's), field, before, after."""

    name = "amend"
    entries: ClassVar = {"amend": "amend", "verify": "unverify", "unverify": "verify again", "verify again": "unverify"}
    edits = True
    by_cell = ("amend",)

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores the changes field by field; puts the buyers' old texts aside."""
        wished = rows.loc[rows["field"].isin(fields.WISHES.columns), ["item_no"]].drop_duplicates()
        stored_rows.insert(connection, BUYER_WISHES, wished, or_keep=True)
        for name, (table, selection) in _KEPT.items():
            [key] = table.primary_key
            changed = rows.loc[rows["field"].isin(selection.columns), key.name]
            if len(changed):
                _put_aside(connection, author.upload_no, name, key.in_(stored_rows.listed(changed)))
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
        """Gives the fields and the buyers' texts their values from before the upload."""
        changes = _changes(connection, undo)
        orders = changes[changes["field"] == "verified"].drop_duplicates("order_no")
        moments = pd.Series(undo.upload.root_as_of, orders.index, dtype="Int64").where(orders["before"] == "1")
        at = pd.DataFrame({"verified_at": moments, "order_no": orders["order_no"].astype("int64")})
        stored_rows.update(connection, ORDERS, "order_no", at, ["verified_at = ?"])
        in_history = changes[~changes["field"].isin(_PERSONAL)]
        _store(connection, in_history.drop_duplicates(["order_no", "item_no", "field"]), "before")
        for name in _KEPT:
            _exchange(connection, undo, name)

    restore = take_back

    def stays(self, connection: Connection, upload: Named, orders: Select[Any]) -> int:
        """How many orders keep the upload's address: an earlier version did not keep the one before."""
        entries = ENTRY_ROWS.c
        amended = (entries.what == "amend") & entries.field.in_(fields.BUYER.columns)
        there = entries.order_no.in_(select(BUYERS.c.order_no).where(BUYERS.c.purged_at.is_(None)))
        kept = entries.order_no.in_(select(_ROWS.order_no).where(_kept_of(upload, ADDRESS_BEFORE)))
        mine = upload.made(entries, orders)
        query = select(func.count(entries.order_no.distinct())).where(mine, amended, there, ~kept)
        return int(connection.execute(query).scalar_one())

    def did(self, records: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
        """True for all records of amended orders: an order's own fields are changed by its first record only."""
        return is_in(records["order-id"], records.loc[rows["record"].unique(), "order-id"])

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``amends ship-city, ship-postal-code``."""
        return headings_of(history[history["what"] == "amend"], "amends ")


def _changes(connection: Connection, undo: Undo) -> pd.DataFrame:
    """The changes of fields by the upload, oldest first: field, before, order_no, item_no."""
    entries = ENTRY_ROWS.c
    # An order that was verified when taken in is removed, or brought back, with all of its fields.
    again = entries.what.in_(_VERIFYING) & entries.before.is_not(None) & entries.after.is_not(None)
    columns = [entries[name] for name in ("field", "before", "order_no", "item_no")]
    query = select(*columns).where(undo.upload.made(entries, undo.orders), (entries.what == "amend") | again)
    return stored_rows.read(connection, query.order_by(entries.entry_no), {"field", "before"})


def _store(connection: Connection, changes: pd.DataFrame, value: str) -> None:
    """Stores one value for each field of an order or item; ``value``: the column that has it, as text.

    An amount needs a currency, which therefore comes before the amounts and goes after them.
    """
    currency, filled = changes["field"] == "currency", changes[value].notna()
    parts = (changes[currency & filled], changes[~currency], changes[currency & ~filled])
    for field, rows in (of_field for part in parts for of_field in part.groupby("field", sort=False)):
        name = str(field)
        table, key = stored_in(name)
        values = rows[value] if name in _TEXTS else pd.to_numeric(rows[value]).astype("Int64")
        values = values.fillna(0) if name == "verified" else values
        changed = pd.DataFrame({"value": values, key: rows[key].astype("int64")})
        stored_rows.update(connection, table, key, changed, [f"{name} = ?"])


def _kept_of(upload: Named, name: str) -> ColumnElement[bool]:
    """The condition for the texts that were put aside under this name when the upload changed them."""
    return (_ROWS.upload_no == upload.upload_no) & (_ROWS.table_name == name)


def _put_aside(connection: Connection, upload_no: int, name: str, which: ColumnElement[bool]) -> None:
    """Keeps the present texts of buyers, before an upload or an undo changes them; not where they were purged."""
    table, selection = _KEPT[name]
    [key] = table.primary_key
    order_no = BUYERS.c.order_no if table is BUYERS else ITEMS.c.order_no
    item_no = null() if table is BUYERS else key
    row = [literal(upload_no), order_no, item_no, literal(name), key, dialect.as_object(table, selection.columns)]
    joined: FromClause = table
    if table is not BUYERS:
        joined = table.join(ITEMS, ITEMS.c.item_no == key).join(BUYERS, BUYERS.c.order_no == ITEMS.c.order_no)
    query = select(*row).select_from(joined).where(which, BUYERS.c.purged_at.is_(None))
    names = ["upload_no", "order_no", "item_no", "table_name", "key_no", "cells"]
    connection.execute(REMOVED_ROWS.insert().from_select(names, query))


def _exchange(connection: Connection, undo: Undo, name: str) -> None:
    """Gives texts that the upload changed their values from before it; puts the upload's values aside."""
    table, selection = _KEPT[name]
    [key] = table.primary_key
    kept = _kept_of(undo.upload, name) & _ROWS.cells.is_not(None) & _ROWS.order_no.in_(undo.orders)
    _put_aside(connection, undo.undo_no, name, key.in_(select(_ROWS.key_no).where(kept)))
    values = {column: dialect.of_object(_ROWS.cells, column) for column in selection.columns}
    purged = select(BUYERS.c.order_no).where(BUYERS.c.purged_at.is_not(None))
    same = (key == _ROWS.key_no) & _ROWS.order_no.not_in(purged)
    connection.execute(table.update().values(values).where(same, kept))
