"""The fingerprint of a file's records: it ignores file format and row order, and differs as soon as one cell does."""

import hashlib
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.kinds.kind import Kind
from schemas.text_columns import array, texts_of

_AT_A_TIME = 16_384
_BETWEEN_CELLS, _BEFORE_RECORD, _EMPTY = (pa.scalar(sign, pa.large_string()) for sign in ("\x1f", "\x1e", ""))


def fingerprint(cells: pd.DataFrame, kind: Kind) -> str:
    """SHA-256 over the sorted records of a file, each the texts of its columns; amounts count by their value.

    An absent column counts as an empty one. Raises decimal.InvalidOperation if an amount is not a number.
    """
    joined = _records(cells, kind)
    order = pc.sort_indices(joined)
    digest = hashlib.sha256(kind.name.encode())
    for start in range(0, len(order), _AT_A_TIME):
        ordered = joined.take(order.slice(start, _AT_A_TIME))
        # Each record after its separator: the bytes of the whole block, without a Python object per record.
        parted = pc.binary_join_element_wise(_EMPTY, ordered, _BEFORE_RECORD)
        _, _, content = parted.buffers()
        digest.update(memoryview(content)[: pc.sum(pc.binary_length(parted)).as_py()])
    return digest.hexdigest()


def _records(cells: pd.DataFrame, kind: Kind) -> pa.LargeStringArray:
    """Each record as one text."""
    columns: list[pa.LargeStringArray | pa.Scalar] = []
    for name, column in kind.schema.columns.items():
        metadata = column.metadata or {}
        if "derive" in metadata:
            continue
        if name not in cells:
            # Unlisted columns are in no template, and files without them must keep their present fingerprints.
            columns += [] if "unlisted" in metadata else [_EMPTY]
            continue
        texts = array(_plain_amounts(cells[name]) if metadata.get("holds") == "amount" else cells[name])
        columns.append(_EMPTY if texts.null_count == len(texts) else texts)
    # From scalars alone the join would make one text, not one per record.
    if all(isinstance(column, pa.Scalar) for column in columns):
        columns[0] = pa.nulls(len(cells), pa.large_string())
    return pc.binary_join_element_wise(*columns, _BETWEEN_CELLS, null_handling="replace", null_replacement="")


def _plain_amounts(amounts: pd.Series) -> pd.Series:
    """Amounts in one way of writing: ``5``, ``5.0`` and ``+5.00`` become equal; a cell with two meanings keeps both."""
    return texts_of(amounts, lambda text: text if "|" in text else format(Decimal(text).normalize(), "f"))
