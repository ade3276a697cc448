"""Refunds in a biography: what is left, in the decimals of the currency, and what was taken back."""

from typing import Any

import pytest

from reports.order_history.biography import biography
from reports.order_lines import Viewpoint
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import line, order_id, parcel, refund

UNDONE = (
    "INSERT INTO refunds (merchant_id, upload_no, record, item_no, reason, currency, item_price, reverses) "
    "SELECT merchant_id, 3, record, item_no, reason, currency, -item_price, refund_no FROM refunds",
    "UPDATE items SET refunded_item_price = 0",
)


def told(desk: Desk) -> Any:
    with desk.engine.connect() as connection:
        return biography(connection, Viewpoint("main", at(AS_OF)), order_id(1))


def amounts(desk: Desk) -> dict[str, tuple[str, str, str]]:
    [item] = told(desk)["items"]
    names = ("charged", "refunded", "left")
    return {row["component"]: tuple(row[name] for name in names) for row in item["components"]}


@pytest.mark.parametrize(
    ("currency", "price", "adjusted", "left"),
    [
        ("USD", "100.00", "12.5", ("100.00", "12.50", "87.50")),
        ("JPY", "500", "120", ("500", "120", "380")),
        ("BHD", "1.500", "0.001", ("1.500", "0.001", "1.499")),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    desk: Desk, currency: str, price: str, adjusted: str, left: tuple[str, str, str]
) -> None:
    desk.orders(line(currency=currency, item_price=price, shipping_price=""))
    desk.ship(parcel())
    desk.adjust(refund(currency=currency, item_price_adj=adjusted))
    assert amounts(desk) == {"item-price": left, "in-all": left}
    assert told(desk)["refunds"][0]["in-all"] == left[1]


def test_a_promotion_is_money_not_charged_so_that_the_components_add_up(desk: Desk) -> None:
    desk.orders(line(item_promotion_discount="4.00", item_promotion_id="P", shipping_price="10.00"))
    desk.ship(parcel())
    desk.adjust(refund(item_price_adj="50.00", item_promotion_adj="1.50", item_promotion_id="P"))
    assert amounts(desk) == {
        "item-price": ("100.00", "50.00", "50.00"),
        "shipping-price": ("10.00", "0.00", "10.00"),
        "item-promotion": ("-4.00", "-1.50", "-2.50"),
        "in-all": ("106.00", "48.50", "57.50"),
    }
    assert told(desk)["refunds"][0]["amounts"] == {"item-price": "50.00", "item-promotion": "-1.50"}


def test_nothing_counts_as_charged_of_an_item_before_a_unit_of_it_has_shipped(desk: Desk) -> None:
    desk.orders(line())
    assert told(desk)["items"][0]["components"] == []
    desk.ship(parcel())
    assert amounts(desk)["in-all"] == ("110.00", "0.00", "110.00")


def test_a_refund_that_was_taken_back_is_named_with_the_row_that_did_it(desk: Desk) -> None:
    desk.orders(line())
    desk.ship(parcel())
    desk.adjust(refund(item_price_adj="50.00"))
    for statement in UNDONE:
        desk.do(statement)
    rows = [(row["refund"], row["in-all"], row["reverses"], row["reversed-by"]) for row in told(desk)["refunds"]]
    assert rows == [(1, "50.00", None, 2), (2, "-50.00", 1, None)]
    assert amounts(desk)["item-price"] == ("100.00", "0.00", "100.00")
