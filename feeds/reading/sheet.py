"""The sheet a feed is judged from: the text of each cell as typed, what the cell was, and where it stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from feeds.reading.cell_names import coordinates
from feeds.reading.cell_names import letters as letters_of
from feeds.reading.grid import Grid, Note


@dataclass(frozen=True)
class Sheet:
    """The records of one file.

    ``cells``: one row a record, indexed by original-record-number (1 is the first data row), one text column a known
    heading under its schema's name, missing where empty. ``rows``: the row of each record as Excel shows it.
    ``columns``: the letter of each column. ``kinds``: for columns with cells that are not text, what each cell was
    (``number``, ``date``, ``logical``, ``error``, ``formula``, ``silent`` where one shows nothing; empty for text).
    ``unknown``: headings nothing is read from, with their cell. ``notes``: what else is to be told of the file.
    ``grid``: the whole sheet that was read, and ``heading_row`` the place of its headings in it, from zero.
    ``beyond``: of each record of a text whose cells have moved, what tells so. ``merged``: records and headings whose
    cell is the lower part of a merged one, with its range. ``unread``: the columns that nothing is read from, unless
    they are left out on purpose: heading (or ``column F``) to the column's position in the grid. ``sections``: rows
    between the records that may name a value for those below, each as Excel numbers it, with its text. ``withheld``:
    records and headings that a value set beside the file does not reach, with what tells so. ``marked``: of a
    corrections workbook, the person's own sheet behind the one that is read.
    """

    path: Path
    name: str | None
    cells: pd.DataFrame
    rows: pd.Series
    columns: dict[str, str]
    kinds: dict[str, pd.Series] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    grid: Grid | None = None
    heading_row: int = 0
    beyond: Mapping[int, str] = field(default_factory=dict)
    merged: Mapping[tuple[int, str], str] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    sections: tuple[tuple[int, str], ...] = ()
    withheld: Mapping[tuple[int, str], str] = field(default_factory=dict)
    marked: Grid | None = None

    def typed(self, heading: str) -> str:
        """The heading of a column that is read, as the file writes it."""
        if self.grid is None or heading not in self.columns:
            return heading
        _, position = coordinates(f"{self.columns[heading]}1")
        return " ".join(self.grid.head[self.heading_row][position].split())

    def beside(self, position: int) -> pd.Series:
        """The texts of any column of the grid, one a record."""
        if self.grid is None:
            return pd.Series(None, index=self.cells.index, dtype="str")
        return pd.Series(pd.array(self.beside_as_array(position), dtype="str"), index=self.cells.index)

    def beside_as_array(self, position: int) -> pa.LargeStringArray:
        """The same as Arrow has them, for a sheet with a grid."""
        if self.grid is None:
            raise ValueError("a sheet without a grid has no other columns")
        column, places = self.grid.columns[position], self.rows.to_numpy() - 1
        together = len(places) and places[-1] - places[0] == len(places) - 1
        return column[places[0] : places[-1] + 1] if together else column.take(pa.array(places))

    def only(self, kept: pd.Series) -> "Sheet":
        """The sheet with the records at which ``kept`` is true, numbered anew."""
        if kept.all():
            return self
        numbers = self.cells.index[kept]
        index = pd.RangeIndex(1, len(numbers) + 1, name="record")
        anew = pd.Series(index, index=numbers)
        return replace(
            self,
            cells=self.cells.loc[numbers].set_axis(index),
            rows=self.rows.loc[numbers].set_axis(index),
            kinds={name: kinds.loc[numbers].set_axis(index) for name, kinds in self.kinds.items()},
            beyond={int(anew[record]): said for record, said in self.beyond.items() if record in anew.index},
            merged={(int(anew[at]), name): said for (at, name), said in self.merged.items() if at in anew.index},
        )

    def cell(self, heading: str, record: int) -> str:
        """Where one cell stands, as ``D7``; its record where the column is not in the file."""
        return f"{self.columns[heading]}{self.rows[record]}" if heading in self.columns else f"record {record}"

    def place(self, records: pd.Series, headings: pd.Series) -> pd.Series:
        """Where each cell stands, as ``D7``; missing for a column that the file does not have."""
        letters = {heading: letters_of(position) for heading, position in self.unread.items()} | self.columns
        return headings.map(letters) + records.map(self.rows).astype("Int64").astype("str")
