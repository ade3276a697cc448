"""Rules 4.1 and 4.2: what may be refunded, component by component."""

from typing import Any

from tests.rules.desk import Desk
from tests.rules.writings import Row, item_id, line, parcel, refund

NOTHING_SHIPPED, ABOVE, BELOW, PROMOTION, NET_LOW, NET_HIGH, CURRENCY = 73001, 73002, 73003, 73004, 73005, 73006, 73007
CHARGES = {
    "item_price": "100.00",
    "item_tax": "10.00",
    "shipping_price": "20.00",
    "shipping_tax": "2.00",
    "gift_wrap_price": "5.00",
    "gift_wrap_tax": "0.50",
    "item_promotion_discount": "20.00",
    "ship_promotion_discount": "5.00",
}
COMPONENTS = list(CHARGES)[:6]


def shipped(order: int, **cells: Any) -> Row:
    """A line of an order that shipped before it was taken in."""
    return line(order, order_status="Shipped", **CHARGES | cells)


def judged(desk: Desk, *rows: dict[str, str]) -> list[list[int]]:
    """The faults of each row of amounts, each refunded in an order of its own with CHARGES."""
    desk.orders(*(shipped(order) for order in range(1, 13)))
    answer = desk.adjust(*(refund(order, **amounts) for order, amounts in enumerate(rows, 1)))
    return [[code for of, code in answer.faults if of == record] for record in range(1, len(rows) + 1)]


def test_nothing_is_refunded_of_an_item_that_has_not_shipped(stocked: Desk) -> None:
    stocked.ship(parcel(2, 2))
    answer = stocked.adjust(refund(1, item_price_adj="1.00"), refund(2, 1, item_price_adj="1.00"))
    assert answer.faults == [(1, NOTHING_SHIPPED), (2, NOTHING_SHIPPED)]
    assert ["Leave the row out until" in message for message in answer.messages] == [True, True]
    assert stocked.refunded() == {}


def test_from_its_first_unit_shipped_an_item_s_whole_amounts_count_as_charged(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"))
    assert stocked.adjust(refund(1, 1, item_price_adj="100.00", shipping_price_adj="10.00")).counts == (1, 1, 0)
    assert stocked.refunded() == {item_id(1, 1): {"item_price": 10000, "shipping_price": 1000}}


def test_the_first_unit_may_ship_in_the_upload_before(stocked: Desk) -> None:
    assert stocked.adjust(refund(1, 2, item_price_adj="1.00")).faults == [(1, NOTHING_SHIPPED)]
    stocked.ship(parcel(1, 2))
    assert stocked.adjust(refund(1, 2, item_price_adj="1.00")).faults == []


def test_pending_canceled_and_unknown_orders_are_refused(desk: Desk) -> None:
    desk.orders(line(1, payments_date=""), line(2, order_status="Canceled"), shipped(3))
    rows = [(1, 1), (2, 1), (9, 1), (3, 2)]
    answer = desk.adjust(*(refund(order, item, item_price_adj="1.00") for order, item in rows))
    assert answer.faults == [(1, 71001), (2, 71002), (3, 18028), (4, 18028)]


def test_each_component_is_refunded_up_to_what_was_charged_for_it(desk: Desk) -> None:
    whole = [{f"{name}_adj": CHARGES[name]} for name in COMPONENTS]
    more = [{f"{name}_adj": CHARGES[name][:-1] + "1"} for name in COMPONENTS]
    assert judged(desk, *whole, *more) == [[]] * 6 + [[ABOVE]] * 6
    assert desk.refunded() == {
        item_id(order, 1): {name: int(CHARGES[name].replace(".", ""))} for order, name in enumerate(COMPONENTS, 1)
    }


def test_promotions_are_entered_positive_and_subtracted_and_at_most_the_discount_given(desk: Desk) -> None:
    item, ship = {"item_promotion_id": "P1"}, {"ship_promotion_id": "P2"}
    rows: dict[str, tuple[dict[str, str], list[int]]] = {
        "the whole discount": (item | {"item_price_adj": "100.00", "item_promotion_adj": "20.00"}, []),
        "more than the discount": (item | {"item_price_adj": "100.00", "item_promotion_adj": "20.01"}, [PROMOTION]),
        "a negative one": (item | {"item_price_adj": "100.00", "item_promotion_adj": "-1.00"}, [70121]),
        "of the shipping": (ship | {"shipping_price_adj": "20.00", "ship_promotion_adj": "5.00"}, []),
        "more of the shipping": (ship | {"shipping_price_adj": "20.00", "ship_promotion_adj": "5.01"}, [PROMOTION]),
        "net zero": (item | {"item_price_adj": "20.00", "item_promotion_adj": "20.00"}, [NET_LOW]),
        "net above zero": (item | {"item_price_adj": "20.01", "item_promotion_adj": "20.00"}, []),
        "net below zero": (item | {"item_price_adj": "19.99", "item_promotion_adj": "20.00"}, [NET_LOW]),
        "nothing but a promotion": (item | {"item_promotion_adj": "20.00"}, [NET_LOW]),
    }
    assert judged(desk, *(row for row, _ in rows.values())) == [faults for _, faults in rows.values()]


def test_an_item_is_refunded_in_all_at_most_its_charges_less_discounts(desk: Desk) -> None:
    everything = {f"{name}_adj": CHARGES[name] for name in COMPONENTS}  # 137.50 charged, 25.00 of it given back
    back = {"item_promotion_id": "P1", "item_promotion_adj": "20.00", "ship_promotion_id": "P2"}
    rows: list[tuple[dict[str, str], list[int]]] = [
        (everything, [NET_HIGH]),
        (everything | back | {"ship_promotion_adj": "4.99"}, [NET_HIGH]),
        (everything | back | {"ship_promotion_adj": "5.00"}, []),
    ]
    assert judged(desk, *(row for row, _ in rows)) == [faults for _, faults in rows]


def test_the_total_counts_what_was_refunded_before(desk: Desk) -> None:
    desk.orders(line(1, order_status="Shipped", item_promotion_discount="20.00", shipping_price=""))
    desk.adjust(refund(1, item_price_adj="70.00"))
    assert desk.adjust(refund(1, item_price_adj="10.01")).faults == [(1, NET_HIGH)]
    assert desk.adjust(refund(1, item_price_adj="10.00")).faults == []


def test_a_component_never_brought_in_counts_as_nothing_and_the_message_says_so(desk: Desk) -> None:
    desk.orders(shipped(1, gift_wrap_price="", item_tax=None))
    answer = desk.adjust(refund(1, gift_wrap_price_adj="1.00"), refund(1, item_tax_adj="1.00"))
    assert answer.faults == [(1, ABOVE), (2, ABOVE)]
    assert ["counts as 0" in message for message in answer.messages] == [True, True]


def test_another_currency_than_the_order_s_is_refused(desk: Desk) -> None:
    desk.orders(shipped(1), shipped(2, currency="EUR"))
    rows = [(1, "EUR"), (1, "USD"), (2, "EUR"), (2, "GBP")]
    answer = desk.adjust(*(refund(order, currency=code, item_price_adj="1.00") for order, code in rows))
    assert answer.faults == [(1, CURRENCY), (4, CURRENCY)]
