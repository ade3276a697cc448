"""The last line of a terminal, redrawn a few times a second by its own thread and cleared at the end."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any, TextIO, cast

from feeds.cli.progress_shares import Course
from feeds.cli.terminal_text import line
from schemas import progress

_EVERY_SECONDS = 0.2
_CLEARED = "\r\x1b[K"
# Room for the ^C that a terminal shows: it must not wrap onto another line.
_MARGIN = 3


@contextmanager
def drawn(course: Course) -> Iterator[None]:
    """Draws the line of ``course`` while the block runs; anything printed meanwhile appears above it."""
    terminal = _Terminal(sys.stderr, course)
    printing = sys.stdout, sys.stderr
    try:
        sys.stdout, sys.stderr = (terminal.above(stream) for stream in printing)
        terminal.draw()
        terminal.start()
        with progress.heard_by(terminal):
            yield
    finally:
        sys.stdout, sys.stderr = printing
        terminal.end()


class _Terminal(Thread):
    def __init__(self, stream: TextIO, course: Course) -> None:
        super().__init__(daemon=True)
        self._stream, self._course = stream, course
        self._over, self._lock = Event(), RLock()
        self._shown, self._held = False, False

    def stage(self, name: str, rows: int, path: Path | None) -> None:
        with self._lock:
            self._course.stage(name, rows, path)
            self.draw()

    def done(self, rows: int) -> None:
        with self._lock:
            self._course.done(rows)

    def run(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            self.draw()

    def draw(self) -> None:
        with self._lock:
            if not (self._held or self._over.is_set()):
                text = line(self._course.view(), self._width() - _MARGIN, self._stream.encoding or "ascii")
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
