"""What each number of the health report counts, through real uploads, undos and runs of the clock."""

from typing import Any

import pytest

from reports.health.measures import Health, Refund, Window, measure
from reports.order_lines import Viewpoint
from schemas.deadlines import Terms
from tests.night.night_desk import NightDesk
from tests.rules.desk import at
from tests.rules.writings import cancellation, line, parcel, refund

# Bought and paid on Monday 2 March: to be shipped by the end of Wednesday, to be confirmed by 1 April.
WEDNESDAY, THURSDAY = "2026-03-04T23:59:59+00:00", "2026-03-05T00:00:00+00:00"
AS_OF, JUNE = "2026-03-10T12:00:00+00:00", "2026-06-10T12:00:00+00:00"
UPS = "1Z999AA10123456784"


def health(desk: NightDesk, *days: int, as_of: str = AS_OF, terms: Terms | None = None) -> Health:
    viewpoint = Viewpoint(desk.merchant, at(as_of), terms or Terms())
    with desk.engine.connect() as connection, connection.begin():
        return measure(connection, viewpoint, days)


def month(desk: NightDesk, **how: Any) -> Window:
    return health(desk, 30, **how).window(30)


def rate(desk: NightDesk, name: str, **how: Any) -> tuple[int, int]:
    return tuple(month(desk, **how).rates[name])  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("cells", "uploads", "late"),
    [
        ({}, [(WEDNESDAY, "")], 0),
        ({}, [(THURSDAY, "")], 1),
        ({}, [(WEDNESDAY, "1"), (THURSDAY, "2")], 1),
        ({"latest_ship_date": "2026-03-09T10:00:00+00:00"}, [("2026-03-09T10:00:00+00:00", "")], 0),
        ({"latest_ship_date": "2026-03-09T10:00:00+00:00"}, [("2026-03-09T10:00:01+00:00", "")], 1),
        ({"payments_date": "2026-03-03T00:00:00+00:00"}, [(THURSDAY, "")], 0),
        ({}, [], 0),
    ],
)
def test_an_order_is_late_by_the_time_of_its_upload_whatever_ship_date_it_names(
    desk: NightDesk, cells: dict[str, str], uploads: list[tuple[str, str]], late: int
) -> None:
    desk.orders(line(1, 1, quantity_purchased="3", **cells), line(2, 1))
    for number, (as_of, quantity) in enumerate(uploads):
        row = parcel(1, 1, ship_date="2026-03-03", quantity=quantity, tracking_number=f"T000000000{number}")
        assert desk.ship(row, as_of=as_of).state == "applied"
    assert rate(desk, "late-shipment-rate") == (late, 2)


def test_the_latest_ship_date_is_that_of_the_merchants_terms(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    desk.ship(parcel(1, 1, ship_date="2026-03-03"), as_of=THURSDAY)
    found = {days: rate(desk, "late-shipment-rate", terms=Terms(handling_days=days)) for days in (2, 3)}
    assert found == {2: (1, 1), 3: (0, 1)}


def test_a_confirmation_that_is_edited_later_is_no_later(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    desk.ship(parcel(1, 1, ship_date="2026-03-03"), as_of=WEDNESDAY)
    desk.ship(parcel(1, 1, ship_date="2026-03-03", tracking_number="T0000000002"), as_of=AS_OF)
    assert desk.packages("tracking_number") == [("T0000000002",)]
    assert rate(desk, "late-shipment-rate") == (0, 1)


def test_what_an_undo_took_back_was_never_late_and_counts_again_when_the_undo_is_undone(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    confirmed = desk.ship(parcel(1, 1), as_of=AS_OF).upload
    found = [(month(desk).packages, rate(desk, "late-shipment-rate"))]
    undo = desk.undo(confirmed)[0]
    found.append((month(desk).packages, rate(desk, "late-shipment-rate")))
    assert undo is not None
    desk.undo(undo)
    found.append((month(desk).packages, rate(desk, "late-shipment-rate")))
    assert found == [(1, (1, 1)), (0, (0, 1)), (1, (1, 1))]


@pytest.mark.parametrize(
    ("carrier", "name", "number", "valid"),
    [
        ("UPS", "", UPS, 1),
        ("UPS", "", "1Z 999 AA1 0123 4567 84", 1),
        ("UPS", "", "1Z999AA10123456785", 0),
        ("UPS", "", "A1B2C3", 0),
        ("UPS", "", "", 0),
        ("ups", "", UPS, 1),
        ("FedEx", "", UPS, 0),
        ("Other", "UPS", UPS, 0),
        ("YAMATO", "", "123456789011", 0),
        ("China Post", "", "ABC-123", 1),
        ("China Post", "", UPS, 0),
        ("EMS", "", "EE473124829CN", 1),
        ("EMS", "", "EE473124828CN", 0),
        ("Newgistics", "", "WHATEVER", 1),
        ("Newgistics", "", "", 0),
    ],
)
def test_a_tracking_number_is_valid_by_the_forms_of_a_trackable_carrier(
    desk: NightDesk, carrier: str, name: str, number: str, valid: int
) -> None:
    desk.orders(line(1, 1), line(2, 1))
    desk.ship(parcel(1, 1, carrier_code=carrier, carrier_name=name, tracking_number=number), parcel(2, 1))
    assert rate(desk, "valid-tracking-rate") == (1 + valid, 2)


def test_each_items_part_of_a_confirmation_is_a_package(desk: NightDesk) -> None:
    desk.orders(line(1, 1), line(1, 2), line(2, 1, quantity_purchased="2"))
    desk.ship(
        parcel(1, None, tracking_number=UPS),
        parcel(2, 1, quantity="1", tracking_number=UPS),
        parcel(2, 1, quantity="1", tracking_number=""),
    )
    assert rate(desk, "valid-tracking-rate") == (3, 4)


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ([cancellation(1, None, "NoInventory")], 1),
        ([cancellation(1, None, "")], 1),
        ([cancellation(1, None, "BuyerCanceled")], 0),
        ([cancellation(1, 1, "NoInventory")], 0),
        ([cancellation(1, 1, "BuyerCanceled"), cancellation(1, 2, "NoInventory")], 1),
        ([cancellation(1, 1, "BuyerCanceled"), cancellation(1, 2, "BuyerCanceled")], 0),
        ([], 0),
    ],
)
def test_a_canceled_order_counts_where_the_seller_canceled_any_of_it(
    desk: NightDesk, rows: list[dict[str, Any]], counted: int
) -> None:
    desk.orders(line(1, 1), line(1, 2), line(2, 1))
    if rows:
        desk.cancel(*rows)
    assert rate(desk, "pre-fulfilment-cancel-rate") == (counted, 2)


def test_an_order_of_which_anything_shipped_is_no_canceled_one(desk: NightDesk) -> None:
    desk.orders(line(1, 1), line(1, 2))
    desk.ship(parcel(1, 1))
    desk.cancel(cancellation(1, 2, "NoInventory"))
    assert (desk.state(1), rate(desk, "pre-fulfilment-cancel-rate")) == ("Shipped", (0, 1))


def test_an_order_that_came_in_canceled_is_nobodys(desk: NightDesk) -> None:
    desk.orders(line(1, 1, order_status="Canceled"), line(2, 1))
    assert (desk.state(1), rate(desk, "pre-fulfilment-cancel-rate")) == ("Canceled", (0, 2))


def test_what_the_clock_canceled_counts_until_its_run_is_undone(desk: NightDesk) -> None:
    deadline, later = "2026-04-01T12:00:00+00:00", "2026-03-20T12:00:00+00:00"
    desk.orders(line(1, 1), line(2, 1, purchase_date=later, payments_date=later), as_of=later)
    run = desk.clock(deadline).upload
    before = health(desk, 60, as_of=deadline).window(60).rates["pre-fulfilment-cancel-rate"]
    assert run is not None
    desk.undo(run, deadline)
    after = health(desk, 60, as_of=deadline).window(60).rates["pre-fulfilment-cancel-rate"]
    assert (tuple(before), tuple(after)) == ((1, 2), (0, 2))


def refunded(desk: NightDesk) -> tuple[tuple[int, int], dict[str, int], tuple[Refund, ...]]:
    found = month(desk)
    return rate(desk, "refund-rate"), found.refunded, found.refunds


def test_refunds_are_counted_by_order_and_summed_by_currency_and_reason(desk: NightDesk) -> None:
    yen = {"currency": "JPY", "item_price": "5000", "shipping_price": ""}
    desk.orders(line(1, 1, item_promotion_discount="3.00"), line(1, 2), line(2, 1, **yen), line(3, 1), line(4, 1))
    desk.ship(*(parcel(order, None) for order in (1, 2, 3)))
    desk.adjust(
        refund(1, 1, item_price_adj="50.00", shipping_price_adj="4.00"),
        refund(1, 1, item_price_adj="10.00", item_promotion_adj="3.00", item_promotion_id="P"),
        refund(1, 2, item_price_adj="1.00", adjustment_reason_code="PriceError"),
        refund(2, 1, item_price_adj="1234", currency="JPY"),
    )
    reasons = (Refund("CustomerReturn", 2, {"JPY": 1234, "USD": 6100}), Refund("PriceError", 1, {"USD": 100}))
    assert refunded(desk) == ((2, 3), {"JPY": 1234, "USD": 6200}, reasons)


def test_a_refund_that_was_taken_back_does_not_stand_and_stands_again_when_the_undo_is_undone(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    desk.ship(parcel(1, 1))
    given = desk.adjust(refund(1, 1, item_price_adj="5.00")).upload
    undo = desk.undo(given)[0]
    gone = refunded(desk)
    assert undo is not None
    desk.undo(undo)
    assert (gone, refunded(desk)[:2]) == (((0, 1), {}, ()), ((1, 1), {"USD": 500}))
