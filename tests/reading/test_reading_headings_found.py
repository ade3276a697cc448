"""Which row and which sheet is read, where several could be: localized rows, sheets of ours, tables for the eye."""

import os
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from feeds.reading.grid import Grid
from feeds.reading.options import Directions
from feeds.reading.workbook.calamine import read_zipped
from feeds.uploaded_file import read_file
from schemas import faults
from schemas.headings import CORRECTION_HEADING, RESULT_HEADING
from tests.reading.written_files import (
    HEADINGS,
    OTHER,
    PARCEL,
    Table,
    book_of,
    expected,
    read,
    records,
    text_file,
    workbook,
)

TEMPLATE_ROW = ["TemplateType=OrderFulfillment | Version=2011.1102 | This row is for marketplace use only."]
JAPANESE = ["注文番号", "注文商品番号", "出荷数量", "出荷日", "配送業者コード", "お問い合わせ伝票番号", "配送方法"]
CHINESE = ["订单编号", "订单商品编号", "数量", "发货日期", "承运商", "运单号", "配送方式"]
ENGLISH = ["Order Number", "Order Item Number", "Qty", "Shipment Date", "Carrier", "Tracking #", "Shipping Method"]


@pytest.mark.parametrize("localized", [JAPANESE, CHINESE, ENGLISH])
@pytest.mark.parametrize("written", [HEADINGS, [name.replace("-", " ").title() for name in HEADINGS]])
@pytest.mark.parametrize("below", [True, False])
def test_the_row_with_order_id_itself_wins_over_a_localized_one_which_is_no_record(
    tmp_path: Path, localized: list[str], written: list[str], below: bool
) -> None:
    rows = [written, localized] if below else [localized, written]
    table = [TEMPLATE_ROW, *rows, PARCEL]
    sheet = read(workbook(tmp_path / "parcels.xlsx", {"Sheet1": table}))
    told = [faults.ROWS_NO_RECORDS] if below else []
    assert (records(sheet), [note.code for note in sheet.notes]) == ({4: expected(PARCEL)[0]}, told)


@pytest.mark.parametrize("headings", [JAPANESE, CHINESE, ENGLISH])
@pytest.mark.parametrize("ending", ["xlsx", "tsv"])
def test_a_row_of_synonyms_is_the_heading_row_where_there_is_no_other(
    tmp_path: Path, headings: list[str], ending: str
) -> None:
    table = [["Parcels of March"], [], headings, PARCEL, OTHER]
    path = tmp_path / f"parcels.{ending}"
    sheet = read(workbook(path, {"Sheet1": table}) if ending == "xlsx" else text_file(path, table))
    assert records(sheet) == dict(enumerate(expected(PARCEL, OTHER), 4))
    assert [note.code for note in sheet.notes] == [faults.HEADING_READ_AS] * len(HEADINGS)


def test_of_two_rows_of_synonyms_the_one_with_more_of_them_is_read(tmp_path: Path) -> None:
    table = [["Order Number", "Carrier"], ENGLISH, PARCEL]
    assert records(read(workbook(tmp_path / "parcels.xlsx", {"Sheet1": table}))) == {3: expected(PARCEL)[0]}


def test_titles_over_several_columns_blank_columns_and_empty_headings_change_nothing(tmp_path: Path) -> None:
    spread = [
        ["Warehouse North: parcels with order-id"],
        ["", "Order", "", "Parcel"],
        ["", *HEADINGS[:3], "", *HEADINGS[3:], "", "\u3000", "\u200b"],
        ["", *PARCEL[:3], "", *PARCEL[3:], "", "", ""],
    ]
    book = book_of({"Sheet1": spread})
    book["Sheet1"].merge_cells("A1:H1")
    book["Sheet1"].merge_cells("B2:D2")
    book.save(tmp_path / "parcels.xlsx")
    sheet = read(tmp_path / "parcels.xlsx")
    assert (records(sheet), sheet.unknown, sheet.notes) == ({4: expected(PARCEL)[0]}, {}, ())
    assert sheet.columns == dict(zip(HEADINGS, "BCDFGHI", strict=True))


@pytest.mark.parametrize("heading", ["#", "-", "***"])
def test_a_heading_of_marks_alone_is_an_unknown_one(tmp_path: Path, heading: str) -> None:
    table = [[*HEADINGS, heading], [*PARCEL, "1"]]
    assert read(workbook(tmp_path / "parcels.xlsx", {"Sheet1": table})).unknown == {heading: "H1"}


CORRECTIONS: Table = [
    [CORRECTION_HEADING, *HEADINGS, RESULT_HEADING],
    ["carrier-code is in no list of carriers of the marketplace.", *PARCEL, "refused"],
    ["", "", "", "", "", "", "", "", "left over"],
]


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_with_our_mark_is_read_and_our_columns_are_left_out_silently(tmp_path: Path, first: bool) -> None:
    sheets = {"Refused": CORRECTIONS, "ShippingConfirmation": [HEADINGS, PARCEL, OTHER], "More": [HEADINGS, OTHER]}
    names = list(sheets) if first else list(sheets)[::-1]
    sheet = read(workbook(tmp_path / "back.xlsx", {name: sheets[name] for name in names}))
    assert (sheet.name, records(sheet)) == ("Refused", {2: expected(PARCEL)[0]})
    assert (sheet.unknown, sheet.notes) == ({}, ())


def test_a_sheet_with_our_mark_is_read_even_where_nothing_is_left_in_it(tmp_path: Path) -> None:
    sheets = {"Refused": CORRECTIONS[:1], "ShippingConfirmation": [HEADINGS, PARCEL]}
    fatal = read_file(workbook(tmp_path / "back.xlsx", sheets)).fatal
    assert fatal is not None
    assert (fatal.code, fatal.sheet) == (faults.NO_RECORDS, "Refused")


KINDS: dict[str, list[list[str]]] = {
    "orders": [["order-id", "order-item-id", "purchase-date", "quantity-purchased"], ["1", "2", "3", "4"]],
    "shipping-confirmation": [HEADINGS, PARCEL],
    "order-cancellation": [["order-id", "cancellation-reason-code"], ["1", "NoInventory"]],
    "order-adjustment": [["order-id", "order-item-id", "adjustment-reason-code"], ["1", "2", "Exchange"]],
}


@pytest.mark.parametrize("kind", KINDS)
def test_our_result_column_is_left_out_silently_in_every_kind(tmp_path: Path, kind: str) -> None:
    headings, cells = KINDS[kind]
    table = [[*headings, RESULT_HEADING], [*cells, "applied"]]
    file = read_file(workbook(tmp_path / "back.xlsx", {"Sheet1": table}))
    assert file.kind is not None
    assert file.sheet is not None
    assert (file.kind.name, file.sheet.unknown, list(file.sheet.columns)) == (kind, {}, headings)


def test_a_table_of_order_numbers_for_the_eye_beside_the_data_sheet_is_not_in_its_way(tmp_path: Path) -> None:
    sheets = {"Summary": [["Order Number", "Carrier"], ["1", "UPS"]], "Parcels": [HEADINGS, PARCEL]}
    sheet = read(workbook(tmp_path / "parcels.xlsx", sheets))
    assert (sheet.name, records(sheet)) == ("Parcels", {2: expected(PARCEL)[0]})


@pytest.mark.parametrize("second", [HEADINGS, ENGLISH, ["order-id", "carrier-code"]])
def test_two_sheets_that_could_both_be_the_data_are_fatal(tmp_path: Path, second: list[str]) -> None:
    sheets = {"Parcels": [HEADINGS, PARCEL], "More": [second, OTHER[: len(second)]]}
    fatal = read_file(workbook(tmp_path / "parcels.xlsx", sheets)).fatal
    assert fatal is not None
    assert (fatal.code, "The sheets Parcels and More both hold records." in fatal.sentence) == (
        faults.SHEET_UNCLEAR,
        True,
    )


JANUARY = {"Read me": [["Parcels of both months"]], "Jan": [HEADINGS, PARCEL], "Feb 2026": [HEADINGS, OTHER]}


def test_several_sheets_with_records_are_named_with_the_options_that_choose_one(tmp_path: Path) -> None:
    fatal = read_file(workbook(tmp_path / "parcels.xlsx", JANUARY)).fatal
    assert fatal is not None
    assert fatal.sentence == (
        "parcels.xlsx: The sheets Jan and Feb 2026 both hold records. --sheet Jan or --sheet 'Feb 2026' reads one of "
        f"them; upload the file once with each to read them all. {faults.FAULTS[faults.SHEET_UNCLEAR].remedy}"
    )


@pytest.mark.parametrize(("name", "cells"), [("Jan", PARCEL), ("Feb 2026", OTHER), ("feb 2026 ", OTHER)])
def test_the_sheet_that_is_named_is_read_and_its_cells_are_told_with_its_name(
    tmp_path: Path, name: str, cells: list[str]
) -> None:
    file = read_file(workbook(tmp_path / "parcels.xlsx", JANUARY), Directions(sheet=name))
    assert file.sheet is not None, file.fatal
    assert (file.sheet.name, file.sheet.cells.iloc[0].tolist()) == (name.strip().replace("f", "F"), cells)


@pytest.mark.parametrize("name", ["March", "Fev 2026"])
def test_a_sheet_that_the_workbook_does_not_show_is_fatal_and_those_that_it_shows_are_named(
    tmp_path: Path, name: str
) -> None:
    book = book_of(JANUARY | {"March": [HEADINGS, PARCEL]})
    book["March"].sheet_state = "hidden"
    book.save(tmp_path / "parcels.xlsx")
    fatal = read_file(tmp_path / "parcels.xlsx", Directions(sheet=name)).fatal
    near = " Did you mean Feb 2026?" if name == "Fev 2026" else ""
    assert fatal is not None
    assert fatal.code == faults.SHEET_UNKNOWN
    assert fatal.sentence.startswith(
        f'parcels.xlsx: No visible sheet is called "{name}", which --sheet names.{near} '
        "The workbook shows: Read me, Jan, Feb 2026."
    )


def test_a_sheet_named_beside_a_text_is_fatal_and_one_beside_rows_to_correct_does_not_count(tmp_path: Path) -> None:
    fatal = read_file(text_file(tmp_path / "parcels.txt", [HEADINGS, PARCEL]), Directions(sheet="Jan")).fatal
    assert fatal is not None
    assert fatal.code == faults.SHEET_UNKNOWN
    ours = {"Corrections": [[CORRECTION_HEADING, *HEADINGS], ["why", *PARCEL]], "Jan": [HEADINGS, OTHER]}
    file = read_file(workbook(tmp_path / "corrections.xlsx", ours), Directions(sheet="Jan"))
    assert file.sheet is not None
    assert file.sheet.name == "Corrections"


def test_a_heading_row_below_the_first_fifty_rows_is_not_found(tmp_path: Path) -> None:
    for above, code in ((49, None), (50, faults.NO_HEADING_ROW)):
        table = [*([["notes", "of the day"]] * above), HEADINGS, PARCEL]
        fatal = read_file(workbook(tmp_path / f"parcels-{above}.xlsx", {"Sheet1": table})).fatal
        assert (fatal and fatal.code) == code


@pytest.mark.parametrize(
    ("encoding", "headings", "hint"),
    [("big5", ["訂單編號", "物流公司"], True), ("utf-8", ["Ref", "Paket"], False)],
)
def test_a_text_without_headings_that_may_be_garbled_says_so_and_every_one_names_map(
    tmp_path: Path, encoding: str, headings: list[str], hint: bool
) -> None:
    path = tmp_path / "parcels.csv"
    path.write_bytes("\r\n".join([",".join(headings), "1,2"]).encode(encoding))
    fatal = read_file(path).fatal
    assert fatal is not None
    assert fatal.code == faults.NO_HEADING_ROW
    assert ("--encoding NAME" in fatal.sentence, "--map 'Its heading=order-id'" in fatal.sentence) == (hint, True)


def test_more_merged_cells_than_anyone_has_are_refused_at_once(tmp_path: Path) -> None:
    table = [["order-id", "ship-date", "carrier-code"], *[["202-0000000-0000001", "2026-03-05", "UPS"]] * 1000]
    columns = [pa.array(cells, pa.large_string()) for cells in zip(*table, strict=True)]
    merged = [(1, 1_048_575, 0, 16_383)] * 500
    fatal = read_file(tmp_path / "a.xlsx", None, lambda _path, _given: [Grid("A", columns, merged=merged)]).fatal
    assert fatal is not None
    assert (fatal.code, "merged" in fatal.sentence) == (faults.FILE_UNREADABLE, True)


@pytest.mark.slow
@pytest.mark.parametrize("heading", ["heading {}", "order-id", "Tracking {}"])
def test_a_heading_in_every_column_takes_no_time_for_each_of_the_others(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "parcels.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Data")
    width = 16_384
    for row, cells in enumerate([HEADINGS, PARCEL]):
        more = [heading.format(at) if not row else f"{at}" for at in range(len(cells), width)]
        sheet.write_row(row, 0, [*cells, *more])
    book.close()
    before = os.times()
    read_file(path)
    content = path.read_bytes()
    read_zipped(content, lambda _seconds, _megabytes: None)
    after = os.times()
    assert after.user + after.system - before.user - before.system < 5
