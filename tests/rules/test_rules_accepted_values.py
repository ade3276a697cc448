"""Rules 2.7 and 9: an accepted value counts in whatever spelling, before anything is judged by it."""

import re
from typing import Any

import pytest

from schemas import carriers
from tests.rules.desk import Answer, Desk
from tests.rules.writings import Row, cancellation, line, parcel, refund

SPELLED, READ_AS, NOT_ACCEPTED, UNKNOWN, PARTNER, UNTRACKED = 70201, 70124, 70106, 70108, 70120, 70202


def codes(answer: Answer, record: int) -> list[int]:
    return [code for of, code in answer.faults if of == record]


def meant(message: str) -> list[str]:
    return re.findall(r"Did you mean (.*?)\?", message)


OTHERS = ["Other", "OTHER", "other", "O ther", "ＯＴＨＥＲ"]


@pytest.mark.parametrize("ending", ["txt", "xlsx"])
def test_other_needs_a_name_however_it_is_spelled(stocked: Desk, ending: str) -> None:
    rows = [parcel(order, carrier_code=code) for order, code in enumerate(OTHERS, 1)]
    answer = stocked.ship(*rows, ending=ending)
    assert [(record, code) for record, code in answer.faults if code == PARTNER] == [(n, PARTNER) for n in range(1, 6)]
    assert stocked.packages() == []
    named = stocked.ship(*(row | {"carrier-name": "DPD"} for row in rows), ending=ending)
    assert named.counts == (5, 5, 0)
    assert stocked.packages("carrier_code", "carrier_name") == [("Other", "DPD")] * 5


def test_a_carrier_is_judged_by_the_code_that_it_was_read_as(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(1, carrier_code="fed ex", tracking_number="986578788855"),
        parcel(2, carrier_code="epacket", tracking_number=""),
        parcel(3, carrier_code="tnt"),
    )
    assert [codes(answer, record) for record in (1, 2, 3)] == [[SPELLED], [SPELLED, 70203], [SPELLED, UNTRACKED]]
    assert answer.messages[0].startswith("carrier-code fed ex was read as FedEx.")


REASONS = ["customer return", "CUSTOMER_RETURN", "Customer-Return", "CustomerReturn"]


def test_the_reason_of_a_refund_counts_in_any_spelling(stocked: Desk) -> None:
    orders = range(1, len(REASONS) + 1)
    stocked.ship(*(parcel(order, None) for order in orders))
    rows = [refund(order, adjustment_reason_code=REASONS[order - 1], item_price_adj="1.00") for order in orders]
    answer = stocked.adjust(*rows)
    assert answer.faults == [(order, READ_AS) for order in (1, 2, 3)]
    assert answer.messages[0].startswith("adjustment-reason-code customer return was read as CustomerReturn.")
    assert stocked.sql("SELECT DISTINCT reason FROM refunds") == [("CustomerReturn",)]


def test_units_are_canceled_with_a_reason_that_cancels_in_any_spelling(stocked: Desk) -> None:
    stocked.ship(parcel(1, 2))
    stocked.adjust(refund(1, 1, adjustment_reason_code="no inventory", quantity_cancelled="2"))
    assert stocked.units(1) == [(3, 0, 2), (1, 1, 0)]


def test_the_reason_of_a_cancellation_counts_in_any_spelling(stocked: Desk) -> None:
    answer = stocked.cancel(
        *(cancellation(order, 1, reason) for order, reason in enumerate(["Buyer Cancelled", "buyer_canceled"], 1))
    )
    assert answer.faults == [(1, READ_AS), (2, READ_AS)]
    assert stocked.sql("SELECT DISTINCT reason FROM cancellations") == [("BuyerCanceled",)]


def test_a_currency_counts_in_any_spelling_and_is_the_order_s(stocked: Desk) -> None:
    stocked.ship(parcel(1, None), parcel(2, None))
    answer = stocked.adjust(
        refund(1, currency="usd", item_price_adj="1.00"), refund(2, currency="Eur", item_price_adj="1.00")
    )
    assert answer.faults == [(1, READ_AS), (2, READ_AS), (2, 73007)]


STATUSES = {
    "Cancelled": "Canceled",
    "shipped": "Shipped",
    "Partially Shipped": "PartiallyShipped",
    "Shipped - Delivered to Buyer": "Shipped",
    "PENDING": "Pending",
}


def test_the_status_of_an_order_counts_in_any_spelling(desk: Desk) -> None:
    shipped: dict[str, dict[str, Any]] = {"PartiallyShipped": {"quantity_purchased": "2", "quantity_shipped": "1"}}
    rows = [
        line(order, order_status=status, **shipped.get(known, {}))
        for order, (status, known) in enumerate(STATUSES.items(), 1)
    ]
    assert desk.orders(*rows).faults == [(order, READ_AS) for order in range(1, len(rows) + 1)]
    assert list(desk.states().values()) == list(STATUSES.values())


def test_an_item_is_shipped_in_whatever_spelling_its_status_says_so(desk: Desk) -> None:
    desk.orders(line(1, item_status="SHIPPED"), line(2, item_status="Unshipped"))
    assert list(desk.states().values()) == ["Shipped", "Unshipped"]


def test_a_country_is_kept_in_capitals(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, ship_from_address_countrycode="us"))
    assert answer.faults == [(1, READ_AS)]
    assert stocked.packages("ship_from_address_countrycode") == [("US",)]


SUGGESTED: list[tuple[str, Row, str]] = [
    ("adjust", refund(1, adjustment_reason_code="RETURN"), "CustomerReturn"),
    ("adjust", refund(1, adjustment_reason_code="CustomerReturns"), "CustomerReturn"),
    ("adjust", refund(1, adjustment_reason_code="Buyer canceled"), "CustomerCancel"),
    ("adjust", refund(1, adjustment_reason_code="Rückgabe"), ""),
    ("adjust", refund(1, currency="US Dollar"), "USD"),
    ("adjust", refund(1, currency="840"), "USD"),
    ("adjust", refund(1, currency="€"), "EUR"),
    ("adjust", refund(1, currency="USD/EUR"), ""),
    ("cancel", cancellation(1, 1, "Customer cancelled"), "BuyerCanceled"),
    ("cancel", cancellation(1, 1, "NoInventry"), "NoInventory"),
    ("ship", parcel(1, ship_from_address_countrycode="Germany"), "DE"),
]


@pytest.mark.parametrize(("word", "row", "value"), SUGGESTED)
def test_a_value_that_is_not_accepted_is_told_with_the_one_that_is_meant(
    stocked: Desk, word: str, row: Row, value: str
) -> None:
    answer = stocked.upload(word, [row])
    told = [
        message for (_, code), message in zip(answer.faults, answer.messages, strict=True) if code in (70106, 70114)
    ]
    assert [meant(message) for message in told] == [[value] if value else []]


CARRIERS = {
    "Amazon Logistics": "",
    "Amazon Shipping": "",
    "Poste Italiane": "",
    "DPD": "",
    "PostNL": "",
    "Australia Post": "Australia Post-ArticleId or Australia Post-Consignment",
    "AusPost": "Australia Post-ArticleId or Australia Post-Consignment",
    "fedex_home_delivery": "FedEx",
    "UPS®": "UPS",
    "U-P-S": "UPS",
    "Fed-Ex": "FedEx",
    "Others": "Other",
    "Aramx": "Aramex",
    "Royal Mail Tracked 48": "Royal Mail",
    "顺丰速运": "SF Express",
    "云途物流": "Yun Express",
    "クロネコヤマト": "YAMATO",
}


@pytest.mark.parametrize("code", CARRIERS)
def test_a_carrier_is_suggested_only_where_it_is_plausible(code: str) -> None:
    assert meant(carriers.advice(code)) == ([CARRIERS[code]] if CARRIERS[code] else [])
