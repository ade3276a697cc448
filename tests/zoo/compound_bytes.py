"""Compound files ([MS-CFB]) and the records of binary workbooks ([MS-XLS]) byte by byte."""

import io
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import xlwt  # type: ignore[import-untyped]

from tests.zoo.animals import Table

SECTOR, FAT, END, FREE = 512, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_SHEET, _END, _BOF = 0x85, 0x0A, 20
MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


def compound(streams: Mapping[str, bytes], *, chain: Mapping[int, int] | None = None) -> bytes:
    """A compound file of these streams; ``chain`` says what the allocation table tells other than the truth."""
    entries, table, data = [], [FAT], b""
    # A stream below 4096 bytes would stand among the small ones.
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    for name, content in padded.items():
        start, sectors = len(table), -(-len(content) // SECTOR)
        table += [*range(start + 1, start + sectors), END]
        data += content.ljust(sectors * SECTOR, b"\0")
        entries.append((name, start, len(content)))
    place = len(table)
    folder = _entry("Root Entry", 5, END, 0, child=1)
    for number, (name, start, size) in enumerate(entries, 1):
        folder += _entry(name, 2, start, size, right=number + 1 if number < len(entries) else FREE)
    folder = folder.ljust(-(-len(folder) // SECTOR) * SECTOR, b"\0")
    table += [*range(place + 1, place + len(folder) // SECTOR), END]
    for at, told in (chain or {}).items():
        table[at] = told
    header = MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, place, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    allocated = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    assert len(allocated) == SECTOR, "one sector of table is enough for a small file"
    return header.ljust(SECTOR, b"\xff") + allocated + data + folder


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def biff5(table: Table) -> bytes:
    """The stream of a workbook of Excel 5: texts in one byte a character."""
    name = b"Data"
    before = record(0x809, struct.pack("<4H", 0x500, 5, 0x1000, 0x7CD)) + record(0x42, struct.pack("<H", 1252))
    sheet_at = len(before) + 4 + 7 + len(name) + 4
    globals_ = before + record(0x85, struct.pack("<IBBB", sheet_at, 0, 0, len(name)) + name) + record(0x0A)
    cells = record(0x809, struct.pack("<4H", 0x500, 0x10, 0x1000, 0x7CD))
    cells += record(0x200, struct.pack("<5H", 0, len(table), 0, max(map(len, table)), 0))
    for row, texts in enumerate(table):
        for column, text in enumerate(texts):
            encoded = text.encode("cp1252")
            cells += record(0x204, struct.pack("<4H", row, column, 15, len(encoded)) + encoded)
    return globals_ + cells + record(0x0A)


def xls(tables: Mapping[str, Sequence[Sequence[Any]]], *, dates_of_1904: bool = False) -> bytes:
    """A binary workbook by xlwt; a pair is a value and its number format."""
    book = xlwt.Workbook()
    book.dates_1904 = dates_of_1904
    for name, table in tables.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                value, shown = cell if isinstance(cell, tuple) else (cell, "General")
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=shown))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_record(tables: Mapping[str, Sequence[Sequence[Any]]], added: bytes) -> bytes:
    """A binary workbook with a record more behind its first one; the sheets behind it stand where it says."""
    book = xlwt.Workbook()
    for name, table in tables.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(row, column, cell)
    stream = bytearray(book.get_biff_data())
    at = 0
    while at < len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        if number == _SHEET:
            [place] = struct.unpack_from("<I", stream, at + 4)
            struct.pack_into("<I", stream, at + 4, place + len(added))
        if number == _END:
            break
        at += 4 + length
    return compound({"Workbook": bytes(stream[:_BOF]) + added + bytes(stream[_BOF:])})
