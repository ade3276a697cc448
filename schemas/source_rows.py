"""The row in the file of each record, packed into a text that stays short because few rows are left out."""

import json

import numpy as np
import pandas as pd


def packed(rows: pd.Series) -> str:
    """The rows of records as JSON; ``rows`` is indexed by record, both ascending.

    The list starts with the distance from the first record to its row. Then, for each record where that distance
    changes, come two numbers: how many records after the last change it is (the first time: after record 0), and by how
    many rows the distance grows.
    """
    records = rows.index.to_numpy("int64")
    ahead = rows.to_numpy("int64") - records
    changed = np.flatnonzero(np.diff(ahead)) + 1
    steps = np.diff(records[changed], prepend=0)
    pairs = np.column_stack([steps, np.diff(ahead)[changed - 1]])
    return json.dumps([*ahead[:1].tolist(), *pairs.ravel().tolist()], separators=(",", ":"))


def unpacked(kept: str) -> list[int]:
    """Reads what ``packed`` returned, for use by ``row_of``."""
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
