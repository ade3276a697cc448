"""The files of a call, read in the limited child process."""

import os
import stat
from pathlib import Path

from feeds.reading import limited
from feeds.reading.directions import Directions
from feeds.reading.file_names import printable
from feeds.reading.grid import FileRefusedError, Grid
from feeds.reading.packing import unpack
from schemas import faults

_STOPPED = (
    "it is built so that reading it takes far more {} than a file of its size needs. Open it in Excel, copy the data "
    "sheet into a new workbook and upload that."
)
_WORDS = {"time": "time", "memory": "memory"}


def read_grids(path: Path, directions: Directions | None = None) -> list[Grid]:
    """The visible sheets of the file at ``path``; what the bytes are decides, not the name.

    Raises FileRefusedError, with a sentence that names the file and says what to do.
    """
    directions = directions or Directions()
    _refuse_what_is_no_file(path)
    arguments = {"path": os.fsdecode(path), "encoding": directions.encoding, "region": directions.region}
    try:
        answer = limited.call("grids", arguments, directions.limits)
    except limited.StoppedError as stopped:
        raise _refused(path, faults.FILE_UNREADABLE, _STOPPED.format(_WORDS[stopped.why])) from None
    if "refused" in answer.told:
        raise _refused(path, answer.told["code"], answer.told["refused"])
    return unpack(answer.told, answer.payloads)


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
