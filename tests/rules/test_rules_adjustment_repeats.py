"""Rules 4.4 and 6.4: equal adjustments are two refunds in one file, and one refund in two uploads."""

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import Row, item_id, line, refund

REFUNDED = 73011


@pytest.fixture
def shipped(desk: Desk) -> Desk:
    """Orders 1 and 2, shipped: 100.00 each, and order 3, partly shipped."""
    more = line(3, quantity_purchased="5", quantity_shipped="1", order_status="PartiallyShipped")
    desk.orders(line(1, order_status="Shipped", shipping_price="50.00"), line(2, order_status="Shipped"), more)
    return desk


def price(amount: str, order: int = 1, /, **cells: str) -> Row:
    return refund(order, item_price_adj=amount, **cells)


BAD = price("1.00", 9)


def test_two_equal_records_in_one_file_are_two_refunds(shipped: Desk) -> None:
    assert shipped.adjust(price("5.00"), price("5.00")).counts == (2, 2, 0)
    assert shipped.refunded() == {item_id(1, 1): {"item_price": 1000}}
    assert shipped.refunds() == [(2, 1), (2, 2)]


def test_a_record_equal_to_an_earlier_adjustment_is_refused_and_names_it(shipped: Desk) -> None:
    shipped.adjust(price("7.00", 2), price("5.00"))
    answer = shipped.adjust(price("5.00"), price("6.00"))
    assert answer.faults == [(1, REFUNDED)]
    assert "already refunded by upload 2, record 2" in answer.messages[0]
    assert shipped.refunds() == [(2, 1), (2, 2), (3, 2)]


def test_a_corrected_file_refunds_only_what_was_refused_before(shipped: Desk) -> None:
    good = [price("5.00"), price("5.00"), price("7.00", 2)]
    shipped.adjust(*good, BAD)
    answer = shipped.adjust(*good, price("1.00", 2))
    assert answer.faults == [(1, REFUNDED), (2, REFUNDED), (3, REFUNDED)]
    assert [f"record {record}" in answer.messages[record - 1] for record in (1, 2, 3)] == [True, True, True]
    assert shipped.refunds() == [(2, 1), (2, 2), (2, 3), (3, 4)]


def test_of_twins_as_many_are_absorbed_as_were_applied_before(shipped: Desk) -> None:
    shipped.adjust(price("5.00"), price("5.00"))
    assert shipped.adjust(price("5.00")).faults == [(1, REFUNDED)]
    assert shipped.adjust(*[price("5.00")] * 4).faults == [(1, REFUNDED), (2, REFUNDED)]
    assert shipped.adjust(*[price("5.00")] * 5).faults == [(record, REFUNDED) for record in (1, 2, 3, 4)]
    assert shipped.refunded() == {item_id(1, 1): {"item_price": 2500}}


def test_a_refused_twin_was_not_applied_and_absorbs_none(shipped: Desk) -> None:
    assert shipped.adjust(price("60.00"), price("60.00")).faults == [(2, 73002)]
    shipped.adjust(price("-40.00", shipping_price_adj="50.00"))
    assert shipped.adjust(price("60.00"), price("60.00")).faults == [(1, REFUNDED)]
    assert shipped.refunded() == {item_id(1, 1): {"item_price": 8000, "shipping_price": 5000}}


def test_an_amount_written_otherwise_is_the_same_amount(shipped: Desk) -> None:
    shipped.adjust(price("5.00"), price("7", 2))
    answer = shipped.adjust(price("5"), price("+7.0", 2), BAD)
    assert answer.faults == [(1, REFUNDED), (2, REFUNDED), (3, 18028)]


def test_a_record_that_differs_in_a_cell_is_another_adjustment(shipped: Desk) -> None:
    shipped.adjust(price("5.00"))
    rows = [
        price("5.01"),
        price("5.00", 2),
        price("5.00", adjustment_reason_code="GeneralAdjustment"),
        price("5.00", shipping_price_adj="1.00"),
        price("5.00", quantity_cancelled="1"),
    ]
    assert shipped.adjust(*rows).faults == []


def test_units_canceled_by_an_adjustment_are_not_canceled_twice(shipped: Desk) -> None:
    row = refund(3, adjustment_reason_code="NoInventory", quantity_cancelled="1")
    shipped.adjust(row)
    assert shipped.adjust(row, BAD).faults == [(1, REFUNDED), (2, 18028)]
    assert shipped.units(3) == [(5, 1, 1)]


def test_again_refunds_once_more_within_what_was_charged(shipped: Desk) -> None:
    shipped.adjust(price("40.00"))
    assert shipped.adjust(price("40.00"), again=True).counts == (1, 1, 0)
    assert shipped.adjust(price("40.00"), again=True).faults == [(1, 73002)]
    assert shipped.refunded() == {item_id(1, 1): {"item_price": 8000}}
