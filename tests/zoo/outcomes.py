"""What became of a file of the zoo, and whether it is what had to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from feeds.reading.files import read_grids
from feeds.reading.grid import Grid
from feeds.reading.options import Directions
from feeds.uploaded_file import read_file
from tests.zoo.animals import Animal

# The name of a class, a place in code or an escape sequence is nothing that a clerk can use.
# What ``check`` says first where there is no order table, named orders.db.
NO_TABLE = "There is no order table at orders.db: the files are judged against an empty one.\n"
FOR_PROGRAMMERS = re.compile(
    r"Traceback|(?<=[A-Za-z])(Error|Exception|Warning)\b|Errno|\.py\b|\bline \d+, in |<[a-z_.]+ |[\x00-\x1f\x7f-\x9f]"
    r"|\w\.\w+\(|panick|\bNone\b|\b[Ii]nvalid|\.rs\b"
)
ENCODING_GUESSED = 76007
Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """Either ``cells`` were read, or the file was refused with ``code`` and ``sentence``."""

    cells: Cells | None = None
    code: int | None = None
    sentence: str = ""
    notes: tuple[int, ...] = ()


def outcome(path: Path) -> Outcome:
    """Reads a file as an upload does."""
    seen: list[Grid] = []

    def grids(place: Path, directions: Directions) -> list[Grid]:
        seen.extend(read_grids(place, directions))
        return seen

    file = read_file(path, None, grids)
    if file.fatal:
        return Outcome(code=file.fatal.code, sentence=file.fatal.sentence)
    assert file.sheet is not None
    [grid] = [grid for grid in seen if grid.name == file.sheet.name]
    return Outcome(cells_of(grid), notes=tuple(note.code for note in file.sheet.notes))


def cells_of(grid: Grid) -> Cells:
    return trimmed(zip(*(column.fill_null("").to_pylist() for column in grid.columns), strict=True))


def trimmed(rows: object) -> Cells:
    """The rows, all of one width, without blank ones at their end and blank columns right of them."""
    listed = [tuple(row) for row in rows]  # type: ignore[attr-defined]
    while listed and not any(listed[-1]):
        listed.pop()
    width = max((len(row) for row in listed), default=0)
    while width and not any(len(row) >= width and row[width - 1] for row in listed):
        width -= 1
    return tuple((*row[:width], *[""] * (width - len(row))) for row in listed)


def wrong(animal: Animal, got: Outcome) -> str:
    """What is not as it has to be; empty where all is."""
    if got.cells is None:
        return _wrong_words(animal, got)
    if animal.cells is None:
        return "was read, and has to be refused"
    wanted = trimmed(animal.cells)
    if animal.guessed and ENCODING_GUESSED in got.notes:
        return _difference([row[:-1] for row in wanted], [row[:-1] for row in got.cells])
    return _difference(wanted, got.cells)


def _wrong_words(animal: Animal, got: Outcome) -> str:
    plain = got.sentence.replace(animal.name, "NAME")
    missing = [word for word in animal.words if animal.cells is None and word not in plain]
    faults = {
        "was refused": got.code not in animal.codes,
        "is told in words for programmers": FOR_PROGRAMMERS.search(plain),
        "is not told in a sentence": not re.fullmatch(r".+\.", plain) or len(plain) > 600,
        f"is told without {missing}": missing,
    }
    found = [fault for fault, there in faults.items() if there]
    return f"{' and '.join(found)} ({got.code}): {got.sentence[:700]}" if found else ""


def _difference(wanted: Sequence[tuple[str, ...]], cells: Sequence[tuple[str, ...]]) -> str:
    if wanted == cells:
        return ""
    if len(wanted) != len(cells):
        return f"has {len(cells)} rows, and has to have {len(wanted)}"
    for number, (one, other) in enumerate(zip_longest(wanted, cells), 1):
        if one != other:
            shown = [pair for pair in zip_longest(one, other) if pair[0] != pair[1]]
            return f"row {number} has {len(other)} cells of {len(one)}; wanted and read: {str(shown[:3])[:200]}"
    return ""
