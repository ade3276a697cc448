"""Writes what is told of a file of a drop folder: its processing report and its corrections, all of it or nothing."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.cli.purge_list import keep_upload
from feeds.cli.watch_lines import Lines
from feeds.dropping.folder import Taken
from feeds.dropping.moves import safe
from feeds.dropping.names import STEM, TOLD
from feeds.reading.file_names import printable
from schemas import file_modes

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from feeds.purging.unchanged import Signature
    from feeds.upload import Ready
    from reports.processing import Outcome


def write_told(
    engine: "Engine",
    taken: Taken,
    outcome: "Outcome",
    read: "tuple[Ready, Signature | None]",
    lines: Lines,
    *,
    repeat: bool,
) -> None:
    """Writes into ``taken.out`` what is told of an applied file; what an earlier process had begun is written anew.

    ``read``: the file, and what it was when it was read. Raises OSError where it cannot be written.
    """
    from reports.processing_files import write  # noqa: PLC0415 - help must not wait for it

    ready, seen = read
    shutil.rmtree(taken.fresh, ignore_errors=True)
    taken.fresh.mkdir(mode=0o700)
    file_modes.settle(taken.fresh)
    report, corrections = write(outcome, taken.fresh, STEM), None
    if outcome.refused and outcome.state != "Fatal" and not repeat:
        corrections = _correct(taken, ready, outcome, lines)
    keep_upload(engine, ready, outcome, (report, corrections), seen)
    safe(taken.fresh)
    taken.fresh.rename(taken.out)
    safe(taken.out.parent)


def _correct(taken: Taken, ready: "Ready", outcome: "Outcome", lines: Lines) -> Path | None:
    from feeds.corrections.workbook import corrections  # noqa: PLC0415
    from reports.placing import put_in_place  # noqa: PLC0415

    try:
        content = corrections(ready, outcome.faults, upload=outcome.upload)
    except Exception:
        name = printable(taken.path.name)
        words = f"No corrections of {name}: the program failed. The report tells of every refused row."
        lines.tell("no-corrections", words, err=True, file=name)
        return None
    put_in_place(path := taken.fresh / f"{STEM}{TOLD[-1]}", content)
    return path
