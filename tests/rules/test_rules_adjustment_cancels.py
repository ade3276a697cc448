"""Rule 4.3: open units canceled by an adjustment."""

from typing import Any

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import Row, item_id, parcel, refund

NOTHING_SHIPPED, NO_AMOUNT, TOO_MANY, USE_CANCELLATION = 73001, 73008, 73009, 73010


def cancels(order: int, item: int = 1, /, units: str = "1", reason: str = "NoInventory", **cells: Any) -> Row:
    return refund(order, item, adjustment_reason_code=reason, quantity_cancelled=units, **cells)


def test_open_units_of_any_item_are_canceled_in_an_order_where_something_shipped(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"), parcel(2, 2), parcel(3, 2))
    rows = [cancels(1, units="2"), cancels(2, units="3", reason="CustomerCancel"), cancels(3, units="2")]
    assert stocked.adjust(*rows).counts == (3, 3, 0)
    assert [stocked.units(order) for order in (1, 2, 3)] == [
        [(3, 1, 2), (1, 0, 0)],
        [(3, 0, 3), (1, 1, 0)],
        [(3, 0, 2), (1, 1, 0)],
    ]
    assert [stocked.state(order) for order in (1, 2, 3)] == ["PartiallyShipped", "Shipped", "PartiallyShipped"]
    assert stocked.canceled() == [
        (item_id(1, 1), 2, "NoInventory"),
        (item_id(2, 1), 3, "CustomerCancel"),
        (item_id(3, 1), 2, "NoInventory"),
    ]


def test_an_amount_may_come_with_it_where_the_item_shipped(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"))
    answer = stocked.adjust(cancels(1, item_price_adj="60.00"), cancels(1, 2, item_price_adj="60.00"))
    assert answer.faults == [(2, NOTHING_SHIPPED)]
    assert stocked.units(1) == [(3, 1, 1), (1, 0, 0)]
    assert stocked.refunded() == {item_id(1, 1): {"item_price": 6000}}


def test_more_than_open_is_refused_and_earlier_records_of_the_file_count(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"), parcel(2, None))
    rows = [
        cancels(1, units="3"),
        cancels(1, units="1"),
        cancels(1, units="2"),
        cancels(1, units="1", reason="CustomerCancel"),
        cancels(1, units="1"),
        cancels(2, units="1"),
    ]
    assert stocked.adjust(*rows).faults == [(1, TOO_MANY), (3, TOO_MANY), (5, TOO_MANY), (6, TOO_MANY)]
    assert stocked.units(1) == [(3, 1, 2), (1, 0, 0)]


@pytest.mark.parametrize("amount", [{}, {"item_price_adj": "1.00"}])
def test_a_wholly_unshipped_order_is_refused_with_the_words_use_a_cancellation(
    stocked: Desk, amount: dict[str, str]
) -> None:
    answer = stocked.adjust(cancels(1, **amount))
    assert USE_CANCELLATION in [code for _, code in answer.faults]
    assert any("use a cancellation" in message.lower() for message in answer.messages)
    assert stocked.canceled() == []


def test_with_other_reasons_it_is_kept_as_information(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"))
    rows = [
        cancels(1, units="999", reason="CustomerReturn", item_price_adj="1.00"),
        cancels(1, units="1", reason="CustomerReturn"),
    ]
    assert stocked.adjust(*rows).faults == [(2, NO_AMOUNT)]
    assert stocked.refunds("reason", "quantity_cancelled") == [("CustomerReturn", 999)]
    assert stocked.units(1) == [(3, 1, 0), (1, 0, 0)]


def test_without_amount_and_quantity_nothing_is_adjusted(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1))
    rows = [refund(1), refund(1, adjustment_reason_code="NoInventory"), refund(1, item_promotion_id="")]
    assert stocked.adjust(*rows).faults == [(1, NO_AMOUNT), (2, NO_AMOUNT), (3, NO_AMOUNT)]
