"""Orders and units bought on each day (UTC) of a window, as a list of days and as weeks."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from reports.health.measures import Window
from schemas.deadlines import DAY


class Day(NamedTuple):
    """A day; ``whole``: the window contains all of it."""

    date: date
    orders: int
    units: int
    whole: bool


def by_day(window: Window, as_of: int) -> list[Day]:
    """All days of a window, as-of - days x 24 h < purchase-date <= as-of; ``as_of``: seconds since 1970 UTC."""
    start = as_of - window.days * DAY
    return [
        Day(
            _date(number),
            *window.by_date.get(number, (0, 0)),
            whole=number * DAY > start and (number + 1) * DAY - 1 <= as_of,
        )
        for number in range((start + 1) // DAY, as_of // DAY + 1)
    ]


def _date(number: int) -> date:
    return datetime.fromtimestamp(number * DAY, UTC).date()


def weeks(days: list[Day]) -> list[list[Day | None]]:
    """The days in rows from Monday to Sunday; None for days outside."""
    of_date = {day.date: day for day in days}
    first = days[0].date - timedelta(days=days[0].date.weekday())
    count = (days[-1].date - first).days // 7 + 1
    return [[of_date.get(first + timedelta(days=7 * week + at)) for at in range(7)] for week in range(count)]
