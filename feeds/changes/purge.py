"""The word ``purge``: the buyer's texts of an order are deleted for good, so nothing takes it back."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import Connection, select, update

from feeds.changes.history import Author, Word, add_entries
from schemas import fields
from schemas.store import stored_rows
from schemas.store.history import PURGED
from schemas.store.tables import BUYERS, ITEMS, METADATA

_FIELD = "buyer"


class Purge(Word):
    """Deletes buyers' texts; its frame: record and order_no."""

    name = "purge"
    entries: ClassVar = {PURGED: PURGED}

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Deletes the texts of the orders and marks their buyers, so that a later file does not bring them back."""
        orders = stored_rows.listed(rows["order_no"])
        items = select(ITEMS.c.item_no).where(ITEMS.c.order_no.in_(orders))
        for name in dict.fromkeys(field.table for field in fields.PERSONAL):
            table = METADATA.tables[name]
            of_orders = table.c.order_no.in_(orders) if "order_no" in table.c else table.c.item_no.in_(items)
            gone = dict.fromkeys(fields.PERSONAL.of(name).columns)
            mark = {"purged_at": author.as_of} if table is BUYERS else {}
            connection.execute(update(table).where(of_orders).values(gone | mark))
        add_entries(connection, author, rows[["order_no", "record"]].assign(what=PURGED, field=_FIELD))

    def sentence(self, change: Mapping[str, Any]) -> str:
        """Says what was deleted; the history does not keep it."""
        return "the buyer's name, address, phone, e-mail and messages deleted"
