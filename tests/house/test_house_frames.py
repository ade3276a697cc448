"""The rows of a query are the same frame whether they come cell by cell or as one text."""

import sqlite3

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, insert, select
from sqlalchemy.pool import NullPool

from schemas.store import stored_rows

TABLE = Table("lines", MetaData(), Column("number", Integer), Column("code", String), Column("count", Integer))
NUMBERS = st.integers(-(2**63), 2**63 - 1)
# Identifiers and codes, and what they might hold one day; control characters they never do.
CODES = st.text(st.characters(exclude_categories=("Cc", "Cs")))
LITERAL = [
    [],
    [(1, "202-9075235-9306698", 0)],
    [(1, "null", None), (None, None, None), (2, "", -1)],
    [(2**63 - 1, 'a "b", [c]', -(2**63)), (0, "C:\\new\\", 7)],
    [(1, "007", 1), (2, "1.50", 2), (3, "日本 é", 3)],
]


def both(
    rows: list[tuple[int | None, str | None, int | None]], most: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        TABLE.create(connection)
        if rows:
            connection.execute(insert(TABLE), [dict(zip(TABLE.c.keys(), row, strict=True)) for row in rows])
        plain = stored_rows.read(connection, select(TABLE), ["code"])
        limit(connection, most)
        return plain, stored_rows.read_packed(connection, select(TABLE), ["code"])


def limit(connection: Connection, most: int | None) -> None:
    raw = connection.connection.driver_connection
    if most:
        assert isinstance(raw, sqlite3.Connection)
        raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, most)


@pytest.mark.parametrize("rows", LITERAL)
def test_packed_rows_are_those_that_come_cell_by_cell(rows: list[tuple[int | None, str | None, int | None]]) -> None:
    plain, packed = both(rows)
    assert len(plain) == len(rows)
    assert_frame_equal(plain, packed)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.none() | NUMBERS, st.none() | CODES, st.none() | NUMBERS)))
def test_whatever_numbers_and_codes_a_table_holds_they_come_the_same(
    rows: list[tuple[int | None, str | None, int | None]],
) -> None:
    assert_frame_equal(*both(rows))


def test_more_than_the_store_hands_over_at_once_comes_cell_by_cell() -> None:
    plain, packed = both([(number, "202-9075235-9306698", 1) for number in range(100)], most=2_000)
    assert len(packed) == 100
    assert_frame_equal(plain, packed)
