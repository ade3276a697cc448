"""Saves a workbook in memory: the limited child process may write no file, and openpyxl would write one a sheet."""

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
    """Writes a sheet into memory. Identifiers are digits held as text on purpose: no green triangles."""

    # Of a long sheet: the workbook that it is packed into while it is written, and that one's bytes.
    archive: ZipFile | None = None
    file: io.BytesIO

    # Set while a row is appended in whose place others come, as bytes, behind those before it.
    flushing = False

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        """Writes a row, or what was written before it where its place is taken."""
        if self.flushing:
            xf._file.__self__.flush()
        else:
            super().write_row(xf, row, row_idx)

    def write_drawings(self) -> None:
        """Writes what is ignored, which comes before the drawings."""
        ignored = IgnoredErrors(ignoredError=[IgnoredError(sqref=_EVERYWHERE, numberStoredAsText=True)]).to_tree()
        # openpyxl forgets where, without which Excel takes the workbook for damaged (ECMA-376 part 1, 18.3.1.50).
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
    """Lets a sheet that is written row by row go into memory; called when its columns and views are set.

    ``is_long``: it is packed while it is written, and must be the first of its workbook.
    """
    sheet._writer = _long(sheet) if is_long else SheetWriter(sheet, io.BytesIO())
    sheet._writer.write_top()


def _long(sheet: Any) -> "SheetWriter":
    file = io.BytesIO()
    # Packing a long sheet well takes longer than writing it. It may have more than 4 GB unpacked.
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
    # Nothing else can go into the workbook before.
    _close(book.worksheets[0])
    sink: Any = writer.out
    sink.close()
    with writer.archive:
        _Writer(book, writer.archive).write_data()
    return writer.file.getvalue()
