"""Rule 4.2: the running sum of each component over all adjustments, in file order."""

from tests.rules.desk import Desk
from tests.rules.writings import item_id, line, refund

ABOVE, BELOW, NET_LOW = 73002, 73003, 73005


def shipped(desk: Desk) -> None:
    """Orders 1 and 2, shipped: 100.00 for the item and 10.00 for shipping each."""
    desk.orders(line(1, order_status="Shipped"), line(2, order_status="Shipped"))


def price(amount: str, order: int = 1, /, **cells: str) -> dict[str, str]:
    return refund(order, item_price_adj=amount, **cells)


def test_a_file_s_records_count_in_file_order_and_refused_ones_do_not(desk: Desk) -> None:
    shipped(desk)
    rows = [
        price("60.00"),
        price("40.01"),
        price("30.00", currency="EUR"),
        price("40.00"),
        price("0.01"),
        price("5.00", 2),
    ]
    assert desk.adjust(*rows).faults == [(2, ABOVE), (3, 73007), (5, ABOVE)]
    assert desk.refunded() == {item_id(1, 1): {"item_price": 10000}, item_id(2, 1): {"item_price": 500}}


def test_the_adjustments_of_all_files_count(desk: Desk) -> None:
    shipped(desk)
    desk.adjust(price("60.00"))
    desk.adjust(price("30.00"))
    assert desk.adjust(price("10.01")).faults == [(1, ABOVE)]
    assert desk.adjust(price("10.00")).faults == []
    assert desk.refunded() == {item_id(1, 1): {"item_price": 10000}}


def test_a_negative_amount_charges_back_what_was_refunded_and_no_more(desk: Desk) -> None:
    shipped(desk)
    fee = {"shipping_price_adj": "10.00"}
    rows = [
        price("-5.00", **fee),
        price("8.00"),
        price("-8.01", **fee),
        price("-8.00", **fee),
        price("-0.01", 2, **fee),
        refund(2, shipping_price_adj="-1.00", item_price_adj="9.00"),
    ]
    assert desk.adjust(*rows).faults == [(1, BELOW), (3, BELOW), (5, BELOW), (6, BELOW)]
    assert desk.refunded() == {item_id(1, 1): {"shipping_price": 1000}}


def test_what_was_charged_back_may_be_refunded_again(desk: Desk) -> None:
    shipped(desk)
    rows = [price("100.00"), price("-5.00", shipping_price_adj="6.00"), price("5.01"), price("5.00")]
    assert desk.adjust(*rows).faults == [(3, ABOVE)]
    assert desk.refunded() == {item_id(1, 1): {"item_price": 10000, "shipping_price": 600}}


def test_the_net_of_a_record_is_above_zero(desk: Desk) -> None:
    shipped(desk)
    desk.adjust(price("50.00"))
    fee = {"shipping_price_adj": "5.00"}
    answer = desk.adjust(price("-5.00", **fee), price("-5.01", **fee), price("-5.00"), price("-4.99", **fee))
    assert answer.faults == [(1, NET_LOW), (2, NET_LOW), (3, NET_LOW)]


def test_a_record_refused_for_its_net_does_not_count_in_the_sums_of_later_ones(desk: Desk) -> None:
    shipped(desk)
    desk.adjust(price("50.00"))
    assert desk.adjust(price("-10.00", shipping_price_adj="10.00"), price("60.00")).faults == [(1, NET_LOW), (2, ABOVE)]
    assert desk.refunded() == {item_id(1, 1): {"item_price": 5000}}


def test_every_broken_component_of_a_record_is_told(desk: Desk) -> None:
    shipped(desk)
    answer = desk.adjust(price("100.01", shipping_price_adj="10.01", gift_wrap_tax_adj="0.01"))
    assert answer.faults == [(1, ABOVE), (1, ABOVE), (1, ABOVE)]


def test_a_refund_is_an_entry_for_each_component_before_and_after(desk: Desk) -> None:
    shipped(desk)
    desk.adjust(price("60.00"))
    desk.adjust(price("10.00", shipping_price_adj="1.00"), price("5.00"))
    assert sorted(desk.history(3)) == [
        (1, "refund", "refunded_item_price", "6000", "7000"),
        (1, "refund", "refunded_shipping_price", "0", "100"),
        (2, "refund", "refunded_item_price", "7000", "7500"),
    ]
