"""The content of the first sheet of corrections; does not import pandas, which the limited process does without."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

# Excel is slow with thousands of comments, and nobody reads them.
MOST_MARKS = 2000
# The row and column of a cell, the message about it, and True if that refuses the record.
Mark = tuple[int, int, str, bool]
# Shown in a cell that has to be typed again, because any text there might be applied: an error is refused.
RETYPE = "#N/A"
# Users know their own sheets, so many would correct a row there.
CORRECT_THERE = "Correct it in the sheet Corrections"
_AT_A_TIME = 10_000


@dataclass(frozen=True)
class Texts:
    """A column of texts, None for an empty cell; in Arrow, since a million Python objects take a hundred megabytes."""

    array: pa.LargeStringArray

    @classmethod
    def of(cls, cells: Iterable[str | None]) -> "Texts":
        """A column from these cells."""
        return cls(pa.array(cells, pa.large_string()))

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[str | None]:
        for start in range(0, len(self.array), _AT_A_TIME):
            yield from self.array[start : start + _AT_A_TIME].to_pylist()

    def first(self, count: int) -> list[str | None]:
        """The first ``count`` texts."""
        texts: list[str | None] = self.array[:count].to_pylist()
        return texts

    @property
    def is_blank(self) -> bool:
        """True if no cell has a text."""
        return bool(self.array.null_count == len(self.array))


@dataclass(frozen=True)
class Listing:
    """The sheet of refused rows: its headings, its columns of cells, and the message of each row.

    ``marks``: the bad cells, rows and columns from zero. ``retype``: cells whose text alone would not be refused again,
    so they are shown as an error until somebody types their value. ``choices``: the position of a column and the values
    that it offers. ``notes``: sentences above the rows.
    """

    headings: list[str]
    columns: list[Texts]
    messages: Texts
    marks: list[Mark]
    retype: list[tuple[int, int]]
    choices: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)
