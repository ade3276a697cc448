"""Rule 9 and tests/ODDITIES.md: ids of orders and items as people and programs write them."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.rules.desk import Answer, Desk
from tests.rules.writings import cancellation, item_id, line, order_id, parcel, refund

READ_AS, FORM, ITEM_FORM, LOST, NO_ORDER = 70124, 70102, 70103, 70115, 18028
ORDER = "202-1234567-7654321"
BARE = "20212345677654321"


def judged(desk: Desk, cells: Sequence[Any], ending: str = "txt") -> list[Answer]:
    """What a confirmation of the one order says, a file for each cell as its order-id."""
    desk.orders(line(1, order_id=ORDER, quantity_purchased="99"))
    plain = {"carrier_code": "Newgistics", "quantity": "1"}
    rows = [parcel(1, order_id=cell, tracking_number=f"T{number}", **plain) for number, cell in enumerate(cells, 100)]
    return [desk.upload("ship", [row], ending=ending) for row in rows]


WORDS, MARKS, PARTS = "without what stands before it", "without the marks around it", "with hyphens between its parts"
ONE_MEANING = {
    BARE: PARTS,
    "202_1234567_7654321": PARTS,
    "202.1234567.7654321": PARTS,
    "202/1234567/7654321": PARTS,
    "202-12345677654321": PARTS,
    "202 1234567 7654321": f"without the spaces, {PARTS}",
    "２０２１２３４５６７７６５４３２１": f"in plain instead of full-width characters, {PARTS}",
    f"#{ORDER}": WORDS,
    f"# {ORDER}": f"without the spaces, {WORDS}",
    f"№{ORDER}": WORDS,
    f"={ORDER}": WORDS,
    f"Amazon {ORDER}": f"without the spaces, {WORDS}",
    f"AMZ-{ORDER}": WORDS,
    f"Order #{ORDER}": f"without the spaces, {WORDS}",
    f"order-id: {ORDER}": f"without the spaces, {WORDS}",
    f"Amazon Order ID: {ORDER}": f"without the spaces, {WORDS}",
    f"Bestellnummer {ORDER}": f"without the spaces, {WORDS}",
    f"Nº de pedido {ORDER}": f"without the spaces, {WORDS}",
    f"注文番号：{ORDER}": f"in plain instead of full-width characters, {WORDS}",
    f"订单号:{ORDER}": WORDS,
    f'["{ORDER}"]': MARKS,
    f"<{ORDER}>": MARKS,
    f"{ORDER},": MARKS,
    f"{ORDER}.0": "without the decimals",
}


def test_an_order_id_with_one_meaning_is_read_and_told(desk: Desk) -> None:
    answers = judged(desk, list(ONE_MEANING))
    assert [answer.faults[0] for answer in answers] == [(1, READ_AS)] * len(ONE_MEANING)
    assert [answer.messages[0].partition(". Nothing")[0] for answer in answers] == [
        f"order-id was read as {ORDER}, {said}" for said in ONE_MEANING.values()
    ]
    assert len(desk.packages("package_no")) == len(ONE_MEANING)


UNCLEAR = [
    f"{ORDER}-1",
    f"{ORDER};{ORDER[:-1]}2",
    f"{ORDER} (2)",
    f"RMA {ORDER}",
    f"cancel {ORDER}",
    f"({ORDER})",
    f"-{BARE}",
    "2021234567765432",
    "202-123456-77654321",
    "S02-1234567-7654321",
    "20,212,345,677,654,321",
]


@pytest.mark.parametrize("cell", UNCLEAR)
def test_what_may_be_more_than_one_order_id_or_another_is_refused(desk: Desk, cell: str) -> None:
    [answer] = judged(desk, [cell])
    assert answer.faults == [(1, FORM)]


def test_seventeen_digits_that_a_spreadsheet_may_have_rounded_are_refused(desk: Desk) -> None:
    rounded = "202-1234567-7654300"
    desk.orders(line(1, order_id=rounded))
    bare = rounded.replace("-", "")
    cells = {bare: FORM, f"#{bare}": FORM, f"{BARE}.0": LOST, "202 1234567 7654300": READ_AS}
    for cell, code in cells.items():
        answer = desk.ship(parcel(1, None, order_id=cell, carrier_code="Newgistics"))
        assert code in [found for _, found in answer.faults], cell
    assert desk.packages("1") == [(1,)]


def test_a_number_cell_of_seventeen_digits_has_lost_some_and_a_text_cell_has_not(desk: Desk) -> None:
    number, text = judged(desk, [int(BARE), BARE], "xlsx")
    assert (number.faults, text.faults) == ([(1, LOST)], [(1, READ_AS)])


def test_ids_are_read_so_in_every_feed(desk: Desk) -> None:
    bare = [order_id(number).replace("-", "_") for number in range(4)]
    assert desk.orders(line(1, order_id=bare[1]), line(2), line(3)).faults == [(1, READ_AS)]
    item = item_id(2, 1)
    canceled = cancellation(2) | {"order-id": bare[2], "amazon-order-item-code": f"#{item}"}
    assert desk.cancel(canceled).faults == [(1, READ_AS), (1, READ_AS)]
    assert desk.state(2) == "Canceled"
    desk.ship(parcel(3, carrier_code="Newgistics"))
    refunded = refund(3, item_price_adj="1.00") | {"order-id": bare[3], "order-item-id": f"Item {item_id(3, 1)}"}
    assert desk.adjust(refunded).faults == [(1, READ_AS), (1, READ_AS)]


ITEMS = {
    "#{}": READ_AS,
    "Item ID: {}": READ_AS,
    "'{}'": READ_AS,
    '"{}"': READ_AS,
    "-{}": ITEM_FORM,
    "({})": ITEM_FORM,
    "{}-01": ITEM_FORM,
    "{};{}": ITEM_FORM,
    "second item {}": ITEM_FORM,
}


@pytest.mark.parametrize("form", ITEMS)
def test_an_item_id_is_read_without_words_and_marks_and_signs_and_two_are_refused(desk: Desk, form: str) -> None:
    desk.orders(line(1))
    row = parcel(1, order_item_id=form.replace("{}", item_id(1, 1)), carrier_code="Newgistics")
    assert desk.ship(row, ending="xlsx").faults == [(1, ITEMS[form])]
