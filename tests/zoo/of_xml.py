"""Workbooks whose XML is at war with its parser."""

from tests.zoo.animals import RECORDS, Animal, either, hostile, refused
from tests.zoo.workbook_parts import (
    RELATIONS,
    STRINGS,
    book_file,
    parts_of,
    sheet,
    strings,
)
from tests.zoo.xml_sheets import LAUGHS, MILLION, ROWS, as_, attributes, nested, sheet_of, text_of_100_mb, typed

ANIMALS: list[Animal] = [
    hostile("laughs.xlsx", "a billion laughs", typed(f'[<!ENTITY l0 "ha">{LAUGHS}]'), "document type"),
    hostile(
        "entity-file.xlsx",
        "an entity that is a file",
        typed('[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
        "document type",
    ),
    hostile(
        "entity-http.xlsx",
        "an entity from the network",
        typed('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]'),
        "document type",
    ),
    hostile("type-bare.xlsx", "a document type and nothing in it", typed(""), "document type"),
    hostile(
        "type-late.xlsx",
        "a document type after 100 kB of comment",
        sheet_of(
            lambda: sheet(ROWS).replace(b"<worksheet", b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE x><worksheet", 1)
        ),
        "document type",
    ),
    hostile(
        "type-in-strings.xlsx",
        "a document type in the texts",
        book_file(lambda: {STRINGS: strings("").replace(b"<sst", b"<!DOCTYPE x><sst", 1)}),
        "document type",
    ),
    hostile(
        "type-in-relations.xlsx",
        "a document type in the relationships",
        book_file(
            lambda: {
                RELATIONS: parts_of({"Data": RECORDS})[RELATIONS].replace(
                    b"<Relationships", b"<!DOCTYPE x><Relationships", 1
                )
            }
        ),
        "document type",
    ),
    hostile(
        "type-utf16.xlsx",
        "a document type in UTF-16",
        sheet_of(
            lambda: (
                sheet(ROWS)
                .decode()
                .replace("UTF-8", "UTF-16")
                .replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
                .encode("utf-16")
            )
        ),
    ),
    either("utf16.xlsx", "a sheet in UTF-16", as_("utf-16", declared="UTF-16")),
    either("utf16-be.xlsx", "a sheet in UTF-16, the large end first", as_("utf-16-be", declared="UTF-16")),
    either("utf7.xlsx", "a sheet that says it is UTF-7", as_("utf-8", declared="UTF-7")),
    either("latin1.xlsx", "a sheet in Latin-1", as_("latin-1", declared="ISO-8859-1")),
    either("nested.xlsx", "a million levels", sheet_of(lambda: nested(MILLION)), slow=True),
    hostile("nested-open.xlsx", "a million levels, none closed", sheet_of(lambda: sheet("<a>" * MILLION))),
    refused("unclosed.xlsx", "a sheet that ends in a cell", sheet_of(lambda: sheet(ROWS)[:-120]), "damaged"),
    either(
        "nul.xlsx",
        "NUL in a text",
        sheet_of(lambda: sheet(ROWS).replace(b"UPS", b"U\0S")),
        cells=[[cell.replace("UPS", "U S") for cell in row] for row in RECORDS],
    ),
    hostile("bytes.xlsx", "what is no UTF-8 in a text", sheet_of(lambda: sheet(ROWS).replace(b"UPS", b"U\xff\xfeS"))),
    hostile(
        "reference.xlsx",
        "a character that XML forbids, by number",
        sheet_of(lambda: sheet(ROWS.replace("UPS", "U&#0;S"))),
    ),
    hostile(
        "entity-unknown.xlsx", "an entity that nothing declares", sheet_of(lambda: sheet(ROWS.replace("UPS", "&ups;")))
    ),
    either("attributes.xlsx", "a row with a million attributes", sheet_of(lambda: attributes(MILLION)), slow=True),
    either(
        "attribute-long.xlsx",
        "an attribute of 20 MB",
        sheet_of(lambda: sheet(ROWS.replace("<row ", f'<row x="{"a" * 20 * MILLION}" ', 1))),
        slow=True,
    ),
    hostile("text-100-mb.xlsx", "a text of 100 MB", text_of_100_mb, slow=True),
]
