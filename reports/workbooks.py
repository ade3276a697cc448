"""Reports as workbooks for Excel: typed cells, and nothing that Excel would run or follow.

Dates are date cells in UTC, amounts numbers with the decimals of their currency, quantities numbers; everything else is
a text cell, so that identifiers, postal codes and phone numbers stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from reports.flat_files import amounts, printable
from reports.report import Report, holds
from schemas.currencies import EXPONENTS
from schemas.deadlines import DAY

ROWS_OF_A_SHEET = 1_048_576
_LONGEST_CELL = 32_767
_EPOCH = 25_569  # 1970-01-01 as Excel counts days
_DATE = "yyyy-mm-dd hh:mm:ss"
_TEXT = "@"
_DATE_WIDTH = len(_DATE)
_NARROWEST, _WIDEST = 8, 48
_FILTER_BUTTON = 3
_AT_A_TIME = 65_536


@dataclass(frozen=True)
class _Column:
    """The cells of one column: numbers and texts, the number format of each, and the width in characters."""

    cells: "pd.Series[Any]"
    formats: "pd.Series[Any] | str"
    width: float


def write(report: Report, file: BinaryIO, rows_of_a_sheet: int = ROWS_OF_A_SHEET) -> None:
    """The report as a workbook of one sheet, and further ones past ``rows_of_a_sheet``, the heading row included."""
    # Row by row to the disk: a million rows held as cells would take many gigabytes. A folder of its own, because the
    # library leaves its files behind when it fails, and buyers' addresses are in them.
    with TemporaryDirectory(prefix="orderfeeds-", ignore_cleanup_errors=True) as scratch:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": scratch})
        book.set_properties({"created": datetime.fromtimestamp(report.as_of, UTC).replace(tzinfo=None)})
        lines = rows_of_a_sheet - 1
        for number, start in enumerate(range(0, max(len(report.lines), 1), lines), 1):
            part = report.lines.iloc[start : start + lines].reset_index(drop=True)
            _write_sheet(book, report.title if number == 1 else f"{report.title} {number}", part)
        try:
            book.close()
        except FileCreateError as fault:
            raise OSError(*fault.args) from fault


def _write_sheet(book: Any, title: str, lines: pd.DataFrame) -> None:
    sheet = book.add_worksheet(title)
    formats = {name: book.add_format(_look(name)) for name in _format_names()}
    columns = [_column(lines, name) for name in lines.columns]
    for position, column in enumerate(columns):
        usual = formats[column.formats] if isinstance(column.formats, str) else None
        sheet.set_column(position, position, column.width, usual)
    _settle(sheet, len(lines), len(columns))
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECF2", "num_format": _TEXT})
    for position, name in enumerate(lines.columns):
        sheet.write_string(0, position, name, heading)
    for row, cells in enumerate(_rows(columns, len(lines)), 1):
        for position, (cell, name) in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, position, cell, formats[_TEXT])
            elif cell is not None:
                sheet.write_number(row, position, cell, formats[name])


def _settle(sheet: Any, lines: int, columns: int) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(lines, 1), columns - 1)
    # Identifiers are digits held as text on purpose: no green triangles.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_OF_A_SHEET}"})
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _format_names() -> list[str]:
    return [_TEXT, _DATE, "0", *sorted({_amount_format(places) for places in EXPONENTS.values()})]


def _look(name: str) -> dict[str, Any]:
    # Indented, so that a number does not run into the text of the next column.
    return {"num_format": name} | ({"align": "left"} if name in (_TEXT, _DATE) else {"align": "right", "indent": 1})


def _amount_format(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _rows(columns: list[_Column], count: int) -> Iterator[tuple[Any, ...]]:
    for start in range(0, count, _AT_A_TIME):
        part = slice(start, start + _AT_A_TIME)
        yield from zip(*(_cells(column, part) for column in columns), strict=True)


def _cells(column: _Column, part: slice) -> Iterator[tuple[Any, str]]:
    held = column.cells.iloc[part].astype(object)
    cells = held.where(held.notna(), None).tolist()
    names = repeat(column.formats) if isinstance(column.formats, str) else column.formats.iloc[part].tolist()
    return zip(cells, names, strict=False)


def _column(lines: pd.DataFrame, heading: str) -> _Column:
    cells, formats = _typed(lines, heading)
    shown = _DATE_WIDTH if holds(heading) == "date" else _longest(cells)
    if holds(heading) == "amount":
        shown += shown // 3  # thousands commas
    width = max(shown, len(heading) + _FILTER_BUTTON, _NARROWEST) + 1
    return _Column(cells, formats, min(width, _WIDEST))


def _typed(lines: pd.DataFrame, heading: str) -> tuple["pd.Series[Any]", "pd.Series[Any] | str"]:
    cells, kind = lines[heading], holds(heading)
    if kind == "date":
        return _dates(cells), _DATE
    if kind == "amount":
        places = lines["currency"].map(EXPONENTS).fillna(2).astype("int64")
        return amounts(cells, lines["currency"]).astype("float64"), places.map(_amount_format)
    if kind == "number":
        return cells, "0"
    return pd.Series(printable(cells).to_pylist(), dtype="str").str.slice(0, _LONGEST_CELL), _TEXT


def _dates(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Instants as Excel's days; text that is no ISO 8601 date-time stays text."""
    if not pd.api.types.is_string_dtype(cells.dtype):
        return cells.astype("Float64") / DAY + _EPOCH
    instants = pd.to_datetime(cells, format="%Y-%m-%dT%H:%M:%S%z", utc=True, errors="coerce")
    days = (instants - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1) + _EPOCH
    texts = pd.Series(printable(cells).to_pylist(), dtype=object)
    return days.astype(object).where(days.notna(), texts)


def _longest(cells: "pd.Series[Any]") -> int:
    texts = cells.dropna().astype("str")
    # Chinese, Japanese and Korean letters are twice as wide.
    widths = texts.str.len() + texts.str.count("[\u1100-\uffdc]")
    return int(widths.max()) if len(widths) else 0
