"""``orderfeeds export``: what is held of orders and their buyers, readable for the one who asked alone."""

import csv
import io
import json
import stat
from typing import Any

import pytest

from tests.cli.buyers_written import (
    BUYER,
    DUE,
    HEADINGS,
    OPEN,
    SHIPPED,
    SOON,
    order_line,
    purged,
    shipped,
    text_of,
    texts_of,
)
from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import ADJUST_HEADINGS, BOUGHT, CANCEL_HEADINGS, PAID, SHIP_HEADINGS, parcel

AMOUNTS = (
    "item-price item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount "
    "ship-promotion-discount"
).split()
DETAILS = (
    "ship-service-level delivery-start-date delivery-end-date delivery-time-zone delivery-Instructions sales-channel "
    "is-business-order purchase-order-number price-designation is-sold-by-ab is-iba payment-method "
    "cod-collectible-amount already-paid payment-method-fee ioss-number"
).split()


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """An order of yen that was shipped and refunded in part, and one that is open."""
    headings = [*HEADINGS, "currency", "item-price", "latest-ship-date"]
    rows = [[*order_line(order), "JPY", "500", "2026-03-09T17:00:00+09:00"] for order in (SHIPPED, OPEN)]
    assert desk.upload(desk.file("orders.txt", [headings, *rows])).code == 0
    shipped(desk, SHIPPED)
    refund = [SHIPPED, "21111111111", "CustomerReturn", "JPY", "120"]
    assert desk.upload(desk.file("refund.txt", [ADJUST_HEADINGS, refund])).code == 0
    assert desk.upload(desk.file("late.txt", [SHIP_HEADINGS, parcel(SHIPPED, "21111111111", "7")])).code == 1
    return desk


def exported(desk: Desk, *args: object) -> list[dict[str, Any]]:
    said = desk.call("export", *args)
    assert (said.code, said.err) == (0, "")
    return [json.loads(line) for line in said.out.splitlines()]


def test_everything_that_is_held_of_an_order_is_told(closed: Desk) -> None:
    [order] = exported(closed, "--orders", SHIPPED)
    [fault] = order.pop("faults")
    assert (fault["upload"], fault["record"], fault["column"]) == (4, 1, "quantity")
    package = {"ship-date": "2026-03-05", "carrier-code": "UPS", "carrier-name": None, "ship-method": None}
    filled = {"delivery-Instructions": text_of(SHIPPED, "delivery-Instructions")}
    assert order == {
        "order-id": SHIPPED,
        "state": "Shipped",
        "verified": True,
        "purchase-date": BOUGHT,
        "payments-date": PAID,
        "latest-ship-date": "2026-03-09T17:00:00+09:00",
        "buyer": {heading: text_of(SHIPPED, heading) for heading in BUYER},
        "buyer-deleted-at": None,
        "former-addresses": [],
        "former-wishes": [],
        "details": dict.fromkeys(DETAILS) | filled,
        "items": [
            {
                "order-item-id": "21111111111",
                "sku": "A1",
                **dict.fromkeys(("product-name", "item-promotion-id", "ship-promotion-id")),
                "is-buyer-requested-cancellation": False,
                **dict.fromkeys(("buyer-requested-cancel-reason", "gift-message-text", "gift-wrap-type")),
                **{"quantity-purchased": 1, "quantity-shipped": 1, "quantity-canceled": 0, "currency": "JPY"},
                **dict.fromkeys(AMOUNTS),
                "item-price": "500",
                "refunded": dict.fromkeys(AMOUNTS, "0") | {"item-price": "120"},
            }
        ],
        "packages": [{"order-item-id": "21111111111", "quantity": 1, "tracking-number": "T0000000001", **package}],
    }


def test_addresses_as_they_were_before_they_changed_are_told_until_they_are_deleted(closed: Desk) -> None:
    headings = ["order-id", "order-item-id", "purchase-date", "quantity-purchased", "sku", "ship-address-1"]
    for number, street in ((5, "9 New Way"), (6, "10 New Way")):
        line = [OPEN, "22222222222", BOUGHT, "1", "A1", street]
        assert closed.upload(closed.file(f"moved{number}.txt", [headings, line])).code == 0
    [order] = exported(closed, "--orders", OPEN)
    first = {heading: text_of(OPEN, heading) for heading in BUYER}
    assert order["buyer"] == first | {"ship-address-1": "10 New Way"}
    assert order["former-addresses"] == [
        {"changed-by-upload": 5, "changed-at": AS_OF} | first,
        {"changed-by-upload": 6, "changed-at": AS_OF} | first | {"ship-address-1": "9 New Way"},
    ]
    canceled = [CANCEL_HEADINGS, [OPEN, "NoInventory", ""]]
    assert closed.upload(closed.file("cancel.txt", canceled)).code == 0
    purged(closed, "--yes")
    assert exported(closed, "--orders", OPEN)[0]["former-addresses"] == []


@pytest.mark.parametrize(
    "args", [("--orders", SHIPPED, OPEN), ("--orders", SHIPPED, "--orders", OPEN), ("--orders", OPEN, SHIPPED, OPEN)]
)
def test_several_orders_are_named_each_is_told_once(closed: Desk, args: tuple[str, ...]) -> None:
    assert sorted(order["order-id"] for order in exported(closed, *args)) == [SHIPPED, OPEN]


@pytest.mark.parametrize(("as_of", "orders"), [(DUE, [SHIPPED]), (SOON, [])])
def test_with_an_age_it_is_what_a_purge_would_delete(closed: Desk, as_of: str, orders: list[str]) -> None:
    said = closed.call("export", "--older-than", "30d", "--as-of", as_of)
    assert [json.loads(line)["order-id"] for line in said.out.splitlines()] == orders
    assert said.err == ("" if orders else "No order is that old: nothing to export.\n")
    preview = json.loads(closed.call("purge", "--as-of", as_of, "--json").out)
    assert preview["orders"] == len(orders)


def test_a_file_is_readable_for_its_owner_alone_and_never_put_over_another(closed: Desk) -> None:
    out = closed.folder / "ada.jsonl"
    said = closed.call("export", "--orders", SHIPPED, "--out", out)
    assert (said.code, said.out, said.err) == (0, f"{out}: 1 order\n", "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    content = out.read_bytes()
    assert [json.loads(content)] == exported(closed, "--orders", SHIPPED)
    again = closed.call("export", "--orders", OPEN, "--out", out)
    assert (again.code, out.read_bytes()) == (2, content)
    assert again.err.startswith(f"{out} is there already and was left as it is.")


def test_csv_has_a_line_an_item_that_no_spreadsheet_takes_for_a_formula(desk: Desk) -> None:
    line = order_line(SHIPPED)
    line[7], line[8] = "=1+1", "+47 (22) 123"
    desk.upload(desk.file("orders.txt", [HEADINGS, line]))
    said = desk.call("export", "--orders", SHIPPED, "--format", "csv")
    assert said.out.startswith("\ufeff")
    [row] = csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff")))
    wanted = {heading: text_of(SHIPPED, heading) for heading in BUYER} | {
        "buyer-name": "'=1+1",
        "buyer-phone-number": "+47 (22) 123",
    }
    assert {heading: row[heading] for heading in BUYER} == wanted
    facts = ("order-id", "state", "verified", "order-item-id", "quantity-shipped", "item-price", "refunded-item-price")
    assert [row[heading] for heading in facts] == [SHIPPED, "Unshipped", "true", "21111111111", "0", "", "0.00"]


def test_of_a_deleted_buyer_the_facts_are_told(closed: Desk) -> None:
    [before] = exported(closed, "--orders", SHIPPED)
    purged(closed, "--yes")
    [after] = exported(closed, "--orders", SHIPPED)
    assert after["buyer"] == dict.fromkeys(BUYER)
    assert after["buyer-deleted-at"] == DUE
    for told in (before, after):
        told.pop("buyer")
        told.pop("buyer-deleted-at")
        told["details"].pop("delivery-Instructions")
    assert after == before
    assert [text for text in texts_of(SHIPPED) if text in json.dumps(after, ensure_ascii=False)] == []


def test_an_order_that_is_not_there_is_told_and_the_others_are_exported(closed: Desk) -> None:
    said = closed.call("export", "--orders", "111-1111111-1111111", SHIPPED)
    assert (said.code, said.err) == (1, "Not in the order table: 111-1111111-1111111.\n")
    assert [json.loads(line)["order-id"] for line in said.out.splitlines()] == [SHIPPED]
    other = closed.call("export", "--orders", SHIPPED, "--merchant", "other")
    assert (other.code, other.out) == (1, "")


@pytest.mark.parametrize("args", [(), ("--orders", SHIPPED, "--older-than", "30d")])
def test_orders_or_an_age_must_be_told(closed: Desk, args: tuple[str, ...]) -> None:
    said = closed.call("export", *args)
    assert (said.code, said.out) == (2, "")
    assert "Say which orders: --orders ORDER-ID..., or --older-than 30d." in said.err


def test_nothing_in_the_order_table_changes_by_it(closed: Desk) -> None:
    kept = closed.contents()
    exported(closed, "--orders", SHIPPED)
    closed.call("export", "--older-than", "30d", "--as-of", DUE, "--format", "csv")
    assert closed.contents() == kept
