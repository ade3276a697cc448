"""Where the readings of one text differ."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.encodings import Reading
from feeds.reading.grid import FIRST_ROWS, Doubt
from feeds.reading.refusals import RefusedError
from feeds.reading.text_cells import parted
from feeds.reading.text_delimiter import delimiter_of


def doubt_between(chosen: str, own: Sequence[pa.LargeStringArray], others: Sequence[Reading]) -> Doubt | None:
    """Where the columns of the reading that was chosen differ from those of the others; None without others.

    A reading whose quotation marks do not pair up is none. One that parts into other cells is compared place by place.
    """
    names: list[str] = []
    texts: dict[int, dict[int, dict[int, str]]] = {}
    for other in others:
        try:
            read = parted(other.content, delimiter_of(other.content)).columns
        except RefusedError:
            continue
        for position, column in enumerate(own):
            against = _as_long(read[position] if position < len(read) else pa.nulls(0, pa.large_string()), len(column))
            for row in _differing(column, against):
                texts.setdefault(position, {}).setdefault(row, {})[len(names)] = against[row].as_py() or ""
        names.append(other.encoding)
    if not names:
        return None
    differing = {
        position: tuple((row, _in_each(own[position][row].as_py() or "", of_row, len(names))) for row, of_row in rows)
        for position, rows in ((position, sorted(of_column.items())) for position, of_column in sorted(texts.items()))
    }
    return Doubt(chosen, tuple(names), differing)


def _in_each(own: str, of_row: dict[int, str], others: int) -> tuple[str, ...]:
    return own, *(of_row.get(number, own) for number in range(others))


def _as_long(column: pa.LargeStringArray, height: int) -> pa.LargeStringArray:
    padding = pa.nulls(max(height - len(column), 0), pa.large_string())
    return pa.concat_arrays([column, padding]) if len(padding) else column.slice(0, height)


def _differing(one: pa.LargeStringArray, other: pa.LargeStringArray) -> list[int]:
    """The rows in which two columns differ: all of the first, where headings may stand, and the first one below."""
    unlike = pc.or_(pc.fill_null(pc.not_equal(one, other), False), pc.xor(one.is_null(), other.is_null()))
    rows = np.flatnonzero(unlike.to_numpy(zero_copy_only=False))
    among_first = int(np.searchsorted(rows, FIRST_ROWS))
    found: list[int] = rows[: among_first + 1].tolist()
    return found
