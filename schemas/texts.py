"""Columns of text as single Arrow arrays, and the numbers that their digits are."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def array(texts: pd.Series) -> pa.LargeStringArray:
    """A column as one array: frames that were put together hold theirs in pieces."""
    held = pa.array(texts, pa.large_string())
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def whole_numbers(texts: pd.Series) -> pd.Series:
    """Checked whole numbers as Int64, missing where the text is; zeros before them do not count."""
    return pd.Series(pd.array(array(texts).cast(pa.int64()), dtype="Int64"), index=texts.index)


def digits(ids: pd.Series) -> np.ndarray:
    """Identifiers as the numbers of their digits without hyphens, -1 where missing: about the order of their index.

    Raises pyarrow.ArrowInvalid where one is no number, or too long for 64 bits.
    """
    numbers: np.ndarray = pc.replace_substring(array(ids), "-", "").cast(pa.int64()).fill_null(-1).to_numpy()
    return numbers
