"""Writes the health report: one file with a column for each window.

As a workbook it has a sheet with the numbers as typed cells, and a sheet with their definitions.
"""

from pathlib import Path
from typing import Any

from reports.files.atomic_files import put_in_place
from reports.files.text_files import CSV, tabbed
from reports.files.writing import Format, Written
from reports.files.xlsx import HEADING, amount_format, book_of
from reports.health.definitions import DEFINITIONS, STANDING
from reports.health.measures import Health, Rate
from reports.health.report_lines import Amount, Cell, Line, heading, lines, missed
from reports.health.texts import table, text
from schemas.currencies import EXPONENTS
from schemas.text_bytes import content
from schemas.times import moment

NAME = "health"
_WRAPPED = {"text_wrap": True, "valign": "top"}


def write_health(health: Health, folder: Path, format: Format) -> Written:
    """Writes ``health.txt``, ``health.csv`` or ``health.xlsx``; returns its path and its number of lines.

    The text is for people, the csv has the same lines for programs, and the workbook has a second sheet with the
    definition of each number. The folder is created if it is missing. Raises OSError if the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.{format}"
    headings, body = table(health)
    made = {"txt": lambda: text(health).encode(), "xlsx": lambda: book(health), "csv": lambda: _csv(headings, body)}
    put_in_place(path, made[format]())
    return Written(path, len(body))


def _csv(headings: tuple[str, ...], body: list[tuple[str, ...]]) -> bytes:
    return CSV.heading(headings) + bytes(content(CSV.lines(tabbed(body))))


def book(health: Health) -> bytes:
    """The bytes of the workbook."""

    def fill(made: Any) -> None:
        _numbers(made, health, f"Health of {health.merchant} as of {moment(health.as_of):%Y-%m-%d %H:%M} UTC")
        _definitions(made)

    return book_of(health.as_of, fill)


def _numbers(made: Any, health: Health, title: str) -> None:
    page, bold = made.add_worksheet("Health"), made.add_format({"bold": True})
    page.write_string(0, 0, title, bold)
    for column, name in enumerate(("measure", "target", *map(heading, health.windows))):
        page.write_string(2, column, name, made.add_format(HEADING | ({"align": "right"} if column > 1 else {})))
    for row, line in enumerate(lines(health), 3):
        page.write_string(
            row, 0, line.title, made.add_format({"indent": 1} if line.under else {"bold": not line.cells})
        )
        if line.definition and line.definition.target:
            page.write_string(row, 1, str(line.definition.target))
        for column, cell in enumerate(line.cells, 2):
            _write(made, page, (row, column), cell, line)
    page.set_column(0, 0, 42)
    page.set_column(1, 1, 13)
    page.set_column(2, 1 + len(health.windows), 17)
    page.freeze_panes(3, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write(made: Any, page: Any, place: tuple[int, int], cell: Cell | None, line: Line) -> None:
    look: dict[str, Any] = {"align": "right"}
    if isinstance(cell, Rate) and line.definition:
        if cell.share is None:
            page.write_string(*place, line.definition.none, made.add_format(look | {"font_color": "#6B7280"}))
            return
        bad = {"bg_color": "#FBD5D5", "font_color": "#9B1C1C"} if missed(cell, line.definition) else {}
        page.write_number(*place, cell.share, made.add_format(look | {"num_format": "0.00%"} | bad))
    elif isinstance(cell, Amount):
        places = EXPONENTS.get(cell.currency, 2)
        page.write_number(
            *place, cell.minor / 10**places, made.add_format(look | {"num_format": amount_format(places)})
        )
    elif isinstance(cell, int):
        page.write_number(*place, cell, made.add_format(look | {"num_format": "#,##0"}))


def _definitions(made: Any) -> None:
    page, wrapped = made.add_worksheet("Definitions"), made.add_format(_WRAPPED)
    for column, name in enumerate(("measure", "target", "what it counts")):
        page.write_string(0, column, name, made.add_format(HEADING))
    for row, definition in enumerate(DEFINITIONS, 1):
        page.write_string(row, 0, definition.title, wrapped)
        if definition.target:
            page.write_string(row, 1, str(definition.target), wrapped)
        page.write_string(row, 2, definition.said, wrapped)
    page.write_string(len(DEFINITIONS) + 2, 2, STANDING, wrapped)
    page.set_column(0, 0, 36, wrapped)
    page.set_column(1, 1, 14, wrapped)
    page.set_column(2, 2, 100, wrapped)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
