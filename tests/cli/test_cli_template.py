"""``orderfeeds template``: a workbook made from the schema, blank or filled from the order table."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.desk_calls import AS_OF, Desk, call
from tests.cli.feeds_written import BOUGHT, CANCEL_HEADINGS, FIRST, PAID, PENDING, SHIP_HEADINGS, TWO_ITEMS, YEN, parcel

KINDS = ("shipping-confirmation", "order-cancellation", "order-adjustment", "orders")
DETAILED = (
    "order-id order-item-id purchase-date payments-date quantity-purchased recipient-name sku product-name".split()
)
HELPERS = ["recipient-name", "sku", "product-name", "promise-date"]
CLASSIC = "order-id order-item-id quantity ship-date carrier-code carrier-name tracking-number ship-method".split()


def data(path: Path) -> Worksheet:
    sheet: Worksheet = load_workbook(path).worksheets[-1]
    return sheet


def filled(path: Path) -> list[dict[str, Any]]:
    """The rows of the data sheet, without their empty cells."""
    names, *rows = data(path).iter_rows(values_only=True)
    named = [dict(zip(names, row, strict=True)) for row in rows]
    return [{str(name): value for name, value in row.items() if value is not None} for row in named]


def template(desk: Desk, kind: str, *args: object) -> tuple[Path, str, str]:
    path = desk.folder / f"{kind}-made.xlsx"
    path.unlink(missing_ok=True)
    said = desk.call("template", kind, "--out", path, "--as-of", AS_OF, *args)
    assert said.code == 0, said.err
    return path, said.out.removeprefix(f"{path}: ").strip(), said.err.strip()


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_template_is_named_by_its_kind_and_needs_no_order_table(
    kind: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    said = desk.call("template", kind)
    assert (said.code, said.out, said.err) == (0, f"{kind}.xlsx: 0 rows\n", "")
    assert [path.name for path in desk.folder.iterdir()] == [f"{kind}.xlsx"]


def test_a_file_that_is_there_is_left_as_it_is(desk: Desk) -> None:
    path = desk.folder / "mine.xlsx"
    path.write_bytes(b"my work")
    said = desk.call("template", "orders", "--out", path)
    told = f"{path} is there already and was left as it is. Name another file: --out mine-2.xlsx\n"
    assert (said.code, said.out, said.err) == (2, "", told)
    assert path.read_bytes() == b"my work"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["orders", "--prefill"], "orders has nothing to be filled with: its file is what brings orders in."),
        (["order-cancellation", "--days", "7"], "--days narrows what --prefill fills in."),
        (["orders", "--out", "orders.txt"], "orders.txt: a template is an .xlsx workbook. Name it so"),
        (["parcels"], "'parcels' is not one of"),
        (["orders", "--region", "DE"], "'DE' is not one of"),
        (["order-cancellation", "--prefill"], "There is no order table at"),
    ],
)
def test_what_cannot_be_written_is_told_why(given: list[str], told: str, desk: Desk) -> None:
    said = desk.call("template", *given)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert list(desk.folder.iterdir()) == []


def test_a_confirmation_comes_with_every_open_item_by_promise_date(stocked: Desk) -> None:
    early = [["111-0000000-0000001", "1", "2026-02-20T12:00:00+00:00", PAID, "3", "Ann", "A-1", "Mug"]]
    assert stocked.upload(stocked.file("early.txt", [DETAILED, *early])).code == 0
    assert stocked.upload(stocked.file("some.txt", [SHIP_HEADINGS, parcel(TWO_ITEMS, "10000000004", "1")])).code == 0
    path, out, err = template(stocked, "shipping-confirmation", "--prefill")
    assert (out, err) == ("5 rows", "")
    names = [cell.value for cell in data(path)[1]]
    assert names[:12] == [*CLASSIC, *HELPERS]
    due = {"promise-date": "2026-03-04"}
    assert sorted(map(str, filled(path))) == sorted(
        map(
            str,
            [
                {"order-id": FIRST, "order-item-id": "10000000001", "quantity": "2"} | due,
                {"order-id": YEN, "order-item-id": "10000000002", "quantity": "1"} | due,
                {"order-id": TWO_ITEMS, "order-item-id": "10000000003", "quantity": "1"} | due,
                {"order-id": TWO_ITEMS, "order-item-id": "10000000004", "quantity": "2"} | due,
                {"order-id": early[0][0], "order-item-id": "1", "quantity": "3"}
                | {"recipient-name": "Ann", "sku": "A-1", "product-name": "Mug"}
                | due,
            ],
        )
    )
    assert PENDING not in path.read_bytes().decode("latin-1")


def test_rows_are_sorted_by_promise_date(desk: Desk) -> None:
    headings = "order-id order-item-id purchase-date payments-date quantity-purchased promise-date".split()
    days = ["2026-03-12", "2026-03-09", "2026-03-11"]
    lines = [
        [f"111-0000000-000000{at}", str(at + 1), BOUGHT, PAID, "1", f"{day}T23:30:00-08:00"]
        for at, day in enumerate(days)
    ]
    assert desk.upload(desk.file("orders.txt", [headings, *lines])).code == 0
    path, _, _ = template(desk, "shipping-confirmation", "--prefill")
    assert [row["promise-date"] for row in filled(path)] == ["2026-03-09", "2026-03-11", "2026-03-12"]


def test_items_past_the_deadline_are_left_out_and_counted(stocked: Desk) -> None:
    path, out, err = template(stocked, "shipping-confirmation", "--prefill", "--deadline-days", "5")
    assert (out, err) == ("0 rows", "4 open items left out: past the deadline, too late to be confirmed.")
    assert filled(path) == []


def test_days_narrow_to_orders_bought_since(stocked: Desk) -> None:
    assert template(stocked, "shipping-confirmation", "--prefill", "--days", "8")[1] == "0 rows"
    assert template(stocked, "shipping-confirmation", "--prefill", "--days", "9")[1] == "4 rows"


def test_a_cancellation_comes_with_the_items_nothing_of_which_has_shipped(stocked: Desk) -> None:
    assert stocked.upload(stocked.file("some.txt", [SHIP_HEADINGS, parcel(TWO_ITEMS, "10000000004", "1")])).code == 0
    assert stocked.upload(stocked.file("gone.txt", [CANCEL_HEADINGS, [YEN, "NoInventory", "10000000002"]])).code == 0
    path, out, _ = template(stocked, "order-cancellation", "--prefill")
    assert out == "2 rows"
    assert filled(path) == [
        {"order-id": FIRST, "amazon-order-item-code": "10000000001"}
        | {"quantity-to-ship": "2", "promise-date": "2026-03-04"},
        {"order-id": TWO_ITEMS, "amazon-order-item-code": "10000000003"}
        | {"quantity-to-ship": "1", "promise-date": "2026-03-04"},
    ]


def test_an_adjustment_comes_with_what_has_shipped_and_can_be_refunded(stocked: Desk) -> None:
    assert stocked.upload(stocked.file("out.txt", [SHIP_HEADINGS, parcel(), parcel(YEN)])).code == 0
    refund = [FIRST, "10000000001", "CustomerReturn", "USD", "12.50"]
    headings = "order-id order-item-id adjustment-reason-code currency item-price-adj".split()
    assert stocked.upload(stocked.file("back.txt", [headings, refund])).code == 0
    path, out, _ = template(stocked, "order-adjustment", "--prefill")
    assert out == "2 rows"
    assert filled(path) == [
        {"order-id": FIRST, "order-item-id": "10000000001", "currency": "USD"}
        | {"quantity-shipped": "2", "refundable": "item-price 87.50"},
        {"order-id": YEN, "order-item-id": "10000000002", "currency": "JPY"}
        | {"quantity-shipped": "1", "refundable": "item-price 500"},
    ]


def test_what_buyers_and_products_are_called_is_text_whatever_it_is(desk: Desk) -> None:
    wild = ["=1+1", '=HYPERLINK("http://x")', "a\x01b\x1fc" + "x" * 500]
    line = [FIRST, "1", BOUGHT, PAID, "1", *wild]
    assert desk.upload(desk.file("orders.txt", [DETAILED, line])).code == 0
    path, _, _ = template(desk, "shipping-confirmation", "--prefill")
    cells = [cell for cell in data(path)[2] if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in data(path)[2] if cell.value is not None} == {"@"}
    assert [cell.value for cell in cells[3:6]] == ["=1+1", '=HYPERLINK("http://x")', "a b c" + "x" * 500]


@pytest.mark.parametrize(
    ("region", "held", "not_held"),
    [
        ("US", "Yellow Freight", "SAGAWA"),
        ("JP", "SAGAWA", "Delhivery"),
        ("SG", "Ninjavan", "Delhivery"),
        ("AU", "EUB", "EMS"),
        ("IN", "Delhivery", "USPS"),
        (None, "EMS", "Nobody"),
    ],
)
def test_a_region_narrows_the_carriers_that_are_offered(
    region: str | None, held: str, not_held: str, desk: Desk
) -> None:
    path, _, _ = template(desk, "shipping-confirmation", *(["--region", region] if region else []))
    offered = [row[6].value for row in load_workbook(path)["Data Definitions"].iter_rows(min_row=2)]
    assert held in offered
    assert "Other" in offered
    assert not_held not in offered


def test_rows_that_are_added_below_the_prefilled_ones_are_printed_too(stocked: Desk) -> None:
    path = stocked.folder / "a.xlsx"
    stocked.call("template", "shipping-confirmation", "--prefill", "--as-of", AS_OF, "--out", path)
    assert load_workbook(path)["ShippingConfirmation"].print_area == ""


def test_json_holds_the_counts(stocked: Desk) -> None:
    path = stocked.folder / "a.xlsx"
    said = stocked.call("template", "shipping-confirmation", "--prefill", "--json", "--as-of", AS_OF, "--out", path)
    counts = {"rows": 4, "past-deadline": 0, "too-many": 0, "cancel-requested": 0}
    assert json.loads(said.out) == {"path": str(path), **counts}


def test_the_help_says_what_each_kind_comes_with() -> None:
    assert "Rows that are left as they came are skipped by upload." in " ".join(call("template", "--help").out.split())
