"""The rows of a query as a frame; they pass in blocks, as a million at once as Python objects would take gigabytes."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select
from sqlalchemy.exc import DataError

from schemas import dialect, stages

_BLOCK = 32_768


def select(connection: Connection, query: Select[Any], texts: Iterable[str] = ()) -> pd.DataFrame:
    """The rows of a query: text columns as ``str``, truths as bool, all others whole numbers (Int64).

    ``texts`` names the text columns; a column of whole numbers without a NULL is int64.
    """
    result = connection.execute(query)
    types = _types(result.keys(), texts)
    chunks: dict[str, list[pa.Array]] = {name: [] for name in types}
    while result.cursor is not None and (rows := result.cursor.fetchmany(_BLOCK)):
        stages.done(len(rows))
        for (name, kind), cells in zip(types.items(), zip(*rows, strict=True), strict=True):
            chunks[name].append(pa.array(cells, kind))
    # Given up one by one: whole columns beside all their blocks would be twice the memory.
    return pd.DataFrame({name: _column(pa.chunked_array(chunks.pop(name), kind)) for name, kind in types.items()})


def select_packed(connection: Connection, query: Select[Any], codes: Iterable[str] = ()) -> pd.DataFrame:
    """The same for a query whose texts are ids and codes alone: all its rows come as one text.

    No object is made of a cell, and the store works without Python's lock. ``codes`` names the text columns, whose
    values hold no control characters.
    """
    rows = query.subquery()
    try:
        text = connection.execute(dialect.rows_in_one(rows)).scalar_one()
    except DataError:
        # More than the store hands over at once (https://www.sqlite.org/limits.html, 1).
        return select(connection, query, codes)
    types = _types(rows.c.keys(), codes)
    table = _parsed(text, types) if text else pa.table({name: pa.array([], kind) for name, kind in types.items()})
    stages.done(table.num_rows)
    return pd.DataFrame({name: _column(table.column(name)) for name in types})


def _types(names: Iterable[str], texts: Iterable[str]) -> dict[str, pa.DataType]:
    wanted = set(texts)
    return {name: pa.large_string() if name in wanted else pa.int64() for name in names}


def _parsed(lines: bytes, types: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows that are JSON arrays, a line each, as a table; a text's quotes and backslashes are escaped in JSON."""
    from pyarrow import csv  # noqa: PLC0415 - a small file goes without it

    return csv.read_csv(
        pa.BufferReader(lines),
        read_options=csv.ReadOptions(column_names=["[", *types, "]"]),
        parse_options=csv.ParseOptions(escape_char="\\"),
        convert_options=csv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=["null"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _column(cells: pa.ChunkedArray) -> Any:
    if cells.type == pa.large_string():
        return pd.array(cells.combine_chunks(), dtype="str")
    return cells.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get) if cells.null_count else cells.to_numpy()
