"""Progress events: a listener, if there is one, hears which stage runs and how many rows are done."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol


class Listener(Protocol):
    """Receives every stage as it begins, and rows as they are done; must be quick and never fail."""

    def stage(self, name: str, rows: int, path: Path | None) -> None:
        """The stage ``name`` begins for ``rows`` rows of the file at ``path``."""

    def done(self, rows: int) -> None:
        """``rows`` more rows went to the store or came from it."""


_listening: ContextVar[Listener | None] = ContextVar("listening", default=None)


def stage(name: str, rows: int = 0, path: Path | None = None) -> None:
    """Reports that a stage begins for ``rows`` rows of a file (perhaps not all of them); this ends the stage before."""
    if listener := _listening.get():
        listener.stage(name, rows, path)


def done(rows: int) -> None:
    """Reports that ``rows`` more rows went to the store or came from it, within a stage."""
    if listener := _listening.get():
        listener.done(rows)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Sends the progress events of this thread to ``listener`` during the block."""
    before = _listening.set(listener)
    try:
        yield
    finally:
        _listening.reset(before)
