"""An undo can be undone, made again and undone again: each time the orders are what they are said to be."""

import json

import pytest

from feeds.changes.words import sentence
from reports.order_history.history import changes
from schemas.store.opening import writing
from tests.night.night_desk import NightDesk
from tests.rules.writings import line, parcel, refund

LATER = "2026-03-11T12:00:00+00:00"


def last(desk: NightDesk) -> int:
    """The number of the last upload."""
    return int(desk.sql("SELECT max(upload_no) FROM uploads")[0][0])


@pytest.mark.parametrize("kind", ["shipping confirmation", "orders"])
def test_the_same_undo_can_be_undone_a_second_time(stocked: NightDesk, kind: str) -> None:
    if kind == "orders":
        stocked.orders(line(40, 1), line(1, 3, order_status="Unshipped"), as_of=LATER)
    else:
        stocked.ship(parcel(1, None), parcel(2, 1, quantity="2"))
    upload, applied = last(stocked), stocked.facts()
    undo, _, _ = stocked.undo(upload, LATER)
    gone = stocked.facts()
    redo, _, _ = stocked.undo(undo or 0, LATER)
    assert stocked.facts() == applied
    stocked.undo(redo or 0, LATER)
    assert stocked.facts() == gone
    stocked.undo(undo or 0, LATER)
    assert (stocked.facts(), stocked.faults()) == (applied, [])


def test_a_currency_that_came_with_its_amounts_goes_after_them(stocked: NightDesk) -> None:
    empty = {"currency": "", "item_price": "", "item_tax": "", "shipping_price": ""}
    stocked.orders(line(50, 1, **empty), as_of=LATER)
    before = stocked.facts()
    stocked.orders(line(50, 1, currency="EUR", item_price="30.00", item_tax="3.00", shipping_price=""), as_of=LATER)
    filled = stocked.facts()
    assert filled != before
    undo, _, _ = stocked.undo(last(stocked), LATER)
    assert stocked.facts() == before
    stocked.undo(undo or 0, LATER)
    assert (stocked.facts(), stocked.faults()) == (filled, [])


def test_an_item_that_comes_back_is_verified_where_its_order_is(stocked: NightDesk) -> None:
    """Version 0.1 put the item aside when its order was not verified any more."""
    stocked.orders(line(60, 1, payments_date=""), as_of=LATER)
    stocked.orders(line(60, 1), line(60, 2), as_of=LATER)
    applied = stocked.facts()
    undo, _, _ = stocked.undo(last(stocked), LATER)
    with stocked.engine.connect() as connection, writing(connection):
        found = "SELECT row_no, cells FROM removed_rows WHERE table_name = 'items'"
        for row_no, cells in connection.exec_driver_sql(found).all():
            earlier = json.dumps(json.loads(cells) | {"verified": 0})
            connection.exec_driver_sql("UPDATE removed_rows SET cells = ? WHERE row_no = ?", (earlier, row_no))
    stocked.undo(undo or 0, LATER)
    assert (stocked.facts(), stocked.faults()) == (applied, [])


def test_the_changes_of_an_undo_name_items_and_currencies_that_were_removed_since(stocked: NightDesk) -> None:
    stocked.orders(line(70, 1, currency="JPY", item_price="3000", item_tax="", shipping_price=""), as_of=LATER)
    taken_in = last(stocked)
    stocked.ship(parcel(70, 1), as_of=LATER)
    shipped = last(stocked)
    stocked.adjust(refund(70, 1, currency="JPY", item_price_adj="1000"), as_of=LATER)
    refunded = last(stocked)
    undos = [stocked.undo(number, LATER)[0] for number in (refunded, shipped, taken_in)]
    with stocked.engine.connect() as connection:
        made, _ = changes(connection, stocked.merchant, undos[0] or 0, 10)
    assert [(change["order-item-id"] is not None, sentence(change)) for change in made] == [
        (True, "item-price refunded 1000 -> 0 JPY")
    ]
