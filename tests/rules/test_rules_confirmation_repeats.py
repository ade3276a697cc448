"""Rule 2.3: a record equal to a package of an earlier upload is that package."""

from typing import Any

from tests.rules.desk import Desk
from tests.rules.writings import line, parcel, tracking_number

# No package and no edit: a record that keeps a file from being answered as a whole.
BAD = parcel(99, None)
BIKE: dict[str, Any] = {"carrier_code": "Other", "carrier_name": "Bike", "tracking_number": "", "quantity": "1"}


def test_a_corrected_file_is_uploaded_whole_again_and_only_the_correction_is_new(stocked: Desk) -> None:
    good = [parcel(1, 1, quantity="1"), parcel(2, None)]
    assert stocked.ship(*good, parcel(3, 2, carrier_code="Pigeon")).counts == (3, 2, 1)
    before = stocked.packages()
    assert stocked.ship(*good, parcel(3, 2)).counts == (3, 3, 0)
    assert stocked.packages() == [*before, (1, tracking_number(3))]


def test_a_record_equal_to_an_earlier_package_is_that_package_and_changes_nothing(stocked: Desk) -> None:
    rows = [
        parcel(1, 1),
        parcel(2, 1, quantity="3"),
        parcel(3, 1, quantity="2"),
        parcel(4, None),
        parcel(5, 1, **BIKE),
        parcel(6, 1, quantity="1", ship_date="2026-03-05T10:00:00+00:00"),
    ]
    stocked.ship(*rows)
    kept = stocked.kept()
    assert stocked.ship(*rows, BAD).counts == (7, 6, 1)
    assert stocked.kept() == kept


def test_a_package_is_recognised_by_the_quantity_it_has_though_its_record_left_it_empty(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1))
    kept = stocked.kept()
    assert stocked.ship(parcel(1, 1, quantity="3"), BAD).counts == (2, 1, 1)
    assert stocked.kept() == kept


def test_a_carrier_spelled_otherwise_is_the_same_carrier(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1", carrier_code="ups"))
    assert stocked.ship(parcel(1, 1, quantity="1"), BAD).faults == [(2, 18028)]
    assert stocked.packages() == [(1, "T0000000001")]


def test_a_record_that_differs_in_quantity_carrier_or_number_is_another_package(stocked: Desk) -> None:
    plain = {"quantity": "1", "carrier_code": "UPS"}
    stocked.ship(*(parcel(order, 1, **plain) for order in (1, 2, 3)))
    other = [{"quantity": "2"}, {"tracking_number": "T0000000002"}, {"carrier_code": "Newgistics"}]
    answer = stocked.ship(*(parcel(order, 1, **plain | change) for order, change in enumerate(other, 1)))
    assert answer.faults == []
    assert stocked.packages("quantity", "carrier_code", "tracking_number")[3:] == [
        (2, "UPS", "T0000000001"),
        (1, "UPS", "T0000000002"),
        (1, "Newgistics", tracking_number(3)),
    ]


def test_of_equal_records_as_many_are_packages_as_were_confirmed_before(desk: Desk) -> None:
    desk.orders(line(1, quantity_purchased="9"), line(2, quantity_purchased="9"))
    twin, bike = parcel(1, quantity="1"), parcel(2, **BIKE)
    desk.ship(twin, twin, bike, bike)
    assert desk.ship(twin, bike, bike).counts == (3, 3, 0)
    assert desk.units(1) + desk.units(2) == [(9, 2, 0), (9, 2, 0)]
    assert desk.ship(twin, twin, bike, bike, bike, bike).counts == (6, 6, 0)
    assert desk.units(1) + desk.units(2) == [(9, 2, 0), (9, 4, 0)]


def test_other_cells_of_an_equal_record_are_left_as_they_were_confirmed(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, ship_method="Ground"))
    assert stocked.ship(parcel(1, 1, ship_method="Air")).counts == (1, 1, 0)
    assert stocked.packages("ship_method") == [("Ground",)]


def test_again_takes_an_equal_record_as_a_new_one(stocked: Desk) -> None:
    rows = [parcel(1, 1, **BIKE), parcel(2, 1, ship_method="Ground")]
    stocked.ship(*rows)
    answer = stocked.ship(rows[0], parcel(2, 1, ship_method="Air"), again=True)
    assert answer.counts == (2, 2, 0)
    assert stocked.packages("quantity", "ship_method") == [(1, None), (3, "Air"), (1, None)]


def test_a_record_refused_for_want_of_units_stays_refused_when_its_file_comes_again(stocked: Desk) -> None:
    rows = (parcel(1, 2, tracking_number="T0000000001"), parcel(1, 2, tracking_number="T0000000002"))
    assert stocked.ship(*rows).faults == [(2, 18021)]
    kept = stocked.kept()
    assert stocked.ship(*rows).faults == [(2, 18021)]
    assert stocked.ship(*reversed(rows)).faults == [(1, 18021)]
    assert stocked.kept() == kept
