"""The first sheet of corrections: the refused rows as typed, ready to correct."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.corrections import workbook
from feeds.corrections.sheet_layout import MOST_MARKS
from feeds.uploaded_file import read_file
from tests.corrections.returned import (
    GOOD,
    HEADINGS,
    MESSAGE,
    comments,
    content,
    notes,
    parcels,
    records,
    returned,
    row,
    saved,
    text,
    under,
)

TO_DO = (
    "Correct the coloured cells in this sheet, save, and upload this workbook. Only this sheet is read. A row in which "
    "nothing is corrected is refused again; if nothing in it is wrong, clear its first cell."
)
ONLY_TEXT = "The file was a text, so this is the only sheet."
NOT_WHOLE = "quantity must be a positive whole number. Write digits alone, as 2."


def test_only_refused_rows_are_listed_under_the_template_s_own_headings_with_their_message(tmp_path: Path) -> None:
    written = ["Order_ID", "ORDER-ITEM-ID", "Quantity", "ship date", "Carrier-Code", "Tracking-Number"]
    path = text(tmp_path / "a.txt", [written, GOOD, row(quantity="two")])
    sheet = returned(path).worksheets[0]
    assert notes(sheet) == [TO_DO, ONLY_TEXT]
    assert under(sheet, *HEADINGS, MESSAGE) == [[*row(quantity="two"), NOT_WHOLE]]


def test_the_message_stands_first_and_stays_in_view(tmp_path: Path) -> None:
    sheet = returned(text(tmp_path / "a.txt", [HEADINGS, row(quantity="two")])).worksheets[0]
    [record] = records(sheet)
    assert list(record) == [MESSAGE, *HEADINGS]
    assert (sheet.freeze_panes, sheet.column_dimensions["A"].width) == ("B4", 60)


def test_all_faults_of_a_row_are_told_in_lines_and_each_at_its_cell(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [HEADINGS, row(quantity="two", order_id="?")])
    sheet = returned(path).worksheets[0]
    [record] = records(sheet)
    messages = str(under(sheet, MESSAGE)[0][0]).splitlines()
    assert [message.partition(" ")[0] for message in messages] == ["order-id", "quantity"]
    assert comments(sheet) == [dict(zip(["order-id", "quantity"], messages, strict=True))]
    red = [name for name, cell in record.items() if cell.fill.fgColor.rgb == "00FFC7CE"]
    assert red == ["order-id", "quantity"]


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "007", "1E5", "TRUE", "2026-01-02", "'x", "日本"]
)
def test_a_cell_is_the_text_that_was_typed_whatever_it_looks_like(tmp_path: Path, typed: str) -> None:
    path = text(tmp_path / "a.txt", [[*HEADINGS, "my note"], [*row(quantity="two"), typed]])
    [record] = records(returned(path).worksheets[0])
    cell = record["my note"]
    assert (cell.value, cell.data_type, cell.number_format) == (typed, "s", "@")


def test_a_text_that_a_workbook_would_take_for_a_character_is_read_as_typed(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [HEADINGS, row(quantity="two", tracking_number="_x0041_B")])
    (tmp_path / "b.xlsx").write_bytes(content(path))
    back = read_file(tmp_path / "b.xlsx").sheet
    assert back is not None
    assert back.cells["tracking-number"].tolist() == ["_x0041_B"]


def test_every_column_of_the_file_is_there_in_its_order_and_what_is_typed_anew_stays_text(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [["Shelf", *HEADINGS, "Shelf"], ["A1", *row(quantity="two"), "B2"]])
    sheet = returned(path).worksheets[0]
    [record] = records(sheet)
    shown = [(name, cell.value) for name, cell in record.items() if name != MESSAGE]
    in_order = zip(["Shelf", *HEADINGS, "Shelf 2"], ["A1", *row(quantity="two"), "B2"], strict=True)
    assert shown == list(in_order)
    letters = [cell.column_letter for name, cell in record.items() if name != MESSAGE]
    assert {sheet.column_dimensions[letter].number_format for letter in letters} == {"@"}


def test_a_column_is_wide_enough_for_an_order_id_and_an_empty_one_for_its_heading(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [[*HEADINGS, "note", "ship-method"], [*row(quantity="two"), "", ""]])
    sheet = returned(path).worksheets[0]
    [record] = records(sheet)
    widths = {name: sheet.column_dimensions[cell.column_letter].width for name, cell in record.items()}
    assert [widths[name] for name in ("order-id", "quantity", "note", "ship-method")] == [23, 16, 6, 13]


def test_each_row_says_which_row_of_the_file_it_was(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [HEADINGS, GOOD, row(quantity="two"), GOOD, row(quantity="three")])
    said = [record[MESSAGE].value for record in records(returned(path).worksheets[0])]
    assert [str(message).partition(": ")[0] for message in said] == ["Row 3", "Row 5"]


def test_columns_that_hold_nothing_come_last_and_are_not_printed(tmp_path: Path) -> None:
    headings = ["note", *HEADINGS, "ship-method"]
    path = text(tmp_path / "a.txt", [headings, ["", *row(quantity="two", ship_date=""), ""]])
    sheet = returned(path).worksheets[0]
    [record] = records(sheet)
    assert list(record) == [MESSAGE, *HEADINGS, "note", "ship-method"]
    assert sheet.print_area == "'Corrections'!$A$1:$G$4"
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        "$3:$3",
        "landscape",
        0,
    )


def test_a_column_that_the_file_lacks_and_a_row_calls_for_is_added(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [HEADINGS, row(carrier_code="Other")])
    sheet = returned(path).worksheets[0]
    [record] = records(sheet)
    assert [name for name in record if name != MESSAGE] == [*HEADINGS, "carrier-name"]
    assert record["carrier-name"].comment is not None


def test_carriers_are_offered_and_another_spelling_may_be_typed(tmp_path: Path) -> None:
    book = returned(text(tmp_path / "a.txt", [HEADINGS, row(carrier_code="UBS")]))
    [offered] = book.worksheets[0].data_validations.dataValidation
    values = [cell for (cell,) in book["Accepted values"].values]
    [record] = records(book.worksheets[0])
    column = record["carrier-code"].column_letter
    assert (str(offered.sqref), offered.formula1, offered.errorStyle) == (
        f"{column}4:{column}1048576",
        f"'Accepted values'!$A$1:$A${len(values)}",
        "warning",
    )
    assert ("UPS" in values, book["Accepted values"].sheet_state) == (True, "hidden")


DAMAGED = [
    ("tracking-number", 9400110200882398712345, ("9.4001102008824e+21", "s")),
    ("tracking-number", datetime(2026, 3, 1), ("2026-03-01", "s")),
    ("tracking-number", "=A1", ("=A1", "s")),
    ("tracking-number", True, ("TRUE", "s")),
    ("quantity", "=1/0", ("=1/0", "s")),
]


@pytest.mark.parametrize(("heading", "value", "shown"), DAMAGED)
def test_what_excel_damaged_is_shown_and_would_be_refused_again(
    tmp_path: Path, heading: str, value: Any, shown: tuple[str, str]
) -> None:
    book, sheet = parcels([HEADINGS, GOOD])
    sheet.cell(2, HEADINGS.index(heading) + 1).value = value
    answer = returned(saved(book, tmp_path / "a.xlsx"))
    [record] = records(answer.worksheets[0])
    assert (record[heading].value, record[heading].data_type) == shown
    back = tmp_path / "back.xlsx"
    answer.save(back)
    assert under(returned(back).worksheets[0], *HEADINGS[:2]) == [GOOD[:2]]


def test_a_date_whose_order_another_row_told_is_written_as_it_was_read(tmp_path: Path) -> None:
    table = [HEADINGS, row(ship_date="25/02/2026"), row(ship_date="03/02/2026", quantity="two")]
    sheet = returned(text(tmp_path / "a.txt", table)).worksheets[0]
    assert under(sheet, "ship-date") == [["2026-02-03"]]


def test_a_continuation_line_stands_without_the_line_above_it(tmp_path: Path) -> None:
    headings = "order-id order-item-id purchase-date quantity-purchased currency item-price item-promotion-id".split()
    bought = [*GOOD[:2], "2026-03-02T12:00:00+00:00", "1", "USD"]
    path = text(tmp_path / "a.txt", [headings, [*bought, "1.00", ""], ["", "", "", "", "", "one", "P2"]])
    assert under(returned(path).worksheets[0], *HEADINGS[:2]) == [GOOD[:2]]


def test_marks_end_at_a_number_and_the_list_never_does(tmp_path: Path) -> None:
    count = MOST_MARKS + 5
    path = text(tmp_path / "a.txt", [HEADINGS, *[row(quantity="two", order_item_id=str(n)) for n in range(count)]])
    sheet = returned(path).worksheets[0]
    assert notes(sheet)[1] == "Of the bad cells, the first 2,000 are coloured; the first column tells of all."
    assert under(sheet, "order-item-id", MESSAGE) == [[str(n), NOT_WHOLE] for n in range(count)]
    assert sum(map(len, comments(sheet))) == MOST_MARKS


def test_what_a_sheet_cannot_hold_is_left_out_and_told(tmp_path: Path) -> None:
    path = text(tmp_path / "a.txt", [HEADINGS, *[row(quantity=word) for word in ("one", "two", "three")]])
    sheet = returned(path, most=2).worksheets[0]
    assert notes(sheet)[1] == "A sheet holds no more: these are the first 2 of 3 refused rows."
    assert under(sheet, "quantity") == [["one"], ["two"]]


def test_the_sentences_say_what_is_left_out() -> None:
    assert {why: words.partition(":")[0] for why, words in workbook.LEFT_OUT.items()} == {
        "text": ONLY_TEXT,
        "size": "Your own sheets are left out",
        "form": "Your own sheets are left out",
        "fault": "Your own sheets are left out",
        "again": "Your own sheets are in the corrections before these.",
    }
