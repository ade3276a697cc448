"""What ``upload``, ``check``, ``watch`` and ``deadlines --with`` share: files checked, and each applied in turn."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine

from feeds.api import Uploaded, apply_file
from feeds.cli.call import Begun, Call
from feeds.cli.options import now
from feeds.cli.order_table import deed_of, terms_of
from feeds.cli.standard_input import named
from feeds.kinds.kind import Occasion
from feeds.reading.file_names import printable
from feeds.reading.files import read_grids
from feeds.reading.grid import Grid
from feeds.reading.options import Directions
from feeds.upload import Ready, ready
from feeds.uploaded_file import Fatal, UploadedFile, in_order, read_file
from reports.processing import Outcome
from schemas import progress
from schemas.faults import FAULTS, INTERNAL


def occasion_of(call: Call, place: Engine | Connection) -> Occasion:
    """When and how the files are judged: by the merchant's terms, unless the options name others."""
    as_of, terms = now() if call.as_of is None else call.as_of, terms_of(place, call.store.merchant, call.terms)
    return Occasion(as_of, terms, call.again, refused=tuple(call.refuse), edit=call.edit)


def ready_files(begun: Begun) -> Iterator[Ready]:
    """The files of a call, read and with their cells checked, in the order in which they are applied."""
    files = []
    for path in begun.files:
        progress.stage("reading", path=path)
        files.append(named(_read(path, begun)))
    ordered = in_order(files)
    begun.shown.expect(ordered)
    for file in ordered:
        try:
            checked = ready(file)
        except Exception as fault:
            checked = failed(file.path, fault)
        yield checked


def _read(path: Path, begun: Begun) -> UploadedFile:
    def grids(path: Path, directions: Directions | None) -> list[Grid]:
        return begun.first.result() if path is begun.files[0] else read_grids(path, directions)

    try:
        return read_file(path, begun.directions, grids)
    except Exception as fault:
        return failed(path, fault).file


def failed(path: Path, fault: Exception) -> Ready:
    """A file on which the program itself failed: nothing of it is applied, and the call's other files continue."""
    if os.environ.get("ORDERFEEDS_DEBUG"):
        raise fault
    told = FAULTS[INTERNAL]
    sentence = f"{printable(path.name)}: {told.meaning} {told.remedy} With ORDERFEEDS_DEBUG=1 it shows where it failed."
    return Ready(UploadedFile(path, fatal=Fatal(INTERNAL, sentence)))


def bring_orders(files: Sequence[Ready]) -> bool:
    """True if any of the files is an orders file, which creates an order table where there is none."""
    return any(ready.file.kind is not None and ready.file.kind.name == "orders" for ready in files)


def apply_ready(connection: Connection, ready: Ready, call: Call, occasion: Occasion) -> Uploaded:
    """Applies one file inside the caller's transaction."""
    return apply_file(connection, call.store.merchant, ready, occasion, deed_of(call.by), strict=call.strict)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 all applied, 1 some refused, 2 not run: the highest of several files."""
    return max(2 if outcome.state == "Fatal" else int(outcome.refused > 0) for outcome in outcomes)
