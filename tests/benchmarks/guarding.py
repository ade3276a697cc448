"""What the guard costs on an honest workbook, as a share of reading it without one; run by ``make bench``."""

import io
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import xlsxwriter

from feeds.reading.workbook import calamine
from feeds.reading.workbook.second_look import Look
from feeds.reading.workbook.zip_guard import guard

ROWS, RUNS = 100_000, 5
_HEADINGS = "order-id order-item-id quantity ship-date carrier-code carrier-name tracking-number ship-method".split()
_RESULTS = Path(__file__).parent / "GUARDING.md"


def honest(rows: int) -> bytes:
    """A filled shipping confirmation with distinct identifiers."""
    held, draw = io.BytesIO(), random.Random(1)
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet, text = book.add_worksheet("ShippingConfirmation"), book.add_format({"num_format": "@"})
    sheet.write_row(0, 0, _HEADINGS, text)
    for row in range(1, rows + 1):
        order = f"{100 + row % 900}-{row:07d}-{draw.randrange(10**7):07d}"
        cells = [order, str(10**13 + draw.randrange(10**13)), "1", "2026-01-20", "UPS", "", f"1Z{row:016d}", "Ground"]
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, column, cell, text)
    book.close()
    return held.getvalue()


def median_seconds(work: Callable[[], object]) -> float:
    """The median processor time of a piece of work."""
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


if __name__ == "__main__":
    content = honest(ROWS)
    guarded = median_seconds(lambda: guard(io.BytesIO(content), len(content)))
    read = median_seconds(lambda: calamine.read_unguarded(content, lambda sheet: Look()))
    version = metadata.version("python-calamine")
    _RESULTS.write_text(
        f"# The guard on an honest workbook of {ROWS:,} rows, {len(_HEADINGS)} columns\n\n"
        f"Python {platform.python_version()}, python-calamine {version}. Medians of {RUNS}, processor seconds.\n\n"
        "| | seconds |\n|---|---:|\n"
        f"| reading: calamine, cells to columns | {read:.2f} |\n"
        f"| the guard: every part unpacked and searched | {guarded:.2f} |\n"
        f"| **share** | **{guarded / read:.0%}** |\n",
        encoding="utf-8",
    )
    sys.stdout.write(_RESULTS.read_text(encoding="utf-8"))
