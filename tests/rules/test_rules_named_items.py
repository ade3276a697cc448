"""A record without order-item-id that names its item by a sku or otherwise: one item, or an Error; never the order."""

from typing import Any

import pytest

from schemas import faults
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, item_id, line, order_id, parcel

TEA, CUP = "TEA-250", "Cup 07"
# Order 1: three of TEA, one CUP. Order 2: one TEA. Order 3: TEA twice. Order 4: two of an item without sku.
STOCK = [
    line(1, 1, quantity_purchased="3", sku=TEA),
    line(1, 2, sku=CUP),
    line(2, 1, sku=TEA),
    line(3, 1, sku=TEA),
    line(3, 2, sku=TEA),
    line(4, 1, quantity_purchased="2"),
    line(5, 1, quantity_purchased="2", sku=TEA),
]


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    desk.orders(*STOCK)
    return desk


def row(word: str, order: int, **cells: Any) -> Row:
    """A row without an item's id."""
    if word == "cancel":
        return {"order-id": order_id(order), "cancellation-reason-code": "NoInventory", **cells}
    return {name: cell for name, cell in parcel(order, None).items() if name != "order-item-id"} | cells


def units(desk: Desk, word: str) -> dict[str, int]:
    """What shipped or was canceled, by item."""
    column = {"ship": "shipped", "cancel": "canceled"}[word]
    return dict(desk.sql(f"SELECT order_item_id, {column} FROM items WHERE {column} > 0"))


@pytest.mark.parametrize("word", ["ship", "cancel"])
@pytest.mark.parametrize(
    ("order", "cells", "item", "count"),
    [
        (1, {"sku": TEA}, item_id(1, 1), 3),
        (1, {"sku": CUP}, item_id(1, 2), 1),
        (1, {"Seller SKU": CUP}, item_id(1, 2), 1),
        (1, {"seller-sku": CUP}, item_id(1, 2), 1),
        (1, {"item_sku": CUP}, item_id(1, 2), 1),
        (1, {"商品SKU": CUP}, item_id(1, 2), 1),
        (1, {"Händler-SKU": CUP}, item_id(1, 2), 1),
        (1, {"asin": CUP}, item_id(1, 2), 1),
        (1, {"Item ID": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"item_id": CUP}, item_id(1, 2), 1),
        (1, {"Item": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"Item Number": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"order_item": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"商品ID": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"Artikelnummer": CUP}, item_id(1, 2), 1),
        (1, {"sku": f'="{CUP}"'}, item_id(1, 2), 1),
        (1, {"sku": CUP, "Item": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"sku": "house-4711", "Item": item_id(1, 2)}, item_id(1, 2), 1),
        (1, {"sku": CUP, "ASIN": "B000000001"}, item_id(1, 2), 1),
        (2, {"sku": TEA}, item_id(2, 1), 1),
        (4, {"sku": "unknown to the order table"}, item_id(4, 1), 2),
        (5, {"sku": TEA}, item_id(5, 1), 2),
    ],
)
def test_the_one_item_of_that_name_is_meant_and_told_in_a_warning(
    stocked: Desk, word: str, order: int, cells: Row, item: str, count: int
) -> None:
    answer = stocked.upload(word, [row(word, order, **cells)])
    assert units(stocked, word) == {item: count}
    assert [code for _, code in answer.faults if code == faults.ITEM_BY_NAME] == [faults.ITEM_BY_NAME]
    assert item in answer.messages[[code for _, code in answer.faults].index(faults.ITEM_BY_NAME)]


@pytest.mark.parametrize("word", ["ship", "cancel"])
@pytest.mark.parametrize(
    ("order", "cells"),
    [
        (1, {"sku": "TEA-251"}),
        (1, {"sku": "tea-250"}),
        (1, {"sku": f"{TEA}, {CUP}"}),
        (1, {"asin": "B000000001"}),
        (1, {"Item": "1"}),
        (1, {"Item ID": item_id(2, 1)}),
        (2, {"sku": CUP}),
        (3, {"sku": TEA}),
        (5, {"asin": "B000000001"}),
        (1, {"sku": "N/A"}),
        (1, {"sku": "None"}),
        (1, {"Item": "-"}),
    ],
)
def test_a_name_of_none_or_several_items_is_an_error_that_lists_the_items(
    stocked: Desk, word: str, order: int, cells: Row
) -> None:
    answer = stocked.upload(word, [row(word, order, **cells)])
    assert (units(stocked, word), answer.counts) == ({}, (1, 0, 1))
    message = dict(zip([code for _, code in answer.faults], answer.messages, strict=True))[faults.ITEM_UNCLEAR]
    for number in [each["order-item-id"] for each in STOCK if each["order-id"] == order_id(order)]:
        assert number in message
    assert "units open" in message or "unit open" in message


def test_the_message_names_the_cell_the_items_and_what_settles_it(stocked: Desk) -> None:
    answer = stocked.upload("cancel", [row("cancel", 1, Seller_SKU="TEA-251")])
    assert answer.messages[-1] == (
        "No one item of order 202-0000000-0000001 is TEA-251. It has 00000100001 (sku TEA-250, 3 units open); "
        "00000100002 (sku Cup 07, 1 unit open). If the column names no item of the order: --ignore 'Seller_SKU'. "
        "Write the order-item-id of the item that is meant, or its sku as shown. "
        'Column sku, value "TEA-251", cell C2'
    )


@pytest.mark.parametrize("word", ["ship", "cancel"])
@pytest.mark.parametrize("cells", [{"asin": "B000000001"}, {"Item": "4711"}, {"Item ID": "Thing A"}, {"sku": "N/A"}])
def test_an_order_of_one_unit_needs_no_name_of_its_item(stocked: Desk, word: str, cells: Row) -> None:
    stocked.upload(word, [row(word, 2, **cells)])
    assert units(stocked, word) == {item_id(2, 1): 1}


def test_the_quantity_of_a_row_with_a_sku_is_that_of_its_item(stocked: Desk) -> None:
    stocked.upload("ship", [row("ship", 1, sku=TEA, quantity="2"), row("ship", 1, sku=CUP, quantity="1")])
    assert units(stocked, "ship") == {item_id(1, 1): 2, item_id(1, 2): 1}


def test_a_line_a_sku_of_one_parcel_ships_each_item_once(stocked: Desk) -> None:
    answer = stocked.upload("ship", [row("ship", 1, sku=TEA), row("ship", 1, sku=CUP)])
    assert (units(stocked, "ship"), answer.counts) == ({item_id(1, 1): 3, item_id(1, 2): 1}, (2, 2, 0))


def test_a_row_whose_sku_is_empty_means_the_whole_order(stocked: Desk) -> None:
    stocked.upload("cancel", [row("cancel", 1, sku=""), row("cancel", 3, sku="")])
    assert set(units(stocked, "cancel")) == {item_id(1, 1), item_id(1, 2), item_id(3, 1), item_id(3, 2)}


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"sku": TEA}, False),
        ({"sku": "house-4711"}, False),
        ({"Item": item_id(1, 1)}, False),
        ({"Item": "1"}, False),
        ({"sku": CUP}, True),
        ({"Item": item_id(1, 2)}, True),
        ({"Item": CUP}, True),
    ],
)
@pytest.mark.parametrize("word", ["ship", "cancel"])
def test_a_name_of_another_item_than_the_row_s_is_an_error(
    stocked: Desk, word: str, cells: Row, *, refused: bool
) -> None:
    given = parcel(1, 1) if word == "ship" else cancellation(1, 1)
    answer = stocked.upload(word, [given | cells])
    assert (faults.ITEM_CONTRADICTED in [code for _, code in answer.faults]) == refused
    assert units(stocked, word) == ({} if refused else {item_id(1, 1): 3})


def test_two_names_of_two_items_are_an_error(stocked: Desk) -> None:
    answer = stocked.upload("cancel", [row("cancel", 1, sku=TEA, Item=item_id(1, 2))])
    assert (units(stocked, "cancel"), answer.faults) == ({}, [(1, faults.ITEM_CONTRADICTED)])


def test_an_unknown_order_is_told_as_such(stocked: Desk) -> None:
    answer = stocked.upload("cancel", [row("cancel", 77, sku=TEA)])
    assert answer.faults == [(1, faults.ORDER_NOT_FOUND)]


@pytest.mark.parametrize("word", ["ship", "cancel"])
def test_a_spoiled_sku_refuses_the_row_only_where_it_is_needed(stocked: Desk, word: str) -> None:
    given = parcel(1, 1) if word == "ship" else cancellation(1, 1)
    assert stocked.upload(word, [given | {"sku": "#N/A"}]).counts == (1, 1, 0)
    assert stocked.upload(word, [row(word, 3, sku="#N/A")]).counts == (1, 0, 1)
