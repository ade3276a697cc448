"""A word of change is one module: what undoes, plans, verifies and tells the history asks the words and knows none."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest
from sqlalchemy import Connection, select

from feeds.changes import words
from feeds.changes.history import Author, Undo, Word, add_entries, list_upload, moved, part_of_history
from feeds.changes.plan import of_upload
from feeds.kinds.kind import Changes
from reports.order_history.history import changes
from schemas.store import stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.opening import writing
from schemas.store.tables import ORDER_DETAILS
from tests.night.night_desk import NightDesk
from tests.rules.desk import AS_OF, at
from tests.rules.writings import order_id

_ROOT = Path(__file__).parents[2]
# What asks the words.
_ASKERS = [
    *(f"feeds/changes/{name}.py" for name in ("history", "words", "undo", "undo_target", "plan")),
    "feeds/judging.py",
    "feeds/upload.py",
    "feeds/cli/order_text.py",
    "feeds/cli/uploads.py",
    *sorted(str(path.relative_to(_ROOT)) for path in (_ROOT / "reports/order_history").glob("*.py")),
]


@pytest.mark.parametrize("path", _ASKERS)
def test_what_asks_the_words_names_none_of_their_entries(path: str) -> None:
    entries = {what for word in words.WORDS for what in word.entries} - {"purge", "refund"}
    tree = ast.parse((_ROOT / path).read_text("utf-8"))
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in entries}
    assert found == set()


def test_what_takes_an_entry_back_can_itself_be_taken_back_by_the_same_word() -> None:
    for word in words.WORDS:
        assert set(word.entries.values()) <= set(word.entries), word.name


def test_each_entry_belongs_to_one_word() -> None:
    entries = [what for word in words.WORDS for what in word.entries]
    assert sorted(entries) == sorted(set(entries))


class Instruct(Word):
    """A word that no feed uses: sets the delivery instructions of orders; its frame: order_no, record, after."""

    name = "instruct"
    entries: ClassVar = {"instruct": "instruct"}

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        known = select(ORDER_DETAILS.c.order_no, ORDER_DETAILS.c.delivery_instructions)
        before = {row.order_no: row.delivery_instructions for row in connection.execute(known)}
        _store(connection, rows, "after")
        before_each = rows["order_no"].map(before).astype("str")
        history = rows.assign(what="instruct", field="delivery_instructions", before=before_each)
        add_entries(connection, author, history)

    def take_back(self, connection: Connection, undo: Undo) -> None:
        entries = ENTRY_ROWS.c
        mine = (entries.what == "instruct") & undo.upload.made(entries, undo.orders)
        rows = stored_rows.read(connection, select(entries.order_no, entries.before).where(mine), {"before"})
        _store(connection, rows, "before")

    restore = take_back

    def summary(self, history: pd.DataFrame) -> pd.Series:
        return history.groupby("order_no")["after"].agg(lambda texts: f"is to be delivered: {texts.iloc[-1]}")

    def sentence(self, change: Mapping[str, Any]) -> str:
        return moved("deliver", change)


def _store(connection: Connection, rows: pd.DataFrame, value: str) -> None:
    changed = rows[[value, "order_no"]]
    stored_rows.update(connection, ORDER_DETAILS, "order_no", changed, ["delivery_instructions = ?"])


def test_a_word_of_one_class_is_written_planned_told_verified_undone_and_restored(
    stocked: NightDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "WORDS", (*words.WORDS, Instruct()))
    before = stocked.facts()
    rows = pd.DataFrame({"order_no": [1, 2], "record": [1, 2], "after": ["next door", "at the back"]})
    with stocked.engine.connect() as connection, writing(connection):
        listed = {"merchant_id": stocked.merchant, "kind": "orders", "path": "x.txt", "as_of": at(AS_OF)}
        counts = {"state": "applied", "records": 2, "applied": 2, "refused": 0, "warnings": 0}
        number = list_upload(connection, listed | counts)
        with part_of_history(connection, number):
            author = Author(stocked.merchant, number, at(AS_OF))
            words.write(connection, author, Changes(instruct=rows))
    instructed = stocked.facts()
    assert instructed != before
    with stocked.engine.connect() as connection:
        plan = of_upload(connection, stocked.merchant, number)
        made, count = changes(connection, stocked.merchant, number, 10)
    assert dict(zip(plan["order_id"], plan["what"], strict=True)) == {
        order_id(1): "is to be delivered: next door",
        order_id(2): "is to be delivered: at the back",
    }
    told = [(change["order-id"], words.sentence(change)) for change in made]
    assert (told, count) == (
        [(order_id(1), "deliver none -> next door"), (order_id(2), "deliver none -> at the back")],
        2,
    )
    undo_no, _, _ = stocked.undo(number)
    assert stocked.facts() == before
    stocked.undo(undo_no or 0)
    assert stocked.facts() == instructed
    assert stocked.faults() == []
