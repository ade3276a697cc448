"""The results of a second look at a sheet: cells that a reader shows as blanks, and hidden rows and columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol
from xml.parsers import expat
from zipfile import ZipFile

import pyarrow as pa

from feeds.reading.cell_names import cell, letters
from feeds.reading.grid import AGAIN, Merged, Note, RefusedError
from schemas import faults
from schemas.wording import first_of, number_of

_MOST_NAMED, _MOST_MERGED = 8, 50_000
_AT_A_TIME = 4_194_304


@dataclass
class Look:
    """What the second look found in a sheet; rows and columns count from zero.

    ``oddities``: the kind of a cell and the text to show for it. ``silent``: formulas that show nothing; ``untold``:
    the file does not record whether they were ever calculated. ``merged``: cells over several rows, as first and last
    row, first and last column. ``unseen``: the second look failed, so a blank cell may be anything. ``anew``: the
    workbook with the XML of this sheet rewritten, to be read instead of the original.
    """

    oddities: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    silent: list[tuple[int, int]] = field(default_factory=list)
    untold: bool = False
    merged: list[Merged] = field(default_factory=list)
    unseen: bool = False
    anew: bytes | None = None

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int) -> None:
        """Records a merged cell if it spans rows; raises RefusedError for more merged cells than any sheet has."""
        if first_row < last_row and first_column <= last_column:
            self.merged.append((first_row, last_row, first_column, last_column))
        if len(self.merged) > _MOST_MERGED:
            raise RefusedError(f"it has more than {_MOST_MERGED:,} merged cells. {AGAIN}")


class Following(Protocol):
    """A handler for the elements of a part, in their order."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handles the start of an element."""

    def text(self, text: str) -> None:
        """Handles text within an element."""

    def end(self, name: str) -> None:
        """Handles the end of an element."""


def follow(file: BinaryIO, part: str, seen: Following, *, namespaces: bool = False) -> None:
    """Parses the XML of a part of the zipped workbook in ``file`` and passes its elements to ``seen``.

    ``namespaces``: names are given as namespace, space and local name, not as written.
    """
    with ZipFile(file) as parts, parts.open(part) as content:
        parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
        parser.buffer_text = True
        parser.StartElementHandler = seen.start
        parser.EndElementHandler = seen.end
        parser.CharacterDataHandler = seen.text
        # An incomplete tag is parsed again with each block, so blocks are large.
        while block := content.read(_AT_A_TIME):
            parser.Parse(block, False)
        parser.Parse(b"", True)


def notes_of(look: Look, columns: Sequence[pa.LargeStringArray], sheet: str) -> list[Note]:
    """The Warnings about filled rows and columns that are hidden, and about formulas that show nothing."""
    rows = sorted(row for row in look.hidden_rows if any(row < len(cells) and cells[row].is_valid for cells in columns))
    hidden = sorted(at for at in look.hidden_columns if at < len(columns) and columns[at].null_count < len(columns[at]))
    notes = []
    if rows:
        said = f"{_of(rows, 'row', sheet)} {_are(rows)} hidden or filtered away and {_were(rows)} read: "
        notes.append(Note(faults.ROWS_HIDDEN, said + _runs(rows, lambda row: str(row + 1)) + "."))
    if hidden:
        said = f"{_of(hidden, 'column', sheet)} {_are(hidden)} hidden and {_were(hidden)} treated like the others: "
        notes.append(Note(faults.COLUMNS_HIDDEN, said + _runs(hidden, letters) + "."))
    if look.silent and look.untold:
        shows = "shows" if len(look.silent) == 1 else "show"
        said = f"{_of(look.silent, 'formula', sheet)} {shows} nothing: {_some(look.silent)}."
        notes.append(Note(faults.FORMULAS_SILENT, said))
    return notes


def _some(places: Sequence[tuple[int, int]]) -> str:
    named = [cell(row + 1, column) for row, column in places[:_MOST_NAMED]]
    return first_of(named, _MOST_NAMED, count=len(places))


def _of(found: Sequence[object], word: str, sheet: str) -> str:
    """The count and the sheet: ``1 row of sheet May``, ``3 rows of sheet May``."""
    return f"{number_of(len(found), word)} of sheet {sheet}"


def _are(found: Sequence[int]) -> str:
    return "is" if len(found) == 1 else "are"


def _were(found: Sequence[int]) -> str:
    return "was" if len(found) == 1 else "were"


def _runs(numbers: Iterable[int], named: Callable[[int], str]) -> str:
    """Numbers as people write them, such as ``5-9, 14``; only the first few runs."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = [named(first) if first == last else f"{named(first)}-{named(last)}" for first, last in runs[:_MOST_NAMED]]
    return first_of(said, _MOST_NAMED, "more places", len(runs))
