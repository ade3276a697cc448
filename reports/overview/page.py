"""Writes the overview of a night: everything on one page, each number with the file that it comes from."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection

from reports.health import files as health_files
from reports.health.definitions import RATES, Definition
from reports.health.lines import Amount, heading, missed, share
from reports.health.measures import Health, Rate, Window
from reports.overview import charts, clock, uploads
from reports.overview.clock import Acted
from reports.overview.days import by_day, weeks
from reports.overview.uploads import Upload, most_frequent
from reports.overview.verge import at_verge
from reports.placing import put_in_place
from reports.report import Viewpoint
from reports.writing import Format
from schemas.deadlines import DAY
from schemas.returned_rows import Corrected, corrected

NAME = "overview.html"
MOST_ACTED, MOST_UPLOADS, MOST_FAULTS = 60, 50, 12
_DAYS, _LONGEST = 30, 90
_SHOWN = (7, _DAYS, _LONGEST)


class Need(NamedTuple):
    """What a person has to look at: how bad it is, a word for it, what it is, and where the page shows it."""

    state: str
    word: str
    sentence: str
    place: str
    lead: str


class OfNight(NamedTuple):
    """What the page shows besides the order table: health of all windows, uploads and the clock of the last day."""

    health: Health
    uploads: list[Upload]
    acted: list[Acted]


def write_overview(
    connection: Connection, viewpoint: Viewpoint, folder: Path, format: Format, of_night: OfNight
) -> Path:
    """Writes ``overview.html`` into the folder of a night whose reports are in ``format``, and returns its path.

    Links name files beside the page. No buyer's name or address is on it. Raises OSError where it cannot be written.
    """
    health, window = of_night.health, of_night.health.window(_DAYS)
    verge, right = at_verge(connection, viewpoint, _LONGEST), corrected(connection, viewpoint.merchant)
    shown: dict[str, Any] = {
        "merchant": viewpoint.merchant,
        "as_of": datetime.fromtimestamp(viewpoint.as_of, UTC),
        "terms": viewpoint.terms,
        "verge": verge,
        "corrected": right,
        "first": _first(of_night, verge.count, viewpoint.terms.warning_days, right),
        "days": _DAYS,
        "longest": _LONGEST,
        "last_day": health.window(1),
        "open_units": health.window(_LONGEST).open_units,
        "rates": [_rate(name, definition, health) for name, definition in RATES.items()],
        "files": _files(format),
        **_acted(of_night.acted),
        **_uploads(of_night.uploads),
        **_bought(window, viewpoint.as_of),
        **_deadlines(health.window(_LONGEST)),
        **_refunds(window),
    }
    path = folder / NAME
    put_in_place(path, page(shown).encode())
    return path


def page(shown: Mapping[str, Any]) -> str:
    """The page, every text in it escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"left": left, "breakable": breakable}
    environment.filters["moment"] = lambda moment: f"{moment:%Y-%m-%d %H:%M}"
    template, style = (_part(name) for name in ("page.html", "page.css"))
    return environment.from_string(template).render(shown, style=Markup(style))


def _part(name: str) -> str:
    return resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def left(seconds: int) -> str:
    """A time still to go, in days and hours, or in hours and minutes."""
    days, hours, minutes = seconds // DAY, seconds % DAY // 3600, seconds % 3600 // 60
    return f"{days} d {hours} h" if days else f"{hours} h {minutes} min"


def breakable(name: str) -> Markup:
    """A name of several words in one, as CustomerReturn, that a narrow line may break before each."""
    return Markup("<wbr>").join(re.split("(?<=[a-z])(?=[A-Z])", name))


def _files(format: Format) -> dict[str, str]:
    """The name of each file that a number can come from: those without buyers, which no purge deletes."""
    names = {"health": health_files.NAME, "uploads": uploads.NAME, "clock": clock.NAME}
    return {key: f"{name}.{format}" for key, name in names.items()}


def _first(of_night: OfNight, verge: int, days: int, right: Mapping[int, Corrected]) -> list[Need]:
    """What needs a person, the worst first: what was canceled, what soon is, files unread, and rows to correct."""
    canceled = sum(row.what == clock.CANCELED for row in of_night.acted)
    needs = []
    if canceled:
        said = f"{_some(canceled, 'order was', 'orders were')} canceled by the clock tonight."
        needs.append(Need("bad", "canceled", said, "clock", "Which orders"))
    if verge:
        said = f"{_some(verge, 'order', 'orders')} will be canceled within {days} days unless confirmed as shipped."
        needs.append(Need("bad", "soon", said, "verge", "Which orders"))
    for upload in of_night.uploads:
        if upload.state.startswith("Fatal"):
            needs.append(Need("bad", "failed", f"{upload.file} could not be processed.", "uploads", "Why"))
    for upload in of_night.uploads:
        said = f"{upload.file}: {_some(upload.refused, 'row', 'rows')} of {upload.records:,} refused."
        done = right.get(upload.number)
        if not upload.refused or upload.state.endswith("taken back") or (done and done.records >= upload.refused):
            continue
        word = "refused" if not upload.applied else "partly"
        said += f" {done.words(upload.refused)[0].upper()}{done.words(upload.refused)[1:]}." if done else ""
        needs.append(Need("warn" if upload.applied else "bad", word, said, "uploads", "Which faults"))
    return needs[:MOST_UPLOADS]


def _some(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _acted(acted: list[Acted]) -> dict[str, Any]:
    """The orders that the clock canceled, warned of or flagged, in this sequence, and how many of each."""
    return {
        "acted": acted[:MOST_ACTED],
        "more_acted": len(acted[MOST_ACTED:]),
        "all_acted": Counter(row.what for row in acted),
    }


def _uploads(found: list[Upload]) -> dict[str, Any]:
    # Those with faults first: they are what somebody has to look at.
    ordered = sorted(found, key=lambda upload: (not upload.faults, upload.number))
    faults = most_frequent(found)
    return {
        "uploads": ordered[:MOST_UPLOADS],
        "more_uploads": len(ordered[MOST_UPLOADS:]),
        "all_uploads": len(found),
        "refused": sum(upload.refused for upload in found),
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


def _rate(name: str, definition: Definition, health: Health) -> dict[str, Any]:
    rates = {window.days: window.rates[name] for window in health.windows}
    rows = [(heading(health.window(days)), *_told(rates[days], definition)) for days in _SHOWN]
    told, counted, misses = _told(rates[_DAYS], definition)
    return {
        "title": definition.title,
        "said": definition.said,
        "target": definition.target,
        "counted": definition.counted,
        "of": definition.of,
        "told": told,
        "count": counted,
        "state": "none" if not rates[_DAYS].of or not definition.target else "missed" if misses else "met",
        "rows": rows,
        "chart": charts.rate(name, rates, definition),
    }


def _told(rate: Rate, definition: Definition) -> tuple[str, str, bool]:
    counted = f"{rate.counted:,} of {rate.of:,}" if rate.of else ""
    return share(rate) or definition.none, counted, missed(rate, definition)
