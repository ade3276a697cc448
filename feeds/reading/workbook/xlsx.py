"""The second look at a sheet of .xlsx or .xlsm: errors, formulas without a result, leading zeros, hidden parts.

ECMA-376 part 1: 18.3.1.4 c, 18.3.1.40 f, 18.3.1.73 row, 18.3.1.13 col. Runs only if the guard saw a mark of one.
"""

import posixpath
import re
from dataclasses import dataclass
from typing import BinaryIO, ClassVar
from xml.etree import ElementTree
from zipfile import ZipFile

from feeds.reading.cell_names import coordinates
from feeds.reading.grid import AGAIN, RefusedError
from feeds.reading.workbook.second_look import Look, follow
from feeds.reading.workbook.zip_parts import PADDING

_TRUE = ("1", "true")
_PLACE = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_PADDING = re.compile(PADDING)


@dataclass(frozen=True)
class Book:
    """The properties of a workbook that concern all its sheets.

    ``parts``: the part of each visible sheet, by the sheet's name, from the workbook's relationships.
    ``uncalculated``: the program that wrote it did not calculate its formulas, and stored zeros (18.2.2 calcPr).
    ``padded``: the cell formats that show a number with leading zeros, and the number of digits they fill it up to.
    """

    parts: dict[str, str]
    uncalculated: bool
    padded: dict[str, int]


def look_at(file: BinaryIO, part: str, book: Book) -> Look:
    """The second look at the sheet in a part of the zipped workbook."""
    seen = _Sheet(book)
    follow(file, part, seen)
    return seen.look


def read_book(file: BinaryIO, *, padded: bool) -> Book:
    """Reads the Book of the workbook in ``file``; ``padded``: some of its number formats show leading zeros."""
    with ZipFile(file) as parts:
        names = {name.casefold(): name for name in parts.namelist()}
        book = _book_of(ElementTree.fromstring(parts.read("_rels/.rels")))
        relations = posixpath.join(posixpath.dirname(book), "_rels", posixpath.basename(book) + ".rels")
        targets = {
            entry.get("Id"): _absolute(entry.get("Target", ""), "/" + posixpath.dirname(book))
            for entry in ElementTree.fromstring(parts.read(names.get(relations.casefold(), relations)))
        }
        found, uncalculated = {}, False
        for sheet in ElementTree.fromstring(parts.read(names.get(book.casefold(), book))).iter():
            if sheet.tag.endswith("}calcPr"):
                uncalculated = sheet.get("fullCalcOnLoad") in _TRUE
            if sheet.tag.endswith("}sheet") and sheet.get("state", "visible") == "visible":
                identifier = next((value for key, value in sheet.items() if key.endswith("}id")), None)
                part = targets.get(identifier, "")
                found[sheet.get("name", "")] = names.get(part.casefold(), part)
        styles = names.get(posixpath.join(posixpath.dirname(book), "styles.xml").casefold())
        return Book(found, uncalculated, _padded(parts.read(styles)) if padded and styles else {})


def _padded(styles: bytes) -> dict[str, int]:
    """The cell formats that show a number with leading zeros, with its digits (18.8.10 cellXfs, 18.8.30 numFmt)."""
    root = ElementTree.fromstring(styles)
    digits = {}
    for format_ in root.iter():
        if format_.tag.endswith("}numFmt") and (found := _PADDING.fullmatch(format_.get("formatCode", ""))):
            digits[format_.get("numFmtId")] = len(found[1])
    formats = next((part for part in root if part.tag.endswith("}cellXfs")), ())
    numbers = {str(at): format_.get("numFmtId") for at, format_ in enumerate(formats)}
    return {at: digits[number] for at, number in numbers.items() if number in digits}


def _book_of(relations: ElementTree.Element) -> str:
    for entry in relations:
        if entry.get("Type", "").endswith("/officeDocument"):
            return _absolute(entry.get("Target", ""), "/")
    return "xl/workbook.xml"


def _absolute(target: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target.replace("\\", "/"))).lstrip("/")


class _Sheet:
    """Follows the XML of a sheet; cells and rows without a reference follow the one before."""

    def __init__(self, book: Book) -> None:
        self.look, self.book = Look(), book
        self.rows: set[int] = set()
        self.row, self.column, self.type, self.style = -1, -1, "", ""
        self.texts: dict[str, str] = {}
        self.inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside = name.rpartition(":")[2]
        if self.inside in ("f", "v"):
            self.texts[self.inside] = ""
        elif begun := self._BEGUN.get(self.inside):
            begun(self, attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
        if self.row in self.rows:
            raise RefusedError(f"its row {self.row + 1} stands in a sheet twice. {AGAIN}")
        self.rows.add(self.row)
        if attributes.get("hidden") in _TRUE:
            self.look.hidden_rows.add(self.row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if attributes.get("r"):
            self.row, self.column = coordinates(attributes["r"])
        self.type, self.style, self.texts = attributes.get("t", ""), attributes.get("s", ""), {}

    def _begin_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE or attributes.get("width") == "0":
            self.look.hidden_columns.update(range(int(attributes["min"]) - 1, min(int(attributes["max"]), 16_384)))

    def _begin_merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        if _PLACE.fullmatch(first) and _PLACE.fullmatch(last):
            (top, left), (bottom, right) = coordinates(first), coordinates(last)
            self.look.merge(top, bottom, left, right)

    _BEGUN: ClassVar = {"row": _begin_row, "c": _begin_cell, "col": _begin_columns, "mergeCell": _begin_merge}

    def text(self, text: str) -> None:
        if self.inside in ("v", "f"):
            self.texts[self.inside] = self.texts.get(self.inside, "") + text

    def end(self, name: str) -> None:
        self.inside = ""
        if name.rpartition(":")[2] != "c":
            return
        value = self.texts.get("v")
        if self.type == "e":
            self.look.oddities[self.row, self.column] = ("error", value or "")
        elif "f" in self.texts and self._is_without_result(value):
            self.look.oddities[self.row, self.column] = ("formula", "=" + self.texts["f"])
        elif "f" in self.texts and self.type == "str" and not (value or "").strip():
            self.look.silent.append((self.row, self.column))
        elif self.style in self.book.padded and self.type in ("", "n"):
            shown = (value or "").zfill(self.book.padded[self.style])
            if re.fullmatch("0[0-9]{1,14}", shown):
                # With the leading zeros that people see in the sheet.
                self.look.oddities[self.row, self.column] = ("number", shown)

    def _is_without_result(self, value: str | None) -> bool:
        if value is None or (self.book.uncalculated and value == "0" and self.type in ("", "n")):
            return True
        return not value and self.type != "str"
