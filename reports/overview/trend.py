"""The rates of a night and of earlier nights, each as it was known when its night was written."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from reports.health.definitions import Definition
from reports.health.measures import Rate
from reports.health.report_lines import share
from schemas.store.nights import NIGHT_RATES

NIGHTS = 14
_WEEK = timedelta(days=7)


class Point(NamedTuple):
    """A night and its rate; None if there was no such night."""

    date: date
    rate: Rate | None

    @property
    def share(self) -> float | None:
        """The rate, from 0 to 1; None if there was no night or no rate."""
        return self.rate.share if self.rate else None


def of_nights(connection: Connection, merchant: str, day: date, rates: Mapping[str, Rate]) -> dict[str, list[Point]]:
    """The last nights up to ``day`` for each rate, the earliest first; ``rates`` are those of ``day`` itself."""
    nights, kept = [day - timedelta(days=back) for back in range(NIGHTS - 1, 0, -1)], NIGHT_RATES.c
    mine = (kept.merchant_id == merchant) & kept.date.between(nights[0].isoformat(), nights[-1].isoformat())
    rows = connection.execute(select(kept.date, kept.rate, kept.counted, kept.of).where(mine))
    found = {(date, name): Rate(counted, of) for date, name, counted, of in rows}
    return {
        name: [*(Point(night, found.get((night.isoformat(), name))) for night in nights), Point(day, rate)]
        for name, rate in rates.items()
    }


def keep(connection: Connection, merchant: str, day: date, rates: Mapping[str, Rate]) -> None:
    """Stores the rates of the night of ``day`` for later ones, inside the caller's write transaction.

    If the same night is stored again, it replaces its rates, unless a later night is stored already: what is known by
    then was not known in that night.
    """
    kept, named = NIGHT_RATES.c, day.isoformat()
    last = connection.execute(select(func.max(kept.date)).where(kept.merchant_id == merchant)).scalar_one()
    if last is not None and last > named:
        return
    connection.execute(delete(NIGHT_RATES).where(kept.merchant_id == merchant, kept.date == named))
    rows = [{"rate": name, "counted": rate.counted, "of": rate.of} for name, rate in rates.items()]
    connection.execute(insert(NIGHT_RATES), [row | {"merchant_id": merchant, "date": named} for row in rows])


def before(points: list[Point], definition: Definition) -> str:
    """The rate a week before the last night, or in the stored night nearest to that, in words."""
    last, earlier = points[-1].date, [point for point in points[:-1] if point.rate]
    rated = [point for point in earlier if point.share is not None]
    if not earlier:
        return "No earlier night is kept yet."
    if not rated:
        return f"Earlier nights: {definition.none}."
    near = min(rated, key=lambda point: abs(point.date - (last - _WEEK)))
    days = (last - near.date).days
    when = {1: "The night before", 7: "A week before"}.get(days, f"{days} nights before")
    return f"{when} ({day_of(near.date)}): {share(near.rate or Rate(0, 0))}".replace(" %", "\N{NO-BREAK SPACE}%")


def day_of(date: date) -> str:
    """A day in the form 5 Mar."""
    return f"{date.day} {date:%b}"
