"""Workbooks whose XML is odd, and mostly good."""

from tests.zoo.animals import NO_HEADINGS, RECORDS, Animal, either, good, hostile, put, with_column
from tests.zoo.workbook_parts import (
    DECLARED,
    MAIN,
    parts_of,
    rows,
    save,
    sheet,
)
from tests.zoo.xml_sheets import ROWS, method, prefixed, sheet_of, strict, strings_with

_STUFFED = ROWS.replace("UPS", "<!-- a comment -->U<![CDATA[P]]><?target data?>S", 1)
_RICH = "<r><rPr><b/></rPr><t>Next</t></r><r><t xml:space='preserve'> Day</t></r>"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ANIMALS: list[Animal] = [
    good("prefixed-names.xlsx", "names with a prefix", sheet_of(prefixed)),
    good("strict.xlsx", "strict OOXML", strict),
    good("inline.xlsx", "texts in their cells", sheet_of(lambda: sheet(ROWS))),
    good("stuffed.xlsx", "comment, CDATA and processing instruction in a cell", sheet_of(lambda: sheet(_STUFFED))),
    good(
        "commented.xlsx",
        "a comment with cells in it",
        sheet_of(lambda: sheet(ROWS + f"<!--{rows(RECORDS, first=4)}-->")),
    ),
    good("rich.xlsx", "a text in several fonts", strings_with(_RICH), method("Next Day")),
    good(
        "phonetic.xlsx",
        "a text with its reading in kana",
        strings_with('<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>'),
        method("東京"),
    ),
    good(
        "space.xlsx",
        "spaces that are kept",
        strings_with('<t xml:space="preserve">  Next  Day  </t>'),
        method("Next  Day"),
    ),
    good("tab.xlsx", "a tab between words", strings_with("<t>Royal\tMail</t>"), method("Royal Mail")),
    good("escaped.xlsx", "a line break as _x000D_", strings_with("<t>Next_x000D_\nDay</t>"), method("Next Day")),
    good(
        "entities.xlsx",
        "the five entities of XML and two by number",
        strings_with("<t>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</t>"),
        method("<&>\"'AB"),
    ),
    good("bom.xlsx", "a byte order mark before the XML", sheet_of(lambda: b"\xef\xbb\xbf" + sheet(ROWS))),
    good("undeclared.xlsx", "XML without a declaration", sheet_of(lambda: sheet(ROWS).replace(DECLARED.encode(), b""))),
    good("single-quotes.xlsx", "attributes in single quotes", sheet_of(lambda: sheet(ROWS.replace('"', "'")))),
    good(
        "alternate.xlsx",
        "markup that a program may leave out",
        sheet_of(
            lambda: sheet(
                ROWS,
                before=f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="x14"/></mc:AlternateContent>',
            )
        ),
    ),
    either(
        "other-namespace.xlsx",
        "a sheet of an unknown language",
        sheet_of(lambda: sheet(ROWS).replace(MAIN.encode(), b"urn:x")),
    ),
    hostile(
        "sheet-is-html.xlsx",
        "a sheet that is HTML",
        sheet_of(lambda: b"<html><body><table></table><br></body></html>"),
        code=NO_HEADINGS,
    ),
    hostile("sheet-is-picture.xlsx", "a sheet that is a picture", sheet_of(lambda: b"\x89PNG\r\n\x1a\n" + bytes(100))),
    hostile("sheet-empty.xlsx", "a sheet of no byte", sheet_of(lambda: b"")),
    good(
        "grid-like.xlsx",
        "a further column",
        put(save({**parts_of({"Data": with_column("ship-method", "Ground", "Air")})})),
        with_column("ship-method", "Ground", "Air"),
    ),
]
