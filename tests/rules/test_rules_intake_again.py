"""Rule 7: what a later orders file changes of an order that is known, and what it leaves."""

from typing import Any

from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import cancellation, line, parcel, refund

UNCHANGED = 74005
UNPAID = {"payments_date": ""}
ADDRESS = {
    "recipient_name": "Ada",
    "ship_address_1": "Street 1",
    "ship_city": "Oslo",
    "ship_postal_code": "0150",
    "ship_country": "NO",
    "ship_phone_number": "1",
    "buyer_phone_number": "2",
    "latest_ship_date": "2026-03-09T12:00:00+00:00",
}
MOVED = dict(zip(ADDRESS, ("Bo", "Road 2", "Bergen", "5003", "SE", "3", "4", "2026-03-12T12:00:00+00:00"), strict=True))


def contacts(desk: Desk) -> list[tuple[Any, ...]]:
    names = ", ".join([name for name in ADDRESS if name != "latest_ship_date"])
    return desk.sql(f"SELECT {names}, latest_ship_at FROM orders JOIN buyers USING (order_no) ORDER BY order_no")


def stored(cells: dict[str, str]) -> tuple[Any, ...]:
    texts = [cell for name, cell in cells.items() if name != "latest_ship_date"]
    return (*texts, at(cells["latest_ship_date"]))


def test_pending_becomes_verified_or_canceled(desk: Desk) -> None:
    desk.orders(*(line(order, **UNPAID) for order in range(1, 6)))
    answer = desk.orders(
        line(1),
        line(2, **UNPAID, order_status="Unshipped"),
        line(3, **UNPAID, order_status="Canceled"),
        line(4, **UNPAID, order_status="Pending"),
        line(5, **UNPAID),
    )
    assert (answer.counts, answer.faults) == ((5, 5, 0), [])
    assert desk.states() == {1: "Unshipped", 2: "Unshipped", 3: "Canceled", 4: "Pending", 5: "Pending"}
    assert desk.sql("SELECT payments_at FROM orders WHERE order_no = 1") == [(at("2026-03-02T12:30:00+00:00"),)]
    assert [entry[1:4] for entry in desk.history(2)].count(("verify", "verified", "0")) == 2
    assert desk.ship(parcel(1), parcel(3)).faults == [(2, 71002)]


def test_a_pending_order_is_canceled_whole_though_a_file_names_one_item_of_it(desk: Desk) -> None:
    desk.orders(line(1, 1, **UNPAID), line(1, 2, **UNPAID))
    desk.orders(line(1, 1, **UNPAID, order_status="Canceled"))
    assert (desk.state(1), desk.units(1)) == ("Canceled", [(1, 0, 1), (1, 0, 1)])


def test_a_further_item_that_is_verified_verifies_its_pending_order(desk: Desk) -> None:
    desk.orders(line(1, 1, **UNPAID))
    answer = desk.orders(line(1, 2, order_status="Unshipped"))
    assert (answer.counts, answer.faults) == ((1, 1, 0), [])
    assert (desk.state(1), desk.units(1)) == ("Unshipped", [(1, 0, 0), (1, 0, 0)])
    assert ("verify", "verified", "0", "1") in [entry[1:] for entry in desk.history(2)]


def test_address_phone_and_latest_ship_date_change_while_nothing_shipped(desk: Desk) -> None:
    desk.orders(line(1, **ADDRESS), line(2, **ADDRESS | UNPAID), *(line(3, item, **ADDRESS) for item in (1, 2)))
    desk.ship(parcel(3, 1))
    answer = desk.orders(line(1, **MOVED), line(2, **MOVED | UNPAID), *(line(3, item, **MOVED) for item in (1, 2)))
    assert answer.counts == (4, 4, 0)
    assert contacts(desk) == [stored(MOVED), stored(MOVED), stored(ADDRESS)]


def test_an_ioss_number_that_is_missing_is_filled_and_never_another(desk: Desk) -> None:
    desk.orders(line(1), line(2), line(2, 2), line(3, **UNPAID), line(4, ioss_number="IM0000000001"))
    desk.ship(parcel(1))
    later = {"ioss_number": "IM0000000002"}
    answer = desk.orders(line(1, **later), line(2, **later), line(2, 2), line(3, **UNPAID | later), line(4, **later))
    assert (answer.counts, answer.faults) == ((5, 5, 0), [])
    numbers = [("IM0000000002",), ("IM0000000002",), ("IM0000000002",), ("IM0000000001",)]
    assert desk.sql("SELECT ioss_number FROM order_details ORDER BY order_no") == numbers
    told = f"SELECT what, field, before, after FROM entries WHERE upload_no = {answer.upload}"
    assert desk.sql(told) == [("amend", "ioss_number", None, "IM0000000002")] * 3
    kept = desk.kept()
    desk.orders(line(1, ioss_number="IM0000000003"), line(2))
    assert desk.kept() == kept


def test_another_quantity_price_currency_or_sku_is_a_warning_and_unchanged(desk: Desk) -> None:
    desk.orders(*(line(order, sku="A1") for order in range(1, 7)))
    kept = desk.kept()
    cells = [{"quantity_purchased": "2"}, {"item_price": "99.00"}, {"currency": "EUR"}, {"sku": "a1"}]
    rows = [line(order, **{"sku": "A1"} | other) for order, other in enumerate([*cells, {"shipping_price": "1"}], 1)]
    assert desk.orders(*rows).faults == [(record, UNCHANGED) for record in (1, 2, 3, 4, 5)]
    assert desk.kept() == kept


def test_absent_columns_and_empty_cells_change_nothing(desk: Desk) -> None:
    desk.orders(line(1, **ADDRESS, sku="A1"))
    kept = desk.kept()
    empty = line(
        1, **dict.fromkeys(ADDRESS, ""), sku="", currency="", item_price="", shipping_price="", payments_date=""
    )
    needed = ("order-id", "order-item-id", "purchase-date", "quantity-purchased")
    for row in (empty, {name: line(1)[name] for name in needed}):
        assert desk.orders(row).faults == []
    assert desk.kept() == kept


def test_nothing_that_a_feed_did_is_undone(desk: Desk) -> None:
    orders = [line(order, quantity_purchased="3") for order in range(1, 5)]
    desk.orders(*orders)
    desk.ship(parcel(1, quantity="1"), parcel(2), parcel(4))
    desk.cancel(cancellation(3))
    desk.adjust(refund(4, item_price_adj="1.00"))
    kept = desk.kept()
    for status in ("Unshipped", "Canceled"):
        answer = desk.orders(*(row | {"order-status": status, "quantity-shipped": "0"} for row in orders))
        assert answer.counts == (4, 4, 0)
    assert desk.kept() == kept


def test_a_verified_order_neither_ships_nor_is_canceled_nor_pending_by_a_later_file(desk: Desk) -> None:
    desk.orders(line(1), line(2), line(3))
    desk.orders(line(1, order_status="Shipped"), line(2, order_status="Canceled"), line(3, order_status="Pending"))
    assert desk.states() == {1: "Unshipped", 2: "Unshipped", 3: "Unshipped"}


def test_the_buyer_s_address_is_in_the_two_reports_and_in_no_answer(desk: Desk) -> None:
    secret = {name: f"secret-{name}" for name in ADDRESS if name != "latest_ship_date"}
    desk.orders(line(1, **secret))
    desk.orders(line(1, **{name: f"{cell}-2" for name, cell in secret.items()}), line(1, 2, quantity_purchased="x"))
    assert desk.report("orders", at(AS_OF))["ship-city"].tolist() == ["secret-ship_city"]
    assert desk.report("unshipped-orders", at(AS_OF))["ship-city"].tolist() == ["secret-ship_city"]
    answers = [desk.sql(f"SELECT * FROM {table}") for table in ("uploads", "upload_faults")]
    assert ["secret" in str(rows) for rows in answers] == [False, False]


def test_a_further_item_of_a_canceled_order_is_canceled_too(desk: Desk) -> None:
    desk.orders(line(1, 1, order_status="Pending", payments_date=""))
    desk.orders(line(1, 1, order_status="Canceled"), line(1, 2, order_status="Canceled"))
    assert desk.sql("SELECT purchased, shipped, canceled FROM items") == [(1, 0, 1), (1, 0, 1)]


def test_an_amount_in_another_currency_is_not_brought_in(desk: Desk) -> None:
    desk.orders(line(1, gift_wrap_price=""))
    desk.orders(line(1, currency="JPY", item_price="", shipping_price="", gift_wrap_price="500"))
    assert desk.sql("SELECT currency, gift_wrap_price FROM items") == [("USD", None)]


def test_a_discount_that_comes_after_the_shipment_is_not_brought_in(desk: Desk) -> None:
    desk.orders(line(1, order_status="Shipped"))
    desk.orders(line(1, order_status="Shipped", item_promotion_discount="1.00"), line(2))
    assert desk.sql("SELECT item_promotion FROM items") == [(None,), (None,)]


def test_the_stored_items_of_an_order_count_for_its_limits(desk: Desk) -> None:
    desk.orders(line(1, 1, quantity_purchased="999"))
    assert [code for _, code in desk.orders(line(1, 2, quantity_purchased="2")).faults] == [74003]


def test_a_year_that_is_a_slip_of_the_hand_is_a_fault_of_its_cell(desk: Desk) -> None:
    years = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1989-12-31T23:59:59+00:00")
    answer = desk.orders(*(line(order, purchase_date=year) for order, year in enumerate(years, 1)), line(9))
    assert (answer.counts, answer.faults) == ((4, 1, 3), [(1, 70105), (2, 70105), (3, 70105)])
