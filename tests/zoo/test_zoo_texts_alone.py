"""A sheet that is read by whole columns is the same as read cell by cell, or is read cell by cell."""

import io
from pathlib import Path

import openpyxl
import pytest

from feeds.reading import texts_alone, workbook
from feeds.reading.grid import Grid
from feeds.reading.refusals import RefusedError
from tests.zoo.all_animals import ANIMALS

TEXTS_SO_NAMED = ("comma.xlsx", "one-csv-named.xlsx")
# None of them is built to hurt a reader, which here runs without its limits.
BOOKS = {
    animal.name: animal
    for animal in ANIMALS
    if animal.name.endswith(".xlsx")
    and animal.honest
    and animal.cells is not None
    and not animal.slow
    and animal.name not in TEXTS_SO_NAMED
}


def grids(content: bytes) -> list[Grid] | str:
    try:
        return workbook.read_zipped(content, lambda seconds, megabytes: None)
    except RefusedError as refusal:
        return str(refusal)


@pytest.fixture
def large_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LARGE", 0)


@pytest.mark.usefixtures("large_at_once")
@pytest.mark.parametrize("name", BOOKS)
def test_by_whole_columns_as_cell_by_cell(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    BOOKS[name].make(path)
    content = path.read_bytes()
    by_columns = grids(content)
    monkeypatch.setattr(texts_alone, "columns", lambda content, sheet: None)
    assert by_columns == grids(content)


def book(*rows: list[object]) -> bytes:
    made, held = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = made.create_sheet()
    for row in rows:
        sheet.append(row)
    made.save(held)
    return held.getvalue()


WHOLE = [
    (["order-id", "quantity"], ["1", "2"]),
    (["order-id", None, "quantity"], ["1", None, " 2 "], [None, None, None], [None, "", "x"]),
    (["order-id"], ["日本\n語"], ["a\tb"]),
]
NOT_WHOLE = [
    (["order-id", "quantity"], ["1", 2]),
    (["order-id", "quantity"], ["1", True]),
    ([None, "order-id"], [None, "1"]),
    (["order-id", "quantity"], ["1", "=1+1"]),
]


@pytest.mark.usefixtures("large_at_once")
@pytest.mark.parametrize(("rows", "whole"), [*((rows, True) for rows in WHOLE), *((rows, False) for rows in NOT_WHOLE)])
def test_sheets_of_text_alone_are_read_by_whole_columns(
    rows: list[list[object]], *, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[object] = []
    read = texts_alone.columns

    def noted(content: bytes, sheet: str) -> object:
        answers.append(read(content, sheet))
        return answers[-1]

    monkeypatch.setattr(texts_alone, "columns", noted)
    by_columns = grids(book(*rows))
    assert any(answer is not None for answer in answers) == whole
    monkeypatch.setattr(texts_alone, "columns", lambda content, sheet: None)
    assert by_columns == grids(book(*rows))
