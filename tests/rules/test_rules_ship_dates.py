"""Rule 2.6: the days and instants that a ship-date may name."""

from datetime import date

from tests.rules.desk import Desk
from tests.rules.writings import Row, line, parcel

# Bought late in the evening west of Greenwich, and early in the morning east of it: two calendar days each.
WEST, EAST = "2026-03-02T23:30:00-08:00", "2026-03-02T02:00:00+09:00"
EARLY, LATE = 71004, 71005


def judged(desk: Desk, cases: dict[tuple[str, str], int | None], *, as_of: str) -> dict[tuple[str, str], int | None]:
    """The fault of each (purchase-date, ship-date)."""
    desk.orders(
        *(line(order, purchase_date=bought, payments_date=bought) for order, (bought, _) in enumerate(cases, 1))
    )
    answer = desk.ship(*(parcel(order, ship_date=typed) for order, (_, typed) in enumerate(cases, 1)), as_of=as_of)
    found = dict(answer.faults)
    assert len(found) == len(answer.faults)
    return {case: found.get(record) for record, case in enumerate(cases, 1)}


def test_a_bare_day_is_allowed_from_the_purchase_day_here_or_in_utc_to_the_day_farthest_east(desk: Desk) -> None:
    cases = {
        (WEST, "2026-03-01"): EARLY,
        (WEST, "2026-03-02"): None,
        (EAST, "2026-02-28"): EARLY,
        (EAST, "2026-03-01"): None,
        (EAST, "2026-03-10"): None,
        (EAST, "2026-03-11"): LATE,
    }
    assert judged(desk, cases, as_of="2026-03-10T09:59:59+00:00") == cases


def test_the_day_farthest_east_begins_at_ten_in_utc(desk: Desk) -> None:
    cases = {(WEST, "2026-03-11"): None, (WEST, "2026-03-12"): LATE}
    assert judged(desk, cases, as_of="2026-03-10T10:00:00+00:00") == cases


def test_a_date_time_compares_as_an_instant(desk: Desk) -> None:
    cases = {
        (WEST, "2026-03-03T07:29:59Z"): EARLY,
        (WEST, "2026-03-03T07:30:00Z"): None,
        (WEST, "2026-03-02T23:30:00-08:00"): None,
        (EAST, "2026-03-01T16:59:59+00:00"): EARLY,
        (EAST, "2026-03-02T02:00:00+09:00"): None,
        (EAST, "2026-03-10T12:00:00+00:00"): None,
        (EAST, "2026-03-10T21:00:00+09:00"): None,
        (EAST, "2026-03-10T12:00:01+00:00"): LATE,
        (EAST, "2026-03-10T21:00:01+09:00"): LATE,
    }
    assert judged(desk, cases, as_of="2026-03-10T12:00:00+00:00") == cases


def test_a_date_cell_is_that_date(stocked: Desk) -> None:
    rows: list[Row] = [
        parcel(1, ship_date=date(2026, 3, 5)),
        parcel(2, ship_date=date(2026, 3, 1)),
        parcel(3, ship_date=date(2026, 3, 12)),
    ]
    assert stocked.ship(*rows, ending="xlsx").faults == [(2, EARLY), (3, LATE)]
    assert stocked.packages("ship_date") == [("2026-03-05",)]
