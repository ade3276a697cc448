"""A sheet that is read by whole columns is the same as read cell by cell, or is read cell by cell."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from feeds.reading import whole_columns, workbook
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
    monkeypatch.setattr(whole_columns, "read", lambda content, sheet, numbers: None)
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
    (["order-id", "quantity"], ["1", 2], ["2", 3], ["3", None], ["4", "two"]),
    (["order-id", "n"], ["1", -0.0], ["2", 0.1 + 0.2], ["3", 1e-7], ["4", 1e15], ["5", 123456789012345678], ["6", -5]),
    (["order-id", "ship-date"], ["1", date(2026, 1, 31)], ["2", datetime(2026, 1, 31, 12, 30, 5)], ["3", "2026-01-31"]),
    (["order-id", "mixed"], ["1", date(2026, 1, 31)], ["2", 7], ["3", "UPS"], ["4", 94001102008823987123]),
]
NOT_WHOLE = [
    (["order-id", "quantity"], ["1", 2], ["2", "3"]),
    (["order-id", "quantity"], ["1", True]),
    (["order-id", "quantity"], ["1", 2], ["2", True]),
    (["order-id", "quantity"], ["1", 2], ["2", "true"]),
    ([None, "order-id"], [None, "1"]),
    (["order-id", "quantity"], ["1", "=1+1"]),
    (["order-id", "quantity"], ["1", 2], ["2", "=1+1"]),
    # As many texts that look like numbers as there are number cells that do not.
    (["order-id", "quantity"], ["1", "2"], ["2", time(12, 30)], ["3", 5]),
    (["order-id", "quantity"], ["1", "2"], ["2", date(1901, 1, 31)], ["3", 5]),
    (["order-id", "quantity"], ["1", "2026-01-31 00:00:00"], ["2", date(2026, 1, 31)]),
    (["order-id", "hours"], ["1", timedelta(days=44_000)], ["2", 5]),
]


@pytest.mark.usefixtures("large_at_once")
@pytest.mark.parametrize(("rows", "whole"), [*((rows, True) for rows in WHOLE), *((rows, False) for rows in NOT_WHOLE)])
def test_sheets_are_read_by_whole_columns_where_the_number_cells_can_be_told(
    rows: list[list[object]], *, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[object] = []
    read = whole_columns.read

    def noted(content: bytes, sheet: str, numbers: Mapping[int, int]) -> object:
        answers.append(read(content, sheet, numbers))
        return answers[-1]

    monkeypatch.setattr(whole_columns, "read", noted)
    by_columns = grids(book(*rows))
    assert any(answer is not None for answer in answers) == whole
    monkeypatch.setattr(whole_columns, "read", lambda content, sheet, numbers: None)
    assert by_columns == grids(book(*rows))
