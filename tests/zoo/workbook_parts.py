"""The parts of a small .xlsx, written as text, so that each can be odd in its own way (ECMA-376 part 1, 18)."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tests.zoo.animals import RECORDS, Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET, STRINGS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
Parts = dict[str, bytes]


def save(parts: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A zip file of parts, the same on every day."""
    held = io.BytesIO()
    with ZipFile(held, "w") as file:
        for name, content in parts.items():
            file.writestr(ZipInfo(name), content, ZIP_STORED if stored else ZIP_DEFLATED, 6)
    return held.getvalue()


def book(changes: Mapping[str, bytes] | None = None, table: Table = RECORDS) -> bytes:
    """A small good workbook with some of its parts changed or added."""
    return save({**parts_of({"Data": table}), **(changes or {})})


def book_file(made: Callable[[], Mapping[str, bytes]]) -> Callable[[Path], object]:
    """Makes a small good workbook at a path, with the parts that ``made`` gives."""
    return lambda path: path.write_bytes(book(made()))


def parts_of(tables: Mapping[str, Table], states: Mapping[str, str] | None = None) -> Parts:
    """The parts of a workbook with these sheets, their texts shared."""
    texts = list(dict.fromkeys(text for table in tables.values() for row in table for text in row))
    places = {text: place for place, text in enumerate(texts)}
    parts = {
        TYPES: content_types(len(tables)),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        BOOK: workbook_xml(tables, states or {}),
        RELATIONS: _relations(
            *[("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(tables) + 1)],
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        STRINGS: strings("".join(f"<si><t>{escape(text)}</t></si>" for text in texts)),
        STYLES: styles(),
    }
    for number, table in enumerate(tables.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet(rows(table, places))
    return parts


def rows(table: Table, places: Mapping[str, int] | None = None, first: int = 1) -> str:
    """Rows of text cells: shared ones where their places are given, else inline."""
    listed = []
    for number, row in enumerate(table, first):
        cells = (text_cell(reference(number, at), text, places) for at, text in enumerate(row) if text)
        listed.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(listed)


def text_cell(place: str, text: str, places: Mapping[str, int] | None = None) -> str:
    if places is not None:
        return f'<c r="{place}" t="s"><v>{places[text]}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def reference(row: int, column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def sheet(inner: str, before: str = "", after: str = "", namespace: str = MAIN) -> bytes:
    """A sheet's XML: its rows, what stands before and after them."""
    start = f'{DECLARED}<worksheet xmlns="{namespace}" xmlns:r="{DOCUMENT}">{before}<sheetData>'
    return f"{start}{inner}</sheetData>{after}</worksheet>".encode()


def strings(inner: str, attributes: str = "") -> bytes:
    return f'{DECLARED}<sst xmlns="{MAIN}"{attributes}>{inner}</sst>'.encode()


def styles(formats: str = "", cells: str = '<xf numFmtId="0"/>', count: int = 1) -> bytes:
    """Styles: number formats, and cell formats that use them."""
    return (
        f'{DECLARED}<styleSheet xmlns="{MAIN}">{formats}<fonts count="1"><font/></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/>'
        f'</cellStyleXfs><cellXfs count="{count}">{cells}</cellXfs></styleSheet>'
    ).encode()


def workbook_xml(tables: Mapping[str, Table], states: Mapping[str, str], before: str = "") -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}"{_state(states.get(name))} r:id="rId{number}"/>'
        for number, name in enumerate(tables, 1)
    )
    start = f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{before}'
    return f"{start}<sheets>{listed}</sheets></workbook>".encode()


def _state(state: str | None) -> str:
    return f' state="{state}"' if state else ""


def _relations(*targets: tuple[str, str]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARED}<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'.encode()


def content_types(sheets: int, main: str = "sheet.main") -> bytes:
    parts = [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    parts += [("/xl/workbook.xml", main), ("/xl/sharedStrings.xml", "sharedStrings"), ("/xl/styles.xml", "styles")]
    return xml_content_types({part: _content(kind) for part, kind in parts})


def xml_content_types(kinds: Mapping[str, str]) -> bytes:
    """The list of a package's parts and what each is."""
    listed = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return (
        f'{DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    ).encode()


def _content(kind: str) -> str:
    return kind if "/" in kind else f"{CONTENT}.{kind}+xml"
