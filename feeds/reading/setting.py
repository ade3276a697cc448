"""Values given beside a file: they fill an absent column, or the empty cells of one that is there."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from feeds.reading.grid import Note
from feeds.reading.sheet import Sheet
from schemas import faults


def with_sets(sheet: Sheet, sets: Mapping[str, str]) -> Sheet:
    """The sheet with ``sets`` (heading to value) filled in, and a note of each that filled any cell."""
    cells, filled, notes = sheet.cells, {}, []
    for heading, value in sets.items():
        absent = heading not in cells
        empty = pd.Series(data=True, index=cells.index) if absent else cells[heading].isna()
        count = int(empty.sum())
        if not count:
            continue
        column = pd.Series(None, index=cells.index, dtype="str") if absent else cells[heading]
        filled[heading] = column.fillna(value)
        where = "(the file has no such column)" if absent else "(where it was empty)"
        records = f"{count:,} record{'' if count == 1 else 's'}"
        notes.append(Note(faults.CELLS_SET, f'{heading} was set to "{value}" in {records} {where}.'))
    return replace(sheet, cells=cells.assign(**filled), notes=(*sheet.notes, *notes))
