"""The second look at a sheet of a binary zipped workbook (.xlsb): error cells, and hidden rows and columns.

[MS-XLSB] 2.1.4 Record; 2.4.728 BrtRowHdr, 2.4.323 BrtColInfo, 2.4.309 BrtCellError,
2.4.672 BrtFmlaString, 2.4.670 BrtFmlaError.
"""

import posixpath
import struct
from collections.abc import Collection, Iterator
from typing import BinaryIO
from xml.etree import ElementTree
from zipfile import ZipFile

from feeds.reading.grid import DAMAGED, RefusedError
from feeds.reading.workbook.second_look import Look
from schemas.sheet_cells import ROWS

_ROW, _CELL_ERROR, _FORMULA_TEXT, _FORMULA_ERROR, _COLUMNS, _SHEET = 0, 3, 8, 11, 60, 156
_CELLS = range(1, 12)
_WANTED = {_ROW, _COLUMNS, *_CELLS}
_LAST_COLUMN = 16_384
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def look_at(file: BinaryIO, sheet: str) -> Look:
    """The second look at a sheet of the zipped workbook in ``file``; raises RefusedError for cells beyond its edges."""
    look, row = Look(), 0
    with ZipFile(file) as parts:
        for kind, content in _records(parts.read(_part_of(file, sheet)), _WANTED):
            if kind == _ROW:
                row = struct.unpack_from("<I", content)[0]
                if content[11] & 0x10:
                    look.hidden_rows.add(row)
            elif kind == _COLUMNS:
                first, last, _, _, flags = struct.unpack_from("<IIIIH", content)
                if flags & 1:
                    look.hidden_columns.update(range(first, min(last + 1, 16_384)))
            else:
                _look_at_cell(look, row, kind, content)
            # A reader leaves out cells beyond the edges of a sheet, so their content would be lost.
            if row >= ROWS or (kind in _CELLS and struct.unpack_from("<I", content)[0] >= _LAST_COLUMN):
                raise RefusedError(DAMAGED)
    return look


def _look_at_cell(look: Look, row: int, kind: int, content: bytes) -> None:
    if kind in (_CELL_ERROR, _FORMULA_ERROR):
        column, _, error = struct.unpack_from("<IIB", content)
        look.oddities[row, column] = ("error", _ERRORS.get(error, "#?"))
    elif kind == _FORMULA_TEXT and not _text(content, 8)[0].strip():
        look.silent.append((row, struct.unpack_from("<I", content)[0]))


def _records(content: bytes, wanted: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The number and body of the wanted records; numbers and lengths have 7 bits per byte."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while True:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if kind in wanted:
            yield kind, content[at : at + length]
        at += length


def _part_of(file: BinaryIO, sheet: str) -> str:
    """The part of a sheet, from the workbook's records (2.4.304 BrtBundleSh) and relationships; KeyError if none."""
    with ZipFile(file) as parts:
        relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.bin.rels"))
        targets = {entry.get("Id", ""): entry.get("Target", "") for entry in relations}
        for _, content in _records(parts.read("xl/workbook.bin"), {_SHEET}):
            identifier, after = _text(content, 8)
            if _text(content, after)[0] == sheet:
                return posixpath.normpath(posixpath.join("/xl", targets[identifier])).lstrip("/")
    raise KeyError(sheet)


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A length-prefixed text in UTF-16 (2.5.166 XLWideString), and the position where it ends."""
    end = at + 4 + 2 * int(struct.unpack_from("<I", content, at)[0])
    return content[at + 4 : end].decode("utf-16-le"), end
