"""Judges one column's cells: each cell in a row of its own, all in one file."""

from collections.abc import Callable

from tests.rules.desk import Desk
from tests.rules.writings import Row

# A cell, and the codes that it must get.
Cases = dict[str, list[int]]


def judged(desk: Desk, word: str, heading: str, cases: Cases, row: Callable[[int], Row]) -> Cases:
    """The faults that each cell gets under ``heading`` in the row of its own order, warnings of others left out."""
    answer = desk.upload(word, [row(order) | {heading: cell} for order, cell in enumerate(cases, 1)], ending="xlsx")
    columns = desk.sql("SELECT record, code, heading FROM upload_faults WHERE upload_no = :n", n=answer.upload)
    found: Cases = {cell: [] for cell in cases}
    for record, code, of in columns:
        if of == heading:
            found[list(cases)[record - 1]].append(code)
    return found
