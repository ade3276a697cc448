"""Sheets by a reader that hands over whole columns and makes no object of a cell.

It tells the columns of which all cells are text. Of a column with numbers it says no more than the texts, and the
number cells that were counted in the sheet tell which of them were numbers, or that it cannot be told: then the sheet
is read cell by cell.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from feeds.reading.typed_cells import all_stripped, shown_number

# What the reader makes of a number and of a day, and of other cells that are no texts: times, infinity, truths.
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_DAY = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$"
_NEITHER = r"^([+-]?[0-9]+-[0-9]{2}-[0-9]{2} [0-9]{2}:.*|-?inf|NaN|true|false)$"
_TO_REWRITE = r"^-0$|\.|[0-9]{16}"
Columns = tuple[list[pa.LargeStringArray], dict[int, pa.StringArray]]


@dataclass
class Read:
    """What the reader gave, told that the columns at ``numbered`` have numbers; whoever takes ``batch`` leaves none."""

    numbered: Collection[int]
    batch: pa.RecordBatch | None


def columns(content: bytes, sheet: str, numbers: Mapping[int, int], ahead: Read | None = None) -> Columns | None:
    """The columns of a sheet and what their cells were, the same as cell by cell; None where it cannot tell.

    ``numbers``: how many number cells each column has, by its position from zero; columns without any are left out.
    The sheet's first column must be A: the reader does not say where it begins. ``ahead``: it has been read.
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
    """Reads a sheet of which the columns at these positions have number cells; its batch is None where it cannot."""
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
        # What a reader written in Rust gives up on has a class that no Python exception is a parent of.
        if type(fault).__name__ != "PanicException":
            raise
        return None


def _typed(column: pa.LargeStringArray, cells: int) -> tuple[pa.LargeStringArray, pa.StringArray] | None:
    """A column with ``cells`` number cells as it is shown, and what each cell was; None where it cannot be told.

    A text that is neither number nor day was one. Where the others are as many as there are number cells, none of
    them was a text.
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
    """The rows down to the last one with a text in it."""
    while height and not any(column[height - 1].as_py() for column in texts):
        blocks = (column[max(height - 1000, 0) : height] for column in texts)
        filled = [pc.fill_null(pc.not_equal(block, ""), False).to_numpy(zero_copy_only=False) for block in blocks]
        rows = [int(block.nonzero()[0][-1]) + 1 for block in filled if block.any()]
        height = max(height - 1000, 0) + max(rows, default=0)
    return height
