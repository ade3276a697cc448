"""Rule 2.5: what an edit of a confirmed package changes."""

from typing import Any

from tests.rules.desk import Desk
from tests.rules.writings import line, parcel, tracking_number

TYPED = {
    "ship_date": "2026-03-05",
    "carrier_code": "Other",
    "carrier_name": "Bike",
    "tracking_number": "T0000000001",
    "ship_method": "Ground",
    "cod_collection_method": "DirectPayment",
    "ship_from_address_name": "North",
    "ship_from_address_city": "Oslo",
    "ship_from_supply_source_id": "S1",
}
LATER = {"ship_date": "2026-03-06", "carrier_code": "UPS"}
OPTIONAL = [name for name in TYPED if name not in LATER]


def edited(desk: Desk, *edits: dict[str, str]) -> list[dict[str, Any]]:
    """Packages confirmed as TYPED, one an order, after each was edited by a record with other cells."""
    numbers = [tracking_number(order) for order in range(1, len(edits) + 1)]
    rows = [parcel(order, 2, **TYPED | {"tracking_number": number}) for order, number in enumerate(numbers, 1)]
    desk.ship(*rows)
    answer = desk.ship(*(parcel(order, 2, **dict.fromkeys(TYPED, "") | cells) for order, cells in enumerate(edits, 1)))
    assert answer.counts == (len(edits), len(edits), 0)
    stored = [dict(zip(TYPED, package, strict=True)) for package in desk.packages(*TYPED)]
    # Every order has a number of its own: where it was kept, it is that of TYPED.
    kept = {number: TYPED["tracking_number"] for number in numbers}
    return [package | {"tracking_number": kept.get(number := package["tracking_number"], number)} for package in stored]


def test_a_filled_cell_overwrites_an_empty_one_keeps_and_null_deletes(stocked: Desk) -> None:
    named = {"carrier_name": "Brown"}
    overwrites = {"tracking_number": "T0000000002", "ship_from_address_city": "Bergen"}
    assert edited(stocked, LATER | named, LATER | named | overwrites, LATER | dict.fromkeys(OPTIONAL, "NULL")) == [
        TYPED | LATER | named,
        TYPED | LATER | named | overwrites,
        dict.fromkeys(TYPED) | LATER,
    ]


def test_every_edited_cell_is_an_entry_before_and_after(stocked: Desk) -> None:
    other = {"carrier_code": "Other", "carrier_name": "Bike", "ship_date": "2026-03-06"}
    edited(stocked, other | {"tracking_number": "T0000000002", "ship_method": "NULL"})
    assert sorted(stocked.history(3)) == [
        (1, "edit package", "ship_date", "2026-03-05", "2026-03-06"),
        (1, "edit package", "ship_method", "Ground", None),
        (1, "edit package", "tracking_number", "T0000000001", "T0000000002"),
    ]


def test_a_new_carrier_code_clears_carrier_name_unless_one_is_given(stocked: Desk) -> None:
    fed, named = LATER | {"carrier_code": "FedEx"}, LATER | {"carrier_code": "FedEx", "carrier_name": "Fed"}
    van = LATER | {"carrier_code": "Other", "carrier_name": "Van"}
    packages = edited(stocked, fed, named, van)
    assert [(package["carrier_code"], package["carrier_name"]) for package in packages] == [
        ("FedEx", None),
        ("FedEx", "Fed"),
        ("Other", "Van"),
    ]


def test_the_same_carrier_code_keeps_carrier_name(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2, carrier_name="Brown"))
    stocked.ship(parcel(1, 2, tracking_number="T0000000002"))
    assert stocked.packages("carrier_code", "carrier_name", "tracking_number") == [("UPS", "Brown", "T0000000002")]


def test_null_in_a_required_column_is_refused(stocked: Desk) -> None:
    stocked.ship(parcel(1))
    wrong = ({"ship_date": "NULL"}, {"carrier_code": "NULL"}, {"order_id": "NULL"})
    answer = stocked.ship(*(parcel(1, **cells) for cells in wrong), parcel(2, ship_date="NULL"))
    assert answer.faults == [(1, 70119), (2, 70119), (3, 70119), (4, 70119)]
    assert stocked.packages("ship_date", "carrier_code") == [("2026-03-05", "UPS")]


def test_null_deletes_no_carrier_name_that_other_requires(stocked: Desk) -> None:
    stocked.ship(parcel(1, **TYPED))
    answer = stocked.ship(parcel(1, **TYPED | {"carrier_name": "NULL", "tracking_number": "T0000000002"}))
    assert answer.counts == (1, 0, 1)
    assert stocked.packages("carrier_name", "tracking_number") == [("Bike", "T0000000001")]


def test_null_means_empty_in_a_first_confirmation(stocked: Desk) -> None:
    optional = ("quantity", "carrier_name", "tracking_number", "ship_method")
    answer = stocked.ship(
        parcel(1, 1, **dict.fromkeys(optional, "NULL")),
        parcel(2, order_item_id="NULL"),
        parcel(3, 1, carrier_code="Other", carrier_name="NULL"),
    )
    assert answer.faults == [(1, 70203), (3, 70120)]
    assert stocked.packages("carrier_code", *optional) == [
        ("UPS", 3, None, None, None),
        ("UPS", 3, None, tracking_number(2), None),
        ("UPS", 1, None, tracking_number(2), None),
    ]


def test_what_shipped_before_it_was_taken_in_has_no_package_to_edit(desk: Desk) -> None:
    desk.orders(line(1, order_status="Shipped"))
    assert desk.ship(parcel()).faults == [(1, 71007)]
