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


class _SheetWriter(WorksheetWriter):
    """Identifiers are digits held as text on purpose: no green triangles."""

    def write_drawings(self) -> None:
        ignored = IgnoredErrors(ignoredError=[IgnoredError(sqref=_EVERYWHERE, numberStoredAsText=True)]).to_tree()
        # openpyxl forgets where, without which Excel takes the workbook for damaged (ECMA-376 part 1, 18.3.1.50).
        ignored[0].set("sqref", _EVERYWHERE)
        self.xf.send(ignored)
        super().write_drawings()


class _Writer(ExcelWriter):
    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        if self.workbook.write_only:
            if not ws.closed:
                ws.close()
            writer = ws._writer
        else:
            writer = _SheetWriter(ws, io.BytesIO())
            writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.out.getvalue())
        self.manifest.append(ws)


def stream_in_memory(sheet: Any) -> None:
    """Lets a sheet that is written row by row go into memory; called when its columns and views are set."""
    sheet._writer = _SheetWriter(sheet, io.BytesIO())
    sheet._writer.write_top()


def saved(book: Workbook) -> bytes:
    """The workbook as the bytes of its file."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        _Writer(book, archive).write_data()
    return file.getvalue()
