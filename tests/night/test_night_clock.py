"""The clock cancels what is open at the deadline, warns before, flags what is late: each once, and each in the history.

Orders 1 to 9 were bought on Monday 2 March at 12:00 and paid at 12:30: latest ship date 4 March 23:59:59, warning from
25 March 12:00, deadline 1 April 12:00.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from schemas import faults
from schemas.deadlines import FROM_LATEST_SHIP, Terms
from tests.night.night_desk import Night, NightDesk
from tests.rules.desk import at
from tests.rules.writings import cancellation, item_id, line, order_id, parcel

DEADLINE = "2026-04-01T12:00:00+00:00"
WARNING = "2026-03-25T12:00:00+00:00"
ALL = [order_id(number) for number in range(1, 10)]


def test_time_acts_at_its_instants_and_on_each_order_once(stocked: NightDesk) -> None:
    stocked.ship(parcel(1, None))
    stocked.ship(parcel(2, 1, quantity="1"))
    stocked.cancel(cancellation(3, None))
    open_ones = [order_id(2), *ALL[3:]]
    moments: dict[str, tuple[list[Any], list[str], list[str]]] = {
        "2026-03-04T23:59:59+00:00": ([], [], []),
        "2026-03-05T00:00:00+00:00": ([], [], open_ones),
        "2026-03-25T11:59:59+00:00": ([], [], []),
        WARNING: ([], open_ones, []),
        "2026-04-01T11:59:59+00:00": ([], [], []),
    }
    done = {moment: stocked.clock(moment) for moment in moments}
    assert {moment: (night.canceled, night.warned, night.late) for moment, night in done.items()} == moments
    night = stocked.clock(DEADLINE)
    canceled = [(item_id(2, 1), 2), (item_id(2, 2), 1)]
    canceled += [(item_id(order, item), units) for order in range(4, 10) for item, units in ((1, 3), (2, 1))]
    assert (night.canceled, night.warned, night.late) == (canceled, [], [])
    states = {1: "Shipped", 2: "Shipped", 3: "Canceled"} | dict.fromkeys(range(4, 10), "Canceled")
    assert (stocked.states(), stocked.units(2), stocked.faults()) == (states, [(3, 1, 2), (1, 0, 1)], [])


def test_what_the_clock_did_is_an_entry_with_the_clock_as_its_author(stocked: NightDesk) -> None:
    stocked.cancel(*(cancellation(order, None) for order in range(2, 10)))
    late, warned, canceled = (stocked.clock(moment) for moment in ("2026-03-05T12:00:00+00:00", WARNING, DEADLINE))
    assert [stocked.history(night.upload or 0) for night in (late, warned, canceled)] == [
        [(1, "late", "latest_ship", None, str(at("2026-03-04T23:59:59+00:00")))],
        [(1, "warn", "deadline", None, str(at(DEADLINE)))],
        [(1, "cancel", "canceled", "0", "3"), (2, "cancel", "canceled", "0", "1")],
    ]
    assert stocked.canceled()[-2:] == [(item_id(1, 1), 3, "NotConfirmed"), (item_id(1, 2), 1, "NotConfirmed")]
    uploads = stocked.sql("SELECT kind, path, state, records, as_of FROM uploads WHERE kind = 'clock'")
    assert uploads[-1] == ("clock", "", "applied", 2, at(DEADLINE))


def test_a_night_that_runs_twice_changes_nothing_the_second_time(stocked: NightDesk) -> None:
    first = stocked.clock(DEADLINE)
    facts, uploads = stocked.facts(), stocked.uploads()
    assert stocked.clock(DEADLINE) == Night(None, [], [], [])
    assert (stocked.facts(), stocked.uploads()) == (facts, uploads)
    assert len(first.canceled) == 18


def test_missed_nights_are_caught_up(stocked: NightDesk) -> None:
    night = stocked.clock("2026-05-20T03:00:00+00:00")
    assert (len(night.canceled), stocked.state(1)) == (18, "Canceled")


def test_an_order_that_was_past_its_deadline_when_it_came_is_never_canceled(desk: NightDesk) -> None:
    desk.orders(line(1), as_of="2026-04-01T11:59:59+00:00")
    desk.orders(line(2), as_of=DEADLINE)
    assert desk.clock("2026-05-01T00:00:00+00:00").canceled == [(item_id(1, 1), 1)]
    assert desk.states() == {1: "Canceled", 2: "Unshipped"}


def test_a_pending_order_is_warned_of_a_day_before_its_21_days_end_and_canceled_then(desk: NightDesk) -> None:
    """Bought on 2 March at 12:00, the 21 days end on 23 March at 12:00."""
    desk.orders(line(1, payments_date=""), line(2))
    desk.clock("2026-03-05T00:00:00+00:00")
    moments: dict[str, tuple[list[Any], list[str]]] = {
        "2026-03-22T11:59:59+00:00": ([], []),
        "2026-03-22T12:00:00+00:00": ([], [order_id(1)]),
        "2026-03-23T11:59:59+00:00": ([], []),
        "2026-03-23T12:00:00+00:00": ([(item_id(1, 1), 1)], []),
    }
    done = {moment: desk.clock(moment) for moment in moments}
    assert {moment: (night.canceled, night.warned) for moment, night in done.items()} == moments
    assert (desk.states(), desk.canceled(), desk.faults()) == (
        {1: "Canceled", 2: "Unshipped"},
        [(item_id(1, 1), 1, "NotVerified")],
        [],
    )
    assert desk.report("orders", at(DEADLINE))["order-id"].tolist() == [order_id(2)]
    [warning] = desk.history(done["2026-03-22T12:00:00+00:00"].upload or 0)
    assert warning == (1, "warn", "verification_deadline", None, str(at("2026-03-23T12:00:00+00:00")))


def test_a_pending_order_whose_21_days_were_over_when_it_came_is_left_alone(desk: NightDesk) -> None:
    desk.orders(line(1, payments_date=""), as_of="2026-03-23T12:00:00+00:00")
    assert desk.clock("2026-05-01T00:00:00+00:00").canceled == []


def test_an_order_verified_late_has_the_handling_time_from_then_on_to_be_confirmed(desk: NightDesk) -> None:
    """Verified on Tuesday 31 March; two business days later is Thursday 2 April."""
    desk.orders(line(1, payments_date=""), line(2, payments_date=""), line(3))
    desk.orders(line(1), as_of="2026-03-31T09:00:00+00:00")
    desk.orders(line(2), as_of="2026-03-12T09:00:00+00:00")
    assert desk.clock(DEADLINE).canceled == [(item_id(2, 1), 1), (item_id(3, 1), 1)]
    assert desk.clock("2026-04-02T23:59:59+00:00").canceled == []
    assert desk.ship(parcel(1), as_of="2026-04-02T23:59:59+00:00").counts == (1, 1, 0)


def test_an_order_verified_late_and_not_confirmed_is_canceled_when_the_handling_time_is_over(desk: NightDesk) -> None:
    desk.orders(line(1, payments_date=""))
    verified = desk.orders(line(1), as_of="2026-03-31T09:00:00+00:00").upload
    undo, *_ = desk.undo(verified)
    assert desk.sql("SELECT verified_at FROM orders") == [(None,)]
    desk.undo(undo or 0)
    assert desk.sql("SELECT verified_at FROM orders") == [(at("2026-03-31T09:00:00+00:00"),)]
    late = "2026-04-03T00:00:00+00:00"
    assert desk.ship(parcel(1), as_of=late).counts == (1, 0, 1)
    assert desk.clock(late).canceled == [(item_id(1, 1), 1)]


def test_a_run_is_undone_like_an_upload_and_the_next_night_acts_again(stocked: NightDesk) -> None:
    stocked.clock(WARNING)
    before = stocked.facts()
    night = stocked.clock(DEADLINE)
    undo, orders, spared = stocked.undo(night.upload or 0)
    assert (orders, spared, stocked.facts(), stocked.faults()) == (9, [], before, [])
    assert undo is not None
    assert len(stocked.clock("2026-04-02T12:00:00+00:00").canceled) == 18


def test_what_an_undo_of_the_clock_gave_back_is_open_for_a_day_whatever_runs_meanwhile(stocked: NightDesk) -> None:
    night = stocked.clock(DEADLINE)
    stocked.undo(night.upload or 0, "2026-04-01T20:00:00+00:00")
    assert stocked.clock("2026-04-01T22:00:00+00:00").canceled == []
    assert stocked.ship(parcel(1, None), as_of="2026-04-02T19:59:59+00:00").counts == (1, 1, 0)
    assert stocked.clock("2026-04-02T19:59:59+00:00").canceled == []
    assert stocked.ship(parcel(2, None), as_of="2026-04-02T20:00:00+00:00").counts == (1, 0, 1)
    assert len(stocked.clock("2026-04-02T20:00:00+00:00").canceled) == 16


def test_a_pending_order_given_back_is_open_for_a_day_too(desk: NightDesk) -> None:
    desk.orders(line(1, payments_date=""))
    night = desk.clock("2026-03-24T00:00:00+00:00")
    desk.undo(night.upload or 0, "2026-03-24T08:00:00+00:00")
    assert desk.clock("2026-03-25T07:59:59+00:00").canceled == []
    assert desk.clock("2026-03-25T08:00:00+00:00").canceled == [(item_id(1, 1), 1)]


def test_a_warning_that_was_taken_back_is_given_again(stocked: NightDesk) -> None:
    night = stocked.clock(WARNING)
    assert night.warned == ALL
    stocked.undo(night.upload or 0)
    assert stocked.clock("2026-03-26T12:00:00+00:00").warned == ALL


def test_orders_of_another_merchant_are_left_alone(stocked: NightDesk) -> None:
    stocked.merchant = "other"
    assert stocked.clock(DEADLINE).canceled == []


@pytest.mark.parametrize(
    ("terms", "last"),
    [
        (Terms(), "2026-04-01T12:00:00+00:00"),
        (Terms(deadline_days=10), "2026-03-12T12:00:00+00:00"),
        # Seven business days after Wednesday 4 March end on Friday 13 March.
        (Terms(deadline_days=7, deadline_from=FROM_LATEST_SHIP, business_days=True), "2026-03-14T00:00:00+00:00"),
        (Terms(deadline_days=7, deadline_from=FROM_LATEST_SHIP), "2026-03-11T23:59:59+00:00"),
        # Without the Friday and the Monday of Easter (3 and 6 April), 25 business days after 2 March end on 8 April.
        (Terms(deadline_days=25, business_days=True), "2026-04-07T00:00:00+00:00"),
        (Terms(deadline_days=25, business_days=True, holidays="DE"), "2026-04-09T00:00:00+00:00"),
    ],
)
def test_the_deadline_is_the_merchant_s_own(stocked: NightDesk, terms: Terms, last: str) -> None:
    moment = at(last)
    early = stocked.clock(_written(moment - 1), terms)
    assert (early.canceled, len(stocked.clock(last, terms).canceled)) == ([], 18)


def _written(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def test_a_file_that_verifies_an_order_which_was_canceled_as_pending_changes_nothing_and_is_a_warning(
    desk: NightDesk,
) -> None:
    desk.orders(line(1, payments_date=""), line(2, payments_date=""))
    night = desk.clock("2026-03-24T00:00:00+00:00")
    facts, later = desk.facts(), "2026-03-24T12:00:00+00:00"
    answer = desk.orders(line(1), line(1, 2, order_status="Unshipped"), line(2, 2, payments_date=""), as_of=later)
    assert (answer.counts, [code for _, code in answer.faults]) == ((3, 3, 0), [faults.UNCHANGED] * 2)
    assert answer.messages[0].startswith(f"Order {order_id(1)} was canceled here while it was Pending, and stays so.")
    assert (desk.facts(), desk.faults()) == (facts, [])
    desk.undo(night.upload or 0, later)
    desk.orders(line(1), line(1, 2, order_status="Unshipped"), as_of=later)
    assert (desk.state(1), desk.units(1), desk.faults()) == ("Unshipped", [(1, 0, 0), (1, 0, 0)], [])
