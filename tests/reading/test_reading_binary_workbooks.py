"""Workbooks as Excel 97 to 2003 saved them (.xls), which the reader takes for free."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
import xlrd
import xlwt  # type: ignore[import-untyped]
from xlrd.compdoc import CompDocError

from feeds.reading.workbook import xls as xls_look
from feeds.reading.workbook.second_look import Look
from tests.reading.written_files import HEADINGS, OTHER, PARCEL, expected, read, records
from tests.zoo.animals import RECORDS
from tests.zoo.compound_bytes import biff5, compound, xls

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


def test_a_workbook_is_opened_once_for_all_its_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = xlrd.open_workbook

    def counted(**options: Any) -> xlrd.Book:
        opened.append("once")
        return real(**options)

    monkeypatch.setattr(xlrd, "open_workbook", counted)
    look_at = xls_look.looks(xls({f"Sheet{number}": [["x"]] for number in range(80)}))
    assert [look_at(f"Sheet{number}") for number in range(80)] == [Look(untold=True)] * 80
    assert opened == ["once"]


def test_a_list_that_shares_sectors_with_a_sound_workbook_does_no_harm(tmp_path: Path) -> None:
    content = bytearray(compound({"Book": biff5(RECORDS)}))
    # The small streams, of which there are none, are said to begin where the workbook does.
    struct.pack_into("<IQ", content, content.index("Root".encode("utf-16-le")) + 116, 1, 512)
    with pytest.raises(CompDocError, match="corruption"):
        xlrd.open_workbook(file_contents=bytes(content), logfile=io.StringIO())
    (tmp_path / "parcels.xls").write_bytes(content)
    assert len(read(tmp_path / "parcels.xls").cells) == len(RECORDS) - 1
