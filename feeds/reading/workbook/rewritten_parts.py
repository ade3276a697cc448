"""Strictly parses the oddly written XML parts of a workbook and rewrites them as programs write them.

ECMA-376 part 1: 18.3.1.73 row, 18.3.1.4 c, 18.3.1.96 v, 18.3.1.53 is, 18.4.8 si. So comments, CDATA, references and
quotation marks are gone before a fast reader sees a cell, and an ambiguous cell is refused by its name.
"""

import io
import re
from collections.abc import Collection, Mapping
from itertools import accumulate
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_STORED, ZipFile

from feeds.reading.cell_names import coordinates, letters
from feeds.reading.grid import AGAIN, DAMAGED, RefusedError
from feeds.reading.typed_cells import is_number
from feeds.reading.workbook.second_look import follow
from feeds.reading.workbook.zip_parts import Part, far_cells
from schemas.sheet_cells import LIKE_AN_ESCAPE, ROWS

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PLACE = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
# The elements outside the rows that the second look at a sheet reads.
_KEPT = ("cols", "col", "mergeCells", "mergeCell")
_TRUTHS = {"1": "1", "true": "1", "0": "0", "false": "0"}
_TYPES = ("", "n", "s", "str", "inlineStr", "b", "e", "d")
_UNCLEAR = "its cell {} is written so that it can be read in two ways. " + AGAIN


def with_parts(file: BinaryIO, changed: Mapping[str, bytes], left_out: Collection[str] = ()) -> bytes:
    """The zipped workbook in ``file`` with the ``changed`` parts replaced and those in ``left_out`` removed."""
    held = io.BytesIO()
    with ZipFile(file) as parts, ZipFile(held, "w", ZIP_STORED) as written:
        for entry in parts.infolist():
            if entry.filename in changed:
                written.writestr(entry.filename, changed[entry.filename])
            elif entry.filename not in left_out:
                written.writestr(entry.filename, parts.read(entry))
    return held.getvalue()


def document(file: BinaryIO, part: str) -> bytes:
    """A part of few elements, rewritten plainly with the same elements."""
    seen = _Anything()
    follow(file, part, seen)
    return "".join(seen.pieces).encode()


def texts(file: BinaryIO, part: str) -> bytes:
    """The shared texts of a workbook, each rewritten as one text without fonts and phonetic readings."""
    seen = _Texts()
    follow(file, part, seen)
    return f'<sst xmlns="{_MAIN}">{"".join(seen.pieces)}</sst>'.encode()


def sheet(file: BinaryIO, part: str) -> bytes:
    """A sheet rewritten plainly: each row and cell with its place, each cell with one value of its type.

    Raises RefusedError for cells that are there twice, are ambiguous, or are far from all others.
    """
    seen = _Sheet()
    follow(file, part, seen)
    if seen.rows is None:
        raise RefusedError(DAMAGED)
    far = f"{letters(seen.wide)}{seen.last_filled}"
    last = max(seen.rows, default=0) + 1
    if said := far_cells(Part(rows=len(seen.rows), last_row=last, last_filled=seen.last_filled, far_cell=far)):
        raise RefusedError(said)
    return f'<worksheet xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">{"".join(seen.pieces)}</worksheet>'.encode()


def _written(text: str) -> str:
    # A carriage return is written as a reference, since a parser would turn it into a line feed.
    return escape(text, {"\r": "&#13;"})


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Anything:
    """Rewrites every element, attribute and text."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        listed = "".join(f" {key}={_quoted(value)}" for key, value in attributes.items())
        self.pieces.append(f"<{name}{listed}>")

    def text(self, text: str) -> None:
        self.pieces.append(_written(text))

    def end(self, name: str) -> None:
        self.pieces.append(f"</{name}>")


def _quoted(value: str) -> str:
    return '"' + quoteattr(value + "'")[1:-2] + '"'


class _Rich:
    """The text of an ``si`` or ``is``, from its own ``t`` or its runs, without its phonetic reading (18.4.6 rPh)."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        """The whole text; what looks like an escape only because two runs meet is no escape (22.9.2.19 ST_Xstring)."""
        ends, text = [*accumulate(map(len, self._texts))], "".join(self._texts)
        return LIKE_AN_ESCAPE.sub(lambda it: "_x005F" * any(it.start() < at < it.end() for at in ends) + it[0], text)

    def start(self, name: str) -> None:
        self.path.append(name)
        self._texts += [""] if name == "t" else []

    def add(self, text: str) -> None:
        if self.path in (["t"], ["r", "t"]):
            self._texts[-1] += text

    def end(self) -> bool:
        """Notes the end of an element; True if it was the ``si`` or ``is`` itself."""
        if not self.path:
            return True
        self.path.pop()
        return False


class _Texts:
    """Follows and rewrites a table of shared texts."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.rich: _Rich | None = None
        self.depth = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if self.rich is not None:
            self.rich.start(_local(name))
            return
        self.depth += 1
        if self.depth == 2 and _local(name) == "si":
            self.rich = _Rich()

    def text(self, text: str) -> None:
        if self.rich is not None:
            self.rich.add(text)

    def end(self, _name: str) -> None:
        if self.rich is not None and not self.rich.end():
            return
        if self.rich is not None:
            self.pieces.append(f'<si><t xml:space="preserve">{_written(self.rich.text)}</t></si>')
            self.rich = None
        self.depth -= 1


class _Cell:
    """A cell whose content is being read: its type, its place, and its formula, value or text (``held``)."""

    def __init__(self, place: str, attributes: dict[str, str]) -> None:
        self.place, self.type, self.style = place, attributes.get("t", ""), attributes.get("s", "")
        self.held: dict[str, str] = {}
        self.inside, self.rich, self.extended = "", _Rich(), 0
        if self.type not in _TYPES:
            raise self.unclear()

    def unclear(self) -> RefusedError:
        return RefusedError(_UNCLEAR.format(self.place))

    def start(self, name: str) -> None:
        if self.extended or name == "extLst":
            self.extended += 1
        elif self.inside == "is":
            self.rich.start(name)
        elif self.inside or name not in ("f", "v", "is") or name in self.held or (name == "f" and "v" in self.held):
            raise self.unclear()
        else:
            self.inside, self.held[name] = name, ""

    def text(self, text: str) -> None:
        if self.extended:
            return
        if self.inside == "is":
            self.rich.add(text)
        elif self.inside:
            self.held[self.inside] += text
        elif text.strip():
            raise self.unclear()

    def end(self) -> None:
        if self.extended:
            self.extended -= 1
        elif self.inside != "is":
            self.inside = ""
        elif self.rich.end():
            self.inside, self.held["is"] = "", self.rich.text

    def written(self) -> str:
        """The rewritten cell with its value; raises RefusedError if it has two values, or one of another type."""
        value, text = self.held.get("v"), self.held.get("is")
        kind = self.type or "n"
        if text is not None and (kind not in ("inlineStr", "n") or (value or text) != text):
            raise self.unclear()
        if text is None and kind == "inlineStr" and (value or "").strip():
            raise self.unclear()
        style = f" s={_quoted(self.style)}" if self.style else ""
        formula = f"<f>{_written(self.held['f'])}</f>" if "f" in self.held else ""
        if text is not None:
            shown = f'<is><t xml:space="preserve">{_written(text)}</t></is>'
            return f'<c r="{self.place}"{style} t="inlineStr">{formula}{shown}</c>'
        if value is None:
            return f'<c r="{self.place}"{style} t="{kind}">{formula}</c>'
        kind, value = self._value(kind, value)
        return f'<c r="{self.place}"{style} t="{kind}">{formula}<v>{_written(value)}</v></c>'

    def _value(self, kind: str, value: str) -> tuple[str, str]:
        """The type and value; a number not written as one becomes a text, such as a code with leading zeros."""
        bare = value.strip()
        if kind == "n":
            return ("n", bare) if not bare or is_number(bare) else ("str", value)
        if kind == "b" and bare:
            return kind, self._one_of(_TRUTHS, bare)
        if kind == "s" and not re.fullmatch("[0-9]{1,9}", bare):
            raise self.unclear()
        return kind, bare if kind in ("b", "s", "e", "d") else value

    def _one_of(self, truths: Mapping[str, str], value: str) -> str:
        if value not in truths:
            raise self.unclear()
        return truths[value]


class _Sheet:
    """Follows and rewrites a sheet; rows and cells without a place follow the one before."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.rows: set[int] | None = None
        self.depth = self.aside = self.wide = self.last_filled = 0
        self.in_rows = False
        self.row, self.column = -1, -1
        self.columns = set[int]()
        self.cell: _Cell | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        name = _local(name)
        if self.cell is not None:
            self.cell.start(name)
        elif self.in_rows:
            self._start_in_rows(name, attributes)
        elif name == "sheetData" and self.depth == 2:
            if self.rows is not None:
                raise RefusedError(DAMAGED)
            self.in_rows, self.rows = True, set()
            self.pieces.append("<sheetData>")
        elif name in _KEPT:
            listed = "".join(f" {key}={_quoted(value)}" for key, value in attributes.items() if ":" not in key)
            self.pieces.append(f"<{name}{listed}>")

    def _start_in_rows(self, name: str, attributes: dict[str, str]) -> None:
        if self.aside or name == "extLst":
            self.aside += 1
        elif name == "row" and self.depth == 3:
            self._start_row(attributes)
        elif name == "c" and self.depth == 4:
            self._start_cell(attributes)
        else:
            raise RefusedError(DAMAGED)

    def _start_row(self, attributes: dict[str, str]) -> None:
        assert self.rows is not None
        self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
        if not 0 <= self.row < ROWS:
            raise RefusedError(f"it has a row {self.row + 1}, and a sheet ends with row {ROWS:,}. {AGAIN}")
        if self.row in self.rows:
            raise RefusedError(f"its row {self.row + 1} stands in a sheet twice. {AGAIN}")
        self.rows.add(self.row)
        self.columns = set()
        hidden = f" hidden={_quoted(attributes['hidden'])}" if "hidden" in attributes else ""
        self.pieces.append(f'<row r="{self.row + 1}"{hidden}>')

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        place = attributes.get("r", f"{letters(self.column)}{self.row + 1}")
        if not _PLACE.fullmatch(place):
            raise RefusedError(DAMAGED)
        row, self.column = coordinates(place)
        if row != self.row:
            raise RefusedError(f"its cell {place} stands in row {self.row + 1}. {AGAIN}")
        if self.column in self.columns:
            raise RefusedError(f"its cell {place} stands in a sheet twice. {AGAIN}")
        self.columns.add(self.column)
        self.cell = _Cell(place, attributes)

    def text(self, text: str) -> None:
        if self.cell is not None:
            self.cell.text(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        name = _local(name)
        if self.cell is not None:
            if self.depth > 3:
                self.cell.end()
                return
            self.pieces.append(self.cell.written())
            if self.cell.held:
                self.wide, self.last_filled = max(self.wide, self.column), max(self.last_filled, self.row + 1)
            self.cell = None
        elif self.aside:
            self.aside -= 1
        elif name in (("row", "sheetData") if self.in_rows else _KEPT):
            self.pieces.append(f"</{name}>")
            self.in_rows = self.in_rows and name != "sheetData"
