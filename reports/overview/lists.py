"""The details behind the overview's numbers, as pages for people: health, uploads, and what the clock did."""

from pathlib import Path
from typing import Any, NamedTuple

from reports.files.atomic_files import put_in_place
from reports.files.writing import Format
from reports.health import files as health_files
from reports.health.definitions import DEFINITIONS, RATES
from reports.health.measures import Health, Rate
from reports.health.report_lines import Line, heading, lines, missed, share
from reports.order_lines import Viewpoint
from reports.overview import clock, uploads
from reports.overview.links import Link
from reports.overview.page import NAME, OfNight, page
from reports.overview.uploads import Upload
from schemas import times

STEMS = (health_files.NAME, uploads.NAME, clock.NAME)
NAMES = tuple(f"{stem}.html" for stem in STEMS)
MOST = 2_000
_IDS = {definition.title: name for name, definition in RATES.items()}
_FAULT_HEADINGS = ("What is wrong", "Type", "Times", "What to do", "Code")
_CLOCK_HEADINGS = ("Order", "What", "Units", "Date", "Upload", "As of", "What it means")


class Row(NamedTuple):
    """A row of a list; ``look``: the style of its first cell; ``missed``: the cells that miss a target."""

    cells: tuple[str, ...]
    id: str = ""
    look: str = ""
    missed: tuple[str, ...] = ()


class Part(NamedTuple):
    """A part of a page: text, links and a table; ``numbers``: the headings of its columns of numbers."""

    id: str
    title: str
    said: str
    headings: tuple[str, ...]
    numbers: tuple[str, ...]
    rows: list[Row]
    links: tuple[Link, ...] = ()
    more: int = 0


def write_lists(viewpoint: Viewpoint, folder: Path, format: Format, shown: OfNight) -> None:
    """Writes ``health.html``, ``uploads.html`` and ``clock.html`` into the folder of a night.

    They contain the same as the reports with these names, which are in ``format``. They contain no data of buyers.
    """
    parts = ([_health(shown.health)], _uploads(shown), [_clock(shown.acted)])
    titles = ("Health", "Uploads of the night", "What the clock did")
    for stem, title, of_page in zip(STEMS, titles, parts, strict=True):
        made: dict[str, Any] = {
            "merchant": viewpoint.merchant,
            "as_of": times.moment(viewpoint.as_of),
            "title": title,
            "overview": NAME,
            "file": f"{stem}.{format}",
            "parts": of_page,
            "definitions": DEFINITIONS if stem == health_files.NAME else (),
        }
        put_in_place(folder / f"{stem}.html", page(made, "list.html").encode())


def _health(health: Health) -> Part:
    numbers = tuple(map(heading, health.windows))
    return Part("", "", "", ("Measure", "Target", *numbers), numbers, [_measure(line) for line in lines(health)])


def _measure(line: Line) -> Row:
    definition, target = line.definition, line.definition.target if line.definition else None
    look = "under" if line.under else "over" if not line.cells else ""
    cells, bad = [], []
    for cell in line.cells:
        if isinstance(cell, Rate) and definition:
            cells.append(share(cell).replace(" ", "\N{NO-BREAK SPACE}") or definition.none)
            bad += cells[-1:] if missed(cell, definition) else []
        else:
            cells.append("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell))
    return Row((line.title, str(target or ""), *cells), _IDS.get(line.title, ""), look, tuple(bad))


def _uploads(shown: OfNight) -> list[Part]:
    found = [_upload(upload, tuple(shown.links.get(upload.number, ()))) for upload in shown.uploads]
    return found[:MOST] or [Part("", "", "None in the last 24 hours.", (), (), [])]


def _upload(upload: Upload, links: tuple[Link, ...]) -> Part:
    kind, when = (upload.kind or "unknown").replace("-", " "), f"{upload.as_of:%Y-%m-%d %H:%M}"
    counts = ", ".join(f"{getattr(upload, name):,} {name}" for name in ("records", "applied", "refused", "warnings"))
    said = f"Kind: {kind}. As of {when}: {upload.state}; {counts}."
    rows = [
        Row((told.meaning, told.severity, f"{told.times:,}", told.remedy, str(told.code))) for told in upload.faults
    ]
    title = f"Upload {upload.number}" + (f": {upload.file}" if upload.file else "")
    return Part(f"upload-{upload.number}", title, said, _FAULT_HEADINGS, ("Times",), rows, links)


def _clock(acted: list[clock.Acted]) -> Part:
    said = "" if acted else "Nothing in the last 24 hours: no order was canceled, warned of or became late."
    rows = [Row(_did(row)) for row in acted[:MOST]]
    return Part("", "", said, _CLOCK_HEADINGS, ("Units", "Upload"), rows, more=len(acted[MOST:]))


def _did(row: clock.Acted) -> tuple[str, ...]:
    date, as_of = (f"{moment:%Y-%m-%d %H:%M}" for moment in (row.date, row.as_of))
    return (row.order_id, row.what, f"{row.units:,}", date, str(row.upload), as_of, row.meaning)
