"""Many rows at once, in and out of a store: the driver's fast road behind two functions."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select, Table, func
from sqlalchemy import select as sql_select


def insert(connection: Connection, table: Table, rows: pd.DataFrame, *, or_keep: bool = False) -> None:
    """Adds ``rows``, whose columns are columns of ``table``; missing values become NULL.

    ``or_keep``: where a row has a key that is there already, what is there is kept.
    """
    if rows.empty:
        return
    names = ", ".join(rows.columns)
    marks = ", ".join("?" * len(rows.columns))
    beside = " ON CONFLICT DO NOTHING" if or_keep else ""
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks}){beside}", values(rows))


def update(connection: Connection, table: Table, key: str, rows: pd.DataFrame, sets: Sequence[str]) -> None:
    """Changes the rows that ``key`` names; ``sets`` are assignments with one mark each, in the order of the columns.

    ``rows`` holds the marks' values and, as its last column, the key; sorted by key, so that pages are met once.
    """
    if rows.empty:
        return
    ordered = rows.sort_values(key)
    connection.exec_driver_sql(f"UPDATE {table.name} SET {', '.join(sets)} WHERE {key} = ?", values(ordered))


def values(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows as tuples of plain Python values, missing ones as None."""
    return list(zip(*(_plain(rows[name]) for name in rows), strict=True))


def _plain(column: pd.Series) -> list[Any]:
    if column.hasnans or column.isna().any():
        return column.astype("object").where(column.notna(), None).tolist()
    return column.tolist()


def listed(keys: pd.Series) -> Select[Any]:
    """A subquery of the given keys, each once: one bound value however many they are."""
    distinct = json.dumps(keys.dropna().drop_duplicates().tolist())
    return sql_select(func.json_each(distinct).table_valued("value").c.value)


def stage(connection: Connection, rows: pd.DataFrame) -> str:
    """Puts ``rows`` into a temporary table, from which several statements can take them; returns its name."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS staged")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE staged ({', '.join(rows.columns)})")
    marks = ", ".join("?" * len(rows.columns))
    connection.exec_driver_sql(f"INSERT INTO staged VALUES ({marks})", values(rows))
    return "staged"


def select(connection: Connection, query: Select[Any], texts: Iterable[str] = ()) -> pd.DataFrame:
    """The rows of a query as a frame: text columns as ``str``, truths as bool, all others whole numbers (Int64).

    ``texts`` names the text columns; a column of whole numbers without a NULL is int64.
    """
    result = connection.execute(query)
    names = list(result.keys())
    cursor = result.cursor
    rows = cursor.fetchall() if cursor is not None else []
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    named = dict(zip(names, columns, strict=True))
    wanted = set(texts)
    return pd.DataFrame({name: _column(cells, name in wanted) for name, cells in named.items()})


def _column(cells: Sequence[Any], is_text: bool) -> Any:
    if is_text:
        return pd.array(pa.array(cells, pa.large_string()), dtype="str")
    numbers = pa.array(cells, pa.int64())
    return numbers.to_numpy() if not numbers.null_count else pd.array(cells, dtype="Int64")
