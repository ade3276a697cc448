"""Rules 4.2, 7 and 9: what an amount means, by its currency and by what was charged."""

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import Row, item_id, line, parcel, refund

UNCLEAR, READ_AS, DECIMALS, NEGATIVE, TWICE = 70126, 70124, 70111, 70121, 74007


def taken(desk: Desk, *lines: Row) -> list[tuple[int | None, list[int]]]:
    """The item-price of each order that is taken in, missing where it is refused, with what is told of its line."""
    answer = desk.orders(*lines)
    kept = dict(desk.sql("SELECT order_item_id, item_price FROM items"))
    return [
        (kept.get(row["order-item-id"]), [code for of, code in answer.faults if of == record])
        for record, row in enumerate(lines, 1)
    ]


def priced(currency: str, *prices: str) -> list[Row]:
    return [
        line(order, currency=currency, item_price=price, shipping_price="") for order, price in enumerate(prices, 1)
    ]


@pytest.mark.parametrize(
    ("currency", "prices"),
    [
        ("JPY", {"3000.00": (3000, []), "3000.0": (3000, []), "3000.5": (None, [DECIMALS])}),
        ("JPY", {"1,200": (1200, [READ_AS]), "1.200": (1200, [READ_AS]), "1,200.00": (1200, [READ_AS])}),
        ("jpy", {"1,200": (1200, [READ_AS, READ_AS])}),
        ("INR", {"1,00,000.00": (10_000_000, [READ_AS]), "12,34,567": (123_456_700, [READ_AS])}),
        ("USD", {"9.90000": (990, []), "20.0": (2000, []), "1234.5000": (123_450, [])}),
        ("USD", {"1,234": (None, [UNCLEAR]), "10.000": (None, [UNCLEAR]), "1.230": (None, [UNCLEAR])}),
        ("USD", {"12.495": (None, [DECIMALS])}),
        ("USD", {"0.990": (99, []), "10.000": (1000, []), "1234.500": (123_450, [])}),
        ("KWD", {"2.773": (2773, []), "12.500": (12_500, [])}),
        ("KWD", {"2.773": (None, [UNCLEAR]), "1.234.567": (1_234_567_000, [READ_AS])}),
    ],
)
def test_an_amount_of_an_order_means_what_its_currency_allows(
    desk: Desk, currency: str, prices: dict[str, tuple[int | None, list[int]]]
) -> None:
    assert taken(desk, *priced(currency, *prices)) == list(prices.values())


def shipped(desk: Desk, currency: str, price: str) -> None:
    desk.orders(line(1, currency=currency, item_price=price, shipping_price="", item_tax=""))
    desk.ship(parcel(1))


@pytest.mark.parametrize(
    ("currency", "charged", "amount", "refunded", "codes"),
    [
        ("JPY", "3000", "1,200", 1200, [READ_AS]),
        ("JPY", "3000", "1.200", 1200, [READ_AS]),
        ("JPY", "3000", "1200.00", 1200, []),
        ("KWD", "2982.338", "2.773", 0, [UNCLEAR]),
        ("KWD", "29.338", "2.773", 2773, []),
        ("USD", "2000.00", "1.200", 0, [UNCLEAR]),
        ("USD", "20.00", "1.200", 120, []),
        ("USD", "20.00", "10.000", 1000, []),
        ("USD", "20.00", "1,200", 0, [UNCLEAR]),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_an_amount_of_a_refund_means_what_its_currency_and_its_charge_allow(
    desk: Desk, currency: str, charged: str, amount: str, refunded: int, codes: list[int], *, named: bool
) -> None:
    shipped(desk, currency, charged)
    row = refund(1, currency=currency if named else None, item_price_adj=amount)
    answer = desk.adjust(row)
    assert [code for _, code in answer.faults] == codes
    assert desk.sql("SELECT refunded_item_price FROM items") == [(refunded,)]


def test_the_unclear_refund_is_told_with_both_amounts(desk: Desk) -> None:
    shipped(desk, "KWD", "2982.338")
    assert (
        desk.adjust(refund(1, currency="KWD", item_price_adj="2.773"))
        .messages[0]
        .startswith("item-price-adj can be 2.773 or 2773. Write it with a point")
    )


def test_a_number_cell_has_one_meaning(desk: Desk) -> None:
    shipped(desk, "KWD", "2982.338")
    assert desk.adjust(refund(1, currency="KWD", item_price_adj=2.773), ending="xlsx").faults == []
    assert desk.sql("SELECT refunded_item_price FROM items") == [(2773,)]


def test_equal_refunds_are_known_again_however_their_amounts_are_written(desk: Desk) -> None:
    shipped(desk, "JPY", "3000")
    desk.adjust(refund(1, currency="JPY", item_price_adj="1200"))
    assert desk.adjust(refund(1, currency="JPY", item_price_adj="1,200.00")).repeat
    assert desk.sql("SELECT refunded_item_price FROM items") == [(1200,)]


def discounts(desk: Desk) -> list[tuple[object, ...]]:
    return desk.sql("SELECT item_promotion, ship_promotion FROM items ORDER BY item_no")


def test_discounts_that_are_all_below_zero_are_discounts(desk: Desk) -> None:
    answer = desk.orders(
        line(1, item_promotion_discount="-2.00", ship_promotion_discount="0.00"),
        line(2, item_promotion_discount="", ship_promotion_discount="-1.5"),
    )
    assert (answer.faults, discounts(desk)) == ([(1, READ_AS), (2, READ_AS)], [(200, 0), (None, 150)])
    assert answer.messages[0].startswith("item-promotion-discount was read as 2.00, a discount")


def test_a_discount_below_zero_among_others_above_is_refused(desk: Desk) -> None:
    answer = desk.orders(line(1, item_promotion_discount="-2.00"), line(2, item_promotion_discount="2.00"))
    assert (answer.faults, list(desk.states())) == ([(1, NEGATIVE)], [2])


def test_the_longer_headings_of_promotions_are_read_as_the_shorter_ones(desk: Desk) -> None:
    cells = {"shipping-promotion-discount": "2.00", "shipping-promotion-id": "FREE"}
    assert [code for _, code in desk.orders(line(1) | cells, ending="csv").faults] == [76008, 76008]
    assert discounts(desk) == [(None, 200)]
    assert desk.sql("SELECT ship_promotion_id FROM item_details") == [("FREE",)]
    desk.ship(parcel(1))
    back = {"shipping-promotion-adj": "2.00", "shipping-promotion-id": "FREE"}
    assert desk.adjust(refund(1, shipping_price_adj="10.00") | back).counts == (1, 1, 0)
    assert desk.sql("SELECT refunded_ship_promotion FROM items") == [(200,)]


def promoted(item: int = 1, /, **cells: str) -> Row:
    plain = {"item-promotion-discount": "", "item-promotion-id": "", "ship-promotion-discount": ""}
    return line(1, item, **cells) | {
        name: cells.get(name.replace("-", "_"), empty) for name, empty in (plain | {"ship-promotion-id": ""}).items()
    }


FIRST = {"item_promotion_discount": "1.00", "item_promotion_id": "P1"}


@pytest.mark.parametrize(
    ("others", "sums"),
    [
        ([{"item_promotion_discount": "0.50", "item_promotion_id": "P2"}], (150, None)),
        ([{"ship_promotion_discount": "2.00", "ship_promotion_id": "FREE"}], (100, 200)),
        ([FIRST | {"ship_promotion_discount": "2.00", "ship_promotion_id": "FREE"}], (100, 200)),
        ([FIRST, {"item_promotion_discount": "0.25", "item_promotion_id": "P3"}, {}], (125, None)),
        ([{"item_promotion_discount": "0.50"}], (150, None)),
    ],
)
def test_a_promotion_in_a_full_line_of_its_own_adds_up(
    desk: Desk, others: list[dict[str, str]], sums: tuple[int | None, int | None]
) -> None:
    answer = desk.orders(promoted(**FIRST), *(promoted(**cells) for cells in others), line(2))
    assert (answer.faults, answer.counts[2], discounts(desk)[0]) == ([], 0, sums)
    assert len(desk.sql("SELECT * FROM items")) == 2


def test_the_promotions_of_all_lines_are_kept(desk: Desk) -> None:
    desk.orders(promoted(**FIRST), promoted(item_promotion_discount="0.50", item_promotion_id="P2"))
    assert desk.sql("SELECT item_promotion_id FROM item_details") == [("P1,P2",)]


def test_one_promotion_with_two_amounts_is_refused(desk: Desk) -> None:
    answer = desk.orders(promoted(**FIRST), promoted(**FIRST | {"item_promotion_discount": "2.00"}))
    assert ((2, TWICE) in answer.faults, desk.states()) == (True, {})


def test_lines_of_one_item_that_differ_in_more_than_promotions_are_refused(desk: Desk) -> None:
    other = {"item_promotion_discount": "0.50", "item_promotion_id": "P2", "item_price": "99.00"}
    answer = desk.orders(promoted(**FIRST), promoted(**other))
    assert ((2, TWICE) in answer.faults, desk.states()) == (True, {})


def test_a_line_of_a_promotion_at_fault_refuses_its_order(desk: Desk) -> None:
    answer = desk.orders(promoted(**FIRST), promoted(item_promotion_discount="x", item_promotion_id="P2"), line(2))
    assert (answer.faults, list(desk.states())) == ([(1, 74001), (2, 70109)], [2])


def test_the_same_lines_once_more_change_nothing(desk: Desk) -> None:
    rows = [promoted(**FIRST), promoted(item_promotion_discount="0.50", item_promotion_id="P2")]
    desk.orders(*rows)
    assert (desk.orders(*rows).faults, discounts(desk)) == ([], [(150, None)])
    assert desk.sql("SELECT order_item_id FROM items") == [(item_id(1, 1),)]
