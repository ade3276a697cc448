"""Rule 1: the states of an order, the reports it is in, and the history of its changes."""

import pandas as pd
import pytest

from schemas.states import state
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import cancellation, item_id, line, order_id, parcel, refund

PENDING = {"payments_date": ""}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(1, 2, 0, 0)], "Unshipped"),
        ([(0, 2, 0, 0)], "Pending"),
        ([(1, 2, 1, 0)], "PartiallyShipped"),
        ([(1, 2, 1, 1)], "Shipped"),
        ([(1, 2, 2, 0)], "Shipped"),
        ([(1, 2, 0, 2)], "Canceled"),
        ([(0, 2, 0, 2)], "Canceled"),
        ([(1, 2, 0, 1)], "Unshipped"),
        ([(1, 2, 2, 0), (1, 1, 0, 0)], "PartiallyShipped"),
        ([(1, 2, 0, 2), (1, 1, 0, 0)], "Unshipped"),
        ([(1, 2, 0, 2), (1, 1, 1, 0)], "Shipped"),
        ([(1, 2, 0, 2), (1, 1, 0, 1)], "Canceled"),
    ],
)
def test_the_state_follows_from_quantities_and_verification(items: list[tuple[int, ...]], expected: str) -> None:
    facts = pd.DataFrame(items, columns=["verified", "purchased", "shipped", "canceled"]).assign(order_no=1)
    assert state(facts).tolist() == [expected] * len(items)


def every_state(desk: Desk) -> None:
    """Orders 1 to 6 of two items, brought by feeds into the states of STATES."""
    desk.orders(*(line(order, item, **PENDING if order in (1, 6) else {}) for order in range(1, 7) for item in (1, 2)))
    desk.ship(parcel(3, 1), parcel(4, None))
    desk.cancel(cancellation(5, None))
    desk.orders(line(6, 1, **PENDING, order_status="Canceled"), line(6, 2, **PENDING, order_status="Canceled"))


STATES = {1: "Pending", 2: "Unshipped", 3: "PartiallyShipped", 4: "Shipped", 5: "Canceled", 6: "Canceled"}


def test_the_reports_list_an_order_by_its_state(desk: Desk) -> None:
    every_state(desk)
    assert desk.states() == STATES
    orders, unshipped = desk.report("orders", at(AS_OF)), desk.report("unshipped-orders", at(AS_OF))
    in_orders = [order_id(order) for order in (2, 3, 4, 5) for _item in (1, 2)]
    assert orders["order-id"].tolist() == in_orders
    assert unshipped["order-item-id"].tolist() == [item_id(2, 1), item_id(2, 2), item_id(3, 2)]


def test_feeds_may_touch_an_order_by_its_state(desk: Desk) -> None:
    every_state(desk)
    confirmed = desk.ship(*(parcel(order, 2, tracking_number=f"T{order**3 * 1117:010}") for order in STATES))
    assert confirmed.faults == [(1, 71001), (5, 71002), (6, 71002)]
    canceled = desk.cancel(*(cancellation(order, 1) for order in STATES))
    assert canceled.faults == [(1, 71001), (3, 72001), (4, 72001)]
    adjusted = desk.adjust(*(refund(order, 2, item_price_adj="1.00") for order in STATES))
    assert adjusted.faults == [(1, 71001), (5, 71002), (6, 71002)]


def test_every_change_is_one_entry_of_history(desk: Desk) -> None:
    desk.orders(line(1, quantity_purchased="3"))
    desk.ship(parcel(quantity="2"), parcel(9), parcel(quantity="1", tracking_number="T0000000002"))
    desk.ship(parcel(ship_date="2026-03-06", tracking_number="T0000000002"))
    desk.adjust(refund(item_price_adj="1.00"))
    assert {upload: sorted(desk.history(upload), key=str) for upload in (1, 2, 3, 4)} == {
        1: [(1, "take in", "purchased", "0", "3"), (1, "verify", "verified", None, "1")],
        2: [(1, "ship", "shipped", "0", "2"), (3, "ship", "shipped", "2", "3")],
        3: [(1, "edit package", "ship_date", "2026-03-05", "2026-03-06")],
        4: [(1, "refund", "refunded_item_price", "0", "100")],
    }
    assert desk.sql("SELECT DISTINCT as_of FROM entries JOIN uploads USING (upload_no)") == [(at(AS_OF),)]
