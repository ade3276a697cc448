"""Texts and rows that are equal in what counts: found among others, or told apart by which of them comes first."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_BETWEEN = "\x1f"


def row_key(columns: Iterable[pd.Series]) -> pd.Series:
    """One text a row, equal where all columns are; numbers count by their digits, missing cells as empty."""
    parts = list(columns)
    texts = [pa.array(_texts(part), pa.large_string()) for part in parts]
    joined = pc.binary_join_element_wise(*texts, pa.scalar(_BETWEEN, pa.large_string()))
    return pd.Series(pd.array(joined, dtype="str"), index=parts[0].index)


def _texts(column: pd.Series) -> pd.Series:
    text = column if column.dtype == "str" else column.astype("Int64").astype("str")
    return text.fillna("")


def numbered(keys: pd.Series) -> pd.Series:
    """The keys with their place among equal ones, so that of k equal rows each meets one of k others."""
    return keys + _BETWEEN + keys.groupby(keys).cumcount().astype("str")


def among(texts: pd.Series, others: pd.Series) -> pd.Series:
    """True where a text is one of the others; pandas' own ``isin`` takes a Python object each for long columns."""
    values = pa.array(others, pa.large_string()).drop_null()
    found = pc.is_in(pa.array(texts, pa.large_string()), value_set=values, skip_nulls=True)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=texts.index)
