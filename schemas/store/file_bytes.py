"""Writes the store's file anew, so that what was deleted is in no byte of it.

SQLite leaves deleted texts in free parts of pages, in free pages and in the write-ahead log
(https://www.sqlite.org/pragma.html, secure_delete; https://www.sqlite.org/lang_vacuum.html).
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, select

from schemas.store.file_tables import KNOWN_FILES, ORDER_TABLE

_PENDING = KNOWN_FILES.c.what == ORDER_TABLE


def is_pending(connection: Connection) -> bool:
    """Whether something was deleted since the file was written anew."""
    return connection.execute(select(KNOWN_FILES.c.file_no).where(_PENDING)).first() is not None


def write_anew(engine: Engine) -> str | None:
    """Writes the file anew and empties its log; returns why it could not be, in a few words, else None.

    It takes as much free room on the disk as the file has, twice, and waits for others that use the store.
    """
    raw = engine.raw_connection()
    try:
        store = raw.cursor()
        # In memory, a large store would not fit.
        store.execute("PRAGMA temp_store=FILE")
        store.execute("VACUUM")
        if not _log_is_empty(store):
            return "another program is reading it"
        # Whoever stops here does it once more.
        store.execute("DELETE FROM known_files WHERE what = ?", (ORDER_TABLE,))
        _log_is_empty(store)
    except sqlite3.OperationalError as fault:
        return str(fault)
    finally:
        raw.invalidate()
        raw.close()
    return None


def _log_is_empty(store: Any) -> bool:
    [(busy, _, _)] = store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not busy
