"""Small files as people and programs leave them, and what is read from them."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook

from feeds.reading.options import Directions
from feeds.reading.sheet import Sheet
from feeds.uploaded_file import read_file

Table = Sequence[Sequence[Any]]
HEADINGS = ["order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "tracking-number", "ship-method"]
PARCEL = ["202-0000000-0000001", "10000000001", "2", "2026-03-05", "UPS", "1Z999", "Ground"]
OTHER = ["202-0000000-0000002", "10000000002", "1", "2026-03-06", "USPS", "9400", "Überlandpost 急便"]


def text_file(path: Path, table: Table, *, delimiter: str = "\t", end: str = "\r\n", encoding: str = "utf-8") -> Path:
    """Cells joined as they are, without any quoting."""
    lines = [delimiter.join(map(str, row)) + end for row in table]
    path.write_bytes("".join(lines).encode(encoding))
    return path


def workbook(path: Path, sheets: Mapping[str, Table]) -> Path:
    """A workbook with cells of the types of the values; an empty text leaves the cell out."""
    book_of(sheets).save(path)
    return path


def book_of(sheets: Mapping[str, Table]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(table, 1):
            for column, value in enumerate(cells, 1):
                if value != "":
                    sheet.cell(row, column).value = value
    return book


def rewrite_part(path: Path, part: str, old: str, new: str) -> None:
    """Replaces text in one part of a workbook, which must hold it."""
    with ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    before = contents[part].decode()
    assert old in before, before
    contents[part] = before.replace(old, new).encode()
    packed = io.BytesIO()
    with ZipFile(packed, "w") as parts:
        for name, content in contents.items():
            parts.writestr(name, content)
    path.write_bytes(packed.getvalue())


def read(path: Path, kind: str | None = None) -> Sheet:
    """The sheet of a file that can be read."""
    file = read_file(path, Directions(kind=kind))
    assert file.sheet is not None, file.fatal
    return file.sheet


def records(sheet: Sheet) -> dict[int, dict[str, str]]:
    """The filled cells of each record, by the row that Excel shows."""
    assert sheet.cells.index.tolist() == list(range(1, len(sheet.cells) + 1))
    told = sheet.cells.to_dict("records")
    filled = [{str(name): text for name, text in row.items() if isinstance(text, str)} for row in told]
    return dict(zip(sheet.rows.tolist(), filled, strict=True))


def expected(*rows: Sequence[str]) -> list[dict[str, str]]:
    """What records of the plain headings read as."""
    return [{name: text for name, text in zip(HEADINGS, row, strict=False) if text} for row in rows]
