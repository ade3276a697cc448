"""Writes the refused rows as a sheet to correct: all cells text, bad ones coloured, each row's message first."""

from collections.abc import Iterator
from itertools import zip_longest
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from feeds.corrections.cell_styles import LOOKS, TOP, comment, comment_record, pen, width, written
from feeds.corrections.saving import OwnCell, append_texts, stream_in_memory, takes_texts
from feeds.corrections.sheet_layout import MOST_MARKS, RETYPE, Listing, Texts
from schemas.headings import CORRECTION_HEADING
from schemas.sheet_cells import ROWS

TITLE = "Corrections"
_LISTS = "Accepted values"
_NARROWEST, _WIDEST, _MESSAGE_WIDTH = 12, 28, 60
_LINE, _MOST_LINES = 15, 10
_SEEN_FOR_WIDTH = 1000
# A sheet with more rows than this is compressed while it is written.
_LONG = 20_000


def write(book: Workbook, listing: Listing) -> None:
    """Writes ``listing`` as the first sheet of ``book``, write-only or not; the workbook opens with this sheet."""
    sheet = book.create_sheet(TITLE, 0)
    head = len(listing.notes) + 1
    _lay_out(sheet, listing, head)
    _offer(book, sheet, listing, head)
    if book.write_only:
        stream_in_memory(sheet, is_long=len(listing.messages) > _LONG)
    pens = {name: pen(sheet, name) for name in LOOKS}
    for note in listing.notes:
        sheet.append([written(pens["note"], note)])
    sheet.append([written(pens["heading"], name) for name in (CORRECTION_HEADING, *listing.headings)])
    # Numbered in this order, whichever way the rows are written.
    styles = {name: one.style_id for name, one in pens.items()}
    if takes_texts(sheet):
        _append_texts(sheet, listing, head, styles)
    else:
        for cells in _rows(listing, pens):
            sheet.append(cells)
    _open_with(book, sheet)


def _lay_out(sheet: Any, listing: Listing, head: int) -> None:
    # The message comes first: after twenty columns nobody would see it.
    sheet.freeze_panes = f"B{head + 1}"
    row, column = listing.marks[0][:2] if listing.marks else (0, 0)
    below = sheet.sheet_view.selection[-1]
    below.activeCell = below.sqref = f"{get_column_letter(column + 2)}{head + 1 + row}"
    for at, (name, cells) in enumerate(zip(listing.headings, listing.columns, strict=True), 2):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = _column_width(name, cells)
        dimension.number_format, dimension.alignment = "@", TOP
    sheet.column_dimensions["A"].width = _MESSAGE_WIDTH
    for at, message in enumerate(listing.messages.first(_SEEN_FOR_WIDTH), head + 1):
        lines = sum(ceil(width(line) / (_MESSAGE_WIDTH - 4)) for line in (message or "").splitlines())
        sheet.row_dimensions[at].height = _LINE * min(max(lines, 1), _MOST_LINES)
    for at, note in enumerate(listing.notes, 1):
        sheet.row_dimensions[at].height = _LINE * ceil(width(note) / (_MESSAGE_WIDTH - 4))
    _print(sheet, listing, head)


def _print(sheet: Any, listing: Listing, head: int) -> None:
    """Sets the printed page to the width of all columns, without the empty ones at the end."""
    marked = {column for _, column, *_ in listing.marks}
    needed = [at for at, cells in enumerate(listing.columns) if at in marked or not cells.is_blank]
    last = get_column_letter(max(needed, default=0) + 2)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{last}{head + len(listing.messages)}"


def _offer(book: Workbook, sheet: Any, listing: Listing, head: int) -> None:
    """Adds drop-down lists; their values are on a hidden sheet, because a list inside a cell's rule must be short."""
    if not listing.choices:
        return
    values = book.create_sheet(_LISTS)
    values.sheet_state = "hidden"
    if book.write_only:
        stream_in_memory(values)
    for row in zip_longest(*(offered for _, offered in listing.choices)):
        values.append(list(row))
    for at, (column, offered) in enumerate(listing.choices, 1):
        place = get_column_letter(at)
        source = f"'{values.title}'!${place}$1:${place}${len(offered)}"
        # A warning, not a stop: the reader accepts more spellings than a list shows.
        choice = DataValidation("list", formula1=source, allow_blank=True, errorStyle="warning", showErrorMessage=True)
        choice.errorTitle, choice.error = listing.headings[column][:32], "This is no value of the list."
        letter = get_column_letter(column + 2)
        choice.add(f"{letter}{head + 1}:{letter}{ROWS}")
        sheet.data_validations.append(choice)


def _rows(listing: Listing, pens: dict[str, Any]) -> Iterator[list[Any]]:
    marks: dict[int, list[tuple[int, str, str]]] = {}
    for row, column, words, severe in listing.marks[:MOST_MARKS]:
        marks.setdefault(row, []).append((column, words, "error" if severe else "warning"))
    retype: dict[int, list[int]] = {}
    for row, column in listing.retype:
        retype.setdefault(row, []).append(column)
    for row, (said, *cells) in enumerate(zip(listing.messages, *listing.columns, strict=True)):
        # Empty cells are not written: the format of their column makes whatever is typed there text.
        row_of_cells = [cell and written(pens["text"], cell) for cell in cells]
        for column, words, look in marks.get(row, ()):
            row_of_cells[column] = written(pens[look], cells[column])
            row_of_cells[column].comment = comment(words)
        for column in retype.get(row, ()):
            row_of_cells[column] = row_of_cells[column] or written(pens["text"], None)
            row_of_cells[column]._value, row_of_cells[column].data_type = RETYPE, "e"
        yield [written(pens["message"], said), *row_of_cells]


def _append_texts(sheet: Any, listing: Listing, head: int, styles: dict[str, int]) -> None:
    """Writes all rows as texts, bad cells with their look and comment."""
    marks = {(row, column): (words, severe) for row, column, words, severe in listing.marks[:MOST_MARKS]}
    retype = set(listing.retype)
    own = []
    for row, column in sorted({*marks, *retype}):
        words, severe = marks.get((row, column), ("", None))
        look = "text" if severe is None else "error" if severe else "warning"
        text = listing.columns[column].array[row].as_py()
        own.append(OwnCell(row, column + 1, styles[look], text, RETYPE if (row, column) in retype else None))
        if severe is not None:
            sheet._comments.append(comment_record(f"{get_column_letter(column + 2)}{head + row + 1}", comment(words)))
    columns = [column.array for column in (listing.messages, *listing.columns)]
    append_texts(sheet, columns, [styles["message"], *[styles["text"]] * len(listing.columns)], head, own)


def _open_with(book: Workbook, sheet: Any) -> None:
    """Makes the workbook open with ``sheet`` alone selected: with two selected, typing would change both."""
    # Chart sheets are not among the worksheets, so they are treated separately.
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    for chart in book.chartsheets:
        for view in chart.sheetViews.sheetView if chart.sheetViews else ():
            view.tabSelected = False
    book.active = 0
    for view in book.views:
        view.firstSheet = 0


def _column_width(name: str, cells: Texts) -> int:
    if cells.is_blank:
        # A template has many columns that nobody fills; an empty one only needs to show its heading.
        return min(width(name) + 2, _WIDEST)
    widest = max((width(text) for text in cells.first(_SEEN_FOR_WIDTH) if text), default=0)
    return min(max(widest, width(name), _NARROWEST) + 4, _WIDEST)
