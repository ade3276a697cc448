"""Calls of ``orderfeeds`` as a clerk makes them, in this process or in one of their own, and what the table keeps."""

import gc
import io
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from feeds.cli.main import main

AS_OF = "2026-03-10T12:00:00+00:00"
SCRIPT = Path(sys.executable).parent / "orderfeeds"


@dataclass(frozen=True)
class Said:
    """The exit code of a call, and what it said on either stream."""

    code: int
    out: str
    err: str


def call(*args: object, env: Mapping[str, str] | None = None) -> Said:
    """``main`` as the installed script calls it, but for the process that goes on."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["orderfeeds", *map(str, args)]
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys.modules["__main__"], "__package__", None),
        mock.patch.object(os, "_exit", sys.exit),
        mock.patch.dict(os.environ, {"COLUMNS": "100", **(env or {})}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            # A command turns the collector off for its process; this one lives on.
            gc.enable()
    return Said(code, out.getvalue(), err.getvalue())


def process(*args: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Said:
    """The installed script as a process of its own."""
    done = subprocess.run(
        [str(SCRIPT), *map(str, args)],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", **(env or {})},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def contents(store: Path, *, of_orders: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; ``of_orders``: without the list of uploads, what they tell, and the list of files."""
    with closing(sqlite3.connect(store)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = ("uploads", "upload_faults", "upload_places", "known_files", "returned_rows", "told_files")
        others = tables if of_orders else ()
        kept = [name for name in sorted(names) if name not in others]
        return {
            name: connection.execute(f'SELECT {_columns(connection, name)} FROM "{name}" ORDER BY 1, 2').fetchall()
            for name in kept
        }


def _columns(connection: sqlite3.Connection, table: str) -> str:
    """The columns of a table, but for the machine's time."""
    told = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    return ", ".join(f'"{name}"' for _, name, *_ in told if name != "done_at")


def without_real_times(text: str) -> str:
    """A processing report, or its JSON twin, with 0 for the machine's time."""
    return re.sub(r'(uploaded |"done-at": ?")[0-9T:+-]{25}', r"\g<1>0", text)


def rows(store: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(query).fetchall()


def tabbed(path: Path, table: Iterable[Sequence[str]]) -> Path:
    """A tab-delimited text file."""
    path.write_text("".join("\t".join(row) + "\r\n" for row in table), encoding="utf-8", newline="")
    return path


class Desk:
    """A folder with an order table of its own, and calls that use both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "orders.db"

    def file(self, name: str, table: Iterable[Sequence[str]]) -> Path:
        return tabbed(self.folder / name, table)

    def upload(self, *args: object) -> Said:
        return call("upload", *args, "--as-of", AS_OF, "--db", self.store)

    def call(self, command: str, *args: object) -> Said:
        return call(command, *args, "--db", self.store)

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        return contents(self.store)

    def orders_kept(self) -> dict[str, list[tuple[Any, ...]]]:
        return contents(self.store, of_orders=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.store, query)

    def report(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")
