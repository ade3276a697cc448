"""``orderfeeds orders``: which orders are listed, and in which forms."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reports.health.definitions import RATES
from tests.cli.desk_calls import AS_OF, Desk, call
from tests.cli.feeds_written import ADJUST_HEADINGS, CANCEL_HEADINGS, SHIP_HEADINGS
from tests.cli.terminals import printed

HEADINGS = (
    "order-id order-item-id purchase-date payments-date quantity-purchased currency item-price sku ship-postal-code "
    "latest-ship-date is-buyer-requested-cancellation"
).split()


def name(number: int) -> str:
    return f"202-0000000-000000{number}"


def order(number: int, day: str, sku: str, place: str, ship_by: str, **more: str) -> list[str]:
    """A line of an order of two units, bought at noon of a day and paid half an hour later unless it is Pending."""
    paid = "" if more.get("pending") else f"{day}T12:30:00+00:00"
    item = more.get("item", f"1000000000{number}")
    cells = [name(number), item, f"{day}T12:00:00+00:00", paid, "2", "USD", "100.00", sku, place]
    return [*cells, f"{ship_by}T23:00:00+00:00", more.get("asked", "")]


# Bought on 2 or 9 March, seen on 10 March: 1 is late, 2 was confirmed late and without a number, 3 in time, 4 in part,
# 5 was canceled by the seller, 6 by the buyer, 7 is Pending, 8 is to be canceled and at the verge.
LINES = [
    order(1, "2026-03-02", "MUG", "0150", "2026-03-05"),
    order(2, "2026-03-02", "MUG", "SW1A 1AA", "2026-03-05"),
    order(3, "2026-03-02", "CUP", "5003", "2026-03-12"),
    order(4, "2026-03-09", "CUP", "0150", "2026-03-12"),
    order(4, "2026-03-09", "mug", "0150", "2026-03-12", item="10000000044"),
    order(5, "2026-03-09", "JUG", "0150", "2026-03-12"),
    order(6, "2026-03-09", "JUG", "0150", "2026-03-12"),
    order(7, "2026-03-09", "PAN", "0150", "2026-03-12", pending="true"),
    order(8, "2026-02-10", "PAN", "5003", "2026-03-12", asked="true"),
]
PARCELS = [
    [name(2), "", "", "2026-03-05", "UPS", ""],
    [name(3), "", "", "2026-03-05", "UPS", "1Z999AA10123456784"],
    [name(4), "10000000004", "", "2026-03-09", "UPS", "1Z999AA10000123991"],
]
CANCELED = [[name(5), "NoInventory", "10000000005"], [name(6), "BuyerCanceled", "10000000006"]]
REFUND = [[name(3), "10000000003", "CustomerReturn", "USD", "10.00"]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    desk = Desk(tmp_path_factory.mktemp("orders"))
    # What is late is counted by the real time elsewhere.
    assert desk.call("terms", "--rehearsal").code == 0
    table = [HEADINGS, *LINES]
    for made, rows in (
        ("orders.txt", table),
        ("ship.txt", [SHIP_HEADINGS, *PARCELS]),
        ("cancel.txt", [CANCEL_HEADINGS, *CANCELED]),
        ("adjust.txt", [ADJUST_HEADINGS, *REFUND]),
    ):
        said = desk.upload(desk.file(made, rows))
        assert said.code == 0, said
    return desk.store.read_bytes()


@pytest.fixture
def busy(desk: Desk, kept: bytes) -> Desk:
    desk.store.write_bytes(kept)
    return desk


def listed(desk: Desk, *args: object) -> list[dict[str, Any]]:
    said = desk.call("orders", *args, "--json", "--as-of", AS_OF)
    assert (said.code, said.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(said.out)["orders"]
    return found


def numbers(desk: Desk, *args: object) -> list[int]:
    return [int(row["order-id"][-1]) for row in listed(desk, *args)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [8, 1, 2, 3, 4, 5, 6, 7]),
        ("--state Unshipped", [8, 1]),
        ("--state unshipped --state PartiallyShipped", [8, 1, 4]),
        ("--state Pending", [7]),
        ("--state Canceled", [5, 6]),
        ("--sku MUG", [1, 2]),
        ("--sku mug", [4]),
        ("--sku MUG --sku CUP", [1, 2, 3, 4]),
        ("--sku nothing", []),
        ("--tracking 1Z999AA10123456784", [3]),
        ("--tracking 1z-999-AA1", []),
        ("--postal-code 5003", [8, 3]),
        ("--postal-code sw1a1aa", [2]),
        ("--day 2026-03-09", [4, 5, 6, 7]),
        ("--day 2026-02-10 --day 2026-03-09", [8, 4, 5, 6, 7]),
        ("--days 7", [4, 5, 6, 7]),
        ("--late", [1, 2]),
        ("--late --state Shipped", [2]),
        ("--untracked", [2]),
        ("--verge", [8]),
        ("--verge --late", []),
        ("--rate late-shipment-rate", [2]),
        ("--rate valid-tracking-rate", [2]),
        ("--rate pre-fulfilment-cancel-rate", [5]),
        ("--rate refund-rate", [3]),
        ("--rate refund-rate --days 7", []),
        ("--verge --warning-days 0", []),
    ],
)
def test_orders_that_fit_all_that_is_asked_come_by_purchase_date(busy: Desk, asked: str, found: list[int]) -> None:
    assert numbers(busy, *asked.split()) == found


@pytest.mark.parametrize("typed", ["1z999aa10123456784", "1Z 999 AA1 0123 4567 84", "1Z-999-AA1-0123-4567-84"])
def test_a_tracking_number_is_found_as_it_is_printed(busy: Desk, typed: str) -> None:
    assert numbers(busy, "--tracking", typed) == [3]


def test_each_rate_of_health_lists_as_many_orders_as_it_counts(busy: Desk) -> None:
    [window] = json.loads(busy.call("report", "health", "--days", "30", "--json", "--as-of", AS_OF).out)["windows"]
    for rate in RATES:
        told = window[rate]
        counted = told["of"] - told["count"] if rate == "valid-tracking-rate" else told["count"]
        assert len(numbers(busy, "--rate", rate, "--days", "30")) == counted, rate


def test_a_line_holds_dates_units_flags_skus_and_numbers_and_nothing_of_the_buyer(busy: Desk) -> None:
    assert listed(busy, "--sku", "mug") == [
        {
            "order-id": name(4),
            "state": "PartiallyShipped",
            "purchase-date": "2026-03-09T12:00:00+00:00",
            "latest-ship-date": "2026-03-12T23:00:00+00:00",
            "confirm-by": "2026-04-08T12:00:00+00:00",
            "quantity-purchased": 4,
            "quantity-shipped": 2,
            "quantity-canceled": 0,
            "quantity-to-ship": 2,
            "late": False,
            "untracked": False,
            "verge-of-cancellation": False,
            "cancel-requested": False,
            "skus": ["CUP", "mug"],
            "tracking-numbers": ["1Z999AA10000123991"],
        }
    ]
    [asked] = listed(busy, "--verge")
    assert (asked["cancel-requested"], asked["tracking-numbers"]) == (True, [])


def test_the_table_fits_eighty_columns(busy: Desk) -> None:
    lines = printed("orders", "--as-of", AS_OF, "--db", busy.store, width=80)
    assert max(map(len, lines)) <= 80
    assert lines[:3] == [
        "order-id             state             bought      ship by     open  notes",
        f"{name(8)}  Unshipped         2026-02-10  2026-03-12  2     verge,",
        "                                                                     buyer",
    ]


def test_files_hold_the_same_lines_typed_in_a_workbook(busy: Desk) -> None:
    for ending in ("csv", "xlsx", "txt"):
        path = busy.folder / f"list.{ending}"
        said = busy.call("orders", "--state", "Shipped", "--out", path, "--as-of", AS_OF)
        assert (said.code, said.out) == (0, f"{path}: 2 lines\n")
    with (busy.folder / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert [line.split("\t") for line in busy.report("list.txt").splitlines()] == table
    names, first, _ = load_workbook(busy.folder / "list.xlsx").worksheets[0].iter_rows(values_only=True)
    row = dict(zip(names, first, strict=True))
    assert list(row) == table[0]
    held = [row[heading] for heading in ("order-id", "quantity-shipped", "late", "tracking-numbers")]
    assert held == [name(2), 2, "true", None]
    assert row["purchase-date"] == datetime(2026, 3, 2, 12)


def test_a_file_that_is_there_is_left_as_it_is_and_a_name_without_a_format_is_refused(busy: Desk) -> None:
    path = busy.folder / "list.csv"
    path.write_text("mine")
    said = busy.call("orders", "--out", path)
    assert (said.code, said.out, path.read_text()) == (2, "", "mine")
    assert said.err == f"{path} is there already and was left as it is. Name another file with --out.\n"
    said = busy.call("orders", "--out", Path("list.pdf"))
    assert (said.code, said.err) == (
        2,
        "list.pdf: the name of the file says its format. Name it so: --out list.csv\n",
    )


def test_nothing_that_fits_is_told_and_a_day_that_is_none_is_refused(busy: Desk) -> None:
    assert busy.call("orders", "--sku", "NONE").out == "No order fits.\n"
    assert "'9 March' is no day as 2026-03-09" not in call("orders", "--day", "9 March").err
    assert "'9 March' is no day as 2026-01-31." in call("orders", "--day", "9 March").err
