"""Saves a workbook in memory: the limited child process may not write files, and openpyxl would write one per sheet."""

import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.errors import IgnoredError, IgnoredErrors
from openpyxl.writer.excel import ExcelWriter

_EVERYWHERE = "A1:XFD1048576"


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
        ignored = IgnoredErrors(ignoredError=[IgnoredError(sqref=_EVERYWHERE, numberStoredAsText=True)]).to_tree()
        # openpyxl leaves out the range; without it Excel calls the workbook damaged (ECMA-376 part 1, 18.3.1.50).
        ignored[0].set("sqref", _EVERYWHERE)
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
