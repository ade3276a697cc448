"""Sheets and shared texts with odd XML, put into a workbook that is good otherwise."""

from collections.abc import Callable
from pathlib import Path

from tests.zoo.animals import FIRST, HEADINGS, RECORDS, SECOND
from tests.zoo.workbook_parts import (
    BOOK,
    SHEET,
    STRINGS,
    book_file,
    parts_of,
    rows,
    save,
    sheet,
    strings,
)
from tests.zoo.zip_bytes import Entry, entries, swollen, zipped

PLACES = {text: place for place, text in enumerate(dict.fromkeys(text for row in RECORDS for text in row))}
ROWS = rows(RECORDS)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
MILLION = 1_000_000


def sheet_of(made: Callable[[], bytes]) -> Callable[[Path], object]:
    """Makes a workbook with this sheet."""
    return book_file(lambda: {SHEET: made()})


def typed(inner: str) -> Callable[[Path], object]:
    """Makes a workbook with this document type before its sheet."""
    return sheet_of(lambda: sheet(ROWS).replace(b"<worksheet", f"<!DOCTYPE x {inner}><worksheet".encode(), 1))


def strings_with(inner: str) -> Callable[[Path], object]:
    """Makes a workbook the last text of which stands in the table as ``inner``."""

    def parts() -> dict[str, bytes]:
        listed = [f"<si><t>{text}</t></si>" for text in PLACES]
        cells = f'<c r="G1" t="s"><v>{len(listed)}</v></c>', f'<c r="G2" t="s"><v>{len(listed) + 1}</v></c>'
        shown = rows(RECORDS, PLACES)
        for cell, number in zip(cells, (1, 2), strict=True):
            end = shown.index("</row>", shown.index(f'<row r="{number}"'))
            shown = shown[:end] + cell + shown[end:]
        return {SHEET: sheet(shown), STRINGS: strings("".join(listed) + f"<si><t>ship-method</t></si><si>{inner}</si>")}

    return book_file(parts)


def method(text: str) -> tuple[tuple[str, ...], ...]:
    return ((*HEADINGS, "ship-method"), (*FIRST, text), (*SECOND, ""))


def prefixed() -> bytes:
    plain = sheet(ROWS).decode()
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        plain = plain.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        plain = plain.replace(f"</{name}>", f"</x:{name}>")
    return plain.replace("xmlns=", "xmlns:x=").encode()


def strict(path: Path) -> object:
    """A workbook in the strict form of ISO/IEC 29500."""
    parts = parts_of({"Data": RECORDS})
    pairs = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    for old, new in pairs:
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    parts[BOOK] = parts[BOOK].replace(b"<workbook ", b'<workbook conformance="strict" ')
    return path.write_bytes(save(parts))


def text_of_100_mb(path: Path) -> object:
    start, _, end = sheet(ROWS.replace("UPS", "@", 1)).partition(b"@")
    size = {"size": len(start) + 100_000_000 + len(end)}
    packed = swollen(start, b"a" * MILLION, 100, end)
    others = [entry for entry in entries(parts_of({"Data": RECORDS})) if entry.name != SHEET]
    return path.write_bytes(zipped([*others, Entry(SHEET, packed=packed, local=size, central=size)]))


def as_(encoding: str, *, declared: str) -> Callable[[Path], object]:
    text = sheet(ROWS).decode().replace("UTF-8", declared)
    return sheet_of(lambda: text.encode(encoding))


def nested(levels: int) -> bytes:
    return sheet(ROWS, after="<a>" * levels + "</a>" * levels)


def attributes(count: int) -> bytes:
    return sheet(ROWS.replace("<row ", "<row " + "".join(f'a{n}="" ' for n in range(count)), 1))


def styled(changes: dict[str, bytes]) -> Callable[[Path], object]:
    """Makes a good workbook, its texts shared, with other parts beside the sheet."""
    return book_file(lambda: changes)
