"""Writes all reports of a night into a folder named by date, which appears completely or not at all."""

import errno
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from reports import scheduled
from reports.files.atomic_files import in_place, locked, sync_folder
from reports.files.writing import FORMATS, Format, Written
from reports.health import files as health_files
from reports.health.files import write_health
from reports.health.measures import measure
from reports.order_lines import Viewpoint
from reports.overview import clock, links, lists, page, trend
from reports.overview import uploads as night_uploads
from reports.windows import NAMES, WINDOWS, write_windows
from schemas import file_modes
from schemas.store.opening import writing

_NEW, _OLD = ".orderfeeds-new-", ".orderfeeds-old-"
_REPORTS = (clock.NAME, scheduled.NAME, health_files.NAME, night_uploads.NAME)
_STEMS = (*_REPORTS, *(f"{name}-{days}-days" for name in NAMES for days in WINDOWS))
_PAGES = (page.NAME, *lists.NAMES)
_OURS = frozenset(f"{stem}.{format}" for stem in _STEMS for format in FORMATS) | frozenset(_PAGES)


@dataclass(frozen=True)
class Night:
    """The folder of a night, its reports with their line counts, and the page that shows them to people.

    ``acted``: what the clock did in the last day, order by order.
    """

    folder: Path
    files: tuple[Written, ...]
    overview: Path
    acted: tuple[clock.Acted, ...] = ()


class _Made(NamedTuple):
    """The reports that were written for a night, and the data that its pages show."""

    files: list[Written]
    shown: page.OfNight


def write_night(engine: Engine, viewpoint: Viewpoint, folder: Path, format: Format = "txt") -> Night:
    """Writes every report of a night, and the page that shows them, into ``folder/yyyy-mm-dd`` (as-of, UTC).

    The reports are: what the clock did in the last day, the scheduled Orders report, the Orders and the Unshipped
    Orders report for all windows, the health report, and the uploads of the last day.

    A folder of the same date is replaced, but files in it that are not our reports are kept. A second process waits.
    Raises OSError if the folder cannot be written; then the folder of that date is unchanged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / scheduled.date_of(viewpoint.as_of)
    with locked(folder):
        _clear_leftovers(folder)
        fresh = folder / f"{_NEW}{place.name}"
        fresh.mkdir(mode=0o700)
        file_modes.settle(fresh)
        try:
            made = _write_files(engine, viewpoint, fresh, format)
            sync_folder(fresh)
            _keep(engine, viewpoint, place, made.shown)
            _put_in_place(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    files = tuple(Written(place / path.name, lines) for path, lines in made.files)
    return Night(place, files, place / page.NAME, tuple(made.shown.acted))


def try_folder(folder: Path, as_of: int) -> None:
    """Checks that the folder of a night can be written into ``folder``, and changes nothing.

    Raises OSError if it cannot.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / scheduled.date_of(as_of)
    with locked(folder):
        _clear_leftovers(folder)
        with in_place(folder / f"{_NEW}tried") as file:
            file.write(b"tried")
        (folder / f"{_NEW}tried").unlink()
        if place.exists():
            if not place.is_dir():
                raise FileExistsError(errno.EEXIST, "a file of that name is in the way", str(place))
            aside = place.with_name(f"{_OLD}{place.name}")
            place.rename(aside)
            aside.rename(place)


def _write_files(engine: Engine, viewpoint: Viewpoint, folder: Path, format: Format) -> _Made:
    # Stored before its file is written: if the process dies after this, the same date writes the same run again.
    run = scheduled.take_run(engine, viewpoint)
    # One transaction: all files of a night are about the same moment.
    with engine.connect() as connection, connection.begin():
        acted = clock.of_night(connection, viewpoint)
        written = [clock.write_clock(acted, viewpoint, folder, format)]
        written += [scheduled.write_run(connection, run, viewpoint, folder / f"{scheduled.NAME}.{format}", format)]
        for name in NAMES:
            written += write_windows(connection, (name, WINDOWS), viewpoint, folder, format)
        made = _write_for_people(connection, viewpoint, folder, format, acted)
    return _Made(written + made.files, made.shown)


def _write_for_people(
    connection: Connection, viewpoint: Viewpoint, folder: Path, format: Format, acted: list[clock.Acted]
) -> _Made:
    """Writes the health report, the uploads of the night, and the pages."""
    health, uploads = measure(connection, viewpoint, WINDOWS), night_uploads.of_night(connection, viewpoint)
    written = [
        write_health(health, folder, format),
        night_uploads.write_uploads(uploads, viewpoint, folder, format),
    ]
    shown = page.OfNight(health, uploads, acted, links.of_uploads(connection, viewpoint, folder))
    lists.write_lists(viewpoint, folder, format, shown)
    page.write_overview(connection, viewpoint, folder, format, shown)
    return _Made(written, shown)


def _keep(engine: Engine, viewpoint: Viewpoint, place: Path, shown: page.OfNight) -> None:
    """Stores what later nights and a purge need, even if the night's folder then cannot be put in place."""
    merchant, led = viewpoint.merchant, [link for found in shown.links.values() for link in found]
    with engine.connect() as connection, writing(connection):
        trend.keep(connection, merchant, date.fromisoformat(place.name), page.rates_of(shown.health))
        links.keep(connection, merchant, [place / name for name in _PAGES], led)


def _put_in_place(fresh: Path, place: Path) -> None:
    aside = place.with_name(f"{_OLD}{place.name}")
    if place.exists():
        place.rename(aside)
    try:
        fresh.rename(place)
    except OSError:
        if aside.exists():
            aside.rename(place)
        raise
    sync_folder(place.parent)
    if aside.exists():
        _empty(aside, place)


def _clear_leftovers(folder: Path) -> None:
    """Cleans up after a killed run: deletes its unfinished folder, restores one it moved aside but did not replace."""
    for unfinished in folder.glob(f"{_NEW}????-??-??"):
        shutil.rmtree(unfinished)
    for aside in folder.glob(f"{_OLD}????-??-??"):
        place = folder / aside.name.removeprefix(_OLD)
        if place.exists():
            _empty(aside, place)
        else:
            aside.rename(place)


def _empty(aside: Path, place: Path) -> None:
    """Deletes a replaced folder; files in it that are not ours are moved to the new one."""
    for path in aside.iterdir():
        if path.name not in _OURS and not (place / path.name).exists():
            path.rename(place / path.name)
    shutil.rmtree(aside)
    sync_folder(place.parent)
