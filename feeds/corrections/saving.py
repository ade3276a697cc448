"""Saves a workbook in memory: the limited child process may write no file, and openpyxl would write one a sheet."""

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import LXML, Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.errors import IgnoredError, IgnoredErrors
from openpyxl.writer.excel import ExcelWriter

from feeds.corrections.pens import LONGEST_CELL, ODD, shown
from feeds.reading.places import letters

_EVERYWHERE = "A1:XFD1048576"
_AT_A_TIME = 10_000
_LONG = 20_000_000


class _SheetWriter(WorksheetWriter):
    """Identifiers are digits held as text on purpose: no green triangles."""

    # Rows as they are to be written, in the place of one that is appended empty.
    ready: str = ""

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        if self.ready:
            xf._file(self.ready)
        else:
            super().write_row(xf, row, row_idx)

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
        content = writer.out.getvalue()
        # Packing a long sheet well takes longer than writing it.
        self._archive.writestr(ws.path[1:], content, compresslevel=1 if len(content) > _LONG else None)
        self.manifest.append(ws)


def stream_in_memory(sheet: Any) -> None:
    """Lets a sheet that is written row by row go into memory; called when its columns and views are set."""
    sheet._writer = _SheetWriter(sheet, io.BytesIO())
    sheet._writer.write_top()


def takes_texts(sheet: Any) -> bool:
    """Whether ``append_texts`` can add to a sheet: it streams into memory, by openpyxl's own way of writing XML."""
    return isinstance(getattr(sheet, "_writer", None), _SheetWriter) and not LXML


def append_texts(sheet: Any, columns: Sequence[Sequence[str | None]], styles: Sequence[int], above: int) -> None:
    """Adds rows of texts, the same bytes as ``append`` with cells that hold them, in a tenth of the time.

    They must be the last; ``above``: how many rows there are already. ``styles``: the number of each column's style. A
    cell without a text is left out.
    """
    for start in range(0, len(columns[0]), _AT_A_TIME):
        part = [pa.array(column[start : start + _AT_A_TIME], pa.large_string()) for column in columns]
        first = above + start + 1
        numbers = pa.array(range(first, first + len(part[0]))).cast(pa.large_string())
        cells = [
            _cells(texts, letters(at), style, numbers)
            for at, (texts, style) in enumerate(zip(part, styles, strict=True))
        ]
        rows = _joined('<row r="', numbers, '">', *cells, "</row>")
        sheet._writer.ready = "".join(rows.to_pylist())
        sheet.append(())
    sheet._writer.ready = ""


def _cells(texts: pa.Array, column: str, style: int, numbers: pa.Array) -> pa.Array:
    filled = pc.greater(pc.binary_length(texts).fill_null(0), 0)
    held = texts.filter(filled)
    odd = pc.or_(pc.match_substring_regex(held, ODD), pc.not_equal(pc.utf8_trim_whitespace(held), held))
    odd = pc.or_(odd, pc.greater(pc.binary_length(held), LONGEST_CELL))
    bodies = _joined(">", _escaped(held))
    if pc.any(odd).as_py():
        bodies = pc.replace_with_mask(
            bodies, odd, pa.array([_body(text) for text in held.filter(odd).to_pylist()], pa.large_string())
        )
    start, middle = f'<c r="{column}', f'" s="{style}" t="inlineStr"><is><t'
    cells = _joined(start, numbers.filter(filled), middle, bodies, "</t></is></c>")
    return pc.replace_with_mask(pa.array([""] * len(texts), pa.large_string()), filled, cells)


def _body(text: str) -> str:
    """A text with what XML needs said of it: white space at the ends would be lost otherwise (XML 1.0, 2.10)."""
    held = shown(text)
    kept = ' xml:space="preserve"' if held.strip() and held != held.strip() else ""
    return f"{kept}>{escape(held)}"


def _escaped(texts: pa.Array) -> pa.Array:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, sign, entity)
    return texts


def _joined(*parts: Any) -> pa.Array:
    """The parts of each row behind each other."""
    texts = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*texts, pa.scalar("", pa.large_string()))


def saved(book: Workbook) -> bytes:
    """The workbook as the bytes of its file."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        _Writer(book, archive).write_data()
    return file.getvalue()
