"""Cells of every type, each in the column ship-method of the first record, and what must be read from it."""

from collections.abc import Callable
from pathlib import Path

from tests.zoo.animals import FIRST, HEADINGS, Animal, Table, either, good
from tests.zoo.of_sheets import shaped, with_cell
from tests.zoo.workbook_parts import BOOK, DOCUMENT, SHEET, STYLES, book_file, parts_of, rows, save, sheet, styles

_FORMATS = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'
)
_CELLS = (
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="21" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/>'
)
DAY, MOMENT, TIME, HOURS, TEXT, COMMA = range(1, 7)


def cell(inner: str, attributes: str = "", style: int = 0) -> Callable[[Path], object]:
    """Makes a workbook with this cell at G2."""
    shown = f'<c r="G2" s="{style}"{attributes}>{inner}</c>'
    return book_file(lambda: {SHEET: sheet(with_cell(shown)), STYLES: styles(_FORMATS, _CELLS, 7)})


def number(name: str, value: str, text: str, style: int = 0) -> Animal:
    """A number cell and what it reads as."""
    return good(f"number-{name}.xlsx", f"a number cell {value}", cell(f"<v>{value}</v>", "", style), shaped(text))


def _of_1904(path: Path) -> object:
    parts = parts_of({"Data": [HEADINGS]})
    parts[SHEET] = sheet(with_cell(f'<c r="G2" s="{DAY}"><v>44624</v></c>'))
    parts[STYLES] = styles(_FORMATS, _CELLS, 7)
    opening = f'xmlns:r="{DOCUMENT}">'.encode()
    parts[BOOK] = parts[BOOK].replace(opening, opening + b'<workbookPr date1904="1"/>', 1)
    return path.write_bytes(save(parts))


def _formulas(value: str) -> bytes:
    """50,000 records whose ship-method is a formula."""
    lines = []
    for row in range(2, 50_002):
        record = rows([(*FIRST[:1], f"{row:014}", *FIRST[2:])], first=row)
        lines.append(record.replace("</row>", f'<c r="G{row}"><f>1+{row}</f>{value}</c></row>'))
    return sheet(rows([(*HEADINGS, "ship-method")]) + "".join(lines))


def _flood(shown: str) -> Table:
    records = [(FIRST[0], f"{row:014}", *FIRST[2:], shown or f"=1+{row}") for row in range(2, 50_002)]
    return ((*HEADINGS, "ship-method"), *records)


def _long(length: int) -> Animal:
    made = cell(f"<is><t>{'x' * length}</t></is>", ' t="inlineStr"')
    return good(f"text-{length}.xlsx", f"a text of {length:,} characters", made, shaped("x" * length))


def _error(shown: str) -> Animal:
    name = shown.strip("#!?").replace("/", "")
    return good(f"error-{name}.xlsx", f"an error cell {shown}", cell(f"<v>{shown}</v>", ' t="e"'), shaped(shown))


def _formula(name: str, what: str, inner: str, text: str, attributes: str = "") -> Animal:
    return good(f"formula-{name}.xlsx", f"a formula {what}", cell(inner, attributes), shaped(text))


ANIMALS: list[Animal] = [
    number("whole", "12", "12"),
    number("whole-15", "123456789012345", "123456789012345"),
    number("tail", "12.0", "12"),
    number("tenth", "0.1", "0.1"),
    number("sum", "0.30000000000000004", "0.3"),
    number("money", "1234.5", "1234.5", COMMA),
    number("science", "1.5E-7", "0.00000015"),
    number("minus-zero", "-0", "0"),
    number("text-format", "12", "12", TEXT),
    number("day", "46086", "2026-03-05", DAY),
    number("day-61", "61", "1900-03-01", DAY),
    number("day-fraction", "46086.5", "2026-03-05", DAY),
    either("number-huge.xlsx", "a number cell 1e308", cell("<v>1e308</v>"), cells=shaped("1e308")),
    either(
        "number-20.xlsx",
        "a number cell of 20 digits",
        cell("<v>12345678901234567890</v>"),
        cells=shaped("1.23456789012346e+19"),
    ),
    either("number-endless.xlsx", "a number cell 1e999", cell("<v>1e999</v>"), cells=shaped("1e999")),
    either("number-nan.xlsx", "a number cell NaN", cell("<v>NaN</v>"), cells=shaped("NaN")),
    either("number-words.xlsx", "a number cell with words", cell("<v>Ground</v>"), cells=shaped("Ground")),
    either("number-empty.xlsx", "a number cell with an empty value", cell("<v></v>"), cells=shaped("")),
    either("day-60.xlsx", "the day that never was", cell("<v>60</v>", "", DAY), cells=shaped("1900-02-28")),
    either("day-zero.xlsx", "day 0", cell("<v>0</v>", "", DAY), cells=shaped("00:00:00")),
    either("day-minus.xlsx", "a day before all days", cell("<v>-1</v>", "", DAY), cells=shaped("00:00:00")),
    either("day-far.xlsx", "a day after the year 9999", cell("<v>3000000</v>", "", DAY), cells=shaped("3000000")),
    either("day-endless.xlsx", "a day 1e300", cell("<v>1e300</v>", "", DAY), cells=shaped("1e300")),
    either(
        "moment.xlsx", "a day with its time", cell("<v>46086.604166666664</v>", "", MOMENT), cells=shaped("2026-03-05")
    ),
    either("time.xlsx", "a time without a day", cell("<v>0.5</v>", "", TIME), cells=shaped("12:00:00")),
    either("hours.xlsx", "a span of 36 hours", cell("<v>1.5</v>", "", HOURS), cells=shaped("1 day, 12:00:00")),
    good("day-1904.xlsx", "a day in a workbook of 1904", _of_1904, shaped("2026-03-05")),
    good("day-iso.xlsx", "a date cell in ISO form", cell("<v>2026-03-05</v>", ' t="d"'), shaped("2026-03-05")),
    good("true.xlsx", "a logical cell", cell("<v>1</v>", ' t="b"'), shaped("TRUE")),
    good("false.xlsx", "a logical cell, false", cell("<v>0</v>", ' t="b"'), shaped("FALSE")),
    either("logical-odd.xlsx", "a logical cell 7", cell("<v>7</v>", ' t="b"'), cells=shaped("TRUE")),
    *map(_error, ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!")),
    either(
        "error-GETTING.xlsx",
        "an error cell of a cube",
        cell("<v>#GETTING_DATA</v>", ' t="e"'),
        cells=shaped("#GETTING_DATA"),
    ),
    either(
        "error-SPILL.xlsx", "an error cell of newer Excel", cell("<v>#SPILL!</v>", ' t="e"'), cells=shaped("#SPILL!")
    ),
    _formula("number", "with a number", "<f>1+1</f><v>2</v>", "2"),
    _formula("text", "with a text", '<f>"a"</f><v>Ground</v>', "Ground", ' t="str"'),
    _formula("text-empty", "with an empty text", '<f>""</f><v></v>', "", ' t="str"'),
    _formula("none", "without a value", "<f>1+1</f>", "=1+1"),
    _formula("error", "with an error", "<f>1/0</f><v>#DIV/0!</v>", "#DIV/0!", ' t="e"'),
    _formula("array", "for an array", '<f t="array" ref="G2:G3">A2:A3</f><v>5</v>', "5"),
    _formula("shared", "that is shared", '<f t="shared" si="0" ref="G2:G3">A2</f><v>5</v>', "5"),
    _formula("outside", "on another workbook", "<f>[1]Sheet1!A1</f><v>5</v>", "5"),
    good(
        "formulas-50000.xlsx",
        "50,000 formulas with values",
        book_file(lambda: {SHEET: _formulas("<v>3</v>")}),
        _flood("3"),
        slow=True,
    ),
    good(
        "formulas-50000-none.xlsx",
        "50,000 formulas without values",
        book_file(lambda: {SHEET: _formulas("")}),
        _flood(""),
        slow=True,
    ),
    *map(_long, (32_767, 32_768, 1_000_000)),
    good(
        "text-controls.xlsx",
        "control characters by Excel's escape",
        cell("<is><t>a_x0007_b</t></is>", ' t="inlineStr"'),
        shaped("a b"),
    ),
    good(
        "text-inline-shared.xlsx",
        "inline text with fonts",
        cell("<is><r><t>Next</t></r><r><t xml:space='preserve'> Day</t></r></is>", ' t="inlineStr"'),
        shaped("Next Day"),
    ),
    either(
        "text-escape-half.xlsx",
        "an escape that is none",
        cell("<is><t>a_x00G7_b_x_</t></is>", ' t="inlineStr"'),
        cells=shaped("a_x00G7_b_x_"),
    ),
    good(
        "text-escape-kept.xlsx",
        "an escaped underline",
        cell("<is><t>a_x005F_x0041_b</t></is>", ' t="inlineStr"'),
        shaped("a_x0041_b"),
    ),
]
