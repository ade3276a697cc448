"""A sheet that is read by whole columns is the same as read cell by cell, or is read cell by cell."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from feeds.reading.grid import Grid, RefusedError
from feeds.reading.workbook import calamine, whole_columns, zip_guard
from tests.zoo.all_animals import ANIMALS, sampled

# Python 3.12 and later warn of a copy of a process with threads. Workers of the tests have some, the child has none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

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
        return calamine.read_zipped(content, lambda seconds, megabytes: None)
    except RefusedError as refusal:
        return str(refusal)


@pytest.fixture
def large_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calamine, "_LARGE", 0)


@pytest.mark.usefixtures("large_at_once")
@pytest.mark.parametrize("name", sampled(BOOKS))
def test_by_whole_columns_as_cell_by_cell(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    BOOKS[name].make(path)
    content = path.read_bytes()
    by_columns = grids(content)
    monkeypatch.setattr(whole_columns, "columns", lambda content, sheet, numbers, ahead: None)
    assert by_columns == grids(content)


@pytest.mark.usefixtures("large_at_once")
@pytest.mark.parametrize("name", sampled(BOOKS))
def test_looked_through_beside_its_reading_a_sheet_is_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    BOOKS[name].make(path)
    content = path.read_bytes()
    before = grids(content)
    monkeypatch.setattr(zip_guard, "LONG", -1)
    assert grids(content) == before


SPOILT = {
    "a row below the last": (b'<row r="2"', b'<row r="1048577"'),
    "a column past XFD": (b'r="A2"', b'r="XFE2"'),
    "a shared text without a number": (b't="n"><v>1', b't="s"><v>x'),
    "another XML": (b"<worksheet", b"\xff\xfe<worksheet"),
    "a document type": (b"<worksheet", b"<!DOCTYPE x><worksheet"),
    "a truncated sheet": (b"</sheetData>", b""),
}


@pytest.mark.usefixtures("large_at_once")
@pytest.mark.parametrize("what", SPOILT)
def test_looked_through_beside_its_reading_a_sheet_is_refused_with_the_same_sentence(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, spoilt = io.BytesIO(book(["order-id", "n"], ["a", 1])), io.BytesIO()
    with ZipFile(honest) as parts, ZipFile(spoilt, "w") as written:
        for name in parts.namelist():
            content = parts.read(name)
            if "sheets/" in name:
                assert SPOILT[what][0] in content
                content = content.replace(*SPOILT[what])
            written.writestr(name, content)
    before = grids(spoilt.getvalue())
    monkeypatch.setattr(zip_guard, "LONG", -1)
    assert grids(spoilt.getvalue()) == before
    assert isinstance(before, str)


def test_a_hidden_sheet_that_would_do_harm_refuses_the_workbook_though_nobody_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, honest, spoilt = openpyxl.Workbook(write_only=True), io.BytesIO(), io.BytesIO()
    made.create_sheet("Data").append(["order-id"])
    hidden = made.create_sheet("Long")
    hidden.sheet_state = "hidden"
    for number in range(100):
        hidden.append([number])
    made.save(honest)
    with ZipFile(honest) as parts, ZipFile(spoilt, "w") as written:
        for name in parts.namelist():
            content = parts.read(name)
            written.writestr(name, content.replace(*SPOILT["a row below the last"]))
    before = grids(spoilt.getvalue())
    monkeypatch.setattr(zip_guard, "LONG", -1)
    assert grids(spoilt.getvalue()) == before
    assert isinstance(before, str)


def test_columns_whose_numbers_begin_late_are_read_as_if_they_were_known(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [["order-id", f"{place:x>40}"] for place in range(40_000)]
    content = book(["order-id", "n"], *rows, ["last", 7])
    before = grids(content)
    monkeypatch.setattr(zip_guard, "LONG", -1)
    assert grids(content) == before
    assert not isinstance(before, str)
    [grid] = before
    assert grid.kinds[1][-1].as_py() == "number"


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
    columns = whole_columns.columns

    def noted(content: bytes, sheet: str, numbers: Mapping[int, int], ahead: whole_columns.Read | None) -> object:
        answers.append(columns(content, sheet, numbers, ahead))
        return answers[-1]

    monkeypatch.setattr(whole_columns, "columns", noted)
    by_columns = grids(book(*rows))
    assert any(answer is not None for answer in answers) == whole
    monkeypatch.setattr(whole_columns, "columns", lambda content, sheet, numbers, ahead: None)
    assert by_columns == grids(book(*rows))
