"""Rule 2.5: when a record is an edit, and which package it edits."""

from tests.rules.desk import Desk
from tests.rules.writings import cancellation, parcel


def number(order: int, package: int) -> str:
    """A number of UPS for each package of an order."""
    return f"T{order}{package:09}"


def confirmed(desk: Desk, orders: int, *units: str) -> None:
    """Item 1 of each of the first ``orders`` orders, confirmed in packages of so many units."""
    numbered = [(order, package, held) for order in range(1, orders + 1) for package, held in enumerate(units, 1)]
    desk.ship(*(parcel(at, quantity=held, tracking_number=number(at, package)) for at, package, held in numbered))


def test_with_nothing_open_the_only_package_is_edited(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1), parcel(2, 1), parcel(3, 1), parcel(3, 2))
    stocked.cancel(cancellation(2, 2))
    answer = stocked.ship(
        parcel(1, 1, tracking_number=number(1, 2)),
        parcel(2, None, quantity="3", tracking_number=number(2, 2)),
        parcel(3, None, tracking_number=number(3, 2)),
    )
    assert answer.faults == []
    assert stocked.packages() == [(3, number(1, 2)), (3, number(2, 2)), (3, number(3, 2)), (1, number(3, 2))]
    assert [stocked.state(order) for order in (1, 2, 3)] == ["PartiallyShipped", "Shipped", "Shipped"]


def test_a_record_equal_in_number_carrier_and_quantity_edits_though_units_are_open(stocked: Desk) -> None:
    confirmed(stocked, 1, "1", "1")
    assert stocked.ship(parcel(quantity="1", tracking_number=number(1, 2), ship_date="2026-03-06")).faults == []
    assert stocked.packages("tracking_number", "ship_date") == [
        (number(1, 1), "2026-03-05"),
        (number(1, 2), "2026-03-06"),
    ]


def test_with_units_open_any_other_record_ships(stocked: Desk) -> None:
    confirmed(stocked, 4, "1")
    other = [{"quantity": "2"}, {"tracking_number": number(2, 2)}, {"carrier_code": "Newgistics"}, {"quantity": ""}]
    rows = [
        parcel(order, **{"quantity": "1", "ship_date": "2026-03-06", "tracking_number": number(order, 1)} | cells)
        for order, cells in enumerate(other, 1)
    ]
    assert stocked.ship(*rows).faults == []
    assert stocked.packages()[4:] == [(2, number(1, 1)), (1, number(2, 2)), (1, number(3, 1)), (2, number(4, 1))]


def test_of_several_packages_the_number_tells_and_then_the_quantity(stocked: Desk) -> None:
    confirmed(stocked, 4, "1", "2")
    answer = stocked.ship(
        parcel(1, ship_method="Air", tracking_number=number(1, 2), ship_date="2026-03-06"),
        parcel(2, ship_method="Air", tracking_number=number(2, 9), quantity="2"),
        parcel(3, ship_method="Air", tracking_number="", quantity="1"),
        parcel(4, ship_method="Air", tracking_number=number(4, 2), quantity="1"),
    )
    assert answer.faults == [(4, 18021)]
    assert stocked.packages("tracking_number", "ship_method") == [
        *[(number(1, 1), None), (number(1, 2), "Air")],
        *[(number(2, 1), None), (number(2, 9), "Air")],
        *[(number(3, 1), "Air"), (number(3, 2), None)],
        *[(number(4, 1), None), (number(4, 2), None)],
    ]


def test_where_several_packages_could_be_meant_the_refusal_lists_them(stocked: Desk) -> None:
    confirmed(stocked, 4, "1", "1", "1")
    stocked.ship(parcel(4, 2, tracking_number=number(4, 1)))
    answer = stocked.ship(
        parcel(1, tracking_number=number(1, 9)),
        parcel(2, tracking_number=""),
        parcel(3, tracking_number=number(3, 9), quantity="1"),
        parcel(4, None, tracking_number=number(4, 1)),
    )
    assert [fault for fault in answer.faults if fault[1] != 70203] == [(record, 71006) for record in (1, 2, 3, 4)]
    listing = [message for message in answer.messages if "several packages" in message]
    names = [[number(order, package) for package in (1, 2, 3)] for order in (1, 2, 3, 4)]
    assert [all(map(message.__contains__, mine)) for message, mine in zip(listing, names, strict=True)] == [True] * 4
    assert set(stocked.packages("ship_date", "tracking_number")) == {
        ("2026-03-05", name) for mine in names for name in mine
    }


def test_an_edit_does_not_change_the_quantity(stocked: Desk) -> None:
    confirmed(stocked, 3, "3")
    stocked.cancel(cancellation(3, 2))
    answer = stocked.ship(
        parcel(1, quantity="2", tracking_number=number(1, 2)),
        parcel(2, quantity="4", tracking_number=number(2, 2)),
        parcel(3, None, quantity="2", tracking_number=number(3, 2)),
    )
    assert answer.faults == [(1, 18021), (2, 18021), (3, 18021)]
    assert stocked.packages() == [(3, number(order, 1)) for order in (1, 2, 3)]
    assert answer.messages[0] == (
        "The package that this row edits holds 3 units; its quantity cannot be changed. Set it to 3, or leave it "
        'empty. Column quantity, value "2", cell C2'
    )


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
