"""The word ``edit``: fields of a confirmed package change, as its tracking-number or its carrier."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import Connection, Select, select

from feeds.changes.history import Author, Named, Undo, Word, add_entries, headings_of, moved
from schemas import fields
from schemas.store import given_numbers, stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import EDITED, PACKAGE_DETAILS
from schemas.store.tables import stored_in


class Edit(Word):
    """Edits packages; its frame: record, order_no, item_no, package_no, field, before, after."""

    name = "edit"
    entries: ClassVar = {EDITED: EDITED}
    sort_by = ("package_no", "record", "field")
    edits = True
    by_cell = (EDITED,)

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores each field as the last record has it; every record's edit is in the history."""
        last = rows.drop_duplicates(["package_no", "field"], keep="last")
        detailed = last.loc[last["field"].isin(fields.DETAILS_OF_PACKAGE.columns), ["package_no"]].drop_duplicates()
        stored_rows.insert(connection, PACKAGE_DETAILS, detailed, or_keep=True)
        _store(connection, last, "after")
        numbers = last[last["field"] == "tracking_number"]
        given_numbers.save(connection, author.merchant, numbers["package_no"], numbers["after"])
        kept = ["record", "order_no", "item_no", "package_no", "field", "before", "after"]
        add_entries(connection, author, rows[kept].assign(what=EDITED))

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Gives the fields their values from before the upload's first edit of each."""
        entries = ENTRY_ROWS.c
        query = select(entries.field, entries.before, entries.package_no)
        query = query.where(undo.upload.made(entries, undo.orders), entries.what == EDITED).order_by(entries.entry_no)
        edits = stored_rows.read(connection, query, {"field", "before"})
        _store(connection, edits.drop_duplicates(["package_no", "field"]), "before")

    restore = take_back

    def spared(self, connection: Connection, upload: Named, orders: Select[Any]) -> pd.Series:
        """Orders with edits from a version that did not note the package."""
        entries = ENTRY_ROWS.c
        unknown = (entries.what == EDITED) & entries.package_no.is_(None)
        query = select(entries.order_no).where(upload.made(entries, orders), unknown).distinct()
        numbers = pd.Index(list(connection.execute(query).scalars()), dtype="int64")
        return pd.Series("a package of it was edited before orderfeeds noted which", index=numbers, dtype="str")

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``edits tracking-number, ship-method``."""
        return headings_of(history, "edits ")

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``package 14: ship-method Ground -> Air``."""
        return moved(f"package {change['package']}: {change['field']}", change)


def _store(connection: Connection, edits: pd.DataFrame, value: str) -> None:
    """Stores one value for each package and field; ``value``: the column that has it."""
    for name in fields.PACKAGE_EDITS.columns:
        table, key = stored_in(name)
        rows = edits.loc[edits["field"] == name, [value, key]]
        stored_rows.update(connection, table, key, rows, [f"{name} = ?"])
