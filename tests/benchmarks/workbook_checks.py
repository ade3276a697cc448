"""What a workbook of a report must be, whoever wrote it."""

import re
import zipfile
from pathlib import Path

from openpyxl import load_workbook

# openpyxl needs half a minute for all lines of a large report: these hold every case.
_LOOKED_AT = 1_500
_TEXTS = ("order-id", "order-item-id", "sku", "product-name", "ship-postal-code")


def fault_of(file: Path, lines: int) -> str:
    """What is wrong with the workbook, in a few words; empty where it opens, has all lines, and its texts are text."""
    with zipfile.ZipFile(file) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    if sum(sheet.count(b"<row ") for sheet in sheets) != lines + 1:
        return "lines missing"
    if any(re.search(rb"<f[ />]", sheet) for sheet in sheets):
        return "live formula"
    book = load_workbook(file, read_only=True)
    rows = iter(book.worksheets[0].iter_rows(max_row=_LOOKED_AT))
    headings = [str(cell.value) for cell in next(rows)]
    kinds = {cell.data_type for cells in rows for name, cell in zip(headings, cells, strict=True) if name in _TEXTS}
    book.close()
    return "" if kinds == {"s"} else "identifiers not text"
