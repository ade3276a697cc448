"""Which row of a file each of its records stood in, as a text that stays short: rows that were left out are few."""

import json

import numpy as np
import pandas as pd


def packed(rows: pd.Series) -> str:
    """The rows of records as JSON; ``rows`` is indexed by record, both ascending.

    A list of how far the first row is from its record and, for each record where that changes, how many records after
    the last such one it stands (the first time: after record 0) and by how many rows more.
    """
    records = rows.index.to_numpy("int64")
    ahead = rows.to_numpy("int64") - records
    changed = np.flatnonzero(np.diff(ahead)) + 1
    steps = np.diff(records[changed], prepend=0)
    pairs = np.column_stack([steps, np.diff(ahead)[changed - 1]])
    return json.dumps([*ahead[:1].tolist(), *pairs.ravel().tolist()], separators=(",", ":"))


def unpacked(kept: str) -> list[int]:
    """What ``packed`` made, ready for ``row_of``."""
    return [int(number) for number in json.loads(kept)]


def row_of(ahead: list[int], record: int) -> int:
    """The row of one record."""
    row, at = record + ahead[0], 0
    for step, more in zip(ahead[1::2], ahead[2::2], strict=True):
        at += step
        if at > record:
            break
        row += more
    return row
