"""Sheets whose geometry is odd: far cells, cells out of place, wrong dimensions, doubles."""

from tests.zoo.animals import (
    FIRST,
    HEADINGS,
    RECORDS,
    SECOND,
    TWO_COLUMNS,
    Animal,
    either,
    good,
    hostile,
    refused,
    with_column,
)
from tests.zoo.workbook_parts import rows, sheet
from tests.zoo.xml_sheets import MILLION, PLACES, ROWS, sheet_of

_HEAD, _ONE, _TWO = (rows([row], first=number) for number, row in enumerate(RECORDS, 1))
_SHARED = rows(RECORDS, PLACES)


def far(place: str, text: str = "x") -> str:
    """A row with one cell, which stands far away."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def _without_places() -> str:
    text = ROWS
    for row in range(1, 4):
        text = text.replace(f'<row r="{row}">', "<row>")
        for letter in "ABCDEF":
            text = text.replace(f' r="{letter}{row}"', "")
    return text


def with_cell(cell: str, row: int = 2) -> str:
    """The rows with a cell more at the end of one, under the heading ship-method."""
    heading = '<c r="G1" t="inlineStr"><is><t>ship-method</t></is></c>'
    text = ROWS.replace("</row>", heading + "</row>", 1)
    place = text.index("</row>", text.index(f'<row r="{row}">'))
    return text[:place] + cell + text[place:]


def shaped(text: str) -> tuple[tuple[str, ...], ...]:
    """What is read where one ship-method is filled in."""
    return (*HEADINGS, "ship-method"), (*FIRST, text), (*SECOND, "")


def _styled_blanks() -> bytes:
    """Every row of the sheet has a cell with a format and nothing in it, as after Ctrl+A and a font."""
    blank = "".join(f'<row r="{n}" s="0"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(4, 1_048_577))
    return sheet(ROWS + blank, before='<dimension ref="A1:F1048576"/>')


def _wide_blanks() -> bytes:
    from tests.zoo.workbook_parts import reference  # noqa: PLC0415

    blank = "".join(f'<c r="{reference(1, column)}" s="0"/>' for column in range(6, 16_384))
    return sheet(ROWS.replace("</row>", blank + "</row>", 1))


ANIMALS: list[Animal] = [
    hostile("far-corner.xlsx", "a cell at XFD1048576", sheet_of(lambda: sheet(ROWS + far("XFD1048576")))),
    hostile(
        "far-corner-blank.xlsx",
        "a blank cell at XFD1048576 and one at XFC1048575",
        sheet_of(
            lambda: sheet(ROWS + '<row r="1048576"><c r="XFC1048576" s="0"/><c r="XFD1048576"><v>1</v></c></row>')
        ),
    ),
    refused(
        "far-row.xlsx",
        "a cell at A1048576",
        sheet_of(lambda: sheet(ROWS + far("A1048576"))),
        "rows down to 1,048,576",
        "Delete the empty rows",
    ),
    either(
        "far-column.xlsx",
        "a cell at XFD1",
        sheet_of(lambda: sheet(ROWS.replace("</row>", '<c r="XFD1"><v>1</v></c></row>', 1))),
        slow=True,
        cells=((*HEADINGS, *[""] * 16_377, "1"), FIRST, SECOND),
    ),
    hostile(
        "far-both.xlsx",
        "cells at XFD1 and A1048576",
        sheet_of(lambda: sheet(ROWS.replace("</row>", '<c r="XFD1"><v>1</v></c></row>', 1) + far("A1048576"))),
    ),
    good("dimension-small.xlsx", "a dimension of one cell", sheet_of(lambda: sheet(ROWS, '<dimension ref="A1"/>'))),
    good(
        "dimension-large.xlsx",
        "a dimension of the whole sheet",
        sheet_of(lambda: sheet(ROWS, '<dimension ref="A1:XFD1048576"/>')),
    ),
    good("dimension-absent.xlsx", "no dimension", sheet_of(lambda: sheet(ROWS))),
    either("dimension-odd.xlsx", "a dimension of nonsense", sheet_of(lambda: sheet(ROWS, '<dimension ref="?:!"/>'))),
    good(
        "places-absent.xlsx",
        "cells and rows that do not say where they are",
        sheet_of(lambda: sheet(_without_places())),
    ),
    good(
        "blanks-below.xlsx",
        "a million blank rows with a format below the records",
        sheet_of(_styled_blanks),
        slow=True,
        seconds=15.0,
        megabytes=900,
    ),
    good("blanks-right.xlsx", "16,378 blank cells with a format right of the headings", sheet_of(_wide_blanks)),
    good(
        "columns-formatted.xlsx",
        "whole columns with a format",
        sheet_of(lambda: sheet(ROWS, '<cols><col min="1" max="16384" width="9" style="0"/></cols>')),
    ),
    hostile(
        "headings-doubled.xlsx",
        "a heading twice",
        sheet_of(lambda: sheet(rows(with_column("ship_date", "2026-03-05", "2026-03-06")))),
        "ship",
        code=TWO_COLUMNS,
    ),
    either(
        "cells-flood.xlsx",
        "6 million cells in one row of one character",
        sheet_of(lambda: sheet(ROWS + '<row r="4">' + "<c/>" * 6 * MILLION + "</row>")),
        slow=True,
    ),
    either(
        "rows-flood.xlsx",
        "10 million rows without a place",
        sheet_of(lambda: sheet(ROWS + "<row/>" * 10 * MILLION)),
        slow=True,
    ),
]
