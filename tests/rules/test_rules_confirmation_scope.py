"""Rules 2.1, 2.2 and 2.8: which orders may be confirmed, which units ship, and when the buyer is charged."""

from schemas.deadlines import Terms
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import CHARGED, cancellation, item_id, line, order_id, parcel

DEADLINE = "2026-04-01T12:00:00+00:00"


def test_what_cannot_be_confirmed_is_refused(desk: Desk) -> None:
    desk.orders(line(1), line(2), line(3, payments_date=""), line(4, order_status="Canceled"))
    cases = {
        "unknown order": (parcel(9, None), 18028),
        "item of another order": (parcel(1, order_item_id=item_id(2, 1)), 18028),
        "unknown item": (parcel(1, 7), 18028),
        "Pending, by item": (parcel(3), 71001),
        "Pending, whole": (parcel(3, None), 71001),
        "Canceled, by item": (parcel(4), 71002),
        "Canceled, whole": (parcel(4, None), 71002),
    }
    answer = desk.ship(*(row for row, _ in cases.values()))
    assert answer.faults == [(record, code) for record, (_, code) in enumerate(cases.values(), 1)]
    assert desk.packages() == []


def test_an_order_of_another_merchant_is_unknown(stocked: Desk) -> None:
    stocked.merchant = "other"
    assert stocked.ship(parcel()).faults == [(1, 18028)]


def test_a_canceled_item_of_a_live_order_is_refused(stocked: Desk) -> None:
    stocked.cancel(cancellation(1, 1))
    assert stocked.ship(parcel(1, 1), parcel(1, 2)).faults == [(1, 71002)]


def test_a_confirmation_at_or_after_the_deadline_is_refused_though_no_clock_has_run(stocked: Desk) -> None:
    row = parcel(1, 1, quantity="1")
    late = [(1, 71003)]
    assert stocked.ship(row, as_of=DEADLINE).faults == late
    assert stocked.ship(row, as_of="2026-05-01T12:00:00+00:00").faults == late
    assert stocked.ship(row, as_of="2026-03-09T12:00:00+00:00", terms=Terms(deadline_days=7)).faults == late
    assert stocked.ship(row, as_of="2026-04-01T11:59:59+00:00").faults == []
    assert stocked.ship(parcel(2), as_of="2026-05-01T12:00:00+00:00", terms=Terms(deadline_days=90)).faults == []


def test_what_is_open_of_a_partly_shipped_order_has_the_deadline_too(stocked: Desk) -> None:
    stocked.ship(parcel(1, quantity="1"), parcel(2, 2))
    late = stocked.ship(parcel(1, quantity="2", tracking_number="T0000000002"), parcel(2, None, ship_date="2026-03-06"))
    assert late.faults == []
    stocked.ship(parcel(3, quantity="1"), parcel(4, 2))
    late = stocked.ship(parcel(3, quantity="2", tracking_number="T0000000002"), parcel(4, None), as_of=DEADLINE)
    assert late.faults == [(1, 71003), (2, 71003)]


def test_what_shipped_is_a_package_and_is_edited_after_the_deadline(stocked: Desk) -> None:
    stocked.ship(parcel(1, None), parcel(2, None))
    answer = stocked.ship(parcel(1, None), parcel(2, 2, tracking_number="T0000000002"), parcel(99), as_of=DEADLINE)
    assert answer.faults == [(3, 18028)]
    assert stocked.packages() == [(3, "T0000000001"), (1, "T0000000001"), (3, "T0000000008"), (1, "T0000000002")]


def test_a_confirmation_ships_the_units_that_it_names_and_all_open_ones_otherwise(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(1, None),
        parcel(2, None, quantity="4"),
        parcel(3, 1),
        parcel(4, 1, quantity="3"),
        parcel(5, quantity="2"),
    )
    assert answer.counts == (5, 5, 0)
    assert {order: stocked.units(order) for order in range(1, 7)} == {
        1: [(3, 3, 0), (1, 1, 0)],
        2: [(3, 3, 0), (1, 1, 0)],
        3: [(3, 3, 0), (1, 0, 0)],
        4: [(3, 3, 0), (1, 0, 0)],
        5: [(3, 2, 0), (1, 0, 0)],
        6: [(3, 0, 0), (1, 0, 0)],
    }


def test_a_whole_order_ships_what_is_still_open_in_one_package_an_item(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"))
    stocked.cancel(cancellation(2, 1))
    stocked.ship(parcel(1, None, tracking_number="T0000000002"), parcel(2, None, tracking_number="T0000000003"))
    assert stocked.packages("order_item_id", "quantity", "tracking_number", "whole_order") == [
        (item_id(1, 1), 1, "T0000000001", 0),
        (item_id(1, 1), 2, "T0000000002", 1),
        (item_id(1, 2), 1, "T0000000002", 1),
        (item_id(2, 2), 1, "T0000000003", 1),
    ]


def test_the_buyer_is_charged_for_the_whole_order_at_its_first_confirmation(stocked: Desk) -> None:
    stocked.ship(parcel(1, 1, quantity="1"))
    stocked.ship(parcel(1, None, tracking_number="T0000000002"), as_of="2026-03-11T12:00:00+00:00")
    assert stocked.sql(CHARGED) == [(order_id(1), at(AS_OF))]
