"""Text files as people and programs leave them, and such as want to choke their reader."""

from tests.zoo.animals import (
    FIRST,
    HEADINGS,
    NO_HEADINGS,
    NO_RECORD,
    RECORDS,
    SECOND,
    TWO_COLUMNS,
    Animal,
    Table,
    either,
    good,
    hostile,
    put,
    put_made,
    refused,
    with_column,
)
from tests.zoo.of_packed import text

_MB = 1_000_000
_TAB = text(delimiter="\t")
_COMMA = text(delimiter=",")


def one(cell: str) -> Table:
    """The records with a ship-method in the first."""
    return with_column("ship-method", cell, "")


def lines(*rows: bytes, end: bytes = b"\r\n") -> bytes:
    return b"".join(row + end for row in rows)


def _tabbed(table: Table) -> bytes:
    return text(table, "\t")


_HEAD, _ONE, _TWO = _TAB.splitlines()
_LONG = tuple(f"{number}{'h' * 10_000}" for number in range(20))
_QUOTED = _COMMA.replace(b"UPS", b'"UPS"')
ANIMALS: list[Animal] = [
    good("tab.txt", "tabs", put(_TAB)),
    good("comma.csv", "commas", put(_COMMA)),
    good("semicolon.csv", "semicolons", put(text(delimiter=";"))),
    good("tab.csv", "tabs in a .csv", put(_TAB)),
    good("comma.txt", "commas in a .txt", put(_COMMA)),
    good("comma.xlsx", "commas in a .xlsx", put(_COMMA)),
    good("quoted.csv", "a cell in quotation marks", put(_QUOTED)),
    good(
        "quoted-all.csv",
        "every cell in quotation marks",
        put(_COMMA.replace(b",", b'","').replace(b"\r\n", b'"\r\n"').join([b'"', b""])[:-1]),
    ),
    good(
        "quoted-line.csv",
        "a cell of two lines",
        put(text(one("Next\nDay")).replace(b"Next\nDay", b'"Next\r\nDay"')),
        one("Next Day"),
    ),
    good(
        "quoted-quote.csv",
        "quotation marks in a cell",
        put(text(one('5" box')).replace(b'5" box', b'"5"" box"')),
        one('5" box'),
    ),
    good("inch.txt", "a quotation mark in a tabbed cell", put(_tabbed(one('5" box'))), one('5" box')),
    good("ends-mixed.txt", "three kinds of line ends", put(_HEAD + b"\r\n" + _ONE + b"\n" + _TWO + b"\r")),
    good("ends-cr.txt", "lines that end in CR alone", put(_TAB.replace(b"\r\n", b"\r"))),
    good("ends-lf.txt", "lines that end in LF alone", put(_TAB.replace(b"\r\n", b"\n"))),
    good(
        "ends-double.txt",
        "an empty line after every line",
        put(_TAB.replace(b"\r\n", b"\r\r\n")),
        (HEADINGS, ("",) * 6, FIRST, ("",) * 6, SECOND),
    ),
    good("end-none.txt", "no end of the last line", put(_TAB.rstrip())),
    good("tabs-trailing.txt", "tabs at the end of every line", put(_TAB.replace(b"\r\n", b"\t\t\t\r\n"))),
    good("delimiters-below.csv", "lines of delimiters alone below the records", put(_COMMA + b",,,,,\r\n" * 1000)),
    good("lines-below.txt", "a million empty lines below", put_made(lambda: _TAB + b"\r\n" * _MB), slow=True),
    either(
        "lines-above.txt",
        "100,000 empty lines above",
        put_made(lambda: b"\r\n" * 100_000 + _TAB),
        cells=[*[("",) * 6] * 100_000, *RECORDS],
    ),
    good("lines-above-20.txt", "20 empty lines above", put(b"\r\n" * 20 + _TAB), [*[("",) * 6] * 20, *RECORDS]),
    good(
        "title.csv", "a title above", put(b"Parcels of March\r\n" + _COMMA), (("Parcels of March", *[""] * 5), *RECORDS)
    ),
    good(
        "sep.csv", "the line sep=; of Excel", put(b"sep=;\r\n" + text(delimiter=";")), (("sep=", *[""] * 5), *RECORDS)
    ),
    good(
        "ragged.txt",
        "a line shorter and one longer than the headings",
        put(lines(_HEAD, _ONE.rpartition(b"\t")[0], _TWO + b"\tmore\tand more")),
        (HEADINGS, FIRST[:5], (*SECOND, "more", "and more")),
    ),
    refused("headings.txt", "headings and nothing else", put(lines(_HEAD)), "record", code=NO_RECORD),
    refused(
        "headings-empty.txt",
        "headings above lines of tabs",
        put(lines(_HEAD) + b"\t\t\t\t\t\r\n" * 50),
        "record",
        code=NO_RECORD,
    ),
    refused(
        "headings-doubled.txt",
        "a heading twice",
        put(_tabbed(with_column("ship_date", "2026-03-05", "2026-03-06"))),
        "ship",
        code=TWO_COLUMNS,
    ),
    either(
        "headings-long.txt",
        "twenty headings of 10,000 characters",
        put(_tabbed(((*HEADINGS, *_LONG), *RECORDS[1:]))),
        cells=((*HEADINGS, *_LONG), *RECORDS[1:]),
    ),
    good(
        "formulas.csv",
        "cells that a spreadsheet would run",
        put(text(one("=cmd|' /C calc'!A0"))),
        one("=cmd|' /C calc'!A0"),
    ),
    good("spaces.txt", "white space around the cells", put(_TAB.replace(b"UPS", b"  UPS \xc2\xa0"))),
    good("controls.txt", "control characters in a cell", put(_tabbed(one("a\x07b\x1bc"))), one("a b c")),
    either(
        "escapes.txt",
        "escape sequences in a heading",
        put(_tabbed(with_column("\x1b[31mred\x1b]0;title\x07", "a", "b"))),
        cells=with_column("[31mred ]0;title", "a", "b"),
    ),
    either(
        "right-to-left.txt",
        "a heading that turns the direction of writing",
        put(_tabbed(with_column("\u202etxt.exe", "a", "b"))),
        cells=with_column("\u202etxt.exe", "a", "b"),
    ),
    either(
        "zero-width.txt",
        "characters of no width in a heading",
        put(_TAB.replace(b"quantity", "quan\u200btity".encode())),
        cells=((*HEADINGS[:2], "quan\u200btity", *HEADINGS[3:]), FIRST, SECOND),
    ),
    hostile("nul.txt", "a NUL in a cell", put(_TAB.replace(b"UPS", b"U\0S"))),
    hostile("nul-end.txt", "NULs behind the last line, as a crash leaves them", put(_TAB + bytes(4096))),
    hostile("columns-million.txt", "a line of a million columns", put_made(lambda: _TAB + b"x\t" * _MB), slow=True),
    either("columns-empty.txt", "a line of 5 million tabs", put_made(lambda: _TAB + b"\t" * 5 * _MB), slow=True),
    either(
        "columns-each.txt",
        "20,000 lines of 1,000 tabs and a heading at the end",
        put_made(lambda: _TAB + (b"\t" * 1000 + b"x\r\n") * 20_000),
        cells=(*RECORDS, *[("",) * 1000 + ("x",)] * 20_000),
        slow=True,
    ),
    either(
        "line-50-mb.txt",
        "a cell of 50 MB",
        put_made(lambda: _TAB + b"x" * 50 * _MB),
        cells=(*RECORDS, ("x" * 50 * _MB,)),
        slow=True,
        seconds=15.0,
        megabytes=900,
    ),
    hostile(
        "quote-open.csv",
        "a quotation mark that 20 MB follow",
        put_made(lambda: _COMMA + b'"' + _COMMA * 110_000),
        slow=True,
        seconds=15.0,
        megabytes=900,
    ),
    either(
        "quote-open.txt",
        "a quotation mark in a tabbed file that 20 MB follow",
        put_made(lambda: _TAB + b'"' + _TAB * 110_000),
        cells=(*RECORDS, ('"order-id', *HEADINGS[1:]), FIRST, SECOND, *[*RECORDS] * 109_999),
        slow=True,
        seconds=30.0,
        megabytes=2500,
    ),
    hostile("quotes-million.csv", "a million quotation marks", put_made(lambda: _COMMA + b'"' * (_MB + 1))),
    either(
        "quotes-million.txt",
        "a million quotation marks, tabbed",
        put_made(lambda: _TAB + b'"' * (_MB + 1)),
        cells=(*RECORDS, ('"' * (_MB + 1),)),
    ),
    either(
        "commas-in-cells.csv",
        "a million commas in a quoted cell",
        put_made(lambda: text(one("@")).replace(b"@", b'"' + b"," * _MB + b'"')),
        cells=one("," * _MB),
    ),
    refused("words.txt", "words", put(b"Dear Sir,\r\nhere are the parcels.\r\n"), "order-id", code=NO_HEADINGS),
    refused("spaces-alone.txt", "white space", put(b" \r\n\t\r\n"), "order-id", code=NO_HEADINGS),
    refused(
        "tabs-alone.txt", "a million tabs and line ends", put(b"\t\t\t\r\n" * 200_000), "order-id", code=NO_HEADINGS
    ),
]
