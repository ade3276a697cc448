"""Rewrites the store's file, so that deleted texts are in none of its bytes.

SQLite leaves deleted texts in free parts of pages, in free pages and in the write-ahead log
(https://www.sqlite.org/pragma.html, secure_delete; https://www.sqlite.org/lang_vacuum.html).
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, select

from schemas.store.file_tables import KNOWN_FILES, ORDER_TABLE

_PENDING = KNOWN_FILES.c.what == ORDER_TABLE


def is_pending(connection: Connection) -> bool:
    """Whether something was deleted since the file was last rewritten."""
    return connection.execute(select(KNOWN_FILES.c.file_no).where(_PENDING)).first() is not None


def write_anew(engine: Engine) -> str | None:
    """Rewrites the file and empties its log; returns None, or the reason in a few words if that was not possible.

    It needs free disk space of twice the size of the file, and waits for other programs that use the store.
    """
    raw = engine.raw_connection()
    try:
        store = raw.cursor()
        # In memory, a large store would not fit.
        store.execute("PRAGMA temp_store=FILE")
        store.execute("VACUUM")
        if not _log_is_empty(store):
            return "another program is reading it"
        # If the process stops here, the next run does it once more.
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
