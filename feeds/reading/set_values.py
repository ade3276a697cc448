"""Fills in values given by an option (--set): into an absent column, or into the empty cells of an existing one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.reading.grid import Note
from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.wording import number_of

_DAY = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}")


def fill_from_options(
    sheet: Sheet, sets: Mapping[str, str], schema: DataFrameSchema, *, to_correct: bool = False
) -> Sheet:
    """The sheet with ``sets`` (heading to value) filled in, and a note of each that filled any cell.

    Nothing is filled in below a section row that names another value of the column: those cells are ``withheld``.
    ``to_correct``: the sheet is from a corrections workbook and has lost its section rows, so its empty cells stay
    empty.
    """
    cells, filled, notes, withheld = sheet.cells, {}, [], dict[tuple[int, str], str]()
    for heading, value in sets.items():
        absent = heading not in cells
        if to_correct and not absent:
            continue
        empty = pd.Series(data=True, index=cells.index) if absent else cells[heading].isna()
        if sheet.sections:
            other = _below_another_value(sheet, heading, value, schema)[empty].dropna()
            withheld |= {(record, heading): words for record, words in zip(other.index.tolist(), other, strict=True)}
            empty &= ~empty.index.isin(other.index)
        count = int(empty.sum())
        if not count:
            continue
        column = pd.Series(None, index=cells.index, dtype="str") if absent else cells[heading]
        filled[heading] = column.mask(empty, value)
        where = "(the file has no such column)" if absent else "(where it was empty)"
        notes.append(Note(faults.CELLS_SET, f'{heading} was set to "{value}" in {number_of(count, "record")} {where}.'))
    return replace(sheet, cells=cells.assign(**filled), notes=(*sheet.notes, *notes), withheld=withheld)


def _below_another_value(sheet: Sheet, heading: str, value: str, schema: DataFrameSchema) -> pd.Series:
    """For each record below a section row that names another value than ``value``, the message that explains it."""
    named = [(row, text, _named(text, value, heading, schema)) for row, text in sheet.sections]
    telling = [(row, text, is_it) for row, text, is_it in named if is_it is not None]
    words = [
        None
        if is_it
        else f'{heading} is empty, and row {row} above says "{text}": --set {heading}={value} does not reach below.'
        for row, text, is_it in telling
    ]
    above = np.searchsorted([row for row, _, _ in telling], sheet.rows.to_numpy())
    return pd.Series([None, *words], dtype="str").take(above).set_axis(sheet.rows.index)


def _named(text: str, value: str, heading: str, schema: DataFrameSchema) -> bool | None:
    """True if the text of a section names ``value`` of a column, False if another value, None if no value."""
    metadata = schema.columns[heading].metadata or {}
    if metadata.get("holds") == "date":
        days = _DAY.findall(text)
        return days == [value[:10]] if days else None
    accepted = metadata.get("accepted")
    if not accepted:
        return None
    named = {_fold(one) for one in _spellings(tuple(accepted)).findall(text)}
    if not named:
        advise = metadata.get("advice")
        advice = advise(text) if advise else ""
        return _fold(value) in _fold(advice) if advice.startswith("Did you mean") else None
    return named == {_fold(value)}


@cache
def _spellings(accepted: Collection[str]) -> re.Pattern[str]:
    """A pattern that finds the accepted values as whole words, the longest first."""
    words = "|".join(re.escape(one) for one in sorted(accepted, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _fold(text: str) -> str:
    return "".join(text.split()).casefold()
