"""Opens a store of the order table: creates a missing one, and refuses one that is not ours or is newer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from schemas import file_modes
from schemas.store import entries
from schemas.store.upgrades import VERSION, upgrade

# "ORDF": marks an SQLite file as our order table (https://www.sqlite.org/fileformat.html, application id).
APPLICATION_ID = 0x4F524446
BUSY_SECONDS = 30
_PRAGMAS = (
    "foreign_keys=ON",
    # What is committed is on the disk, even after a power cut.
    "synchronous=FULL",
    "temp_store=MEMORY",
    # 128 MiB of pages, and 4 GiB mapped: most rows are written in the order of their pages, so more is of little use.
    "cache_size=-131072",
    "mmap_size=4294967296",
)


class StoreRefusedError(Exception):
    """The store cannot be used; the text is the reason and the next step."""


def open_store(place: str, *, create: bool = True) -> Engine:
    """The order table at ``place``: a path, or ``:memory:`` for one that is gone when the process ends.

    ``create``: create it if it is missing. Raises StoreRefusedError if it is missing and may not be created, is not an
    order table, comes from a newer version, or cannot be opened.
    """
    _refuse_other_kinds(place)
    if place != ":memory:" and not Path(place).exists():
        if not create:
            raise StoreRefusedError(
                f"There is no order table at {place}. Upload an orders file first, or name it: --db."
            )
        _make_folder(Path(place))
    engine = _engine(place)
    try:
        _take_or_refuse(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def opened_store(place: str, *, create: bool = True) -> Iterator[Engine]:
    """The order table at ``place`` as ``open_store`` gives it and with the same errors; its connections are closed."""
    engine = open_store(place, create=create)
    try:
        yield engine
    finally:
        engine.dispose()


def _take_or_refuse(engine: Engine, place: str) -> None:
    try:
        with engine.connect() as connection:
            _take(connection, place)
    except DatabaseError as fault:
        raise StoreRefusedError(_words(place, fault)) from None


def _refuse_other_kinds(place: str) -> None:
    if "://" in place:
        raise StoreRefusedError(f"{place}: this version keeps the order table in an SQLite file; name a file.")
    if Path(place).is_dir():
        raise StoreRefusedError(f"{place} is a folder. Name a file for the order table: --db {place}/orders.db")


def _make_folder(place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        # It contains buyers' names and addresses; its log gets the same mode.
        place.touch(mode=0o600)
        file_modes.settle(place)
    except OSError as fault:
        raise StoreRefusedError(f"The order table cannot be made at {place}: {fault.strerror}.") from None


def _engine(place: str) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=":memory:" if place == ":memory:" else str(Path(place).absolute())),
        # Several threads may use it one after the other, never at the same time.
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: sqlite3.Connection, _record: Any) -> None:
        # With None, we send BEGIN ourselves: the driver would start a transaction too late to lock before reading.
        connection.isolation_level = None
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            # SQLAlchemy forgets a connection that its listener refuses, and does not close it.
            connection.close()
            raise

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _take(connection: Connection, place: str) -> None:
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise StoreRefusedError(f"{place} could not be opened.")

    def one(sql: str) -> int:
        [[answer]] = raw.cursor().execute(sql).fetchall()
        return int(answer)

    application, version = one("PRAGMA application_id"), one("PRAGMA user_version")
    if application == APPLICATION_ID and version > VERSION:
        raise StoreRefusedError(
            f"{place} was written by a newer orderfeeds (store {version}, this one reads {VERSION}). Update orderfeeds."
        )
    if application == APPLICATION_ID and version < VERSION:
        with writing(connection):
            # Another process may have upgraded it while this one waited for the lock.
            upgrade(connection, one("PRAGMA user_version"))
        return
    if application == APPLICATION_ID:
        return
    if application or version or one("SELECT count(*) FROM sqlite_master"):
        raise StoreRefusedError(f"{place} is a database of another program. Name another file: --db.")
    # A write-ahead log: reports and checks go on reading while an upload is being written.
    raw.cursor().execute("PRAGMA journal_mode=WAL").fetchall()
    with writing(connection):
        # Another process may have created the tables while this one waited for the lock.
        if one("PRAGMA application_id") == APPLICATION_ID:
            return
        entries.ENTRY_ROWS.metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def _words(place: str, fault: DatabaseError) -> str:
    said = str(fault.orig)
    if is_damage(fault):
        return damage_advice(place)
    if "not a database" in said:
        return (
            f"{place} is not an order table (not an SQLite database). Name another file: --db. If it was one, it is "
            "damaged: orderfeeds restore brings a backup back."
        )
    if "locked" in said:
        return f"The order table {place} is in use by another program for more than {BUSY_SECONDS} s. Try again later."
    return f"The order table {place} cannot be opened: {said}."


def is_damage(fault: DatabaseError) -> bool:
    """Whether SQLite found that its file's bytes are not those that it wrote."""
    return "malformed" in str(fault.orig)


def damage_advice(place: str) -> str:
    """What to do with a damaged store: first nothing that could make it worse, then restore its last backup."""
    return (
        f"The order table {place} is damaged: its bytes are not those that were written. Stop whatever uses it, and "
        f"look at the disk. Then bring the last backup back; the damaged file is kept: orderfeeds restore BACKUP --db "
        f"{place} --yes. Without a backup, sqlite3 {place} .recover shows what can be saved."
    )


@contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """One write transaction: takes the lock before the first read, and commits everything or nothing."""
    connection.execution_options(writing=True)
    with connection.begin():
        yield connection
