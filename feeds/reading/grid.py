"""What a file holds before anyone asks what it means: grids of cells, one a visible sheet.

Nothing here needs pandas, so that a file can be read while the libraries that judge it are still being loaded.
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from schemas import faults

AGAIN = "Open it in Excel, save it as .xlsx and upload that."
DAMAGED = f"it is damaged, or no Excel workbook. {AGAIN}"


class RefusedError(Exception):
    """Nothing can be read from a file; the message is the rest of a sentence that begins with the file's name."""

    def __init__(self, sentence: str, code: int = faults.FILE_UNREADABLE) -> None:
        super().__init__(sentence)
        self.code = code


class OutOfTimeError(Exception):
    """The processor time that reading a file may take is used up."""


def raise_if_out_of_memory(fault: BaseException) -> None:
    """Raises MemoryError where a fault of zlib, expat or the system says that there is no memory left."""
    is_zlib = type(fault).__name__ == "error" and "Error -4 " in str(fault)
    is_expat = type(fault).__name__ in ("ExpatError", "ParseError") and getattr(fault, "code", 0) == 1
    if is_zlib or is_expat or (isinstance(fault, OSError) and fault.errno == errno.ENOMEM):
        raise MemoryError from fault


FIRST_ROWS = 50
# What a cell is whose formula shows nothing: it is empty, and nobody left it empty.
SILENT = "silent"
# A merged cell: its first and last row, its first and last column, from zero.
Merged = tuple[int, int, int, int]


class FileRefusedError(Exception):
    """A file that nothing can be read from; the text is the sentence for its user, the code that of its Fatal."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Note:
    """Something to tell of a file that was read: a Warning's code and words, and heading and cell where it has them."""

    code: int
    wording: str
    heading: str = ""
    cell: str | None = None


@dataclass(frozen=True)
class Doubt:
    """A text that reads in more than one encoding.

    ``encoding`` is the one it was read in, ``others`` those in which it would read too. ``differing``: a column's
    position to the rows (from zero) in which the readings differ, and that cell in each, ``encoding`` first: all rows
    of the first, among which the headings stand, and the first one below these. ``settled``: the headings are words in
    ``encoding`` alone. ``evident``: all words beyond ASCII make sense in it, and those of the others do not.
    """

    encoding: str
    others: tuple[str, ...]
    differing: Mapping[int, Sequence[tuple[int, tuple[str, ...]]]]
    settled: bool = False
    evident: bool = False


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, row 1 first and column A first; ``name`` is None for a text file.

    ``columns``: the text of each cell, outer white space removed, null where it is empty; all of one length.
    ``kinds``: for columns with cells that are not text, what each cell was (``number``, ``date``, ``logical``,
    ``error``, ``formula``, ``silent`` where a formula shows nothing; empty for text). ``notes``: what the file's
    reader has to tell (hidden rows, …). ``widths``: of the lines of a text, how many cells each has; ``ended``: a
    line break ends its last one. ``merged``: cells merged over several rows.
    """

    name: str | None
    columns: Sequence[pa.LargeStringArray]
    kinds: Mapping[int, pa.StringArray] = field(default_factory=dict)
    notes: Sequence[Note] = ()
    doubt: Doubt | None = None
    widths: pa.Int32Array | None = None
    ended: bool = True
    merged: Sequence[Merged] = ()

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.columns[0]) if self.columns else 0

    @cached_property
    def head(self) -> list[tuple[str, ...]]:
        """The texts of the first rows, among which the headings stand; empty cells are empty texts."""
        first = [[text or "" for text in column[:FIRST_ROWS].to_pylist()] for column in self.columns]
        return list(zip(*first, strict=True))
