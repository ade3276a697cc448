"""Rules 2.3 to 2.5: the last correction stays, and an older file, however it comes again, reverts nothing."""

from typing import Any

import pytest

from feeds.changes.undo import undo
from schemas.store.opening import writing
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import cancellation, line, parcel

OLD, NEW, THIRD = ({"tracking_number": f"T000000000{number}"} for number in (1, 2, 3))
EDITED, KEPT, LEFT_OPEN = 71018, 71008, 71019
FOUR = {"quantity": "4"}


def taken_back(desk: Desk, upload: int) -> None:
    with desk.engine.connect() as connection, writing(connection):
        undo(connection, desk.merchant, upload, at(AS_OF))


def numbers(desk: Desk) -> list[Any]:
    return [number for (number,) in desk.packages("tracking_number")]


@pytest.fixture
def nine(desk: Desk) -> Desk:
    """Order 1: an item of nine units."""
    desk.orders(line(1, quantity_purchased="9"))
    return desk


@pytest.mark.parametrize("item", [2, None])
@pytest.mark.parametrize("more", [[], [parcel(99, 1)], [parcel(5, 1)]])
def test_an_older_file_does_not_revert_a_newer_one(stocked: Desk, item: int | None, more: list[Any]) -> None:
    stocked.ship(parcel(1, item, **OLD), parcel(2, 2))
    edit = stocked.ship(parcel(1, item, **NEW))
    answer = stocked.ship(parcel(1, item, **OLD), parcel(2, 2), *more)
    assert (answer.faults[0], answer.counts[1]) == ((1, EDITED), 2 + (more == [parcel(5, 1)]))
    assert set(numbers(stocked)[: 1 if item else 2]) == {"T0000000002"}
    assert answer.messages[0].startswith(
        f"The row was confirmed before, and upload {edit.upload} has edited its package since: "
        "tracking-number is T0000000002, and stays. "
    )
    assert answer.became == (int(more == [parcel(5, 1)]), 0, 2, (2,))


def test_a_file_between_two_corrections_is_older_too(stocked: Desk) -> None:
    for cells in (OLD, NEW, THIRD):
        stocked.ship(parcel(1, 2, **cells))
    for cells in (OLD, NEW):
        assert stocked.ship(parcel(1, 2, **cells)).faults == [(1, EDITED)]
    assert stocked.ship(parcel(1, 2, **THIRD)).faults == []
    assert numbers(stocked) == ["T0000000003"]


def test_an_older_edit_with_empty_cells_does_not_revert_a_newer_one(stocked: Desk) -> None:
    date_alone = {"tracking_number": "", "ship_date": "2026-03-06"}
    stocked.ship(parcel(1, 2, **OLD))
    stocked.ship(parcel(1, 2, **date_alone))
    stocked.ship(parcel(1, 2, **NEW, ship_date="2026-03-07"))
    assert [code for _, code in stocked.ship(parcel(1, 2, **date_alone)).faults][-1] == EDITED
    assert stocked.packages("ship_date", "tracking_number") == [("2026-03-07", "T0000000002")]


def test_what_no_file_has_said_is_a_correction_though_parts_of_it_were_said(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2, **OLD, ship_date="2026-03-05"))
    stocked.ship(parcel(1, 2, **NEW, ship_date="2026-03-06"))
    assert stocked.ship(parcel(1, 2, **NEW, ship_date="2026-03-05")).became == (0, 1, 0, ())
    assert stocked.packages("ship_date", "tracking_number") == [("2026-03-05", "T0000000002")]


def test_an_edit_that_was_taken_back_is_no_newer_file(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2, **OLD))
    edit = stocked.ship(parcel(1, 2, **NEW)).upload
    taken_back(stocked, edit)
    assert stocked.ship(parcel(1, 2, **OLD)).faults == []
    assert stocked.ship(parcel(1, 2, **NEW)).became == (0, 1, 0, ())
    assert numbers(stocked) == ["T0000000002"]


def test_with_units_open_an_older_row_ships_nothing_and_its_package_stays(nine: Desk) -> None:
    nine.ship(parcel(1, **OLD, **FOUR))
    nine.ship(parcel(1, **OLD, **FOUR, ship_date="2026-03-06"))
    assert nine.ship(parcel(1, **OLD, **FOUR)).faults == [(1, EDITED)]
    assert (nine.units(1), nine.packages("ship_date")) == ([(9, 4, 0)], [("2026-03-06",)])


def test_each_package_is_one_record_as_it_is_or_as_it_was(nine: Desk) -> None:
    nine.ship(parcel(1, **OLD, **FOUR))
    nine.ship(parcel(1, **OLD, **FOUR, ship_date="2026-03-06"))
    rows = (parcel(1, **OLD, **FOUR, ship_date="2026-03-06"), parcel(1, **OLD, **FOUR))
    assert nine.ship(*rows).became == (1, 0, 1, (3,))
    assert nine.units(1) == [(9, 8, 0)]


def test_again_overrides_what_is_newer(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2, **OLD))
    stocked.ship(parcel(1, 2, **NEW))
    assert stocked.ship(parcel(1, 2, **OLD), again=True).became == (0, 1, 0, ())
    assert numbers(stocked) == ["T0000000001"]


@pytest.mark.parametrize("quantity", ["", "4"])
def test_other_cells_of_a_package_are_changed_by_edit_and_no_unit_ships(nine: Desk, quantity: str) -> None:
    nine.ship(parcel(1, **FOUR, ship_method="Ground"))
    air = parcel(1, quantity=quantity, ship_method="Air")
    kept = nine.ship(air)
    assert (KEPT in [code for _, code in kept.faults], kept.became) == (True, (0, 0, 1, (2,)))
    assert not [message for message in kept.messages if "--again" in message]
    assert nine.ship(air, edit=True).became == (0, 1, 0, ())
    assert (nine.units(1), nine.packages("ship_method")) == ([(9, 4, 0)], [("Air",)])


def test_a_newer_edit_is_taken_back_by_edit_and_no_unit_ships(nine: Desk) -> None:
    nine.ship(parcel(1, **OLD, **FOUR))
    nine.ship(parcel(1, **OLD, **FOUR, ship_date="2026-03-06"))
    assert nine.ship(parcel(1, **OLD, **FOUR), edit=True).became == (0, 1, 0, ())
    assert (nine.units(1), nine.packages("ship_date")) == ([(9, 4, 0)], [("2026-03-05",)])


@pytest.mark.parametrize(("first", "then"), [("", "3"), ("3", ""), ("", ""), ("3", "3")])
def test_a_quantity_is_that_of_the_package_typed_or_empty(stocked: Desk, first: str, then: str) -> None:
    stocked.ship(parcel(1, 1, quantity=first, ship_method="Ground"))
    answer = stocked.ship(parcel(1, 1, quantity=then, ship_method="Air"))
    assert (answer.faults, answer.became) == ([(1, KEPT)], (0, 0, 1, (2,)))
    assert stocked.packages("quantity", "ship_method") == [(3, "Ground")]


def test_an_empty_quantity_that_leaves_units_open_is_told(nine: Desk) -> None:
    nine.ship(parcel(1, **FOUR))
    answer = nine.ship(parcel(1))
    assert (answer.faults, nine.units(1)) == ([(1, LEFT_OPEN)], [(9, 4, 0)])
    assert answer.messages[0].startswith(
        "quantity is empty, and the row is a package confirmed before. 5 units of item 00000100001 stay open. "
    )
    assert nine.ship(parcel(1), parcel(1, quantity="5", **NEW)).faults == []


def test_an_item_of_a_whole_order_that_was_confirmed_is_its_package(stocked: Desk) -> None:
    stocked.ship(parcel(1, None))
    assert stocked.ship(parcel(1, 1, quantity="3"), parcel(1, 2)).became == (0, 0, 2, (2,))


def test_a_whole_order_with_another_quantity_is_not_its_packages(stocked: Desk) -> None:
    stocked.ship(parcel(1, None))
    assert stocked.ship(parcel(1, None, quantity="4")).became == (0, 0, 1, (2,))
    assert stocked.ship(parcel(1, None, quantity="3")).faults == [(1, 18021)]


def test_a_record_that_finds_nothing_open_in_its_file_edits_only_the_package_that_it_names(desk: Desk) -> None:
    desk.orders(line(1, quantity_purchased="5"))
    desk.ship(parcel(1, quantity="2", **OLD))
    rest, moved = parcel(1, quantity="3", **NEW), {"ship_date": "2026-03-06"}
    assert desk.ship(rest, parcel(1, quantity="2", **THIRD)).faults == [(2, 18021)]
    assert desk.ship(parcel(1, quantity="2", **OLD, **moved), rest).became == (0, 1, 1, (3,))
    assert desk.packages("quantity", "ship_date") == [(2, "2026-03-06"), (3, "2026-03-05")]


def test_what_shipped_can_be_edited_after_the_deadline_and_nothing_more_ships(desk: Desk) -> None:
    late = {"as_of": "2026-04-20T12:00:00+00:00"}
    desk.orders(line(1, 1, quantity_purchased="2"), line(1, 2))
    desk.ship(parcel(1, 1))
    assert desk.ship(parcel(1, 1, **NEW), **late).became == (0, 1, 0, ())
    assert desk.ship(parcel(1, 2), **late).faults == [(1, 71003)]
    assert desk.ship(parcel(1, 1), **late).faults == [(1, EDITED)]


def test_a_cancellation_that_was_taken_back_is_made_again_by_the_same_file(stocked: Desk) -> None:
    first = stocked.cancel(cancellation(1, None)).upload
    both = stocked.cancel(cancellation(1, None), cancellation(2, None))
    assert both.became == (1, 0, 1, (first,))
    taken_back(stocked, first)
    assert stocked.cancel(cancellation(1, None), cancellation(2, None)).became == (1, 0, 1, (both.upload,))
    assert [stocked.units(order) for order in (1, 2)] == [[(3, 0, 3), (1, 0, 1)]] * 2
