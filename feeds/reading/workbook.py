"""Excel workbooks by calamine: typed cells, so that a number can be told from text that looks like one.

The reader shows a spreadsheet error and a formula without a stored result as an empty cell, which would turn a damaged
cell into a blank one; those cells are looked up in the sheet's XML (ECMA-376 part 1, 18.3.1.4 c, 18.3.1.40 f).
"""

import gc
import io
import posixpath
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

import python_calamine

from feeds.reading.places import coordinates

Found = dict[tuple[int, int], tuple[str, str]]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# An error cell, or a formula: most sheets have neither, and then no second look is needed.
_ODD = (b't="e"', b"<f")


_DAMAGED = "it is damaged, or no Excel workbook. Open it in Excel, save it as .xlsx and upload that."


class WorkbookRefusedError(Exception):
    """The workbook cannot be read; the message is the rest of a sentence that begins with the file's name."""


def is_workbook(start: bytes) -> bool:
    """True where the first bytes are a zip file's (.xlsx, .xlsm) or a compound file's (.xls)."""
    return start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def read(path: Path) -> Iterator[tuple[str, Sequence[Sequence[object]], Found]]:
    """Name, rows and odd cells of each visible worksheet; rows and columns count from A1."""
    try:
        book = _opened(path)
        visible = [sheet.name for sheet in book.sheets_metadata if _is_data_sheet(sheet)]
        if not visible:
            raise WorkbookRefusedError(_DAMAGED)
        with ThreadPoolExecutor(1) as pool:
            for name in visible:
                found = pool.submit(_odd_cells, path, name)
                with _without_collecting():
                    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                yield name, rows, found.result()
    except python_calamine.PasswordError:
        raise WorkbookRefusedError("it is protected by a password. Save it without one and upload it again.") from None
    except (python_calamine.CalamineError, BadZipFile, ElementTree.ParseError, expat.ExpatError, KeyError):
        raise WorkbookRefusedError(_DAMAGED) from None


def _opened(path: Path) -> python_calamine.CalamineWorkbook:
    """The workbook by what its name says it is and, where it is not that, by its bytes."""
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError:
        raise
    except python_calamine.CalamineError:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _is_data_sheet(sheet: python_calamine.SheetMetadata) -> bool:
    worksheet, visible = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    return sheet.typ == worksheet and sheet.visible == visible


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A million fresh cells make the collector look for cycles that cells cannot have."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _odd_cells(path: Path, sheet: str) -> Found:
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return _odd_in_binary(path, sheet)
    with ZipFile(path) as parts:
        content = parts.read(_part_of(parts, sheet))
    if b"<!DOCTYPE" in content[:1024]:
        raise WorkbookRefusedError("its XML has a document type, which no workbook needs. Save it again from Excel.")
    return _OddCells().search(content) if any(mark in content for mark in _ODD) else {}


def _odd_in_binary(path: Path, sheet: str) -> Found:
    """The error cells of a binary workbook (.xls)."""
    import xlrd  # noqa: PLC0415 - few files are so old

    with xlrd.open_workbook(str(path), logfile=io.StringIO()) as book:
        found = book.sheet_by_name(sheet)
        return {
            (row, column): ("error", xlrd.error_text_from_code.get(int(str(found.cell_value(row, column))), "#?"))
            for row in range(found.nrows)
            for column, kind in enumerate(found.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        }


def _part_of(parts: ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet, as the workbook's relationships give it."""
    sheets = ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    [identifier] = [entry.get(_RELATION) for entry in sheets if entry.get("name") == sheet]
    relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    [target] = [entry.get("Target", "") for entry in relations if entry.get("Id") == identifier]
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


class _OddCells:
    """Collects error cells, and formulas without a stored result, from a sheet's XML."""

    def __init__(self) -> None:
        self.found: Found = {}
        self.place, self.type = "", ""
        self.texts: dict[str, str] = {}
        self.inside = ""

    def search(self, content: bytes) -> Found:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside = name.rpartition(":")[2]
        if self.inside == "c":
            self.place, self.type, self.texts = attributes.get("r", ""), attributes.get("t", ""), {}
        elif self.inside == "f":
            self.texts["f"] = ""

    def _text(self, text: str) -> None:
        self.texts[self.inside] = self.texts.get(self.inside, "") + text

    def _end(self, name: str) -> None:
        self.inside = ""
        if name.rpartition(":")[2] != "c" or not self.place:
            return
        if self.type == "e":
            self.found[coordinates(self.place)] = ("error", self.texts.get("v", ""))
        elif "f" in self.texts and not self.texts.get("v") and self.type != "str":
            self.found[coordinates(self.place)] = ("formula", "=" + self.texts["f"])
