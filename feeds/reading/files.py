"""Reads a file in the limited child process."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from feeds.reading import child_process
from feeds.reading.file_names import printable
from feeds.reading.grid import FileRefusedError, Grid, unpack
from feeds.reading.options import Directions, Limits
from schemas import faults

_STOPPED = (
    "it is built so that reading it takes far more {} than a file of its size needs. Open it in Excel, copy the data "
    "sheet into a new workbook and upload that, or raise the limit: --limit {}=N."
)
_LIMIT = {"time": "seconds", "memory": "memory-mb"}


def read_grids(path: Path, directions: Directions | None = None) -> list[Grid]:
    """The visible sheets of the file at ``path``; its format is recognised by the bytes, not by the name.

    Raises FileRefusedError with a sentence that names the file and what to do.
    """
    directions = directions or Directions()
    _refuse_what_is_no_file(path)
    arguments = {"path": os.fsdecode(path), "encoding": directions.encoding, "region": directions.region}
    try:
        answer = _answered(path, arguments, directions.limits)
    except child_process.StoppedError as stopped:
        raise _refused(path, faults.FILE_UNREADABLE, _STOPPED.format(stopped.why, _LIMIT[stopped.why])) from None
    if "refused" in answer.told:
        raise _refused(path, answer.told["code"], answer.told["refused"])
    return unpack(answer.told, answer.payloads)


def _answered(path: Path, arguments: Mapping[str, object], limits: Limits) -> child_process.Answer:
    try:
        return child_process.call("grids", {**arguments, "ahead": True}, limits)
    except child_process.StoppedError:
        import zipfile  # noqa: PLC0415 - few files come here

        from feeds.reading.workbook.zip_guard import LONG  # noqa: PLC0415

        if path.stat().st_size <= LONG or not zipfile.is_zipfile(path):
            raise
        # The file was stopped before the guard could find what is wrong with it, so the guard runs first this time.
        return child_process.call("grids", {**arguments, "ahead": False}, limits)


def _refused(path: Path, code: int, words: str) -> FileRefusedError:
    return FileRefusedError(code, f"{printable(path)} cannot be read: {words}")


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileRefusedError(
                faults.FILE_UNREADABLE,
                f"{printable(path)} is a folder or a device, not a file. Name the file itself.",
            )
        with path.open("rb"):
            return
    except OSError as fault:
        raise FileRefusedError(
            faults.FILE_UNREADABLE,
            f"{printable(path)} cannot be opened: {fault.strerror}. Check its name and folder.",
        ) from None
