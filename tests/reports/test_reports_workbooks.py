import csv
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from sqlalchemy import Engine

from reports import order_lines
from reports.files import xlsx
from schemas import fields
from tests.reports.report_orders import AS_OF, add_order, at, store, written

DATE, TEXT = "yyyy-mm-dd hh:mm:ss", "@"
ITEM = {"order_item_id": "02000000000017", "sku": "=1+1", "product_name": "https://shop.example/?a=1", "purchased": 12}
MONEY = {"currency": "USD", "item_price": 123456, "item_tax": 10, "shipping_price": 0}
ORDER = {
    "payments_at": at("2026-03-17T08:00:01+00:00"),
    "buyer_name": "O\x0b'Neil\x00",
    "buyer_phone_number": "0049301234567890123",
    "ship_postal_code": "00123",
    "delivery_start_date": "2026-03-20T08:30:00+00:00",
    "delivery_end_date": "2026-03-21",
    "delivery_instructions": "@SUM(A1)\n<&>",
}


def book_of(folder: Path, name: Any) -> Path:
    yen = {"currency": "JPY", "item_price": 990}
    dinars = {"currency": "KWD", "item_price": 1234}
    with store(folder) as engine:
        add_order(engine, 1, at("2026-03-17T09:59:59+02:00"), ITEM | MONEY, yen, dinars, **ORDER)
        return written(engine, name, folder, format="xlsx")


def cells(path: Path, sheet: str, row: int) -> dict[str, tuple[Any, str, str]]:
    """What is in each filled cell of a row: value, type and number format."""
    table = load_workbook(path)[sheet]
    return {
        str(heading.value): (cell.value, cell.data_type, cell.number_format)
        for heading, cell in zip(table[1], table[row], strict=True)
        if cell.value is not None
    }


def test_cells_of_the_orders_workbook_are_typed(tmp_path: Path) -> None:
    path = book_of(tmp_path, "orders")
    assert cells(path, "Orders", 2) == {
        "order-id": ("202-0000000-0000001", "s", TEXT),
        "order-item-id": ("02000000000017", "s", TEXT),
        "purchase-date": (datetime(2026, 3, 17, 7, 59, 59), "d", DATE),
        "payments-date": (datetime(2026, 3, 17, 8, 0, 1), "d", DATE),
        "buyer-name": ("O 'Neil ", "s", TEXT),
        "buyer-phone-number": ("0049301234567890123", "s", TEXT),
        "sku": ("=1+1", "s", TEXT),
        "product-name": ("https://shop.example/?a=1", "s", TEXT),
        "quantity-purchased": (12, "n", "0"),
        "currency": ("USD", "s", TEXT),
        "item-price": (1234.56, "n", "#,##0.00"),
        "item-tax": (0.1, "n", "#,##0.00"),
        "shipping-price": (0, "n", "#,##0.00"),
        "ship-postal-code": ("00123", "s", TEXT),
        "delivery-start-date": (datetime(2026, 3, 20, 8, 30), "d", DATE),
        "delivery-end-date": ("2026-03-21", "s", TEXT),
        "delivery-Instructions": ("@SUM(A1) <&>", "s", TEXT),
    }
    assert [cells(path, "Orders", row)["item-price"] for row in (3, 4)] == [
        (990, "n", "#,##0"),
        (1.234, "n", "#,##0.000"),
    ]


def test_cells_of_the_unshipped_orders_workbook_are_typed(tmp_path: Path) -> None:
    row = cells(book_of(tmp_path, "unshipped-orders"), "Unshipped Orders", 2)
    names = ("reporting-date", "promise-date", "days-past-promise", "quantity-to-ship", "verge-of-lateShipment")
    assert [row[name] for name in names] == [
        (datetime(2026, 3, 18, 12), "d", DATE),
        (datetime(2026, 3, 19, 23, 59, 59), "d", DATE),
        (-2, "n", "0"),
        (12, "n", "0"),
        ("false", "s", TEXT),
    ]


@pytest.mark.parametrize(
    ("name", "title", "columns"),
    [
        ("orders", "Orders", fields.ORDERS_REPORT.headings),
        ("unshipped-orders", "Unshipped Orders", fields.UNSHIPPED_ORDERS_REPORT.headings),
    ],
)
def test_the_heading_row_is_bold_frozen_and_filters(
    name: str, title: str, columns: tuple[str, ...], tmp_path: Path
) -> None:
    book = load_workbook(book_of(tmp_path, name))
    assert book.sheetnames == [title]
    sheet = book[title]
    assert tuple(cell.value for cell in sheet[1]) == columns
    assert all(cell.font.b for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:{sheet.cell(4, len(columns)).coordinate}")


def test_nothing_in_the_file_is_a_formula_or_a_link(tmp_path: Path) -> None:
    with zipfile.ZipFile(book_of(tmp_path, "orders")) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert not [name for name in archive.namelist() if name.endswith("sheet1.xml.rels")]


def test_the_same_report_is_the_same_bytes(tmp_path: Path) -> None:
    first = book_of(tmp_path, "orders")
    (tmp_path / "again").mkdir()
    assert book_of(tmp_path / "again", "orders").read_bytes() == first.read_bytes()


@pytest.fixture
def seven(empty_store: Engine) -> Engine:
    """A store of seven lines."""
    for number in range(7):
        add_order(empty_store, number + 1, AS_OF - 7 + number, {"sku": f"s{number}"})
    return empty_store


def skus(path: Path) -> dict[str, list[Any]]:
    at_sku = fields.ORDERS_REPORT.headings.index("sku")
    return {sheet.title: [row[at_sku] for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(path)}


@pytest.mark.parametrize("block", [1, 2, 3, 7])
def test_lines_past_the_last_row_stand_in_further_sheets(
    block: int, seven: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_lines, "_ORDERS_OF_A_BLOCK", block)
    monkeypatch.setattr(xlsx, "ROWS", 4)
    path = written(seven, "orders", tmp_path, format="xlsx")
    assert skus(path) == {
        "Orders": ["sku", "s0", "s1", "s2"],
        "Orders 2": ["sku", "s3", "s4", "s5"],
        "Orders 3": ["sku", "s6"],
    }
    for sheet in load_workbook(path):
        last = f"AH{sheet.max_row}"
        assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("A2", f"A1:{last}", f"A1:{last}")
        assert sheet["A2"].number_format == TEXT


@pytest.mark.parametrize(("rows", "sheets"), [(8, [7]), (9, [7]), (7, [6, 1])])
def test_a_sheet_is_filled_before_the_next_begins(
    rows: int, sheets: list[int], seven: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "ROWS", rows)
    path = written(seven, "orders", tmp_path, format="xlsx")
    assert [len(held) - 1 for held in skus(path).values()] == sheets


def test_an_empty_report_has_its_heading(empty_store: Engine, tmp_path: Path) -> None:
    path = written(empty_store, "unshipped-orders", tmp_path, format="xlsx")
    sheet = load_workbook(path)["Unshipped Orders"]
    assert list(sheet.iter_rows(values_only=True)) == [fields.UNSHIPPED_ORDERS_REPORT.headings]


def test_every_second_of_a_day_is_kept() -> None:
    seconds = pd.date_range("2026-03-18T12:00:00", periods=86_400, freq="s")
    texts = pa.array(seconds.strftime("%Y-%m-%dT%H:%M:%S+00:00"), pa.large_string())
    made = xlsx.rows(texts, 2, ("purchase-date",), {DATE: "1", TEXT: "2"}).to_pylist()
    days = [float(row.partition("<v>")[2].partition("</v>")[0]) for row in made]
    assert [from_excel(day) for day in days] == seconds.to_pydatetime().tolist()


def test_a_column_is_as_wide_as_its_longest_cell_shows(empty_store: Engine, tmp_path: Path) -> None:
    wide = {"sku": "山" * 10, "product_name": "x" * 300, "currency": "USD", "item_price": 123_456_789}
    add_order(empty_store, 1, AS_OF, wide, buyer_name="é" * 12)
    sheet = load_workbook(written(empty_store, "orders", tmp_path, format="xlsx"))["Orders"]
    names = ("sku", "product-name", "item-price", "buyer-name", "purchase-date", "currency")
    letters = [get_column_letter(fields.ORDERS_REPORT.headings.index(name) + 1) for name in names]
    assert [int(sheet.column_dimensions[letter].width) for letter in letters] == [21, 48, 14, 14, 20, 12]


@pytest.mark.parametrize("length", [32_767, 32_768, 40_000])
def test_a_text_is_cut_where_a_cell_ends(length: int, empty_store: Engine, tmp_path: Path) -> None:
    add_order(empty_store, 1, AS_OF, {"sku": "&" * length})
    path = written(empty_store, "orders", tmp_path, format="xlsx")
    assert skus(path) == {"Orders": ["sku", "&" * 32_767]}


def test_the_cells_are_those_that_the_library_writes(tmp_path: Path) -> None:
    path = book_of(tmp_path, "orders")
    with zipfile.ZipFile(path) as archive:
        ours = archive.read("xl/worksheets/sheet1.xml").decode()
    texts = [" a", "b & <c>", "=1+1", "_x0041_"]
    with xlsxwriter.Workbook(tmp_path / "l.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, text in enumerate(texts):
            sheet.write_string(number + 1, 0, text, book.add_format({"num_format": TEXT}))
    with zipfile.ZipFile(tmp_path / "l.xlsx") as archive:
        theirs = re.findall("<row.*?</row>", archive.read("xl/worksheets/sheet1.xml").decode())
    style = re.findall(r's="(\d+)"', theirs[0])[0]
    assert xlsx.rows(pa.array(texts, pa.large_string()), 2, ("sku",), {TEXT: style}).to_pylist() == theirs
    assert ours.count("<row ") == 4


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_shows_the_same(tmp_path: Path) -> None:
    path = book_of(tmp_path, "orders")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    subprocess.run([*command, "csv", "--outdir", tmp_path / "out", path], check=True, capture_output=True, timeout=120)
    with (tmp_path / "out" / "orders-7-days.csv").open(encoding="utf-8", newline="") as file:
        heading, first, *_ = list(csv.reader(file))
    shown = dict(zip(heading, first, strict=True))
    names = ("order-item-id", "purchase-date", "sku", "item-price", "ship-postal-code", "delivery-Instructions")
    expected = ["02000000000017", "2026-03-17 07:59:59", "=1+1", "1234.56", "00123", "@SUM(A1) <&>"]
    # Whether thousands have commas is the machine's own setting.
    assert [shown[name].replace(",", "") for name in names] == expected
