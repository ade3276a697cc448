"""The sheet that a feed is judged from: the text of each cell as typed, its kind and its place."""

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

    ``cells``: one row per record, indexed by original-record-number (1 is the first data row), and one text column per
    known heading under its name in the schema; empty cells are missing values. ``rows``: the row of each record as
    Excel shows it. ``columns``: the letter of each column. ``kinds``: for columns with cells that are not text, the
    kind of each cell (``number``, ``date``, ``logical``, ``error``, ``formula``, ``silent`` for a formula that shows
    nothing; empty for text). ``unknown``: unknown headings with their cell. ``notes``: further Warnings about the file.
    ``grid``: the whole sheet that was read. ``heading_row``: the row of its headings, from zero. ``beyond``: records of
    a text whose cells have shifted, with the evidence. ``merged``: records and headings whose cell is the lower part of
    a merged one, with its range. ``unread``: columns that are not read and not left out on purpose: heading (or
    ``column F``) to the column's position in the grid. ``sections``: rows between the records that may name a value for
    those below: the row as Excel shows it, and its text. ``withheld``: records and headings that a value set by an
    option does not reach, with the explanation. ``marked``: in a corrections workbook, the user's own sheet, which
    comes after the one that is read.
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
        """The heading of a column as the file writes it."""
        if self.grid is None or heading not in self.columns:
            return heading
        _, position = coordinates(f"{self.columns[heading]}1")
        return " ".join(self.grid.head[self.heading_row][position].split())

    def beside(self, position: int) -> pd.Series:
        """The texts of any column of the grid, one per record."""
        if self.grid is None:
            return pd.Series(None, index=self.cells.index, dtype="str")
        return pd.Series(pd.array(self.beside_as_array(position), dtype="str"), index=self.cells.index)

    def beside_as_array(self, position: int) -> pa.LargeStringArray:
        """The texts of any column of the grid as an Arrow array; raises ValueError for a sheet without a grid."""
        if self.grid is None:
            raise ValueError("a sheet without a grid has no other columns")
        column, places = self.grid.columns[position], self.rows.to_numpy() - 1
        together = len(places) and places[-1] - places[0] == len(places) - 1
        return column[places[0] : places[-1] + 1] if together else column.take(pa.array(places))

    def only(self, kept: pd.Series) -> "Sheet":
        """The sheet with only the records where ``kept`` is true, renumbered."""
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
        """The name of one cell, such as ``D7``; its record if the column is not in the file."""
        return f"{self.columns[heading]}{self.rows[record]}" if heading in self.columns else f"record {record}"

    def place(self, records: pd.Series, headings: pd.Series) -> pd.Series:
        """The name of each cell, such as ``D7``; missing for a column that the file does not have."""
        letters = {heading: letters_of(position) for heading, position in self.unread.items()} | self.columns
        return headings.map(letters) + records.map(self.rows).astype("Int64").astype("str")
