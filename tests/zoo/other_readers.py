"""The cells of a workbook as openpyxl, calamine and xlrd give them, told as our texts are.

The conversion is the documented one: a day as ISO, a whole number as its digits, others at 15 significant digits, a
logical cell as TRUE or FALSE; outer white space removed, a control character as a space.
"""

import datetime
import io
import re
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import openpyxl
import python_calamine
import xlrd

from tests.zoo.outcomes import Cells, trimmed

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
Tables = Mapping[str, Cells]


def shown(value: object) -> str:
    """A value of any reader as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(float(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return _CONTROLS.sub(" ", str(value)).strip()


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return f"{value:.0f}".replace("-0", "0") if value == 0 else f"{value:.0f}"
    text = f"{value:.15g}"
    return f"{value:.20f}".rstrip("0") if "e-" in text else text


def by_openpyxl(path: Path) -> Tables:
    # openpyxl looks at the ending of a path, not at its bytes.
    with warnings.catch_warnings(action="ignore"):
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return {sheet.title: trimmed([shown(cell) for cell in row] for row in sheet.values) for sheet in visible}


def by_calamine(path: Path) -> Tables:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    tables = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible}
    return {name: trimmed([shown(cell) for cell in row] for row in table) for name, table in tables.items()}


def by_xlrd(path: Path) -> Tables:
    book = xlrd.open_workbook(file_contents=path.read_bytes())
    return {
        sheet.name: trimmed([_of_xlrd(cell, book.datemode) for cell in sheet.row(row)] for row in range(sheet.nrows))
        for sheet in book.sheets()
        if not sheet.visibility
    }


def _of_xlrd(cell: xlrd.sheet.Cell, mode: Literal[0, 1]) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(xlrd.xldate_as_datetime(float(str(cell.value)), mode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code[int(str(cell.value))]
    return shown(cell.value)


def readers_of(content: bytes) -> Mapping[str, Callable[[Path], Tables]]:
    """The readers that know a workbook's format."""
    if content.startswith(b"\xd0\xcf"):
        return {"calamine": by_calamine, "xlrd": by_xlrd}
    if b"xl/workbook.xml" in content:
        return {"calamine": by_calamine, "openpyxl": by_openpyxl}
    return {"calamine": by_calamine} if b"xl/workbook.bin" in content or b"content.xml" in content else {}
