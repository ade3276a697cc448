"""The second look at an OpenDocument spreadsheet: its far cells, error cells, formulas without a result, hidden parts.

OpenDocument 1.3 part 3, 9.1 (tables) and 19.385 office:value-type. Rows and columns are repeated by number, so a few
bytes can stand for a whole sheet of cells; repeated blanks at the end are no cells.
"""

from typing import BinaryIO

from feeds.reading.looks import Look, follow
from feeds.reading.refusals import RefusedError

_MOST_CELLS = 20_000_000
_HIDDEN = ("collapse", "filter")


def look_at(file: BinaryIO) -> dict[str, Look]:
    """What is odd in each sheet, by its name; raises RefusedError where a sheet has more cells than can be meant."""
    seen = _Document()
    follow(file, "content.xml", seen)
    return seen.looks


class _Document:
    def __init__(self) -> None:
        self.looks: dict[str, Look] = {}
        self.sheet, self.look = "", Look()
        self.row = self.column = self.wide = self.at_column = 0
        self.repeated_rows = self.repeated = 1
        self.cell: dict[str, str] | None = None
        self.shown, self.filled_to = "", 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.sheet, self.look = attributes.get("table:name", ""), Look()
            self.looks[self.sheet] = self.look
            self.row = self.at_column = self.wide = 0
        elif name == "table:table-column":
            count = int(attributes.get("table:number-columns-repeated", 1))
            if attributes.get("table:visibility") in _HIDDEN:
                last = min(self.at_column + count, 16_384)
                self.look.hidden_columns.update(range(self.at_column, last))
            self.at_column += count
        elif name == "table:table-row":
            self.repeated_rows = int(attributes.get("table:number-rows-repeated", 1))
            self.column = self.filled_to = 0
            if attributes.get("table:visibility") in _HIDDEN:
                self.look.hidden_rows.update(range(self.row, min(self.row + self.repeated_rows, self.row + 100_000)))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.repeated = int(attributes.get("table:number-columns-repeated", 1))
            self.cell, self.shown = attributes, ""
            down, right = (int(attributes.get(f"table:number-{way}-spanned", 1)) for way in ("rows", "columns"))
            self.look.merge(self.row, self.row + down - 1, self.column, self.column + right - 1)

    def text(self, text: str) -> None:
        if self.cell is not None:
            self.shown += text

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif name == "table:table-row":
            if self.filled_to:
                self.wide = max(self.wide, self.filled_to)
                if (self.row + self.repeated_rows) * self.wide > _MOST_CELLS:
                    raise RefusedError(
                        f"its sheet {self.sheet} has a cell in row {self.row + self.repeated_rows:,}, far from the "
                        "others. Delete the empty rows and columns around the data, save it and upload it again."
                    )
            self.row += self.repeated_rows

    def _end_cell(self, cell: dict[str, str]) -> None:
        kind = cell.get("office:value-type", "")
        if kind or self.shown:
            self.filled_to = self.column + self.repeated
        if cell.get("calcext:value-type") == "error" or (kind == "string" and self.shown.startswith(("#N/A", "Err:"))):
            self.look.oddities[self.row, self.column] = ("error", self.shown)
        elif "table:formula" in cell and not kind:
            self.look.oddities[self.row, self.column] = ("formula", cell["table:formula"].removeprefix("of:"))
        self.column += self.repeated
