"""Saves a workbook in memory: the limited child process may not write files, and openpyxl would write one per sheet.

Long runs of plain rows are written as the bytes of the sheet's XML: cell objects would take minutes for a million rows.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
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


@dataclass(frozen=True)
class OwnCell:
    """A cell that looks other than its column; ``row`` and ``column`` from zero, ``error``: its value if it is one."""

    row: int
    column: int
    style: int
    text: str | None
    error: str | None = None


def append_texts(
    sheet: Any, columns: Sequence[pa.LargeStringArray], styles: Sequence[int], above: int, own: Sequence[OwnCell] = ()
) -> None:
    """Adds rows of texts: the same bytes as ``append`` with cell objects, in a twentieth of the time.

    They must be the last rows of the sheet. ``above``: the number of rows already there. ``styles``: the number of each
    column's style; ``own``: the cells that have another, sorted by row. A cell without a text is left out.
    """
    writer = sheet._writer
    writer.flushing = True
    sheet.append(())
    # Compression runs without Python's lock, so the next rows are put together in the meantime.
    starts = range(0, len(columns[0]), _AT_A_TIME)
    own_cells = _own_cells(own, above)
    rows = (
        _rows(
            [column[start : start + _AT_A_TIME] for column in columns],
            styles,
            _row_starts(sheet, above + start + 1, min(_AT_A_TIME, len(columns[0]) - start)),
            above + start + 1,
            own_cells,
        )
        for start in starts
    )
    in_second_thread(writer.out.write, rows)
    writer.flushing = False


def _own_cells(own: Sequence[OwnCell], above: int) -> dict[int, dict[int, str]]:
    """The elements of cells by column and row number."""
    elements: dict[int, dict[int, str]] = {}
    for style in {cell.style for cell in own}:
        cells = [cell for cell in own if cell.style == style and cell.text and not cell.error]
        places = pa.array([f'<c r="{letters(cell.column)}{above + cell.row + 1}' for cell in cells], pa.large_string())
        made = text_cells(places, _printable(pa.array([cell.text for cell in cells], pa.large_string())), style)
        for cell, element in zip(cells, made.to_pylist(), strict=True):
            elements.setdefault(cell.column, {})[above + cell.row + 1] = element
    for cell in own:
        if cell.error or not cell.text:
            start = f'<c r="{letters(cell.column)}{above + cell.row + 1}" s="{cell.style}"'
            element = f'{start} t="e"><v>{cell.error}</v></c>' if cell.error else f'{start} t="n" />'
            elements.setdefault(cell.column, {})[above + cell.row + 1] = element
    return elements


def _row_starts(sheet: Any, first: int, count: int) -> pa.LargeStringArray:
    """The start of each row's element, with its own height if it has one."""
    numbers = pa.array(range(first, first + count)).cast(pa.large_string())
    high = min(max(sheet.row_dimensions, default=0) + 1 - first, count)
    heights = [dict(sheet.row_dimensions.get(number, {})) for number in range(first, first + high)]
    given = ["".join(f' {name}="{value}"' for name, value in height.items()) for height in heights]
    rest = [None] * (count - len(given))
    return joined(['<row r="', numbers, '"', pa.array([*given, *rest], pa.large_string()), ">"])


def _rows(
    part: Sequence[pa.LargeStringArray],
    styles: Sequence[int],
    starts: pa.LargeStringArray,
    first: int,
    own: Mapping[int, Mapping[int, str]],
) -> memoryview:
    """The bytes of some rows; the first one has row number ``first``."""
    numbers = pa.array(range(first, first + len(part[0]))).cast(pa.large_string())
    cells = []
    for at, (texts, style) in enumerate(zip(part, styles, strict=True)):
        mine = {row: element for row, element in own.get(at, {}).items() if first <= row < first + len(texts)}
        if texts.null_count < len(texts) or mine:
            cells.append(_with_own(_cells(texts, letters(at), style, numbers), mine, first))
    return content(joined([starts, *cells, "</row>"]))


def _with_own(cells: pa.Array, own: Mapping[int, str], first: int) -> pa.Array:
    if not own:
        return cells
    rows = sorted(own)
    mask = np.zeros(len(cells), dtype=bool)
    mask[np.array(rows) - first] = True
    elements = pa.array([own[row] for row in rows], pa.large_string())
    return pc.replace_with_mask(cells, pa.array(mask), elements)


def _cells(texts: pa.Array, column: str, style: int, numbers: pa.Array) -> pa.Array:
    filled = pc.greater(pc.binary_length(texts).fill_null(0), 0)
    held = _printable(texts.filter(filled))
    cells = text_cells(joined([f'<c r="{column}', numbers.filter(filled)]), held, style)
    if len(held) == len(texts):
        return cells
    return pc.replace_with_mask(pa.repeat(pa.scalar("", pa.large_string()), len(texts)), filled, cells)


def _printable(texts: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(texts, UNPRINTABLE_IN_LINES)).as_py():
        return texts
    return pc.replace_substring_regex(texts, UNPRINTABLE_IN_LINES, " ")
