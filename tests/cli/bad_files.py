"""Files that cannot be processed, as disks, mail programs and people make them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cli.broken_workbooks import broken_sheet, cut, encrypted_zip, plain_zip, protected, without, workbook
from tests.cli.desk_calls import tabbed
from tests.cli.feeds_written import ADJUST_HEADINGS, CANCEL_HEADINGS, ORDERS, PARCELS, SHIP_HEADINGS, parcel


@dataclass(frozen=True)
class BadFile:
    """What a file is, how it is made at a path, the code it gets, and words that its sentence must hold."""

    what: str
    name: str
    make: Callable[[Path], object]
    code: int
    words: tuple[str, ...]
    options: tuple[str, ...] = ()


def table(*rows: list[str], encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes("".join("\t".join(row) + "\r\n" for row in rows).encode(encoding))


def content(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def sheets(**tables: list[list[str]]) -> Callable[[Path], object]:
    return lambda path: workbook(path, tables)


GARBAGE = random.Random(1).randbytes(5000)
TWICE = [[*SHIP_HEADINGS, "ship_date"], [*parcel(), "2026-03-05"]]
BOTH = [[*CANCEL_HEADINGS, *ADJUST_HEADINGS[1:]], [""] * 7]
LOST = [[cell for cell in row if cell not in ("carrier-code", "UPS")] for row in PARCELS]
BAD_FILES = [
    BadFile("empty", "empty.xlsx", Path.touch, 76001, ("empty", "Save")),
    BadFile("white space alone", "space.txt", content(b" \r\n\t\r\n"), 90011, ("order-id", "Put the headings")),
    BadFile(
        "of another kind than was said",
        "orders.txt",
        lambda path: tabbed(path, ORDERS),
        90012,
        ("ship-date", "Add"),
        ("--kind", "shipping-confirmation"),
    ),
    BadFile("of two kinds at once", "both.txt", table(*BOTH), 76003, ("several", "--kind")),
    BadFile("without a heading row", "rows.txt", table(parcel()), 90011, ("order-id", "Put the headings")),
    BadFile("a workbook without a heading row", "rows.xlsx", sheets(Sheet1=[parcel()]), 90011, ("order-id", "Put")),
    BadFile("a workbook without a cell", "blank.xlsx", sheets(Sheet1=[]), 90011, ("order-id", "Put")),
    BadFile("without a required heading", "lost.txt", table(*LOST), 90012, ("carrier-code", "Add")),
    BadFile("with one heading twice", "twice.txt", table(*TWICE), 76005, ("ship", "D1", "G1", "Delete or rename")),
    BadFile("without a record", "none.txt", table(SHIP_HEADINGS, [""] * 6), 76002, ("no record", "Fill in")),
    BadFile("a workbook without a record", "none.xlsx", sheets(Data=[SHIP_HEADINGS]), 76002, ("Data", "Fill in")),
    BadFile(
        "two data sheets",
        "two.xlsx",
        sheets(May=PARCELS, June=PARCELS),
        76004,
        ("May", "June", "--sheet May or --sheet June"),
    ),
    BadFile("protected by a password", "secret.xlsx", protected, 76001, ("password", "Save it without")),
    BadFile("a zip protected by a password", "secret.xlsx", encrypted_zip, 76001, ("password", "Save it without")),
    BadFile("half of a workbook", "half.xlsx", cut, 76001, ("damaged", "save it")),
    BadFile("a workbook with half a sheet", "sheet.xlsx", broken_sheet, 76001, ("damaged", "save it")),
    BadFile(
        "a workbook without its sheet",
        "part.xlsx",
        lambda path: without(path, "xl/worksheets/sheet1.xml"),
        76001,
        ("damaged", "save it"),
    ),
    BadFile(
        "a workbook without its book",
        "part.xlsx",
        lambda path: without(path, "xl/workbook.xml"),
        76001,
        ("damaged", "save it"),
    ),
    BadFile("a zip of several files", "parcels.xlsx", plain_zip, 76001, ("zip of 2 files", "Unpack")),
    BadFile("a name like a workbook's and garbage in it", "parcels.xlsx", content(b"\0" + GARBAGE), 76001, ("UTF-8",)),
    BadFile(
        "the first bytes of a workbook and garbage",
        "parcels.xlsx",
        content(b"PK\x03\x04" + GARBAGE),
        76001,
        ("damaged", "save it"),
    ),
    BadFile(
        "the first bytes of an old workbook and garbage",
        "parcels.xls",
        content(bytes.fromhex("d0cf11e0a1b11ae1") + GARBAGE),
        76001,
        ("damaged", "save it"),
    ),
    BadFile(
        "text with binary in it", "parcels.txt", content(b"order-id\tship-date\n\0\0\n"), 76001, ("neither", "Upload")
    ),
    BadFile(
        "an identifier that reads otherwise in another encoding",
        "parcels.txt",
        table(*PARCELS, parcel(tracking="Zürich"), encoding="cp1252"),
        76006,
        ("Zürich", "--encoding", "UTF-8"),
    ),
    BadFile(
        "UTF-16 with a byte too many",
        "parcels.txt",
        content("".join("\t".join(row) + "\r\n" for row in PARCELS).encode("utf-16") + b"x"),
        76001,
        ("utf-16-le", "line 4", "Save it"),
    ),
    BadFile(
        "with a quotation mark that never ends",
        "parcels.csv",
        content(b'order-id,ship-date\n"1,2\n'),
        76001,
        ("quotation marks", "Save it"),
    ),
]
