"""Inserts rows that go to several tables, binding each value once: block by block through a temporary table.

A column that is missing or equal in all rows of a block is not bound for each row.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from schemas import progress
from schemas.text_columns import array

_AT_A_TIME = 32_768


@dataclass(frozen=True)
class Target:
    """A table and the columns that it gets; ``only``: a column that is 1 in the rows that the table gets."""

    table: Table
    columns: tuple[str, ...]
    only: str | None = None


@dataclass(frozen=True)
class _Block:
    """``rows``: tuples of the ``bound`` columns; ``told``: SQL with one value for each other column that has values."""

    bound: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    told: dict[str, tuple[str, Any]]


def insert_into(connection: Connection, rows: pd.DataFrame, targets: Sequence[Target]) -> None:
    """Inserts ``rows`` into the targets, in their order; missing values become NULL.

    Each block goes to all targets before the next one: a row that another refers to must be in the same block or an
    earlier one.
    """
    connection.exec_driver_sql("DROP TABLE IF EXISTS spread_rows")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE spread_rows ({', '.join(rows.columns)})")
    blocks = _blocks(rows)
    # The store moves rows without Python's lock, so the next block is prepared meanwhile.
    with ThreadPoolExecutor(1) as ahead:
        block = next(blocks, None)
        while block is not None:
            _bind(connection, block)
            following = ahead.submit(next, blocks, None)
            for target in targets:
                _move(connection, block, target)
                progress.done(len(block.rows))
            block = following.result()
    connection.exec_driver_sql("DROP TABLE spread_rows")


def _blocks(rows: pd.DataFrame) -> Iterator[_Block]:
    for start in range(0, len(rows), _AT_A_TIME):
        part = rows.iloc[start : start + _AT_A_TIME]
        filled = {str(name): part[name] for name in part if part[name].notna().any()}
        told = {name: words for name, column in filled.items() if (words := _told(column))}
        bound = tuple(name for name in filled if name not in told)
        values = zip(*(column_values(filled[name]) for name in bound), strict=True)
        yield _Block(bound, list(values) or [()] * len(part), told)


def _told(column: pd.Series) -> tuple[str, Any] | None:
    """SQL with one value for a whole column, if all its values are equal or each number is one more than the last."""
    if column.isna().any():
        return None
    first, last = column.iloc[[0, -1]].tolist()
    if first == last:
        # Most columns differ right away, so few are compared to the end.
        alike = len(array(column).unique()) == 1 if column.dtype == "str" else bool((column == first).all())
        return ("?", first) if alike else None
    if column.dtype in ("int64", "Int64") and last - first == len(column) - 1:
        counts = (np.diff(column.to_numpy("int64")) == 1).all()
        return ("rowid + ?", first - 1) if counts else None
    return None


def _bind(connection: Connection, block: _Block) -> None:
    """Puts a block into the temporary table, where row numbers start with 1 for each block."""
    connection.exec_driver_sql("DELETE FROM spread_rows")
    if not block.bound:
        numbers = json.dumps(list(range(1, len(block.rows) + 1)))
        connection.exec_driver_sql("INSERT INTO spread_rows (rowid) SELECT value FROM json_each(?)", (numbers,))
        return
    names, marks = ", ".join(block.bound), ", ".join("?" * len(block.bound))
    connection.exec_driver_sql(f"INSERT INTO spread_rows ({names}) VALUES ({marks})", block.rows)


def _move(connection: Connection, block: _Block, target: Target) -> None:
    said = {name: block.told.get(name, (name, None)) for name in target.columns}
    said = {name: words for name, words in said.items() if name in block.told or name in block.bound}
    given = [value for name, (_, value) in said.items() if name in block.told]
    where = ""
    if target.only:
        words, value = block.told.get(target.only, (target.only, None))
        where = f" WHERE {words} = 1"
        given += [value] if target.only in block.told else []
    picked = ", ".join(words for words, _ in said.values())
    # In the order of the rows, because the keys that the store assigns follow it.
    statement = f"INSERT INTO {target.table.name} ({', '.join(said)}) SELECT {picked} FROM spread_rows{where}"
    connection.exec_driver_sql(f"{statement} ORDER BY rowid", tuple(given))


def column_values(column: pd.Series) -> list[Any]:
    """A column as plain Python values, missing ones as None; equal texts share one object where many are equal."""
    if column.dtype == "str":
        return _texts(column)
    if column.isna().any():
        return column.astype("object").where(column.notna(), None).tolist()
    return column.tolist()


def _texts(column: pd.Series) -> list[Any]:
    texts = array(column)
    coded = texts.dictionary_encode()
    if len(coded.dictionary) * 2 > len(texts):
        return list(texts.to_numpy(zero_copy_only=False))
    distinct = np.array([*coded.dictionary.to_pylist(), None], dtype="object")
    return list(distinct[coded.indices.fill_null(-1).to_numpy()])
