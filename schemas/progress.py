"""What a long piece of work is at, told to whoever listens; where nobody waits at a terminal, nobody does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol


class Listener(Protocol):
    """Hears of every stage as it begins, and of rows as they are done; must be quick and never fail."""

    def stage(self, name: str, rows: int, path: Path | None) -> None:
        """The stage ``name`` begins for ``rows`` rows of the file at ``path``."""

    def done(self, rows: int) -> None:
        """``rows`` more rows were passed to the store or came from it."""


_listening: ContextVar[Listener | None] = ContextVar("listening", default=None)


def stage(name: str, rows: int = 0, path: Path | None = None) -> None:
    """Says that a stage begins for ``rows`` rows of a file, which may be a part of all; ends the one before."""
    if listener := _listening.get():
        listener.stage(name, rows, path)


def done(rows: int) -> None:
    """Says that so many more rows went to the store or came from it, within a stage."""
    if listener := _listening.get():
        listener.done(rows)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Lets ``listener`` hear of what is said in the meantime, in this thread."""
    before = _listening.set(listener)
    try:
        yield
    finally:
        _listening.reset(before)
