"""Writes the corrections workbook of an upload next to its processing report."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.cli.output import echo
from feeds.reading.file_names import printable
from schemas import progress

if TYPE_CHECKING:
    from concurrent.futures import Future

    from feeds.upload import Ready
    from reports.processing import Outcome

# Corrections of a corrections workbook are named after the original file.
_ENDING = re.compile(r"(\.[0-9]+(-[0-9]+)?)?\.corrections$")


def made(ready: "Ready", outcome: "Outcome") -> bytes:
    """The corrections workbook of an upload with refused records."""
    from feeds.corrections.workbook import corrections  # noqa: PLC0415 - a good file must not wait for it

    return corrections(ready, outcome.faults, upload=outcome.upload)


def correct(ready: "Ready", outcome: "Outcome", folder: Path, begun: "Future[bytes] | None" = None) -> Path | None:
    """Writes ``NAME.corrections.xlsx`` into ``folder``, and returns its path; None if it could not be written.

    ``begun``: the result of ``made`` if that was started earlier. Another upload's file is never overwritten: then the
    name is ``NAME.<upload>.corrections.xlsx``, and so on. If the folder cannot be written or the workbook cannot be
    made, that is only a warning: the outcome remains.
    """
    path = ready.file.path
    try:
        progress.stage("correcting", outcome.refused, path)
        content = begun.result() if begun else made(ready, outcome)
        return _placed(content, folder, _ENDING.sub("", path.stem), outcome.upload)
    except OSError as fault:
        why = fault.strerror
    except Exception:
        if os.environ.get("ORDERFEEDS_DEBUG"):
            raise
        why = "the program failed; ORDERFEEDS_DEBUG=1 shows where"
    again = "The processing report tells of every refused row."
    echo(f"Warning: no corrections of {printable(path.name)} in {printable(folder)} ({why}). {again}", err=True)
    return None


def _placed(content: bytes, folder: Path, stem: str, upload: int | None) -> Path:
    from reports.files.atomic_files import put_where_free  # noqa: PLC0415
    from reports.processing import names  # noqa: PLC0415

    for name in names(stem, upload):
        path = folder / f"{name}.corrections.xlsx"
        if not path.exists() and put_where_free(path, content):
            return path
    raise AssertionError("names never end")
