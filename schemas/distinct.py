"""What follows from each text of a column, worked out once for each distinct one and picked as whole columns.

A million cells hold a few carriers and days; a million Python objects are made for none of them.
"""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from schemas.texts import array


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
