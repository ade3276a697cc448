"""Workbooks and texts of every form that is taken give the same cells."""

from pathlib import Path

import pytest
import xlsxwriter

from tests.reading.written_files import (
    HEADINGS,
    OTHER,
    PARCEL,
    book_of,
    expected,
    read,
    records,
    text_file,
    workbook,
)

TABLE = [HEADINGS, PARCEL, OTHER]
SAME = {2: expected(PARCEL)[0], 3: expected(OTHER)[0]}


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "XLSX", "xls", "bin"])
def test_a_workbook_is_read_whatever_its_name_ends_with(tmp_path: Path, ending: str) -> None:
    sheet = read(workbook(tmp_path / f"parcels.{ending}", {"ShippingConfirmation": TABLE}))
    assert (records(sheet), sheet.name, sheet.unknown, sheet.kinds) == (SAME, "ShippingConfirmation", {}, {})


def test_a_workbook_with_macros_is_read_and_its_macros_are_not(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsm"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ShippingConfirmation")
        for number, row in enumerate(TABLE):
            sheet.write_row(number, 0, row, book.add_format({"num_format": "@"}))
        macros = tmp_path / "vbaProject.bin"
        macros.write_bytes(b"\xd0\xcf\x11\xe0 no real macro")
        book.add_vba_project(str(macros))
    assert [cells["order-id"] for cells in records(read(path)).values()] == [PARCEL[0], OTHER[0]]


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_text_is_read_with_each_delimiter_line_end_and_mark(
    tmp_path: Path, delimiter: str, end: str, encoding: str
) -> None:
    path = text_file(tmp_path / "parcels.txt", TABLE, delimiter=delimiter, end=end, encoding=encoding)
    sheet = read(path)
    assert (records(sheet), sheet.name, sheet.unknown, sheet.kinds) == (SAME, None, {}, {})


def test_text_is_read_with_mixed_line_ends_and_without_the_last_one(tmp_path: Path) -> None:
    lines = ["\t".join(row).encode() for row in (*TABLE, PARCEL)]
    path = tmp_path / "parcels.txt"
    path.write_bytes(lines[0] + b"\n" + lines[1] + b"\r\n" + lines[2] + b"\n" + lines[3])
    assert records(read(path)) == {**SAME, 4: SAME[2]}


@pytest.mark.parametrize("name", ["parcels.csv", "parcels.txt", "PARCELS.CSV", "parcels", "parcels.tsv"])
def test_a_text_s_name_does_not_tell_its_delimiter(tmp_path: Path, name: str) -> None:
    assert records(read(text_file(tmp_path / name, TABLE))) == SAME
    assert records(read(text_file(tmp_path / name, TABLE, delimiter=","))) == SAME


def test_the_same_records_give_the_same_cells_through_workbook_tabs_and_commas(tmp_path: Path) -> None:
    odd = ["  202-0000000-0000003 ", "0012", "", "2026-03-05T10:00:00+09:00", "Other", "000123 4x", "日本 Café ñ"]
    table = [*TABLE, [""] * len(HEADINGS), odd]
    sheets = [
        read(workbook(tmp_path / "parcels.xlsx", {"ShippingConfirmation": table})),
        read(text_file(tmp_path / "parcels.txt", table)),
        read(text_file(tmp_path / "parcels.csv", table, delimiter=",")),
    ]
    for sheet in sheets:
        assert records(sheet) == {**SAME, 5: expected([text.strip() for text in odd])[0]}
        assert (sheet.columns, sheet.kinds) == (sheets[0].columns, {})
        assert sheet.cells.equals(sheets[0].cells)


@pytest.mark.parametrize("inline", [True, False])
def test_shared_and_inline_strings_are_one_thing(tmp_path: Path, inline: bool) -> None:
    path = tmp_path / "parcels.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": inline}) as book:
        sheet = book.add_worksheet("ShippingConfirmation")
        for number, row in enumerate(TABLE):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    assert records(read(path)) == SAME


def test_text_of_several_fonts_in_one_cell_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, bold = book.add_worksheet("ShippingConfirmation"), book.add_format({"bold": True})
        for number, row in enumerate(TABLE):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string(1, 5, "1Z", bold, "999", " A")
    assert records(read(path))[2]["tracking-number"] == "1Z999 A"


def test_hidden_rows_are_read(tmp_path: Path) -> None:
    book = book_of({"ShippingConfirmation": TABLE})
    book["ShippingConfirmation"].row_dimensions[3].hidden = True
    book.save(tmp_path / "parcels.xlsx")
    assert records(read(tmp_path / "parcels.xlsx")) == SAME
