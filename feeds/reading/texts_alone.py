"""Sheets of which every cell is text, by a reader that hands over whole columns and makes no object of a cell.

Where one cell is a number, a date or anything else, it says so, and the sheet is read cell by cell.
"""

import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.typed import stripped


def columns(content: bytes, sheet: str) -> list[pa.LargeStringArray] | None:
    """The columns of a sheet, the same as cell by cell; None where not all of its cells are text, or it cannot tell.

    The sheet's first column must be A: the reader does not say where it begins.
    """
    batch = _read(content, sheet)
    if batch is None or not all(pa.types.is_string(kind) or pa.types.is_null(kind) for kind in batch.schema.types):
        return None
    empty = pa.nulls(batch.num_rows, pa.large_string())
    texts = [empty if pa.types.is_null(column.type) else column.cast(pa.large_string()) for column in batch.columns]
    height = _height(texts, batch.num_rows)
    return [stripped(column[:height]) for column in texts]


def _read(content: bytes, sheet: str) -> pa.RecordBatch | None:
    import fastexcel  # noqa: PLC0415 - small workbooks go without it

    try:
        return (
            fastexcel.read_excel(content)
            .load_sheet(sheet, header_row=None, skip_rows=0, schema_sample_rows=None, dtype_coercion="strict")
            .to_arrow()
        )
    except fastexcel.FastExcelError:
        return None
    except BaseException as fault:
        # What a reader written in Rust gives up on has a class that no Python exception is a parent of.
        if type(fault).__name__ != "PanicException":
            raise
        return None


def _height(texts: list[pa.LargeStringArray], height: int) -> int:
    """The rows down to the last one with a text in it."""
    while height and not any(column[height - 1].as_py() for column in texts):
        blocks = (column[max(height - 1000, 0) : height] for column in texts)
        filled = [pc.fill_null(pc.not_equal(block, ""), False).to_numpy(zero_copy_only=False) for block in blocks]
        rows = [int(block.nonzero()[0][-1]) + 1 for block in filled if block.any()]
        height = max(height - 1000, 0) + max(rows, default=0)
    return height
