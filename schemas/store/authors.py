"""Who really changed the order table and when, whatever the as-of; and stores that are made for rehearsals.

An as-of can be any instant. Whether a shipment was confirmed late must not depend on it, except in a store for
rehearsals.
"""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, String, Table, Text, func, select, update

from schemas.store.history import UPLOADS
from schemas.store.tables import METADATA
from schemas.times import DAY

_REHEARSAL = "rehearsal"

# Facts about the whole store, independent of the merchant.
STORE_FACTS = Table(
    "store_facts",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)


class NoRehearsalError(Exception):
    """The store already contains uploads, so it cannot be made a store for rehearsals."""


@dataclass(frozen=True)
class Deed:
    """When something was really done (seconds since 1970 UTC), and by whom."""

    at: int
    by: str


def save(connection: Connection, upload_no: int, deed: Deed) -> None:
    """Stores who did an upload, undo, purge or run of the clock and when, inside the caller's write transaction."""
    mine = (UPLOADS.c.upload_no == upload_no) & UPLOADS.c.done_at.is_(None)
    connection.execute(update(UPLOADS).where(mine).values(done_at=deed.at, done_by=deed.by))


def is_off(as_of: int, done_at: int | None) -> bool:
    """Whether an as-of (seconds UTC) is more than a day away from the time at which the upload was really done."""
    return done_at is not None and abs(as_of - done_at) > DAY


def is_rehearsal(connection: Connection) -> bool:
    """Whether the store is for rehearsals, where an as-of counts as the real time."""
    query = select(STORE_FACTS.c.value).where(STORE_FACTS.c.name == _REHEARSAL)
    return connection.execute(query).scalar_one_or_none() is not None


def make_rehearsal(connection: Connection) -> None:
    """Makes an empty store one for rehearsals, inside the caller's write transaction.

    Raises NoRehearsalError if the store already contains uploads.
    """
    if is_rehearsal(connection):
        return
    if connection.execute(select(func.count()).select_from(UPLOADS)).scalar_one():
        raise NoRehearsalError
    connection.execute(STORE_FACTS.insert(), {"name": _REHEARSAL, "value": "yes"})
