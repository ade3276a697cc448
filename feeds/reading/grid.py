"""What a file holds before anyone asks what it means: grids of cells, one a visible sheet.

Nothing here needs pandas, so that a file can be read while the libraries that judge it are still being loaded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from feeds.reading import text, workbook
from feeds.reading.file_names import printable


class FileRefusedError(Exception):
    """A file that nothing can be read from; the text is the sentence for its user."""


@dataclass(frozen=True)
class Oddity:
    """A cell whose value a reader would show as empty: a spreadsheet error, or a formula without a stored result."""

    what: str
    shown: str


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, row 1 first and column A first; ``name`` is None for a text file."""

    name: str | None
    rows: Sequence[Sequence[object]]
    oddities: dict[tuple[int, int], Oddity] = field(default_factory=dict)


def read_grids(path: Path) -> list[Grid]:
    """The visible sheets of the file at ``path``; what the bytes are decides, not the name.

    Raises FileRefusedError, with a sentence that names the file and says what to do.
    """
    if path.exists() and not path.is_file():
        raise FileRefusedError(f"{printable(path)} is a folder or a device, not a file. Name the file itself.")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as fault:
        raise FileRefusedError(
            f"{printable(path)} cannot be opened: {fault.strerror}. Check its name and folder."
        ) from None
    if not start:
        raise FileRefusedError(f"{printable(path)} is empty (0 bytes). Save it again and upload it.")
    try:
        if workbook.is_workbook(start):
            return [Grid(name, rows, _oddities(found)) for name, rows, found in workbook.read(path)]
        return [Grid(None, text.read(path))]
    except (text.TextRefusedError, workbook.WorkbookRefusedError) as fault:
        raise FileRefusedError(f"{printable(path)} cannot be read: {fault}") from None


def _oddities(found: dict[tuple[int, int], tuple[str, str]]) -> dict[tuple[int, int], Oddity]:
    return {place: Oddity(*oddity) for place, oddity in found.items()}
