"""The page and ``clock.txt`` of a night name every order that the clock canceled, warned of or flagged."""

from reports.order_lines import Viewpoint
from reports.overview.clock import COLUMNS, cells, of_night
from reports.overview.page import MOST_ACTED
from schemas.deadlines import Terms
from tests.night.night_desk import NightDesk
from tests.reports.page_parts import Page
from tests.reports.test_reports_overview import night
from tests.rules.desk import at
from tests.rules.writings import cancellation, line, order_id, parcel

DEADLINE = "2026-04-01T12:00:00+00:00"


def listed(desk: NightDesk, as_of: str) -> list[tuple[str, ...]]:
    """What, order, units, date and upload of each line."""
    with desk.engine.connect() as connection, connection.begin():
        return [cells(acted)[:5] for acted in of_night(connection, Viewpoint(desk.merchant, at(as_of)))]


def test_canceled_orders_come_first_then_those_warned_of_then_those_that_became_late(desk: NightDesk) -> None:
    bought = "2026-03-09T12:00:00+00:00"
    desk.orders(
        line(1, 1, quantity_purchased="2"),
        line(1, 2),
        line(2, payments_date=""),
        line(3, purchase_date="2026-03-05T12:00:00+00:00", payments_date=""),
        line(4, purchase_date=bought, payments_date=bought),
    )
    run = desk.clock(DEADLINE).upload
    assert listed(desk, DEADLINE) == [
        ("canceled", order_id(2), "1", "2026-03-23T12:00:00+00:00", str(run)),
        ("canceled", order_id(3), "1", "2026-03-26T12:00:00+00:00", str(run)),
        ("canceled", order_id(1), "3", DEADLINE, str(run)),
        ("warned", order_id(4), "1", "2026-04-08T12:00:00+00:00", str(run)),
        ("late", order_id(4), "1", "2026-03-11T23:59:59+00:00", str(run)),
    ]
    assert listed(desk, "2026-04-02T12:00:00+00:00") == []
    desk.merchant = "other"
    assert listed(desk, DEADLINE) == []


def test_what_an_undo_gave_back_is_not_listed_and_what_its_undo_took_again_is(desk: NightDesk) -> None:
    desk.orders(line(1))
    run = desk.clock(DEADLINE).upload
    canceled = [("canceled", order_id(1), "1", DEADLINE, str(run))]
    undo, *_ = desk.undo(run or 0, DEADLINE)
    assert listed(desk, DEADLINE) == []
    desk.undo(undo or 0, DEADLINE)
    assert listed(desk, DEADLINE) == canceled


def test_a_warning_that_a_later_one_replaces_or_a_cancellation_overtakes_is_not_listed(desk: NightDesk) -> None:
    bought = "2026-03-09T12:00:00+00:00"
    desk.orders(*(line(number, purchase_date=bought, payments_date=bought) for number in (1, 2, 3)))
    first = desk.clock(DEADLINE, Terms(deadline_days=25)).upload
    desk.ship(parcel(3, ship_date="2026-03-20"), as_of=DEADLINE)
    desk.cancel(cancellation(2), as_of=DEADLINE)
    second = desk.clock("2026-04-01T13:00:00+00:00").upload
    assert listed(desk, "2026-04-01T14:00:00+00:00") == [
        ("warned", order_id(1), "1", "2026-04-08T12:00:00+00:00", str(second)),
        ("late", order_id(1), "1", "2026-03-11T23:59:59+00:00", str(first)),
    ]


def test_the_page_names_them_first_of_all_with_links_to_the_file(desk: NightDesk) -> None:
    desk.orders(*(line(number) for number in range(1, MOST_ACTED + 4)))
    desk.clock(DEADLINE)
    page: Page = night(desk, DEADLINE)
    assert page.text.index('id="clock"') < page.text.index('class="tiles"')
    assert [row[:2] for row in page.rows("clock")] == [[order_id(n), "canceled"] for n in range(1, MOST_ACTED + 1)]
    assert "And 3 orders more." in page.words
    lines = (page.path.parent / "clock.txt").read_text(encoding="utf-8").splitlines()
    assert (lines[0].split("\t"), len(lines)) == (list(COLUMNS), MOST_ACTED + 4)


def test_a_quiet_night_has_no_such_part(desk: NightDesk) -> None:
    desk.orders(line(1))
    assert 'id="clock"' not in night(desk).text
