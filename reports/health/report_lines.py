"""The health report as lines with a title and a cell for each window, before they are formatted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from reports.health.definitions import AMOUNTS, COUNTS, OPEN_BY_AGE, OPEN_BY_DEADLINE, RATES, REASONS, Definition
from reports.health.measures import Health, Rate, Refund, Window
from schemas.currencies import as_decimal
from schemas.wording import number_of


class Amount(NamedTuple):
    """An amount in minor units of a currency."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return f"{as_decimal(self.minor, self.currency):,}"


Cell = int | Rate | Amount


class Line(NamedTuple):
    """A line of the report; ``definition``: its own, if it has one; ``under``: the title of the line it belongs to.

    A cell is None if the window has no such number; a line without cells is a heading.
    """

    title: str
    cells: tuple[Cell | None, ...]
    under: str = ""
    definition: Definition | None = None


def lines(health: Health) -> list[Line]:
    """All lines of the report, in order."""
    windows = health.windows
    return [
        *_counts(windows),
        *_rates(windows),
        *_refunds(windows),
        *_buckets(OPEN_BY_AGE, windows, lambda window: window.by_age),
        *_buckets(OPEN_BY_DEADLINE, windows, lambda window: window.by_deadline),
    ]


def _counts(windows: tuple[Window, ...]) -> Iterator[Line]:
    for name, definition in COUNTS.items():
        yield Line(definition.title, tuple(getattr(window, name) for window in windows), definition=definition)


def _rates(windows: tuple[Window, ...]) -> Iterator[Line]:
    for name, definition in RATES.items():
        rates = [window.rates[name] for window in windows]
        yield Line(definition.title, tuple(rates), definition=definition)
        yield Line(definition.counted, tuple(rate.counted for rate in rates), definition.title)
        if definition.of not in ("orders", "packages"):
            yield Line(definition.of, tuple(rate.of for rate in rates), definition.title)


def _refunds(windows: tuple[Window, ...]) -> Iterator[Line]:
    for currency in _currencies(window.refunded for window in windows):
        amounts = tuple(Amount(window.refunded.get(currency, 0), currency) for window in windows)
        yield Line(f"{AMOUNTS.title} {currency}", amounts, definition=AMOUNTS)
    # In the order of the longest window, which has all reasons.
    reasons = dict.fromkeys(refund.reason for window in reversed(windows) for refund in window.refunds)
    if reasons:
        yield Line(REASONS.title, (), definition=REASONS)
    for reason in reasons:
        found = [_of(window, reason) for window in windows]
        yield Line(f"{reason}, orders", tuple(refund.orders for refund in found), REASONS.title)
        for currency in _currencies(refund.refunded for refund in found):
            amounts = tuple(Amount(refund.refunded.get(currency, 0), currency) for refund in found)
            yield Line(f"{reason}, {currency}", amounts, REASONS.title)


def _currencies(amounts: Iterable[Mapping[str, int]]) -> list[str]:
    return sorted({currency for by_currency in amounts for currency in by_currency})


def _of(window: Window, reason: str) -> Refund:
    return next((refund for refund in window.refunds if refund.reason == reason), Refund(reason, 0, {}))


def _buckets(
    definition: Definition, windows: tuple[Window, ...], of: Callable[[Window], Mapping[str, int]]
) -> Iterator[Line]:
    yield Line(definition.title, (), definition=definition)
    names = dict.fromkeys(name for window in reversed(windows) for name in of(window))
    for name in names:
        yield Line(name, tuple(of(window).get(name) for window in windows), definition.title)


def heading(window: Window) -> str:
    """The heading of a window's column."""
    return number_of(window.days, "day")


def share(rate: Rate) -> str:
    """A rate in percent; empty if there is none."""
    return "" if rate.share is None else f"{rate.share:.2%}".replace("%", " %")


def missed(rate: Rate, definition: Definition) -> bool:
    """Whether the rate has a target and does not meet it."""
    return bool(rate.of and definition.target and not definition.target.met(*rate))
