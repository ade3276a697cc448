"""Workbooks as Excel 97 to 2003 saved them (.xls), which the reader takes for free."""

from pathlib import Path
from typing import Any

import pytest
import xlwt  # type: ignore[import-untyped]

from tests.reading.written_files import HEADINGS, OTHER, PARCEL, expected, read, records

NOT_AVAILABLE = 0x2A
AT = HEADINGS.index("tracking-number")


def binary(path: Path, *rows: list[Any]) -> Path:
    """A binary workbook of a sheet of instructions and the data sheet."""
    book = xlwt.Workbook()
    book.add_sheet("Instructions").write(0, 0, "How to fill in")
    sheet = book.add_sheet("ShippingConfirmation")
    for number, row in enumerate([HEADINGS, *rows]):
        for column, value in enumerate(row):
            if value == "#N/A":
                sheet.row(number).set_cell_error(column, NOT_AVAILABLE)
            elif value != "":
                sheet.write(number, column, value)
    book.save(str(path))
    return path


@pytest.mark.parametrize("name", ["parcels.xls", "parcels.xlsx", "parcels"])
def test_a_binary_workbook_is_read_like_any_other_whatever_its_name_ends_with(tmp_path: Path, name: str) -> None:
    sheet = read(binary(tmp_path / name, PARCEL, [""] * 7, OTHER))
    assert (sheet.name, sheet.kinds) == ("ShippingConfirmation", {})
    assert records(sheet) == {2: expected(PARCEL)[0], 4: expected(OTHER)[0]}


def test_its_numbers_and_logical_cells_are_remembered(tmp_path: Path) -> None:
    cells = [12345678901, 9400110200882398712345, True, "12345678901"]
    sheet = read(binary(tmp_path / "parcels.xls", *([*PARCEL[:AT], cell] for cell in cells)))
    texts = sheet.cells["tracking-number"].tolist()
    assert texts == ["12345678901", "9.4001102008824e+21", "TRUE", "12345678901"]
    assert sheet.kinds["tracking-number"].tolist() == ["number", "number", "logical", ""]


def test_an_error_cell_is_no_blank(tmp_path: Path) -> None:
    sheet = read(binary(tmp_path / "parcels.xls", [*PARCEL[:AT], "#N/A"], PARCEL))
    assert sheet.kinds["tracking-number"].tolist() == ["error", ""]
