"""Rule 1: an item is refused where its id may be what a spreadsheet made of another one of the same order."""

import pytest

from feeds.checking.spreadsheet_damage import rounded
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, line, parcel, refund

TWIN = 70134
# An item's id as the marketplace gave it, and what became of it.
TWINS = {
    "01487825507921": "1487825507921",
    "00503401191152": "503401191152",
    "47296101181100524": "47296101181100500",
    "54291133948341381": "54291133948341300",
    "912073948340036241": "912073948340036224",
    "912073948340036242": "912073948340036200",
}


def orders(desk: Desk, **cells: str) -> None:
    desk.orders(
        *(
            line(order, order_item_id=item, **cells)
            for order, pair in enumerate(TWINS.items(), 1)
            for item in (*pair, f"9999999999{order}")
        )
    )


def test_an_item_whose_twin_is_in_the_order_is_refused_and_the_twin_is_not(desk: Desk) -> None:
    orders(desk)
    damaged = [parcel(order, order_item_id=item) for order, item in enumerate(TWINS.values(), 1)]
    answer = desk.ship(*damaged)
    assert answer.faults == [(record, TWIN) for record in range(1, len(TWINS) + 1)]
    assert answer.messages[0].startswith(
        "Order 202-0000000-0000001 has item 1487825507921 and item 01487825507921, which a spreadsheet that takes "
        "leading zeros away turns into the first. Copy the order-item-id of the item that is meant"
    )
    whole = [parcel(order, order_item_id=item) for order, item in enumerate(TWINS, 1)]
    others = [parcel(order, order_item_id=f"9999999999{order}") for order in range(1, len(TWINS) + 1)]
    assert desk.ship(*whole, *others).faults == []


@pytest.mark.parametrize("kind", ["cancel", "adjust"])
def test_cancellations_and_adjustments_of_such_an_item_are_refused_too(desk: Desk, kind: str) -> None:
    orders(desk, order_status="Unshipped" if kind == "cancel" else "Shipped")
    rows: list[Row] = [
        cancellation(order) | {"amazon-order-item-code": item}
        if kind == "cancel"
        else refund(order, order_item_id=item, item_price_adj="1")
        for order, item in enumerate(TWINS.values(), 1)
    ]
    assert desk.upload(kind, rows).faults == [(record, TWIN) for record in range(1, len(TWINS) + 1)]


def test_ids_of_an_order_that_are_near_but_nobody_s_damage_are_no_twins(desk: Desk) -> None:
    ids = ["47296101181100524", "47296101181100525", "10", "100", "4729610118110050", "912073948340036240"]
    desk.orders(
        *(line(1, order_item_id=item) for item in ids), line(2, order_item_id="0012"), line(3, order_item_id="12")
    )
    assert desk.ship(*(parcel(1, order_item_id=item) for item in ids), parcel(3, order_item_id="12")).faults == []


def test_what_a_long_number_becomes() -> None:
    assert rounded("70225703487595148137") == (
        "70225703487595100000",
        "70225703487595100000",
        "70225703487595151360",
        "70225703487595150000",
    )
