"""Rule 9 and tests/ODDITIES.md: cells as people, carriers and Excel write them, and what each is read as."""

from typing import Any

import pytest

from tests.rules.desk import Answer, Desk
from tests.rules.writings import Row, cancellation, item_id, line, order_id, refund
from tests.rules.writings import parcel as any_parcel

READ_AS, AMOUNT_UNCLEAR, DIGITS_LOST, SHARED = 70124, 70126, 70115, 70145
HIDDEN, WIDE = "without the characters that cannot be seen", "in plain instead of full-width characters"
SPACES, APOSTROPHE, HYPHENS = "without the spaces", "without the apostrophe", "with plain hyphens"
FORCED, DECIMALS = "without the equals sign and quotation marks", "without the decimals"
# A carrier whose numbers have no form that is known.
CARRIER = "Newgistics"
# A cell as typed: what it is read as, and what the Warning says was done.
TRACKING = {
    "1Z 999 AA1 01 2345 6784": ("1Z999AA10123456784", SPACES),
    "1Z\u00a0999\u3000AA1": ("1Z999AA1", SPACES),
    "1Z\u200b999\u202d\ufeff": ("1Z999", HIDDEN),
    "１Ｚ９９９": ("1Z999", WIDE),
    "'0012": ("0012", APOSTROPHE),
    "\u20190013": ("0013", APOSTROPHE),
    '="0027"': ("0027", FORCED),
    '=" 0054"': ("0054", f"{FORCED}, {SPACES}"),
    "1234\u20135678\u22129012": ("1234-5678-9012", HYPHENS),
    "1234\u30fc5678": ("1234-5678", HYPHENS),
    "123456789.0": ("123456789", DECIMALS),
    "123456789012345.00": ("123456789012345", DECIMALS),
    "'１２ 34.0": ("1234", f"{WIDE}, {APOSTROPHE}, {SPACES}, {DECIMALS}"),
}


def parcel(order: int = 1, item: int = 1, **cells: Any) -> Row:
    return any_parcel(order, item, **{"carrier_code": CARRIER} | cells)


def fault_of(answer: Answer, record: int) -> list[int]:
    return [code for of, code in answer.faults if of == record]


def test_a_tracking_number_is_read_without_what_nobody_means(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, len(TRACKING) + 1)))
    answer = desk.ship(*(parcel(order, tracking_number=cell) for order, cell in enumerate(TRACKING, 1)))
    # Some of them are one number, which orders of different buyers have.
    faults = [(fault, told.partition(". ")[0]) for fault, told in zip(answer.faults, answer.messages, strict=True)]
    assert [told for (_, code), told in faults if code != SHARED] == [
        f"tracking-number was read as {read}, {said}" for read, said in TRACKING.values()
    ]
    assert [fault for fault, _ in faults if fault[1] != SHARED] == [
        (order, READ_AS) for order in range(1, len(TRACKING) + 1)
    ]
    assert [number for (number,) in desk.packages("tracking_number")] == [read for read, _ in TRACKING.values()]


def test_what_the_tracking_number_may_mean_is_taken_as_it_is(stocked: Desk) -> None:
    typed = ["JD-014600", "99.12.345678", "A'B1", "1.0A", "X*1", "LS-1-2", "TZAXZMFB"]
    assert stocked.ship(*(parcel(order, tracking_number=cell) for order, cell in enumerate(typed, 1))).faults == []
    assert [number for (number,) in stocked.packages("tracking_number")] == typed


@pytest.mark.parametrize("ending", ["txt", "csv", "xlsx"])
def test_ids_of_orders_and_items_are_read_without_what_nobody_means(stocked: Desk, ending: str) -> None:
    digits = item_id(5, 2)
    rows = [
        parcel(1, 2) | {"order-id": order_id(1).replace("-", "\u2011")},
        parcel(2, 2) | {"order-id": order_id(2).replace("-", " - ")},
        parcel(3, 2) | {"order-id": order_id(3).translate({48 + at: 0xFF10 + at for at in range(10)})},
        parcel(4, 2) | {"order-id": "\u200e" + order_id(4), "order-item-id": "'" + item_id(4, 2)},
        parcel(5, 2) | {"order-item-id": f"{digits[:3]} {digits[3:]}.0"},
        # In a workbook this is a formula, and a text in a CSV.
        parcel(6, 2) | {"order-item-id": f'="{item_id(6, 2)}"' if ending != "xlsx" else f"'{item_id(6, 2)}"},
    ]
    answer = stocked.upload("ship", rows, ending=ending)
    assert answer.faults == [(record, READ_AS) for record in (1, 2, 3, 4, 4, 5, 6)]
    assert stocked.units(6) == [(3, 0, 0), (1, 1, 0)]
    canceled = cancellation(7) | {"amazon-order-item-code": f" {item_id(7, 1)[:4]}\u00a0{item_id(7, 1)[4:]}"}
    assert stocked.cancel(canceled).faults == [(1, READ_AS)]


def test_a_cell_that_is_read_otherwise_is_told_as_it_was_typed(stocked: Desk) -> None:
    [message] = stocked.ship(parcel(1, tracking_number="1Z 999"), ending="xlsx").messages
    assert message == (
        "tracking-number was read as 1Z999, without the spaces. Nothing to do if the value shown is right; next time "
        'write it as shown. Column tracking-number, value "1Z 999", cell ShippingConfirmation!G2'
    )


def test_of_a_cell_that_is_refused_all_the_same_only_the_fault_is_told(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1) | {"order-id": "２０２-1"}, parcel(2, quantity="１.5"))
    assert answer.faults == [(1, 70102), (2, 70104)]


def test_digits_that_excel_dropped_are_refused_with_what_happened(desk: Desk) -> None:
    desk.orders(*(line(order) for order in range(1, 5)))
    kept = "Excel kept only 15 digits of the number in tracking-number; the rest is gone."
    form = (
        "Excel wrote the number in tracking-number in scientific form and kept only its first digits; the rest is gone."
    )
    cells: dict[Any, str] = {
        9400110200882398712345: kept,
        "9400110200882398.0": kept,
        "9.4001E+21": form,
        "'9.4001E+21": form,
    }
    answer = desk.ship(*(parcel(order, tracking_number=cell) for order, cell in enumerate(cells, 1)), ending="xlsx")
    assert answer.faults == [(record, DIGITS_LOST) for record in range(1, 5)]
    export = "Format the column as Text and paste the number again from its source."
    for message, said in zip(answer.messages, cells.values(), strict=True):
        assert message.startswith(f"{said} {export}")


def test_leading_zeros_that_a_spreadsheet_took_from_an_item_are_told(desk: Desk) -> None:
    desk.orders(line(1, order_item_id="00123456789"), line(2, order_item_id="123456789"), line(3))
    rows = [parcel(order, order_item_id=cell) for order, cell in enumerate(("123456789", "00123456789", "12"), 1)]
    answer = desk.ship(*rows)
    assert answer.faults == [(1, 18028), (2, 18028), (3, 18028)]
    assert [message.partition(". ")[2].partition(" Copy ")[0] for message in answer.messages] == [
        "The order has item 00123456789: a spreadsheet took its leading zeros away. Format the column as Text.",
        "The order has item 123456789, without these leading zeros.",
        f"Copy {answer.messages[2].partition(' Copy ')[2]}",
    ]


def test_the_word_that_deletes_must_be_typed_as_it_is(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2), parcel(2, 2))
    answer = stocked.ship(parcel(1, 2, tracking_number="ＮＵＬＬ"), parcel(2, 2, tracking_number="NULL"))
    assert answer.faults == [(1, READ_AS), (2, 70203)]
    assert stocked.packages("tracking_number") == [("T0000000001",), (None,)]


def test_a_cell_that_only_looks_empty_is_empty(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(1, order_item_id="\u200b"), parcel(2, 2, tracking_number="'"), parcel(3, 2, quantity='=""')
    )
    assert sorted(answer.faults) == [(1, READ_AS), (2, READ_AS), (2, 70203), (3, READ_AS)]
    assert stocked.state(1) == "Shipped"
    assert answer.messages[0].startswith("order-item-id was read as empty, without the characters that cannot be seen.")


def test_free_text_and_the_seller_s_own_identifiers_stay_as_typed(desk: Desk) -> None:
    desk.orders(line(1, order_status="Shipped", item_promotion_discount="5.00", sku="Ａ 1.0"), line(2))
    assert desk.sql("SELECT sku FROM item_details ORDER BY item_no LIMIT 1") == [("Ａ 1.0",)]
    assert desk.ship(parcel(2, ship_method="Ｆａｓｔ \u200bone")).faults == []
    assert desk.packages("ship_method") == [("Ｆａｓｔ \u200bone",)]
    own = refund(1, item_price_adj="9", item_promotion_adj="1", item_promotion_id="Free \u2013 ２\u200b")
    assert desk.adjust(own).faults == [(1, READ_AS)]
    assert desk.refunds("item_promotion_id") == [("Free \u2013 ２",)]


NUMBERS: dict[str, tuple[list[int], int | None]] = {
    "2.0": ([READ_AS], 2),
    "2.00": ([READ_AS], 2),
    "２": ([READ_AS], 2),
    "'2": ([READ_AS], 2),
    '="2"': ([READ_AS], 2),
    "2\u200b": ([READ_AS], 2),
    "2,0": ([70104], None),
    "1,000": ([70104], None),
    "1 0": ([70104], None),
    "²": ([70104], None),
}


def test_a_quantity_is_read_without_what_nobody_means(desk: Desk) -> None:
    desk.orders(*(line(order, quantity_purchased="3") for order in range(1, len(NUMBERS) + 1)))
    answer = desk.ship(*(parcel(order, quantity=cell) for order, cell in enumerate(NUMBERS, 1)))
    assert [fault_of(answer, record) for record in range(1, len(NUMBERS) + 1)] == [
        codes for codes, _ in NUMBERS.values()
    ]
    assert [units for (units,) in desk.packages("quantity")] == [units for _, units in NUMBERS.values() if units]


def test_a_choice_is_read_without_what_nobody_means(stocked: Desk) -> None:
    typed = {"ＵＰＳ": "UPS", "Canada\u00a0Post": "Canada Post", "DHL\u200b": "DHL", '="FedEx"': "FedEx"}
    answer = stocked.ship(*(parcel(order, carrier_code=cell) for order, cell in enumerate(typed, 1)))
    assert [fault for fault in answer.faults if fault[1] == READ_AS] == [(order, READ_AS) for order in range(1, 5)]
    assert [code for (code,) in stocked.packages("carrier_code")] == list(typed.values())


AMOUNTS: dict[str, str | int] = {
    "12,50": "12.50",
    "12,5": "12.5",
    "-12,50": "-12.50",
    "1,234.56": "1234.56",
    "1.234,56": "1234.56",
    "1 234,56": "1234.56",
    "1\u00a0234.56": "1234.56",
    "1\u202f234,56": "1234.56",
    "1'234.56": "1234.56",
    "1\u2019234,50": "1234.50",
    "1,234,567": "1234567",
    "1.234.567,8": "1234567.8",
    "0,123": "0.123",
    "1234,567": "1234.567",
    "\u22125.00": "-5.00",
    "１２．５０": "12.50",
    "1,234": AMOUNT_UNCLEAR,
    "-12,345": AMOUNT_UNCLEAR,
    "1,23,456.00": "123456.00",
    "12,34,567": "1234567",
    "1,234,56": 70109,
    "1.234.56": 70109,
    "$12.50": 70109,
    "12.50 €": 70109,
    "(3.00)": 70109,
    "3.00-": 70109,
    "5,": 70109,
}


def test_an_amount_with_one_meaning_is_read_and_one_with_two_is_refused(desk: Desk) -> None:
    rows: list[Row] = [line(order, currency="KWD", item_price=cell) for order, cell in enumerate(AMOUNTS, 1)]
    answer = desk.orders(*rows)
    for record, (cell, expected) in enumerate(AMOUNTS.items(), 1):
        told = [text for (of, _), text in zip(answer.faults, answer.messages, strict=True) if of == record]
        codes = fault_of(answer, record)
        if isinstance(expected, int):
            assert codes == [expected], cell
        elif expected.startswith("-"):
            assert codes == [70121], cell
        else:
            assert (codes, told[0].partition(". ")[0]) == ([READ_AS], f"item-price was read as {expected}"), cell
    unclear = answer.messages[[code for _, code in answer.faults].index(AMOUNT_UNCLEAR)]
    assert unclear.startswith("item-price can be 1234 or 1.234. Write it with a point and no thousands comma")


def test_a_point_before_three_digits_parts_decimals(desk: Desk) -> None:
    answer = desk.orders(line(1, item_price="1.234"), line(2, item_price="1.234", currency="KWD"))
    assert answer.faults == [(1, 70111)]


def test_cells_that_mean_the_same_are_the_same_records(stocked: Desk) -> None:
    stocked.ship(parcel(1, quantity="2", tracking_number="1Z999", ship_date="2026-03-05"))
    again = stocked.ship(parcel(1, quantity="2.0", tracking_number="1Z 999", ship_date="5 March 2026"))
    assert again.became == (0, 0, 1, (2,))
