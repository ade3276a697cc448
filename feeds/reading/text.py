"""Tab-delimited and comma-separated text in UTF-8, with or without byte order mark."""

import csv
import io
from pathlib import Path
from typing import Literal

# Far beyond any cell; the csv module's own 128 kB would stop at a long product text.
_LONGEST_CELL = 10_000_000
_DELIMITERS = "\t,;"


class TextRefusedError(Exception):
    """The text cannot be read; the message is the rest of a sentence that begins with the file's name."""


def read(path: Path) -> list[list[str]]:
    """The rows of a text file, each a list of cells as long as its line had them."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise TextRefusedError(
            f'line {line} is not UTF-8 text. Save it as "CSV UTF-8" or upload the workbook itself.'
        ) from None
    if "\0" in content:
        raise TextRefusedError("it is neither a workbook nor text. Upload the workbook, or text saved as UTF-8.")
    return _split(content, _delimiter(content))


def _delimiter(content: str) -> str:
    """The delimiter that parts most cells of a row with order-id among them; a file of one column has none."""
    cells = {
        (len(row), delimiter)
        for line in content.splitlines()[:100]
        for delimiter in _DELIMITERS
        if "order-id" in (row := [_plain(cell) for cell in line.split(delimiter)])
    }
    return max(cells)[1] if cells else "\t"


def _plain(cell: str) -> str:
    return cell.strip('" ').lower().replace("_", "-").replace(" ", "-")


def _split(content: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = _rows(content, delimiter, csv.QUOTE_MINIMAL)
        said = "" if not _swallows(rows, delimiter) else "one opens in a cell and closes in another row"
    except csv.Error as fault:
        rows, said = [], str(fault)
    if not said:
        return rows
    # Exports of other programs do not quote: there a quotation mark is a character like any other.
    if delimiter == "\t":
        return _rows(content, delimiter, csv.QUOTE_NONE)
    raise TextRefusedError(f"its quotation marks do not pair up ({said}). Save it again from Excel.")


def _swallows(rows: list[list[str]], delimiter: str) -> bool:
    """True where a cell of several lines holds about a row's worth of delimiters: then it holds what must be rows."""
    width = max(map(len, rows[:100]), default=1) - 1
    most = width // 2 if delimiter == "\t" else width
    return any(cell.count(delimiter) >= max(most, 2) for row in rows for cell in row if "\n" in cell)


def _rows(content: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    lines = io.StringIO(content, newline="")
    return list(csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=quoting != csv.QUOTE_NONE))
