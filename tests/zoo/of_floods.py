"""Small files that ask for endless work: number formats, merged ranges, rules, sheets, names."""

from pathlib import Path

from tests.zoo.animals import HEADINGS, RECORDS, Animal, either, good, hostile
from tests.zoo.of_books import table
from tests.zoo.workbook_parts import BOOK, STRINGS, STYLES, book_file, parts_of, rows, save, sheet, strings, styles
from tests.zoo.xml_sheets import MILLION, PLACES, ROWS, sheet_of


def _format(code: str) -> dict[str, bytes]:
    formats = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
    return {STYLES: styles(formats, '<xf numFmtId="164" applyNumberFormat="1"/>')}


def _formats() -> dict[str, bytes]:
    listed = "".join(f'<numFmt numFmtId="{number}" formatCode="0.{number}"/>' for number in range(164, 60_164))
    used = "".join(f'<xf numFmtId="{number}"/>' for number in range(164, 60_164))
    return {STYLES: styles(f"<numFmts>{listed}</numFmts>", used, 60_000)}


def _merges() -> bytes:
    listed = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(4, MILLION + 4))
    return sheet(ROWS, after=f'<mergeCells count="{MILLION}">{listed}</mergeCells>')


def _rules() -> bytes:
    rule = '<cfRule type="expression" priority="1"><formula>1</formula></cfRule>'
    return sheet(ROWS, after=f'<conditionalFormatting sqref="A1:F3">{rule}</conditionalFormatting>' * MILLION)


def _checks() -> bytes:
    check = '<dataValidation type="whole" sqref="C2"><formula1>1</formula1></dataValidation>'
    return sheet(ROWS, after=f'<dataValidations count="{MILLION}">{check * MILLION}</dataValidations>')


def _sheets(count: int) -> bytes:
    tables = {"Data": RECORDS} | {f"Sheet{number}": [("x",)] for number in range(2, count + 1)}
    return save(parts_of(tables))


def _one_part(path: Path) -> object:
    """30,000 sheets that all are one and the same part."""
    parts = parts_of({"Data": RECORDS})
    more = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(2, 30_002))
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", more.encode() + b"</sheets>")
    return path.write_bytes(save(parts))


def _names() -> dict[str, bytes]:
    parts = parts_of({"Data": RECORDS})
    listed = "".join(f'<definedName name="n{number}">Data!$A$1</definedName>' for number in range(MILLION // 4))
    return {BOOK: parts[BOOK].replace(b"</sheets>", f"</sheets><definedNames>{listed}</definedNames>".encode())}


def _texts_of_a_cell() -> bytes:
    run = "<r><t>x</t></r>" * MILLION
    return sheet(ROWS + f'<row r="4"><c r="A4" t="inlineStr"><is>{run}</is></c></row>')


def _repeated_text() -> dict[str, bytes]:
    """A text of 100 kB that 20,000 cells share: 2 GB when each holds its own."""
    count = len(PLACES)
    listed = "".join(f"<si><t>{text}</t></si>" for text in PLACES) + f"<si><t>{'x' * 100_000}</t></si>"
    below = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{count}</v></c></row>' for row in range(4, 20_004))
    return {STRINGS: strings(listed), "xl/worksheets/sheet1.xml": sheet(rows(RECORDS, PLACES) + below)}


def _unused_texts() -> dict[str, bytes]:
    """Half a million texts of which few are used, as a pivot's source leaves them."""
    listed = "".join(f"<si><t>{text}</t></si>" for text in PLACES)
    return {STRINGS: strings(listed + "".join(f"<si><t>text {number}</t></si>" for number in range(500_000)))}


def _formula_long() -> bytes:
    return sheet(ROWS + f'<row r="4"><c r="A4"><f>{"1+" * MILLION}1</f><v>1</v></c></row>')


def _formula_deep() -> bytes:
    return sheet(ROWS + f'<row r="4"><c r="A4"><f>{"(" * MILLION}</f></c></row>')


def _strings_nested() -> dict[str, bytes]:
    return {STRINGS: strings("<si>" * 300_000 + "</si>" * 300_000)}


def _wide() -> tuple[tuple[str, ...], ...]:
    """A heading in every column of a sheet."""
    return ((*HEADINGS, *(f"heading {number}" for number in range(16_378))), *map(tuple, RECORDS[1:]))


_ALL = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
ANIMALS: list[Animal] = [
    either("format-brackets.xlsx", "a number format of 400,000 brackets", book_file(lambda: _format("[" * 400_000))),
    either("format-quotes.xlsx", "a number format of 400,001 quotes", book_file(lambda: _format("&quot;" * 400_001))),
    either("format-long.xlsx", "a number format of 5 MB", book_file(lambda: _format("y" * 5 * MILLION))),
    either("formats-60000.xlsx", "60,000 number formats", book_file(_formats)),
    either("merges-million.xlsx", "a million merged ranges", sheet_of(_merges), slow=True),
    either("merge-all.xlsx", "the whole sheet merged", table(RECORDS, after=_ALL)),
    either(
        "merge-odd.xlsx",
        "a merged range of nonsense",
        table(RECORDS, after=_ALL.replace("A1:XFD1048576", "ZZZZZ0:A-1")),
    ),
    either("rules-million.xlsx", "a million conditional formats", sheet_of(_rules), slow=True),
    either("checks-million.xlsx", "a million data validations", sheet_of(_checks), slow=True),
    good("sheets-300.xlsx", "300 sheets", lambda path: path.write_bytes(_sheets(300)), slow=True),
    either("sheets-5000.xlsx", "5,000 sheets", lambda path: path.write_bytes(_sheets(5000)), slow=True),
    hostile("sheets-one-part.xlsx", "30,000 sheets that are one part", _one_part, slow=True),
    either("names-250000.xlsx", "250,000 defined names", book_file(_names), slow=True),
    either(
        "runs-million.xlsx",
        "a text in a million fonts",
        sheet_of(_texts_of_a_cell),
        cells=(*RECORDS, ("x" * MILLION,)),
        slow=True,
    ),
    hostile("text-shared.xlsx", "20,000 cells that share a text of 100 kB", book_file(_repeated_text), slow=True),
    good(
        "texts-unused.xlsx",
        "half a million texts that no cell uses",
        book_file(_unused_texts),
        slow=True,
        megabytes=500,
    ),
    either("formula-long.xlsx", "a formula of 2 MB", sheet_of(_formula_long), cells=(*RECORDS, ("1",))),
    either(
        "formula-deep.xlsx",
        "a formula of a million brackets",
        sheet_of(_formula_deep),
        cells=(*RECORDS, ("=" + "(" * MILLION,)),
    ),
    either("strings-nested.xlsx", "300,000 texts in one another", book_file(_strings_nested)),
    good(
        "headings-16384.xlsx", "a heading in every column", sheet_of(lambda: sheet(rows(_wide()))), _wide(), slow=True
    ),
]
