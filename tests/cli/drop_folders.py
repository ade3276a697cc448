"""Drop folders as people and programs use them: files put in, ``orderfeeds watch`` run, what lies where after it."""

import os
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from python_calamine import CalamineWorkbook

from tests.cli.desk_calls import AS_OF, SCRIPT, Desk, Said, call, tabbed, without_real_times

OURS = {"heartbeat", ".orderfeeds-watch"}


class DropDesk(Desk):
    """A desk with a drop folder; its inbox is there already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.drop = folder / "drop"
        self.inbox = self.drop / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, table: Iterable[Sequence[str]]) -> Path:
        return tabbed(self.inbox / name, table)

    def once(self, *args: object, settle: float = 0) -> Said:
        """``watch --once`` in this process."""
        return call("watch", self.drop, "--once", "--settle", settle, *self.given, *args)

    @property
    def given(self) -> list[object]:
        return ["--as-of", AS_OF, "--db", self.store]

    @contextmanager
    def watching(self, *args: object, settle: float = 0.2) -> Iterator[subprocess.Popen[str]]:
        """``watch`` in a process of its own, which is ended at the end of the block."""
        given = [self.drop, "--settle", settle, "--interval", "0.1", *self.given, *args]
        process = subprocess.Popen(
            [str(SCRIPT), "watch", *map(str, given)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            wait_for(lambda: (self.drop / "heartbeat").exists() or process.poll() is not None)
            yield process
        finally:
            process.kill()
            process.communicate()

    def tree(self) -> dict[str, object]:
        """What each file in the drop folder holds: bytes, of a workbook the cells; None for a folder without any."""
        found: dict[str, object] = {}
        for path in self.drop.rglob("*"):
            name = os.fsencode(path.relative_to(self.drop)).decode("utf-8", "backslashreplace")
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                found[name] = "no file"
            elif path.is_dir() and not any(path.iterdir()):
                found[name] = None
            elif path.is_file() and name not in OURS:
                found[name] = _content(path)
        return found

    def names(self) -> list[str]:
        """The files, and the folders without any, in the drop folder."""
        return sorted(self.tree())


def _content(path: Path) -> object:
    if path.name.endswith((".report.txt", ".report.json")):
        return without_real_times(path.read_text(encoding="utf-8"))
    if not path.read_bytes().startswith(b"PK"):
        return path.read_bytes()
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def wait_for(met: object, seconds: float = 30) -> None:
    """Waits until ``met`` gives what is true; fails where that takes too long."""
    assert callable(met)
    end = monotonic() + seconds
    while not met():
        assert monotonic() < end, "it never happened"
        sleep(0.02)


def ended(process: subprocess.Popen[str], number: signal.Signals) -> Said:
    """Sends a signal, and waits for the end."""
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return Said(process.returncode, out, err)
