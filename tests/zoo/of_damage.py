"""Sheets whose cells are damaged: what they hold may be read or refused, but never become something else."""

from tests.zoo.animals import FIRST, HEADINGS, RECORDS, SECOND, Animal, either, good, hostile
from tests.zoo.of_sheets import far, shaped, with_cell
from tests.zoo.workbook_parts import STRINGS, rows, sheet, strings
from tests.zoo.xml_sheets import PLACES, ROWS, sheet_of, styled

_HEAD, _ONE, _TWO = (rows([row], first=number) for number, row in enumerate(RECORDS, 1))
_SHARED = rows(RECORDS, PLACES)
_AT = f"<v>{PLACES[SECOND[5]]}</v>"
_ERRORS = '<row r="4">' + "".join(f'<c r="{letter}4" t="e"><v>#REF!</v></c>' for letter in "ABCDEF") + "</row>"
_FORMULAS = '<row r="4">' + "".join(f'<c r="{letter}4"><f>{letter}3</f></c>' for letter in "ABCDEF") + "</row>"


def index(name: str, what: str, value: str) -> Animal:
    """A tracking-number that points to a place of the table of texts."""
    return hostile(f"string-{name}.xlsx", what, sheet_of(lambda: sheet(_SHARED.replace(_AT, value))))


ANIMALS: list[Animal] = [
    hostile("row-zero.xlsx", "a row 0", sheet_of(lambda: sheet(ROWS + '<row r="0"><c r="A0"><v>1</v></c></row>'))),
    hostile("row-minus.xlsx", "a row -1", sheet_of(lambda: sheet(ROWS + '<row r="-1"><c r="A-1"><v>1</v></c></row>'))),
    hostile("row-huge.xlsx", "a row beyond the last", sheet_of(lambda: sheet(ROWS + far("A1048577")))),
    hostile("row-2-32.xlsx", "a row 2^32+1", sheet_of(lambda: sheet(ROWS + far("A4294967297")))),
    hostile("column-huge.xlsx", "a column ZZZZZZ", sheet_of(lambda: sheet(ROWS + far("ZZZZZZ4")))),
    hostile(
        "place-empty.xlsx", "a cell with an empty place", sheet_of(lambda: sheet(with_cell('<c r=""><v>1</v></c>')))
    ),
    hostile("place-odd.xlsx", "a cell at 1A", sheet_of(lambda: sheet(with_cell('<c r="1A"><v>1</v></c>')))),
    either(
        "place-other-row.xlsx",
        "a cell that says it is in row 9",
        sheet_of(lambda: sheet(with_cell('<c r="G9"><v>1</v></c>'))),
        cells=(*shaped(""), *[[]] * 5, [""] * 6 + ["1"]),
    ),
    either("rows-mixed.xlsx", "rows out of order", sheet_of(lambda: sheet(_HEAD + _TWO + _ONE))),
    hostile(
        "rows-doubled.xlsx", "a row twice, with other cells", sheet_of(lambda: sheet(ROWS + _ONE.replace("UPS", "DHL")))
    ),
    either(
        "cells-doubled.xlsx",
        "a cell twice",
        sheet_of(lambda: sheet(with_cell('<c r="G2"><v>1</v></c><c r="G2"><v>2</v></c>'))),
        cells=shaped("2"),
    ),
    either(
        "cells-mixed.xlsx",
        "cells of a row out of order",
        sheet_of(
            lambda: sheet(
                with_cell('<c r="G2"><v>1</v></c>')
                .replace('<c r="A2" t="inlineStr"><is><t>202-0000000-0000001</t></is></c>', "")
                .replace(
                    '<c r="G2"><v>1</v></c>',
                    '<c r="G2"><v>1</v></c><c r="A2" t="inlineStr"><is><t>202-0000000-0000001</t></is></c>',
                )
            )
        ),
        cells=shaped("1"),
    ),
    hostile(
        "string-index.xlsx",
        "a text that the table does not have",
        sheet_of(lambda: sheet(_SHARED.replace("<v>3</v>", "<v>4000000000</v>"))),
    ),
    hostile(
        "string-minus.xlsx", "a text at place -1", sheet_of(lambda: sheet(_SHARED.replace("<v>3</v>", "<v>-1</v>")))
    ),
    either(
        "string-count.xlsx",
        "a table that says it holds 4 billion texts",
        styled(
            {
                STRINGS: strings(
                    "".join(f"<si><t>{text}</t></si>" for text in PLACES),
                    ' count="4294967295" uniqueCount="4294967295"',
                )
            }
        ),
    ),
    either(
        "string-count-minus.xlsx",
        "a table that says it holds -1 texts",
        styled(
            {STRINGS: strings("".join(f"<si><t>{text}</t></si>" for text in PLACES), ' count="-1" uniqueCount="-1"')}
        ),
    ),
    hostile("string-table-gone.xlsx", "no table of texts", styled({STRINGS: b""})),
    either(
        "style-index.xlsx",
        "a format that is not there",
        sheet_of(lambda: sheet(with_cell('<c r="G2" s="4000000000"><v>1</v></c>'))),
        cells=shaped("1"),
    ),
    either(
        "type-unknown.xlsx",
        "a cell of an unknown type",
        sheet_of(lambda: sheet(with_cell('<c r="G2" t="zz"><v>1</v></c>'))),
        cells=shaped("1"),
    ),
    index("data-minus", "a value that is the text at place -1", "<v>-1</v>"),
    index("data-beyond", "a value that is a text beyond the last", "<v>12345</v>"),
    index("data-words", "a value that is the text at place x", "<v>x</v>"),
    index("data-empty", "a value that is the text at no place", "<v></v>"),
    good(
        "errors-last.xlsx",
        "a last row of errors alone",
        sheet_of(lambda: sheet(ROWS + _ERRORS)),
        (*RECORDS, ["#REF!"] * 6),
    ),
    good(
        "formulas-last.xlsx",
        "a last row of formulas alone, without values",
        sheet_of(lambda: sheet(ROWS + _FORMULAS)),
        (*RECORDS, [f"={letter}3" for letter in "ABCDEF"]),
    ),
    good(
        "formulas-column.xlsx",
        "a last column of formulas alone, without values, heading too",
        sheet_of(
            lambda: sheet(
                with_cell('<c r="G2"><f>A2</f></c>').replace(
                    '<c r="G1" t="inlineStr"><is><t>ship-method</t></is></c>', '<c r="G1"><f>A1</f></c>'
                )
            )
        ),
        ((*HEADINGS, "=A1"), (*FIRST, "=A2"), (*SECOND, "")),
    ),
]
