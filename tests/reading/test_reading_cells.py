"""Cells as workbooks hold them: what each is read as, and what kind of cell it was."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl.styles import Font

from tests.reading.written_files import HEADINGS, PARCEL, book_of, read, rewrite_part, workbook

AT = HEADINGS.index("tracking-number")
SHEET = "ShippingConfirmation"


def cells_read(path: Path, heading: str = "tracking-number") -> list[tuple[str | None, str]]:
    """Text and kind of each cell of a column."""
    sheet = read(path)
    texts = [text if isinstance(text, str) else None for text in sheet.cells[heading].tolist()]
    kinds = sheet.kinds[heading].tolist() if heading in sheet.kinds else [""] * len(texts)
    return list(zip(texts, kinds, strict=True))


def filled(path: Path, *values: Any) -> Path:
    """A workbook with a row for each value, in the column of tracking-number."""
    return workbook(path, {SHEET: [HEADINGS, *([*PARCEL[:AT], value] for value in values)]})


NUMBERS = {
    0: "0",
    12: "12",
    -5: "-5",
    12345678901: "12345678901",
    123456789012345: "123456789012345",
    999999999999999: "999999999999999",
    1000000000000000: "1e+15",
    1234567890123456: "1.23456789012346e+15",
    9400110200882398712345: "9.4001102008824e+21",
    1.5: "1.5",
    2.0: "2",
    0.1 + 0.2: "0.3",
    1.1 * 3: "3.3",
    -0.0000001: "-0.0000001",
    123456789.123456789: "123456789.123457",
}


def test_a_number_is_its_digits_up_to_15_of_them_and_remembered_as_a_number(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", *NUMBERS)
    assert cells_read(path) == [(text, "number") for text in NUMBERS.values()]


TEXTS = ["9.4001E+21", "0012", "=1+1", "+49 12", "TRUE", "NA", "nan", "None", "null", "1/2", "-", "#N/A", "2026-03-05"]


def test_text_is_as_typed_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, HEADINGS)
        for number, text in enumerate(TEXTS, 1):
            for column, cell in enumerate([*PARCEL[:AT], text]):
                sheet.write_string(number, column, cell)
    assert cells_read(path) == [(text, "") for text in TEXTS]


DATES = {
    date(2026, 3, 5): "2026-03-05",
    datetime(2026, 3, 5): "2026-03-05",
    datetime(2026, 3, 5, 14, 30): "2026-03-05",
    datetime(2026, 3, 5, 23, 59, 59): "2026-03-05",
    date(1999, 12, 31): "1999-12-31",
    date(2024, 2, 29): "2024-02-29",
}


@pytest.mark.parametrize("heading", ["ship-date", "tracking-number", "order-item-id"])
@pytest.mark.parametrize("from_1904", [True, False])
def test_a_date_cell_is_its_day_whatever_its_time(tmp_path: Path, heading: str, from_1904: bool) -> None:
    path = tmp_path / "parcels.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, HEADINGS)
        for number, day in enumerate(DATES, 1):
            moment = day if isinstance(day, datetime) else datetime.combine(day, time())
            sheet.write_row(number, 0, PARCEL)
            shown = "yyyy-mm-dd hh:mm:ss" if moment.time() != time() else "dd/mm/yyyy"
            sheet.write_datetime(number, HEADINGS.index(heading), moment, book.add_format({"num_format": shown}))
    assert cells_read(path, heading) == [(text, "date") for text in DATES.values()]


def test_times_and_spans_are_no_identifiers_either(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", time(14, 30), timedelta(hours=30))
    assert [kind for _, kind in cells_read(path)] == ["date", "date"]


def test_a_logical_cell_is_remembered_as_one(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", True, False, "TRUE")
    assert cells_read(path) == [("TRUE", "logical"), ("FALSE", "logical"), ("TRUE", "")]


ERRORS = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"]


def test_an_error_cell_is_remembered_as_one_and_is_no_blank(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", *ERRORS)
    assert cells_read(path) == [(text, "error") for text in ERRORS]


def test_a_formula_without_a_stored_value_is_remembered_and_is_no_blank(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", "=1+1", '="1Z"&A2', "1Z999")
    assert cells_read(path) == [("=1+1", "formula"), ('="1Z"&A2', "formula"), ("1Z999", "")]


STORED: list[tuple[str, str | int | float, tuple[str | None, str]]] = [
    ('="1Z"&"999"', "1Z999", ("1Z999", "")),
    ("=6*7", 42, ("42", "number")),
    ("=2^60", 1152921504606846976, ("1.15292150460685e+18", "number")),
    ("=1=1", "TRUE", ("TRUE", "logical")),
    ("=1/0", "#DIV/0!", ("#DIV/0!", "error")),
]


def test_a_formula_with_a_stored_value_is_that_value(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, HEADINGS)
        for number, (formula, stored, _) in enumerate(STORED, 1):
            sheet.write_row(number, 0, PARCEL)
            sheet.write_formula(number, AT, formula, None, True if stored == "TRUE" else stored)
    assert cells_read(path) == [told for _, _, told in STORED]


def test_a_formula_whose_stored_value_is_the_empty_text_is_an_empty_cell_that_is_known_to_be_one(
    tmp_path: Path,
) -> None:
    path = filled(tmp_path / "parcels.xlsx", "=A9")
    part = "xl/worksheets/sheet1.xml"
    rewrite_part(path, part, '<c r="F2"><f>A9</f><v />', '<c r="F2" t="str"><f>A9</f><v></v>')
    assert cells_read(path) == [(None, "silent")]


def test_a_shared_formula_without_stored_values_is_remembered_in_every_cell(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", "=A2", "=A3")
    part = "xl/worksheets/sheet1.xml"
    rewrite_part(path, part, "<f>A2</f>", '<f t="shared" ref="F2:F3" si="0">A2</f>')
    rewrite_part(path, part, "<f>A3</f>", '<f t="shared" si="0"/>')
    assert cells_read(path) == [("=A2", "formula"), ("=", "formula")]


def test_the_reading_aid_above_japanese_text_is_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, [*PARCEL[:AT], "東京"])
    aid = '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>'
    rewrite_part(path, "xl/sharedStrings.xml", "<t>東京</t>", f"<t>東京</t>{aid}")
    assert cells_read(path) == [("東京", "")]


@pytest.mark.parametrize("typed", ["  1Z 999 ", "\u00a01Z 999\u00a0", "\u30001Z 999", "\t1Z 999\n", "1Z 999\r\n"])
def test_outer_white_space_is_removed_and_inner_kept(tmp_path: Path, typed: str) -> None:
    assert cells_read(filled(tmp_path / "parcels.xlsx", typed)) == [("1Z 999", "")]


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\t", "\n", "\u3000"])
def test_a_cell_of_white_space_alone_is_empty(tmp_path: Path, blank: str) -> None:
    assert cells_read(filled(tmp_path / "parcels.xlsx", blank)) == [(None, "")]


def test_a_wrong_dimension_drops_no_row(tmp_path: Path) -> None:
    path = filled(tmp_path / "parcels.xlsx", "A", "B", "C")
    rewrite_part(path, "xl/worksheets/sheet1.xml", '<dimension ref="A1:G4" />', '<dimension ref="A1:B2"/>')
    assert cells_read(path) == [("A", ""), ("B", ""), ("C", "")]


def test_formats_alone_make_no_records(tmp_path: Path) -> None:
    book = book_of({SHEET: [HEADINGS, PARCEL]})
    for row in range(3, 60):
        book[SHEET].cell(row, 1).font = Font(bold=True)
        book[SHEET].cell(row, 1).number_format = "@"
    book.save(tmp_path / "parcels.xlsx")
    assert len(read(tmp_path / "parcels.xlsx").cells) == 1
