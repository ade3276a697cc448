"""Reads sheets with a reader that returns whole columns, without a Python object per cell.

The reader returns every column as texts. For a column with numbers, the count of its number cells in the sheet shows
which texts were numbers. If the count does not settle it, the sheet is read cell by cell.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.grid import is_panic
from feeds.reading.typed_cells import all_stripped, shown_number

# The reader's texts for a number, for a day, and for other cells that are no texts: times, infinity, truth values.
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_DAY = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$"
_NEITHER = r"^([+-]?[0-9]+-[0-9]{2}-[0-9]{2} [0-9]{2}:.*|-?inf|NaN|true|false)$"
_TO_REWRITE = r"^-0$|\.|[0-9]{16}"
Columns = tuple[list[pa.LargeStringArray], dict[int, pa.StringArray]]


@dataclass
class Read:
    """The reader's result if the columns at ``numbered`` have numbers; taking ``batch`` sets it to None to free it."""

    numbered: Collection[int]
    batch: pa.RecordBatch | None


def columns(content: bytes, sheet: str, numbers: Mapping[int, int], ahead: Read | None = None) -> Columns | None:
    """The columns of a sheet and the kinds of their cells, as if read cell by cell; None if that cannot be settled.

    ``numbers``: the number cells of each column, by position from zero; columns without any are left out. The first
    column of the sheet must be A, since the reader does not report where it begins. ``ahead``: the sheet as already
    read, if it was.
    """
    held = ahead if ahead and set(ahead.numbered) == set(numbers) else read(content, sheet, numbers)
    batch, held.batch = held.batch, None
    if batch is None or not all(pa.types.is_string(kind) or pa.types.is_null(kind) for kind in batch.schema.types):
        return None
    empty = pa.nulls(batch.num_rows, pa.large_string())
    texts = [empty if pa.types.is_null(column.type) else column.cast(pa.large_string()) for column in batch.columns]
    height = _height(texts, batch.num_rows)
    texts = [column[:height] for column in texts]
    kinds = {}
    for position, cells in numbers.items():
        typed = _typed(texts[position], cells)
        if typed is None:
            return None
        texts[position], kinds[position] = typed
    del batch
    return all_stripped(texts), kinds


def read(content: bytes, sheet: str, numbered: Collection[int]) -> Read:
    """Reads a sheet whose columns at these positions have number cells; the batch is None if the reader fails."""
    return Read(numbered, _read(content, sheet, numbered))


def _read(content: bytes, sheet: str, numbered: Collection[int]) -> pa.RecordBatch | None:
    import fastexcel  # noqa: PLC0415 - small workbooks go without it

    try:
        return (
            fastexcel.read_excel(content)
            .load_sheet(
                sheet,
                header_row=None,
                skip_rows=0,
                schema_sample_rows=None,
                dtype_coercion="strict",
                dtypes=dict.fromkeys(numbered, "string"),
            )
            .to_arrow()
        )
    except fastexcel.FastExcelError:
        return None
    except BaseException as fault:
        if not is_panic(fault):
            raise
        return None


def _typed(column: pa.LargeStringArray, cells: int) -> tuple[pa.LargeStringArray, pa.StringArray] | None:
    """A column with ``cells`` number cells as shown texts, and the kind of each cell; None if it cannot be settled.

    A text that looks like neither a number nor a day was a text cell. If as many others remain as there are number
    cells, none of them was a text.
    """
    column = pc.if_else(pc.equal(column, ""), None, column)
    number, day, neither = (_matching(column, form) for form in (_NUMBER, _DAY, _NEITHER))
    if pc.sum(number).as_py() + pc.sum(day).as_py() != cells or pc.any(pc.and_not(neither, day)).as_py():
        return None
    kinds = pc.if_else(number, "number", pc.if_else(day, "date", ""))
    column = pc.if_else(day, pc.utf8_slice_codeunits(column, 0, 10), column)
    rewritten = pc.and_(number, _matching(column, _TO_REWRITE))
    if pc.any(rewritten).as_py():
        column = pc.replace_with_mask(column, rewritten, _shown(column.filter(rewritten)))
    return column, kinds


def _matching(column: pa.LargeStringArray, form: str) -> pa.BooleanArray:
    return pc.fill_null(pc.match_substring_regex(column, form), False)


def _shown(numbers: pa.LargeStringArray) -> pa.LargeStringArray:
    distinct = numbers.dictionary_encode()
    texts = [shown_number(float(text)) for text in distinct.dictionary.to_pylist()]
    return pa.array(texts, pa.large_string()).take(distinct.indices)


def _height(texts: list[pa.LargeStringArray], height: int) -> int:
    """The number of rows down to the last one with a text in it."""
    while height and not any(column[height - 1].as_py() for column in texts):
        blocks = (column[max(height - 1000, 0) : height] for column in texts)
        filled = [pc.fill_null(pc.not_equal(block, ""), False).to_numpy(zero_copy_only=False) for block in blocks]
        rows = [int(block.nonzero()[0][-1]) + 1 for block in filled if block.any()]
        height = max(height - 1000, 0) + max(rows, default=0)
    return height
