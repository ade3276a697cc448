"""Rule 3: what an order cancellation cancels, up to the moment of the confirmation."""

from tests.rules.desk import Desk
from tests.rules.writings import cancellation, item_id, line, parcel

NOT_FOUND, PENDING, SHIPPED = 18028, 71001, 72001


def test_an_item_none_of_which_shipped_is_canceled(stocked: Desk) -> None:
    stocked.ship(parcel(2, 2))
    assert stocked.cancel(cancellation(1, 1), cancellation(2, 1)).counts == (2, 2, 0)
    assert [stocked.units(1), stocked.units(2)] == [[(3, 0, 3), (1, 0, 0)], [(3, 0, 3), (1, 1, 0)]]
    assert [stocked.state(1), stocked.state(2)] == ["Unshipped", "Shipped"]


def test_a_whole_order_nothing_of_which_shipped_is_canceled(stocked: Desk) -> None:
    assert stocked.cancel(cancellation(1, None)).counts == (1, 1, 0)
    assert stocked.units(1) == [(3, 0, 3), (1, 0, 1)]
    assert stocked.state(1) == "Canceled"
    assert stocked.history(2) == [(1, "cancel", "canceled", "0", "3"), (1, "cancel", "canceled", "0", "1")]


def test_what_shipped_is_not_canceled_and_the_refusal_says_to_refund_it(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"), parcel(2, 2), parcel(3, None))
    kept = stocked.kept()
    rows = [cancellation(1, 1), cancellation(1, None), cancellation(2, None), cancellation(3, 1), cancellation(3, None)]
    answer = stocked.cancel(*rows)
    assert answer.faults == [(record, SHIPPED) for record in (1, 2, 3, 4, 5)]
    assert ["refund it with an adjustment" in message.lower() for message in answer.messages] == [True] * 5
    assert stocked.kept() == kept


def test_canceled_already_is_successful_and_changes_nothing(stocked: Desk) -> None:
    stocked.cancel(cancellation(1, None), cancellation(2, 1))
    stocked.ship(parcel(2, 2))
    kept = stocked.kept()
    rows = [cancellation(1, 1, "BuyerCanceled"), cancellation(1, None), cancellation(2, 1, "PricingError")]
    assert stocked.cancel(*rows).counts == (3, 3, 0)
    assert stocked.kept() == kept


def test_an_order_canceled_while_pending_is_canceled_already(desk: Desk) -> None:
    desk.orders(line(1, payments_date="", order_status="Canceled"))
    kept = desk.kept()
    assert desk.cancel(cancellation(1, None)).counts == (1, 1, 0)
    assert desk.kept() == kept


def test_canceled_items_of_a_whole_order_record_are_skipped(stocked: Desk) -> None:
    stocked.cancel(cancellation(1, 1, "PricingError"))
    assert stocked.cancel(cancellation(1, None, "BuyerCanceled")).counts == (1, 1, 0)
    assert stocked.canceled() == [(item_id(1, 1), 3, "PricingError"), (item_id(1, 2), 1, "BuyerCanceled")]


def test_of_records_that_name_one_item_the_first_cancels_it(stocked: Desk) -> None:
    rows = [
        cancellation(1, 1, "Unheard"),
        cancellation(1, 1, "BuyerCanceled"),
        cancellation(1, None, "PricingError"),
        cancellation(1, 2, "NoInventory"),
    ]
    assert stocked.cancel(*rows).counts == (4, 3, 1)
    assert stocked.canceled() == [(item_id(1, 1), 3, "BuyerCanceled"), (item_id(1, 2), 1, "PricingError")]


def test_the_reason_is_stored_and_without_one_it_is_general(stocked: Desk) -> None:
    stocked.cancel(cancellation(1, 2, "BuyerCanceled"), cancellation(2, 2, "NoInventory"), cancellation(3, None, ""))
    assert stocked.canceled() == [
        (item_id(1, 2), 1, "BuyerCanceled"),
        (item_id(2, 2), 1, "NoInventory"),
        (item_id(3, 1), 3, "GeneralAdjustment"),
        (item_id(3, 2), 1, "GeneralAdjustment"),
    ]


def test_unknown_and_pending_orders_are_refused(desk: Desk) -> None:
    desk.orders(line(1), line(2), line(3, payments_date=""))
    stranger = cancellation(1) | {"amazon-order-item-code": item_id(2, 1)}
    rows = [cancellation(9, None), cancellation(1, 7), stranger, cancellation(3, 1), cancellation(3, None)]
    codes = [NOT_FOUND, NOT_FOUND, NOT_FOUND, PENDING, PENDING]
    assert desk.cancel(*rows).faults == list(enumerate(codes, 1))
    assert desk.canceled() == []


def test_what_is_left_of_an_untouched_item_is_canceled(stocked: Desk) -> None:
    stocked.cancel(cancellation(1, 2))
    assert stocked.ship(parcel(1, None)).counts == (1, 1, 0)
    assert stocked.cancel(cancellation(1, 2), cancellation(1, None)).faults == [(2, SHIPPED)]
