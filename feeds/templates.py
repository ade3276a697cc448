"""The Excel templates that people fill in, made from the schemas alone.

A template has three sheets: ``Instructions``, ``Data Definitions`` and the data sheet with the headings of the feed.
The same schema always gives the same bytes.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pandera.pandas import Column, DataFrameSchema

from feeds.kinds import KINDS

INSTRUCTIONS, DEFINITIONS = "Instructions", "Data Definitions"
_SENTENCES = (
    "{title}: how to fill in this workbook",
    "Fill in the sheet {sheet}, one record a row, from row 2 on. Keep the heading row; "
    "columns may stand in any order, and those that are not required may be deleted.",
    "The sheet Data Definitions says of each column what it holds and which values are accepted.",
    "All cells are formatted as Text, so that long numbers keep all their digits. "
    "Paste with Paste Special > Values, which leaves them so.",
    "Copy the identifiers of orders and items from the Orders report.",
    "Save the workbook, or the sheet {sheet} alone as tab-delimited text, and upload either.",
    "orderfeeds check FILE says what the file would do and keeps nothing of it; orderfeeds upload FILE does it.",
)
_NULL_SENTENCE = (
    "To edit what an earlier upload confirmed, fill in its row again: a filled cell overwrites, an empty cell keeps "
    "what is stored, and the word NULL deletes it."
)
_PAGE_WIDTH = 100
_DEFINED = {"Heading": 36, "What it is": 48, "Accepted values": 64, "Example": 26, "Required": 30}
# The lists of accepted values stand beside the definitions, after an empty column.
_FIRST_LIST = len(_DEFINED) + 2
_AS_TEXT = "@"
_BOLD = Font(name="Calibri", bold=True)
_LINE_HEIGHT = 15.5
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LAST_ROW = 1_048_576
_MADE = datetime(2026, 1, 1)
_EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write_template(
    kind_name_or_schema: str | DataFrameSchema, path: Path, rows: Iterable[Mapping[str, str | None]] = ()
) -> None:
    """Writes the template of a feed to ``path``, with ``rows`` filled in below the headings.

    A row maps headings to texts; every filled cell is text, whatever it begins with.
    """
    save(template(kind_name_or_schema, rows), path)


def template(kind_name_or_schema: str | DataFrameSchema, rows: Iterable[Mapping[str, str | None]] = ()) -> Workbook:
    """The workbook that ``write_template`` writes; its last sheet is the data sheet."""
    schema = KINDS[kind_name_or_schema].schema if isinstance(kind_name_or_schema, str) else kind_name_or_schema
    book = Workbook()
    book.properties.creator, book.properties.created = "orderfeeds", _MADE
    book.remove(book.worksheets[0])
    _instruct(book.create_sheet(INSTRUCTIONS), schema)
    _define(book.create_sheet(DEFINITIONS), schema)
    data = book.create_sheet((schema.metadata or {})["sheet"])
    _lay_out(data, schema)
    for number, row in enumerate(rows, 2):
        fill(data, number, row, headings(schema))
    for sheet in book.worksheets:
        _print_on_pages_as_wide(sheet)
    book.active = data
    return book


def headings(schema: DataFrameSchema) -> list[str]:
    """The headings of a feed, as its schema spells them."""
    return [name for name, column in schema.columns.items() if "derive" not in _metadata(column)]


def save(book: Workbook, path: Path) -> None:
    """Writes a workbook so that equal workbooks are equal files: no clock in it, and nothing compressed.

    Compressed bytes differ between builds of zlib.
    """
    drawn = io.BytesIO()
    book.save(drawn)
    with ZipFile(drawn) as parts, ZipFile(path, "w", ZIP_STORED) as written:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _MADE.isoformat().encode() + b"Z", content)
            written.writestr(ZipInfo(name, _EARLIEST_IN_ZIP), content)


def fill(sheet: Worksheet, row: int, values: Mapping[str, str | None], names: list[str]) -> None:
    """Writes a record as text into a row of a data sheet, whose headings are ``names``."""
    unknown = set(values).difference(names)
    if unknown:
        raise KeyError(f"{sheet.title} has no heading {', '.join(sorted(unknown))}")
    for at, name in enumerate(names, 1):
        if values.get(name):
            _text(sheet, row, at, str(values[name])).number_format = _AS_TEXT


def _text(sheet: Worksheet, row: int, at: int, value: str) -> Cell:
    """A cell that holds ``value`` as text: also what looks like a formula or an error stays the text that it is."""
    cell: Cell = sheet.cell(row, at, ILLEGAL_CHARACTERS_RE.sub(" ", value))
    cell.data_type = "s"
    return cell


def _metadata(column: Column) -> dict[str, Any]:
    return column.metadata or {}


def _instruct(sheet: Worksheet, schema: DataFrameSchema) -> None:
    wording = [line.format(title=schema.title, sheet=(schema.metadata or {})["sheet"]) for line in _SENTENCES]
    if (schema.metadata or {}).get("null_word"):
        wording.append(_NULL_SENTENCE)
    sheet.column_dimensions["A"].width = _PAGE_WIDTH
    for row, line in enumerate(wording, 1):
        _wrapped(sheet, row, [line], [_PAGE_WIDTH])
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    sheet.row_dimensions[1].height = 2 * _LINE_HEIGHT


def _define(sheet: Worksheet, schema: DataFrameSchema) -> None:
    _head(sheet, _DEFINED)
    for row, name in enumerate(headings(schema), 2):
        column = schema.columns[name]
        example = _metadata(column).get("example", "")
        said = (name, column.description or "", _accepted(name, schema), example, _required(column))
        _wrapped(sheet, row, said, list(_DEFINED.values()))
    for name, at in _lists(schema).items():
        _text(sheet, 1, at, f"{name}: accepted values").font = _BOLD
        sheet.column_dimensions[get_column_letter(at)].width = len(name) + 22
        for row, value in enumerate(_metadata(schema.columns[name])["accepted"], 2):
            _text(sheet, row, at, value).alignment = _WRAPPED


def _wrapped(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """A row of wrapped texts, as high as the longest needs: no program computes it when it opens the file."""
    for at, value in enumerate(texts, 1):
        _text(sheet, row, at, value).alignment = _WRAPPED
    lines = max(ceil(len(value) / width) for value, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = lines * _LINE_HEIGHT


def _lists(schema: DataFrameSchema) -> dict[str, int]:
    """The columns with accepted values, and in which column of the definitions their list stands."""
    chosen = [name for name in headings(schema) if _metadata(schema.columns[name]).get("accepted")]
    return {name: at for at, name in enumerate(chosen, _FIRST_LIST)}


def _accepted(name: str, schema: DataFrameSchema) -> str:
    """What a cell may hold, in the words with which a wrong one is refused."""
    partners = [column for column in schema.columns.values() if _metadata(column).get("of") == name]
    rules = [str(check.error) for column in (schema.columns[name], *partners) for check in column.checks]
    place = _lists(schema).get(name)
    if place:
        rules = [f"one of the values in column {get_column_letter(place)} of this sheet", *rules[1:]]
    said = "; ".join(rules) or "any text"
    return said[0].upper() + said[1:] + "."


def _required(column: Column) -> str:
    if column.required:
        return "The column may not be missing, its cells may be empty" if column.nullable else "Yes"
    return "No" if column.nullable else "Yes, unless the column is left out"


def _lay_out(sheet: Worksheet, schema: DataFrameSchema) -> None:
    """The heading row of the data sheet, its columns as text, and the lists to choose from."""
    names = headings(schema)
    examples = [str(_metadata(schema.columns[name]).get("example", "")) for name in names]
    widths = {name: max(12, len(name) + 3, len(example) + 3) for name, example in zip(names, examples, strict=True)}
    _head(sheet, widths)
    for at in range(1, len(names) + 1):
        sheet.column_dimensions[get_column_letter(at)].number_format = _AS_TEXT
    for name, place in _lists(schema).items():
        _offer(sheet, get_column_letter(names.index(name) + 1), schema, name, get_column_letter(place))


def _offer(sheet: Worksheet, letter: str, schema: DataFrameSchema, name: str, place: str) -> None:
    last = len(_metadata(schema.columns[name])["accepted"]) + 1
    source = f"'{DEFINITIONS}'!${place}$2:${place}${last}"
    # A warning, not a stop: the reader accepts more spellings than a list shows.
    choice = DataValidation("list", formula1=source, allow_blank=True, errorStyle="warning", showErrorMessage=True)
    choice.errorTitle, choice.error = name, f"This is no value of the list in column {place} of {DEFINITIONS}."
    choice.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(choice)


def _print_on_pages_as_wide(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _head(sheet: Worksheet, widths: Mapping[str, int]) -> None:
    for at, (name, width) in enumerate(widths.items(), 1):
        _text(sheet, 1, at, name).font = _BOLD
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
