"""Binary workbooks of today (.xlsb, [MS-XLSB]) record by record."""

import struct
from collections.abc import Sequence

from tests.zoo.animals import Table
from tests.zoo.workbook_parts import DECLARED, DOCUMENT, PACKAGE, save, xml_content_types

Cell = str | float | bool | tuple[str, int]
_MS = "application/vnd.ms-excel"
_ERROR_CODES = {"#N/A": 0x2A, "#DIV/0!": 0x07, "#REF!": 0x17}


def record(number: int, content: bytes = b"") -> bytes:
    """A record: its number and length seven bits a byte, the lowest first."""
    return _number(number) + _length(len(content)) + content


def _number(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])


def _length(length: int) -> bytes:
    shown = bytearray()
    while True:
        length, low = length >> 7, length & 0x7F
        shown.append(low | (0x80 if length else 0))
        if not length:
            return bytes(shown)


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _cell(column: int, value: Cell) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return record(4, place + bytes([value]))
    if isinstance(value, str) and value in _ERROR_CODES:
        return record(3, place + bytes([_ERROR_CODES[value]]))
    if isinstance(value, str):
        return record(6, place + wide(value))
    if isinstance(value, tuple):
        return record(7, place + struct.pack("<I", value[1]))
    return record(5, place + struct.pack("<d", value))


def sheet_bin(table: Sequence[Sequence[Cell]], *, extent: tuple[int, int, int, int] | None = None) -> bytes:
    """A sheet; ``extent`` is the first and last row and column that it says it has."""
    rows = b""
    for number, cells in enumerate(table):
        rows += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        rows += b"".join(_cell(column, cell) for column, cell in enumerate(cells) if cell != "")
    told = extent or (0, max(len(table) - 1, 0), 0, max(map(len, table), default=1) - 1)
    return record(0x81) + record(0x94, struct.pack("<4I", *told)) + record(0x91) + rows + record(0x92) + record(0x82)


def xlsb(table: Sequence[Sequence[Cell]] | Table, *, sheet: bytes | None = None, strings: bytes | None = None) -> bytes:
    """A small workbook of one sheet."""
    book = record(0x83) + record(0x8F)
    book += record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("Data")) + record(0x90) + record(0x84)
    relations = {"worksheet": "worksheets/sheet1.bin"} | ({"sharedStrings": "sharedStrings.bin"} if strings else {})
    kinds = {
        "/xl/workbook.bin": f"{_MS}.sheet.binary.macroEnabled.main",
        "/xl/worksheets/sheet1.bin": f"{_MS}.worksheet",
        "/xl/sharedStrings.bin": f"{_MS}.sharedStrings",
    }
    parts = {
        "[Content_Types].xml": xml_content_types(kinds),
        "_rels/.rels": _relations({"officeDocument": "xl/workbook.bin"}),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _relations(relations),
        "xl/worksheets/sheet1.bin": sheet or sheet_bin(table),
    }
    return save(parts | ({"xl/sharedStrings.bin": strings} if strings else {}))


def _relations(targets: dict[str, str]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'{DECLARED}<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'.encode()
