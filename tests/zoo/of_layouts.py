"""Good workbooks whose parts stand in unusual places, and parts that nobody reads."""

from collections.abc import Mapping
from functools import partial
from typing import AnyStr

from tests.zoo.animals import RECORDS, Animal, good, hostile, put_made
from tests.zoo.workbook_parts import BOOK, DOCUMENT, RELATIONS, SHEET, Parts, book_file, parts_of, save, sheet
from tests.zoo.xml_sheets import ROWS

_MACROS = "http://schemas.microsoft.com/office/2006/relationships"
_IN_UTF_16 = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAAA</DataMashup>'.encode("utf-16")
_WITH_TYPE = b'<?xml version="1.0"?><!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD" "module.dtd"><x/>'


def _moved(places: Mapping[str, str], targets: Mapping[str, str]) -> bytes:
    """A workbook with its parts in other places, and what its relationships name changed."""
    named = {f'Target="{old}'.encode(): f'Target="{new}'.encode() for old, new in targets.items()}
    return save({_begun(name, places): _replaced(part, named) for name, part in parts_of({"Data": RECORDS}).items()})


def _renamed(names: Mapping[str, str]) -> bytes:
    inside = {old.encode(): new.encode() for old, new in names.items()}
    return save({_replaced(name, names): _replaced(part, inside) for name, part in parts_of({"Data": RECORDS}).items()})


def _begun(name: str, places: Mapping[str, str]) -> str:
    return next((new + name.removeprefix(old) for old, new in places.items() if name.startswith(old)), name)


def _replaced(text: AnyStr, changes: Mapping[AnyStr, AnyStr]) -> AnyStr:
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def _spelled(spell: str) -> bytes:
    spells = {"backslashes": lambda name: name.replace("/", "\\"), "slash": "/{}".format, "capitals": str.upper}
    return save({spells[spell](name): content for name, content in parts_of({"Data": RECORDS}).items()})


def _with_sheet(kind: str, folder: str, namespace: str = DOCUMENT) -> Parts:
    """A second sheet that is none of cells."""
    parts = parts_of({"Data": RECORDS, "Second": [("x",)]})
    parts[f"xl/{folder}/sheet1.xml"] = parts.pop("xl/worksheets/sheet2.xml").replace(b"worksheet", kind.encode())
    old = f'{DOCUMENT}/worksheet" Target="worksheets/sheet2.xml"'
    parts[RELATIONS] = parts[RELATIONS].replace(
        old.encode(), f'{namespace}/{kind}" Target="{folder}/sheet1.xml"'.encode()
    )
    return parts


def _part(name: str, content: bytes) -> Parts:
    return {name: content}


def _macros(kind: str) -> bytes:
    return save(_with_sheet(kind, "macrosheets", _MACROS))


def _read_part(name: str) -> bytes:
    """The part of a sheet at a place where no reader looks, with a document type."""
    parts = parts_of({"Data": RECORDS})
    content = parts.pop(SHEET).replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "e">]><worksheet', 1)
    parts[RELATIONS] = parts[RELATIONS].replace(b'"worksheets/sheet1.xml"', f'"/{name}"'.encode())
    return save({**parts, name: content})


_ROOT = {"xl/_rels/": "_rels/", "xl/": ""}
_NAMES = {"workbook.xml": "book.xml", "sheet1.xml": "data 1.xml", "sharedStrings.xml": "texts.xml"}
_UNREAD = ("customXml/item1.xml", "docProps/core.xml", "xl/theme/theme1.xml", "xl/connections.xml", "other/x.xml")
ANIMALS: list[Animal] = [
    good("at-root.xlsx", "all parts at the root", put_made(lambda: _moved(_ROOT, {"xl/": ""}))),
    good("at-root-slash.xlsx", "the same, named from the root", put_made(lambda: _moved(_ROOT, {"xl/": "/"}))),
    good(
        "sheet-at-root.xlsx",
        "the sheet at the root",
        put_made(lambda: _moved({"xl/worksheets/": ""}, {"worksheets/": "../"})),
    ),
    good(
        "from-root.xlsx", "sheets named from the root", put_made(lambda: _moved({}, {"worksheets": "/xl/worksheets"}))
    ),
    good("from-root-bare.xlsx", "the same, no slash", put_made(lambda: _moved({}, {"worksheets": "xl/worksheets"}))),
    good("dots.xlsx", "a target with dots", put_made(lambda: _moved({}, {"worksheets": "./x/../worksheets"}))),
    good("other-folder.xlsx", "a folder of another name", put_made(lambda: _moved({"xl/": "book/"}, {"xl/": "book/"}))),
    good("other-names.xlsx", "parts of other names", put_made(lambda: _renamed(_NAMES))),
    good("backslashes.xlsx", "names with backslashes", put_made(lambda: _spelled("backslashes"))),
    good(
        "targets-backslash.xlsx",
        "a backslash in a target",
        put_made(lambda: _moved({}, {"worksheets/": "worksheets\\"})),
    ),
    good("leading-slash.xlsx", "names with a slash in front", put_made(lambda: _spelled("slash"))),
    good("capitals.xlsx", "names in capitals", put_made(lambda: _spelled("capitals"))),
    *(
        good(f"{kind}.xlsm", "a sheet of macros of Excel 4", put_made(partial(_macros, kind)))
        for kind in ("xlMacrosheet", "xlIntlMacrosheet")
    ),
    good(
        "chartsheet.xlsx", "a sheet that is a chart", put_made(lambda: save(_with_sheet("chartsheet", "chartsheets")))
    ),
    good("dialogsheet.xlsx", "a dialog", put_made(lambda: save(_with_sheet("dialogsheet", "dialogsheets")))),
    *(
        good(
            f"unread-{at}-{what}.xlsx",
            f"{name} as no reader of XML likes it",
            book_file(partial(_part, name, part)),
        )
        for at, name in enumerate(_UNREAD)
        for what, part in (("utf-16", _IN_UTF_16), ("type", _WITH_TYPE))
    ),
    hostile(
        "read-by-relation.xlsx",
        "a sheet with a document type in the folder of parts that nobody reads",
        put_made(lambda: _read_part("customXml/item1.xml")),
        "document type",
    ),
    hostile("styles-utf-16.xlsx", "styles in UTF-16", book_file(lambda: {"xl/styles.xml": _IN_UTF_16}), "UTF-16"),
    hostile(
        "book-type.xlsx", "a workbook with a document type", book_file(lambda: {BOOK: _WITH_TYPE}), "document type"
    ),
    *(
        good(
            f"blank-{name}.xlsx",
            f"no more values down to the last row: {name}",
            book_file(partial(_part, SHEET, sheet(ROWS + row))),
        )
        for name, row in {
            "row": '<row r="1048576" ht="15"/>',
            "hidden-row": '<row r="1048576" hidden="1"></row>',
            "cell": '<row r="1048576"><c r="A1048576" s="0"/></row>',
            "cells": '<row r="1000000" s="0"><c r="A1000000" s="0"></c><c r="XFD1000000" s="0"/></row>',
        }.items()
    ),
]
