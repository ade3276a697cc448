"""Everything a night needs, in a folder named by date that appears whole or not at all."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from reports import scheduled
from reports.placing import sync_folder
from reports.report import Viewpoint
from reports.turns import turn
from reports.windows import NAMES, WINDOWS, write_windows
from reports.writing import FORMATS, Format, Written

_NEW, _OLD = ".orderfeeds-new-", ".orderfeeds-old-"
_STEMS = (scheduled.NAME, *(f"{name}-{days}-days" for name in NAMES for days in WINDOWS))
_OURS = frozenset(f"{stem}.{format}" for stem in _STEMS for format in FORMATS)


@dataclass(frozen=True)
class Night:
    """The folder of a night and its files, with the line count of each."""

    folder: Path
    files: tuple[Written, ...]


def write_night(engine: Engine, viewpoint: Viewpoint, folder: Path, format: Format = "txt") -> Night:
    """Writes both reports for all windows, and the scheduled Orders report, into ``folder/yyyy-mm-dd`` (as-of, UTC).

    A folder of the same date is replaced; files in it that are not reports of ours are kept. A second process waits.
    Raises OSError where the folder cannot be written: then the folder of that date is as it was before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    date = scheduled.date_of(viewpoint.as_of)
    with turn(folder):
        _clear_leftovers(folder)
        fresh = folder / f"{_NEW}{date}"
        fresh.mkdir(mode=0o700)
        try:
            written = _write_files(engine, viewpoint, fresh, format)
            sync_folder(fresh)
            _put_in_place(fresh, folder / date)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Night(folder / date, tuple(Written(folder / date / path.name, lines) for path, lines in written))


def _write_files(engine: Engine, viewpoint: Viewpoint, folder: Path, format: Format) -> list[Written]:
    # Kept before its file is written: a run that dies after this is written again under the same date.
    run = scheduled.take_run(engine, viewpoint)
    # One transaction: all files of a night tell of the same moment.
    with engine.connect() as connection, connection.begin():
        written = [scheduled.write_run(connection, run, viewpoint, folder / f"{scheduled.NAME}.{format}", format)]
        for name in NAMES:
            written += write_windows(connection, (name, WINDOWS), viewpoint, folder, format)
    return written


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
    """What a killed run left: its unfinished folder goes; one that it had set aside and not replaced comes back."""
    for unfinished in folder.glob(f"{_NEW}????-??-??"):
        shutil.rmtree(unfinished)
    for aside in folder.glob(f"{_OLD}????-??-??"):
        place = folder / aside.name.removeprefix(_OLD)
        if place.exists():
            _empty(aside, place)
        else:
            aside.rename(place)


def _empty(aside: Path, place: Path) -> None:
    """Deletes a replaced folder; what is not ours in it moves to the new one."""
    for path in aside.iterdir():
        if path.name not in _OURS and not (place / path.name).exists():
            path.rename(place / path.name)
    shutil.rmtree(aside)
    sync_folder(place.parent)
