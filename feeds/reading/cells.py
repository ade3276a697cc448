"""From typed cells to text, and what Excel did to an identifier on the way.

A cell keeps its text as typed, outer white space removed. What was not text when it was read is remembered, because
only the type tells that a tracking number has been rounded: Excel keeps 15 significant digits of a number (IEEE 754).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandera.pandas import DataFrameSchema

from feeds.reading.grid import Grid, Oddity
from feeds.reading.headings import HeadingRow, columns_of
from feeds.reading.places import letters as letters_of
from feeds.reading.sheet import Sheet

_KINDS = {
    float: "number",
    int: "number",
    bool: "logical",
    date: "date",
    datetime: "date",
    time: "date",
    timedelta: "date",
}


def read_sheet(path: Path, row: HeadingRow, schema: DataFrameSchema) -> Sheet:
    """The records below a heading row, as a Sheet with the columns that ``schema`` knows.

    Rows without a filled cell under any heading are left out. Raises FeedRefusedError as ``columns_of`` does.
    """
    positions, unknown = columns_of(row, schema)
    below = row.grid.rows[row.index + 1 :]
    even = len(set(map(len, below))) < 2
    columns = list(zip(*below, strict=True) if even else zip_longest(*below, fillvalue=""))
    width, first = len(columns), row.index + 1
    texts, kinds = {}, {}
    for name, position in positions.items():
        values = columns[position] if position < width else ("",) * len(below)
        odd = _odd_in(row.grid, position, first)
        texts[name], kinds[name] = _column(values, odd)
    other = [columns[at] for at, name in enumerate(row.names) if name and at < width and at not in positions.values()]
    return _sheet(path, row, positions, texts, kinds, other, unknown)


def _sheet(
    path: Path,
    row: HeadingRow,
    positions: dict[str, int],
    texts: dict[str, pd.Series],
    kinds: dict[str, pd.Series | None],
    other: Sequence[Sequence[object]],
    unknown: dict[str, str],
) -> Sheet:
    cells = pd.DataFrame(texts)
    filled = cells.notna().any(axis=1).to_numpy(copy=True)
    for values in other:
        filled |= np.fromiter((str(value).strip() != "" for value in values), bool, len(values))
    index = pd.RangeIndex(1, int(filled.sum()) + 1, name="record")
    rows = pd.Series(np.flatnonzero(filled) + row.index + 2, index=index)
    kept = {name: kind[filled].set_axis(index) for name, kind in kinds.items() if kind is not None}
    letters = {name: letters_of(position) for name, position in positions.items()}
    return Sheet(path, row.grid.name, cells[filled].set_axis(index), rows, letters, kept, unknown)


def _odd_in(grid: Grid, position: int, first: int) -> dict[int, Oddity]:
    return {at - first: odd for (at, column), odd in grid.oddities.items() if column == position and at >= first}


def _column(values: Sequence[object], odd: dict[int, Oddity]) -> tuple[pd.Series, pd.Series | None]:
    """A column's texts, and what each cell was where not all are text."""
    if not odd and values.count("") == len(values):
        return pd.Series(None, index=range(len(values)), dtype="str"), None
    types = set(map(type, values))
    if types <= {str} and not odd:
        return _stripped(values), None
    texts = [value if type(value) is str else _shown(value) for value in values]
    kinds = [_KINDS.get(type(value), "") for value in values]
    for at, oddity in odd.items():
        texts[at], kinds[at] = oddity.shown or "#?", oddity.what
    return _stripped(texts), pd.Series(kinds, dtype="str")


def _shown(value: object) -> str:
    """A typed cell as text: whole numbers as digits, others at 15 significant digits, a date cell as its day."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return _number(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    shown = f"{value:.15g}"
    return shown if "e" not in shown or abs(value) >= 1e15 else f"{value:.20f}".rstrip("0")


def _stripped(values: Sequence[object]) -> pd.Series:
    """Texts without outer white space and control characters; empty ones are missing."""
    array = pc.utf8_trim_whitespace(pa.array(values, pa.large_string()))
    if _has_controls(array):
        array = pc.utf8_trim_whitespace(pc.replace_substring_regex(array, r"[\x00-\x1f\x7f]+", " "))
    array = pc.if_else(pc.equal(array, ""), None, array)
    return pd.Series(pd.array(array, dtype="str"))


def _has_controls(array: pa.LargeStringArray) -> bool:
    content = array.buffers()[2]
    if content is None:
        return False
    characters = np.frombuffer(content, np.uint8)
    return bool((characters < 0x20).any() or (characters == 0x7F).any())
