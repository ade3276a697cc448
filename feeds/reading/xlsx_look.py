"""The second look at a sheet of .xlsx or .xlsm: error cells, formulas without a result, hidden rows and columns.

ECMA-376 part 1: 18.3.1.4 c, 18.3.1.40 f, 18.3.1.73 row, 18.3.1.13 col. Runs only where the guard saw a mark of one.
"""

import posixpath
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from feeds.reading.looks import Look
from feeds.reading.places import coordinates
from feeds.reading.refusals import AGAIN, RefusedError

_TRUE = ("1", "true")


def look_at(file: BinaryIO, part: str) -> Look:
    """What is odd in the sheet that the part of the zipped workbook holds."""
    seen = _Sheet()
    with ZipFile(file) as parts, parts.open(part) as content:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = seen.start
        parser.EndElementHandler = seen.end
        parser.CharacterDataHandler = seen.text
        parser.ParseFile(content)
    return seen.look


def parts_of_sheets(file: BinaryIO) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name, as the workbook's relationships give it."""
    with ZipFile(file) as parts:
        names = {name.casefold(): name for name in parts.namelist()}
        book = _book_of(ElementTree.fromstring(parts.read("_rels/.rels")))
        relations = posixpath.join(posixpath.dirname(book), "_rels", posixpath.basename(book) + ".rels")
        targets = {
            entry.get("Id"): _absolute(entry.get("Target", ""), "/" + posixpath.dirname(book))
            for entry in ElementTree.fromstring(parts.read(names.get(relations.casefold(), relations)))
        }
        found = {}
        for sheet in ElementTree.fromstring(parts.read(names.get(book.casefold(), book))).iter():
            if sheet.tag.endswith("}sheet"):
                identifier = next((value for key, value in sheet.items() if key.endswith("}id")), None)
                part = targets.get(identifier, "")
                found[sheet.get("name", "")] = names.get(part.casefold(), part)
        return found


def _book_of(relations: ElementTree.Element) -> str:
    for entry in relations:
        if entry.get("Type", "").endswith("/officeDocument"):
            return _absolute(entry.get("Target", ""), "/")
    return "xl/workbook.xml"


def _absolute(target: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target.replace("\\", "/"))).lstrip("/")


class _Sheet:
    """Follows a sheet's XML; cells and rows without a reference stand after the one before."""

    def __init__(self) -> None:
        self.look = Look()
        self.rows: set[int] = set()
        self.row, self.column, self.type = -1, -1, ""
        self.texts: dict[str, str] = {}
        self.inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside = name.rpartition(":")[2]
        if self.inside == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
            if self.row in self.rows:
                raise RefusedError(f"its row {self.row + 1} stands in a sheet twice. {AGAIN}")
            self.rows.add(self.row)
            if attributes.get("hidden") in _TRUE:
                self.look.hidden_rows.add(self.row)
        elif self.inside == "c":
            self.column += 1
            if attributes.get("r"):
                self.row, self.column = coordinates(attributes["r"])
            self.type, self.texts = attributes.get("t", ""), {}
        elif self.inside == "f":
            self.texts["f"] = ""
        elif self.inside == "col" and attributes.get("hidden") in _TRUE:
            self.look.hidden_columns.update(range(int(attributes["min"]) - 1, min(int(attributes["max"]), 16_384)))

    def text(self, text: str) -> None:
        if self.inside in ("v", "f"):
            self.texts[self.inside] = self.texts.get(self.inside, "") + text

    def end(self, name: str) -> None:
        self.inside = ""
        if name.rpartition(":")[2] != "c":
            return
        if self.type == "e":
            self.look.oddities[self.row, self.column] = ("error", self.texts.get("v", ""))
        elif "f" in self.texts and not self.texts.get("v") and self.type != "str":
            self.look.oddities[self.row, self.column] = ("formula", "=" + self.texts["f"])
