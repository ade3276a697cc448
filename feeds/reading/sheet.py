"""The sheet a feed is judged from: the text of each cell as typed, what the cell was, and where it stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from feeds.reading.grid import Grid, Note


@dataclass(frozen=True)
class Sheet:
    """The records of one file.

    ``cells``: one row a record, indexed by original-record-number (1 is the first data row), one text column a known
    heading under its schema's name, missing where empty. ``rows``: the row of each record as Excel shows it.
    ``columns``: the letter of each column. ``kinds``: for columns with cells that are not text, what each cell was
    (``number``, ``date``, ``logical``, ``error``, ``formula``; empty for text). ``unknown``: headings nothing is read
    from, with their cell. ``notes``: what else is to be told of the file. ``grid``: the whole sheet that was read, and
    ``heading_row`` the place of its headings in it, from zero. ``beyond``: of each record
    of a text whose cells have moved, what tells so. ``merged``: records and
    headings whose cell is the lower part of a merged one, with its range.
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

    def place(self, records: pd.Series, headings: pd.Series) -> pd.Series:
        """Where each cell stands, as ``D7``; missing for a column that the file does not have."""
        return headings.map(self.columns) + records.map(self.rows).astype("Int64").astype("str")
