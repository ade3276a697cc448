"""The progress line: on a terminal its last line says how far a long command is; in a pipe nothing is printed.

The line is redrawn a few times a second by a thread of its own and cleared at the end.
"""

import math
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING, Any, TextIO, cast

from feeds.cli.output import columns, shortened
from feeds.cli.progress_shares import Course, View, steps_of_check, steps_of_upload
from feeds.reading.file_names import printable
from schemas import progress

if TYPE_CHECKING:
    from feeds.uploaded_file import UploadedFile

_EVERY_SECONDS = 0.2
_CLEARED = "\r\x1b[K"
# Room for the ^C that a terminal shows: it must not wrap onto another line.
_MARGIN = 3
_LONGEST_STAGE = len("looking up")
_LONGEST_BAR = 24
_GAP = "  "


class Shown:
    """The progress line of one command, if it has one."""

    def __init__(self, terminal: "_Terminal | None" = None, *, keeps: bool = True) -> None:
        self._terminal, self._keeps = terminal, keeps

    def expect(self, files: "Sequence[UploadedFile]") -> None:
        """Passes on the number of rows in each file, once all are read and in the order in which they are applied."""
        if self._terminal:
            sizes = [(file.path, file.kind.name, len(file.sheet.cells)) for file in files if file.kind and file.sheet]
            self._terminal.course.expect(sizes, steps_of_upload if self._keeps else steps_of_check)

    def end(self) -> None:
        """Clears the line before the block ends, for a long output."""
        if self._terminal:
            self._terminal.end()


@contextmanager
def showing(files: Sequence[Path], *, keeps: bool) -> Iterator[Shown]:
    """Shows on a terminal's last line how far ``upload`` (``keeps``) or ``check`` is with ``files``, then clears it."""
    if not _on_terminal():
        yield Shown()
        return
    with _drawn(Course(files)) as terminal:
        yield Shown(terminal, keeps=keeps)


@contextmanager
def at_work(words: str) -> Iterator[None]:
    """Shows ``words`` and the time so far on a terminal's last line while the block runs, then clears it."""
    if not _on_terminal():
        yield
        return
    with _drawn(Course((), words)):
        yield


def _on_terminal() -> bool:
    """True if standard error is a terminal that can clear a line; NO_COLOR does not matter, as there is no colour."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def _drawn(course: Course) -> Iterator["_Terminal"]:
    """Draws the line of ``course`` while the block runs; anything printed meanwhile appears above it."""
    terminal = _Terminal(sys.stderr, course)
    printing = sys.stdout, sys.stderr
    try:
        sys.stdout, sys.stderr = (terminal.above(stream) for stream in printing)
        terminal.draw()
        terminal.start()
        with progress.heard_by(terminal):
            yield terminal
    finally:
        sys.stdout, sys.stderr = printing
        terminal.end()


class _Terminal(Thread):
    def __init__(self, stream: TextIO, course: Course) -> None:
        super().__init__(daemon=True)
        self._stream, self.course = stream, course
        self._over, self._lock = Event(), RLock()
        self._shown, self._held = False, False

    def stage(self, name: str, rows: int, path: Path | None) -> None:
        with self._lock:
            self.course.stage(name, rows, path)
            self.draw()

    def done(self, rows: int) -> None:
        with self._lock:
            self.course.done(rows)

    def run(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            self.draw()

    def draw(self) -> None:
        with self._lock:
            if not (self._held or self._over.is_set()):
                text = line(self.course.view(), self._width() - _MARGIN, self._stream.encoding or "ascii")
                self._put(_CLEARED + text)
                self._shown = True

    def clear(self) -> None:
        with self._lock:
            if self._shown:
                self._put(_CLEARED)
            self._shown = False

    def end(self) -> None:
        self._over.set()
        self.clear()

    def above(self, stream: TextIO) -> TextIO:
        """The stream; if it is a terminal, wrapped so that it clears the line before it prints."""
        return cast("TextIO", _Above(stream, self)) if stream.isatty() else stream

    def print(self, stream: TextIO, text: str) -> int:
        with self._lock:
            self.clear()
            written = stream.write(text)
            stream.flush()
            # An unfinished line of other output must not be drawn over.
            self._held = not text.endswith("\n")
        return written

    def _put(self, text: str) -> None:
        """Writes to the terminal; if that fails, stops drawing but not the work."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._over.set()

    def _width(self) -> int:
        """The terminal's own width: COLUMNS may be out of date, and standard output may be another terminal."""
        try:
            own = os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            own = 0
        return own or shutil.get_terminal_size().columns


class _Above:
    """A stream that clears the progress line before it writes."""

    def __init__(self, stream: TextIO, terminal: _Terminal) -> None:
        self._stream, self._terminal = stream, terminal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return self._terminal.print(self._stream, text) if text else self._stream.write(text)


def line(view: View, width: int, encoding: str = "utf-8") -> str:
    """The line, at most ``width`` columns long; if not all fits, the least important parts are left out."""
    forms = _unmeasured if view.share is None else _measured
    name = printable(view.path.name) if view.path else ""
    for text in forms(view, lambda most: shortened(name.encode(encoding, "replace").decode(encoding), most), width):
        if columns(text) <= width:
            return text.rstrip()
    return view.stage[:width]


def _unmeasured(view: View, name: Callable[[int], str], width: int) -> list[str]:
    """The forms of the line while the rows are not known: the file's size, the rows and the time so far."""
    told = [_megabytes(view), _rows(view.rows) if view.rows else "", f"{view.spent:.0f} s"]
    whole = [_place(view), name(30), view.stage, *told]
    return [_joined(whole), _joined([name(12), view.stage, told[-1]]), _joined([view.stage, told[-1]])]


def _measured(view: View, name: Callable[[int], str], width: int) -> list[str]:
    """The forms of the line from longest to shortest; changing parts keep their width, so that nothing jumps."""
    stage, share = view.stage.ljust(_LONGEST_STAGE), f"{int((view.share or 0) * 100):2} %"
    rows, left = _rows(view.rows).ljust(len(_rows(view.most_rows))), _left(view.left or 0)
    rate = f"{_rounded(view.rate or 0):,}".rjust(6)
    place, full, short = _place(view), f"about {left}".ljust(15), left.ljust(9)
    wide = [place, name(30), stage, rows, "[]", share, f"{rate} rows/s", full]
    narrow = [stage, rows, "[]", share, f"{rate}/s", short]
    return [
        _with_bar(wide, view.share or 0, 10, width),
        *(_with_bar([place, name(most), *narrow], view.share or 0, 6, width) for most in (24, 12)),
        _joined([place, name(12), stage, rows, share, short]),
        _joined([place, name(12), stage, share, short]),
        _joined([stage, share, short]),
        _joined([stage, share]),
    ]


def _with_bar(parts: list[str], share: float, least: int, width: int) -> str:
    """The parts with a bar that fills the free room; if there is too little room, the line comes out too long."""
    free = min(width - columns(_joined(parts)), _LONGEST_BAR)
    full = int(max(free, least) * share)
    bar = f"[{'#' * full}{'-' * (max(free, least) - full)}]"
    return _joined([bar if part == "[]" else part for part in parts])


def _joined(parts: list[str]) -> str:
    return _GAP.join(part for part in parts if part)


def _place(view: View) -> str:
    return f"{view.place} of {view.files}" if view.files > 1 and view.path else ""


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _megabytes(view: View) -> str:
    try:
        return f"{view.path.stat().st_size / 1e6:.1f} MB" if view.path else ""
    except OSError:
        return ""


def _left(seconds: float) -> str:
    """A time in its shortest form, at least one second."""
    if seconds < 99:
        return f"{max(math.ceil(seconds), 1)} s left"
    return f"{round(seconds / 60)} min left" if seconds < 99 * 60 else f"{round(seconds / 3600)} h left"


def _rounded(rate: float) -> int:
    """The rate rounded to two significant digits; more would flicker."""
    return int(round(rate, 1 - math.floor(math.log10(rate)))) if rate >= 1 else 0
