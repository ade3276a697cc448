"""Open documents (.ods)."""

import datetime
import re

from tests.zoo import open_document as od
from tests.zoo.animals import HEADINGS, RECORDS, Animal, cut, either, good, hostile, put_made, refused
from tests.zoo.of_sheets import shaped
from tests.zoo.workbook_parts import save

_DAY = datetime.date(2026, 3, 5)


def shaped_ods(cell: str) -> bytes:
    """The records, with this cell in the column ship-method of the first."""
    first = "".join(map(od.cell, RECORDS[1])) + cell
    return od.ods(od.rows([[*HEADINGS, "ship-method"]]) + od.row(first) + od.rows(RECORDS[2:]))


_REPEATED = od.rows(RECORDS) + od.row("".join(map(od.cell, RECORDS[2])), repeated=3)
_DOUBLE = "<!DOCTYPE x [<!ENTITY a 'b'>]>"
_PERCENT = 'office:value-type="percentage" office:value="0.5"'
_BASIC = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M">Sub Main</script:module>"""
_MACROS = {"Basic/Standard/M.xml": _BASIC, "Basic/script-lc.xml": _BASIC}
_OLD = {"META-INF/manifest.xml": _BASIC}


def _locked(part: str) -> dict[str, bytes]:
    lock = '<m:encryption-data m:checksum="x"><m:algorithm m:algorithm-name="Blowfish CFB"/></m:encryption-data>'
    listed = f"""<m:file-entry m:full-path='{part}' m:media-type="text/xml" m:size="9">\n {lock}</m:file-entry>"""
    other = '<m:file-entry m:full-path="styles.xml"/><m:file-entry m:full-path="content.xml" m:media-type=""/>'
    space = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    inner = listed if part == "content.xml" else other + listed
    return {"META-INF/manifest.xml": f"{od.DECLARED}<m:manifest {space}>{inner}</m:manifest>".encode()}


def _pretty() -> bytes:
    plain = od.content(od.rows(RECORDS)).decode()
    return od.ods(made=re.sub("><(?!/text:p)", ">\n   <", plain).encode())


ANIMALS: list[Animal] = [
    good("open.ods", "an open document", put_made(od.ods)),
    good("open-macros.ods", "macros of Basic, with a document type", put_made(lambda: od.ods(more=_MACROS))),
    good(
        "open-old.ods", "a manifest with a document type, as OpenOffice 2 wrote it", put_made(lambda: od.ods(more=_OLD))
    ),
    good("open-pretty.ods", "each element on a line of its own", put_made(_pretty)),
    good(
        "open-macros-locked.ods",
        "a password for the macros alone",
        put_made(lambda: od.ods(more=_locked("Basic/M.xml"))),
    ),
    refused(
        "open-locked.ods",
        "content that a password protects",
        put_made(lambda: od.ods(more=_locked("content.xml") | {"content.xml": bytes(range(256))})),
        "protected by a password",
    ),
    refused(
        "open-locked-whole.ods",
        "a package that a password protects",
        put_made(
            lambda: save({"mimetype": od.TYPE.encode(), "encrypted-package": bytes(999)} | _locked("encrypted-package"))
        ),
        "protected by a password",
    ),
    good("open-named.xlsx", "an open document, named .xlsx", put_made(od.ods)),
    good(
        "open-blank-below.ods",
        "a million blank rows, repeated",
        put_made(lambda: od.ods(od.rows(RECORDS) + od.BLANK_BELOW)),
    ),
    good(
        "open-repeated.ods",
        "a record repeated three times",
        put_made(lambda: od.ods(_REPEATED)),
        (*RECORDS, RECORDS[2], RECORDS[2], RECORDS[2]),
    ),
    good(
        "open-number.ods",
        "a number cell",
        put_made(lambda: shaped_ods(od.cell("12,50", 'office:value-type="float" office:value="12.5"'))),
        shaped("12.5"),
    ),
    good(
        "open-date.ods",
        "a date cell",
        put_made(lambda: shaped_ods(od.cell("5.3.26", 'office:value-type="date" office:date-value="2026-03-05"'))),
        shaped("2026-03-05"),
    ),
    good(
        "open-true.ods",
        "a logical cell",
        put_made(lambda: shaped_ods(od.cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"'))),
        shaped("TRUE"),
    ),
    either(
        "open-percent.ods",
        "a cell of per cent",
        put_made(lambda: shaped_ods(od.cell("50 %", _PERCENT))),
        cells=shaped("0.5"),
    ),
    hostile(
        "open-bomb.ods",
        "a cell repeated over the whole sheet",
        put_made(lambda: od.ods(od.rows(RECORDS) + od.row(od.cell("x", repeated=16_384), repeated=1_048_573))),
    ),
    hostile(
        "open-bomb-rows.ods",
        "a cell in 2^31-1 rows",
        put_made(lambda: od.ods(od.rows(RECORDS) + od.row(od.cell("x"), repeated=2_147_483_647))),
    ),
    hostile(
        "open-bomb-columns.ods",
        "a cell in 2^31-1 columns",
        put_made(lambda: od.ods(od.rows(RECORDS) + od.row(od.cell("x", repeated=2_147_483_647)))),
    ),
    hostile(
        "open-last.ods",
        "a cell below four billion blank ones",
        put_made(lambda: od.ods(od.rows(RECORDS) + od.row(od.cell(""), repeated=4_000_000_000) + od.row(od.cell("x")))),
    ),
    hostile(
        "open-minus.ods",
        "a row repeated -1 times",
        put_made(
            lambda: od.ods(
                od.rows(RECORDS)
                + '<table:table-row table:number-rows-repeated="-1"><table:table-cell/></table:table-row>'
            )
        ),
    ),
    hostile(
        "open-type.ods",
        "a document type",
        put_made(lambda: od.ods(made=od.content(od.rows(RECORDS), before=_DOUBLE))),
        "document type",
    ),
    refused(
        "open-cut.ods",
        "half of its content",
        put_made(lambda: od.ods(made=cut(od.content(od.rows(RECORDS)), 0.7))),
        "damaged",
    ),
    refused(
        "open-text.odt",
        "an open text document",
        put_made(lambda: od.ods(more={"mimetype": b"application/vnd.oasis.opendocument.text"})),
    ),
]
