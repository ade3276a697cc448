import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from reports import order_lines
from reports.windows import write_windows
from schemas import fields
from schemas.currencies import EXPONENTS, as_decimal
from tests.reports.report_orders import AS_OF, VIEW, add_order, at, lines, written

FULL = {
    "payments_at": at("2026-03-16T10:00:00+01:00"),
    "buyer_email": "a@marketplace.example",
    "buyer_name": "Ærø Müller",
    "buyer_phone_number": "+44 20 7946 0000",
    "recipient_name": 'Ann "Annie" Müller',
    "ship_address_1": "1 High Street, Flat 2",
    "ship_address_2": "Back\tdoor\r\nbell",
    "ship_city": "London",
    "ship_postal_code": "00123",
    "ship_country": "GB",
    "ship_phone_number": "020",
    "ship_service_level": "Standard",
    "delivery_start_date": "2026-03-20T08:00:00+00:00",
    "delivery_time_zone": "Europe/London",
    "delivery_instructions": "=1+1",
    "sales_channel": "shop.example",
    "is_business_order": "true",
    "purchase_order_number": "PO-1",
    "is_sold_by_ab": "false",
    "is_iba": "false",
}
POUNDS = {"sku": "SKU-1", "product_name": "Cup\x07\n blue", "currency": "GBP", "item_price": 990, "item_tax": 5}
YEN = {"order_item_id": "02000000000017", "sku": "b", "currency": "JPY", "item_price": 990, "shipping_price": 0}


@pytest.fixture
def engine(empty_store: Engine) -> Engine:
    add_order(empty_store, 1, at("2026-03-16T09:30:05+01:00"), POUNDS | {"purchased": 3, "shipped": 1}, YEN, **FULL)
    add_order(empty_store, 2, AS_OF)
    return empty_store


def table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_bytes().decode().removesuffix("\n").split("\n")]


def test_orders_txt_is_exactly_this(engine: Engine, tmp_path: Path) -> None:
    path = written(engine, "orders", tmp_path)
    buyer = ["a@marketplace.example", "Ærø Müller", "+44 20 7946 0000"]
    to = ['Ann "Annie" Müller', "1 High Street, Flat 2", "Back door bell", "", "London", "", "00123", "GB", "020"]
    more = ["2026-03-20T08:00:00+00:00", "", "Europe/London", "=1+1", "shop.example", "true", "PO-1", "", "false"]
    dates = ["2026-03-16T08:30:05+00:00", "2026-03-16T09:00:00+00:00"]
    first, second = "202-0000000-0000001", "202-0000000-0000002"
    cup = ["SKU-1", "Cup  blue", "3", "GBP", "9.90", "0.05", "", "", "Standard"]
    yen = ["b", "", "1", "JPY", "990", "", "0", "", "Standard"]
    assert table(path) == [
        list(fields.ORDERS_REPORT.headings),
        [first, "02000000000017", *dates, *buyer, *yen, *to, *more],
        [first, "101", *dates, *buyer, *cup, *to, *more],
        [second, "201", "2026-03-18T12:00:00+00:00", *[""] * 6, "1", *[""] * 24],
    ]


def test_unshipped_orders_txt_is_exactly_this(engine: Engine, tmp_path: Path) -> None:
    path = written(engine, "unshipped-orders", tmp_path)
    dates = ["2026-03-16T08:30:05+00:00", "2026-03-16T09:00:00+00:00", "2026-03-18T12:00:00+00:00"]
    promise = ["2026-03-18T23:59:59+00:00", "-1"]
    buyer = ["a@marketplace.example", "Ærø Müller", "+44 20 7946 0000"]
    to = ["Standard", 'Ann "Annie" Müller', "1 High Street, Flat 2", "Back door bell", "", "London", "", "00123", "GB"]
    more = ["true", "PO-1", "", "false", "false", "true"]
    bare = ["2026-03-18T12:00:00+00:00", "", "2026-03-18T12:00:00+00:00", "2026-03-20T23:59:59+00:00", "-3"]
    assert table(path) == [
        list(fields.UNSHIPPED_ORDERS_REPORT.headings),
        ["202-0000000-0000001", "02000000000017", *dates, *promise, *buyer, "b", "", "1", "0", "1", *to, *more],
        ["202-0000000-0000001", "101", *dates, *promise, *buyer, "SKU-1", "Cup  blue", "3", "1", "2", *to, *more],
        ["202-0000000-0000002", "201", *bare, *[""] * 5, "1", "0", "1", *[""] * 13, "false", "false"],
    ]


def test_csv_has_the_mark_crlf_and_quotes_only_where_needed(empty_store: Engine, tmp_path: Path) -> None:
    cells = ("plain", "a,b", 'say "x"', "tab\tline\nend", None, "=1+1")
    add_order(empty_store, 1, AS_OF, *({"sku": cell, "product_name": "é"} for cell in cells))
    heading, *rest, end = written(empty_store, "orders", tmp_path, format="csv").read_bytes().decode().split("\r\n")
    assert (heading, end) == ("\ufeff" + ",".join(fields.ORDERS_REPORT.headings), "")
    shown = ["plain,é", '"a,b",é', '"say ""x""",é', "tab line end,é", ",é", "=1+1,é"]
    before = "202-0000000-0000001,{},2026-03-18T12:00:00+00:00,,,,,"
    assert rest == [before.format(101 + number) + cell + ",1" + 24 * "," for number, cell in enumerate(shown)]


def test_csv_and_txt_hold_the_same_cells(engine: Engine, tmp_path: Path) -> None:
    plain = table(written(engine, "orders", tmp_path))
    with written(engine, "orders", tmp_path, format="csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, strict=True)) == plain


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (990, "GBP", "9.90"),
        (990, "JPY", "990"),
        (0, "USD", "0.00"),
        (0, "JPY", "0"),
        (5, "EUR", "0.05"),
        (1234, "KWD", "1.234"),
        (5, "KWD", "0.005"),
        (12345, "CLF", "1.2345"),
        (10**15, "USD", "10000000000000.00"),
        (10**15 - 1, "USD", "9999999999999.99"),
        (10**15 - 7, "JPY", "999999999999993"),
        (0, None, "0.00"),
        (None, "USD", ""),
        (None, "JPY", ""),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    minor: Any, currency: Any, shown: str, empty_store: Engine, tmp_path: Path
) -> None:
    add_order(empty_store, 1, AS_OF, {"currency": currency, "item_price": minor})
    [line] = lines(written(empty_store, "orders", tmp_path))
    assert (line["currency"], line["item-price"]) == (currency or "", shown)


@pytest.mark.parametrize("code", sorted(EXPONENTS))
def test_amounts_of_every_currency_are_those_of_its_minor_units(code: str, engine: Engine, tmp_path: Path) -> None:
    add_order(engine, 3, AS_OF, {"currency": code, "item_price": 120_304})
    assert lines(written(engine, "orders", tmp_path))[-1]["item-price"] == f"{as_decimal(120_304, code):f}"


@pytest.mark.parametrize("character", ["\x00", "\x1f", "\x7f", "\x85", "\t", "\r\n", "\u2028", "\v\f", "\uffff"])
def test_what_would_break_a_line_becomes_one_space(character: str, empty_store: Engine, tmp_path: Path) -> None:
    add_order(empty_store, 1, AS_OF, {"sku": f"a{character}b"})
    assert [line["sku"] for line in lines(written(empty_store, "orders", tmp_path))] == ["a b"]


def test_more_orders_than_are_read_at_a_time_are_all_written(
    empty_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_lines, "_ORDERS_OF_A_BLOCK", 3)
    # One second has more of them than are read at a time.
    for number, age in enumerate((9, 9, 8, 7, 7, 7, 7, 7, 7, 6, 5, 4, 4, 4, 4, 3), 1):
        add_order(empty_store, number, AS_OF - age, {"sku": f"s{number}"})
    shown = [line["sku"] for line in lines(written(empty_store, "orders", tmp_path))]
    assert shown == [f"s{number}" for number in range(1, 17)]


@pytest.mark.parametrize("name", ["orders", "unshipped-orders"])
def test_an_empty_window_is_a_heading_and_no_line(name: Any, empty_store: Engine, tmp_path: Path) -> None:
    with empty_store.connect() as connection:
        [(path, count)] = write_windows(connection, (name, (7,)), VIEW, tmp_path / "out", "txt")
    columns = fields.ORDERS_REPORT.headings if name == "orders" else fields.UNSHIPPED_ORDERS_REPORT.headings
    assert (path, count) == (tmp_path / "out" / f"{name}-7-days.txt", 0)
    assert path.read_text() == "\t".join(columns) + "\n"
