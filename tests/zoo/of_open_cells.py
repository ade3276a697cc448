"""Cells of open documents (.ods) in all the ways of writing them; calamine reads some otherwise, or not at all."""

from collections.abc import Callable

from tests.zoo import open_document as od
from tests.zoo.animals import HEADINGS, RECORDS, Animal, Make, Table, put_made, refused
from tests.zoo.of_open_documents import shaped_ods
from tests.zoo.of_sheets import shaped

_TEXT, _NUMBER = 'office:value-type="string"', 'office:value-type="float"'


def _cell(name: str, what: str, text: str, inner: str, attributes: str = _TEXT) -> Animal:
    """A cell with this content in the column ship-method, and the text that must be read."""
    return Animal(f"open-{name}.ods", what, _told(inner, attributes), shaped(text), honest=False)


def _told(inner: str, attributes: str = _TEXT) -> Make:
    return put_made(lambda: shaped_ods(f"<table:table-cell {attributes}>{inner}</table:table-cell>"))


def _spelled(name: str, what: str, made: Callable[[bytes], bytes]) -> Animal:
    """The records in an XML that is written otherwise."""
    make = put_made(lambda: od.ods(made=made(od.content(od.rows(RECORDS)))))
    return Animal(f"open-{name}.ods", what, make, RECORDS, honest=False)


def _document(name: str, what: str, cells: Table, made: Callable[[], bytes]) -> Animal:
    return Animal(f"open-{name}.ods", what, put_made(made), cells, honest=False)


def _below(cell: str) -> bytes:
    return od.ods(od.rows(RECORDS) + od.row(cell))


def _with_prefixes(content: bytes) -> bytes:
    return content.replace(b"table:", b"t:").replace(b"xmlns:table", b"xmlns:t").replace(b":t:1.0", b":table:1.0")


_NOTE = "<office:annotation><text:p>seen by Ann</text:p></office:annotation>"
_SHAPE = "<draw:frame><draw:text-box><text:p>CHECK ME</text:p></draw:text-box></draw:frame>"
_OLD = (
    "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell>"
    "<text:p>x</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>"
    "</table:tracked-changes>"
)
_LINK = "<table:dde-links><table:dde-link><table:table>" + od.row(od.cell("x"))
_LINK += "</table:table></table:dde-link></table:dde-links>"
_ERRORS = od.cell("#N/A", f'{_TEXT} office:string-value="" calcext:value-type="error"', repeated=2)
_ZERO = od.cell("0", f'{_NUMBER} office:value="0"')
_FALSE = od.cell("NO", 'office:value-type="boolean" office:boolean-value="false"')
_KANA = "<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>トウキョウ</text:ruby-text></text:ruby>"
_DAY, _TRUTH = 'office:value-type="date" office:date-value', 'office:value-type="boolean" office:boolean-value'
ANIMALS: list[Animal] = [
    _cell("untyped", "a cell that does not say its type", "2", "<text:p>2</text:p>", ""),
    _cell("untyped-zeros", "leading zeros without a type", "0012", "<text:p>0012</text:p>", ""),
    _cell("untyped-value", "a value without a type", "13", "<text:p>13</text:p>", 'office:value="12"'),
    _cell("cdata", "a text partly in CDATA", "Next Day", "<text:p>Next<![CDATA[ Day]]></text:p>"),
    _cell("comment", "a comment in a text", "Next Day", "<text:p>Next<!-- x --> Day</text:p>"),
    _cell("target", "a processing instruction in a text", "Next Day", "<text:p>Next<?x y?> Day</text:p>"),
    _cell("reference", "characters by number", "Next Day", "<text:p>&#78;ext &#x44;ay</text:p>"),
    _cell("tab", "a tab between words", "Royal Mail", "<text:p>Royal<text:tab/>Mail</text:p>"),
    _cell("break", "a line break", "Royal Mail", "<text:p>Royal<text:line-break/>Mail</text:p>"),
    _cell("space", "spaces", "A  B C", '<text:p>A<text:s text:c="2"/>B\n  C</text:p>'),
    _cell("lines", "two paragraphs", "One Two", "<text:p>One</text:p><text:p>Two</text:p>"),
    _cell("span", "fonts", "Next Day", "<text:p>Ne<text:span>xt <text:a>Day</text:a></text:span></text:p>"),
    _cell(
        "kana",
        "a reading",
        "東京",
        f"<text:p>{_KANA}</text:p>",
    ),
    _cell("note", "a comment of a person", "Next Day", f"{_NOTE}<text:p>Next Day</text:p>"),
    _cell("shape", "a shape on a cell", "Next Day", f"<text:p>Next Day</text:p>{_SHAPE}"),
    _cell("shape-within", "a shape in a text", "Next Day", f"<text:p>Next {_SHAPE}Day</text:p>"),
    _cell("shape-alone", "a shape on an empty cell", "", _SHAPE, ""),
    _cell("zeros", "a value with leading zeros", "012", "", f'{_NUMBER} office:value="012"'),
    _cell("no-value", "a number cell without its value", "7", "<text:p>7</text:p>", _NUMBER),
    _cell("odd-value", "a number cell with words", "two", "", f'{_NUMBER} office:value="two"'),
    _cell("odd-day", "no day", "20260305", "", f'{_DAY}="20260305"'),
    _cell("no-day", "a day of no calendar", "2026-02-30", "", f'{_DAY}="2026-02-30"'),
    _cell("hours", "36 hours", "PT36H", "", 'office:value-type="time" office:time-value="PT36H"'),
    _cell("hour", "a time", "01:05:00", "", 'office:value-type="time" office:time-value="PT1H5M"'),
    _cell("maybe", "a logical cell with a word", "maybe", "", f'{_TRUTH}="maybe"'),
    _document(
        "errors",
        "an error cell twice",
        ((*HEADINGS, "ship-method", ""), (*RECORDS[1], "#N/A", "#N/A"), (*RECORDS[2], "", "")),
        lambda: shaped_ods(_ERRORS),
    ),
    _document("old-texts", "changes that are kept", RECORDS, lambda: od.ods(od.rows(RECORDS), aside=_OLD)),
    _document(
        "links",
        "links to other programs",
        RECORDS,
        lambda: od.ods(od.rows(RECORDS), aside=_LINK),
    ),
    _document("zero-row", "a last row of 0", (*RECORDS, ("0",)), lambda: _below(_ZERO)),
    _document(
        "false-row", "a last row of FALSE", (*RECORDS, ("FALSE",)), lambda: od.ods(od.rows(RECORDS) + od.row(_FALSE))
    ),
    _spelled("prefixes", "names with other prefixes", _with_prefixes),
    _spelled("quotes", "attributes in single quotes", lambda content: content.replace(b'"', b"'")),
    _spelled("lined", "a line an element", lambda content: content.replace(b"><", b">\n  <")),
    refused("open-bare.ods", "a text outside of paragraphs", _told("Next Day"), "cell G2"),
    refused("open-table-within.ods", "a table in a cell", _told('<table:table table:name="x"/>'), "cell G2"),
]
