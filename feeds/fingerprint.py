"""The fingerprint of a file's records: equal however they were saved or ordered, unequal when one cell is another."""

import hashlib
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.kinds.kind import Kind


def fingerprint(cells: pd.DataFrame, kind: Kind) -> str:
    """SHA-256 over the sorted records of a file, each the texts of its columns; amounts count by their value.

    An absent column counts as an empty one. Raises decimal.InvalidOperation where an amount is none.
    """
    absent = pd.Series("", index=cells.index, dtype="str")
    columns = []
    for name, column in kind.schema.columns.items():
        metadata = column.metadata or {}
        if "derive" in metadata:
            continue
        texts = cells.get(name, absent)
        texts = _plain_amounts(texts) if metadata.get("holds") == "amount" and name in cells else texts
        columns.append(pa.array(texts.fillna(""), pa.large_string()))
    joined = pc.binary_join_element_wise(*columns, pa.scalar("\x1f", pa.large_string()))
    ordered = joined.take(pc.sort_indices(joined))
    mark = pa.scalar("\x1e", pa.large_string())
    digest = hashlib.sha256(kind.name.encode())
    # Each record behind its separator: together the bytes of the whole, without a Python object of any.
    parted = pc.binary_join_element_wise(pa.scalar("", pa.large_string()), ordered, mark)
    _, _, content = parted.buffers()
    digest.update(memoryview(content)[: pc.sum(pc.binary_length(parted)).as_py()])
    return digest.hexdigest()


def _plain_amounts(amounts: pd.Series) -> pd.Series:
    """Amounts without differences in writing: ``5``, ``5.0`` and ``+5.00`` are one."""
    plain = {text: format(Decimal(text).normalize(), "f") for text in amounts.dropna().unique()}
    return amounts.map(plain).astype("str")
