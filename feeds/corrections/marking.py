"""Marks the sheets that the user uploaded: colours and comments bad cells, and adds the result of each record.

openpyxl loads and saves the sheets. Formats, widths, drop-downs, merged and frozen cells, hidden rows, formulas,
comments and most charts are kept; pictures, slicers, macros and the look of form controls are lost. openpyxl hangs on
hostile files, so this runs in the limited child process.
"""

import io
import warnings
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from feeds.corrections import cell_styles, first_sheet
from feeds.corrections.saving import saved
from feeds.corrections.sheet_layout import CORRECT_THERE, Listing, Texts
from feeds.reading.child_worker import Allow
from feeds.reading.grid import RefusedError
from feeds.reading.options import Limits
from feeds.reading.workbook.zip_parts import Part, search_start
from schemas.headings import RESULT_HEADING, plain

# With more unpacked bytes than this, marking takes longer than anybody would wait.
_MOST_BYTES = 30_000_000
# Twice what openpyxl takes to load and save a million unpacked bytes, and to write a thousand rows to correct.
_SECONDS_OF_A_MILLION, _SECONDS_OF_A_THOUSAND = 2, 1
_MB_OF_A_MILLION, _MB_OF_A_THOUSAND = 60, 20
_RESULT_WIDTH = 60
_BEGINNING = 1 << 16
_LEFT_OUT = {
    "macros": "xl/vbaProject",
    "pictures": "xl/media/",
    "slicers": "xl/slicers/",
    "form controls": "xl/ctrlProps/",
}
_COLUMNS = 16_384


@dataclass(frozen=True)
class Marking:
    """What to mark: the sheet, its heading row, and the row and result of each record.

    ``marks``: the row and column of a cell, both counted from one; the message; True if it refuses the record.
    """

    path: str
    sheet: str
    heading_row: int
    rows: list[int]
    results: list[str]
    marks: list[tuple[int, int, str, bool]]


def marked(arguments: dict[str, Any], _limits: Limits, allow: Allow) -> tuple[dict[str, Any], list[bytes]]:
    """The task ``corrections``: the marked workbook with the refused rows first, or why it is left out."""
    marking, listing = Marking(**arguments["marking"]), _listing(arguments["listing"])
    content = Path(marking.path).read_bytes()
    unpacked = _unpacked(content)
    if unpacked is None or unpacked > _MOST_BYTES:
        return {"left_out": "form" if unpacked is None else "size"}, []
    millions, thousands = unpacked / 1_000_000, len(listing.messages) / 1000
    allow(
        millions * _SECONDS_OF_A_MILLION + thousands * _SECONDS_OF_A_THOUSAND,
        int(millions * _MB_OF_A_MILLION + thousands * _MB_OF_A_THOUSAND),
    )
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        book = load_workbook(io.BytesIO(content), rich_text=True)
    listing.notes.extend(_not_kept(content, [str(one.message) for one in told]))
    if marking.sheet not in book.sheetnames:
        return {"left_out": "form"}, []
    book.template = False
    _mark(book[marking.sheet], marking)
    first_sheet.write(book, listing)
    return {}, [saved(book)]


def _listing(told: dict[str, Any]) -> Listing:
    columns, messages = map(Texts.of, told["columns"]), Texts.of(told["messages"])
    return Listing(**told | {"columns": list(columns), "messages": messages})


def _not_kept(content: bytes, told: list[str]) -> list[str]:
    """The note about parts that openpyxl does not keep, if there are any; ``told``: the warnings of openpyxl."""
    with ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
    lost = [words for words, start in _LEFT_OUT.items() if any(name.startswith(start) for name in names)]
    if any("Data Validation" in words for words in told):
        lost.append("drop-down lists that take their values from another sheet")
    if any("Conditional Formatting" in words for words in told):
        lost.append("some conditional formats")
    return [f"Not kept in your sheets behind this one: {', '.join(lost)}."] if lost else []


def _unpacked(content: bytes) -> int | None:
    """The unpacked bytes of all parts of a workbook; None for a file that openpyxl cannot or must not open."""
    if not content.startswith(b"PK"):
        return None
    with ZipFile(io.BytesIO(content)) as parts:
        if "xl/workbook.xml" not in parts.namelist() or any(_is_harmful(parts, part) for part in parts.infolist()):
            return None
        return sum(part.file_size for part in parts.infolist())


def _is_harmful(parts: ZipFile, part: ZipInfo) -> bool:
    """True if the start of a part is one that the guard refuses; openpyxl reads more parts than the readers do."""
    if part.filename.startswith("customXml/") or not part.filename.endswith((".xml", ".rels", ".vml")):
        return False
    with parts.open(part) as content:
        try:
            search_start(Part(), content.read(_BEGINNING))
        except RefusedError:
            return True
    return False


def _mark(sheet: Worksheet, marking: Marking) -> None:
    for row, column, words, severe in marking.marks:
        cell: Any = sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            continue
        cell_styles.colour(cell, severe=severe)
        before = f"{cell.comment.text.strip()}\n\n" if cell.comment else ""
        cell.comment = None
        cell.comment = cell_styles.comment(f"{before}{words}\n{CORRECT_THERE}." if severe else before + words)
    column = _free_column(sheet, marking)
    heading: Any = sheet.cell(marking.heading_row, column, RESULT_HEADING)
    neighbour: Any = sheet.cell(marking.heading_row, max(column - 1, 1))
    heading._style = copy(neighbour._style)
    for row, said in zip(marking.rows, marking.results, strict=True):
        cell_styles.set_text(sheet.cell(row, column), said)
    _widen(sheet, column)
    _print_to(sheet, column, max(marking.rows, default=1))


def _print_to(sheet: Worksheet, column: int, row: int) -> None:
    """Widens the print area, if the sheet has one, so that the results and all records are printed."""
    areas = [CellRange(area.rpartition("!")[2]).bounds for area in (sheet.print_area or "").split(",") if area]
    if len(areas) == 1:
        first_column, first_row, last_column, last_row = areas[0]
        last = f"{get_column_letter(max(last_column, column))}{max(last_row, row)}"
        sheet.print_area = f"{get_column_letter(first_column)}{first_row}:{last}"
    elif areas:
        sheet.print_area = None


def _widen(sheet: Worksheet, column: int) -> None:
    """Makes a column as wide as a message; splits a range of widths around it, since ranges must not overlap."""
    dimensions, letter = sheet.column_dimensions, get_column_letter(column)
    for around in list(dimensions.values()):
        first, last = around.min or 0, around.max or 0
        if not first <= column <= last:
            continue
        if column < last:
            after = copy(around)
            after.index, after.min = get_column_letter(column + 1), column + 1
            dimensions[after.index] = after
        if first < column:
            around.max = column - 1
        else:
            del dimensions[around.index]
    shown = ColumnDimension(sheet, index=letter, width=_RESULT_WIDTH)
    shown.min = shown.max = column
    dimensions[letter] = shown


def _free_column(sheet: Worksheet, marking: Marking) -> int:
    """The column of earlier results, else the first one to the right of the headings where no record has a cell.

    Raises ValueError if the sheet has no column left.
    """
    heading_row, rows = marking.heading_row, set(marking.rows)
    headed, used = {}, set()
    for (row, column), cell in sheet._cells.items():
        if cell.value is None and not isinstance(cell, MergedCell):
            continue
        if row == heading_row:
            headed[column] = plain(cell.value or "")
        if row in rows or row == heading_row:
            used.add(column)
    earlier = [column for column, name in headed.items() if name == plain(RESULT_HEADING)]
    free = max(headed, default=0) + 1
    while free in used:
        free += 1
    if free > _COLUMNS and not earlier:
        raise ValueError("the sheet has no column left")
    return earlier[0] if earlier else free
