"""Finds runs of values that change by the same step from row to row, as when a spreadsheet fills a column down."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.text_columns import array

# How many of a text's last digits are compared as a number: they fit into an int64, and no run needs more.
_COUNTED = 9
_FEWEST_DIGITS = 3
# Two numbers taken at random from a roll of labels lie further apart.
_LONGEST_STEP = 1_000_000


@dataclass(frozen=True)
class Runs:
    """``run``: for each row the number of its run, -1 outside of runs; ``step``: the step of each run."""

    run: np.ndarray
    step: np.ndarray


def counting_texts(texts: pd.Series) -> Runs:
    """Runs of rows whose texts change by one step in their last digits, before up to two letters (a post's CN).

    Three rows make a run if the step is 1 up or down, otherwise four.
    """
    ends = _Ends(array(texts))
    steps = ends.steps()
    alike = _neighbours_alike(steps)
    if not alike.any():
        return Runs(np.full(len(texts), -1), np.zeros(0, dtype=np.int64))
    steps[np.flatnonzero(alike)[~ends.one_stem(np.flatnonzero(alike))]] = 0
    return _runs(steps, least={True: 3, False: 4})


def counting_values(texts: pd.Series, least: int) -> Runs:
    """Runs of ``least`` rows or more whose amount or quantity is exactly one more than in the row above."""
    values = _amounts(texts)
    steps = pc.equal(pc.subtract(values[1:], values[:-1]), pa.scalar(1))
    up = np.r_[0, steps.fill_null(False).to_numpy(zero_copy_only=False)].astype(np.int64)
    return _runs(up, least={True: least, False: least})


def is_sorted(texts: pd.Series) -> bool:
    """Whether the filled cells of a column of amounts or quantities are sorted, up or down."""
    values = _amounts(texts).drop_null()
    return bool(pc.all(pc.less_equal(values[:-1], values[1:])).as_py()) or bool(
        pc.all(pc.greater_equal(values[:-1], values[1:])).as_py()
    )


def _amounts(texts: pd.Series) -> pa.Array:
    """The cells as exact decimals; those with more decimals than any currency, and other texts, are missing."""
    plain = texts.where(texts.str.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,4})?"))
    return array(plain).cast(pa.decimal128(24, 4))


def _neighbours_alike(steps: np.ndarray) -> np.ndarray:
    """True for rows whose step is not zero and equals that of the row above or below."""
    same = (steps[1:] == steps[:-1]) & (steps[1:] != 0)
    alike = np.zeros(len(steps), dtype=bool)
    alike[1:] |= same
    alike[:-1] |= same
    return alike


def _runs(steps: np.ndarray, least: dict[bool, int]) -> Runs:
    """The runs of equal steps, each with the row above its first step.

    ``least``: the fewest rows of a run, under True for steps of 1 up or down and under False for others.
    """
    edges = np.flatnonzero(np.diff(steps, prepend=0, append=0) != 0)
    firsts, lasts = edges[:-1], edges[1:]
    held = steps[firsts]
    wanted = np.where(np.abs(held) == 1, least[True], least[False]) - 1
    long = (held != 0) & (lasts - firsts >= wanted)
    run, found = np.full(len(steps), -1), np.flatnonzero(long)
    marks = np.zeros(len(steps) + 1, dtype=np.int64)
    np.add.at(marks, firsts[found] - 1, 1)
    np.add.at(marks, lasts[found], -1)
    inside = np.cumsum(marks)[:-1] > 0
    # The last row of one run may be the first of the next: it belongs to the next.
    run[inside] = np.searchsorted(firsts[found] - 1, np.flatnonzero(inside), side="right") - 1
    return Runs(run, held[found])


class _Ends:
    """The last digits of texts as numbers, computed over whole columns of bytes."""

    def __init__(self, texts: pa.LargeStringArray) -> None:
        bounds, data = texts.buffers()[1], texts.buffers()[2]
        offsets = np.frombuffer(bounds, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
        self.bytes = np.frombuffer(data, dtype=np.uint8) if data else np.zeros(1, dtype=np.uint8)
        self.starts, self.lengths = offsets[:-1], np.diff(offsets)
        self.letters = self._letters_behind()
        self.digits = np.zeros(len(texts), dtype=np.int64)
        self.value = np.zeros(len(texts), dtype=np.int64)
        going_on, weight = self.lengths > 0, 1
        for place in range(_COUNTED):
            digit = self._from_the_end(self.letters + place).astype(np.int64) - ord("0")
            going_on = going_on & (self.lengths > self.letters + place) & (digit >= 0) & (digit <= 9)
            if not going_on.any():
                break
            self.value += np.where(going_on, digit * weight, 0)
            self.digits += going_on
            weight *= 10

    def steps(self) -> np.ndarray:
        """Each text's number minus the one before; 0 if they cannot be compared or are far apart."""
        step = np.diff(self.value, prepend=0)
        like = self.digits >= _FEWEST_DIGITS
        like[:1] = False
        for column in (self.lengths, self.letters, self.digits):
            like[1:] &= column[1:] == column[:-1]
        return np.where(like & (np.abs(step) <= _LONGEST_STEP), step, 0)

    def one_stem(self, rows: np.ndarray) -> np.ndarray:
        """True for those of ``rows`` whose text equals that of the row above, the counted digits aside."""
        same, before = np.ones(len(rows), dtype=bool), np.maximum(rows - 1, 0)
        stem = self.lengths[rows] - self.letters[rows] - self.digits[rows]
        for place in range(int(stem.max(initial=0))):
            here = np.minimum(place, np.maximum(stem - 1, 0))
            alike = self.bytes[self.starts[rows] + here] == self.bytes[self.starts[before] + here]
            same &= alike | (place >= stem)
        for place in range(2):
            behind = self._from_the_end(np.full(len(rows), place), rows) == self._from_the_end(
                np.full(len(rows), place), before
            )
            same &= behind | (place >= self.letters[rows])
        return same

    def _letters_behind(self) -> np.ndarray:
        last = np.zeros(len(self.starts), dtype=np.int64)
        for place in range(2):
            byte = self._from_the_end(np.full(len(last), place)) & 0xDF
            last += (last == place) & (self.lengths > place) & (byte >= ord("A")) & (byte <= ord("Z"))
        return last

    def _from_the_end(self, places: np.ndarray, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """The byte that is ``places`` before each text's last one."""
        at = self.starts[rows] + self.lengths[rows] - 1 - places
        taken: np.ndarray = self.bytes[np.clip(at, 0, len(self.bytes) - 1)]
        return taken


_SHORTEST, _MOST_DAYS = 4, 10_000
# A run that is most of the column counts from this length on; a shorter one only if one of its days is a Sunday.
_LONGER_THAN_A_WORKING_WEEK = 6
_MOST = 0.8
# Any other run counts if the chance of one of its length in a column is below this.
_BY_CHANCE = 1e-4
_DAY_LENGTH, _WEEK = 10, 7


def rising_runs(days: pd.Series) -> list[slice]:
    """The positions of rows whose days rise by exactly one from row to row, in runs too long for chance.

    ``days``: texts as yyyy-mm-dd; others, and missing ones, end a run. A file with one parcel a day looks the same, and
    so does part of a sorted column: how often days rise by one in the other rows shows what chance explains.
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
