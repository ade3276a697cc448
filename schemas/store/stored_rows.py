"""The rows of a query as a frame, read in blocks: a million rows at once as Python objects would take gigabytes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select, Table, TableClause, column
from sqlalchemy import table as temporary
from sqlalchemy.exc import DataError

from schemas import progress
from schemas.store import dialect
from schemas.store.insert_into_several import Target, column_values, insert_into
from schemas.text_columns import digits

_BLOCK = 32_768


def read(connection: Connection, query: Select[Any], texts: Iterable[str] = ()) -> pd.DataFrame:
    """The rows of a query as a frame: text columns as ``str``, all others as whole numbers (Int64).

    ``texts`` names the text columns; a column of whole numbers without a NULL is int64.
    """
    result = connection.execute(query)
    types = _types(result.keys(), texts)
    chunks: dict[str, list[pa.Array]] = {name: [] for name in types}
    while result.cursor is not None and (rows := result.cursor.fetchmany(_BLOCK)):
        progress.done(len(rows))
        for (name, kind), cells in zip(types.items(), zip(*rows, strict=True), strict=True):
            chunks[name].append(pa.array(cells, kind))
    # Freed one by one: all whole columns and all their blocks together would take twice the memory.
    return pd.DataFrame({name: _column(pa.chunked_array(chunks.pop(name), kind)) for name, kind in types.items()})


def read_packed(connection: Connection, query: Select[Any], codes: Iterable[str] = ()) -> pd.DataFrame:
    """Like ``read``, for a query whose texts are only ids and codes: all its rows come as one text.

    No Python object is made per cell, and the store works without Python's lock. ``codes`` names the text columns,
    whose values must not contain control characters.
    """
    rows = query.subquery()
    try:
        text = connection.execute(dialect.rows_in_one(rows)).scalar_one()
    except DataError:
        # The text is larger than the store returns at once (https://www.sqlite.org/limits.html, 1).
        return read(connection, query, codes)
    types = _types(rows.c.keys(), codes)
    table = _parsed(text, types) if text else pa.table({name: pa.array([], kind) for name, kind in types.items()})
    progress.done(table.num_rows)
    return pd.DataFrame({name: _column(table.column(name)) for name in types})


def read_columns(connection: Connection, query: Select[Any], texts: Iterable[str] = ()) -> pd.DataFrame:
    """Like ``read``, but each column comes as one text: a million rows one by one take three times as long.

    The rows must fit into memory, and each column as one text into SQLite (a billion bytes).
    """
    rows = query.subquery()
    types = _types(rows.c.keys(), texts)
    columns = connection.execute(dialect.columns_in_one(rows)).one()
    arrays = [pa.array(json.loads(text), kind) for text, kind in zip(columns, types.values(), strict=True)]
    found = pd.DataFrame({name: _column(pa.chunked_array([cells])) for name, cells in zip(types, arrays, strict=True)})
    progress.done(len(found))
    return found


def as_dicts(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dicts of plain values, missing ones as None."""
    cells = rows.astype(object)
    found: list[dict[str, Any]] = cells.where(cells.notna(), None).to_dict("records")  # type: ignore[assignment]
    return found


def _types(names: Iterable[str], texts: Iterable[str]) -> dict[str, pa.DataType]:
    wanted = set(texts)
    return {name: pa.large_string() if name in wanted else pa.int64() for name in names}


def _parsed(lines: bytes, types: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows that are JSON arrays, one per line, as a table; JSON escapes a text's quotes and backslashes."""
    from pyarrow import csv  # noqa: PLC0415 - a small file goes without it

    return csv.read_csv(
        pa.BufferReader(lines),
        read_options=csv.ReadOptions(column_names=["[", *types, "]"]),
        parse_options=csv.ParseOptions(escape_char="\\"),
        convert_options=csv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=["null"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _column(cells: pa.ChunkedArray) -> Any:
    if cells.type == pa.large_string():
        return pd.array(cells.combine_chunks(), dtype="str")
    return cells.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get) if cells.null_count else cells.to_numpy()


# From this many rows on, going through a temporary table saves more than it costs.
_MANY = 4_096


def insert(connection: Connection, table: Table, rows: pd.DataFrame, *, or_keep: bool = False) -> None:
    """Inserts ``rows``, whose columns are columns of ``table``; missing values become NULL.

    ``or_keep``: if a row's key is already in the table, the existing row is kept.
    """
    if rows.empty:
        return
    if len(rows) >= _MANY and not or_keep:
        insert_into(connection, rows, [Target(table, tuple(map(str, rows.columns)))])
        return
    names = ", ".join(rows.columns)
    marks = ", ".join("?" * len(rows.columns))
    beside = " ON CONFLICT DO NOTHING" if or_keep else ""
    _execute(connection, f"INSERT INTO {table.name} ({names}) VALUES ({marks}){beside}", rows)


def update(connection: Connection, table: Table, key: str, rows: pd.DataFrame, sets: Sequence[str]) -> None:
    """Changes the rows that ``key`` names; ``sets``: assignments with one mark each, in the order of the columns.

    ``rows`` contains the values for the marks and, as its last column, the key. The rows are sorted by key, so that
    each page is visited once.
    """
    if rows.empty:
        return
    ordered = rows.sort_values(key)
    _execute(connection, f"UPDATE {table.name} SET {', '.join(sets)} WHERE {key} = ?", ordered)


def _execute(connection: Connection, statement: str, rows: pd.DataFrame) -> None:
    for values in _values(rows):
        connection.exec_driver_sql(statement, values)
        progress.done(len(values))


def _values(rows: pd.DataFrame) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as tuples of plain Python values, missing ones as None, one block at a time."""
    for start in range(0, len(rows), _BLOCK):
        block = rows.iloc[start : start + _BLOCK]
        yield list(zip(*(column_values(block[name]) for name in block), strict=True))


def listed(keys: pd.Series) -> Select[Any]:
    """A subquery of the given keys, each once, as one bound value however many there are."""
    distinct = _in_order(keys.dropna().drop_duplicates())
    return dialect.given(distinct.tolist())


def _in_order(keys: pd.Series) -> pd.Series:
    """The keys in about the order of their index, so that pages are visited once; ids by their digits, for speed."""
    if keys.dtype != "str":
        return keys.sort_values()
    try:
        return keys.iloc[np.argsort(digits(keys))]
    except pa.ArrowInvalid:
        return keys


def stage(connection: Connection, rows: pd.DataFrame) -> TableClause:
    """Puts ``rows`` into a temporary table that several statements can read."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS staged")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE staged ({', '.join(rows.columns)})")
    marks = ", ".join("?" * len(rows.columns))
    _execute(connection, f"INSERT INTO staged VALUES ({marks})", rows)
    return temporary("staged", *map(column, rows.columns))
