"""The rows of a sample feed: cells as a person leaves them in a workbook, and the fault that each row is to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font

from feeds.kinds.all_kinds import KINDS
from reports.templates.book import Layout, write_template
from sample_feeds.dating import AS_OF
from schemas.template_columns import headings
from tests.sample_files.orders_sample import Order
from tests.sample_files.stable_workbooks import save


@dataclass(frozen=True)
class Formula:
    """A formula whose result was never stored, as programs other than Excel leave it."""

    text: str


@dataclass(frozen=True)
class Broken:
    """A cell that shows a spreadsheet error, as ``#N/A``."""

    text: str


Value = str | int | float | date | Formula | Broken
Cells = Mapping[str, Value]


@dataclass(frozen=True)
class Row:
    """One record of a sample feed; ``code`` is the fault it was made to show, none where it is good."""

    cells: Cells
    code: int | None = None


class Unused:
    """The sample orders that no row has used yet, so that rows do not meddle with each other unless they mean to."""

    def __init__(self, orders: Iterable[Order]) -> None:
        # By serial number, so that what is used and what is left are of all ages.
        self._left = sorted(orders, key=lambda order: order.id[::-1])

    def take(self, state: str, *, items: int = 1, units: int = 1, days: tuple[int, int] = (0, 23), **has: str) -> Order:
        """The first unused order in ``state`` with so many items, and so many units of its last one.

        ``days``: placed so many days ago. ``currency``, and ``amount`` and ``lacks`` (headings that its items fill or
        leave empty), narrow it down.
        """
        for order in self._left:
            age = (AS_OF - order.placed) / timedelta(days=1)
            fits = len(order.items) >= items and order.items[-1].quantity >= units and days[0] < age < days[1]
            fits = fits and has.get("currency", order.currency) == order.currency
            fits = fits and has.get("amount", "item-price") in order.items[0].amounts
            if order.state == state and fits and has.get("lacks") not in order.items[0].amounts:
                self._left.remove(order)
                return order
        raise LookupError(f"no sample order is left that is {state} with {items} items of {units} units, {has}")

    def numbered(self, number: int) -> Order:
        """The unused order of that number."""
        [order] = [order for order in self._left if order.number == number]
        self._left.remove(order)
        return order


def write_workbook(kind: str, path: Path, rows: Iterable[Row], further: str | None = None) -> None:
    """Writes a filled template; ``further`` is a heading of the sender's own, behind those of the template.

    Others that the rows have stand behind it.
    """
    schema, rows = KINDS[kind].schema, list(rows)
    own = [*headings(schema)]
    names = list(dict.fromkeys([*own, *([further] if further else []), *(name for row in rows for name in row.cells)]))
    write_template(Layout(schema), blank := BytesIO())
    book = load_workbook(blank)
    sheet = book.worksheets[-1]
    for at in range(len(own), len(names)):
        sheet.cell(1, at + 1, names[at]).font = Font(name="Calibri", bold=True)
    for number, row in enumerate(rows, 2):
        for name, value in row.cells.items():
            _put(sheet.cell(number, names.index(name) + 1, ""), value)
    save(book, path)


def _put(cell: Cell, value: Value) -> None:
    """A cell as Excel would store it: text as text, a number or date typed over the text format as itself."""
    if isinstance(value, Formula | Broken):
        cell.value, cell.data_type = value.text, "f" if isinstance(value, Formula) else "e"
        return
    cell.value = value
    cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
