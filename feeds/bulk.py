"""Many rows at once into a store: the driver's fast road behind a few functions.

Rows pass in blocks: a million of them at once as Python objects would take gigabytes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select, Table, TableClause, column
from sqlalchemy import table as temporary

from feeds.spreading import Target, column_values, spread
from schemas import dialect, stages
from schemas.texts import digits

_BLOCK = 32_768
# From here on a table on the way costs less than it saves.
_MANY = 4_096


def insert(connection: Connection, table: Table, rows: pd.DataFrame, *, or_keep: bool = False) -> None:
    """Adds ``rows``, whose columns are columns of ``table``; missing values become NULL.

    ``or_keep``: where a row has a key that is there already, what is there is kept.
    """
    if rows.empty:
        return
    if len(rows) >= _MANY and not or_keep:
        spread(connection, rows, [Target(table, tuple(map(str, rows.columns)))])
        return
    names = ", ".join(rows.columns)
    marks = ", ".join("?" * len(rows.columns))
    beside = " ON CONFLICT DO NOTHING" if or_keep else ""
    _execute(connection, f"INSERT INTO {table.name} ({names}) VALUES ({marks}){beside}", rows)


def update(connection: Connection, table: Table, key: str, rows: pd.DataFrame, sets: Sequence[str]) -> None:
    """Changes the rows that ``key`` names; ``sets`` are assignments with one mark each, in the order of the columns.

    ``rows`` holds the marks' values and, as its last column, the key; sorted by key, so that pages are met once.
    """
    if rows.empty:
        return
    ordered = rows.sort_values(key)
    _execute(connection, f"UPDATE {table.name} SET {', '.join(sets)} WHERE {key} = ?", ordered)


def _execute(connection: Connection, statement: str, rows: pd.DataFrame) -> None:
    for values in _values(rows):
        connection.exec_driver_sql(statement, values)
        stages.done(len(values))


def _values(rows: pd.DataFrame) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as tuples of plain Python values, missing ones as None, a block at a time."""
    for start in range(0, len(rows), _BLOCK):
        block = rows.iloc[start : start + _BLOCK]
        yield list(zip(*(column_values(block[name]) for name in block), strict=True))


def listed(keys: pd.Series) -> Select[Any]:
    """A subquery of the given keys, each once: one bound value however many they are."""
    distinct = _in_order(keys.dropna().drop_duplicates())
    return dialect.given(distinct.tolist())


def _in_order(keys: pd.Series) -> pd.Series:
    """The keys about as their index has them, so that its pages are met once; ids by their digits, as that is quick."""
    if keys.dtype != "str":
        return keys.sort_values()
    try:
        return keys.iloc[np.argsort(digits(keys))]
    except pa.ArrowInvalid:
        return keys


def stage(connection: Connection, rows: pd.DataFrame) -> TableClause:
    """Puts ``rows`` into a temporary table, from which several statements can take them."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS staged")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE staged ({', '.join(rows.columns)})")
    marks = ", ".join("?" * len(rows.columns))
    _execute(connection, f"INSERT INTO staged VALUES ({marks})", rows)
    return temporary("staged", *map(column, rows.columns))
