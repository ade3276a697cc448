"""Shows on a terminal how far a long command is; in a pipe it prints nothing and costs nothing."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.cli.progress_shares import Course
    from feeds.uploaded_file import UploadedFile


class Shown:
    """The progress line of one command, if it has one."""

    def __init__(self, course: "Course | None" = None, *, keeps: bool = True) -> None:
        self._course, self._keeps = course, keeps

    def expect(self, files: "Sequence[UploadedFile]") -> None:
        """Passes on the number of rows in each file, once all are read and in the order in which they are applied."""
        if self._course:
            from feeds.cli.progress_shares import steps_of_check, steps_of_upload  # noqa: PLC0415 - a pipe must not wait for it

            sizes = [(file.path, file.kind.name, len(file.sheet.cells)) for file in files if file.kind and file.sheet]
            self._course.expect(sizes, steps_of_upload if self._keeps else steps_of_check)


@contextmanager
def showing(files: Sequence[Path], *, keeps: bool) -> Iterator[Shown]:
    """Shows on a terminal's last line how far ``upload`` (``keeps``) or ``check`` is with ``files``, then clears it."""
    if not _on_terminal():
        yield Shown()
        return
    from feeds.cli.progress_line import drawn  # noqa: PLC0415
    from feeds.cli.progress_shares import Course  # noqa: PLC0415 - a pipe must not wait for it

    course = Course(files)
    with drawn(course):
        yield Shown(course, keeps=keeps)


@contextmanager
def at_work(words: str) -> Iterator[None]:
    """Shows ``words`` and the time so far on a terminal's last line while the block runs, then clears it."""
    if not _on_terminal():
        yield
        return
    from feeds.cli.progress_line import drawn  # noqa: PLC0415
    from feeds.cli.progress_shares import Course  # noqa: PLC0415

    with drawn(Course((), words)):
        yield


def _on_terminal() -> bool:
    """True if standard error is a terminal that can clear a line; NO_COLOR does not matter, as there is no colour."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
