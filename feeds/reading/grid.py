"""The cells of a file before they are interpreted: one grid per visible sheet, and its bytes for another process.

This module does not import pandas, so a file can be read while the libraries that judge it are still loading.
"""

import errno
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any
from zipfile import BadZipFile

import pyarrow as pa

from schemas import faults

AGAIN = "Open it in Excel, save it as .xlsx and upload that."
DAMAGED = f"it is damaged, or no Excel workbook. {AGAIN}"


class RefusedError(Exception):
    """A file cannot be read; the message completes a sentence that begins with the file's name."""

    def __init__(self, sentence: str, code: int = faults.FILE_UNREADABLE) -> None:
        super().__init__(sentence)
        self.code = code


class OutOfTimeError(Exception):
    """The processor time that reading a file may take is used up."""


# What Python's libraries raise for bytes that are damaged, or no zip, XML or table at all.
DAMAGES = (
    BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    LookupError,
    ValueError,
    OverflowError,
    OSError,
    EOFError,
)


def is_panic(fault: BaseException) -> bool:
    """True for a panic of a reader that is written in Rust; it is not a subclass of Exception."""
    return type(fault).__name__ == "PanicException"


def raise_if_out_of_memory(fault: BaseException) -> None:
    """Raises MemoryError if a fault of zlib, expat or the system means that no memory is left."""
    is_zlib = type(fault).__name__ == "error" and "Error -4 " in str(fault)
    is_expat = type(fault).__name__ in ("ExpatError", "ParseError") and getattr(fault, "code", 0) == 1
    if is_zlib or is_expat or (isinstance(fault, OSError) and fault.errno == errno.ENOMEM):
        raise MemoryError from fault


FIRST_ROWS = 50
# The kind of a cell whose formula shows nothing: it has no text, but somebody filled it in.
SILENT = "silent"
# A merged cell: its first and last row, its first and last column, from zero.
Merged = tuple[int, int, int, int]


class FileRefusedError(Exception):
    """A file cannot be read; the text is the sentence for the user, ``code`` the code of the Fatal finding."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Note:
    """A Warning about a file that was read: its code and words, and its heading and cell if it has them."""

    code: int
    wording: str
    heading: str = ""
    cell: str | None = None


@dataclass(frozen=True)
class Doubt:
    """A text that can be read in more than one encoding.

    ``encoding``: the one it was read in. ``others``: those in which it could be read too. ``differing``: for the
    position of a column, the rows (from zero) where the readings differ, each with the cell's text in every reading,
    ``encoding`` first; these are all such rows among the first ones, which include the headings, and the first such row
    below those. ``settled``: the headings are words in ``encoding`` alone. ``evident``: all words beyond ASCII make
    sense in it, and do not in the others.
    """

    encoding: str
    others: tuple[str, ...]
    differing: Mapping[int, Sequence[tuple[int, tuple[str, ...]]]]
    settled: bool = False
    evident: bool = False


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, row 1 first and column A first; ``name`` is None for a text file.

    ``columns``: the text of each cell, outer white space removed, null if it is empty; all of one length.
    ``kinds``: for columns with cells that are not text, the kind of each cell (``number``, ``date``, ``logical``,
    ``error``, ``formula``, ``silent`` for a formula that shows nothing; empty for text). ``notes``: Warnings of the
    file's reader (hidden rows, …). ``widths``: in a text file, the number of cells of each line; ``ended``: its last
    line ends with a line break. ``merged``: cells merged over several rows.
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
        """The texts of the first rows, where the headings are looked for; empty cells are empty texts."""
        first = [[text or "" for text in column[:FIRST_ROWS].to_pylist()] for column in self.columns]
        return list(zip(*first, strict=True))


def pack(grids: Sequence[Grid]) -> tuple[dict[str, Any], list[pa.Buffer]]:
    """The grids as values that JSON can hold, and the columns of each grid as one Arrow stream."""
    return {"grids": [_told(grid) for grid in grids]}, [_stream(grid) for grid in grids]


def unpack(told: dict[str, Any], streams: Sequence[bytes | bytearray]) -> list[Grid]:
    """The grids that ``pack`` packed."""
    return [_grid(one, stream) for one, stream in zip(told["grids"], streams, strict=True)]


def _told(grid: Grid) -> dict[str, Any]:
    doubt = asdict(grid.doubt) if grid.doubt else None
    if doubt:
        doubt["differing"] = list(doubt["differing"].items())
    notes = [asdict(note) for note in grid.notes]
    return {
        "name": grid.name,
        "width": len(grid.columns),
        "notes": notes,
        "doubt": doubt,
        "merged": grid.merged,
        "ended": grid.ended,
    }


def _stream(grid: Grid) -> pa.Buffer:
    arrays = {str(position): column for position, column in enumerate(grid.columns)}
    arrays |= {f"kind {position}": kind for position, kind in grid.kinds.items()}
    arrays |= {"widths": grid.widths} if grid.widths is not None and arrays else {}
    if not arrays:
        return pa.py_buffer(b"")
    batch = pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
    # Written twice, the first time only to learn the size: a buffer that grows is copied again and again.
    size = pa.MockOutputStream()
    _write(batch, size)
    buffer = pa.allocate_buffer(size.size())
    _write(batch, pa.FixedSizeBufferWriter(buffer))
    return buffer


def _write(batch: pa.RecordBatch, sink: Any) -> None:
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)


def _grid(told: dict[str, Any], stream: bytes | bytearray) -> Grid:
    columns, kinds, widths = [], {}, None
    if told["width"]:
        batch = pa.ipc.open_stream(stream).read_next_batch()
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name == "widths":
                widths = column
            elif name.startswith("kind "):
                kinds[int(name[5:])] = column
            else:
                columns.append(column)
    doubt = told["doubt"]
    if doubt:
        differing = {
            position: tuple((row, tuple(cells)) for row, cells in rows) for position, rows in doubt["differing"]
        }
        doubt = Doubt(doubt["encoding"], tuple(doubt["others"]), differing, doubt["settled"], doubt["evident"])
    notes, merged = tuple(Note(**note) for note in told["notes"]), tuple(map(tuple, told["merged"]))
    return Grid(told["name"], columns, kinds, notes, doubt, widths, told["ended"], merged)
