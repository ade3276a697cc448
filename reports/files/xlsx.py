"""Reports as workbooks for Excel: typed cells, and nothing that Excel would run or follow.

Dates are date cells in UTC, amounts are numbers with their currency's decimals, and quantities are numbers. All others
are text cells, so that identifiers, postal codes and phone numbers stay unchanged.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from reports.files.spool import Part
from reports.files.text_files import apart_at_tabs
from reports.order_lines import holds
from schemas.currencies import EXPONENTS
from schemas.second_thread import in_second_thread
from schemas.sheet_cells import EVERYWHERE, ROWS, text_cells
from schemas.text_bytes import content, joined
from schemas.times import DAY, sheet_time

DATE, TEXT, WHOLE = "yyyy-mm-dd hh:mm:ss", "@", "0"
HEADING = {"bold": True, "bottom": 1, "bg_color": "#E7ECF2", "num_format": TEXT}
_CELL = pa.large_string()
_EPOCH = 25_569  # 1970-01-01 as Excel counts days
_DATE_WIDTH = len(DATE)
_NARROWEST, _WIDEST = 8, 48
_FILTER_BUTTON = 3
# The XML around a cell's text, the longest escape of a character, and the largest archive entry without ZIP64.
_AROUND_A_CELL, _LONGEST_ESCAPE, _LARGE = 96, 6, 2**31 - 1


def amount_format(places: int) -> str:
    """The number format of amounts with ``places`` decimals."""
    return "#,##0" + ("." + "0" * places if places else "")


_FORMATS = (TEXT, DATE, WHOLE, *sorted({amount_format(places) for places in EXPONENTS.values()}))


def rows(
    lines: pa.LargeStringArray, first_row: int, headings: Sequence[str], styles: Mapping[str, str]
) -> pa.LargeStringArray:
    """One ``row`` element for each of ``lines``, whose cells are separated by tabs; the first is ``first_row``.

    ``styles``: the style number in the workbook for each number format.
    """
    cells = apart_at_tabs(lines)
    numbers = pa.array(np.arange(first_row, first_row + len(lines))).cast(_CELL)
    parts = ['<row r="', numbers, '">']
    for position, heading in enumerate(headings):
        column = cells.take(pa.array(np.arange(position, len(cells), len(headings))))
        start = joined([f'<c r="{xl_col_to_name(position)}', numbers])
        elements = _elements(column, holds(heading), start, styles)
        parts.append(pc.if_else(pc.equal(column, ""), pa.scalar("", _CELL), elements))
    return joined([*parts, "</row>"])


def _elements(
    cells: pa.LargeStringArray, kind: str, start: pa.LargeStringArray, styles: Mapping[str, str]
) -> pa.LargeStringArray:
    """The cells of a column as elements that begin with ``start``."""
    if kind == "amount":
        return _numbers(cells, _styles_of_amounts(cells, styles), start)
    if kind == "number":
        return _numbers(cells, styles[WHOLE], start)
    if kind != "date":
        return text_cells(start, cells, styles[TEXT])
    days = _days(cells)
    return pc.if_else(days.is_valid(), _numbers(days, styles[DATE], start), text_cells(start, cells, styles[TEXT]))


def _numbers(cells: pa.LargeStringArray, style: Any, start: Any) -> pa.LargeStringArray:
    return joined([start, '" s="', style, '"><v>', cells, "</v></c>"])


def _styles_of_amounts(cells: pa.LargeStringArray, styles: Mapping[str, str]) -> pa.LargeStringArray:
    point = pc.find_substring(cells, ".").to_numpy()
    places = np.where(point < 0, 0, pc.binary_length(cells).to_numpy() - point - 1)
    of_places = {number: styles[amount_format(number)] for number in np.unique(places).tolist()}
    return pa.array(pd.Series(places).map(of_places), _CELL)


def _days(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    """ISO 8601 date-times as Excel's day numbers, in UTC; missing where the text is not one."""
    instants = pd.to_datetime(cells.to_pandas(), format="%Y-%m-%dT%H:%M:%S%z", utc=True, errors="coerce")
    seconds = pd.Series(instants).dt.tz_localize(None).astype("datetime64[s]")
    days = ((seconds - pd.Timestamp(0)) / pd.Timedelta(seconds=DAY) + _EPOCH).round(11)
    return pa.array(days, pa.float64(), from_pandas=True).cast(_CELL)


@dataclass(frozen=True)
class Sheet:
    """A workbook's title and headings, and when it was made (seconds since 1970 UTC)."""

    title: str
    headings: Sequence[str]
    as_of: int


def write(sheet: Sheet, part: Part, file: BinaryIO) -> None:
    """Writes the lines as a workbook of one sheet, with further sheets if one has too few rows.

    XlsxWriter makes the workbook with one sample row per sheet, and our own rows replace that row.
    """
    counts = _counts(part.lines, ROWS - 1)
    large = part.size * _LONGEST_ESCAPE + part.lines * part.columns * _AROUND_A_CELL > _LARGE
    of_sheets = groupby(_pieces(part, ROWS - 1), key=itemgetter(0))
    made = ZipFile(io.BytesIO(_sample(sheet, part.longest, counts)))
    counted = iter(counts)
    with ZipFile(file, "w", ZIP_DEFLATED) as book:
        for entry in made.infolist():
            if not entry.filename.startswith("xl/worksheets/sheet"):
                book.writestr(entry, made.read(entry))
                continue
            before, styles, behind = _around_rows(made.read(entry).decode(), (next(counted), len(sheet.headings)))
            pieces = next(of_sheets)[1] if part.lines else ()
            with book.open(entry, "w", force_zip64=large) as xml:
                xml.write(before)
                # One thread compresses the rows that the other has made.
                made_rows = (rows(lines, row, sheet.headings, styles) for _, lines, row in pieces)
                in_second_thread(partial(_add, xml), made_rows)
                xml.write(behind)


def _add(xml: IO[bytes], made_rows: pa.LargeStringArray) -> None:
    xml.write(content(made_rows))


def _counts(lines: int, at_most: int) -> list[int]:
    """The number of lines of each sheet; a report without lines has one empty sheet."""
    return [min(at_most, lines - start) for start in range(0, max(lines, 1), at_most)]


def _pieces(part: Part, at_most: int) -> Iterator[tuple[int, pa.LargeStringArray, int]]:
    """Pieces of the lines: the index of the sheet, the lines, and the row number of the first one."""
    done = 0
    for texts in part.texts():
        start = 0
        while start < len(texts):
            number, row = divmod(done, at_most)
            piece = texts[start : start + at_most - row]
            yield number, piece, row + 2
            start, done = start + len(piece), done + len(piece)


def _around_rows(sample: str, size: tuple[int, int]) -> tuple[bytes, dict[str, str], bytes]:
    """The XML before and after the rows of a sheet, and the style number of each format, taken from the sample."""
    before, row, behind = re.split(r'(<row r="2".*?</row>)', sample, flags=re.DOTALL)
    lines, columns = size
    whole = f'<dimension ref="A1:{xl_rowcol_to_cell(lines, columns - 1)}"/>'
    styles = dict(zip(_FORMATS, re.findall(r' s="(\d+)"', row), strict=True))
    return re.sub(r"<dimension [^>]*>", whole, before).encode(), styles, behind.encode()


def _sample(sheet: Sheet, longest: Sequence[int], counts: Sequence[int]) -> bytes:
    """The workbook with one row of blank cells, one per format, in place of its rows."""

    def fill(book: Any) -> None:
        heading = book.add_format(HEADING)
        formats = {name: book.add_format(_look(name)) for name in _FORMATS}
        for number, lines in enumerate(counts, 1):
            page = book.add_worksheet(sheet.title if number == 1 else f"{sheet.title} {number}")
            for position, (name, letters) in enumerate(zip(sheet.headings, longest, strict=True)):
                page.set_column(position, position, _width(name, letters), formats.get(_usual(name) or ""))
                page.write_string(0, position, name, heading)
            for position, name in enumerate(_FORMATS):
                page.write_blank(1, position, None, formats[name])
            settle(page, lines, len(sheet.headings))

    return book_of(sheet.as_of, fill)


def book_of(as_of: int, fill: Callable[[Any], None]) -> bytes:
    """The bytes of a workbook made at ``as_of`` (seconds since 1970 UTC), whose sheets ``fill`` adds."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": sheet_time(as_of)})
        fill(book)
    return file.getvalue()


def settle(page: Any, lines: int, columns: int) -> None:
    """Sets a sheet of lines below one row of headings: what stays in sight, filter, print."""
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(lines, 1), columns - 1)
    # Identifiers are digits stored as text on purpose: no green triangles.
    page.ignore_errors({"number_stored_as_text": EVERYWHERE})
    page.set_landscape()
    page.repeat_rows(0)


def _look(name: str) -> dict[str, Any]:
    # Indented, so that a number does not run into the text of the next column.
    return {"num_format": name} | ({"align": "left"} if name in (TEXT, DATE) else {"align": "right", "indent": 1})


def _usual(heading: str) -> str | None:
    """The format of a whole column; None for amounts, whose format depends on each row's currency."""
    kind = holds(heading)
    return None if kind == "amount" else {"date": DATE, "number": WHOLE}.get(kind, TEXT)


def _width(heading: str, letters: int) -> int:
    kind = holds(heading)
    # Amounts are shown with a comma after every three digits.
    shown = {"date": _DATE_WIDTH, "amount": letters + letters // 3}.get(kind, letters)
    return min(max(shown, len(heading) + _FILTER_BUTTON, _NARROWEST) + 1, _WIDEST)
