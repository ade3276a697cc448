"""Rule 9: what a cell is read as, and what Excel may have done to it."""

from datetime import date, datetime
from typing import Any

from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, line, parcel, refund

DIGITS_LOST, DATE_THERE, ERROR_CELL, FORMULA = 70115, 70116, 70117, 70118


def codes(desk: Desk, word: str, rows: list[Row], ending: str = "xlsx") -> list[list[int]]:
    """The faults of each row of a file."""
    answer = desk.upload(word, rows, ending=ending)
    return [[code for of, code in answer.faults if of == record] for record in range(1, len(rows) + 1)]


def test_text_is_as_typed_without_outer_white_space(stocked: Desk) -> None:
    typed = {"ship_method": "  Next  day\n", "carrier_code": "Newgistics "}
    for order, ending in enumerate(("txt", "csv", "xlsx"), 1):
        row = parcel(order, 2, tracking_number=f" \u00a0{order}0-1234x\t", **typed)
        row |= {"order-id": f" {parcel(order)['order-id']}\n"}
        assert stocked.upload("ship", [row], ending=ending).faults == []
    assert stocked.packages("tracking_number", "ship_method") == [
        (f"{order}0-1234x", "Next  day") for order in (1, 2, 3)
    ]


def test_a_cell_of_white_space_is_empty(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, 2, tracking_number=" \t"), parcel(2, 2, ship_date="\u3000"), ending="xlsx")
    assert answer.faults == [(1, 70203), (2, 70101)]


def test_a_number_in_an_id_column_is_its_digits_up_to_15_of_them(desk: Desk) -> None:
    known = {1: "12345678901", 2: "123456789012345", 3: "1234567890123456", 4: "40000000000000000001", 5: "0012"}
    desk.orders(*(line(order, order_item_id=item) for order, item in known.items()))
    cells: list[tuple[Any, list[int]]] = [
        (12345678901, []),
        (123456789012345, []),
        (1234567890123456, [DIGITS_LOST]),
        (4e19, [DIGITS_LOST]),
        (12, [18028]),
    ]
    rows = [parcel(order, order_item_id=cell) for order, (cell, _) in enumerate(cells, 1)]
    assert codes(desk, "ship", rows) == [expected for _, expected in cells]


def test_text_in_an_id_column_keeps_all_its_digits(desk: Desk) -> None:
    ids = ["00000000012", "1234567890123456", "9" * 64]
    desk.orders(*(line(order, order_item_id=item) for order, item in enumerate(ids, 1)))
    unknown_forms = {"carrier_code": "Newgistics"}
    rows = [
        parcel(order, order_item_id=item, tracking_number=item[:50], **unknown_forms)
        for order, item in enumerate(ids, 1)
    ]
    assert codes(desk, "ship", rows) == [[], [], []]
    assert desk.packages("tracking_number") == [(item[:50],) for item in ids]


def test_a_rounded_or_turned_tracking_number_is_never_applied(stocked: Desk) -> None:
    cells: list[tuple[Any, list[int]]] = [
        (9400110200882398712345, [DIGITS_LOST]),
        (1234567890123456, [DIGITS_LOST]),
        (12345.5, [DIGITS_LOST]),
        ("9.4001E+21", [DIGITS_LOST]),
        ("9,4001E+21", [DIGITS_LOST]),
        ("1E+15", [DIGITS_LOST]),
        (date(2026, 3, 5), [DATE_THERE]),
        (datetime(2026, 3, 5, 14, 30), [DATE_THERE]),
        (True, [DATE_THERE]),
    ]
    rows = [parcel(order, 2, tracking_number=cell) for order, (cell, _) in enumerate(cells, 1)]
    assert codes(stocked, "ship", rows) == [expected for _, expected in cells]
    assert stocked.packages() == []
    assert codes(stocked, "ship", [parcel(1, 2, tracking_number="9.4001E+21")], "txt") == [[DIGITS_LOST]]


def test_every_identifier_column_is_guarded(stocked: Desk) -> None:
    big = 12345678901234567
    assert codes(stocked, "ship", [parcel(1, order_id=big)]) == [[DIGITS_LOST]]
    assert codes(stocked, "cancel", [cancellation(1) | {"amazon-order-item-code": big}]) == [[DIGITS_LOST]]
    promoted = refund(1, item_price_adj="2", item_promotion_adj="1", item_promotion_id=big)
    assert DIGITS_LOST in codes(stocked, "adjust", [refund(1, order_item_id=big, item_price_adj="2"), promoted])[0]
    assert DIGITS_LOST in codes(stocked, "adjust", [promoted])[0]
    assert DIGITS_LOST in codes(stocked, "orders", [line(10, order_item_id=big)])[0]
    assert DIGITS_LOST in codes(stocked, "orders", [line(10, sku=big)])[0]


def test_an_amount_has_the_decimals_of_its_currency_or_fewer(desk: Desk) -> None:
    cases: list[tuple[Any, str, int | None]] = [
        ("17", "USD", 1700),
        ("9.9", "USD", 990),
        ("9.90", "USD", 990),
        ("9.900", "USD", None),
        ("9.905", "USD", None),
        ("500", "JPY", 500),
        ("500.0", "JPY", 500),
        ("3000.00", "JPY", 3000),
        ("500.5", "JPY", None),
        ("1.234", "KWD", 1234),
        ("1.23", "KWD", 1230),
        ("1.2345", "KWD", None),
        ("10000000000000.00", "USD", 10**15),
        ("10000000000000.01", "USD", None),
        ("1000000000000000", "JPY", 10**15),
        ("1000000000000001", "JPY", None),
    ]
    desk.orders(
        *(
            line(order, item_price=cell, currency=code, shipping_price="")
            for order, (cell, code, _) in enumerate(cases, 1)
        )
    )
    stored = dict(desk.sql("SELECT substr(order_id, -7), item_price FROM items JOIN orders USING (order_no)"))
    assert [stored.get(f"{order:07}") for order in range(1, len(cases) + 1)] == [minor for _, _, minor in cases]


def test_a_number_in_an_amount_is_read_at_15_significant_digits(desk: Desk) -> None:
    cases: list[tuple[Any, int | None]] = [
        (0.1 + 0.2, 30),
        (1.1 * 3, 330),
        (17, 1700),
        (9.9, 990),
        (1234567890123.45, 123456789012345),
        (9.905, None),
    ]
    desk.orders(*(line(order, item_price=cell) for order, (cell, _) in enumerate(cases, 1)), ending="xlsx")
    stored = dict(desk.sql("SELECT substr(order_id, -7), item_price FROM items JOIN orders USING (order_no)"))
    assert [stored.get(f"{order:07}") for order in range(1, len(cases) + 1)] == [minor for _, minor in cases]


def test_error_cells_and_formulas_without_a_stored_value_are_faults_of_their_cell(stocked: Desk) -> None:
    rows = [
        parcel(1, ship_method="#N/A"),
        parcel(2, tracking_number="#REF!"),
        parcel(3, carrier_code="#N/A"),
        parcel(4, quantity="=1+1"),
        parcel(5, ship_method='=A1&"x"'),
    ]
    expected = [[ERROR_CELL], [ERROR_CELL], [ERROR_CELL], [FORMULA], [FORMULA]]
    assert codes(stocked, "ship", rows) == expected
    assert stocked.packages() == []


def test_a_carrier_may_be_called_like_a_placeholder_with_more_to_it(stocked: Desk) -> None:
    stocked.ship(parcel(1, carrier_code="Other", carrier_name="NA Kurier", tracking_number="NA1", ship_method="Pickup"))
    assert stocked.packages("carrier_name", "tracking_number", "ship_method") == [("NA Kurier", "NA1", "Pickup")]
