"""The rows of a sheet as a workbook's XML (ECMA-376, part 1, 18.3.1), made a column at a time.

XlsxWriter takes some microseconds per cell, which for forty million cells is half an hour.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from reports.files.text_files import apart_at_tabs, joined
from reports.order_lines import holds
from schemas.text_bytes import content
from schemas.times import DAY

DATE, TEXT, WHOLE = "yyyy-mm-dd hh:mm:ss", "@", "0"
_CELL = pa.large_string()
_LONGEST_CELL = 32_767
_EPOCH = 25_569  # 1970-01-01 as Excel counts days
# A text that looks like the escape of a control character is itself escaped.
_ESCAPES = ((b"&", "&amp;"), (b"<", "&lt;"), (b">", "&gt;"), (b"_x", r"_x005F_x\1"))
_OUTER_SPACE = r"^[\s\pZ]|[\s\pZ]$"
_FOLLOWED = {b"_x": "([0-9a-fA-F]{4}_)"}


def amount_format(places: int) -> str:
    """The number format of amounts with ``places`` decimals."""
    return "#,##0" + ("." + "0" * places if places else "")


def rows(
    lines: pa.LargeStringArray, first_row: int, headings: Sequence[str], styles: Mapping[str, str]
) -> pa.LargeStringArray:
    """One ``row`` element for each of ``lines``, whose cells are separated by tabs; the first is ``first_row``.

    ``styles``: the style number in the workbook for each number format.
    """
    cells, held = apart_at_tabs(lines), bytes(content(lines))
    escapes = [(plain, escaped) for plain, escaped in _ESCAPES if plain in held]
    numbers = pa.array(np.arange(first_row, first_row + len(lines))).cast(_CELL)
    parts = ['<row r="', numbers, '">']
    for position, heading in enumerate(headings):
        column = cells.take(pa.array(np.arange(position, len(cells), len(headings))))
        start = joined([f'<c r="{xl_col_to_name(position)}', numbers], "")
        elements = _elements(column, holds(heading), _Look(start, styles, escapes))
        parts.append(pc.if_else(pc.equal(column, ""), pa.scalar("", _CELL), elements))
    return joined([*parts, "</row>"], "")


class _Look(NamedTuple):
    """The start of each cell of a column, the styles by number format, and the characters to escape."""

    start: pa.LargeStringArray
    styles: Mapping[str, str]
    escapes: Sequence[tuple[bytes, str]]


def _elements(cells: pa.LargeStringArray, kind: str, look: _Look) -> pa.LargeStringArray:
    if kind == "amount":
        return _numbers(cells, _styles_of_amounts(cells, look.styles), look.start)
    if kind == "number":
        return _numbers(cells, look.styles[WHOLE], look.start)
    if kind != "date":
        return _texts(cells, look)
    days = _days(cells)
    return pc.if_else(days.is_valid(), _numbers(days, look.styles[DATE], look.start), _texts(cells, look))


def _numbers(cells: pa.LargeStringArray, style: Any, start: Any) -> pa.LargeStringArray:
    return joined([start, '" s="', style, '"><v>', cells, "</v></c>"], "")


def _styles_of_amounts(cells: pa.LargeStringArray, styles: Mapping[str, str]) -> pa.LargeStringArray:
    point = pc.find_substring(cells, ".").to_numpy()
    places = np.where(point < 0, 0, pc.binary_length(cells).to_numpy() - point - 1)
    of_places = {number: styles[amount_format(number)] for number in np.unique(places).tolist()}
    return pa.array(pd.Series(places).map(of_places), _CELL)


def _texts(cells: pa.LargeStringArray, look: _Look) -> pa.LargeStringArray:
    cells = pc.utf8_slice_codeunits(cells, 0, _LONGEST_CELL)
    for plain, escaped in look.escapes:
        cells = pc.replace_substring_regex(cells, plain.decode() + _FOLLOWED.get(plain, ""), escaped)
    outer = pc.match_substring_regex(cells, _OUTER_SPACE)
    keeping = pc.if_else(outer, pa.scalar(' xml:space="preserve"', _CELL), pa.scalar("", _CELL))
    opened = f'" s="{look.styles[TEXT]}" t="inlineStr"><is><t'
    return joined([look.start, opened, keeping, ">", cells, "</t></is></c>"], "")


def _days(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    """ISO 8601 date-times as Excel's day numbers, in UTC; missing where the text is not one."""
    instants = pd.to_datetime(cells.to_pandas(), format="%Y-%m-%dT%H:%M:%S%z", utc=True, errors="coerce")
    seconds = pd.Series(instants).dt.tz_localize(None).astype("datetime64[s]")
    days = ((seconds - pd.Timestamp(0)) / pd.Timedelta(seconds=DAY) + _EPOCH).round(11)
    return pa.array(days, pa.float64(), from_pandas=True).cast(_CELL)
