"""Rule 7: what a first orders file brings in."""

from typing import Any

from tests.rules.desk import Desk
from tests.rules.writings import Row, line, order_id

UNPAID = {"payments_date": ""}
Facts = tuple[str, int, list[tuple[int, int, int]]]


def taken_in(desk: Desk, orders: list[dict[str, Any]]) -> list[Facts]:
    """State, verification and units of orders of one item of three units, a line of cells each."""
    answer = desk.orders(*(line(order, **{"quantity_purchased": "3"} | cells) for order, cells in enumerate(orders, 1)))
    assert answer.counts == (len(orders), len(orders), 0)
    verified = dict(desk.sql("SELECT order_id, verified FROM orders"))
    return [(desk.state(order), verified[order_id(order)], desk.units(order)) for order in range(1, len(orders) + 1)]


def test_order_status_and_quantity_shipped_set_the_state_of_an_order(desk: Desk) -> None:
    cases: list[tuple[dict[str, str], Facts]] = [
        ({"order_status": "Pending"}, ("Pending", 0, [(3, 0, 0)])),
        ({"order_status": "Pending"} | UNPAID, ("Pending", 0, [(3, 0, 0)])),
        ({"order_status": "Unshipped"} | UNPAID, ("Unshipped", 1, [(3, 0, 0)])),
        ({"order_status": "PartiallyShipped", "quantity_shipped": "2"}, ("PartiallyShipped", 1, [(3, 2, 0)])),
        ({"order_status": "Shipped", "quantity_shipped": "3"}, ("Shipped", 1, [(3, 3, 0)])),
        ({"order_status": "Shipped"}, ("Shipped", 1, [(3, 3, 0)])),
        ({"order_status": "Canceled"}, ("Canceled", 1, [(3, 0, 3)])),
        ({"order_status": "Canceled"} | UNPAID, ("Canceled", 0, [(3, 0, 3)])),
    ]
    assert taken_in(desk, [cells for cells, _ in cases]) == [facts for _, facts in cases]


def test_without_order_status_an_order_is_verified_if_payments_date_is_filled(desk: Desk) -> None:
    cases: list[tuple[dict[str, str], Facts]] = [
        ({}, ("Unshipped", 1, [(3, 0, 0)])),
        (UNPAID, ("Pending", 0, [(3, 0, 0)])),
        ({"quantity_shipped": "1"}, ("PartiallyShipped", 1, [(3, 1, 0)])),
        ({"quantity_shipped": "3"}, ("Shipped", 1, [(3, 3, 0)])),
        ({"quantity_shipped": "0"}, ("Unshipped", 1, [(3, 0, 0)])),
    ]
    assert taken_in(desk, [cells for cells, _ in cases]) == [facts for _, facts in cases]


def test_more_shipped_than_bought_is_refused(desk: Desk) -> None:
    answer = desk.orders(line(1, quantity_shipped="2"), line(2, quantity_shipped="1", order_status="Pending"))
    assert answer.counts == (2, 0, 2)


def test_an_unshipped_orders_report_is_accepted_as_intake(desk: Desk) -> None:
    headings = (
        "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email "
        "buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship "
        "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state "
        "ship-postal-code ship-country is-business-order purchase-order-number price-designation is-iba "
        "verge-of-cancellation verge-of-lateShipment"
    ).split()
    cells = {"promise-date": "2026-03-09T12:00:00+00:00", "quantity-purchased": "5", "quantity-shipped": "2"}
    rest = {"quantity-to-ship": "2", "days-past-promise": "1", "ship-city": "Oslo", "verge-of-cancellation": "false"}
    row: Row = {name: (line() | cells | rest).get(name, "") for name in headings}
    answer = desk.orders(row)
    assert (answer.counts, answer.faults) == ((1, 1, 0), [])
    assert desk.units() == [(5, 2, 1)]
    assert desk.sql("SELECT latest_ship_at, ship_city FROM orders JOIN buyers USING (order_no)") == [
        (1773057600, "Oslo")
    ]


def test_a_fault_in_one_line_refuses_all_lines_of_its_order_in_the_file(desk: Desk) -> None:
    rows = [line(1, 1), line(2, 1), line(1, 2, quantity_purchased="0"), line(1, 3)]
    answer = desk.orders(*rows)
    assert answer.faults == [(1, 74001), (3, 70104), (4, 74001)]
    assert list(desk.states()) == [2]


def continuation(order: int, item: int = 1, /, **cells: Any) -> Row:
    blank = dict.fromkeys(("purchase_date", "payments_date", "quantity_purchased", "item_price", "shipping_price"), "")
    return line(order, item, **blank | cells)


def test_continuation_lines_add_promotions_to_the_line_above_and_count_as_records(desk: Desk) -> None:
    promotion = {"item_promotion_discount": "1.50", "item_promotion_id": "P1"}
    answer = desk.orders(
        line(1, 1, **promotion),
        continuation(1, 1, item_promotion_discount="2.00", item_promotion_id="P2", currency=""),
        continuation(1, 1, order_id="", order_item_id="", ship_promotion_discount="0.25", ship_promotion_id="S1"),
        line(1, 2, item_promotion_discount=""),
    )
    assert answer.counts == (4, 4, 0)
    assert desk.sql("SELECT item_promotion, ship_promotion FROM items ORDER BY item_no") == [(350, 25), (None, None)]


def test_a_continuation_line_without_its_line_above_is_refused(desk: Desk) -> None:
    answer = desk.orders(continuation(1, item_promotion_discount="1.00"), line(2), continuation(3))
    assert answer.counts == (3, 1, 2)
    assert list(desk.states()) == [2]


def test_a_fault_in_a_continuation_line_refuses_its_order(desk: Desk) -> None:
    answer = desk.orders(line(1), continuation(1, item_promotion_discount="1.0O"), line(2))
    assert (answer.counts, list(desk.states())) == ((3, 1, 2), [2])


def test_an_item_of_another_order_is_refused(desk: Desk) -> None:
    desk.orders(line(1, 1))
    foreign = line(1, 1)["order-item-id"]
    answer = desk.orders(line(2, order_item_id=foreign), line(3, 1), line(4, order_item_id=line(3, 1)["order-item-id"]))
    assert answer.faults == [(1, 74002), (3, 74002)]
    assert list(desk.states()) == [1, 3]


def test_lines_of_an_order_that_contradict_each_other_are_refused(desk: Desk) -> None:
    answer = desk.orders(
        line(1, 1), line(1, 2, purchase_date="2026-03-03T12:00:00+00:00"), line(2, 1), line(2, 2, currency="EUR")
    )
    assert answer.counts == (4, 0, 4)
