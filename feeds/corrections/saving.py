"""Saves a workbook in memory: the limited child process may not write files, and openpyxl would write one per sheet.

Long runs of plain rows are written as the bytes of the sheet's XML: cell objects would take minutes for a million rows.
"""

import io
from collections.abc import Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import LXML, Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.errors import IgnoredError, IgnoredErrors
from openpyxl.writer.excel import ExcelWriter

from feeds.reading.cell_names import letters
from schemas.second_thread import in_second_thread
from schemas.sheet_cells import EVERYWHERE, UNPRINTABLE_IN_LINES, text_cells
from schemas.text_bytes import content, joined

_AT_A_TIME = 10_000


class SheetWriter(WorksheetWriter):
    """Writes a sheet into memory, and turns off Excel's green triangles: identifiers are digits stored as text."""

    # For a long sheet: the workbook that it is compressed into while it is written, and the bytes of that workbook.
    archive: ZipFile | None = None
    file: io.BytesIO

    # True while a placeholder row is appended, instead of which other rows are written as bytes.
    flushing = False

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        """Writes a row; for a placeholder row, only flushes the rows before it."""
        if self.flushing:
            xf._file.__self__.flush()
        else:
            super().write_row(xf, row, row_idx)

    def write_drawings(self) -> None:
        """Writes the drawings, and before them the element that ignores numbers stored as text."""
        ignored = IgnoredErrors(ignoredError=[IgnoredError(sqref=EVERYWHERE, numberStoredAsText=True)]).to_tree()
        # openpyxl leaves out the range; without it Excel calls the workbook damaged (ECMA-376 part 1, 18.3.1.50).
        ignored[0].set("sqref", EVERYWHERE)
        self.xf.send(ignored)
        super().write_drawings()


class _Writer(ExcelWriter):
    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        if self.workbook.write_only:
            _close(ws)
            writer = ws._writer
        else:
            _give_drawing(ws)
            writer = SheetWriter(ws, io.BytesIO())
            writer.write()
        ws._rels = writer._rels
        if not writer.archive:
            self._archive.writestr(ws.path[1:], writer.out.getvalue())
        self.manifest.append(ws)


def _close(sheet: Any) -> None:
    """Ends a sheet that is written row by row."""
    if not sheet.closed:
        _give_drawing(sheet)
        sheet.close()


def _give_drawing(sheet: Any) -> None:
    sheet._drawing = SpreadsheetDrawing()
    sheet._drawing.charts, sheet._drawing.images = sheet._charts, sheet._images


def stream_in_memory(sheet: Any, *, is_long: bool = False) -> None:
    """Makes a sheet that is written row by row go into memory; call it after setting columns and views.

    ``is_long``: the sheet is compressed while it is written, and must be the first of its workbook.
    """
    sheet._writer = _long(sheet) if is_long else SheetWriter(sheet, io.BytesIO())
    sheet._writer.write_top()


def _long(sheet: Any) -> "SheetWriter":
    file = io.BytesIO()
    # Compressing a long sheet well takes longer than writing it. It may have more than 4 GB unpacked.
    archive = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1)
    writer = SheetWriter(sheet, archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True))
    archive.compresslevel = None
    writer.archive, writer.file = archive, file
    return writer


def saved(book: Workbook) -> bytes:
    """The workbook as the bytes of its file."""
    writer: Any = getattr(book.worksheets[0], "_writer", None)
    if not (isinstance(writer, SheetWriter) and writer.archive):
        file = io.BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            _Writer(book, archive).write_data()
        return file.getvalue()
    # The long sheet must be complete before anything else can be added to the zip.
    _close(book.worksheets[0])
    sink: Any = writer.out
    sink.close()
    with writer.archive:
        _Writer(book, writer.archive).write_data()
    return writer.file.getvalue()


def takes_texts(sheet: Any) -> bool:
    """True if ``append_texts`` can add to a sheet: the sheet streams into memory, and openpyxl does not use lxml."""
    return isinstance(getattr(sheet, "_writer", None), SheetWriter) and not LXML


def append_texts(sheet: Any, columns: Sequence[pa.LargeStringArray], styles: Sequence[int], above: int) -> None:
    """Adds rows of texts: the same bytes as ``append`` with cell objects, in a twentieth of the time.

    They must be the last rows of the sheet. ``above``: the number of rows already there. ``styles``: the number of each
    column's style. A cell without a text is left out.
    """
    writer = sheet._writer
    writer.flushing = True
    sheet.append(())
    # Compression runs without Python's lock, so the next rows are put together in the meantime.
    starts = range(0, len(columns[0]), _AT_A_TIME)
    rows = (
        _rows([column[start : start + _AT_A_TIME] for column in columns], styles, above + start + 1) for start in starts
    )
    in_second_thread(writer.out.write, rows)
    writer.flushing = False


def _rows(part: Sequence[pa.LargeStringArray], styles: Sequence[int], first: int) -> memoryview:
    """The bytes of some rows; the first one has row number ``first``."""
    numbers = pa.array(range(first, first + len(part[0]))).cast(pa.large_string())
    cells = [
        _cells(texts, letters(at), style, numbers)
        for at, (texts, style) in enumerate(zip(part, styles, strict=True))
        if texts.null_count < len(texts)
    ]
    return content(joined(['<row r="', numbers, '">', *cells, "</row>"]))


def _cells(texts: pa.Array, column: str, style: int, numbers: pa.Array) -> pa.Array:
    filled = pc.greater(pc.binary_length(texts).fill_null(0), 0)
    held = texts.filter(filled)
    if pc.any(pc.match_substring_regex(held, UNPRINTABLE_IN_LINES)).as_py():
        held = pc.replace_substring_regex(held, UNPRINTABLE_IN_LINES, " ")
    cells = text_cells(joined([f'<c r="{column}', numbers.filter(filled)]), held, style)
    if len(held) == len(texts):
        return cells
    return pc.replace_with_mask(pa.repeat(pa.scalar("", pa.large_string()), len(texts)), filled, cells)
