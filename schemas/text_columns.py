"""Columns of text as single Arrow arrays, and the whole numbers in their digits."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def array(texts: pd.Series) -> pa.LargeStringArray:
    """A column as one Arrow array; columns of concatenated frames come in chunks, which are combined."""
    held = pa.array(texts, pa.large_string())
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def whole_numbers(texts: pd.Series) -> pd.Series:
    """Checked whole numbers as Int64, missing where the text is; leading zeros do not count."""
    return pd.Series(pd.array(array(texts).cast(pa.int64()), dtype="Int64"), index=texts.index)


def digits(ids: pd.Series) -> np.ndarray:
    """Identifiers as whole numbers of their digits without hyphens, -1 where missing: nearly the order of their index.

    Raises pyarrow.ArrowInvalid if an identifier is no number, or too long for 64 bits.
    """
    numbers: np.ndarray = pc.replace_substring(array(ids), "-", "").cast(pa.int64()).fill_null(-1).to_numpy()
    return numbers


def texts_of(texts: pd.Series, answer: Callable[[str], str | None]) -> pd.Series:
    """The text that ``answer`` returns for each cell; missing where the cell is missing or the answer is None."""
    return pd.Series(pd.array(_picked(texts, answer, pa.large_string()), dtype="str"), index=texts.index)


def numbers_of(texts: pd.Series, answer: Callable[[str], int]) -> pd.Series:
    """The whole number that ``answer`` returns for each cell (int64); no cell may be missing."""
    return pd.Series(_picked(texts, answer, pa.int64()).to_numpy(), index=texts.index)


def truths_of(texts: pd.Series, answer: Callable[[str], bool]) -> pd.Series:
    """The truth that ``answer`` returns for each cell, False where the cell is missing."""
    picked = _picked(texts, answer, pa.bool_()).fill_null(False)
    return pd.Series(picked.to_numpy(zero_copy_only=False), index=texts.index)


def _picked(texts: pd.Series, answer: Callable[[str], object], kind: pa.DataType) -> pa.Array:
    coded = array(texts).dictionary_encode()
    return pa.array([answer(text) for text in coded.dictionary.to_pylist()], kind).take(coded.indices)
