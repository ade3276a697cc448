"""Many rows come into the store by a table on the way, few at once; both roads lead to the same."""

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text

from schemas.store import insert_into_several, stored_rows
from schemas.store.insert_into_several import Target, insert_into
from schemas.store.opening import opened_store, writing

_METADATA = MetaData()
_ALL = Table(
    "every", _METADATA, Column("number", Integer, primary_key=True), Column("word", Text), Column("count", Text)
)
_SOME = Table("some", _METADATA, Column("number", Integer, primary_key=True), Column("word", Text))
_SHAPES: dict[str, list[Any]] = {
    "alike": ["it's ?"] * 23,
    "missing": [None] * 23,
    "missing in part": ["a", *([None] * 21), "a"],
    "different": [f"word {number}" for number in range(23)],
    "of two": ["a", "b"] * 11 + ["a"],
    "alike in the first rows": [*(["a"] * 10), *(["é\t\n"] * 13)],
}
_COUNTS: dict[str, list[Any]] = {
    "in turn": list(range(4, 27)),
    "in turn but for two": [0, 2, 1, *range(3, 23)],
    "alike": [7] * 23,
    "with a gap": [*range(22), None],
}


@pytest.fixture
def connection(tmp_path: Path) -> Any:
    with opened_store(str(tmp_path / "orders.db")) as engine, engine.connect() as opened, writing(opened):
        _METADATA.create_all(opened)
        yield opened


def _rows(words: list[Any], counts: list[Any], numbers: list[int]) -> pd.DataFrame:
    word, count = pd.Series(words, dtype="str"), pd.Series(counts, dtype="Int64")
    return pd.DataFrame({"number": numbers, "word": word, "count": count})


def _held(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY number")]


@pytest.mark.parametrize("words", _SHAPES.values(), ids=list(_SHAPES))
@pytest.mark.parametrize("counts", _COUNTS.values(), ids=list(_COUNTS))
@pytest.mark.parametrize("at_a_time", [1, 5, 100])
def test_many_rows_are_stored_as_few_are(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, words: list[Any], counts: list[Any], at_a_time: int
) -> None:
    numbers = random.Random(1).sample(range(100), 23)
    for first in (list(range(23)), numbers):
        rows = _rows(words, counts, first)
        stored_rows.insert(connection, _ALL, rows)
        few = _held(connection, _ALL)
        connection.exec_driver_sql("DELETE FROM every")
        monkeypatch.setattr(insert_into_several, "_AT_A_TIME", at_a_time)
        monkeypatch.setattr(stored_rows, "_MANY", 1)
        stored_rows.insert(connection, _ALL, rows)
        assert _held(connection, _ALL) == few
        connection.exec_driver_sql("DELETE FROM every")
        monkeypatch.undo()


@pytest.mark.parametrize("only", [[1] * 6, [0] * 6, [1, 0, 0, 1, 1, 0], [1, 1, 1, 0, 0, 0], [0, 1, 0, 1, 0, 1]])
def test_a_table_may_get_some_of_the_rows(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, only: list[int]
) -> None:
    monkeypatch.setattr(insert_into_several, "_AT_A_TIME", 3)
    rows = _rows(list("abcdef"), [1] * 6, list(range(6))).assign(only=only)
    insert_into(connection, rows, [Target(_ALL, ("number", "count")), Target(_SOME, ("number", "word"), only="only")])
    assert _held(connection, _ALL) == [(number, None, "1") for number in range(6)]
    assert _held(connection, _SOME) == [(n, word) for n, word in enumerate("abcdef") if only[n]]


def test_keys_that_the_store_gives_follow_the_rows(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insert_into_several, "_AT_A_TIME", 2)
    insert_into(connection, pd.DataFrame({"word": list("dacb")}, dtype="str"), [Target(_SOME, ("word",))])
    assert _held(connection, _SOME) == list(enumerate("dacb", 1))
