"""Who really did something to the order table and when, whatever as-of it was judged at; and stores for rehearsals.

An as-of can be any instant. Whether a shipment was confirmed late must not depend on it, except in a store that was
made to rehearse with.
"""

import getpass
import os
from dataclasses import dataclass

from sqlalchemy import Column, Connection, String, Table, Text, func, select, update

from schemas.store.history import UPLOADS
from schemas.store.tables import METADATA

_DAY = 86_400
_REHEARSAL = "rehearsal"

# What holds for the whole store, whoever the merchant is.
STORE_FACTS = Table(
    "store_facts",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)


class NoRehearsalError(Exception):
    """The store holds uploads already, so it cannot become one for rehearsals."""


@dataclass(frozen=True)
class Deed:
    """When something was really done (seconds since 1970 UTC), and by whom."""

    at: int
    by: str


def login() -> str:
    """The name under which this process's user is logged in, as far as the system knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # In a container a user may have a number alone.
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def save(connection: Connection, upload_no: int, deed: Deed) -> None:
    """Stores who did an upload, undo, purge or run of the clock and when, in the caller's write transaction."""
    mine = (UPLOADS.c.upload_no == upload_no) & UPLOADS.c.done_at.is_(None)
    connection.execute(update(UPLOADS).where(mine).values(done_at=deed.at, done_by=deed.by))


def is_off(as_of: int, done_at: int | None) -> bool:
    """Whether an as-of (seconds UTC) is more than a day away from when it was really done."""
    return done_at is not None and abs(as_of - done_at) > _DAY


def is_rehearsal(connection: Connection) -> bool:
    """Whether the store was made for rehearsals, in which an as-of counts as the real time."""
    query = select(STORE_FACTS.c.value).where(STORE_FACTS.c.name == _REHEARSAL)
    return connection.execute(query).scalar_one_or_none() is not None


def make_rehearsal(connection: Connection) -> None:
    """Makes an empty store one for rehearsals, in the caller's write transaction; raises NoRehearsalError else."""
    if is_rehearsal(connection):
        return
    if connection.execute(select(func.count()).select_from(UPLOADS)).scalar_one():
        raise NoRehearsalError
    connection.execute(STORE_FACTS.insert(), {"name": _REHEARSAL, "value": "yes"})
