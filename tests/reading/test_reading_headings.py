"""The heading row: found wherever it stands, its names matched however they are written, its sheet by its headings."""

from pathlib import Path
from typing import Any, Literal

import pytest

from feeds.uploaded_file import read_file
from schemas import faults
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

TEMPLATE_ROW = ["TemplateType=OrderFulfillment | Version=2011.1102 | This row is for marketplace use only."]
JAPANESE_ROW = ["注文番号", "注文商品番号", "数量", "出荷日", "配送業者コード", "お問い合わせ伝票番号", "配送方法"]
CANCELLATION = ["order-id", "cancellation-reason-code", "amazon-order-item-code"]
DEFINITIONS = [
    ["Heading", "What it is", "Accepted values", "Example"],
    ["order-id", "The order", "3-7-7 digits", "202-1234567-7654321"],
    ["order-item-id", "The item; see order-id", "digits", "12345678901234"],
    ["ship-date", "The day", "yyyy-mm-dd", "2026-01-31"],
]


@pytest.mark.parametrize(
    "above", [[], [TEMPLATE_ROW], [TEMPLATE_ROW, JAPANESE_ROW], [[], TEMPLATE_ROW, [], JAPANESE_ROW]]
)
@pytest.mark.parametrize("ending", ["xlsx", "txt"])
def test_rows_above_the_headings_are_no_records(tmp_path: Path, above: list[list[str]], ending: str) -> None:
    table = [*above, HEADINGS, PARCEL, OTHER]
    path = tmp_path / f"parcels.{ending}"
    sheet = read(
        workbook(path, {"出荷通知テンプレート_Template": table}) if ending == "xlsx" else text_file(path, table)
    )
    assert records(sheet) == dict(enumerate(expected(PARCEL, OTHER), len(above) + 2))
    assert sheet.rows.to_dict() == {1: len(above) + 2, 2: len(above) + 3}


def test_headings_may_stand_in_any_order(tmp_path: Path) -> None:
    table = [row[::-1] for row in (HEADINGS, PARCEL, OTHER)]
    sheet = read(text_file(tmp_path / "parcels.txt", table))
    assert records(sheet) == dict(enumerate(expected(PARCEL, OTHER), 2))
    assert sheet.columns == dict(zip(HEADINGS, "GFEDCBA", strict=True))


@pytest.mark.parametrize(
    "written",
    [
        [name.replace("-", "_") for name in HEADINGS],
        [name.upper() for name in HEADINGS],
        [name.title().replace("-", "_") for name in HEADINGS],
        [f"  {name} " for name in HEADINGS],
    ],
)
def test_hyphens_underscores_and_case_are_one_thing(tmp_path: Path, written: list[str]) -> None:
    sheet = read(workbook(tmp_path / "parcels.xlsx", {"Sheet1": [written, PARCEL]}))
    assert (records(sheet), sheet.unknown) == ({2: expected(PARCEL)[0]}, {})


def test_newer_headings_are_known_with_hyphens_too(tmp_path: Path) -> None:
    table = [[*HEADINGS, "ship-from-address-city", "TRANSPARENCY-CODE"], [*PARCEL, "Leeds", ""]]
    sheet = read(text_file(tmp_path / "parcels.txt", table))
    assert records(sheet)[2]["ship_from_address_city"] == "Leeds"
    assert sheet.unknown == {}


def test_unknown_headings_are_told_with_their_cell_and_their_columns_left_out(tmp_path: Path) -> None:
    table = [[*HEADINGS, "", "Packed By"], [*PARCEL, "", "Kim"]]
    for place in (
        workbook(tmp_path / "parcels.xlsx", {"Sheet1": [TEMPLATE_ROW, *table]}),
        text_file(tmp_path / "parcels.txt", [TEMPLATE_ROW, *table]),
    ):
        sheet = read(place)
        assert (sheet.unknown, records(sheet)) == ({"Packed By": "I2"}, {3: expected(PARCEL)[0]})


def test_headings_need_not_begin_in_the_first_column(tmp_path: Path) -> None:
    table = [[], ["", "", *HEADINGS], ["", "", *PARCEL]]
    sheet = read(workbook(tmp_path / "parcels.xlsx", {"Sheet1": table}))
    assert records(sheet) == {3: expected(PARCEL)[0]}
    assert sheet.columns["order-id"] == "C"


def test_blank_rows_are_not_numbered_and_cells_are_still_those_of_excel(tmp_path: Path) -> None:
    table = [[], HEADINGS, [], PARCEL, ["", "  ", "\t"], [], OTHER, [], [" "]]
    sheet = read(workbook(tmp_path / "parcels.xlsx", {"Sheet1": table}))
    assert records(sheet) == {4: expected(PARCEL)[0], 7: expected(OTHER)[0]}
    assert sheet.rows.to_dict() == {1: 4, 2: 7}


@pytest.mark.parametrize("title", ["Data Definitions", "Definitions"])
@pytest.mark.parametrize("data_first", [True, False])
def test_a_sheet_of_definitions_beside_is_never_the_data_sheet(tmp_path: Path, title: str, data_first: bool) -> None:
    sheets: list[tuple[str, Any]] = [
        ("Instructions", [["How to fill in order-id and ship-date"]]),
        (title, DEFINITIONS),
        ("ShippingConfirmation", [HEADINGS, PARCEL]),
    ]
    path = workbook(tmp_path / "parcels.xlsx", dict(sheets[::-1] if data_first else sheets))
    sheet = read(path)
    assert (sheet.name, records(sheet)) == ("ShippingConfirmation", {2: expected(PARCEL)[0]})


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("name", ["old", "zzz"])
def test_a_hidden_sheet_is_no_data_sheet(tmp_path: Path, state: Literal["hidden", "veryHidden"], name: str) -> None:
    sheets = {name: [HEADINGS, OTHER], "ShippingConfirmation": [HEADINGS, PARCEL]}
    book = book_of(dict(sorted(sheets.items(), reverse=name == "zzz")))
    book[name].sheet_state = state
    book.active = book.worksheets.index(book["ShippingConfirmation"])
    book.save(tmp_path / "parcels.xlsx")
    sheet = read(tmp_path / "parcels.xlsx")
    assert (sheet.name, records(sheet)) == ("ShippingConfirmation", {2: expected(PARCEL)[0]})


def test_of_two_sheets_with_headings_the_one_with_records_is_read(tmp_path: Path) -> None:
    sheets = {"ShippingConfirmation": [HEADINGS], "OrderCancellation": [CANCELLATION, [PARCEL[0], "NoInventory", ""]]}
    sheet = read(workbook(tmp_path / "parcels.xlsx", sheets))
    assert (sheet.name, len(sheet.cells)) == ("OrderCancellation", 1)


# As the template of a Japanese seller holds them: each heading in two languages, in one row a heading.
TWO_LANGUAGES = [
    ["定義 出荷通知"],
    [],
    ["列", "項目名", "項目名", "内容説明", "例", "必須/推奨"],
    ["A", "order-id", "注文番号", "注文の番号", "202-1234567-7654321", "必須"],
    ["B", "order-item-id", "注文商品番号", "商品の番号", "12345678901234", "任意"],
    ["C", "ship-date", "出荷日", "出荷した日", "2026-01-31", "必須"],
]
IN_JAPANESE = "出荷通知テンプレート_Template"


@pytest.mark.parametrize("definitions", [TWO_LANGUAGES, [["order-id", "ship-date", "注文番号"], ["What", "When", ""]]])
@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("data_first", [True, False])
def test_definitions_in_two_languages_are_no_data_sheet_whether_the_template_is_filled_in_or_not(
    tmp_path: Path, definitions: list[list[str]], filled: bool, data_first: bool
) -> None:
    data = [TEMPLATE_ROW, JAPANESE_ROW, HEADINGS, *([PARCEL, OTHER] if filled else [])]
    sheets: list[tuple[str, Any]] = [("データ定義", definitions), (IN_JAPANESE, data)]
    path = workbook(tmp_path / "parcels.xlsx", dict(sheets[::-1] if data_first else sheets))
    if filled:
        assert (read(path).name, list(records(read(path)))) == (IN_JAPANESE, [4, 5])
        return
    fatal = read_file(path).fatal
    assert fatal is not None
    assert (fatal.code, fatal.sheet) == (faults.NO_RECORDS, IN_JAPANESE)


def test_a_sheet_with_order_numbers_that_lacks_a_required_heading_is_not_passed_over(tmp_path: Path) -> None:
    sheets = {"May": [HEADINGS, PARCEL], "June": [["order-id", "tracking-number"], [OTHER[0], "1Z1"]]}
    fatal = read_file(workbook(tmp_path / "parcels.xlsx", sheets)).fatal
    assert fatal is not None
    assert fatal.code == faults.SHEET_UNCLEAR
