import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from reports import workbooks
from reports.report import Report
from reports.windows import read_windows
from reports.writing import write
from schemas import orders_report, unshipped_orders_report
from tests.reports.report_orders import AS_OF, VIEW, add_order, at, store

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
    engine = store(folder)
    yen = {"currency": "JPY", "item_price": 990}
    dinars = {"currency": "KWD", "item_price": 1234}
    add_order(engine, 1, at("2026-03-17T09:59:59+02:00"), ITEM | MONEY, yen, dinars, **ORDER)
    with engine.connect() as connection:
        [report] = read_windows(connection, name, (7,), VIEW)
    write(report, folder / f"{name}.xlsx", "xlsx")
    return folder / f"{name}.xlsx"


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
        ("orders", "Orders", orders_report.COLUMNS),
        ("unshipped-orders", "Unshipped Orders", unshipped_orders_report.COLUMNS),
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


def test_lines_past_the_last_row_stand_in_further_sheets(tmp_path: Path) -> None:
    frame = pd.DataFrame({"sku": [f"s{number}" for number in range(7)]}, dtype="str")
    with (tmp_path / "o.xlsx").open("wb") as file:
        workbooks.write(Report("orders", "Orders", AS_OF, frame), file, rows_of_a_sheet=4)
    sheets = {sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(file.name)}
    assert sheets == {
        "Orders": ["sku", "s0", "s1", "s2"],
        "Orders 2": ["sku", "s3", "s4", "s5"],
        "Orders 3": ["sku", "s6"],
    }


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (3, 1), (4, 2)])
def test_a_sheet_is_filled_before_the_next_begins(count: int, sheets: int, tmp_path: Path) -> None:
    frame = pd.DataFrame({"sku": ["s"] * count}, dtype="str")
    with (tmp_path / "o.xlsx").open("wb") as file:
        workbooks.write(Report("orders", "Orders", AS_OF, frame), file, rows_of_a_sheet=4)
    assert len(load_workbook(file.name).sheetnames) == sheets


def test_an_empty_report_has_its_heading(tmp_path: Path) -> None:
    with store(tmp_path).connect() as connection:
        [report] = read_windows(connection, "unshipped-orders", (1,), VIEW)
    write(report, tmp_path / "u.xlsx", "xlsx")
    sheet = load_workbook(tmp_path / "u.xlsx")["Unshipped Orders"]
    assert list(sheet.iter_rows(values_only=True)) == [unshipped_orders_report.COLUMNS]


def test_every_second_of_a_day_is_kept(tmp_path: Path) -> None:
    instants = pd.Series(range(AS_OF, AS_OF + 86_400, 7), dtype="Int64")
    report = Report("orders", "Orders", AS_OF, pd.DataFrame({"purchase-date": instants}))
    write(report, tmp_path / "o.xlsx", "xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx")["Orders"]
    shown = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert shown == pd.to_datetime(instants, unit="s").dt.to_pydatetime().tolist()
