"""The rows of a query as a frame; they pass in blocks, as a million at once as Python objects would take gigabytes."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select

from schemas import stages

_BLOCK = 32_768


def select(connection: Connection, query: Select[Any], texts: Iterable[str] = ()) -> pd.DataFrame:
    """The rows of a query: text columns as ``str``, truths as bool, all others whole numbers (Int64).

    ``texts`` names the text columns; a column of whole numbers without a NULL is int64.
    """
    result, wanted = connection.execute(query), set(texts)
    types = {name: pa.large_string() if name in wanted else pa.int64() for name in result.keys()}  # noqa: SIM118
    chunks: dict[str, list[pa.Array]] = {name: [] for name in types}
    while result.cursor is not None and (rows := result.cursor.fetchmany(_BLOCK)):
        stages.done(len(rows))
        for (name, kind), cells in zip(types.items(), zip(*rows, strict=True), strict=True):
            chunks[name].append(pa.array(cells, kind))
    # Given up one by one: whole columns beside all their blocks would be twice the memory.
    return pd.DataFrame({name: _column(pa.chunked_array(chunks.pop(name), kind)) for name, kind in types.items()})


def _column(cells: pa.ChunkedArray) -> Any:
    if cells.type == pa.large_string():
        return pd.array(cells.combine_chunks(), dtype="str")
    return cells.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get) if cells.null_count else cells.to_numpy()
