"""The words of change, and what is asked of all of them: writing, verifying, and saying what an entry means.

A new word is a module with a Word, entered in WORDS. They are written and restored in this order, and taken back in
the reverse one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from feeds.changes.amend import Amend
from feeds.changes.cancel import Cancel
from feeds.changes.edit import Edit
from feeds.changes.flag import Flag
from feeds.changes.history import Author, Word, moved
from feeds.changes.purge import Purge
from feeds.changes.refund import Refund
from feeds.changes.ship import Ship
from feeds.changes.take_in import TakeIn
from feeds.kinds.kind import Changes
from schemas.store import verify as store_checks

WORDS: tuple[Word, ...] = (Amend(), TakeIn(), Ship(), Edit(), Cancel(), Refund(), Flag(), Purge())


def write(connection: Connection, author: Author, changes: Changes) -> None:
    """Writes all changes of one file; the caller's transaction commits all or none."""
    for word in WORDS:
        if len(rows := changes[word.name]):
            word.write(connection, author, rows)


def sentence(change: Mapping[str, Any]) -> str:
    """One change of the history in words."""
    of = [word for word in WORDS if change["what"] in word.entries]
    # An entry of another version still has its fields.
    return of[0].sentence(change) if of else moved(f"{change['what']}: {change['field']}", change)


def opposites() -> dict[str, str]:
    """What the entry is called that takes each entry back, if not the same."""
    return {what: back for word in WORDS for what, back in word.entries.items() if back != what}


def flags() -> list[str]:
    """What entries are called that flag an order without changing it."""
    return [what for word in WORDS if not word.changes_order for what in word.entries]


def changed_by_cell() -> list[str]:
    """What entries are called whose changes a plan shows cell by cell."""
    return [what for word in WORDS for what in word.by_cell]


def checks() -> tuple[store_checks.Check, ...]:
    """The checks of the order table, with the totals of all words."""
    return store_checks.checks([total for word in WORDS for total in word.totals], list(TakeIn.entries))


def verify(connection: Connection) -> Iterator[store_checks.Checked]:
    """Runs every check of the order table inside the caller's transaction."""
    return store_checks.verify(connection, checks())
