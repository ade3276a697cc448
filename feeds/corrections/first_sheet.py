"""Writes the refused rows as a sheet to correct: every cell text, bad ones coloured, the message before its row."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from feeds.corrections.listing import MOST_MARKS, Listing
from feeds.corrections.saving import stream_in_memory
from schemas.headings import CORRECTION_HEADING

TITLE = "Corrections"
_LISTS = "Accepted values"
_LAST_ROW = 1_048_576
_LONGEST_CELL = 32_767
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
# What a workbook would take for a character's number.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WIDE = re.compile("[\u1100-\uffdc]")
_NARROWEST, _WIDEST, _MESSAGE_WIDTH = 12, 40, 60
_LINE, _MOST_LINES = 15, 10
_COMMENT_WIDTH, _COMMENT_LINE = 300, 44
_SEEN_FOR_WIDTH = 1000
_FONT: dict[str, Any] = {"name": "Calibri", "size": 11}
_EDGE, _PALE_EDGE = Side("thin", color="8EA9C8"), Side("thin", color="D9D9D9")
# A filled cell hides the lines of the grid, and bad cells below each other would look like one.
_FRAME = Border(left=_PALE_EDGE, right=_PALE_EDGE, top=_PALE_EDGE, bottom=_PALE_EDGE)
_TOP = Alignment(vertical="top")
_LOOKS: dict[str, dict[str, Any]] = {
    "note": {"font": Font(**_FONT, bold=True, color="1F4E79")},
    "heading": {
        "font": Font(**_FONT, bold=True, color="1F4E79"),
        "fill": PatternFill("solid", fgColor="DCE6F1"),
        "border": Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE),
    },
    "text": {"font": Font(**_FONT), "alignment": _TOP},
    "error": {
        "font": Font(**_FONT, color="9C0006"),
        "fill": PatternFill("solid", fgColor="FFC7CE"),
        "border": _FRAME,
        "alignment": _TOP,
    },
    "warning": {
        "font": Font(**_FONT, color="7F6000"),
        "fill": PatternFill("solid", fgColor="FFEB9C"),
        "border": _FRAME,
        "alignment": _TOP,
    },
    "message": {
        "font": Font(**_FONT, color="595959"),
        "fill": PatternFill("solid", fgColor="F3F3F3"),
        "border": _FRAME,
        "alignment": Alignment(vertical="top", wrap_text=True),
    },
}


def colour(cell: Any, *, severe: bool) -> None:
    """Colours a cell that is at fault: red where it refuses the record, yellow where it is a warning."""
    look = _LOOKS["error" if severe else "warning"]
    cell.font, cell.fill = look["font"], look["fill"]


def comment(words: str) -> Comment:
    """A comment whose box is as large as its text."""
    lines = sum(ceil((_width(line) or 1) / _COMMENT_LINE) for line in words.splitlines())
    return Comment(words, "orderfeeds", height=24 + 18 * lines, width=_COMMENT_WIDTH)


def say(cell: Any, text: str) -> None:
    """Lets a cell hold ``text`` as text, whatever it begins with."""
    cell._value, cell.data_type = _ESCAPE.sub("_x005F_", _UNPRINTABLE.sub(" ", text)[:_LONGEST_CELL]), "s"


def write(book: Workbook, listing: Listing) -> None:
    """Writes ``listing`` as the first sheet of ``book`` (of either mode), the one that it opens with."""
    sheet = book.create_sheet(TITLE, 0)
    head = len(listing.notes) + 1
    _lay_out(sheet, listing, head)
    _offer(book, sheet, listing, head)
    if book.write_only:
        stream_in_memory(sheet)
    pens = {name: _pen(sheet, name) for name in _LOOKS}
    for note in listing.notes:
        sheet.append([_written(pens["note"], note)])
    sheet.append([_written(pens["heading"], name) for name in (CORRECTION_HEADING, *listing.headings)])
    for cells in _rows(listing, pens):
        sheet.append(cells)
    _open_with(book, sheet)


def _lay_out(sheet: Any, listing: Listing, head: int) -> None:
    # The message comes first: behind twenty columns nobody would see it.
    sheet.freeze_panes = f"B{head + 1}"
    row, column = listing.marks[0][:2] if listing.marks else (0, 0)
    below = sheet.sheet_view.selection[-1]
    below.activeCell = below.sqref = f"{get_column_letter(column + 2)}{head + 1 + row}"
    for at, (name, cells) in enumerate(zip(listing.headings, listing.columns, strict=True), 2):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = _column_width(name, cells)
        dimension.number_format = "@"
    sheet.column_dimensions["A"].width = _MESSAGE_WIDTH
    for at, message in enumerate(listing.messages[:_SEEN_FOR_WIDTH], head + 1):
        lines = sum(ceil(_width(line) / (_MESSAGE_WIDTH - 4)) for line in message.splitlines())
        sheet.row_dimensions[at].height = _LINE * min(max(lines, 1), _MOST_LINES)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"


def _offer(book: Workbook, sheet: Any, listing: Listing, head: int) -> None:
    """Drop-down lists; their values stand on a hidden sheet, because a list in a cell's own rule must be short."""
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
        choice.add(f"{letter}{head + 1}:{letter}{_LAST_ROW}")
        sheet.data_validations.append(choice)


def _pen(sheet: Any, name: str) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    for part, look in _LOOKS[name].items():
        setattr(cell, part, look)
    cell.number_format = "@"
    return cell


def _written(pen: Any, text: str | None) -> Any:
    cell: Any = WriteOnlyCell(pen.parent)
    # A style is looked up by its parts whenever it is set, which for a million cells takes minutes.
    cell._style = pen._style
    if text is not None:
        say(cell, text)
    return cell


def _rows(listing: Listing, pens: dict[str, Any]) -> Iterator[list[Any]]:
    marks: dict[int, list[tuple[int, str, str]]] = {}
    for row, column, words, severe in listing.marks[:MOST_MARKS]:
        marks.setdefault(row, []).append((column, words, "error" if severe else "warning"))
    retype: dict[int, list[int]] = {}
    for row, column in listing.retype:
        retype.setdefault(row, []).append(column)
    for row, (said, *cells) in enumerate(zip(listing.messages, *listing.columns, strict=True)):
        written = [_written(pens["text"], cell) for cell in cells]
        for column, words, look in marks.get(row, ()):
            written[column] = _written(pens[look], cells[column])
            written[column].comment = comment(words)
        for column in retype.get(row, ()):
            written[column]._value, written[column].data_type = "#N/A", "e"
        yield [_written(pens["message"], said), *written]


def _open_with(book: Workbook, sheet: Any) -> None:
    """The workbook opens with ``sheet``, and no other is chosen with it: what is typed would go into both."""
    # Chart sheets are among these, and not among its worksheets.
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    for chart in book.chartsheets:
        for view in chart.sheetViews.sheetView if chart.sheetViews else ():
            view.tabSelected = False
    book.active = 0
    for view in book.views:
        view.firstSheet = 0


def _column_width(name: str, cells: list[str | None]) -> int:
    if not any(cells):
        # A template has many columns that nobody fills: its heading is all that such a one shows.
        return min(_width(name) + 2, _WIDEST)
    widest = max((_width(text) for text in cells[:_SEEN_FOR_WIDTH] if text), default=0)
    return min(max(widest, _width(name), _NARROWEST) + 4, _WIDEST)


def _width(text: str) -> int:
    """Chinese, Japanese and Korean letters are twice as wide."""
    return len(text) + (0 if text.isascii() else len(_WIDE.findall(text)))
