"""Hidden and filtered rows and hidden columns are read like the others, and told: how many, and which."""

from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from feeds.reading.files import read_grids
from schemas import faults


def written(path: Path, rows: int) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "May"
    for row in range(1, rows + 1):
        sheet.append([f"{row}", "a", "b", "c"])
    return book, sheet


def test_hidden_rows_are_read_and_told_in_runs(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book, sheet = written(path, 20)
    for row in (5, 6, 7, 12, 40):
        sheet.row_dimensions[row].hidden = True
    book.save(path)
    [grid] = read_grids(path)
    assert grid.columns[0].to_pylist() == [f"{row}" for row in range(1, 21)]
    assert [(note.code, note.wording) for note in grid.notes] == [
        (faults.ROWS_HIDDEN, "4 rows of sheet May are hidden or filtered away and were read: 5-7, 12.")
    ]


def test_hidden_columns_are_read_and_told_and_empty_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book, sheet = written(path, 3)
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["H"].hidden = True
    book.save(path)
    [grid] = read_grids(path)
    assert [(note.code, note.wording) for note in grid.notes] == [
        (faults.COLUMNS_HIDDEN, "1 column of sheet May is hidden and was treated like the others: C.")
    ]


def test_many_hidden_places_are_counted_and_the_first_are_named(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book, sheet = written(path, 40)
    for row in range(2, 40, 2):
        sheet.row_dimensions[row].hidden = True
    book.save(path)
    [grid] = read_grids(path)
    told = (
        "19 rows of sheet May are hidden or filtered away and were read: 2, 4, 6, 8, 10, 12, 14, 16 and 11 more places."
    )
    assert [note.wording for note in grid.notes] == [told]


def test_a_sheet_with_nothing_hidden_has_nothing_to_tell(tmp_path: Path) -> None:
    path = tmp_path / "open.xlsx"
    written(path, 3)[0].save(path)
    assert [grid.notes for grid in read_grids(path)] == [()]


def test_a_column_without_width_is_a_hidden_one(tmp_path: Path) -> None:
    path = tmp_path / "narrow.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("May")
    sheet.write_row(0, 0, ["a", "b", "c"])
    sheet.set_column(1, 1, 0)
    book.close()
    [grid] = read_grids(path)
    assert [note.wording for note in grid.notes] == [
        "1 column of sheet May is hidden and was treated like the others: B."
    ]
