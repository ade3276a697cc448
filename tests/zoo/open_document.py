"""Open document spreadsheets (.ods, OASIS OpenDocument 1.2) written as text."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.zoo.animals import RECORDS, Table
from tests.zoo.workbook_parts import save

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_NAMES = ("office", "table", "text", "style")
_SPACES = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in _NAMES)
_SPACES += f' xmlns:draw="{_URN}:drawing:1.0" xmlns:calcext="{_CALC}"'
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
BLANK_BELOW = (
    '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def cell(text: str, attributes: str = 'office:value-type="string"', repeated: int = 1) -> str:
    if not text:
        return "<table:table-cell/>"
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-cell {attributes}{times}><text:p>{escape(text)}</text:p></table:table-cell>"


def row(cells: str, repeated: int = 1, attributes: str = "") -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}{attributes}>{cells}</table:table-row>"


def rows(table: Table) -> str:
    return "".join(row("".join(map(cell, texts))) for texts in table)


def content(inner: str, before: str = "", name: str = "Data", sheets: str = "") -> bytes:
    """The sheet's rows in their document; ``before`` stands before its root."""
    start = (
        f'{DECLARED}{before}<office:document-content {_SPACES} office:version="1.2"><office:body><office:spreadsheet>'
    )
    end = "</office:spreadsheet></office:body></office:document-content>"
    return f'{start}<table:table table:name="{name}">{inner}</table:table>{sheets}{end}'.encode()


def ods(
    inner: str | None = None, *, made: bytes | None = None, more: Mapping[str, bytes] | None = None, aside: str = ""
) -> bytes:
    """An open document of one sheet; ``aside`` stands before it."""
    manifest = (
        f'{DECLARED}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {
        "mimetype": TYPE.encode(),
        "content.xml": (made or content(rows(RECORDS) if inner is None else inner)).replace(
            b"<office:spreadsheet>", f"<office:spreadsheet>{aside}".encode()
        ),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return save(parts | dict(more or {}))
