"""What the first sheet of corrections shows; nothing here needs pandas, which the limited process goes without."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

# Excel takes its time over thousands of comments, and nobody reads them.
MOST_MARKS = 2000
# Row and column of a cell, what is wrong there, and whether that refuses the record.
Mark = tuple[int, int, str, bool]
# What a cell shows of which no text would be refused again, until somebody types what it is to hold.
RETYPE = "#N/A"
# A person's own sheets are the ones that they know, so that is where many would correct a row.
CORRECT_THERE = "Correct it in the sheet Corrections"
_AT_A_TIME = 10_000


@dataclass(frozen=True)
class Texts:
    """A column of texts, None where there is none; as Arrow holds them: a million objects take a hundred megabytes."""

    array: pa.LargeStringArray

    @classmethod
    def of(cls, cells: Iterable[str | None]) -> "Texts":
        """The column of these cells."""
        return cls(pa.array(cells, pa.large_string()))

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[str | None]:
        for start in range(0, len(self.array), _AT_A_TIME):
            yield from self.array[start : start + _AT_A_TIME].to_pylist()

    def first(self, count: int) -> list[str | None]:
        """The first so many of them."""
        texts: list[str | None] = self.array[:count].to_pylist()
        return texts

    @property
    def is_blank(self) -> bool:
        """Whether no cell has a text."""
        return bool(self.array.null_count == len(self.array))


@dataclass(frozen=True)
class Listing:
    """The sheet of refused rows: its headings, its columns of cells, and the message of each row.

    ``marks``: the bad cells, rows and columns from zero. ``retype``: the cells of which no text would be refused again,
    so that they are shown as an error until somebody types what they are to hold. ``choices``: values that a column
    offers, with its position. ``notes``: sentences that stand above the rows.
    """

    headings: list[str]
    columns: list[Texts]
    messages: Texts
    marks: list[Mark]
    retype: list[tuple[int, int]]
    choices: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)
