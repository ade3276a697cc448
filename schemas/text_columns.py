"""Columns of text as single Arrow arrays, and the numbers that their digits are."""

from collections.abc import Callable

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


def texts_of(texts: pd.Series, answer: Callable[[str], str | None]) -> pd.Series:
    """A text for each cell, missing where the cell is, or the answer is None."""
    return pd.Series(pd.array(_picked(texts, answer, pa.large_string()), dtype="str"), index=texts.index)


def numbers_of(texts: pd.Series, answer: Callable[[str], int]) -> pd.Series:
    """A whole number for each cell (int64); no cell may be missing."""
    return pd.Series(_picked(texts, answer, pa.int64()).to_numpy(), index=texts.index)


def truths_of(texts: pd.Series, answer: Callable[[str], bool]) -> pd.Series:
    """True or False for each cell, False where it is missing."""
    picked = _picked(texts, answer, pa.bool_()).fill_null(False)
    return pd.Series(picked.to_numpy(zero_copy_only=False), index=texts.index)


def _picked(texts: pd.Series, answer: Callable[[str], object], kind: pa.DataType) -> pa.Array:
    coded = array(texts).dictionary_encode()
    return pa.array([answer(text) for text in coded.dictionary.to_pylist()], kind).take(coded.indices)
