"""Leaves out rows: prefilled ones that nobody filled in, lines that Amazon ships, and those --where excludes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.reading.grid import SILENT, Note
from feeds.reading.heading_row import FeedRefusedError, HeadingRow
from feeds.reading.options import Condition
from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.headings import plain
from schemas.orders import BY_AMAZON, CHANNEL, is_continuation
from schemas.template_columns import Prefill
from schemas.wording import number_of


def without_untouched(sheet: Sheet, names: Collection[str], schema: DataFrameSchema) -> Sheet:
    """The sheet without the rows left as prefilled, with a note of how many there were.

    ``names``: all headings of the sheet in plain form. A prefilled template is recognised by some of them; in any other
    sheet every row is a record. Raises FeedRefusedError if no row was filled in.
    """
    prefill: Prefill | None = (schema.metadata or {}).get("prefill")
    if prefill is None or not {plain(name) for name in prefill.known_by}.issubset(names):
        return sheet
    left = _left(sheet, prefill)
    count = int(left.sum())
    if not count:
        return sheet
    if count == len(sheet.cells):
        raise FeedRefusedError(faults.NO_RECORDS, "Every row was left as prefilled.", None, sheet.name)
    skipped = "was skipped" if count == 1 else "were skipped"
    said = f"{number_of(count, 'row was', 'rows were')} left as prefilled and {skipped}."
    return replace(sheet.only(~left), notes=(*sheet.notes, Note(faults.ROWS_LEFT, said)))


def without_amazons(sheet: Sheet, schema: DataFrameSchema) -> Sheet:
    """The sheet without the lines of goods that Amazon ships from its own stock, with a note of how many there were."""
    if CHANNEL not in sheet.cells or CHANNEL not in schema.columns:
        return sheet
    channel = sheet.cells[CHANNEL]
    if {"purchase-date", "quantity-purchased"} <= set(sheet.cells):
        # A line that only adds a promotion belongs to the line above it.
        channel = channel.mask(is_continuation(sheet.cells) & channel.isna(), channel.ffill())
    of_amazon = channel.str.fullmatch(BY_AMAZON)
    count = int(of_amazon.sum())
    if not count:
        return sheet
    said = f"{number_of(count, 'line is', 'lines are')} of goods that Amazon ships ({CHANNEL}), and left out."
    return replace(sheet.only(~of_amazon), notes=(*sheet.notes, Note(faults.AMAZON_SHIPS, said)))


def _left(sheet: Sheet, prefill: Prefill) -> pd.Series:
    """True for each record whose prefilled columns are filled and whose other columns are empty."""
    given = [name for name in sheet.cells if name in prefill.filled]
    others = [name for name in sheet.cells if name not in {*prefill.filled, *prefill.helpers}]
    left = sheet.cells[given].notna().all(axis=1) & sheet.cells[others].isna().all(axis=1)
    for name in others:
        if name in sheet.kinds:
            # A formula without a result has no text, but somebody put it there.
            left &= sheet.kinds[name].fillna("").isin(["", SILENT])
    return left


def only_asked(sheet: Sheet, row: HeadingRow, conditions: Sequence[Condition]) -> Sheet:
    """The sheet with the records that meet all conditions, and a note of how many do not.

    If conditions name several values for one column, any of them will do; case and outer white space do not count.
    Raises FeedRefusedError if no record is left, or if two columns have the heading.
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
    words = f"{number_of(count, 'row was', 'rows were')} left out, as {said} says."
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
