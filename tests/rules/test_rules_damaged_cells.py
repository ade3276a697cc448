"""Rule 9 and tests/ODDITIES.md: damage that leaves a cell looking like a value, and lines whose cells have moved."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from openpyxl import Workbook, load_workbook

from tests.rules.desk import Desk
from tests.rules.writings import item_id, line, order_id
from tests.rules.writings import parcel as any_parcel
from tests.zoo import open_document

ERROR, NO_RESULT, SEVERAL, MOVED, TURNED, ZERO_SHORT, SILENT = 70117, 70118, 70128, 70127, 70129, 70208, 76015
# A carrier whose numbers have no form that is known.
CARRIER = "Newgistics"


def parcel(order: int, **cells: Any) -> dict[str, Any]:
    return any_parcel(order, 1, **{"carrier_code": CARRIER} | cells)


def numbers(desk: Desk) -> list[str]:
    return [number for (number,) in desk.packages("tracking_number")]


WORDS = ["#N/A", "#REF!", "#NAME?", "#DIV/0!", "#NV", "#BEZUG!", "#¡REF!", "#VALEUR!", "########"]
NO_WORDS = ["#12345", "#12", "#1"]


def test_what_excel_shows_of_an_error_is_one_in_a_text_too(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, 15)))
    answer = desk.ship(*(parcel(order, tracking_number=cell) for order, cell in enumerate(WORDS + NO_WORDS, 1)))
    assert answer.faults == [(record, ERROR) for record in range(1, len(WORDS) + 1)]
    assert numbers(desk) == NO_WORDS


APART = [
    "3318810025 3318810036",
    "9400110200882398712344 9400110200882398712351",
    "1Z999AA10123456784, 1Z999AA10123456793",
    "1Z999AA10123456784/JD014600003RTN9876543",
    "UD123456 see note",
    "1234567890 and 1234567891",
]
ALONE = [
    "1Z 999 AA1 01 2345 6784",
    "9400 1102 0088 2398 7123 44",
    "420 94607 9400110200882398712344",
    "RR 473 124 829 FI",
]


def test_two_numbers_or_a_note_in_a_cell_are_refused_and_spaces_in_one_number_are_not(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, 15)))
    answer = desk.ship(*(parcel(order, tracking_number=cell) for order, cell in enumerate(APART + ALONE, 1)))
    assert [record for record, code in answer.faults if code == SEVERAL] == list(range(1, len(APART) + 1))
    assert numbers(desk) == [cell.replace(" ", "") for cell in ALONE]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_line_with_more_cells_than_the_heading_line_is_refused(desk: Desk, tmp_path: Path, mark: str) -> None:
    desk.orders(line(1), line(2), line(3))
    rows = [
        ["order-id", "ship-date", "carrier-code", "carrier-name", "tracking-number"],
        [order_id(1), "2026-03-05", "Other", "Smith", " Inc", "ABC123"],
        [order_id(2), "2026-03-05", "Other", "Smith", "ABC124", "", ""],
        [order_id(3), "2026-03-05", "UPS", "", "1Z999AA10123456784"],
    ]
    path = tmp_path / "moved.csv"
    path.write_text("".join(mark.join(row) + "\r\n" for row in rows))
    answer = desk.apply(path)
    assert [fault for fault in answer.faults if fault[1] == MOVED] == [(1, MOVED), (2, MOVED)]
    assert answer.messages[0].startswith(
        'The line has more cells than the heading line; the first is F2 with "ABC123".'
    )
    assert numbers(desk) == ["1Z999AA10123456784"]


def test_beside_a_line_whose_cells_have_moved_a_shorter_one_is_doubtful_and_alone_it_is_not(
    desk: Desk, tmp_path: Path
) -> None:
    desk.orders(line(1), line(2))
    heading = "order-id,ship-date,carrier-code,carrier-name,tracking-number\r\n"
    short, long = f"{order_id(1)},2026-03-05,Other,ABC1\r\n", f"{order_id(2)},2026-03-05,Other,Smith, Inc,ABC2\r\n"
    for name, lines, refused in (("moved.csv", short + long, [1, 2]), ("short.csv", short, [])):
        path = tmp_path / name
        path.write_text(heading + lines)
        answer = desk.apply(path)
        assert [record for record, code in answer.faults if code == MOVED] == refused
    assert len(desk.packages()) == 1


def test_what_stands_beside_a_table_that_excel_saved_as_text_moves_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.orders(line(1))
    path = tmp_path / "beside.csv"
    path.write_text(f"order-id,ship-date,carrier-code,,\r\n{order_id(1)},2026-03-05,TNT,,checked by Ann\r\n")
    assert MOVED not in [code for _, code in desk.apply(path).faults]
    assert len(desk.packages()) == 1


def test_free_text_that_excel_turned_into_something_else_is_told(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, 6)))
    cells: list[Any] = [date(2026, 1, 2), True, 123456789012345678, 1234.5, "3-2-1"]
    rows = [parcel(at, tracking_number=f"X{at}", ship_method=cell) for at, cell in enumerate(cells, 1)]
    answer = desk.ship(*rows, ending="xlsx")
    assert answer.faults == [(1, TURNED), (2, TURNED), (3, TURNED)]
    assert (
        "ship-method is no text in the workbook, and reads 2026-01-02: Excel may have changed it." in answer.messages[0]
    )


NUMBERS: list[tuple[int, Any]] = [(1, 123456789), (2, 12345), (3, 7), (4, "000123")]
FORMS = ("0000000000", "0.00", "00000000;@", "00000000")


def test_zeros_that_a_number_format_shows_are_read_as_they_are_shown(desk: Desk, tmp_path: Path) -> None:
    desk.orders(*(line(order) for order in range(1, 5)))
    path = desk.file("ship", [parcel(order, tracking_number=number) for order, number in NUMBERS], "xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "tracking-number")
    for row, form in zip((2, 3, 4, 5), FORMS, strict=True):
        sheet.cell(row, column).number_format = form
    book.save(path)
    desk.apply(path)
    assert numbers(desk) == ["0123456789", "12345", "00000007", "000123"]


def test_a_number_cell_that_with_a_zero_more_ends_in_a_check_digit_is_doubted(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, 4)))
    cells: list[Any] = [41441760228964, "41441760228964", 41441760228965]
    rows = [parcel(at, carrier_code="FedEx", tracking_number=cell) for at, cell in enumerate(cells, 1)]
    answer = desk.ship(*rows, ending="xlsx")
    assert answer.faults == [(1, ZERO_SHORT)]
    assert "with a leading zero it is 041441760228964, whose check digit fits" in answer.messages[0]


def test_a_zero_that_stands_for_a_result_never_calculated_is_none(desk: Desk, tmp_path: Path) -> None:
    desk.orders(line(1), line(2))
    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("ShippingConfirmation")
    sheet.write_row(0, 0, ["order-id", "ship-date", "carrier-code", "tracking-number"])
    for row in (1, 2):
        sheet.write_row(row, 0, [order_id(row), "2026-03-05", CARRIER])
    sheet.write_formula(1, 3, "=VLOOKUP(A2,Parcels!A:B,2,FALSE)")
    sheet.write_formula(2, 3, '="AB"&"12"', None, "AB12")
    book.close()
    assert desk.apply(path).faults == [(1, NO_RESULT)]
    assert numbers(desk) == ["AB12"]


def test_a_formula_of_an_old_workbook_that_shows_nothing_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.orders(line(1), line(2))
    path = tmp_path / "formulas.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("Parcels")
    for column, heading in enumerate(["order-id", "order-item-id", "ship-date", "carrier-code", "tracking-number"]):
        sheet.write(0, column, heading)
        sheet.write(1, column, [order_id(1), item_id(1, 1), "2026-03-05", CARRIER, "AB1"][column])
    for column, cell in enumerate([order_id(2), item_id(2, 1), "2026-03-05", CARRIER]):
        sheet.write(2, column, cell)
    sheet.write(2, 4, xlwt.Formula('T("AB2")'))
    book.save(str(path))
    answer = desk.apply(path)
    assert (0, SILENT) in answer.faults
    assert answer.messages[0].startswith("1 formula of sheet Parcels shows nothing: E3.")


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_the_lower_part_of_a_merged_cell_is_refused_and_titles_may_be_merged(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    desk.orders(line(1), line(2), line(3))
    table = [["order-id", "order-item-id", "ship-date", "carrier-code", "tracking-number"]]
    table += [[order_id(at), item_id(at, 1), "2026-03-05", CARRIER, f"AB{at}"] for at in (1, 2, 3)]
    table[2][1] = ""
    path = tmp_path / f"merged.{ending}"
    MERGED[ending](path, [["Parcels"], [], *table])
    answer = desk.apply(path)
    assert answer.faults == [(2, 70130)]
    assert answer.messages[0].startswith("order-item-id is part of the merged cells B4:B5.")
    assert numbers(desk) == ["AB1", "AB3"]


def merged_xlsx(path: Path, table: list[list[str]]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in table:
        sheet.append(row)
    sheet.merge_cells("A1:E2")
    sheet.merge_cells("B4:B5")
    book.save(path)


def merged_xls(path: Path, table: list[list[str]]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if cell and (row, column) not in ((0, 0), (3, 1), (4, 1)):
                sheet.write(row, column, cell)
    sheet.write_merge(0, 1, 0, 4, "Parcels")
    sheet.write_merge(3, 4, 1, 1, table[3][1])
    book.save(str(path))


def merged_ods(path: Path, table: list[list[str]]) -> None:
    lines = [[open_document.cell(text) for text in cells] for cells in table]
    spanned = 'office:value-type="string" table:number-rows-spanned="2" table:number-columns-spanned="1"'
    lines[3][1], lines[4][1] = open_document.cell(table[3][1], spanned), "<table:covered-table-cell/>"
    path.write_bytes(open_document.ods("".join(open_document.row("".join(cells)) for cells in lines)))


MERGED = {"xlsx": merged_xlsx, "xls": merged_xls, "ods": merged_ods}
