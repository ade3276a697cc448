"""Converts typed cells to text and keeps the kind of each cell, which shows what Excel did to an identifier.

A cell keeps its text as typed, outer white space removed. The kind of a cell that was not text is kept because only
that shows that a tracking number has been rounded: Excel keeps 15 significant digits of a number (IEEE 754).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, zip_longest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.grid import SILENT

# Cells that the reader would show as empty, by row and column from zero: the kind, and the text to show.
Oddities = Mapping[tuple[int, int], tuple[str, str]]
# A number as programs write it: without a leading zero or plus, and without an exponent that lacks sign and decimals.
NUMBER = (
    r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+|[0-9](?:\.[0-9]+)?[eE][+-][0-9]{1,3}|[0-9]\.[0-9]+[eE][0-9]{1,3})"
)
_NUMBER = re.compile(NUMBER)
_FEW_ROWS = 1000
_KINDS = {
    float: "number",
    int: "number",
    bool: "logical",
    date: "date",
    datetime: "date",
    time: "date",
    timedelta: "date",
}


def is_number(text: str) -> bool:
    """True if a stored text is written as programs write numbers; otherwise it is a code, and keeps its digits."""
    return bool(_NUMBER.fullmatch(text))


def columns_of_rows(
    rows: Sequence[Sequence[object]], oddities: Oddities
) -> tuple[list[pa.LargeStringArray], dict[int, pa.StringArray]]:
    """The columns of a grid as texts, and the kind of each cell for those columns where not all cells are text."""
    # The reader shows odd cells as blank, and leaves out blank cells at the end.
    height = max((row + 1 for row, _ in oddities), default=0)
    width = max((column + 1 for _, column in oddities), default=0)
    if height > len(rows) or (rows and width > len(rows[0])):
        rows = [*rows, *[("",)] * (height - len(rows))]
        rows[0] = [*rows[0], *[""] * (width - len(rows[0]))]
    even = len(set(map(len, rows))) < 2
    values = list(zip(*rows, strict=True) if even else zip_longest(*rows, fillvalue=""))
    odd: dict[int, dict[int, tuple[str, str]]] = {}
    for (row, position), oddity in oddities.items():
        if position < len(values) and row < len(rows):
            odd.setdefault(position, {})[row] = oddity
    # For a tall sheet, the texts of all columns before and after stripping would take twice the memory.
    together = 0 < len(rows) < _FEW_ROWS
    texts, kept, kinds = [], list[Sequence[str]](), {}
    for position, cells in enumerate(values):
        shown, kind = _column(cells, odd.get(position, {}))
        kept.append(shown) if together else texts.append(stripped(pa.array(shown, pa.large_string())))
        if kind is not None:
            kinds[position] = kind
    return _stripped_together(kept, len(rows)) if together else texts, kinds


def _stripped_together(columns: Sequence[Sequence[str]], height: int) -> list[pa.LargeStringArray]:
    """The columns of a low and perhaps wide sheet, stripped all at once: one by one the calls would cost more."""
    return _parted(pa.array(chain.from_iterable(columns), pa.large_string(), size=len(columns) * height), height)


def _parted(column: pa.LargeStringArray, height: int) -> list[pa.LargeStringArray]:
    """Strips the texts of one long column and splits it into columns of ``height`` rows."""
    flat = stripped(column)
    return [flat[at : at + height] for at in range(0, len(flat), height)]


def all_stripped(columns: list[pa.LargeStringArray]) -> list[pa.LargeStringArray]:
    """Columns of one length without outer white space; the list ``columns`` may be emptied."""
    if columns and 0 < len(columns[0]) < _FEW_ROWS:
        return _parted(pa.concat_arrays(columns), len(columns[0]))
    # Each column is freed once it is stripped: all columns before and after would take twice the memory.
    columns.reverse()
    return [stripped(columns.pop()) for _ in range(len(columns))]


def with_silent(
    columns: Sequence[pa.LargeStringArray], kinds: Mapping[int, pa.StringArray], silent: Sequence[tuple[int, int]]
) -> dict[int, pa.StringArray]:
    """The kinds of cells, with ``silent`` added for the empty cells among ``silent`` (rows and columns from zero)."""
    told = dict(kinds)
    rows_of: dict[int, list[int]] = {}
    for row, position in silent:
        if position < len(columns) and row < len(columns[position]):
            rows_of.setdefault(position, []).append(row)
    for position, rows in rows_of.items():
        shows_nothing = np.zeros(len(columns[position]), dtype=bool)
        shows_nothing[rows] = True
        shows_nothing &= columns[position].is_null().to_numpy(zero_copy_only=False)
        before = told.get(position, pa.array([""] * len(shows_nothing), pa.string()))
        told[position] = pc.if_else(pa.array(shows_nothing), SILENT, before)
    return told


def _column(
    values: Sequence[object], odd: Mapping[int, tuple[str, str]]
) -> tuple[Sequence[str], pa.StringArray | None]:
    """The texts of a column, not stripped, and the kind of each cell; None for a column of texts only."""
    types = set(map(type, values))
    if types <= {str} and not odd:
        return values, None  # type: ignore[return-value]
    texts = [value if type(value) is str else _shown(value) for value in values]
    kinds = [_KINDS.get(type(value), "") for value in values]
    for at, (what, shown) in odd.items():
        texts[at], kinds[at] = shown or "#?", what
    return texts, pa.array(kinds, pa.string())


def _shown(value: object) -> str:
    """A typed cell as text: whole numbers as digits, others with 15 significant digits, a date cell as its day."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return shown_number(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def shown_number(value: float) -> str:
    """A number as a cell shows it in full: whole numbers as digits, others with 15 significant digits."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    shown = f"{value:.15g}"
    return shown if "e" not in shown or abs(value) >= 1e15 else f"{value:.20f}".rstrip("0")


def stripped(array: pa.LargeStringArray) -> pa.LargeStringArray:
    """Texts without outer white space, with runs of control characters as one space; empty texts are null."""
    array = pc.utf8_trim_whitespace(array)
    if _has_controls(array):
        array = pc.utf8_trim_whitespace(pc.replace_substring_regex(array, r"[\x00-\x1f\x7f]+", " "))
    return pc.if_else(pc.equal(array, ""), None, array)


def _has_controls(array: pa.LargeStringArray) -> bool:
    content = array.buffers()[2]
    if content is None:
        return False
    characters = np.frombuffer(content, np.uint8)
    return bool((characters < 0x20).any() or (characters == 0x7F).any())
