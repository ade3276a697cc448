"""New binary workbooks (.xlsb)."""

import datetime
import struct

from tests.zoo.animals import HEADINGS, RECORDS, Animal, cut, either, good, hostile, put_made, refused
from tests.zoo.binary_bytes import record, sheet_bin, wide, xlsb
from tests.zoo.of_sheets import shaped

_DAY = datetime.date(2026, 3, 5)


def _shaped_xlsb(value: str | float) -> bytes:
    return xlsb([[*HEADINGS, "ship-method"], [*RECORDS[1], value], RECORDS[2]])


ANIMALS: list[Animal] = [
    good("binary.xlsb", "a new binary workbook", put_made(lambda: xlsb(RECORDS))),
    good("binary-named.xlsx", "a new binary workbook, named .xlsx", put_made(lambda: xlsb(RECORDS))),
    good("binary-number.xlsb", "a number cell", put_made(lambda: _shaped_xlsb(12.5)), shaped("12.5")),
    good("binary-error.xlsb", "an error cell", put_made(lambda: _shaped_xlsb("#N/A")), shaped("#N/A")),
    good("binary-true.xlsb", "a logical cell", put_made(lambda: _shaped_xlsb(True)), shaped("TRUE")),
    either(
        "binary-extent.xlsb",
        "an extent of the whole sheet",
        put_made(lambda: xlsb(RECORDS, sheet=sheet_bin(RECORDS, extent=(0, 0xFFFFFFFE, 0, 0xFFFFFFFE)))),
    ),
    hostile(
        "binary-row.xlsb",
        "a row 2^32-1",
        put_made(
            lambda: xlsb(
                RECORDS,
                sheet=sheet_bin(RECORDS).replace(
                    struct.pack("<IIH", 2, 0, 300), struct.pack("<IIH", 0xFFFFFFFF, 0, 300)
                ),
            )
        ),
    ),
    hostile(
        "binary-column.xlsb",
        "a column 2^32-1",
        put_made(
            lambda: xlsb(
                RECORDS, sheet=sheet_bin(RECORDS).replace(struct.pack("<II", 5, 0), struct.pack("<II", 0xFFFFFFFF, 0))
            )
        ),
    ),
    hostile(
        "binary-length.xlsb",
        "a text that says it has 4 billion characters",
        put_made(
            lambda: xlsb(
                RECORDS, sheet=sheet_bin(RECORDS).replace(wide("UPS"), struct.pack("<I", 0xFFFFFFF0) + wide("UPS")[4:])
            )
        ),
    ),
    hostile(
        "binary-strings.xlsb",
        "a table that says it holds 4 billion texts",
        put_made(
            lambda: xlsb(
                [*RECORDS[:2], [("", 5)]],
                strings=record(0x9F, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))
                + record(0x13, b"\0" + wide("x"))
                + record(0xA0),
            )
        ),
    ),
    refused(
        "binary-cut.xlsb",
        "half of a sheet",
        put_made(lambda: xlsb(RECORDS, sheet=cut(sheet_bin(RECORDS), 0.5))),
        "damaged",
    ),
    hostile("binary-zeros.xlsb", "a sheet of zeros", put_made(lambda: xlsb(RECORDS, sheet=bytes(100_000)))),
]
