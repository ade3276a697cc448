"""Charts as pictures in the page (SVG), and the days and weeks of a window that they show.

No script, text as text, and colours from the page's style sheet. Each has a title and a description for people who
cannot see it; the numbers are in a table next to it. Sizes are in the picture's own units, each of which is one pixel
on a page of medium width.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import ceil, log10
from typing import NamedTuple

from markupsafe import Markup, escape

from reports.health.definitions import Definition
from reports.health.measures import Window
from reports.health.report_lines import missed, share
from reports.overview.trend import Point, day_of
from schemas import times
from schemas.times import DAY

_WIDTH, _LEFT, _TOP, _STEP = 300.0, 40.0, 8.0, 26.0
_DAYS_HIGH, _TREND_HIGH, _BAR_HIGH = 180.0, 100.0, 18.0
# The width of a day's label and the space to the next one.
_LABEL = 48.0
_COLOURS = {"bar": "var(--bar)", "soft": "var(--soft)", "warn": "var(--warn)", "bad": "var(--bad)"}
_INK, _MUTED, _GRID = "var(--ink)", "var(--muted)", "var(--grid)"


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
            times.day(number * DAY),
            *window.by_date.get(number, (0, 0)),
            whole=number * DAY > start and (number + 1) * DAY - 1 <= as_of,
        )
        for number in range((start + 1) // DAY, as_of // DAY + 1)
    ]


def weeks(days: list[Day]) -> list[list[Day | None]]:
    """The days in rows from Monday to Sunday; None for days outside."""
    of_date = {day.date: day for day in days}
    first = days[0].date - timedelta(days=days[0].date.weekday())
    count = (days[-1].date - first).days // 7 + 1
    return [[of_date.get(first + timedelta(days=7 * week + at)) for at in range(7)] for week in range(count)]


def _element(name: str, text: str = "", /, **attributes: str | float) -> Markup:
    """One SVG element; in names of attributes, _ stands for -, and numbers have one decimal."""
    said = {
        key.replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else value
        for key, value in attributes.items()
    }
    written = "".join(f' {key}="{escape(value)}"' for key, value in said.items())
    return Markup(f"<{name}{written}>{escape(text)}</{name}>")


def _text(text: str, x: float, y: float, anchor: str, colour: str = _MUTED) -> Markup:
    return _element("text", text, x=x, y=y, text_anchor=anchor, fill=colour, font_size=12.0)


def _line(x: float, y: float, to_x: float, to_y: float, colour: str = _GRID, **more: str) -> Markup:
    return _element("line", x1=x, y1=y, x2=to_x, y2=to_y, stroke=colour, **more)


def _picture(name: str, title: str, description: str, size: tuple[float, float], parts: Iterable[Markup]) -> Markup:
    """The chart as an element of the page; ``name`` is unique in the page."""
    told = _element("title", title, id=f"{name}-title") + _element("desc", description, id=f"{name}-desc")
    attributes = f'class="chart" viewBox="0 0 {size[0]:g} {size[1]:g}" role="img"'
    label = f'aria-labelledby="{name}-title {name}-desc"'
    return Markup(f"<svg {attributes} {label}>{told}{Markup('').join(parts)}</svg>")


def _steps(low: float, high: float, most: int, least: float) -> list[float]:
    """At most ``most`` + 1 round numbers from ``low`` to ``high``, a multiple of ``least`` apart."""
    rough = max((high - low) / most, least)
    whole = 10.0 ** int(log10(rough) // 1)
    step = max(next(size * whole for size in (1, 2, 5, 10) if size * whole >= rough * 0.999), least)
    first = ceil(low / step - 1e-9)
    return [at * step for at in range(first, int(high / step + 1e-9) + 1)]


def per_day(name: str, title: str, days: Sequence[Day], field: str) -> Markup:
    """A column per day; days that are not entirely in the window are pale."""
    counts = [int(getattr(day, field)) for day in days]
    most = max(days, key=lambda day: getattr(day, field))
    description = (
        f"{sum(counts):,} {field} from {days[0].date} to {days[-1].date}; most on {most.date}: {max(counts):,}."
    )
    high, slot, bottom = float(max(*counts, 1)), _WIDTH / len(days), _TOP + _DAYS_HIGH
    parts = []
    for count in _steps(0, high, 3, 1):
        y = bottom - _DAYS_HIGH * count / high
        parts += [_line(_LEFT, y, _LEFT + _WIDTH, y), _text(f"{count:,.0f}", _LEFT - 6, y + 4, "end")]
    for at, (day, count) in enumerate(zip(days, counts, strict=True)):
        tall = _DAYS_HIGH * count / high
        place = {"x": _LEFT + slot * (at + 0.125), "y": bottom - tall, "width": slot * 0.75, "height": tall}
        parts.append(_element("rect", **place, fill=_COLOURS["bar" if day.whole else "soft"]))
    mondays = [at for at, day in enumerate(days) if day.date.weekday() == 0]
    every = ceil(_LABEL / (slot * 7))
    parts += [_text(day_of(days[at].date), _LEFT + slot * (at + 0.5), bottom + 18, "middle") for at in mondays[::every]]
    return _picture(name, title, description, (_LEFT + _WIDTH + 8, bottom + 24), parts)


def bars(name: str, title: str, counts: Mapping[str, int], what: str, colours: Sequence[str] = ()) -> Markup:
    """A bar for each name, with its number at the end; ``colours``: one for each bar, if they differ."""
    kinds = list(colours) or ["bar"] * len(counts)
    description = f"{what} by name: " + "; ".join(f"{label}: {count:,}" for label, count in counts.items()) + "."
    # Fonts differ between machines; the widest have letters of eight units.
    left = 8.0 * max(map(len, counts)) + 6
    room = max(_WIDTH - left, 120.0)
    # Room for the number after the longest bar.
    one = room / (max([*counts.values(), 1]) * 1.22)
    parts = []
    for at, ((label, count), kind) in enumerate(zip(counts.items(), kinds, strict=True)):
        y = _STEP * at + (_STEP - _BAR_HIGH) / 2
        parts.append(_text(label, left - 8, y + 13, "end", _INK))
        parts.append(_element("rect", x=left, y=y, width=count * one, height=_BAR_HIGH, fill=_COLOURS[kind]))
        parts.append(_text(f"{count:,}", left + count * one + 6, y + 13, "start", _INK))
    return _picture(name, title, description, (left + room, _STEP * len(counts)), parts)


def trend(name: str, points: Sequence[Point], definition: Definition) -> Markup:
    """A rate night by night, with its target as a line across; a night without a rate is a gap."""
    target = definition.target
    told = [f"{at.date}: {share(at.rate)}" for at in points if at.rate and at.rate.of]
    description = f"{'; '.join(told) or definition.none}." + (f" The target is {target}." if target else "")
    aims = [target.thousandths / 1000] if target else []
    shares = [at.share for at in points if at.share is not None]
    low, high = _span([*shares, *aims], above=bool(target and target.above))
    slot, bottom = _WIDTH / len(points), _TOP + _TREND_HIGH

    def height(rate: float) -> float:
        return bottom - _TREND_HIGH * (rate - low) / (high - low)

    parts = []
    for rate in _steps(low, high, 3, 0.0001):
        said = f"{rate:.0%}" if high - low > 0.04 else f"{rate:.1%}"
        parts += [
            _line(_LEFT, height(rate), _LEFT + _WIDTH, height(rate)),
            _text(said, _LEFT - 6, height(rate) + 4, "end"),
        ]
    for aim in aims:
        parts.append(_line(_LEFT, height(aim), _LEFT + _WIDTH, height(aim), _INK, stroke_dasharray="5 4"))
    places = [_LEFT + slot * (at + 0.5) for at in range(len(points))]
    parts += _rates(points, places, [None if at.share is None else height(at.share) for at in points], definition)
    # The first night, the night a week before the last, and the last.
    parts += [_text(day_of(points[at].date), places[at], bottom + 18, "middle") for at in (0, -8, -1)]
    return _picture(name, definition.title, description, (_LEFT + _WIDTH + 8, bottom + 24), parts)


def _rates(
    points: Sequence[Point], places: Sequence[float], heights: Sequence[float | None], definition: Definition
) -> list[Markup]:
    """The line from night to night, with a gap where one is missing, and a dot for each."""
    there = [(x, y) for x, y in zip(places, heights, strict=True) if y is not None]
    runs = [
        list(run) for known, run in groupby(zip(places, heights, strict=True), lambda at: at[1] is not None) if known
    ]
    way = " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in run) for run in runs)
    parts = [_element("path", d=way, fill="none", stroke=_COLOURS["bar"], stroke_width="2")] if way else []
    late = [bool(at.rate and missed(at.rate, definition)) for at in points if at.share is not None]
    for (x, y), bad in zip(there, late, strict=True):
        parts.append(_element("circle", cx=x, cy=y, r=4.0, fill=_COLOURS["bad" if bad else "bar"]))
    return parts


def _span(shares: Sequence[float], *, above: bool) -> tuple[float, float]:
    """The range of the axis: from zero, but for a rate that should be high only the upper part."""
    if above:
        lowest = min([*shares, 0.95])
        return max(0.0, lowest - (1 - lowest) * 0.25), 1.0
    return 0.0, min(1.0, max([*shares, 0.01]) * 1.2)
