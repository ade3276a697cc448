"""Days and date-times as the cells of a column have them, as seconds UTC and the minutes of their offset.

Nearly every one is another, so they are counted from their digits as whole columns, not one by one.
"""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.texts import array

# The forms that nearly all have; each digit stands for itself, and what else is there must be there.
_DAY, _ZULU, _OFFSET = "0000-00-00", "0000-00-00T00:00:00Z", "0000-00-00T00:00:00+00:00"


def instants(texts: pd.Series) -> pd.DataFrame:
    """Columns ``at`` (seconds, UTC) and ``offset`` (minutes), Int64, missing where the text is; a day is its midnight.

    ``texts`` must be of the forms of schemas.cells.day_or_date_time, days that the calendar has.
    """
    held = array(texts)
    lengths = pc.binary_length(held).fill_null(0).to_numpy()
    values = np.zeros((len(texts), 2), "int64")
    left = lengths > 0
    for form in (_OFFSET, _ZULU, _DAY):
        rows = np.flatnonzero(lengths == len(form))
        if not len(rows):
            continue
        digits = _bytes(held if len(rows) == len(held) else held.take(pa.array(rows)), len(form))
        fits = _fits(digits, form)
        values[rows[fits]] = _counted(digits[fits], form)
        left[rows[fits]] = False
    for row in np.flatnonzero(left):
        values[row] = instant(held[int(row)].as_py())
    missing = lengths == 0
    columns = {name: pd.arrays.IntegerArray(values[:, at].copy(), missing) for at, name in enumerate(("at", "offset"))}
    return pd.DataFrame(columns, index=texts.index)


def instant(text: str) -> tuple[int, int]:
    """Seconds and minutes of one text."""
    moment = datetime.fromisoformat(text)
    if len(text) == 10:
        return int(moment.replace(tzinfo=UTC).timestamp()), 0
    offset = moment.utcoffset()
    return int(moment.timestamp()), int(offset.total_seconds()) // 60 if offset else 0


def _bytes(texts: pa.Array, length: int) -> np.ndarray:
    """The texts, all of one length, as rows of bytes."""
    _, offsets, content = texts.buffers()
    start = int(np.frombuffer(offsets, "int64", 1, texts.offset * 8)[0])
    return np.frombuffer(content, "uint8", len(texts) * length, start).reshape(len(texts), length)


def _fits(cells: np.ndarray, form: str) -> np.ndarray:
    """True for the rows that have digits and marks where the form has them, and digits of ASCII alone."""
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


def _counted(cells: np.ndarray, form: str) -> np.ndarray:
    """Seconds and minutes of each row, two columns."""

    def number(first: int, count: int = 2) -> np.ndarray:
        places = (cells[:, first + place].astype("int64") - ord("0") for place in range(count))
        whole = np.zeros(len(cells), "int64")
        for digit in places:
            whole = whole * 10 + digit
        return whole

    months = (number(0, 4) - 1970) * 12 + number(5) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype("int64") + number(8) - 1
    seconds, minutes = days * 86_400, np.zeros(len(cells), "int64")
    if form != _DAY:
        seconds += number(11) * 3600 + number(14) * 60 + number(17)
    if form == _OFFSET:
        minutes = (number(20) * 60 + number(23)) * np.where(cells[:, 19] == ord("-"), -1, 1)
    return np.column_stack([seconds - minutes * 60, minutes])
