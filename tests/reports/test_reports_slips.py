"""Packing slips: which orders get one, in which order, and what stands on it."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from reports.order_lines import Viewpoint
from reports.slips.contents import slips, words_of
from reports.slips.reading import LeftOut, Lines, lines_of_days, lines_of_orders
from schemas.deadlines import Terms
from schemas.store.opening import writing
from tests.reports.report_orders import AS_OF, DAY, HOUR, VIEW, add_order, at, order_id

SHIPPED: dict[str, Any] = {"purchased": 1, "shipped": 1}
CANCELED: dict[str, Any] = {"purchased": 1, "canceled": 1}
HEDGES: dict[str, Any] = {"sku": "HEDGE-1", "product_name": "Hedge"}
GATES: dict[str, Any] = {"sku": "GATE-1", "product_name": "Gate"}


@pytest.fixture
def engine(empty_store: Engine) -> Engine:
    return empty_store


def of_days(engine: Engine, days: int = 7, view: Viewpoint = VIEW) -> Lines:
    with engine.connect() as connection:
        return lines_of_days(connection, view, days)


def of_orders(engine: Engine, *order_ids: str) -> Lines:
    with engine.connect() as connection:
        return lines_of_orders(connection, VIEW, order_ids)


def told(lines: Lines) -> list[str]:
    return [slip["order"] for slip in slips(lines.items, prices=False)]


def slip_of(engine: Engine, *, prices: bool = False) -> dict[str, Any]:
    [slip] = slips(of_orders(engine, order_id(1)).items, prices=prices)
    return slip


@pytest.mark.parametrize(
    ("bought", "items", "more", "has_slip"),
    [
        (AS_OF, [{}], {}, True),
        (AS_OF - 7 * DAY + 1, [{}], {}, True),
        (AS_OF - 7 * DAY, [{}], {}, False),
        (AS_OF + 1, [{}], {}, False),
        (AS_OF, [SHIPPED, {}], {}, True),
        (AS_OF, [{"purchased": 3, "shipped": 1, "canceled": 1}], {}, True),
        (AS_OF, [SHIPPED, CANCELED], {}, False),
        (AS_OF, [CANCELED], {}, False),
        (AS_OF, [{}], {"verified": False}, False),
        (AS_OF, [{}], {"merchant_id": "other"}, False),
    ],
)
def test_days_give_the_open_orders_bought_in_them(
    engine: Engine, bought: int, items: list[dict[str, Any]], more: dict[str, Any], has_slip: bool
) -> None:
    add_order(engine, 1, bought, *items, **more)
    lines = of_days(engine)
    assert (told(lines), lines.left_out) == ([order_id(1)] if has_slip else [], ())


def test_what_must_ship_first_comes_first_whether_the_order_says_so_or_the_terms(engine: Engine) -> None:
    monday = at("2026-03-16T08:00:00+00:00")
    add_order(engine, 1, monday, payments_at=monday)
    add_order(engine, 2, monday + HOUR, latest_ship_at=monday + 20 * DAY)
    add_order(engine, 3, monday + 2 * HOUR, latest_ship_at=monday + DAY)
    assert told(of_days(engine)) == [order_id(number) for number in (3, 1, 2)]
    slow = Viewpoint("main", AS_OF, Terms(handling_days=30))
    assert told(of_days(engine, view=slow)) == [order_id(number) for number in (3, 2, 1)]


def test_orders_that_must_ship_together_come_in_the_order_of_their_purchase(engine: Engine) -> None:
    for number, minutes in ((1, 2), (2, 1), (3, 3)):
        add_order(engine, number, AS_OF - 60 * minutes, latest_ship_at=AS_OF + DAY)
    assert told(of_days(engine)) == [order_id(number) for number in (3, 1, 2)]


def test_named_orders_come_as_they_are_named_each_once_and_the_others_are_told(engine: Engine) -> None:
    add_order(engine, 1, AS_OF)
    add_order(engine, 2, AS_OF - 400 * DAY, SHIPPED)
    add_order(engine, 3, AS_OF, verified=False)
    add_order(engine, 4, AS_OF, CANCELED)
    add_order(engine, 5, AS_OF, merchant_id="other")
    lines = of_orders(engine, *(order_id(number) for number in (6, 2, 4, 1, 2, 5, 3)))
    assert told(lines) == [order_id(2), order_id(1)]
    assert lines.left_out == (
        LeftOut(order_id(6), "unknown"),
        LeftOut(order_id(4), "Canceled"),
        LeftOut(order_id(5), "unknown"),
        LeftOut(order_id(3), "Pending"),
    )


@pytest.mark.parametrize(
    "purge", ["UPDATE buyers SET purged_at = 1 WHERE order_no = 1", "DELETE FROM buyers WHERE order_no = 1"]
)
def test_an_order_whose_buyer_was_purged_is_left_out_and_told(engine: Engine, purge: str) -> None:
    add_order(engine, 1, AS_OF)
    add_order(engine, 2, AS_OF)
    with engine.connect() as connection, writing(connection):
        connection.execute(text(purge))
    for lines in (of_days(engine), of_orders(engine, order_id(1), order_id(2))):
        assert (told(lines), lines.left_out) == ([order_id(2)], (LeftOut(order_id(1), "purged"),))


def test_a_slip_says_everything_but_the_buyers_own_name_and_where_to_reach_him(engine: Engine) -> None:
    buyer = {"buyer_email": "buyer@example.com", "buyer_name": "Bo Buyer", "buyer_phone_number": "1"}
    address = {
        "recipient_name": "Ada Example",
        "ship_address_1": "1 Example Way",
        "ship_address_2": "  ",
        "ship_address_3": "Apt\n4B\t",
        "ship_city": "Springfield",
        "ship_postal_code": "97477",
        "ship_country": "us",
        "ship_phone_number": "2",
    }
    order = {"purchase_offset": -300, "ship_service_level": "NextDay", "delivery_instructions": "Ring\r\ntwice"}
    order |= {
        "ioss_number": "IM0000000001",
        "latest_ship_at": at("2026-03-20T03:00:00+00:00"),
        "latest_ship_offset": -300,
    }
    add_order(
        engine, 1, at("2026-03-18T01:00:00+00:00"), {**HEDGES, "purchased": 2}, GATES, **buyer, **address, **order
    )
    slip = slip_of(engine)
    del slip["bars"]
    assert slip.pop("words") == words_of("en")
    plain = {"note": "", "gift": False, "message": "", "price": "", "priced": ""}
    assert slip == {
        "order": order_id(1),
        "bought": "2026-03-17",
        "ship-by": "2026-03-19",
        "service": "NextDay",
        "ioss": "IM0000000001",
        "address": ["Ada Example", "1 Example Way", "Apt 4B", "Springfield 97477", "UNITED STATES"],
        "country": "US",
        "instructions": "Ring twice",
        "units": 3,
        "prices": False,
        "items": [
            {"sku": "HEDGE-1", "name": "Hedge", "quantity": 2, **plain},
            {"sku": "GATE-1", "name": "Gate", "quantity": 1, **plain},
        ],
        "before": [],
    }


@pytest.mark.parametrize(
    ("units", "shown", "before"),
    [
        ([(3, 0, 0)], [(3, "")], []),
        ([(3, 1, 0)], [(2, "3 bought, 1 shipped before")], []),
        # What was canceled is not the buyer's any more.
        ([(3, 0, 1)], [(2, "")], []),
        ([(5, 2, 1)], [(2, "4 bought, 2 shipped before")], []),
        ([(1, 0, 0), (2, 2, 0)], [(1, "")], [2]),
        ([(1, 0, 0), (3, 2, 1)], [(1, "")], [2]),
        ([(1, 0, 0), (2, 0, 2)], [(1, "")], []),
        # Nothing is to ship any more: what was shipped.
        ([(3, 3, 0)], [(3, "")], []),
        ([(3, 2, 1)], [(2, "")], []),
        ([(2, 2, 0), (1, 0, 1)], [(2, "")], []),
    ],
)
def test_a_slip_shows_the_units_in_the_parcel_and_what_became_of_the_others(
    engine: Engine, units: list[tuple[int, int, int]], shown: list[tuple[int, str]], before: list[int]
) -> None:
    items = [dict(zip(("purchased", "shipped", "canceled"), numbers, strict=True)) for numbers in units]
    add_order(engine, 1, AS_OF, *items)
    slip = slip_of(engine)
    assert [(item["quantity"], item["note"]) for item in slip["items"]] == shown
    assert [item["quantity"] for item in slip["before"]] == before
    assert slip["units"] == sum(quantity for quantity, _ in shown)


def test_the_ship_by_date_is_the_order_s_own_or_that_of_the_terms_and_of_a_shipped_order_none(engine: Engine) -> None:
    monday = at("2026-03-16T08:00:00+00:00")
    add_order(engine, 1, monday, payments_at=monday)
    add_order(engine, 2, monday, latest_ship_at=at("2026-03-18T23:00:00+00:00"), latest_ship_offset=540)
    add_order(engine, 3, monday, SHIPPED)
    lines = of_orders(engine, *(order_id(number) for number in (1, 2, 3)))
    assert [slip["ship-by"] for slip in slips(lines.items, prices=False)] == ["2026-03-18", "2026-03-19", ""]


def test_a_gift_message_stands_with_its_item(engine: Engine) -> None:
    add_order(engine, 1, AS_OF, {}, {})
    with engine.connect() as connection, writing(connection):
        connection.execute(text("INSERT INTO buyer_wishes (item_no, gift_message_text) VALUES (102, 'With\nlove ')"))
    assert [item["message"] for item in slip_of(engine)["items"]] == ["", "With love"]


@pytest.mark.parametrize(
    ("channel", "country", "language"),
    [
        ("Amazon.de", "FR", "de"),
        ("amazon.co.jp", "JP", "ja"),
        ("Amazon.com", "", "en"),
        ("Amazon.com.mx", "MX", "es"),
        # Belgium and Canada have several languages, and a shop of one's own tells none.
        ("Amazon.com.be", "BE", "en"),
        ("Amazon.ca", "CA", "en"),
        ("Non-Amazon", "at", "de"),
        ("", "BR", "pt"),
        ("", "XX", "en"),
        ("", "", "en"),
    ],
)
def test_a_slip_is_in_the_buyer_s_language_where_that_is_known(
    engine: Engine, channel: str, country: str, language: str
) -> None:
    add_order(engine, 1, AS_OF, sales_channel=channel, ship_country=country)
    assert slip_of(engine)["words"] == words_of(language)
    [forced] = slips(of_orders(engine, order_id(1)).items, prices=False, language="pl")
    assert forced["words"] == words_of("pl")


@pytest.mark.parametrize(
    ("country", "shown"),
    [
        ("DE", ["10115 Berlin", "GERMANY"]),
        ("it", ["10115 Berlin BE", "ITALY"]),
        ("US", ["Berlin BE 10115", "UNITED STATES"]),
        ("Deutschland", ["Berlin BE 10115", "Deutschland"]),
    ],
)
def test_a_place_is_written_as_the_country_s_post_wants_it(engine: Engine, country: str, shown: list[str]) -> None:
    place = {"ship_city": "Berlin", "ship_state": "BE", "ship_postal_code": "10115", "ship_country": country}
    add_order(engine, 1, AS_OF, **place)
    assert slip_of(engine)["address"] == shown


@pytest.mark.parametrize(
    ("typed", "shown"), [("DE", "GERMANY"), ("ci", "CÔTE D’IVOIRE"), ("Deutschland", "Deutschland"), ("XX", "XX")]
)
def test_a_country_is_shown_by_its_name(engine: Engine, typed: str, shown: str) -> None:
    add_order(engine, 1, AS_OF, ship_country=typed)
    assert slip_of(engine)["address"] == [shown]


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (HEDGES, ("HEDGE-1", "Hedge")),
        ({"sku": "HEDGE-1"}, ("HEDGE-1", "")),
        ({"product_name": "Hedge"}, ("", "Hedge")),
        ({"sku": " ", "order_item_id": "77"}, ("", "order-item-id 77")),
    ],
)
def test_an_item_without_sku_and_product_name_is_told_by_its_order_item_id(
    engine: Engine, item: dict[str, Any], named: tuple[str, str]
) -> None:
    add_order(engine, 1, AS_OF, item)
    [shown] = slip_of(engine)["items"]
    assert (shown["sku"], shown["name"]) == named


@pytest.mark.parametrize(
    ("item", "price", "priced"),
    [
        ({"currency": "USD", "item_price": 990}, "9.90\N{NO-BREAK SPACE}USD", ""),
        ({"currency": "JPY", "item_price": 990}, "990\N{NO-BREAK SPACE}JPY", ""),
        ({"currency": "USD", "item_price": 0}, "0.00\N{NO-BREAK SPACE}USD", ""),
        ({"currency": "USD", "item_price": 1000, "purchased": 3, "shipped": 1}, "10.00\N{NO-BREAK SPACE}USD", "for 3"),
        ({"currency": "USD"}, "", ""),
        ({"item_price": 0}, "", ""),
    ],
)
def test_a_price_is_shown_where_wanted_and_says_for_how_many_units_it_is(
    engine: Engine, item: dict[str, Any], price: str, priced: str
) -> None:
    add_order(engine, 1, AS_OF, item)
    [with_price], [without] = (slip_of(engine, prices=prices)["items"] for prices in (True, False))
    assert (with_price["price"], with_price["priced"]) == (price, priced)
    assert (without["price"], without["priced"]) == ("", "")


@pytest.mark.parametrize(
    ("charge", "is_gift"),
    [
        ({"gift_wrap_price": 300}, True),
        ({"gift_wrap_tax": 1}, True),
        ({"gift_wrap_price": 300, "purchased": 1, "canceled": 1}, True),
        ({"gift_wrap_price": 300, "refunded_gift_wrap_price": 300, "purchased": 1, "shipped": 1}, True),
        ({"gift_wrap_price": 0, "gift_wrap_tax": 0}, False),
        ({}, False),
    ],
)
def test_one_gift_wrapped_item_hides_every_price_of_the_order(
    engine: Engine, charge: dict[str, Any], is_gift: bool
) -> None:
    priced = {"currency": "USD", "item_price": 1000}
    add_order(engine, 1, AS_OF, priced, priced | charge)
    add_order(engine, 2, AS_OF, priced)
    gift, other = slips(of_orders(engine, order_id(1), order_id(2)).items, prices=True)
    shown = [item["price"] for item in gift["items"]]
    assert (gift["prices"], any(shown)) == (not is_gift, not is_gift)
    assert (other["prices"], [item["price"] for item in other["items"]]) == (True, ["10.00\N{NO-BREAK SPACE}USD"])


def test_an_item_that_is_to_be_gift_wrapped_says_so(engine: Engine) -> None:
    add_order(engine, 1, AS_OF, {"currency": "USD", "gift_wrap_price": 300}, {})
    assert [item["gift"] for item in slip_of(engine)["items"]] == [True, False]
