"""Judges the cells of columns: each cell in a row and an order of its own, all columns of a feed in one file."""

from collections.abc import Callable

from tests.rules.desk import Desk
from tests.rules.writings import Row

# Stands for the cell that the row has anyway.
OWN = "(its own)"
# A cell, and the codes that it must get.
Cases = dict[str, list[int]]
Columns = dict[str, Cases]


def judged(desk: Desk, word: str, columns: Columns, row: Callable[[str, int], Row]) -> Columns:
    """The faults that each cell gets under its own heading; ``row`` gives the cells of an order's row."""
    pairs = [(heading, cell) for heading, cases in columns.items() for cell in cases]
    plain = [row(heading, order) for order, (heading, _) in enumerate(pairs, 1)]
    rows = [of | ({} if cell == OWN else {heading: cell}) for of, (heading, cell) in zip(plain, pairs, strict=True)]
    answer = desk.upload(word, rows, ending="xlsx")
    found: Columns = {heading: {cell: [] for cell in cases} for heading, cases in columns.items()}
    told = "SELECT record, code, heading FROM upload_faults WHERE upload_no = :upload ORDER BY fault_no"
    for record, code, column in desk.sql(told, upload=answer.upload):
        heading, cell = pairs[record - 1]
        if column == heading:
            found[heading][cell].append(code)
    return found
