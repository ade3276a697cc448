"""Writes the history of an undo, and gives fields of packages and orders their former values.

An undo's entries are in reverse order with before and after exchanged, so that the history reads both ways.
"""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, case, literal, select

from feeds.changes.undo_target import Named
from schemas.fields import LINE, PACKAGE_EDITS, PERSONAL
from schemas.store import stored_rows
from schemas.store.history import ENTRIES
from schemas.store.tables import ORDERS, stored_in

# What the undo of each kind of entry is called, if not by the same word.
OPPOSITES = {
    "take in": "remove",
    "remove": "bring back",
    "bring back": "remove",
    "verify": "unverify",
    "unverify": "verify again",
    "verify again": "unverify",
}
_VERIFYING = ("verify", "unverify", "verify again")
_TEXTS = frozenset(LINE.texts.columns)


def spared(connection: Connection, upload: Named, orders: Select[Any]) -> pd.Series:
    """Orders whose former values are missing from the history: reasons by order_no."""
    entries = ENTRIES.c
    unknown = (entries.what == "edit package") & entries.package_no.is_(None)
    query = select(entries.order_no).where(upload.entries(orders), unknown).distinct()
    numbers = pd.Index(list(connection.execute(query).scalars()), dtype="int64")
    return pd.Series("a package of it was edited before orderfeeds noted which", index=numbers, dtype="str")


def add_entries(connection: Connection, upload: Named, orders: Select[Any], undo_no: int) -> None:
    """Adds the entries of the undo ``undo_no`` to the history."""
    entries = ENTRIES.c
    told = {
        "merchant_id": entries.merchant_id,
        "upload_no": literal(undo_no),
        "record": entries.record,
        "order_no": entries.order_no,
        "item_no": entries.item_no,
        "what": case(OPPOSITES, value=entries.what, else_=entries.what),
        "field": entries.field,
        "before": entries.after,
        "after": entries.before,
        "package_no": entries.package_no,
    }
    query = select(*told.values()).where(upload.entries(orders)).order_by(entries.entry_no.desc())
    connection.execute(ENTRIES.insert().from_select(list(told), query))


def fields(connection: Connection, upload: Named, orders: Select[Any]) -> None:
    """Gives the fields that the upload changed their values from before it."""
    changes = _changes(connection, upload, orders)
    edits = changes[changes["what"] == "edit package"].drop_duplicates(["package_no", "field"])
    for name in PACKAGE_EDITS.columns:
        table, _ = stored_in(name)
        before = edits[edits["field"] == name].astype({"before": "str", "package_no": "int64"})
        stored_rows.update(connection, table, "package_no", before[["before", "package_no"]], [f"{name} = ?"])
    _verified_at(connection, changes, upload)
    # The history has no addresses and no texts that a buyer wrote, so that these can be purged.
    others = changes[(changes["what"] != "edit package") & ~changes["field"].isin(PERSONAL.columns)]
    others = others.drop_duplicates(["order_no", "item_no", "field"])
    for field, part in others.groupby("field", sort=False):
        name = str(field)
        table, key = stored_in(name)
        values = part["before"].astype("str") if name in _TEXTS else pd.to_numeric(part["before"]).astype("Int64")
        values = values.fillna(0) if name == "verified" else values
        stored_rows.update(
            connection, table, key, pd.DataFrame({"value": values, key: part[key].astype("int64")}), [f"{name} = ?"]
        )


def _changes(connection: Connection, upload: Named, orders: Select[Any]) -> pd.DataFrame:
    """The changes of fields, oldest first: what, field, before, order_no, item_no, package_no."""
    entries = ENTRIES.c
    # An order that was verified when taken in is removed, or brought back, with all of its fields.
    again = entries.what.in_(_VERIFYING) & entries.before.is_not(None) & entries.after.is_not(None)
    columns = [entries[name] for name in ("what", "field", "before", "order_no", "item_no", "package_no")]
    query = select(*columns).where(upload.entries(orders), entries.what.in_(["edit package", "amend"]) | again)
    rows = connection.execute(query.order_by(entries.entry_no)).all()
    return pd.DataFrame(rows, columns=[column.name for column in columns])


def _verified_at(connection: Connection, changes: pd.DataFrame, upload: Named) -> None:
    """Sets ``verified_at`` to the root upload's as-of for orders that are verified again; clears it for the others."""
    orders = changes[changes["field"] == "verified"].drop_duplicates("order_no")
    moments = pd.Series(upload.root_as_of, orders.index, dtype="Int64").where(orders["before"] == "1")
    rows = pd.DataFrame({"verified_at": moments, "order_no": orders["order_no"].astype("int64")})
    stored_rows.update(connection, ORDERS, "order_no", rows, ["verified_at = ?"])
