"""Rules 2.4 and 2.5: several records of one file about the same units."""

from functools import partial

import pytest

from feeds import upload
from feeds.judging import judge
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, parcel

PARCELS, SAME, EDITS, UNITS = 71020, 71021, 71022, 18021


def whole(order: int = 1, number: str = "1", **cells: str) -> Row:
    """A row without an item, with a tracking-number of its own digit."""
    return parcel(order, None, tracking_number=number and f"T000000000{number}", **cells)


def test_several_parcels_of_one_order_without_items_are_refused_together(stocked: Desk) -> None:
    answer = stocked.ship(whole(1, "1"), whole(2, "7"), whole(1, "2"), whole(1, "3"))
    assert (answer.counts, answer.faults) == ((4, 1, 3), [(1, PARCELS), (3, PARCELS), (4, PARCELS)])
    assert stocked.packages() == [(3, "T0000000007"), (1, "T0000000007")]


def test_the_refusal_of_parcels_says_which_rows_and_what_the_order_holds(stocked: Desk) -> None:
    stocked.cancel(cancellation(1, 2))
    [first, _] = stocked.ship(whole(1, "1"), whole(1, "2")).messages
    assert first == (
        "Records 1 and 2 of this file name order 202-0000000-0000001 with different tracking-numbers and without "
        "items: nothing tells what is in each parcel. The order has item 00000100001 with 3 units open, "
        "item 00000100002 with 0 units open. Give each row the order-item-id and the quantity that is in its parcel; "
        'an item in several parcels takes a row each. Column tracking-number, value "T0000000001", cell G2'
    )


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([whole(1, "1", quantity="4"), whole(1, "2", quantity="4")], [1, 2]),
        ([whole(1, "1"), whole(1, "")], [1, 2]),
        ([whole(1, ""), whole(1, "1")], [1, 2]),
        ([whole(1, "1"), whole(1, "NULL")], [1, 2]),
        ([whole(1, "1"), whole(1, "1"), whole(1, "2")], [1, 2, 3]),
    ],
)
def test_rows_that_contradict_each_other_about_a_whole_order_ship_nothing(
    stocked: Desk, rows: list[Row], refused: list[int]
) -> None:
    assert [record for record, code in stocked.ship(*rows).faults if code == PARCELS] == refused
    assert stocked.packages() == []


def test_a_parcel_at_fault_is_a_parcel_all_the_same(stocked: Desk) -> None:
    answer = stocked.ship(whole(1, "1"), whole(1, "2", carrier_code="Pigeon"))
    assert answer.faults == [(1, PARCELS), (2, 70108), (2, PARCELS)]
    assert stocked.packages() == []


def test_parcels_are_refused_too_where_the_order_has_shipped(stocked: Desk) -> None:
    stocked.ship(whole(1, "9"))
    assert stocked.ship(whole(1, "1"), whole(1, "2")).faults == [(1, PARCELS), (2, PARCELS)]
    assert stocked.packages() == [(3, "T0000000009"), (1, "T0000000009")]


@pytest.mark.parametrize("earlier_first", [True, False])
def test_a_package_of_an_earlier_upload_is_that_package_beside_parcels_that_are_refused(
    stocked: Desk, *, earlier_first: bool
) -> None:
    stocked.ship(whole(1, "1"))
    rows = [whole(1, "1"), whole(1, "2"), whole(1, "3")]
    answer = stocked.ship(*(rows if earlier_first else rows[::-1]))
    assert answer.counts == (3, 1, 2)
    assert {code for _, code in answer.faults} == {PARCELS}
    assert stocked.packages() == [(3, "T0000000001"), (1, "T0000000001")]


def test_parcels_stay_refused_beside_the_parcels_of_another_day(stocked: Desk) -> None:
    rows = [whole(1, "1"), whole(1, "2")]
    stocked.ship(*rows)
    answer = stocked.ship(*rows, whole(2, "3"))
    assert (answer.counts, stocked.packages()) == ((3, 1, 2), [(3, "T0000000003"), (1, "T0000000003")])


def test_the_same_number_with_and_without_hyphens_is_no_other_parcel(stocked: Desk) -> None:
    answer = stocked.ship(whole(1, "1"), parcel(1, None, tracking_number="t-0000-000001"))
    assert [fault for fault in answer.faults if fault[1] != 70124] == [(2, UNITS)]
    assert stocked.packages() == [(3, "T0000000001"), (1, "T0000000001")]


def test_rows_without_items_that_are_equal_in_all_that_is_read_are_one_package(stocked: Desk) -> None:
    rows = [whole(1, "1") | {"Product": name} for name in ("Lamp", "Bulb", "Shade")]
    answer = stocked.ship(*rows)
    assert (answer.counts, answer.faults) == ((3, 3, 0), [(0, 90061), (2, SAME), (3, SAME)])
    assert "equal to record 1" in answer.messages[2]
    assert stocked.packages() == [(3, "T0000000001"), (1, "T0000000001")]
    again = stocked.ship(*rows, whole(2, "2") | {"Product": "Lamp"})
    assert again.counts == (4, 4, 0)
    assert len(stocked.packages()) == 4


def test_what_refuses_a_row_refuses_those_that_are_equal_to_it(stocked: Desk) -> None:
    early = whole(1, "1", ship_date="2026-03-01")
    assert stocked.ship(early, early).faults == [(1, 71004), (2, 71004)]
    assert stocked.ship(whole(88, "1"), whole(88, "1")).faults == [(1, 18028), (2, 18028)]


def test_rows_that_name_a_whole_order_otherwise_are_not_one_package(stocked: Desk) -> None:
    answer = stocked.ship(whole(1, "1"), whole(1, "1", ship_date="2026-03-06"))
    assert (answer.faults, len(stocked.packages())) == ([(2, UNITS)], 2)


def test_equal_rows_of_an_item_are_several_packages(stocked: Desk) -> None:
    answer = stocked.ship(parcel(quantity="1"), parcel(quantity="1"))
    assert (answer.faults, stocked.packages()) == ([], [(1, "T0000000001"), (1, "T0000000001")])


def test_two_records_of_one_file_never_edit_one_package(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1), whole(2, "1"))
    kept = stocked.kept()
    answer = stocked.ship(
        *[parcel(1, 1, tracking_number=number) for number in ("T0000000002", "T0000000003")],
        *[whole(2, "4"), parcel(2, 1, tracking_number="T0000000005")],
    )
    assert answer.faults == [(record, EDITS) for record in (1, 2, 3, 4)]
    assert "Records 1 and 2 of this file would each edit the same package" in answer.messages[0]
    assert stocked.kept() == kept


def test_an_edit_beside_one_at_fault_of_the_same_package_is_refused(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1))
    answer = stocked.ship(
        parcel(1, 1, tracking_number="T0000000002"), parcel(1, 1, tracking_number="T0000000003", carrier_code="Pigeon")
    )
    assert (answer.faults, stocked.packages()) == ([(1, EDITS), (2, 70108)], [(3, "T0000000001")])


def test_an_edit_written_twice_is_one_edit(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1))
    edit = parcel(1, 1, tracking_number="T0000000002")
    answer = stocked.ship(edit, edit)
    assert (answer.counts, answer.faults, stocked.packages()) == ((2, 2, 0), [(2, SAME)], [(3, "T0000000002")])


def test_a_whole_order_behind_its_items_ships_what_they_leave_and_before_them_takes_all(stocked: Desk) -> None:
    items = [parcel(1, 1, quantity="1", tracking_number="T0000000002"), whole(1, "1")]
    assert stocked.ship(*items).faults == []
    assert stocked.ship(whole(2, "7"), parcel(2, 1, tracking_number="T0000000008")).faults == [(2, UNITS)]
    assert stocked.packages() == [
        (1, "T0000000002"),
        *[(2, "T0000000001"), (1, "T0000000001")],
        (3, "T0000000007"),
        (1, "T0000000007"),
    ]


def test_parcels_are_found_however_few_records_are_judged_at_a_time(
    stocked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "judge", partial(judge, at_a_time=1))
    answer = stocked.ship(whole(1, "1"), whole(2, "3"), whole(3, "4"), whole(1, "2"), whole(2, "3"))
    assert answer.faults == [(1, PARCELS), (4, PARCELS), (5, SAME)]
