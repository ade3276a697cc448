"""The numbers of the health report, window by window."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection

from reports.health.definitions import CANCELED, LATE, RATES, REFUNDED, TRACKED
from reports.health.facts import read
from reports.health.tallies import AGES, Tally, age_names, left_names, tally
from reports.order_lines import Viewpoint
from schemas.times import DAY

_DAYS_AT_ONCE = 8


class Rate(NamedTuple):
    """A rate, ``counted`` of ``of``; there is none if ``of`` is zero."""

    counted: int
    of: int

    @property
    def share(self) -> float | None:
        """The rate, from 0 to 1; None if ``of`` is zero."""
        return self.counted / self.of if self.of else None


class Refund(NamedTuple):
    """The refunds for one reason: the number of orders, and the amount by currency (minor units)."""

    reason: str
    orders: int
    refunded: dict[str, int]


@dataclass(frozen=True)
class Window:
    """The numbers of the orders bought in the last ``days``.

    ``rates``: by the names in ``definitions.RATES``; ``refunded``: minor units by currency; ``refunds``: the reason
    with most orders first; ``by_age`` and ``by_deadline``: open units by bucket, including empty buckets; ``by_date``:
    orders and units by the day of purchase (UTC, days since 1970), for days that have any.
    """

    days: int
    orders: int
    units: int
    packages: int
    rates: dict[str, Rate]
    refunded: dict[str, int]
    refunds: tuple[Refund, ...]
    by_age: dict[str, int]
    by_deadline: dict[str, int]
    by_date: dict[int, tuple[int, int]]

    @property
    def open_units(self) -> int:
        """The units that are neither shipped nor canceled."""
        return sum(self.by_deadline.values())


@dataclass(frozen=True)
class Health:
    """A merchant's health as of an instant (seconds since 1970 UTC), with the windows, the shortest first."""

    merchant: str
    as_of: int
    windows: tuple[Window, ...]

    def window(self, days: int) -> Window:
        """The window with this number of days."""
        [found] = [window for window in self.windows if window.days == days]
        return found


def measure(connection: Connection, viewpoint: Viewpoint, windows: Sequence[int]) -> Health:
    """The numbers of each window, whose length is whole days.

    Some days at a time are counted and added up, so that memory does not grow with the window.
    """
    tallies: dict[int, Tally] = {days: Counter() for days in sorted(windows)}
    for first, last in pairwise(_cuts(windows)):
        after, until = (viewpoint.as_of - days * DAY for days in (first, last))
        counted = tally(read(connection, viewpoint.merchant, after, until), viewpoint)
        for days, so_far in tallies.items():
            if days >= first:
                so_far.update(counted)
    found = tuple(_window(days, counted) for days, counted in tallies.items())
    return Health(viewpoint.merchant, viewpoint.as_of, found)


def _cuts(windows: Sequence[int]) -> list[int]:
    """Days before as-of, descending: the begin of each window, and further cuts so that no two are far apart."""
    return sorted({0, *windows, *range(0, max(windows), _DAYS_AT_ONCE)}, reverse=True)


def _window(days: int, counted: Tally) -> Window:
    def of(what: str) -> dict[str, int]:
        return {name: count for (kind, name), count in sorted(counted.items()) if kind == what}

    orders, packages, sent = (counted["count", name] for name in ("orders", "packages", "sent"))
    of_rate = {LATE: orders, TRACKED: packages, CANCELED: orders, REFUNDED: sent}
    ages = [name for name, end in zip(age_names(), AGES, strict=True) if end <= days]
    units = of("units of day")
    return Window(
        days,
        orders,
        counted["count", "units"],
        packages,
        {name: Rate(counted["rate", name], of_rate[name]) for name in RATES},
        of("currency"),
        _refunds(of("reason"), of("refund")),
        {name: counted["age", name] for name in ages},
        {name: counted["left", name] for name in left_names()},
        {int(day): (count, units[day]) for day, count in of("orders of day").items()},
    )


def _refunds(orders: Mapping[str, int], amounts: Mapping[str, int]) -> tuple[Refund, ...]:
    found = []
    for reason, count in sorted(orders.items(), key=lambda pair: (-pair[1], pair[0])):
        mine = {name[-3:]: minor for name, minor in amounts.items() if name[:-4] == reason}
        found.append(Refund(reason, count, mine))
    return tuple(found)
