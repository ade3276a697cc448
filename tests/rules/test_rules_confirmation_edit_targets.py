"""Rule 2.5: when a record is an edit, and which package it edits."""

from tests.rules.desk import Desk
from tests.rules.writings import cancellation, parcel


def confirmed(desk: Desk, orders: int, *packages: tuple[str, str]) -> None:
    """Item 1 of each of the first ``orders`` orders, confirmed in packages of (quantity, tracking-number)."""
    numbers = range(1, orders + 1)
    desk.ship(*(parcel(order, quantity=units, tracking_number=name) for order in numbers for units, name in packages))


def test_with_nothing_open_the_only_package_is_edited(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1), parcel(2, 1), parcel(3, 1), parcel(3, 2))
    stocked.cancel(cancellation(2, 2))
    answer = stocked.ship(
        parcel(1, 1, tracking_number="T0000000002"),
        parcel(2, None, quantity="3", tracking_number="T0000000003"),
        parcel(3, None, tracking_number="T0000000004"),
    )
    assert answer.faults == []
    assert stocked.packages() == [(3, "T0000000002"), (3, "T0000000003"), (3, "T0000000004"), (1, "T0000000004")]
    assert [stocked.state(order) for order in (1, 2, 3)] == ["PartiallyShipped", "Shipped", "Shipped"]


def test_a_record_equal_in_number_carrier_and_quantity_edits_though_units_are_open(stocked: Desk) -> None:
    confirmed(stocked, 1, ("1", "T0000000001"), ("1", "T0000000002"))
    assert stocked.ship(parcel(quantity="1", tracking_number="T0000000002", ship_date="2026-03-06")).faults == []
    assert stocked.packages("tracking_number", "ship_date") == [
        ("T0000000001", "2026-03-05"),
        ("T0000000002", "2026-03-06"),
    ]


def test_with_units_open_any_other_record_ships(stocked: Desk) -> None:
    confirmed(stocked, 4, ("1", "T0000000001"))
    other = [{"quantity": "2"}, {"tracking_number": "T0000000002"}, {"carrier_code": "Newgistics"}, {"quantity": ""}]
    plain = {"quantity": "1", "ship_date": "2026-03-06"}
    assert stocked.ship(*(parcel(order, **plain | cells) for order, cells in enumerate(other, 1))).faults == []
    assert stocked.packages()[4:] == [(2, "T0000000001"), (1, "T0000000002"), (1, "T0000000001"), (2, "T0000000001")]


def test_of_several_packages_the_number_tells_and_then_the_quantity(stocked: Desk) -> None:
    confirmed(stocked, 4, ("1", "T0000000001"), ("2", "T0000000002"))
    answer = stocked.ship(
        parcel(1, ship_method="Air", tracking_number="T0000000002"),
        parcel(2, ship_method="Air", tracking_number="T0000000009", quantity="2"),
        parcel(3, ship_method="Air", tracking_number="", quantity="1"),
        parcel(4, ship_method="Air", tracking_number="T0000000002", quantity="1"),
    )
    assert answer.faults == [(4, 18021)]
    assert stocked.packages("tracking_number", "ship_method") == [
        *[("T0000000001", None), ("T0000000002", "Air")],
        *[("T0000000001", None), ("T0000000009", "Air")],
        *[("T0000000001", "Air"), ("T0000000002", None)],
        *[("T0000000001", None), ("T0000000002", None)],
    ]


def test_where_several_packages_could_be_meant_the_refusal_lists_them(stocked: Desk) -> None:
    confirmed(stocked, 4, ("1", "T0000000001"), ("1", "T0000000002"), ("1", "T0000000003"))
    stocked.ship(parcel(4, 2))
    answer = stocked.ship(
        parcel(1, tracking_number="T0000000009"),
        parcel(2, tracking_number=""),
        parcel(3, tracking_number="T0000000009", quantity="1"),
        parcel(4, None, tracking_number="T0000000001"),
    )
    assert [fault for fault in answer.faults if fault[1] != 70203] == [(record, 71006) for record in (1, 2, 3, 4)]
    listing = [message for message in answer.messages if "several packages" in message]
    assert [[name in message for name in ("T0000000001", "T0000000002", "T0000000003")] for message in listing] == [
        [True, True, True]
    ] * 4
    assert set(stocked.packages("ship_date", "tracking_number")) == {
        ("2026-03-05", name) for name in ("T0000000001", "T0000000002", "T0000000003")
    }


def test_an_edit_does_not_change_the_quantity(stocked: Desk) -> None:
    confirmed(stocked, 3, ("3", "T0000000001"))
    stocked.cancel(cancellation(3, 2))
    answer = stocked.ship(
        parcel(1, quantity="2", tracking_number="T0000000002"),
        parcel(2, quantity="4", tracking_number="T0000000002"),
        parcel(3, None, quantity="2", tracking_number="T0000000002"),
    )
    assert answer.faults == [(1, 18021), (2, 18021), (3, 18021)]
    assert stocked.packages() == [(3, "T0000000001")] * 3


def test_a_whole_order_with_two_packages_of_one_item_is_not_edited_at_all(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"), parcel(1, 1, quantity="2", tracking_number="T0000000002"), parcel(1, 2))
    assert stocked.ship(parcel(1, None, tracking_number="T0000000009")).faults == [(1, 71006)]
    assert stocked.packages() == [(1, "T0000000001"), (2, "T0000000002"), (1, "T0000000001")]


def test_of_two_equal_records_one_edits_the_package_and_the_other_ships(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1", tracking_number="T0000000001", ship_date="2026-03-04"))
    again = parcel(1, 1, quantity="1", tracking_number="T0000000001", ship_date="2026-03-05")
    assert stocked.ship(again, again).counts == (2, 2, 0)
    assert stocked.packages("ship_date", "tracking_number") == [
        ("2026-03-05", "T0000000001"),
        ("2026-03-05", "T0000000001"),
    ]
