"""A file as it was uploaded: read, its kind told from the headings, its records ready to be judged."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from feeds.kinds import KINDS
from feeds.kinds.kind import Kind
from feeds.reading.cells import read_sheet
from feeds.reading.file_names import printable
from feeds.reading.grid import FileRefusedError, Grid, read_grids
from feeds.reading.headings import FeedRefusedError, find_heading_row, tell_kind
from feeds.reading.sheet import Sheet
from schemas import faults


@dataclass(frozen=True)
class Fatal:
    """Why nothing of a file can be applied: the code, the sentence, the heading and sheet where known, rows seen."""

    code: int
    sentence: str
    heading: str | None = None
    sheet: str | None = None
    rows: int = 0


@dataclass(frozen=True)
class UploadedFile:
    """One file: either ``kind`` and ``sheet`` are there, or ``fatal`` is."""

    path: Path
    kind: Kind | None = None
    sheet: Sheet | None = None
    fatal: Fatal | None = None


def read_file(
    path: Path, kind_name: str | None = None, grids: Callable[[Path], list[Grid]] = read_grids
) -> UploadedFile:
    """Reads a file; ``kind_name`` overrules what its headings tell. Its own faults are in the answer, never raised."""
    seen: list[Grid] = []
    try:
        seen = grids(path)
        return _read(path, kind_name, seen)
    except FileRefusedError as refusal:
        return UploadedFile(path, fatal=Fatal(faults.FILE_UNREADABLE, str(refusal)))
    except FeedRefusedError as refusal:
        rows = max((len(grid.rows) - 1 for grid in seen if grid.rows), default=0)
        words = f"{printable(path.name)}: {refusal} {faults.FAULTS[refusal.code].remedy}"
        return UploadedFile(path, fatal=Fatal(refusal.code, words, refusal.heading, refusal.sheet, rows))


def _read(path: Path, kind_name: str | None, grids: list[Grid]) -> UploadedFile:
    schemas = {name: kind.schema for name, kind in KINDS.items()}
    if kind_name:
        schemas = {kind_name: schemas[kind_name]}
    row = find_heading_row(grids, list(schemas.values()))
    kind = KINDS[kind_name or tell_kind(row, schemas)]
    sheet = read_sheet(path, row, kind.schema)
    if not len(sheet.cells):
        where = f" in sheet {sheet.name}" if sheet.name else ""
        raise FeedRefusedError(faults.NO_RECORDS, f"There is no record below the headings{where}.", None, sheet.name)
    return UploadedFile(path, kind, replace(sheet, cells=kind.prepare(sheet.cells)))


def in_order(files: list[UploadedFile]) -> list[UploadedFile]:
    """A batch in the order in which it is applied: orders, confirmations, cancellations, adjustments."""
    places = {name: place for place, name in enumerate(KINDS)}
    return sorted(files, key=lambda file: places[file.kind.name] if file.kind else -1)
