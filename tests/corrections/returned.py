"""Files with faults as they are uploaded, and the workbook that goes back."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from feeds.checking.findings import messages
from feeds.corrections.workbook import corrections
from feeds.upload import ready
from feeds.uploaded_file import read_file

MESSAGE = "orderfeeds-correction"
MARK = re.compile(r"\n\[row [xrs][0-9a-f]+\]$|^Row [0-9]+: ")
HEADINGS = "order-id order-item-id quantity ship-date carrier-code tracking-number".split()
GOOD = ["202-0000000-0000001", "10000000001", "2", "2026-03-05", "UPS", "1Z999AA10123456784"]


def row(**cells: str) -> list[str]:
    """A good row but for some cells, named by their headings with an underscore."""
    return [cells.get(name.replace("-", "_"), cell) for name, cell in zip(HEADINGS, GOOD, strict=True)]


def text(path: Path, table: Sequence[Sequence[str]]) -> Path:
    path.write_text("".join("\t".join(cells) + "\n" for cells in table), encoding="utf-8")
    return path


def parcels(table: Sequence[Sequence[object]]) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet, ``Parcels``."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Parcels"
    for cells in table:
        sheet.append(list(cells))
    return book, sheet


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def returned(path: Path, **more: int) -> Workbook:
    """The corrections of a file whose records nobody compares with orders."""
    return load_workbook(io.BytesIO(content(path, **more)), rich_text=True)


def content(path: Path, **more: int) -> bytes:
    """The bytes of those corrections."""
    seen = ready(read_file(path))
    assert seen.checked is not None
    assert seen.file.sheet is not None
    faults: pd.DataFrame = messages(seen.checked.findings, seen.file.sheet)
    return corrections(seen, faults, **more)


def records(sheet: Worksheet) -> list[dict[str, Cell]]:
    """The rows of the first sheet, each as its cells by their headings, wherever these stand."""
    rows: list[tuple[Any, ...]] = list(sheet.iter_rows())
    [head] = [at for at, cells in enumerate(rows) if MESSAGE in [cell.value for cell in cells]]
    names = [str(cell.value) for cell in rows[head]]
    return [dict(zip(names, cells, strict=True)) for cells in rows[head + 1 :]]


def under(sheet: Worksheet, *headings: str) -> list[list[Any]]:
    """What stands under these headings, a list a row; a message without its row and mark."""
    values = [[record[heading].value for heading in headings] for record in records(sheet)]
    return [[MARK.sub("", value) if isinstance(value, str) else value for value in row] for row in values]


def comments(sheet: Worksheet) -> list[dict[str, str]]:
    """The comments of each row by the heading of their cell."""
    return [{name: cell.comment.text for name, cell in row.items() if cell.comment} for row in records(sheet)]


def notes(sheet: Worksheet) -> list[Any]:
    """The sentences above the headings."""
    return [cells[0] for cells in sheet.values][: -len(records(sheet)) - 1]
