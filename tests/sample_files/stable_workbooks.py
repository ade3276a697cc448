"""Workbooks that are the same bytes whenever and wherever they are made: no clock in them, and nothing compressed."""

import re
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook

_MADE = b"2026-01-01T00:00:00Z"
_EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save(book: Workbook, path: Path) -> None:
    """Writes a workbook so that equal workbooks are equal files."""
    book.save(drawn := BytesIO())
    keep(drawn, path)


def keep(drawn: BinaryIO, path: Path) -> None:
    """Writes a workbook that is there already; compressed bytes would differ between builds of zlib."""
    with ZipFile(drawn) as parts, ZipFile(path, "w", ZIP_STORED) as written:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _MADE, content)
            written.writestr(ZipInfo(name, _EARLIEST_IN_ZIP), content)
