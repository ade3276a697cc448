"""The scene of the crash tests of ``orderfeeds watch``: what lies in the inbox, and what one clean run makes of it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.desk_calls import AS_OF
from tests.cli.drop_folders import DropDesk
from tests.cli.feeds_written import UNKNOWN
from tests.crash.scenes import CONFIRMATIONS, REFUNDS, ROOT, Dump, dump, store_before

# Refunds of which one is refused: the same file applied again would refund again, and nothing would recognise it.
FILES = {
    "a-refunds.txt": [*REFUNDS, [UNKNOWN, "10000000009", "CustomerReturn", "USD", "1.00", ""]],
    "b-parcels.txt": CONFIRMATIONS,
    "c-unread.txt": [["nothing", "to", "read"]],
}


@dataclass(frozen=True)
class CleanRun:
    """What a run that nobody kills leaves, how often each point is reached, and its exit code."""

    kept: Dump
    tree: dict[str, object]
    reached: dict[str, int]
    code: int


def set_up(folder: Path) -> DropDesk:
    """A desk with orders and confirmations, and three files in its inbox."""
    desk = DropDesk(folder)
    store = store_before("adjustments")
    assert store
    desk.store.write_bytes(store)
    for at, (name, table) in enumerate(FILES.items()):
        os.utime(desk.put(name, table), (at, at))
    return desk


def run(
    desk: DropDesk, number: str, point: str, wanted: int, points: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """``watch --once`` in a process of its own, which gets the signal where it reaches the point."""
    given = [number, point, str(wanted), "--", "watch", "drop", "--once", "--settle", "0", "--log-json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ORDERFEEDS_POINTS": str(points or "")}
    return subprocess.run(
        [sys.executable, "-m", "tests.crash.killed_run", *given, "--as-of", AS_OF, "--db", "orders.db"],
        cwd=desk.folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def kept(desk: DropDesk) -> Dump:
    """Every row of the order table, without the tokens, and of paths the last two parts.

    A report names the machine's time: of its bytes only whether they are those that are listed.
    """
    state = dump(desk)
    known = desk.rows("SELECT what, upload_no, path, sha256 FROM known_files WHERE upload_no > 2")
    state["known_files"] = sorted(
        (what, number, *Path(os.fsdecode(path)).parts[-2:], _bytes_of(what, path, mark))
        for what, number, path, mark in known
    )
    state["dropped_files"] = sorted(row[1:] for row in state.get("dropped_files", []))
    return state


def _bytes_of(what: str, path: bytes, mark: str) -> str | bool:
    if what != "processing report":
        return mark
    return sha256(Path(os.fsdecode(path)).read_bytes()).hexdigest() == mark


@cache
def clean_run() -> CleanRun:
    with TemporaryDirectory() as place:
        desk = set_up(Path(place))
        points = Path(place) / "points.json"
        done = run(desk, "SIGKILL", "none", 0, points)
        return CleanRun(kept(desk), desk.tree(), json.loads(points.read_text(encoding="utf-8")), done.returncode)
