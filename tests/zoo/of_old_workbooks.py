"""Binary workbooks of Excel 97 and older (.xls)."""

import datetime
import io
import re
import struct
from collections.abc import Callable
from functools import partial

from tests.zoo.animals import (
    FIRST,
    HEADINGS,
    RECORDS,
    SECOND,
    Animal,
    cut,
    either,
    good,
    hostile,
    put,
    put_made,
    refused,
)
from tests.zoo.compound_bytes import END, MAGIC, biff5, compound, record, with_record, xls
from tests.zoo.of_sheets import shaped

_DAY = datetime.date(2026, 3, 5)


def _shaped_xls(value: object, **options: bool) -> bytes:
    return xls({"Data": [[*HEADINGS, "ship-method"], [*RECORDS[1], value], RECORDS[2]]}, **options)


def _formula(name: str) -> bytes:
    import xlwt  # type: ignore[import-untyped]  # noqa: PLC0415

    return _shaped_xls(xlwt.Formula(name))


def _zero(flags: int, *, calculated: bool = True) -> bytes:
    """A formula that holds a zero; ``calculated``: the workbook says which program calculated it last."""
    made = bytearray(_formula("1-1"))
    [found] = re.finditer(b"\x06\x00..\x01\x00\x06\x00..(.{8})..", made, re.DOTALL)
    made[found.start(1) : found.end()] = struct.pack("<dH", 0.0, flags)
    if calculated:
        # In the place of the record that tells where its window is.
        made = made.replace(struct.pack("<HH", 0x3D, 18), struct.pack("<HH", 0x1C1, 18), 1)
    return bytes(made)


def _never(name: str, what: str, made: Callable[[], bytes]) -> Animal:
    """A formula whose zero is no result; other readers take it for one."""
    return Animal(f"old-zero-{name}.xls", f"a formula with a zero, {what}", put_made(made), shaped("="), honest=False)


def _loop() -> bytes:
    """The chain of the workbook's sectors comes back to its own start."""
    return compound({"Workbook": biff5(RECORDS).ljust(8192, b"\0")}, chain={3: 1})


def _folder_loop() -> bytes:
    made = bytearray(compound({"Book": biff5(RECORDS)}))
    # The second entry of the directory is its own sibling.
    place = made.index("Book".encode("utf-16-le")) + 64 + 4
    made[place : place + 8] = struct.pack("<II", 1, 1)
    return bytes(made)


def _header(**changes: int) -> bytes:
    """The 512 bytes of a compound file's header, and nothing behind them."""
    told = {"fats": 1, "folder": 0, "minifats": 0, "difats": 0, **changes}
    header = MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, told["fats"], told["folder"], 0, 4096, END, told["minifats"], END, told["difats"])
    return header.ljust(512, b"\xff")


def _of_excel(version: int) -> bytes:
    """The first records of a workbook that has no file around it ([MS-XLS] 2.4.21 BOF, of older versions)."""
    bof = struct.pack("<HH", version, 0x10) + bytes(2 * (version > 2))
    return record(0x009 | {2: 0, 3: 0x200, 4: 0x400}[version], bof) + record(0x0A)


def _blank_to_the_end() -> bytes:
    import xlwt  # noqa: PLC0415

    book = xlwt.Workbook()
    sheet, grey = book.add_sheet("Data"), xlwt.easyxf("pattern: pattern solid, fore_colour gray25")
    for row, cells in enumerate(RECORDS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    for row in range(len(RECORDS), 65_536):
        sheet.write(row, 0, "", grey)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


_XLS = {"Data": RECORDS}
_BLANK = {"Data": [HEADINGS, [*FIRST[:2], "", *FIRST[3:]], SECOND]}
_MORE = {f"Note {number}": [["x"]] for number in range(40)}
# 2.4.117 FilePass: of XOR, of RC4, and of RC4 behind 2.4.349 WriteProtect.
_RC4 = record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
_LOCKS = {"xor": record(0x2F, struct.pack("<HHH", 0, 0x1234, 0x5678)), "rc4": _RC4, "written": record(0x86) + _RC4}
ANIMALS: list[Animal] = [
    good("old.xls", "a binary workbook", put_made(lambda: xls(_XLS))),
    good("old-named.xlsx", "a binary workbook, named .xlsx", put_made(lambda: xls(_XLS))),
    good("old-number.xls", "a number cell", put_made(lambda: _shaped_xls(12.5)), shaped("12.5")),
    good("old-date.xls", "a date cell", put_made(lambda: _shaped_xls((_DAY, "yyyy-mm-dd"))), shaped("2026-03-05")),
    good(
        "old-date-1904.xls",
        "a date cell of 1904",
        put_made(lambda: _shaped_xls((_DAY, "yyyy-mm-dd"), dates_of_1904=True)),
        shaped("2026-03-05"),
    ),
    good("old-true.xls", "a logical cell", put_made(lambda: _shaped_xls(True)), shaped("TRUE")),
    good("old-tab.xls", "a tab between words", put_made(lambda: _shaped_xls("Royal\tMail")), shaped("Royal Mail")),
    either(
        "old-formula.xls",
        "a formula that xlwt wrote without its result",
        put_made(lambda: _formula("1+1")),
        cells=shaped(""),
    ),
    good(
        "old-notes.xls",
        "a sheet of notes and one of records",
        put_made(lambda: xls({"Notes": [["x"]], "Data": RECORDS})),
    ),
    either("old-excel-5.xls", "a workbook of Excel 5", put_made(lambda: compound({"Book": biff5(RECORDS)}))),
    *(
        refused(
            f"old-excel-{version}.xls", f"a workbook of Excel {version}", put(_of_excel(version)), f"Excel {version}"
        )
        for version in (2, 3, 4)
    ),
    refused("old-stream.xls", "the stream of a workbook alone", put_made(lambda: biff5(RECORDS)), "Excel 5"),
    *(
        refused(f"old-locked-{way}.xls", f"a password: {way}", put_made(partial(with_record, _XLS, lock)), "password")
        for way, lock in _LOCKS.items()
    ),
    good(
        "old-odd-font.xls",
        "a font that only one of two readers minds, and no blank cell",
        put_made(lambda: with_record(_XLS, record(0x31, b"\0\0"))),
    ),
    good(
        "old-odd-font-blank.xls",
        "the same, and a blank cell: the other reader sees it without its formats",
        put_made(lambda: with_record(_BLANK, record(0x31, b"\0\0"))),
        _BLANK["Data"],
    ),
    good(
        "old-odd-record.xls",
        "a record that one of two readers gives up at, and no blank cell",
        put_made(lambda: with_record(_XLS, record(0x22, b"\x07\0"))),
    ),
    refused(
        "old-odd-record-blank.xls",
        "the same, and a blank cell that may be anything",
        put_made(lambda: with_record(_BLANK, record(0x22, b"\x07\0"))),
        "cell C2 and others look empty",
    ),
    good("old-sheets.xls", "many sheets", put_made(lambda: with_record({**_XLS, **_MORE}, b""))),
    good("old-blanks.xls", "formatted blanks down to the last row", put_made(_blank_to_the_end)),
    refused("old-header.xls", "the header of a compound file and nothing else", put_made(_header), "damaged"),
    hostile(
        "old-header-fats.xls", "a header that tells of 4 billion tables", put_made(lambda: _header(fats=0xFFFFFFFF))
    ),
    hostile(
        "old-header-difats.xls",
        "a header that tells of 4 billion further tables",
        put_made(lambda: _header(difats=0xFFFFFFFF, minifats=0xFFFFFFF0)),
    ),
    refused("old-cut.xls", "half of a binary workbook", put_made(lambda: cut(xls(_XLS), 0.5)), "damaged"),
    either("old-cut-end.xls", "a binary workbook without its last bytes", put_made(lambda: cut(xls(_XLS), 0.95))),
    hostile("old-loop.xls", "a chain of sectors that bites its tail", put_made(_loop)),
    hostile("old-folder-loop.xls", "a directory that bites its tail", put_made(_folder_loop)),
    hostile(
        "old-empty-stream.xls", "a workbook stream of zeros", put_made(lambda: compound({"Workbook": bytes(5000)}))
    ),
    refused("old-word.doc", "a document of Word", put_made(lambda: compound({"WordDocument": bytes(5000)}))),
    refused("old-mail.msg", "a mail of Outlook", put_made(lambda: compound({"__properties_version1.0": bytes(5000)}))),
]
