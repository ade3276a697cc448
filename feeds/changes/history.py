"""The history of the order table: a word of change, who writes it, and an upload's row and part of the history."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Table, select, update

from schemas.fields import words
from schemas.store import stored_rows
from schemas.store.entries import ENTRY_ROWS, last_entry
from schemas.store.history import UPLOADS, highest_given
from schemas.store.tables import ITEMS
from schemas.store.verify import Total


@dataclass(frozen=True)
class Author:
    """Who changes the order table: one upload of one merchant, at an instant (seconds UTC)."""

    merchant: str
    upload_no: int
    as_of: int


@dataclass(frozen=True)
class Named:
    """An upload to take back.

    ``root``: the file or run of the clock whose rows are concerned: the upload itself, or the start of its chain of
    undos; with its as-of and kind. ``restores``: taking the upload back puts the root's rows in force again.
    ``taken_back_by``: the undos that took the root's rows back, at whatever time. ``from_entry`` < its entries <=
    ``to_entry``.
    """

    upload_no: int
    root: int
    root_as_of: int
    root_kind: str | None
    restores: bool
    taken_back_by: tuple[int, ...]
    from_entry: int
    to_entry: int

    def made(self, entries: Any, orders: Select[Any]) -> ColumnElement[bool]:
        """The condition for the upload's entries of some orders; ``entries``: their columns, ``orders``: order_no."""
        of_upload = entries.entry_no.between(self.from_entry + 1, self.to_entry)
        mine: ColumnElement[bool] = of_upload & entries.order_no.in_(orders)
        return mine


@dataclass(frozen=True)
class Undo:
    """An undo that is being written: the upload it takes back, and a query of the order_no of the orders concerned."""

    upload: Named
    orders: Select[Any]
    undo_no: int
    as_of: int

    @property
    def items(self) -> Select[Any]:
        """A query of the item_no of the orders' items."""
        return select(ITEMS.c.item_no).where(ITEMS.c.order_no.in_(self.orders))


class Word:
    """A word of change: how it is written, taken back and restored, what it adds up to, and how it reads.

    ``name``: its frame in Changes. ``entries``: what its history entries are called, and what the entry that takes each
    of them back is called. ``sort_by``: the columns that sort its frame. ``totals``: what ``verify`` recomputes.
    ``changes_order``: false for a word that only flags an order. ``edits``: true if it changes what was there, false if
    it does something for the first time. ``by_cell``: its entries that a plan shows cell by cell.
    """

    name: ClassVar[str]
    entries: ClassVar[Mapping[str, str]]
    sort_by: ClassVar[tuple[str, ...]] = ("record",)
    totals: ClassVar[tuple[Total, ...]] = ()
    changes_order: ClassVar[bool] = True
    edits: ClassVar[bool] = False
    by_cell: ClassVar[tuple[str, ...]] = ()

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores the changes of an upload and adds their entries to the history."""
        raise NotImplementedError

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Gives the orders what they had before the upload; the entries of the undo have been added by then."""

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Puts in force again what the undo that is now undone had taken back."""

    def spared(self, connection: Connection, upload: Named, orders: Select[Any]) -> pd.Series:
        """The orders for which this cannot be taken back: reasons by order_no."""
        return pd.Series([], index=pd.Index([], dtype="int64"), dtype="str")

    def stays(self, connection: Connection, upload: Named, orders: Select[Any]) -> int:
        """How many orders keep the upload's change, as nothing has kept what was there before."""
        return 0

    def did(self, records: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
        """True for the records of a file that made these changes."""
        done: pd.Series = records.index.to_series().isin(rows["record"].unique())
        return done

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """What the entries did to each order, in words, by order_no; ``history`` has only entries of this word."""
        return pd.Series([], dtype="str")

    def sentence(self, change: Mapping[str, Any]) -> str:
        """One change in words; ``change`` as reports.order_history.history has it."""
        return moved(str(change["field"]), change)


def moved(name: str, change: Mapping[str, Any]) -> str:
    """A change as ``shipped 0 -> 2``; without values if the history has none, as for buyers' texts."""
    if change["before"] is None and change["after"] is None:
        return f"{name} changed"
    return f"{name} {shown(change['before'])} -> {shown(change['after'])}"


def shown(value: Any) -> str:
    """A value before or after a change as people read it; a time to the minute."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text[:16].replace("T", " ") if text.endswith("+00:00") and text[10:11] == "T" else text


def headings_of(history: pd.DataFrame, verb: str) -> pd.Series:
    """The changed fields of each order after a verb, by order_no."""

    def named(changed: pd.Series) -> str:
        return ", ".join(dict.fromkeys(words(field) for field in changed))

    return verb + history.groupby("order_no")["field"].agg(named).astype("str")


def net(history: pd.DataFrame) -> pd.Series:
    """How much each order's counts have moved in all, by order_no."""
    change = history["after"].astype("int64") - history["before"].astype("int64")
    return change.groupby(history["order_no"]).sum()


def add_entries(connection: Connection, author: Author, history: pd.DataFrame) -> None:
    """Adds entries to the history; ``history``: record, order_no, item_no, what, field, before, after."""
    stored_rows.insert(connection, ENTRY_ROWS, authored(next_entries(connection, history, "entry_no"), author))


def next_entries(connection: Connection, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows with the next numbers of the history in the column ``key``."""
    first = last_entry(connection) + 1
    return rows.assign(**{key: range(first, first + len(rows))})


def add_moves(connection: Connection, author: Author, rows: pd.DataFrame) -> None:
    """Adds an entry for each row whose field moves ``by`` from ``before``; the rows also have what and field."""
    kept = rows[["record", "order_no", "item_no", "what", "field", "before"]]
    add_entries(connection, author, kept.assign(after=rows["before"] + rows["by"]))


def authored(rows: pd.DataFrame, author: Author) -> pd.DataFrame:
    """The rows with the merchant and the number of the upload that they come from."""
    return rows.assign(merchant_id=author.merchant, upload_no=author.upload_no)


def numbered(connection: Connection, rows: pd.DataFrame, table: Table, key: str) -> pd.DataFrame:
    """The rows with new keys of a table; a key is never given twice, even if its row has been removed."""
    first = highest_given(connection, table, key) + 1
    return rows.assign(**{key: range(first, first + len(rows))})


def list_upload(connection: Connection, row: Mapping[str, Any]) -> int:
    """Adds a row to the list of uploads and returns its number; ``row``: all its columns but that number."""
    number = highest_given(connection, UPLOADS, "upload_no") + 1
    connection.execute(UPLOADS.insert(), {**row, "upload_no": number})
    return number


def without_undone(rows: pd.DataFrame, key: str, undos: Iterable[tuple[int, int]]) -> pd.DataFrame:
    """The rows, with upload_no, without those of an upload and its undo, which cancel out.

    They are paired by ``key``, as order_no, since an undo may spare some orders. ``undos``: (undo, upload it took
    back), latest first.
    """
    for number, of in undos:
        keys, uploads = rows[key], rows["upload_no"]
        both = keys.isin(keys[uploads == number]) & keys.isin(keys[uploads == of])
        rows = rows[~(both & uploads.isin([number, of]))]
    return rows


@contextmanager
def part_of_history(connection: Connection, upload_no: int) -> Iterator[None]:
    """Records in the upload's row which history entries are made inside the block; nobody else writes meanwhile."""
    before = last_entry(connection)
    yield
    mine = UPLOADS.c.upload_no == upload_no
    connection.execute(update(UPLOADS).where(mine).values(from_entry=before, to_entry=last_entry(connection)))
