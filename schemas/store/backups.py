"""Complete copies of an order table: made while others work, and checked before they take their place.

SQLite copies a snapshot (https://www.sqlite.org/backup.html): programs that write meanwhile do not wait, and their
changes are not in the copy.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from schemas import file_modes
from schemas.store.opening import APPLICATION_ID, BUSY_SECONDS
from schemas.store.upgrades import VERSION

_WITH_A_STORE = ("-wal", "-shm")


class BackupError(Exception):
    """A file is not a complete order table, or cannot become one; the text is the reason."""


@dataclass(frozen=True)
class Contents:
    """The contents of an order table: numbers of orders and uploads, and the as-of of the last upload (seconds UTC)."""

    orders: int
    uploads: int
    last_as_of: int | None


def look(path: Path) -> Contents:
    """Checks every page and reference of an order table that no program is using.

    Raises BackupError if it is not complete.
    """
    if not path.is_file():
        raise BackupError("There is no such file.")
    try:
        with closing(_read_only(path)) as connection:
            return _sound(connection)
    except sqlite3.DatabaseError as fault:
        raise BackupError(f"It is no whole order table: {fault}.") from None


def _sound(connection: sqlite3.Connection) -> Contents:
    def one(sql: str) -> list[object]:
        return list(connection.execute(sql).fetchone() or [None])

    if one("PRAGMA application_id") != [APPLICATION_ID]:
        raise BackupError("It is no order table.")
    [version] = one("PRAGMA user_version")
    if isinstance(version, int) and version > VERSION:
        raise BackupError("It was written by a newer orderfeeds. Update orderfeeds.")
    if one("PRAGMA integrity_check") != ["ok"] or one("PRAGMA foreign_key_check") != [None]:
        raise BackupError("It is damaged.")
    counted = (
        "SELECT (SELECT count(*) FROM orders), count(*), (SELECT as_of FROM uploads ORDER BY upload_no DESC LIMIT 1)"
    )
    orders, uploads, last = connection.execute(f"{counted} FROM uploads").fetchone()
    return Contents(orders, uploads, last)


def back_up(source: Path, target: Path, *, replace: bool) -> Contents:
    """Copies the order table at ``source`` to ``target``, checks the copy, and returns its contents.

    An existing file at ``target`` is kept unless ``replace`` is true. Raises BackupError or OSError if there is no
    copy; then no partial file remains.
    """
    with _fresh(target) as fresh:
        with closing(_opened(source)) as here, closing(_opened(fresh)) as there:
            _copy(here, there)
            # A store in use is three files; a backup is one.
            there.execute("PRAGMA journal_mode=DELETE").fetchall()
        contents = look(fresh)
        if replace:
            fresh.replace(target)
        else:
            # Unlike a rename, a link never replaces a file.
            os.link(fresh, target)
    return contents


def restore(backup: Path, place: Path) -> None:
    """Replaces the order table at ``place`` by ``backup`` in one SQLite transaction, or creates it there.

    Raises BackupError if the order table is in use for too long; then it is unchanged.
    """
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        file_modes.settle(place)
    with closing(_read_only(backup)) as here, closing(_opened(place)) as there:
        _copy(here, there)
        there.execute("PRAGMA journal_mode=WAL").fetchall()


def set_aside(place: Path, ending: str) -> Path:
    """Renames a damaged order table and the files that SQLite keeps next to it; returns the new path."""
    aside = place.with_name(f"{place.name}.{ending}")
    for end in ("", *_WITH_A_STORE):
        if (path := place.with_name(place.name + end)).exists():
            path.rename(aside.with_name(aside.name + end))
    return aside


def _read_only(path: Path) -> sqlite3.Connection:
    """Opens a store for reading; writes nothing, not even SQLite's extra files if the store has none now."""
    alone = "" if any(path.with_name(path.name + end).exists() for end in _WITH_A_STORE) else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    try:
        source.backup(target, progress=_not_for_ever(), sleep=0.1)
    except sqlite3.DatabaseError as fault:
        raise BackupError(f"It cannot be copied: {fault}.") from None


def _not_for_ever() -> Callable[[int, int, int], None]:
    """Stops a copy that has waited too long for other programs; SQLite itself would wait for ever."""
    end = monotonic() + BUSY_SECONDS

    def ask(status: int, _left: int, _pages: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and monotonic() > end:
            raise BackupError(f"The order table is in use by another program for more than {BUSY_SECONDS} s.")

    return ask


@contextmanager
def _fresh(target: Path) -> Iterator[Path]:
    """A new file next to its future place; it is deleted at the end, unless it was moved there."""
    fresh = target.with_name(f".orderfeeds-{os.getpid()}-{target.name}.tmp")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
    except OSError as fault:
        # The error names the file that the person knows, not the temporary one.
        raise OSError(fault.errno, fault.strerror, os.fspath(target)) from None
    file_modes.settle(fresh)
    try:
        yield fresh
    finally:
        for end in ("", "-journal", *_WITH_A_STORE):
            fresh.with_name(fresh.name + end).unlink(missing_ok=True)
