"""Converts days and date-times in a column to seconds UTC and the minutes of their offset.

Nearly all values differ, so whole columns are computed from their digits instead of one value at a time.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.text_columns import array
from schemas.times import DAY

# The forms that nearly all texts have; 0 stands for any digit, and the other characters must match.
_DAY, _ZULU, _OFFSET = "0000-00-00", "0000-00-00T00:00:00Z", "0000-00-00T00:00:00+00:00"
# The days of each month outside leap years; 0 for numbers that are no month.
_DAYS = np.zeros(100, "int64")
_DAYS[1:13] = 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31


def instants(texts: pd.Series) -> pd.DataFrame:
    """Columns ``at`` (seconds, UTC) and ``offset`` (minutes), Int64, missing where the text is; a day is midnight UTC.

    ``texts`` must have the forms of schemas.cells.day_or_date_time, and days that the calendar has.
    """
    held = array(texts)
    values = np.zeros((len(texts), 2), "int64")
    missing = held.is_null().to_numpy(zero_copy_only=False)
    left = ~missing
    for form, rows, cells in _of_forms(held):
        values[rows] = _counted(cells, form)
        left[rows] = False
    for row in np.flatnonzero(left):
        values[row] = instant(held[int(row)].as_py())
    columns = {name: pd.arrays.IntegerArray(values[:, at].copy(), missing) for at, name in enumerate(("at", "offset"))}
    return pd.DataFrame(columns, index=texts.index)


def plainly_real(texts: pd.Series, first_year: int, last_year: int) -> np.ndarray:
    """True where a text in one of the usual forms is certainly a real instant in those years; False is undecided.

    29 February, all other forms and missing texts are False, and the caller checks them.
    """
    real = np.zeros(len(texts), "bool")
    for form, rows, cells in _of_forms(array(texts)):
        year, day = _number(cells, 0, 4), _number(cells, 8)
        fine = (year >= first_year) & (year <= last_year) & (day >= 1) & (day <= _DAYS[_number(cells, 5)])
        bounds = {_DAY: {}, _ZULU: {11: 23, 14: 59, 17: 59}, _OFFSET: {11: 23, 14: 59, 17: 59, 20: 23, 23: 59}}
        for place, most in bounds[form].items():
            fine &= _number(cells, place) <= most
        real[rows] = fine
    return real


def instant(text: str) -> tuple[int, int]:
    """The seconds (UTC) and the offset in minutes of one text."""
    moment = datetime.fromisoformat(text)
    if len(text) == 10:
        return int(moment.replace(tzinfo=UTC).timestamp()), 0
    offset = moment.utcoffset()
    return int(moment.timestamp()), int(offset.total_seconds()) // 60 if offset else 0


def _of_forms(held: pa.LargeStringArray) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each form with the positions of the texts that have it, and their bytes, one row per text."""
    lengths = pc.binary_length(held).fill_null(0).to_numpy()
    for form in (_OFFSET, _ZULU, _DAY):
        rows = np.flatnonzero(lengths == len(form))
        if not len(rows):
            continue
        digits = _bytes(held if len(rows) == len(held) else held.take(pa.array(rows)), len(form))
        fits = _fits(digits, form)
        yield form, *((rows, digits) if fits.all() else (rows[fits], digits[fits]))


def _bytes(texts: pa.Array, length: int) -> np.ndarray:
    """The texts, all of one length, as rows of bytes."""
    _, offsets, content = texts.buffers()
    start = int(np.frombuffer(offsets, "int64", 1, texts.offset * 8)[0])
    return np.frombuffer(content, "uint8", len(texts) * length, start).reshape(len(texts), length)


def _fits(cells: np.ndarray, form: str) -> np.ndarray:
    """True for the rows with ASCII digits and marks exactly where the form has them."""
    fits = np.ones(len(cells), "bool")
    for place, sign in enumerate(form):
        column = cells[:, place]
        if sign == "0":
            fits &= (column >= ord("0")) & (column <= ord("9"))
        elif sign == "+":
            fits &= (column == ord("+")) | (column == ord("-"))
        else:
            fits &= column == ord(sign)
    return fits


def _number(cells: np.ndarray, first: int, count: int = 2) -> np.ndarray:
    """The number in ``count`` digits of each row, from the place ``first`` on."""
    whole = np.zeros(len(cells), "int64")
    for place in range(first, first + count):
        whole = whole * 10 + (cells[:, place].astype("int64") - ord("0"))
    return whole


def _counted(cells: np.ndarray, form: str) -> np.ndarray:
    """Seconds (UTC) and offset minutes of each row, as two columns."""
    months = (_number(cells, 0, 4) - 1970) * 12 + _number(cells, 5) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype("int64") + _number(cells, 8) - 1
    seconds, minutes = days * DAY, np.zeros(len(cells), "int64")
    if form != _DAY:
        seconds += _number(cells, 11) * 3600 + _number(cells, 14) * 60 + _number(cells, 17)
    if form == _OFFSET:
        minutes = (_number(cells, 20) * 60 + _number(cells, 23)) * np.where(cells[:, 19] == ord("-"), -1, 1)
    return np.column_stack([seconds - minutes * 60, minutes])
