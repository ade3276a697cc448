"""Charts as pictures within the page (SVG): no script, text as text, colours that the page's style sheet names.

Each has a title and a description for those who cannot see it; the numbers stand in a table beside it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from reports.health.definitions import Definition
from reports.health.lines import missed, share
from reports.overview.days import Day
from reports.overview.trend import Point, day_of

_WIDTH, _STEP = 300, 26
_BAR, _SOFT, _WARN, _BAD = "var(--bar)", "var(--soft)", "var(--warn)", "var(--bad)"
_INK, _MUTED, _GRID = "var(--ink)", "var(--muted)", "var(--grid)"
_CONFIG = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _MUTED,
        "labelFontSize": 12,
        "title": None,
        "gridColor": _GRID,
        "domainColor": _GRID,
        "ticks": False,
        "labelPadding": 6,
    },
    "text": {"color": _INK, "fontSize": 12},
}
_ROOT = re.compile(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>')
Spec = Mapping[str, Any]


def _picture(name: str, title: str, description: str, spec: Spec) -> Markup:
    """The chart as an element of the page; ``name`` is its own within it."""
    whole = {"width": _WIDTH, "config": _CONFIG, "padding": 4, **spec}
    drawn = vl_convert.vegalite_to_svg(json.dumps(whole), allowed_base_urls=[])
    label = f"{name}-title {name}-desc"
    told = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'

    def opening(root: re.Match[str]) -> str:
        return f'<svg class="chart" viewBox="{root[1]}" role="img" aria-labelledby="{label}">{told}'

    return Markup(_ROOT.sub(opening, drawn, count=1))


def per_day(name: str, title: str, days: Sequence[Day], field: str) -> Markup:
    """A column a day; days that are not wholly in the window are pale."""
    values = [{"day": day_of(day.date), "count": getattr(day, field), "whole": day.whole} for day in days]
    mondays = [value["day"] for value, day in zip(values, days, strict=True) if day.date.weekday() == 0]
    most = max(days, key=lambda day: getattr(day, field))
    total = sum(getattr(day, field) for day in days)
    description = (
        f"{total:,} {field} from {days[0].date} to {days[-1].date}; most on {most.date}: {getattr(most, field):,}."
    )
    columns = {
        "mark": "bar",
        "encoding": {
            "x": {
                "field": "day",
                "type": "ordinal",
                "sort": None,
                "scale": {"paddingInner": 0.25},
                "axis": {"values": mondays, "labelAngle": 0, "labelOverlap": True},
            },
            "y": {
                "field": "count",
                "type": "quantitative",
                "scale": {"domainMin": 0, "domainMax": max(getattr(most, field), 1)},
                "axis": {"tickCount": 3, "format": ",d", "domain": False, "tickMinStep": 1},
            },
            "color": _colours("whole", {True: _BAR, False: _SOFT}),
        },
    }
    return _picture(name, title, description, {"data": {"values": values}, "height": 180, **columns})


def bars(name: str, title: str, counts: Mapping[str, int], what: str, colours: Sequence[str] = ()) -> Markup:
    """A bar for each name, with its number at the end; ``colours``: of each, where they differ."""
    kinds = list(colours) or ["bar"] * len(counts)
    values = [
        {"name": label, "count": count, "said": f"{count:,}", "kind": kind}
        for (label, count), kind in zip(counts.items(), kinds, strict=True)
    ]
    description = f"{what} by name: " + "; ".join(f"{label}: {count:,}" for label, count in counts.items()) + "."
    # Fonts differ from one machine to another; the widest have letters of eight.
    room = 8 * max(map(len, counts)) + 6
    shared = {
        "y": {
            "field": "name",
            "type": "nominal",
            "sort": None,
            "axis": {"domain": False, "labelColor": _INK, "labelLimit": 200, "minExtent": room},
        },
        "x": {
            "field": "count",
            "type": "quantitative",
            "axis": None,
            # Room for the number behind the longest bar.
            "scale": {"domainMax": max([*counts.values(), 1]) * 1.22, "domainMin": 0},
        },
    }
    colour = _colours("kind", {"bar": _BAR, "soft": _SOFT, "warn": _WARN, "bad": _BAD})
    layers = [
        {"mark": "bar", "encoding": {"color": colour}},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"text": {"field": "said"}}},
    ]
    spec = {"data": {"values": values}, "encoding": shared, "layer": layers, "height": {"step": _STEP}}
    return _picture(name, title, description, {**spec, "width": max(_WIDTH - room, 120)})


def trend(name: str, points: Sequence[Point], definition: Definition) -> Markup:
    """A rate night by night, with its target as a line across; a night without one is a gap."""
    target = definition.target
    values = [
        {"night": day_of(at.date), "rate": at.share, "missed": bool(at.rate and missed(at.rate, definition))}
        for at in points
    ]
    told = [f"{at.date}: {share(at.rate)}" for at in points if at.rate and at.rate.of]
    description = f"{'; '.join(told) or definition.none}." + (f" The target is {target}." if target else "")
    aims = [target.thousandths / 1000] if target else []
    shares = [at.share for at in points if at.share is not None]
    low, high = _span([*shares, *aims], above=bool(target and target.above))
    y = {"type": "quantitative", "scale": {"domain": [low, high], "nice": False, "zero": False}}
    y["axis"] = {"format": ".0%" if high - low > 0.04 else ".1%", "tickCount": 3, "domain": False}
    # The first night, and those a week and nothing before the last.
    shown = [day_of(points[at].date) for at in (0, -8, -1)]
    x = {"field": "night", "type": "ordinal", "scale": {"domain": [day_of(at.date) for at in points]}}
    x["axis"] = {"values": shown, "labelAngle": 0}
    of_night = {"x": x, "y": {**y, "field": "rate"}}
    colour = _colours("missed", {True: _BAD, False: _BAR})
    dot = {"type": "point", "filled": True, "size": 60, "opacity": 1}
    layers = [
        *(_across(y, aim) for aim in aims),
        {"mark": {"type": "line", "color": _BAR, "strokeWidth": 2}, "encoding": of_night},
        {"mark": dot, "encoding": {**of_night, "color": colour}},
    ]
    return _picture(name, definition.title, description, {"data": {"values": values}, "layer": layers, "height": 100})


def _across(y: Spec, aim: float) -> Spec:
    rule = {"type": "rule", "color": _INK, "strokeDash": [5, 4]}
    return {"data": {"values": [{}]}, "mark": rule, "encoding": {"y": {**y, "datum": aim}}}


def _span(shares: Sequence[float], *, above: bool) -> tuple[float, float]:
    """What the axis shows: from nothing, but of a rate that should be high only its upper part."""
    if above:
        lowest = min([*shares, 0.95])
        return max(0.0, lowest - (1 - lowest) * 0.25), 1.0
    return 0.0, min(1.0, max([*shares, 0.01]) * 1.2)


def _colours(field: str, of: Mapping[Any, str]) -> Spec:
    scale = {"domain": list(of), "range": list(of.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}
