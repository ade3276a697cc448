"""SQL that only SQLite has, behind plain functions for all modules outside this folder."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    UnaryExpression,
    bindparam,
    cast,
    column,
    func,
    select,
    true,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.operators import custom_op

_CACHE = -16_384  # kibibytes


def given(keys: Iterable[Any]) -> Select[Any]:
    """A subquery of the given keys, as one bound value however many there are."""
    return select(func.json_each(json.dumps(list(keys))).table_valued(column("value")).c.value)


def bound_numbers(name: str) -> tuple[Select[Any], Callable[[Iterable[int]], str]]:
    """A subquery of whole numbers bound under a name, and a function that makes the value to bind from numbers."""
    numbers = func.json_each(bindparam(name)).table_valued(column("value", Integer))
    return select(numbers.c.value), lambda values: json.dumps(list(values))


def without_index(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column's value, for a condition for which SQLite must not choose an index."""
    # https://www.sqlite.org/optoverview.html, "Disqualifying WHERE Clause Terms".
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def as_object(table: Table, names: Iterable[str]) -> ColumnElement[str]:
    """The named cells of a row as one JSON text; ``of_object`` extracts them."""
    return func.json_object(*(part for name in names for part in (name, table.c[name])))


def of_object(cells: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """One cell of a JSON text from ``as_object``."""
    return func.json_extract(cells, f"$.{name}")


def as_array(cells: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """Cells of a row as one JSON array of texts; a missing cell is an empty text."""
    return func.json_array(*[func.ifnull(cell, "") for cell in cells], type_=String)


def date_text(seconds: ColumnElement[int], form: str) -> ColumnElement[str]:
    """Seconds since 1970 UTC as a text in the given form (of strftime)."""
    return func.strftime(form, seconds, "unixepoch")


def decimal_text(minor: ColumnElement[int], places: int) -> ColumnElement[str]:
    """Minor units, which must not be negative, as a text with ``places`` decimals."""
    one = 10**places
    return func.printf(f"%d.%0{places}d", minor // one, minor % one) if places else cast(minor, String)


def in_one(cells: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of all rows as one value: whole numbers as a JSON array, texts as bytes separated by line feeds."""
    if isinstance(cells.type, Integer):
        return func.json_group_array(cells)
    # SQLite concatenates in the order of the subquery.
    return cast(func.group_concat(cells, "\n"), LargeBinary)


def columns_in_one(rows: Any) -> Select[Any]:
    """Each column of a subquery as one JSON array."""
    return select(*(func.json_group_array(cells) for cells in rows.c))


def rows_in_one(rows: Any) -> Select[Any]:
    """All rows of a subquery as one text: a JSON array per line, whose first and last cells are empty texts."""
    # With these two cells, the array's brackets are not next to a value of the row.
    line = func.json_array("", *rows.c, "")
    return select(cast(func.group_concat(line, "\n"), LargeBinary))


def add_missing(connection: Connection, table: Table, names: Sequence[str], rows: Select[Any]) -> None:
    """Adds the rows of a query whose keys are not in the table yet."""
    # Without a WHERE, the parser takes ON for part of a join.
    connection.execute(insert(table).from_select(names, rows.where(true())).on_conflict_do_nothing())


def add_or_replace(connection: Connection, table: Table, key: Sequence[str], rows: list[dict[str, Any]]) -> None:
    """Adds rows; if a key is in the table already, the other cells of its row are replaced."""
    statement = insert(table)
    kept = {name: statement.excluded[name] for name in rows[0] if name not in key} if rows else {}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=kept), rows)


def overwrite_deleted(connection: Connection) -> None:
    """From now on, SQLite overwrites in the file what this connection deletes."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON")


@contextmanager
def read_once(connection: Connection) -> Iterator[None]:
    """During the block, data that is read is neither mapped into the process nor kept in its cache."""
    settings = {"mmap_size": 0, "cache_size": _CACHE}
    usual = {name: _pragma(connection, name) for name in settings}
    try:
        for name, size in settings.items():
            _pragma(connection, f"{name}={size}")
        yield
    finally:
        for name, sizes in usual.items():
            for size in sizes:
                _pragma(connection, f"{name}={size}")


def _pragma(connection: Connection, setting: str) -> list[Any]:
    result = connection.exec_driver_sql(f"PRAGMA {setting}")
    return list(result.scalars()) if result.returns_rows else []
