"""The word ``cancel``: open units of an item are canceled, by a file or by the clock."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import Connection, select

from feeds.changes.history import Author, Undo, Word, add_moves, authored, net, numbered
from feeds.changes.reversals import Reversible
from feeds.kinds.matching import units
from schemas.store import stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import CANCELED, CANCELLATIONS, CLOCK
from schemas.store.tables import ITEMS, ORDERS
from schemas.store.verify import Total

_REVERSIBLE = Reversible(CANCELLATIONS, "cancellation_no", ("quantity",), ("reason",), {"canceled": "quantity"})


class Cancel(Word):
    """Cancels units; its frame: record, order_no, item_no, quantity, reason, before (units canceled so far)."""

    name = "cancel"
    entries: ClassVar = {CANCELED: CANCELED}
    sort_by = ("record", "item_no")
    totals = (Total("units canceled are those of the cancellations", "canceled", "cancellations", "quantity"),)

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores a cancellation for each row and adds its units to the item."""
        rows = numbered(connection, rows, CANCELLATIONS, "cancellation_no")
        stored = rows[["cancellation_no", "record", "item_no", "quantity", "reason"]]
        stored_rows.insert(connection, CANCELLATIONS, authored(stored, author))
        sums = rows.groupby("item_no", as_index=False)[["quantity"]].sum()[["quantity", "item_no"]]
        stored_rows.update(connection, ITEMS, "item_no", sums, ["canceled = canceled + ?"])
        add_moves(connection, author, rows.assign(what=CANCELED, field="canceled", by=rows["quantity"]))

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Reverses the cancellations; an order that the clock had canceled stays open for a while."""
        _REVERSIBLE.take_back(connection, undo)
        if undo.upload.root_kind == CLOCK:
            entries = ENTRY_ROWS.c
            mine = undo.upload.made(entries, undo.orders) & (entries.what == CANCELED)
            canceled = select(entries.order_no).where(mine)
            given_back = ORDERS.update().where(ORDERS.c.order_no.in_(canceled))
            connection.execute(given_back.values(given_back_at=max(undo.as_of, undo.upload.root_as_of)))

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Cancels the same units again."""
        _REVERSIBLE.restore(connection, undo)

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``cancels 2 units``."""
        count = net(history)
        verb = pd.Series("cancels ", count.index).mask(count < 0, "takes back the cancellation of ")
        return verb + units(count.abs())

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``canceled 0 -> 2, NotConfirmed``."""
        return super().sentence(change) + (f", {change['reason']}" if change["reason"] else "")
