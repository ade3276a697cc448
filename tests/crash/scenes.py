"""The scenes of the crash tests: what is there before, the file that is uploaded, and the two states it may end in."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.cli.desk_calls import AS_OF, Desk, without_real_times
from tests.cli.feeds_written import (
    ADJUST_HEADINGS,
    FIRST,
    ORDERS,
    SHIP_HEADINGS,
    TWO_ITEMS,
    UNKNOWN,
    YEN,
    parcel,
)

ROOT = Path(__file__).parents[2]
Table = Sequence[Sequence[str]]
Dump = dict[str, list[tuple[Any, ...]]]
CONFIRMED = [SHIP_HEADINGS, parcel(), parcel(TWO_ITEMS, "10000000003", tracking="9400")]
REFUND = [FIRST, "10000000001", "CustomerReturn", "USD", "12.50", ""]
# A new package, an edit, a package of before, and two records that are refused.
CONFIRMATIONS = [
    SHIP_HEADINGS,
    parcel(YEN, tracking="1ZNEW"),
    parcel(TWO_ITEMS, "10000000003", tracking="9401"),
    parcel(),
    parcel(UNKNOWN),
    parcel(TWO_ITEMS, "10000000004", "9"),
]
# Equal twins, another refund, units canceled, and nothing that is refused.
REFUNDS = [
    [*ADJUST_HEADINGS, "quantity-cancelled"],
    REFUND,
    REFUND,
    [TWO_ITEMS, "10000000003", "GeneralAdjustment", "USD", "1.00", ""],
    [TWO_ITEMS, "10000000004", "NoInventory", "USD", "", "2"],
]


@dataclass(frozen=True)
class Scene:
    """``earlier`` files are applied already when ``table`` is uploaded as ``feed.txt``."""

    earlier: tuple[Table, ...]
    table: Table


SCENES = {
    "intake": Scene((), ORDERS),
    "confirmations": Scene((ORDERS, CONFIRMED), CONFIRMATIONS),
    "adjustments": Scene((ORDERS, CONFIRMED), REFUNDS),
}


@cache
def store_before(name: str) -> bytes | None:
    """The order table in which the earlier files were applied."""
    with TemporaryDirectory() as place:
        desk = Desk(Path(place))
        for number, table in enumerate(SCENES[name].earlier, 1):
            assert desk.upload(desk.file(f"earlier{number}.txt", table)).code == 0
        return desk.store.read_bytes() if desk.store.exists() else None


def set_up(name: str, folder: Path) -> Desk:
    """A desk at which the earlier files were applied, and ``feed.txt`` lies ready."""
    desk = Desk(folder)
    if store := store_before(name):
        desk.store.write_bytes(store)
    desk.file("feed.txt", SCENES[name].table)
    return desk


def dump(desk: Desk) -> Dump:
    """Every row of the order table; tables without a row, and a store that is not there yet, hold nothing.

    But for where reports and corrections were written, which comes after an upload is kept.
    """
    if not desk.store.exists():
        return {}
    with closing(sqlite3.connect(desk.store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return {
        name: list(map(_without_folder, rows))
        for name, rows in desk.contents().items()
        if rows and name != "told_files"
    }


def _without_folder(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with the names of files for their paths, so that states in two folders can be compared."""
    return tuple(Path(os.fsdecode(cell)).name if str(cell).startswith(("/", "b'/")) else cell for cell in row)


def of_orders(state: Dump) -> Dump:
    """The state without the list of uploads and the list of files."""
    others = ("uploads", "upload_faults", "upload_places", "known_files", "returned_rows")
    return {name: rows for name, rows in state.items() if name not in others}


def run(
    desk: Desk, number: str, point: str, wanted: int, points: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Uploads ``feed.txt`` in a process of its own, which gets the signal where it reaches the point."""
    given = [number, point, str(wanted), "--", "upload", "feed.txt", "--as-of", AS_OF, "--db", "orders.db"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ORDERFEEDS_POINTS": str(points or "")}
    return subprocess.run(
        [sys.executable, "-m", "tests.crash.killed_run", *given],
        cwd=desk.folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@dataclass(frozen=True)
class CleanRun:
    """The two states that an upload may leave, how often each point is reached, and its exit code."""

    before: Dump
    after: Dump
    reached: dict[str, int]
    code: int
    report: str


@cache
def clean_run(name: str) -> CleanRun:
    with TemporaryDirectory() as place:
        desk = set_up(name, Path(place))
        before = dump(desk)
        points = Path(place) / "points.json"
        done = run(desk, "SIGKILL", "none", 0, points)
        reached = json.loads(points.read_text(encoding="utf-8"))
        return CleanRun(
            before, dump(desk), reached, done.returncode, without_real_times(desk.report("feed.report.txt"))
        )
