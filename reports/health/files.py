"""Writes the health report: one file with a column for each window."""

from pathlib import Path

import pyarrow as pa

from reports.files import text_files
from reports.files.atomic_files import put_in_place
from reports.files.writing import Format, Written
from reports.health.book import book
from reports.health.measures import Health
from reports.health.texts import table, text
from schemas.text_bytes import content

NAME = "health"


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
    rows = pa.array(["\t".join(cells) for cells in body], pa.large_string())
    return text_files.CSV.heading(headings) + bytes(content(text_files.CSV.lines(rows)))
