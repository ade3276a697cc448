"""What one file of the zoo is, and what must become of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Table = Sequence[Sequence[str]]
Make = Callable[[Path], object]

HEADINGS = ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "tracking-number")
FIRST = ("202-0000000-0000001", "10000000000001", "2", "2026-03-05", "UPS", "1Z12345E0205271688")
SECOND = ("202-0000000-0000002", "10000000000002", "1", "2026-03-06", "USPS", "9400110200881234567895")
RECORDS: Table = (HEADINGS, FIRST, SECOND)
UNREADABLE, NO_RECORD, TWO_SHEETS, TWO_COLUMNS, TWO_READINGS, TOO_LARGE = 76001, 76002, 76004, 76005, 76006, 76012
NO_HEADINGS, NO_WORDS = 90011, 76026
ANY_REFUSAL = (UNREADABLE, NO_RECORD, NO_HEADINGS, TOO_LARGE, NO_WORDS)


@dataclass(frozen=True)
class Animal:
    """A file of the zoo.

    ``cells``: what must be read from its sheet, trailing blank rows and columns left out. ``codes``: with which faults
    it may be refused, in a sentence that holds ``words``. A file with both may be read right or refused. ``honest``:
    made by a program that means well. ``guessed``: its last column may be read otherwise where a Warning shows how.
    ``seconds`` and ``megabytes``: what it may take beyond a small good file.
    """

    name: str
    what: str
    make: Make
    cells: Table | None = None
    codes: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    honest: bool = True
    slow: bool = False
    seconds: float = 5.0
    megabytes: int = 300
    guessed: bool = False


def good(name: str, what: str, make: Make, cells: Table = RECORDS, **more: float) -> Animal:
    """An odd file of an honest program, which must be read exactly."""
    return Animal(name, what, make, cells, **more)  # type: ignore[arg-type]


def refused(name: str, what: str, make: Make, *words: str, code: int = UNREADABLE, **more: float) -> Animal:
    """A file of an honest person that cannot be read, and must be refused in these words."""
    return Animal(name, what, make, None, (code,), words, **more)  # type: ignore[arg-type]


def hostile(name: str, what: str, make: Make, *words: str, code: int = UNREADABLE, **more: float) -> Animal:
    """A file made to do harm, which must be refused."""
    codes = (code, TOO_LARGE) if code == UNREADABLE else (code,)
    return Animal(name, what, make, None, codes, words, honest=False, **more)  # type: ignore[arg-type]


def either(name: str, what: str, make: Make, *words: str, cells: Table = RECORDS, **more: float) -> Animal:
    """A file that breaks a rule, which may be read right or refused, and nothing else."""
    return Animal(name, what, make, cells, ANY_REFUSAL, words, honest=False, **more)  # type: ignore[arg-type]


def put(content: bytes) -> Make:
    """Makes a file with this content."""
    return lambda path: path.write_bytes(content)


def put_made(made: Callable[[], bytes]) -> Make:
    """Makes a file with content that is made only when it is asked for."""
    return lambda path: path.write_bytes(made())


def with_column(heading: str, *values: str) -> Table:
    """The records with one column more."""
    return tuple((*row, value) for row, value in zip(RECORDS, (heading, *values), strict=True))


def cut(content: bytes, share: float) -> bytes:
    """The first part of a content, as a broken transfer leaves it."""
    return content[: int(len(content) * share)]
