"""Confirmations from a workbook into a large order table, against the plain way, in one run.

Run it with ``make bench``; it writes RESULTS.md. Both ways are whole commands in processes of their own, on fresh
copies of a table with the same orders; each figure is the median of three.
"""

import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ITEMS, ROWS, RUNS = 1_000_000, 100_000, 3
AS_OF = "2026-01-31T12:00:00+00:00"
_SILENT = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
_RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True)
class Cost:
    """What a command took: wall-clock and processor seconds, and peak memory in MB."""

    seconds: float
    cpu: float
    megabytes: float


def run(command: list[str]) -> Cost:
    """Runs a command to its end; raises RuntimeError where it fails."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=_SILENT)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{command} failed")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(command: list[str], original: Path, copy: Path) -> Cost:
    """The median cost of a command that changes ``copy``, which is made anew from ``original`` before each run."""
    costs = []
    for _ in range(RUNS):
        for leftover in copy.parent.glob(f"{copy.name}*"):
            leftover.unlink()
        shutil.copyfile(original, copy)
        costs.append(run(command))
    middle = [statistics.median(getattr(cost, name) for cost in costs) for name in ("seconds", "cpu", "megabytes")]
    return Cost(*middle)


def measure(folder: Path, choice: str) -> tuple[Cost, Cost]:
    """The costs of the plain way and of orderfeeds for the same workbook; ``choice`` names the items it confirms."""
    workbook, plain, ours = folder / f"{choice}.xlsx", folder / "plain.db", folder / "orders.db"
    script = str(Path(__file__).parent / "plain_way.py")
    first = median(
        [sys.executable, "-W", "ignore", script, str(workbook), str(folder / "p.db")], plain, folder / "p.db"
    )
    command = [str(Path(sys.executable).parent / "orderfeeds"), "upload", str(workbook), "--as-of", AS_OF]
    second = median([*command, "--db", str(folder / "o.db")], ours, folder / "o.db")
    _must_agree(folder)
    return first, second


def _must_agree(folder: Path) -> None:
    """Both ways shipped the same units, or the comparison means nothing."""
    plain = sqlite3.connect(folder / "p.db").execute("SELECT sum(quantity_shipped) FROM orders").fetchone()
    ours = sqlite3.connect(folder / "o.db").execute("SELECT sum(shipped) FROM items").fetchone()
    if plain != ours:
        raise AssertionError(f"the plain way shipped {plain} units, orderfeeds {ours}")


def table(results: dict[str, tuple[Cost, Cost]]) -> str:
    """The results in Markdown."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("pandas", "openpyxl", "python-calamine"))
    lines = [
        f"# {ROWS:,} confirmations (xlsx) into an order table of {ITEMS:,} items",
        "",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}; {os.cpu_count()} cores. "
        f"Medians of {RUNS}, whole commands, start-up included. The plain way: pandas.read_excel (openpyxl), then a "
        "loop with one UPDATE a row; it checks nothing. orderfeeds: every check and rule, history, processing report.",
        "",
        "| | seconds | processor seconds | peak memory, MB |",
        "|---|---:|---:|---:|",
    ]
    for said, (plain, ours) in results.items():
        lines += [f"| {said}: plain way | {_row(plain)}", f"| {said}: orderfeeds | {_row(ours)}"]
        ratios = [getattr(plain, name) / getattr(ours, name) for name in ("seconds", "cpu", "megabytes")]
        lines.append(f"| {said}: **ratio** | {' | '.join(f'**{ratio:.1f}**' for ratio in ratios)} |")
    return "\n".join(lines) + "\n"


def _row(cost: Cost) -> str:
    return f"{cost.seconds:.2f} | {cost.cpu:.2f} | {cost.megabytes:.0f} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        # In a process of its own: a child's peak memory begins with that of the process that started it.
        making = [sys.executable, "-m", "tests.benchmarks.stores", place, str(ROWS), str(ITEMS)]
        subprocess.run(making, check=True)
        measured = {
            "the newest orders": measure(Path(place), "recent"),
            "orders spread over the table": measure(Path(place), "spread"),
        }
    _RESULTS.write_text(table(measured), encoding="utf-8")
    sys.stdout.write(_RESULTS.read_text(encoding="utf-8"))
