"""Reads the records below a heading row from a grid."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from feeds.reading.cell_names import cell
from feeds.reading.cell_names import letters as letters_of
from feeds.reading.footers_and_totals import rows_without_record
from feeds.reading.heading_columns import columns_of
from feeds.reading.heading_row import FeedRefusedError, HeadingRow
from feeds.reading.sheet import Sheet
from feeds.reading.vocabulary import Vocabulary
from schemas import faults

# The most cells that merges may cover; overlapping merges, which no spreadsheet program allows, each count.
_MOST_MERGED = 500_000
_SHOWN = 40


def read_sheet(path: Path, row: HeadingRow, vocabulary: Vocabulary) -> Sheet:
    """The records below a heading row, as a Sheet with the columns that ``vocabulary`` knows.

    Rows without a filled cell under any heading are left out. Raises FeedRefusedError for the headings (see
    ``columns_of``), for headings repeated in another order, and for too many merged cells.
    """
    columns = columns_of(row, vocabulary)
    positions = columns.positions
    grid, first = row.grid, row.index + 1
    filled = np.zeros(grid.height - first, dtype=bool)
    for position in columns.counted:
        filled |= grid.columns[position][first:].is_valid().to_numpy(zero_copy_only=False)
        if filled.all():
            break
    left_out = rows_without_record(row, columns, filled, vocabulary)
    filled[list(left_out.rows)] = False
    index = pd.RangeIndex(1, int(filled.sum()) + 1, name="record")
    whole = bool(filled.all())

    def kept(column: pa.Array) -> pd.Series:
        below = column[first:] if whole else column[first:].filter(pa.array(filled))
        return pd.Series(pd.array(below, dtype="str"), index=index)

    cells = {name: kept(grid.columns[position]) for name, position in positions.items()}
    texts = pd.DataFrame(cells, index=index)
    kinds = {name: kept(grid.kinds[position]) for name, position in positions.items() if position in grid.kinds}
    rows = pd.Series(np.flatnonzero(filled) + first + 1, index=index)
    letters = {name: letters_of(position) for name, position in positions.items()}
    told = (*grid.notes, *columns.notes, *([left_out.note] if left_out.note else []))
    beyond = _beyond(row, rows)
    merged = _merged(row, rows, positions)
    sheet = Sheet(path, grid.name, texts, rows, letters, kinds, columns.unknown, told, grid, row.index, beyond, merged)
    return replace(sheet, unread=columns.unread, sections=left_out.sections)


def _beyond(row: HeadingRow, rows: pd.Series) -> dict[int, str]:
    """The records of a text whose cells have shifted because a delimiter was not quoted, each with the evidence.

    A line with filled cells beyond the end of the heading line is such a record. So is a line with more cells than the
    heading line, even empty ones, unless all lines have the same number: a delimiter that ends every line separates
    nothing. Once one is found, every line with another number of cells than the heading line is doubtful.
    """
    grid, found = row.grid, dict[int, str]()
    if grid.widths is None:
        return found
    width, places = grid.widths[row.index].as_py(), pa.array(rows.to_numpy() - 1)
    for position in range(width, len(grid.columns)):
        column = grid.columns[position].take(places)
        for record in rows.index[column.is_valid().to_numpy(zero_copy_only=False)]:
            text = column[record - 1].as_py()[:_SHOWN]
            place = cell(int(rows[record]), position)
            found.setdefault(int(record), f'more cells than the heading line; the first is {place} with "{text}"')
    cells = grid.widths.take(places).to_numpy()
    if not found and not (len(cells) > 1 and (cells == cells[0]).all()):
        for record in rows.index[cells > width]:
            found[int(record)] = f"{cells[record - 1]} cells, the heading line {width}, and not every line has more"
    if found:
        for record in rows.index[cells != width]:
            found.setdefault(int(record), f"{cells[record - 1]} cells, the heading line {width}, and others have more")
    return found


def _merged(row: HeadingRow, rows: pd.Series, positions: dict[str, int]) -> dict[tuple[int, str], str]:
    """The records and headings whose cell is merged with one above, which alone holds the value, with the range."""
    found: dict[tuple[int, str], str] = {}
    numbers, left_over = rows.to_numpy(), _MOST_MERGED
    for top, bottom, left, right in row.grid.merged:
        if top > row.index:
            place = f"{cell(top + 1, left)}:{cell(bottom + 1, right)}"
            first, last = np.searchsorted(numbers, [top + 2, bottom + 2])
            under = [name for name, position in positions.items() if left <= position <= right]
            left_over -= (last - first) * len(under)
            if left_over < 0:
                said = f"More than {_MOST_MERGED:,} cells below the headings are parts of merged ones. Unmerge them."
                raise FeedRefusedError(faults.FILE_UNREADABLE, said, None, row.grid.name)
            found |= {(int(record), name): place for record in rows.index[first:last] for name in under}
    return found
