"""Takes back rows of tables that are append-only, and puts them in force again, with the items' totals.

A row that reverses another takes it back, and a copy of the reversed row puts it in force again.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, literal, select

from feeds.changes.history import Undo
from schemas.store.history import highest_given
from schemas.store.tables import ITEMS


@dataclass(frozen=True)
class Reversible:
    """An append-only table whose rows add to totals of items.

    ``signed``: the columns whose sign a reversing row flips. ``plain``: the other columns that it copies. ``totals``:
    the column that is added up in each total of the item.
    """

    table: Table
    key: str
    signed: tuple[str, ...]
    plain: tuple[str, ...]
    totals: dict[str, str]

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Reverses the root upload's rows that are in force."""
        columns, reversing = self.table.c, self.table.alias().c
        reversed_ = select(reversing.reverses).where(reversing.reverses.is_not(None))
        mine = (columns.upload_no == undo.upload.root) & columns.item_no.in_(undo.items)
        in_force = mine & columns.reverses.is_(None) & columns[self.key].not_in(reversed_)
        flipped = {name: -columns[name] for name in self.signed} | {"reverses": columns[self.key]}
        self._copy(connection, undo.undo_no, flipped, in_force)
        self._add_to_totals(connection, (columns.upload_no == undo.undo_no) & columns.item_no.in_(undo.items))

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Copies the rows of the root upload that the undo ``undo.upload`` reversed."""
        columns, reversing = self.table.c, self.table.alias().c
        last = highest_given(connection, self.table, self.key)
        reversed_ = select(reversing.reverses).where(reversing.upload_no == undo.upload.upload_no)
        taken_back = columns[self.key].in_(reversed_) & columns.item_no.in_(undo.items)
        same = {name: columns[name] for name in self.signed}
        self._copy(connection, undo.upload.root, same, taken_back)
        mine = (columns.upload_no == undo.upload.root) & columns.item_no.in_(undo.items)
        self._add_to_totals(connection, mine & (columns[self.key] > last))

    def _copy(self, connection: Connection, upload_no: int, other: dict[str, Any], which: ColumnElement[bool]) -> None:
        """Adds a copy of each row, with ``other`` values in some columns, as rows of an upload."""
        columns = self.table.c
        # The new keys continue the old ones: a number is never given twice, even if its row has been removed.
        number = func.row_number().over(order_by=columns[self.key])
        row = {
            self.key: highest_given(connection, self.table, self.key) + number,
            "merchant_id": columns.merchant_id,
            "upload_no": literal(upload_no),
            **{name: columns[name] for name in ("record", "item_no", *self.plain)},
            **other,
        }
        query = select(*row.values()).where(which).order_by(columns[self.key])
        connection.execute(self.table.insert().from_select(list(row), query))

    def _add_to_totals(self, connection: Connection, which: ColumnElement[bool]) -> None:
        columns = self.table.c
        sums_of = [func.coalesce(func.sum(columns[name]), 0).label(total) for total, name in self.totals.items()]
        sums = select(columns.item_no, *sums_of).where(which).group_by(columns.item_no).subquery()
        values = {total: ITEMS.c[total] + sums.c[total] for total in self.totals}
        connection.execute(ITEMS.update().where(ITEMS.c.item_no == sums.c.item_no).values(values))
