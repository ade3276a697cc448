"""A list as lines and as a file: csv for programs, a workbook with typed cells, or tab-delimited text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reports.files import text_files
from reports.files.text_files import tabbed
from reports.files.writing import Format
from reports.files.xlsx import DATE, HEADING, TEXT, WHOLE, book_of, settle
from schemas.sheet_cells import LONGEST, ROWS
from schemas.text_bytes import content
from schemas.times import iso, sheet_time

Holds = Literal["text", "instant", "number", "truth", "texts"]
_LOOKS: dict[Holds, dict[str, Any]] = {
    "instant": {"num_format": DATE, "align": "left"},
    "number": {"num_format": WHOLE},
}
_WIDTHS: dict[Holds, int] = {"instant": 19, "number": 9, "truth": 9}
_WIDEST = 48


@dataclass(frozen=True)
class Listing:
    """A list; ``holds`` is the type of each column, in the order of the columns.

    An ``instant`` is seconds since 1970 UTC, ``texts`` is a tuple, and a missing value is None. ``as_of`` is when the
    list was made.
    """

    title: str
    holds: Mapping[str, Holds]
    rows: Sequence[Mapping[str, Any]]
    as_of: int

    def as_json(self) -> list[dict[str, Any]]:
        """The lines as JSON values; instants as ISO 8601, UTC."""
        return [{name: _json(row[name], holds) for name, holds in self.holds.items()} for row in self.rows]


def as_file(listing: Listing, format: Format) -> bytes:
    """The bytes of the list as a file."""
    if format == "xlsx":
        return _book(listing)
    flat = {"txt": text_files.TEXT, "csv": text_files.CSV}[format]
    names = list(listing.holds)
    cells = [[words(row[name], listing.holds[name]) for name in names] for row in listing.rows]
    return flat.heading(names) + (bytes(content(flat.lines(tabbed(cells)))) if cells else b"")


def words(cell: Any, holds: Holds) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if holds == "instant":
        return iso(cell)
    if holds == "texts":
        return ", ".join(cell)
    return str(cell).lower() if holds == "truth" else str(cell)


def _json(cell: Any, holds: Holds) -> Any:
    if holds == "texts":
        return list(cell or ())
    return iso(cell) if holds == "instant" and cell is not None else cell


def _book(listing: Listing) -> bytes:
    def fill(book: Any) -> None:
        page = book.add_worksheet(listing.title)
        heading = book.add_format(HEADING)
        for at, (name, holds) in enumerate(listing.holds.items()):
            look = book.add_format(_LOOKS.get(holds, {"num_format": TEXT}))
            page.write_string(0, at, name, heading)
            longest = max((len(words(row[name], holds)) for row in listing.rows), default=0)
            page.set_column(at, at, min(max(len(name) + 3, _WIDTHS.get(holds, longest)) + 1, _WIDEST), look)
            for row, line in enumerate(listing.rows[: ROWS - 1], 1):
                _put(page, (row, at), line[name], holds, look)
        settle(page, len(listing.rows), len(listing.holds))
        page.fit_to_pages(1, 0)

    return book_of(listing.as_of, fill)


def _put(page: Any, place: tuple[int, int], cell: Any, holds: Holds, look: Any) -> None:
    if cell is None:
        return
    if holds == "instant":
        page.write_datetime(*place, sheet_time(cell), look)
    elif holds == "number":
        page.write_number(*place, cell, look)
    elif text := words(cell, holds):
        page.write_string(*place, text[:LONGEST], look)
