"""Texts in Arrow arrays, joined row by row, and their bytes; loads no pandas, which small jobs go without."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_TEXT = pa.large_string()


def joined(columns: Sequence[Any], between: str = "") -> pa.LargeStringArray:
    """One text for each row of the columns (Arrow arrays of text, or one text); a missing value is an empty cell."""
    separator = pa.scalar(between, _TEXT)
    cells = [pa.scalar(column, _TEXT) if isinstance(column, str) else column for column in columns]
    return pc.binary_join_element_wise(*cells, separator, null_handling="replace", null_replacement="")


def content(texts: pa.LargeStringArray) -> memoryview:
    """The bytes of all texts, one after the other, as Arrow stores them."""
    if not len(texts):
        return memoryview(b"")
    _, places, held = texts.buffers()
    bounds = np.frombuffer(places, np.int64, len(texts) + 1, 8 * texts.offset)
    return memoryview(held)[bounds[0] : bounds[-1]]
