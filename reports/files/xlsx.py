"""Reports as workbooks for Excel: typed cells, and nothing that Excel would run or follow.

Dates are date cells in UTC, amounts are numbers with their currency's decimals, and quantities are numbers. All others
are text cells, so that identifiers, postal codes and phone numbers stay unchanged.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.files.spool import Part
from reports.files.xlsx_rows import DATE, TEXT, WHOLE, amount_format, rows
from reports.order_lines import holds
from schemas.currencies import EXPONENTS
from schemas.second_thread import in_second_thread
from schemas.text_bytes import content
from schemas.times import sheet_time

ROWS_OF_A_SHEET = 1_048_576
_DATE_WIDTH = len(DATE)
_NARROWEST, _WIDEST = 8, 48
_FILTER_BUTTON = 3
_FORMATS = (TEXT, DATE, WHOLE, *sorted({amount_format(places) for places in EXPONENTS.values()}))
# The XML around a cell's text, the longest escape of a character, and the largest archive entry without ZIP64.
_AROUND_A_CELL, _LONGEST_ESCAPE, _LARGE = 96, 6, 2**31 - 1


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
    counts = _counts(part.lines, ROWS_OF_A_SHEET - 1)
    large = part.size * _LONGEST_ESCAPE + part.lines * part.columns * _AROUND_A_CELL > _LARGE
    of_sheets = groupby(_pieces(part, ROWS_OF_A_SHEET - 1), key=itemgetter(0))
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
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": sheet_time(sheet.as_of)})
        heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECF2", "num_format": TEXT})
        formats = {name: book.add_format(_look(name)) for name in _FORMATS}
        for number, lines in enumerate(counts, 1):
            page = book.add_worksheet(sheet.title if number == 1 else f"{sheet.title} {number}")
            for position, (name, letters) in enumerate(zip(sheet.headings, longest, strict=True)):
                page.set_column(position, position, _width(name, letters), formats.get(_usual(name) or ""))
                page.write_string(0, position, name, heading)
            for position, name in enumerate(_FORMATS):
                page.write_blank(1, position, None, formats[name])
            _settle(page, lines, len(sheet.headings))
    return file.getvalue()


def _settle(page: Any, lines: int, columns: int) -> None:
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(lines, 1), columns - 1)
    # Identifiers are digits stored as text on purpose: no green triangles.
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_OF_A_SHEET}"})
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
