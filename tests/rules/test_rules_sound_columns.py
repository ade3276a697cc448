"""10,000 sound rows with a shop's own columns: notes, customer numbers, weights and counters refuse none of them."""

import random
import time
from collections.abc import Callable

import pytest

from schemas import faults
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, line, order_id, parcel

_ROWS = 10_000
_MINUTES = 2
_NOTES = """
    leave at the door|customer returned call|gift, no invoice please|ring twice, avoid the dog|hold for pickup at depot
    called on Tuesday, will be at home|second order this week|return label is in the box|cancel by Friday if not paid
    fragile, do not bend|was not at home|neighbour takes it|ordered 2 more in another order|invoice voided and made anew
    キャンセル不可|到着日指定 3月5日|请放门口|bitte nicht knicken|ne pas plier|address checked, not changed
"""
_OWN: dict[str, Callable[[random.Random, int], str]] = {
    "Customer No": lambda chance, _: f"C{chance.randrange(10**6):06}",
    "Account": lambda chance, _: str(chance.randrange(10**9, 10**10)),
    "Notes": lambda chance, _: chance.choice([note.strip() for note in _NOTES.replace("\n", "|").split("|")]),
    "Post code": lambda chance, _: f"{chance.randrange(10**5):05}",
    "Phone": lambda chance, _: f"+1 206-555-{chance.randrange(10**4):04}",
    "Weight (kg)": lambda chance, _: f"{chance.randrange(1, 300) / 10:.1f}",
    "Zone": lambda chance, _: str(chance.randrange(1, 9)),
    "Parcels": lambda *_: "1",
    "Pieces": lambda chance, _: str(chance.randrange(1, 3)),
    "No": lambda _, number: str(number % 9 + 1),
    "Line": lambda _, number: str(number),
    "Postage": lambda chance, _: f"{chance.randrange(300, 2000) / 100:.2f}",
    "Invoice": lambda chance, _: f"INV-2026-{chance.randrange(10**5):05}",
    "Return address": lambda *_: "1 Main St, Springfield",
    "Return tracking": lambda chance, _: f"1Z999AA1{chance.randrange(10**10):010}",
    "Tracking URL": lambda chance, _: f"https://example.com/{chance.randrange(10**12):012}",
    "Item weight": lambda chance, _: str(chance.randrange(1, 5)),
    "Unit price": lambda chance, _: f"{chance.randrange(1, 90)}",
    "Item Name": lambda *_: "Green tea, 250 g",
    "Status": lambda chance, _: chance.choice(["shipped", "delivered", "in transit", "label created", "ok"]),
    "Gift": lambda chance, _: chance.choice("YN"),
    "Void": lambda *_: "N",
    "Batch": lambda _, number: f"B{number // 500}",
    "EAN": lambda chance, _: f"4{chance.randrange(10**12):012}",
    "": lambda _, number: "seen" if number % 7 == 0 else "",
}


def _own(chance: random.Random, number: int) -> Row:
    return {heading: cell(chance, number) for heading, cell in _OWN.items()}


def _orders() -> list[Row]:
    """Orders of one item of one unit, of one of several, and of two items, by turns."""
    rows = []
    for number in range(1, _ROWS + 1):
        units = "1" if number % 3 == 0 else "3"
        rows.append(
            line(number, 1, quantity_purchased=units, sku=f"TEA-{number % 40}", product_name="Green tea, 250 g")
        )
        if number % 3 == 2:
            rows.append(line(number, 2, sku=f"CUP-{number % 40}", product_name="Green tea, 250 g"))
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("word", ["ship", "cancel"])
def test_none_of_ten_thousand_sound_rows_is_refused_for_its_columns(desk: Desk, word: str) -> None:
    chance = random.Random(20260310)
    assert desk.upload("orders", _orders()).counts[2] == 0
    rows = []
    for number in range(1, _ROWS + 1):
        # A whole order, an item of it, or an item with its quantity.
        item = None if number % 4 else 1
        tracking = f"T{chance.randrange(10**10):010}"
        row = parcel(number, item, tracking_number=tracking) if word == "ship" else cancellation(number, item)
        if word == "ship" and number % 8 == 0:
            row["quantity"] = "1"
        rows.append(row | _own(chance, number))
    began = time.monotonic()
    answer = desk.upload(word, rows)
    assert time.monotonic() - began < _MINUTES * 60
    assert (answer.counts, {code for record, code in answer.faults if record}) == ((_ROWS, _ROWS, 0), set())
    assert {code for _, code in answer.faults} == {faults.HEADING_UNKNOWN}
    assert order_id(1) == rows[0]["order-id"]
