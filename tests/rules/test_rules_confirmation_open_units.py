"""Rule 2.4: a file's records share what is open, in file order."""

from functools import partial

import pytest

from feeds import upload
from feeds.judging import judge
from tests.rules.desk import Desk
from tests.rules.writings import item_id, line, order_id, parcel


def test_more_than_what_is_open_is_refused(stocked: Desk) -> None:
    stocked.ship(parcel(1, quantity="1"))
    answer = stocked.ship(
        parcel(1, quantity="3", tracking_number="T0000000002"),
        parcel(2, quantity="4"),
        parcel(3, 2, quantity="2"),
        parcel(4, None, quantity="5"),
    )
    assert answer.faults == [(1, 18021), (2, 18021), (3, 18021), (4, 18021)]
    assert stocked.packages() == [(1, "T0000000001")]


def test_earlier_records_of_the_file_count_in_file_order_and_refused_ones_do_not(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(quantity="1", tracking_number="T0000000001"),
        parcel(quantity="3", tracking_number="T0000000002"),
        parcel(quantity="2", ship_date="1999-01-01", tracking_number="T0000000003"),
        parcel(quantity="2", carrier_code="Pigeon", tracking_number="T0000000004"),
        parcel(quantity="1", tracking_number="T0000000005"),
        parcel(tracking_number="T0000000006"),
    )
    assert answer.faults == [(2, 18021), (3, 71004), (4, 70108)]
    assert stocked.packages() == [(1, "T0000000001"), (1, "T0000000005"), (1, "T0000000006")]


def test_a_record_that_finds_nothing_open_because_of_its_own_file_is_refused_and_never_an_edit(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(1, 1, quantity="1", tracking_number="T0000000001"),
        parcel(1, 1, quantity="2", tracking_number="T0000000002"),
        parcel(1, 1, tracking_number="T0000000003"),
        parcel(1, 1, quantity="2", tracking_number="T0000000004"),
        parcel(1, 2, tracking_number="T0000000005"),
        parcel(1, 2, tracking_number="T0000000006"),
    )
    assert answer.faults == [(3, 18021), (4, 18021), (6, 18021)]
    assert stocked.packages() == [(1, "T0000000001"), (2, "T0000000002"), (1, "T0000000005")]
    assert ["record 1, 2 of this file" in message for message in answer.messages] == [True, True, False]


def test_the_refusal_of_a_whole_order_names_all_records_that_took_its_units(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, 1), parcel(1, 2), parcel(1, None))
    assert answer.faults == [(3, 18021)]
    assert "record 1, 2 of this file" in answer.messages[0]


def test_an_item_shipped_to_the_end_by_a_file_is_not_edited_by_the_same_file(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1", tracking_number="T0000000001"), parcel(1, 2, tracking_number="T0000000001"))
    answer = stocked.ship(
        parcel(1, 1, quantity="2", tracking_number="T0000000002"),
        parcel(1, 1, tracking_number="T0000000003"),
        parcel(1, None, tracking_number="T0000000004"),
    )
    assert answer.faults == [(2, 18021), (3, 18021)]
    assert stocked.packages() == [(1, "T0000000001"), (1, "T0000000001"), (2, "T0000000002")]


def test_a_whole_order_and_its_items_share_what_is_open_in_file_order(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(1, 1, quantity="1", tracking_number="T0000000001"),
        parcel(1, None, tracking_number="T0000000002"),
        parcel(1, 2, tracking_number="T0000000003"),
    )
    assert answer.faults == [(3, 18021)]
    assert "record 2 of this file" in answer.messages[0]
    assert stocked.packages() == [(1, "T0000000001"), (2, "T0000000002"), (1, "T0000000002")]


def test_several_rows_of_one_item_are_several_packages(stocked: Desk) -> None:
    rows = [parcel(quantity="1", tracking_number=number) for number in ("T0000000001", "T0000000001", "T0000000002")]
    assert stocked.ship(*rows).counts == (3, 3, 0)
    assert stocked.packages("quantity", "tracking_number", "record") == [
        (1, "T0000000001", 1),
        (1, "T0000000001", 2),
        (1, "T0000000002", 3),
    ]


def test_units_of_several_rows_of_one_item_are_all_counted(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"), parcel(1, 1, quantity="2"))
    assert stocked.units(1) == [(3, 3, 0), (1, 0, 0)]


def test_records_of_one_order_share_what_is_open_however_few_are_judged_at_a_time(
    stocked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "judge", partial(judge, at_a_time=1))
    answer = stocked.ship(parcel(1, 1, quantity="2"), parcel(2, 1, quantity="1"), parcel(1, 1, quantity="2"))
    assert (answer.counts, answer.faults) == ((3, 2, 1), [(3, 18021)])
    assert (stocked.units(1)[0], stocked.units(2)[0]) == ((3, 2, 0), (3, 1, 0))


def test_a_row_without_an_item_and_with_too_few_units_is_told_to_name_the_item_and_never_to_ship_more(
    desk: Desk,
) -> None:
    desk.orders(
        line(1, 1, sku="LAMP", quantity_purchased="3"),
        line(1, 2, sku="BULB"),
        line(2, 1, sku="VASE", quantity_purchased="3"),
    )
    answer = desk.ship(parcel(1, None, quantity="2"), parcel(2, None, quantity="9"), parcel(1, 2))
    assert (answer.faults, desk.packages()) == ([(1, 18021), (2, 18021)], [(1, "T0000000001")])
    assert answer.messages == [
        "A row without order-item-id ships all units open of order 202-0000000-0000001; its quantity differs. Name the "
        "item: order 202-0000000-0000001 has item 00000100001 (sku LAMP) with 3 units open, item 00000100002 "
        '(sku BULB) with 1 unit open. Column quantity, value "2", cell C2',
        "A row without order-item-id ships all units open of order 202-0000000-0000002; its quantity differs. Name the "
        'item: order 202-0000000-0000002 has item 00000200001 (sku VASE) with 3 units open. Column quantity, value "9"'
        ", cell C3",
    ]
    assert desk.ship(parcel(1, 1, quantity="2")).faults == []


def test_of_an_order_with_more_than_ten_open_items_the_advice_names_ten(desk: Desk) -> None:
    desk.orders(*(line(1, item) for item in range(1, 12)), *(line(2, item) for item in range(1, 11)))
    answer = desk.ship(parcel(1, None, quantity="1"), parcel(2, None, quantity="1"))
    named = [", ".join(f"item {item_id(order, item)} with 1 unit open" for item in range(1, 11)) for order in (1, 2)]
    assert [f"order {order_id(1)} has {named[0]} …." in answer.messages[0], answer.faults[0]] == [True, (1, 18021)]
    assert [f"order {order_id(2)} has {named[1]}." in answer.messages[1], answer.faults[1]] == [True, (2, 18021)]
