"""Which rows of a file count, by the cells of any of its columns: what a person says with ``--where``."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from feeds.reading.directions import Condition
from feeds.reading.grid import Note
from feeds.reading.headings import FeedRefusedError, HeadingRow
from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.headings import plain


def only_asked(sheet: Sheet, row: HeadingRow, conditions: Sequence[Condition]) -> Sheet:
    """The sheet with the records that meet all conditions, and a note of how many do not.

    Of several values of one column any will do; case and outer white space do not count. Raises FeedRefusedError where
    no record is left, or two columns have the heading.
    """
    if not conditions:
        return sheet
    asked = pd.Series(data=True, index=sheet.cells.index)
    values: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for one in conditions:
        values[plain(one.heading), one.unequal].add(_folded(one.value))
    for (heading, unequal), wanted in values.items():
        cells = sheet.beside(_position(row, heading)).fillna("").str.strip().str.casefold()
        asked &= cells.isin(list(wanted)) != unequal
    said = " ".join(f"--where '{one.heading}{'!' if one.unequal else ''}={one.value}'" for one in conditions)
    if not asked.any():
        raise FeedRefusedError(faults.NO_RECORDS, f"No row is one that {said} asks for.", None, sheet.name)
    count = int((~asked).sum())
    words = f"{count:,} row{' was' if count == 1 else 's were'} left out, as {said} says."
    notes = [Note(faults.ROWS_NOT_ASKED, words)] if count else []
    return replace(sheet.only(asked), notes=(*sheet.notes, *notes))


def _folded(value: str) -> str:
    return value.strip().casefold()


def _position(row: HeadingRow, heading: str) -> int:
    positions = [position for position, name in enumerate(row.names) if name == heading]
    if len(positions) > 1:
        cells = " and ".join(row.place(position) for position in positions)
        said = f'The heading "{row.typed(positions[0])}" that --where names stands twice: {cells}.'
        raise FeedRefusedError(faults.DIRECTION_UNFIT, said, None, row.grid.name)
    return positions[0]
