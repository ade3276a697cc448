"""Workbooks, whole ones and such as disks, mail programs and passwords leave them."""

import io
import struct
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook

from tests.cli.feeds_written import PARCELS

SECTOR, END, NONE = 512, 0xFFFFFFFE, 0xFFFFFFFF


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    book.save(path)


def protected(path: Path) -> None:
    """A compound file with the streams of a workbook that Office encrypted ([MS-CFB] 2.2 and 2.6, [MS-OFFCRYPTO])."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    # One sector of allocation table, in sector 0; the directory in sector 1; no small streams, no further tables.
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    table = struct.pack("<3I", 0xFFFFFFFD, END, END)
    entries = [entry("Root Entry", 5, child=1), entry("EncryptedPackage", 2, right=2), entry("EncryptionInfo", 2)]
    folder = b"".join(entries).ljust(SECTOR, b"\0")
    path.write_bytes(header.ljust(SECTOR, b"\xff") + table.ljust(SECTOR, b"\xff") + folder)


def entry(name: str, kind: int, *, right: int = NONE, child: int = NONE) -> bytes:
    """An entry of a compound file's directory, for an empty stream or the root."""
    text = name.encode("utf-16-le") + b"\0\0"
    start = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, NONE, right, child)
    return start + bytes(36) + struct.pack("<IQ", END, 0)


def good_workbook() -> bytes:
    held = io.BytesIO()
    book = Workbook()
    for row in PARCELS:
        book.worksheets[0].append(row)
    book.save(held)
    return held.getvalue()


def cut(path: Path) -> None:
    content = good_workbook()
    path.write_bytes(content[: len(content) // 2])


def without(path: Path, part: str) -> None:
    """A workbook that lacks one of its parts."""
    with ZipFile(io.BytesIO(good_workbook())) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))


def broken_sheet(path: Path) -> None:
    with ZipFile(io.BytesIO(good_workbook())) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)


def encrypted_zip(path: Path) -> None:
    """A zip whose parts say that they are encrypted."""
    content = bytearray(good_workbook())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    path.write_bytes(content)


def plain_zip(path: Path) -> None:
    with ZipFile(path, "w") as parts:
        parts.writestr("parcels.txt", "order-id\tship-date\n")
        parts.writestr("orders.txt", "order-id\n")
