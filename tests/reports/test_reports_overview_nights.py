"""The overview's rates night by night: each as it was known then, a missed night a gap, and no night twice."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from reports.health.definitions import LATE, RATES
from reports.health.measures import Rate
from reports.overview.charts import trend
from reports.overview.trend import NIGHTS, Point, before, keep, of_nights
from schemas.store.opening import open_store, writing
from tests.night.night_desk import NightDesk
from tests.reports.test_reports_overview import night
from tests.rules.writings import line, parcel

DAY = date(2026, 3, 12)
SPACE = "\N{NO-BREAK SPACE}"


def at_night(day: int) -> str:
    return f"2026-03-{day:02}T02:15:00+00:00"


def late_nights(desk: NightDesk, day: int) -> list[tuple[str, str]]:
    """The late shipment rate of each night on the page of one, the last first."""
    return [(row[0], row[1]) for row in night(desk, at_night(day)).rows("nights")]


def test_each_night_has_the_rates_that_were_known_in_it_and_a_missed_one_is_a_gap(desk: NightDesk) -> None:
    desk.orders(line(1, 1), line(2, 1))
    assert late_nights(desk, 9) == [("2026-03-09", "0.00 %")]
    desk.ship(parcel(1, 1), as_of="2026-03-09T20:00:00+00:00")
    assert late_nights(desk, 10) == [("2026-03-10", "50.00 % ✗"), ("2026-03-09", "0.00 %")]
    desk.ship(parcel(2, 1), as_of="2026-03-10T20:00:00+00:00")
    page = night(desk, at_night(12))
    kept = [("2026-03-12", "100.00 % ✗"), ("2026-03-10", "50.00 % ✗"), ("2026-03-09", "0.00 %")]
    assert [(row[0], row[1]) for row in page.rows("nights")] == kept
    assert "No figures are kept of 1 night between these: a gap in the line." in page.words
    assert f"3 nights before (9 Mar): 0.00{SPACE}%" in page.text
    assert "2026-03-09: 0.00 %; 2026-03-10: 50.00 %; 2026-03-12: 100.00 %. The target is below 4 %." in page.words


def test_the_same_night_again_takes_the_place_of_what_it_kept(desk: NightDesk) -> None:
    desk.orders(line(1, 1), line(2, 1))
    assert late_nights(desk, 10) == [("2026-03-10", "0.00 %")]
    desk.ship(parcel(1, 1), as_of="2026-03-09T20:00:00+00:00")
    assert late_nights(desk, 10) == [("2026-03-10", "50.00 % ✗")]
    assert late_nights(desk, 11) == [("2026-03-11", "50.00 % ✗"), ("2026-03-10", "50.00 % ✗")]


def test_a_night_that_is_written_again_after_a_later_one_keeps_what_was_known_in_it(desk: NightDesk) -> None:
    desk.orders(line(1, 1), line(2, 1))
    for day in (9, 11):
        night(desk, at_night(day))
    desk.ship(parcel(1, 1), as_of="2026-03-11T20:00:00+00:00")
    # Its page has the rate of its own report; a night that was missed is not made up for.
    assert late_nights(desk, 9) == [("2026-03-09", "50.00 % ✗")]
    assert late_nights(desk, 10) == [("2026-03-10", "50.00 % ✗"), ("2026-03-09", "0.00 %")]
    kept = [("2026-03-12", "50.00 % ✗"), ("2026-03-11", "0.00 %"), ("2026-03-09", "0.00 %")]
    assert late_nights(desk, 12) == kept


def test_the_first_night_has_a_point_and_a_sentence(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    page = night(desk)
    assert "This is the first night that is kept." in page.words
    assert page.words.count("No earlier night is kept yet.") == len(RATES)
    assert "No figures are kept" not in page.words
    # Of packages and shipped orders there are none to have a rate.
    assert page.text.count("<circle ") == 2


def test_nights_of_another_merchant_are_not_shown(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    night(desk, at_night(11))
    assert [row[0] for row in night(desk, at_night(12), merchant="other").rows("nights")] == ["2026-03-12"]


def test_an_earlier_night_leads_to_its_page_where_that_lies_with_this_one(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    first = night(desk, at_night(10)).path.parent
    night(desk, at_night(11))
    for path in first.iterdir():
        path.unlink()
    links = [row[0].links for row in night(desk, at_night(12)).tables["nights"][1:]]
    assert links == [["health.html"], ["../2026-03-11/overview.html"], []]


def test_the_last_fourteen_nights_are_those_that_are_shown(tmp_path: Path) -> None:
    engine = open_store(str(tmp_path / "orders.db"))
    with engine.connect() as connection, writing(connection):
        for back in range(20, 0, -1):
            keep(connection, "main", DAY - timedelta(days=back), {LATE: Rate(back, 100)})
        found = of_nights(connection, "main", DAY, {LATE: Rate(0, 100)})
    engine.dispose()
    nights = [Point(DAY - timedelta(days=back), Rate(back, 100)) for back in range(NIGHTS - 1, -1, -1)]
    assert found == {LATE: nights}


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ({}, "No earlier night is kept yet."),
        ({3: (0, 0)}, "Earlier nights: no orders."),
        ({7: (28, 1000), 1: (1, 100)}, f"A week before (5 Mar): 2.80{SPACE}%"),
        ({1: (1, 100)}, f"The night before (11 Mar): 1.00{SPACE}%"),
        ({13: (5, 100), 9: (3, 100), 2: (1, 100)}, f"9 nights before (3 Mar): 3.00{SPACE}%"),
        ({7: (0, 0), 6: (3, 100)}, f"6 nights before (6 Mar): 3.00{SPACE}%"),
    ],
)
def test_a_rate_is_compared_with_that_of_a_week_before_or_of_the_night_nearest_to_it(
    earlier: dict[int, tuple[int, int]], said: str
) -> None:
    nights = [
        Point(DAY - timedelta(days=back), Rate(*earlier[back]) if back in earlier else None)
        for back in range(NIGHTS - 1, 0, -1)
    ]
    assert before([*nights, Point(DAY, Rate(31, 1000))], RATES[LATE]) == said


def test_the_line_of_a_rate_is_broken_where_a_night_is_missing() -> None:
    nights = [Point(DAY - timedelta(days=back), Rate(1, 100)) for back in range(NIGHTS - 1, -1, -1)]
    whole = trend("late", nights, RATES[LATE])
    broken = trend("late", [*nights[:5], nights[5]._replace(rate=None), *nights[6:]], RATES[LATE])
    assert [line_of(str(chart)).count("M") for chart in (whole, broken)] == [1, 2]
    assert [str(chart).count("<circle ") for chart in (whole, broken)] == [14, 13]


def line_of(chart: str) -> str:
    """The way of the line of a chart: each M begins it anew."""
    return chart.partition(' d="')[2].partition('"')[0]
