"""Reads OpenDocument spreadsheets: the cells of their sheets, and what needs a second look in other workbooks.

OpenDocument 1.3 part 3: 9.1 (tables), 6.1 (text and its white space), 19.385 office:value-type. Rows and columns have
repeat counts, so a few bytes can mean a whole sheet of cells; repeated blanks at the end are not counted as cells.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import BinaryIO
from zipfile import ZipFile

from feeds.reading.cell_names import cell as named
from feeds.reading.grid import AGAIN, DAMAGED, RefusedError
from feeds.reading.typed_cells import is_number
from feeds.reading.workbook.second_look import Look, follow
from schemas.sheet_cells import ROWS

_MOST_CELLS, _LAST_COLUMN, _MOST_HIDDEN = 20_000_000, 16_384, 100_000
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _STYLE, _TABLE, _TEXT = (f"{_NAMESPACE}{name}:1.0 " for name in ("office", "style", "table", "text"))
_SHOWN_AS = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
# Elements with tables or texts that are not cells of a sheet, and elements with texts that are not part of their cell.
_ASIDE = {f"{_TABLE}{name}" for name in ("tracked-changes", "dde-links", "shapes")}
_NOT_OF_THE_CELL = {f"{_TEXT}note", f"{_TEXT}ruby-text"}
_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_HIDDEN = ("collapse", "filter")
_VALUES = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "date": "date-value",
    "time": "time-value",
    "boolean": "boolean-value",
    "string": "string-value",
}
# Characters that XML cannot have; they mark white space that is written as an element and stays.
_SPACE, _TAB, _BREAK = "\x01", "\x02", "\x03"
_WHITE = re.compile(r"[ \t\r\n]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?")
_LENGTH = re.compile(r"PT(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:[.,][0-9]{1,9})?)S)?")


@dataclass
class Table:
    """A sheet: its name, whether it is visible, its rows of typed cells from A1 on, and its odd cells (``look``)."""

    name: str
    shown: bool
    rows: list[tuple[object, ...]] = field(default_factory=list)
    look: Look = field(default_factory=Look)


def tables(file: BinaryIO) -> list[Table]:
    """The sheets in ``file``, hidden ones without their cells; blank rows at the end are left out.

    Raises RefusedError if a sheet has cells far from the others, or if a cell is ambiguous.
    """
    with ZipFile(file) as parts:
        if not parts.read("mimetype").startswith(_TYPE):
            raise RefusedError(DAMAGED)
    seen = _Document()
    follow(file, "content.xml", seen, namespaces=True)
    return seen.tables


class _Document:
    """Follows the elements of content.xml; ``aside`` is the depth inside an element that is ignored."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.table: Table | None = None
        self.style, self.unseen = "", set[str]()
        self.aside = self.blank_rows = self.wide = self.at_column = 0
        self.row: _Row | None = None
        self.cell: _Cell | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.aside or name in _ASIDE:
            self.aside += 1
        elif self.cell is not None:
            self.aside += not self.cell.start(name, attributes)
        elif self.row is not None and name in _CELLS:
            self.cell = _Cell(attributes, named(self.height + 1, len(self.row.cells) + self.row.blank))
        elif self.table is not None:
            self._start_in_table(self.table, name, attributes)
        else:
            self._start_outside(name, attributes)

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table":
            shown = attributes.get(f"{_TABLE}style-name") not in self.unseen
            self.table = Table(attributes.get(f"{_TABLE}name", ""), shown)
            self.tables.append(self.table)
            self.blank_rows = self.wide = self.at_column = 0
            self.aside += not shown
        elif name == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.unseen.add(self.style)

    @property
    def height(self) -> int:
        """The number of rows of the table so far."""
        return (len(self.table.rows) if self.table else 0) + self.blank_rows

    def _start_in_table(self, table: Table, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table-row":
            self.row = _Row(_times(attributes, "rows"))
            if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
                table.look.hidden_rows.update(range(self.height, self.height + min(self.row.times, _MOST_HIDDEN)))
        elif name == f"{_TABLE}table-column":
            first, self.at_column = self.at_column, self.at_column + _times(attributes, "columns")
            if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
                table.look.hidden_columns.update(range(first, min(self.at_column, _LAST_COLUMN)))

    def text(self, text: str) -> None:
        if self.cell is not None and not self.aside:
            self.cell.text(text)

    def end(self, name: str) -> None:
        if self.aside:
            self.aside -= 1
            if self.aside or name != f"{_TABLE}table":
                return
        if self.cell is not None:
            if name in _CELLS:
                self._end_cell(self.cell)
                self.cell = None
            else:
                self.cell.end(name)
        elif self.row is not None and name == f"{_TABLE}table-row":
            self._end_row(self.row)
            self.row = None
        elif name == f"{_TABLE}table":
            self.table = None

    def _end_cell(self, cell: "_Cell") -> None:
        assert self.row is not None
        assert self.table is not None
        row, column = self.height, len(self.row.cells) + self.row.blank
        self.table.look.merge(row, row + cell.rows - 1, column, column + cell.columns - 1)
        if cell.is_silent:
            rows = range(row, row + min(self.row.times, _MOST_HIDDEN))
            beside = range(column, min(column + cell.times, _LAST_COLUMN))
            self.table.look.silent += [(below, at) for below in rows for at in beside]
        self.row.add(*cell.value(), cell.times)

    def _end_row(self, row: "_Row") -> None:
        table, wide = self.table, len(row.cells)
        assert table is not None
        if not wide:
            self.blank_rows += row.times
            return
        self.wide = max(self.wide, wide)
        last = self.height + row.times
        if wide > _LAST_COLUMN or last > ROWS or last * self.wide > _MOST_CELLS:
            raise RefusedError(
                f"its sheet {table.name[:60]} has a cell {named(last, wide - 1)}, far from the others. Delete the "
                "empty rows and columns around the data, save it and upload it again."
            )
        for at in range(self.height, last):
            table.look.oddities.update({(at, column): oddity for column, oddity in row.oddities.items()})
        table.rows += [()] * self.blank_rows + [tuple(row.cells)] * row.times
        self.blank_rows = 0


class _Row:
    """The cells of a row that is repeated ``times`` times; ``blank``: the number of blank cells at its end so far."""

    def __init__(self, times: int) -> None:
        self.times, self.blank = times, 0
        self.cells: list[object] = []
        self.oddities: dict[int, tuple[str, str]] = {}

    def add(self, value: object, oddity: tuple[str, str] | None, times: int) -> None:
        if value == "" and oddity is None:
            self.blank += times
            return
        first = len(self.cells) + self.blank
        # More cells than a sheet may have are refused when the row ends.
        self.cells += [""] * min(self.blank, _LAST_COLUMN) + [value] * min(times, _LAST_COLUMN + 1)
        self.blank = 0
        if oddity:
            self.oddities |= dict.fromkeys(range(first, len(self.cells)), oddity)


class _Cell:
    """A cell whose content is being read."""

    def __init__(self, attributes: dict[str, str], place: str) -> None:
        self.attributes, self.place = attributes, place
        self.times = _times(attributes, "columns")
        self.rows, self.columns = (
            int(attributes.get(f"{_TABLE}number-{way}-spanned", 1)) for way in ("rows", "columns")
        )
        self.paragraphs: list[str] = []
        self.pieces: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> bool:
        """True if the text of the element belongs to the cell; raises RefusedError for a table in a cell."""
        if name == f"{_TABLE}table":
            raise RefusedError(f"its cell {self.place} holds a table of its own. {AGAIN}")
        if not name.startswith(_TEXT) or name in _NOT_OF_THE_CELL:
            return False
        if self.pieces is None:
            if name in _PARAGRAPHS:
                self.pieces = []
        elif name == f"{_TEXT}s":
            self.pieces.append(_SPACE * min(int(attributes.get(f"{_TEXT}c", 1)), 1000))
        elif name == f"{_TEXT}tab":
            self.pieces.append(_TAB)
        elif name == f"{_TEXT}line-break":
            self.pieces.append(_BREAK)
        return True

    def text(self, text: str) -> None:
        if self.pieces is not None:
            self.pieces.append(text)
        elif text.strip():
            raise RefusedError(f"its cell {self.place} holds a text outside of its paragraphs. {AGAIN}")

    def end(self, name: str) -> None:
        if name in _PARAGRAPHS and self.pieces is not None:
            self.paragraphs.append(_paragraph(self.pieces))
            self.pieces = None

    @property
    def is_silent(self) -> bool:
        """True for a formula that shows nothing."""
        of_text = self.attributes.get(f"{_OFFICE}value-type") == "string" and f"{_TABLE}formula" in self.attributes
        return of_text and not str(self.value()[0]).strip()

    def value(self) -> tuple[object, tuple[str, str] | None]:
        """The typed value of the cell, and its oddity (kind and shown text) if it is an error or has no result."""
        shown = "\n".join(self.paragraphs)
        kind = self.attributes.get(f"{_OFFICE}value-type", "")
        if self.attributes.get(_SHOWN_AS) == "error" or (kind == "string" and shown.startswith(("#N/A", "Err:"))):
            return shown, ("error", shown)
        formula = self.attributes.get(f"{_TABLE}formula")
        if formula is not None and not kind:
            return shown, ("formula", formula.removeprefix("of:"))
        stored = self.attributes.get(_OFFICE + _VALUES.get(kind, "none"))
        return (shown if stored is None else _typed(kind, stored)), None


def _times(attributes: dict[str, str], what: str) -> int:
    """How many times a row or cell is repeated; raises RefusedError for less than once."""
    times = int(attributes.get(f"{_TABLE}number-{what}-repeated", 1))
    if times < 1:
        raise RefusedError(DAMAGED)
    return times


def _paragraph(pieces: list[str]) -> str:
    """The text of a paragraph: white space becomes one space, none at the ends; space and tab elements stay (6.1.2)."""
    text = _WHITE.sub(" ", "".join(pieces)).strip(" ")
    return text.replace(_SPACE, " ").replace(_TAB, "\t").replace(_BREAK, "\n")


def _typed(kind: str, stored: str) -> object:
    """A stored value converted to its kind; a value that does not fit its kind stays a text, to be refused later."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(stored, stored)
    try:
        if kind == "date" and _DAY.fullmatch(stored):
            return date.fromisoformat(stored[:10])
        if kind == "time" and (found := _LENGTH.fullmatch(stored)):
            return _time(*(float((part or "0").replace(",", ".")) for part in found.groups()))
    except (ValueError, OverflowError):
        return stored
    return float(stored) if _VALUES.get(kind) == "value" and is_number(stored) else stored


def _time(hours: float, minutes: float, seconds: float) -> time:
    """A time of the day; raises ValueError or OverflowError for a length of a day or more."""
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if length >= timedelta(days=1):
        raise ValueError
    return (datetime.min + length).time()
