"""What the first sheet of corrections shows; nothing here needs pandas, which the limited process goes without."""

from dataclasses import dataclass, field

# Excel takes its time over thousands of comments, and nobody reads them.
MOST_MARKS = 2000
# Row and column of a cell, what is wrong there, and whether that refuses the record.
Mark = tuple[int, int, str, bool]


@dataclass(frozen=True)
class Listing:
    """The sheet of refused rows: its headings, its columns of cells, and the message of each row.

    ``marks``: the bad cells, rows and columns from zero. ``retype``: the cells of which no text would be refused again,
    so that they are shown as an error until somebody types what they are to hold. ``choices``: values that a column
    offers, with its position. ``notes``: sentences that stand above the rows.
    """

    headings: list[str]
    columns: list[list[str | None]]
    messages: list[str]
    marks: list[Mark]
    retype: list[tuple[int, int]]
    choices: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)
