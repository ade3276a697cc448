"""Writes the overview of a night: everything on one page, each number with the file that it comes from."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection

from reports.files.atomic_files import put_in_place
from reports.files.writing import Format
from reports.health.definitions import RATES, Definition
from reports.health.measures import Health, Rate, Window
from reports.health.report_lines import Amount, heading, missed, share
from reports.order_lines import Viewpoint
from reports.overview import charts, clock, trend
from reports.overview.charts import by_day, weeks
from reports.overview.clock import Acted
from reports.overview.links import Link
from reports.overview.trend import Point
from reports.overview.uploads import Upload, most_frequent
from reports.overview.verge import at_verge
from schemas import times
from schemas.store.corrected_records import Corrected, corrected
from schemas.times import DAY
from schemas.wording import number_of

NAME = "overview.html"
MOST_ACTED, MOST_UPLOADS, MOST_FAULTS = 60, 50, 12
_DAYS, _LONGEST = 30, 90
_SHOWN = (7, _DAYS, _LONGEST)
# The pages with the details of a number: they contain no data of buyers, and no purge deletes them.
_FILES = {"health": "health.html", "uploads": "uploads.html", "clock": "clock.html"}


class Need(NamedTuple):
    """Something a person must look at: its severity, a word for it, a sentence, and where the page shows it.

    ``links``: to the report and the corrections of an upload.
    """

    state: str
    word: str
    sentence: str
    place: str
    lead: str
    links: Sequence[Link] = ()


class OfNight(NamedTuple):
    """What the page shows besides the order table: health of all windows, and the last day's uploads and clock actions.

    ``links``: to the files written about each upload, by its number.
    """

    health: Health
    uploads: list[Upload]
    acted: list[Acted]
    links: Mapping[int, list[Link]]


def write_overview(
    connection: Connection, viewpoint: Viewpoint, folder: Path, format: Format, of_night: OfNight
) -> Path:
    """Writes ``overview.html`` into the folder of a night whose reports are in ``format``, and returns its path.

    Links are relative to that folder. The page contains no buyer's name or address. Raises OSError if it cannot be
    written.
    """
    health, window = of_night.health, of_night.health.window(_DAYS)
    day = times.day(viewpoint.as_of)
    verge, right = at_verge(connection, viewpoint, _LONGEST), corrected(connection, viewpoint.merchant)
    shown: dict[str, Any] = {
        "merchant": viewpoint.merchant,
        "as_of": times.moment(viewpoint.as_of),
        "terms": viewpoint.terms,
        "verge": verge,
        "corrected": right,
        "first": _first(of_night, verge.count, viewpoint.terms.warning_days, right),
        "days": _DAYS,
        "most_nights": trend.NIGHTS,
        "longest": _LONGEST,
        "last_day": health.window(1),
        "open_units": health.window(_LONGEST).open_units,
        "files": _FILES,
        "plain_files": [f"{Path(name).stem}.{format}" for name in _FILES.values()],
        "links": of_night.links,
        **_rates(health, trend.of_nights(connection, viewpoint.merchant, day, rates_of(health)), folder),
        **_acted(of_night.acted),
        **_uploads(of_night.uploads),
        **_bought(window, viewpoint.as_of),
        **_deadlines(health.window(_LONGEST)),
        **_refunds(window),
    }
    path = folder / NAME
    put_in_place(path, page(shown).encode())
    return path


def rates_of(health: Health) -> dict[str, Rate]:
    """The rates that the page shows first and that are stored for each night."""
    return health.window(_DAYS).rates


def page(shown: Mapping[str, Any], name: str = "page.html") -> str:
    """A page made from the template ``name``, with every text in it escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"left": left, "breakable": breakable}
    environment.filters["moment"] = lambda moment: f"{moment:%Y-%m-%d %H:%M}"
    template, style = (_part(part) for part in (name, "page.css"))
    return environment.from_string(template).render(shown, style=Markup(style))


def _part(name: str) -> str:
    return resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def left(seconds: int) -> str:
    """A remaining time, in days and hours, or in hours and minutes."""
    days, hours, minutes = seconds // DAY, seconds % DAY // 3600, seconds % 3600 // 60
    return f"{days} d {hours} h" if days else f"{hours} h {minutes} min"


def breakable(name: str) -> Markup:
    """A name such as CustomerReturn, with a possible line break before each word."""
    return Markup("<wbr>").join(re.split("(?<=[a-z])(?=[A-Z])", name))


def _first(of_night: OfNight, verge: int, days: int, right: Mapping[int, Corrected]) -> list[Need]:
    """What needs a person, the worst first: orders canceled, orders canceled soon, unread files, rows to correct."""
    canceled = sum(row.what == clock.CANCELED for row in of_night.acted)
    needs = []
    if canceled:
        said = f"{number_of(canceled, 'order was', 'orders were')} canceled by the clock tonight."
        needs.append(Need("bad", "canceled", said, "clock", "Which orders"))
    if verge:
        said = f"{number_of(verge, 'order')} will be canceled within {days} days unless confirmed as shipped."
        needs.append(Need("bad", "soon", said, "verge", "Which orders"))
    for upload in of_night.uploads:
        if upload.state.startswith("Fatal"):
            said = f"{upload.file} could not be processed."
            needs.append(Need("bad", "failed", said, "uploads", "Why", of_night.links.get(upload.number, ())))
    for upload in of_night.uploads:
        said = f"{upload.file}: {number_of(upload.refused, 'row')} of {upload.records:,} refused."
        done = right.get(upload.number)
        if not upload.waiting:
            continue
        word = "refused" if not upload.applied else "partly"
        said += f" {done.words(upload.refused)[0].upper()}{done.words(upload.refused)[1:]}." if done else ""
        state, led = "warn" if upload.applied else "bad", of_night.links.get(upload.number, ())
        needs.append(Need(state, word, said, "uploads", "Which faults", led))
    return needs[:MOST_UPLOADS]


def _acted(acted: list[Acted]) -> dict[str, Any]:
    """The orders that the clock canceled, warned of or flagged, in this sequence, and the number of each."""
    return {
        "acted": acted[:MOST_ACTED],
        "more_acted": len(acted[MOST_ACTED:]),
        "all_acted": Counter(row.what for row in acted),
    }


def _uploads(found: list[Upload]) -> dict[str, Any]:
    # Uploads with faults first: somebody has to look at them.
    ordered = sorted(found, key=lambda upload: (not upload.faults, upload.number))
    faults = most_frequent(found)
    return {
        "uploads": ordered[:MOST_UPLOADS],
        "more_uploads": len(ordered[MOST_UPLOADS:]),
        "all_uploads": len(found),
        "refused": sum(upload.waiting for upload in found),
        "fatal": sum(upload.state.startswith("Fatal") for upload in found),
        "faults": faults[:MOST_FAULTS],
        "more_faults": len(faults[MOST_FAULTS:]),
    }


def _bought(window: Window, as_of: int) -> dict[str, Any]:
    days = by_day(window, as_of)
    return {
        "weeks": weeks(days),
        "first_day": days[0],
        "partial": not all(day.whole for day in days),
        "bought": {name: sum(getattr(day, name) for day in days) for name in ("orders", "units")},
        "orders_chart": charts.per_day("orders-per-day", "Orders per day", days, "orders"),
        "units_chart": charts.per_day("units-per-day", "Units per day", days, "units"),
    }


def _deadlines(window: Window) -> dict[str, Any]:
    colours = ["soft", "bad", "bad", "warn", "warn", *["bar"] * len(window.by_deadline)][: len(window.by_deadline)]
    title = "Open units by days to the deadline"
    return {
        "by_deadline": window.by_deadline,
        "deadline_chart": charts.bars("by-deadline", title, window.by_deadline, "Open units", colours),
    }


def _refunds(window: Window) -> dict[str, Any]:
    orders = {refund.reason: refund.orders for refund in window.refunds}
    rows = [(refund.reason, refund.orders, _amounts(refund.refunded)) for refund in window.refunds]
    chart = charts.bars("refunds", "Orders refunded by reason", orders, "Orders refunded") if orders else ""
    return {"refunds": rows, "refunded": _amounts(window.refunded), "refunds_chart": chart}


def _amounts(refunded: Mapping[str, int]) -> list[str]:
    return [f"{Amount(minor, currency)} {currency}" for currency, minor in refunded.items()]


def _rates(health: Health, points: Mapping[str, list[Point]], folder: Path) -> dict[str, Any]:
    """Each rate with its nights, and the nights one by one; a night links to its page if that is next to this one."""
    nights = [night for night in zip(*(points[name] for name in RATES), strict=True)]
    kept = [at for at, night in enumerate(nights) if any(point.rate for point in night)]
    rows: list[tuple[date, str, list[tuple[str, str, bool]]]] = []
    for night in (nights[at] for at in reversed(kept)):
        there = f"../{night[0].date}/{NAME}"
        led = _FILES["health"] if not rows else there if (folder / there).is_file() else ""
        cells = [_told(at.rate or Rate(0, 0), of) for at, of in zip(night, RATES.values(), strict=True)]
        rows.append((night[0].date, led, cells))
    return {
        "rates": [_rate(name, definition, health, points[name]) for name, definition in RATES.items()],
        "nights": rows,
        "missed_nights": len(nights) - kept[0] - len(kept),
    }


def _rate(name: str, definition: Definition, health: Health, points: list[Point]) -> dict[str, Any]:
    rates = {window.days: window.rates[name] for window in health.windows}
    rows = [(heading(health.window(days)), *_told(rates[days], definition)) for days in _SHOWN]
    told, counted, misses = _told(rates[_DAYS], definition)
    return {
        "name": name,
        "title": definition.title,
        "said": definition.said,
        "target": definition.target,
        "counted": definition.counted,
        "of": definition.of,
        "told": told,
        "count": counted,
        "before": trend.before(points, definition),
        "state": "none" if not rates[_DAYS].of or not definition.target else "missed" if misses else "met",
        "rows": rows,
        "chart": charts.trend(name, points, definition),
    }


def _told(rate: Rate, definition: Definition) -> tuple[str, str, bool]:
    counted = f"{rate.counted:,} of {rate.of:,}" if rate.of else ""
    return share(rate) or definition.none, counted, missed(rate, definition)
