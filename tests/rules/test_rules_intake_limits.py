"""Rule 7: how large an order may be, and the cells that every line of it has."""

from tests.rules.desk import Desk
from tests.rules.writings import Row, line

TOO_LARGE = 74003


def items(order: int, *units: int) -> list[Row]:
    return [line(order, item, quantity_purchased=str(count)) for item, count in enumerate(units, 1)]


def test_at_most_999_of_one_item_50_items_and_1000_units(desk: Desk) -> None:
    orders = {
        1: ((999,), True),
        2: ((1000,), False),
        3: ((1,) * 50, True),
        4: ((1,) * 51, False),
        5: ((500, 500), True),
        6: ((500, 501), False),
        7: ((999, 1), True),
        8: ((999, 2), False),
    }
    answer = desk.orders(*(row for order, (units, _) in orders.items() for row in items(order, *units)))
    assert sorted(desk.states()) == [order for order, (_, accepted) in orders.items() if accepted]
    assert {code for _, code in answer.faults} == {TOO_LARGE}


def test_amounts_are_not_negative(desk: Desk) -> None:
    names = ("item-price", "item-tax", "shipping-price", "shipping-tax", "gift-wrap-price", "gift-wrap-tax")
    rows = [line(order, **{name: "-0.01"}) for order, name in enumerate(names, 1)]
    free = [line(20 + order, **{name: "0.00"}) for order, name in enumerate(names, 1)]
    assert desk.orders(*rows, *free).faults == [(record, 70121) for record in range(1, 7)]
    assert len(desk.states()) == 6


def test_the_cells_that_a_line_must_have(desk: Desk) -> None:
    rows = [
        line(1, order_id=""),
        line(2, order_item_id=""),
        line(3, purchase_date=""),
        line(4, quantity_purchased=""),
        line(5, currency=""),
        line(6, order_id="202-0000000-6"),
        line(7, order_item_id="A7"),
        line(8, purchase_date="2026-03-02"),
        line(9, quantity_purchased="1.5"),
        line(10, currency="dollars"),
        line(11, item_price="$1000.00"),
        line(12, order_status="sent"),
        line(13, quantity_shipped="-1"),
        line(14, latest_ship_date="soon"),
    ]
    codes = [70101, 70101, 70101, 70101, 70120, 70102, 70103, 70105, 70104, 70106, 70109, 70106, 70104, 70105]
    assert sorted(desk.orders(*rows).faults) == list(enumerate(codes, 1))
    assert desk.states() == {}
