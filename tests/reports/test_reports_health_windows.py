"""Which orders a window of the health report has, and its open units by age and by deadline."""

from datetime import UTC, datetime
from pathlib import Path

from reports.health.measures import Health, Rate, Window, measure
from reports.order_lines import Viewpoint
from schemas.deadlines import Terms
from schemas.times import DAY
from tests.night.night_desk import NightDesk
from tests.rules.desk import at
from tests.rules.writings import line, order_id, parcel

AS_OF, JUNE = "2026-03-10T12:00:00+00:00", "2026-06-10T12:00:00+00:00"


def health(desk: NightDesk, *days: int, as_of: str = AS_OF, terms: Terms | None = None) -> Health:
    with desk.engine.connect() as connection, connection.begin():
        return measure(connection, Viewpoint(desk.merchant, at(as_of), terms or Terms()), days)


def month(desk: NightDesk, as_of: str = AS_OF, terms: Terms | None = None) -> Window:
    return health(desk, 30, as_of=as_of, terms=terms).window(30)


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def test_every_second_of_a_window_is_counted_once(desk: NightDesk) -> None:
    """Windows are counted in parts: an order at the seam of two must be in one of them."""
    seams = [at(JUNE) - days * DAY - second for days in range(0, 91) for second in (0, 1)]
    rows = [
        line(number, 1, purchase_date=moment(bought), payments_date=moment(bought))
        for number, bought in enumerate(seams, 1)
    ]
    desk.orders(*rows, as_of=JUNE)
    found = {window.days: window.orders for window in health(desk, 1, 2, 7, 15, 30, 60, 90, as_of=JUNE).windows}
    assert found == {days: 2 * days for days in (1, 2, 7, 15, 30, 60, 90)}


def test_a_window_has_the_verified_orders_of_the_merchant_that_the_other_reports_have(
    desk: NightDesk, tmp_path: Path
) -> None:
    bought = ["2026-03-10T12:00:00+00:00", "2026-03-09T12:00:01+00:00", "2026-03-09T12:00:00+00:00"]
    bought += ["2026-03-03T12:00:01+00:00", "2026-03-03T12:00:00+00:00", "2026-03-10T12:00:01+00:00"]
    rows = [
        line(number, 1, purchase_date=told, payments_date=told, quantity_purchased=str(number))
        for number, told in enumerate(bought, 1)
    ]
    desk.orders(*rows, line(7, 1, payments_date=""))
    with NightDesk(tmp_path, "other") as other:
        other.orders(line(8, 1), as_of=AS_OF)
        found = health(desk, 1, 2, 7)
        assert [(window.orders, window.units) for window in found.windows] == [(2, 3), (3, 6), (4, 10)]
        assert [window.open_units for window in found.windows] == [3, 6, 10]
        assert [window.orders for window in health(other, 30).windows] == [1]


def test_open_units_are_counted_by_days_since_purchase_and_by_days_to_the_deadline(desk: NightDesk) -> None:
    ages = [(0, 1), (86_399, 2), (86_400, 4), (29 * 86_400, 8), (29 * 86_400 + 1, 16), (30 * 86_400, 32)]
    ages += [(27 * 86_400, 64), (22 * 86_400 + 1, 128)]
    now = at(JUNE)
    moments = [moment(now - age) for age, _ in ages]
    rows = [
        line(number, 1, purchase_date=told, payments_date=told, quantity_purchased=str(units + 1))
        for number, (told, (_, units)) in enumerate(zip(moments, ages, strict=True), 1)
    ]
    desk.orders(*rows, as_of=JUNE)
    desk.ship(
        *(parcel(number, 1, quantity="1", ship_date="2026-06-10") for number in (1, 2, 3, 4, 5, 7, 8)),
        as_of=JUNE,
    )
    found = health(desk, 60, as_of=JUNE).window(60)
    assert found.by_age == {
        **{"under 1": 3, "1 to 2": 4, "2 to 7": 0, "7 to 15": 0},
        **{"15 to 30": 8 + 16 + 64 + 128, "30 to 60": 33},
    }
    assert found.by_deadline == {
        **{"past it": 33, "under 1": 16, "1 to 2": 8, "2 to 3": 0, "3 to 7": 64, "7 to 15": 128},
        **{"15 to 30": 4 + 2, "30 and more": 1},
    }


def test_the_deadline_is_that_of_the_merchants_terms(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    terms = Terms(deadline_days=7, deadline_from="latest-ship", business_days=True)
    found = month(desk, as_of="2026-03-12T12:00:00+00:00", terms=terms).by_deadline
    # Seven business days after Wednesday 4 March end with Friday 13 March.
    assert {name: units for name, units in found.items() if units} == {"1 to 2": 1}


def test_without_orders_there_is_no_rate(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    found = health(desk, 1, 30)
    assert {name: tuple(rate) for name, rate in found.window(1).rates.items()} == {
        "late-shipment-rate": (0, 0),
        "valid-tracking-rate": (0, 0),
        "pre-fulfilment-cancel-rate": (0, 0),
        "refund-rate": (0, 0),
    }
    assert [rate.share for rate in found.window(30).rates.values()] == [0.0, None, 0.0, None]
    assert Rate(1, 4).share == 0.25


def test_an_order_that_an_undo_removed_is_in_no_window(desk: NightDesk) -> None:
    taken_in = desk.orders(line(1, 1), line(2, 1)).upload
    desk.ship(parcel(2, 1))
    assert desk.undo(taken_in)[2] == [(order_id(2), "changed since by upload 2")]
    found = month(desk)
    assert (found.orders, found.units) == (1, 1)
