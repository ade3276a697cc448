"""Days that rise by one from row to row, as when a spreadsheet fills a column from one cell that is dragged down."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.texts import array

_SHORTEST, _MOST_DAYS = 4, 10_000
# A run of most of the column counts from here on, and below where one of its days is a Sunday.
_LONGER_THAN_A_WORKING_WEEK = 6
_MOST = 0.8
# Any other run counts where one of its length would stand by chance in one of so many columns at most.
_BY_CHANCE = 1e-4
_DAY_LENGTH, _WEEK = 10, 7


def rising_runs(days: pd.Series) -> list[slice]:
    """The places of rows whose days rise by exactly one from row to row for longer than chance has it.

    ``days``: texts as yyyy-mm-dd; others, and missing ones, end a run. A file of few parcels, one a day, looks the
    same, and so does a stretch of a sorted column: how often days rise by one in the rest tells what chance has.
    """
    coded = array(days).dictionary_encode()
    if not _SHORTEST <= len(coded.dictionary) <= _MOST_DAYS:
        return []
    ordinals = pa.array([_ordinal(day) for day in coded.dictionary.to_pylist()], pa.int64())
    numbers = ordinals.take(coded.indices).fill_null(0).to_numpy()
    rises = np.diff(numbers) == 1
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rises.astype("int8"), [0]))))
    firsts, lasts = edges[::2], edges[1::2]
    long = lasts - firsts + 1 >= _SHORTEST
    dated = int((numbers > 0).sum())
    return [
        slice(int(first), int(last) + 1)
        for first, last in zip(firsts[long], lasts[long], strict=True)
        if _counts(numbers[first : last + 1], int(rises.sum()), dated)
    ]


def _counts(run: np.ndarray, rises: int, dated: int) -> bool:
    length = len(run)
    if length >= _MOST * dated:
        # Ordinal 7 was a Sunday.
        return length >= _LONGER_THAN_A_WORKING_WEEK or bool((run % _WEEK == 0).any())
    steps = length - 1
    share = (rises - steps + 1) / (dated - 1 - steps + 2)
    return bool(dated * share**steps < _BY_CHANCE)


def _ordinal(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal() if len(day) == _DAY_LENGTH else None
    except ValueError:
        return None
