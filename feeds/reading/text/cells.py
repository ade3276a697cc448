"""Splits a text in UTF-8 into cells, as columns of Arrow texts, one block of lines at a time.

A block without a quotation mark is split in Arrow, without a Python object per cell. Any other is read by the csv
module, from the first line of the block until the row that its last line belongs to is complete.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.grid import RefusedError
from feeds.reading.text.encodings import as_text
from feeds.reading.text.lines import LONGEST, MOST_COLUMNS, Lines, end_of_rows, next_line, too_wide
from feeds.reading.typed_cells import stripped

_BLOCK = 1 << 21
_SEEN_FOR_WIDTH = 100
# The messages of the csv module, in words for the user.
_SAID = {
    "unexpected end of data": "one opens a cell and none closes it",
    "field larger": f"the cell that one opens goes on for more than {LONGEST:,} characters",
    "expected after": "one closes a cell before its end",
}
# A table this large with this many times more places than cells was made to fill the memory: one line is long, all
# others are short.
_PLACES, _EMPTIER = 5_000_000, 16
_DIGITS_OF_AN_ORDER, _SHORT = 17, 3


class Parted(NamedTuple):
    """The columns of a text, and the number of cells of each row, including empty ones."""

    columns: list[pa.LargeStringArray]
    widths: pa.Int32Array


class _QuotesError(Exception):
    pass


@dataclass
class _Table:
    """The columns read so far, in chunks."""

    chunks: list[list[pa.LargeStringArray]] = field(default_factory=list)
    height: int = 0
    cells: int = 0
    widths: list[pa.Int32Array] = field(default_factory=list)

    def add(self, values: pa.LargeStringArray, widths: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> None:
        """Adds rows, given as one sequence of all their cells and the number of cells of each row.

        Raises RefusedError for a row with too many columns.
        """
        width, height = int(widths.max(initial=0)), len(widths)
        if width > MOST_COLUMNS:
            row = int(widths.argmax())
            raise RefusedError(too_wide(self.height + row + 1, f"{width:,}"))
        self.cells += len(values)
        places = max(width, len(self.chunks)) * (self.height + height)
        if places > _PLACES and places > _EMPTIER * self.cells:
            raise RefusedError(
                f"one of its rows has {max(width, len(self.chunks)):,} columns, and most have only a few. Delete what "
                "is too much in that row, and upload it again."
            )
        while len(self.chunks) < width:
            self.chunks.append([_empty(self.height)])
        ends = np.cumsum(widths)
        starts, shortest = ends - widths, int(widths.min(initial=width))
        values = stripped(values)
        for position, chunks in enumerate(self.chunks):
            places_of = starts + position
            short = None if position < shortest else widths <= position
            chunks.append(values.take(pa.array(places_of, mask=short)) if position < width else _empty(height))
        self.height += height

    def columns(self) -> list[pa.LargeStringArray]:
        """The columns, each in one piece; the chunks are freed on the way."""
        self.chunks.reverse()
        return [pa.concat_arrays(self.chunks.pop()) for _ in range(len(self.chunks))]


def parted(content: bytes, delimiter: str) -> Parted:
    """The columns of a text, outer white space removed, null where a cell is empty or its line too short.

    Raises RefusedError if the quotation marks of a text do not pair up, or a row has too many columns.
    """
    end = end_of_rows(content)
    if not end:
        return Parted([], pa.array([], pa.int32()))
    end = next_line(content, end)
    try:
        return _read(content, end, delimiter, quoted=b'"' in content)
    except _QuotesError as fault:
        # Tab-delimited exports of other programs do not quote: a quotation mark is an ordinary character there.
        if delimiter == "\t":
            return _read(content, end, delimiter, quoted=False)
        raise RefusedError(f"its quotation marks do not pair up ({fault}). Save it again from Excel.") from None


def _read(content: bytes, end: int, delimiter: str, *, quoted: bool) -> Parted:
    table, at = _Table(), 0
    while at < end:
        stop = min(next_line(content, min(at + _BLOCK, end)), end)
        if quoted and content.find(b'"', at, stop) >= 0:
            lines = Lines(content, at)
            _add_quoted(table, _rows(lines, stop, delimiter, table.height), delimiter)
            at = lines.at
        else:
            _add_plain(table, content[at:stop], delimiter)
            at = stop
    return Parted(table.columns(), pa.concat_arrays(table.widths))


def _add_plain(table: _Table, block: bytes, delimiter: str) -> None:
    """Adds lines in which any quotation mark is an ordinary character."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = pc.split_pattern(as_text(block.removesuffix(b"\n")), "\n").values
    cells = pc.split_pattern(lines, delimiter)
    widths = pc.list_value_length(cells).to_numpy()
    table.widths.append(pa.array(widths.astype(np.int32)))
    table.add(cells.values, widths)


def _rows(lines: Lines, stop: int, delimiter: str, above: int) -> Iterator[list[str]]:
    """The rows from ``lines.at`` on, up to the one that reaches ``stop``; raises _QuotesError for faulty quoting."""
    csv.field_size_limit(LONGEST)
    count = above
    try:
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            yield row
            count += 1
            if lines.at >= stop:
                return
    except csv.Error as fault:
        said = next((words for part, words in _SAID.items() if part in str(fault)), str(fault))
        raise _QuotesError(f"row {count + 1:,}: {said}") from None


def _add_quoted(table: _Table, rows: Iterator[list[str]], delimiter: str) -> None:
    kept = list(rows)
    widths = np.fromiter(map(len, kept), np.int64, len(kept))
    table.widths.append(pa.array(widths.astype(np.int32)))
    values = pa.array(list(chain.from_iterable(kept)), pa.large_string())
    _refuse_swallowed_rows(table, kept, values, delimiter)
    table.add(values, widths)


def _refuse_swallowed_rows(
    table: _Table, rows: Sequence[Sequence[str]], values: pa.LargeStringArray, delimiter: str
) -> None:
    """Raises _QuotesError for a cell that swallowed rows because a quotation mark was not closed in its row.

    Such a cell has several lines, about as many delimiters as a row, and lines that begin as rows do. With tabs the
    number is enough: a note of several lines may have as many commas, but hardly tabs.
    """
    widest = pc.max(pa.chunked_array(table.widths, pa.int32())[:_SEEN_FOR_WIDTH]).as_py()
    width = (1 if widest is None else widest) - 1
    most = max(width // 2 if delimiter == "\t" else width, 2)
    of_lines = values.filter(pc.match_substring_regex(values, "[\r\n]"))
    if (pc.max(pc.count_substring(of_lines, delimiter)).as_py() or 0) < most:
        return
    for row in rows:
        for cell in row:
            has_enough = cell.count(delimiter) >= most and len(cell.splitlines()) > 1
            if has_enough and (delimiter == "\t" or _holds_rows(cell, row[0], delimiter)):
                raise _QuotesError("one opens in a cell and closes in another row")


def _holds_rows(cell: str, first: str, delimiter: str) -> bool:
    """True if a later line in a cell begins like ``first``, the first cell of its row, or holds an order number."""
    lines = [[part.strip(' "') for part in line.split(delimiter)] for line in cell.splitlines()]
    begun = _shape("".join(first.splitlines()[:1]).split(delimiter)[0].strip(' "'))
    return any(_shape(line[0]) == begun or any(map(_is_order_number, line)) for line in lines[1:])


def _shape(text: str) -> str:
    """The shape of a text: a run of letters is one ``a``, up to three digits one ``9``, more digits as many ``9``."""
    digits = re.sub("[0-9]+", lambda run: "9" * len(run[0]) if len(run[0]) > _SHORT else "9", text)
    return re.sub(r"[^\W\d_]+", "a", digits)


def _is_order_number(text: str) -> bool:
    return not re.search("[^0-9 _#-]", text) and sum(map(str.isdigit, text)) == _DIGITS_OF_AN_ORDER


def _empty(height: int) -> pa.LargeStringArray:
    return pa.nulls(height, pa.large_string())
