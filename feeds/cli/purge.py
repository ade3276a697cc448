"""``orderfeeds purge``: deletes buyers' texts of orders that were closed long ago, or shows what it would delete."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from feeds.cli.options import Store, refuse_ahead
from feeds.cli.order_table import deed_of, existing
from feeds.cli.output import echo, echo_json, say_done
from feeds.cli.progress import at_work
from feeds.purge import deleting_files, purge
from feeds.purge.deleting_files import Listed
from feeds.purge.purge import Due
from feeds.reading.file_names import printable
from reports.overview.links import Mended, mend
from schemas.store import wipe_deleted
from schemas.store.authors import Deed, save
from schemas.store.opening import writing
from schemas.times import DAY
from schemas.wording import number_of


@dataclass(frozen=True)
class Purged:
    """What a purge deleted, or (``done`` false) would delete.

    ``fault``: why the deleted bytes are still in the store's file. ``pages``: the pages with links to deleted files:
    those from which the links were taken out, and those that could not be written.
    """

    due: Due
    files: Sequence[Listed]
    done: bool = False
    upload_no: int | None = None
    fault: str | None = None
    pages: Mended | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The counts of what is deleted from the order table, for JSON."""
        of_lists = {"faults": len(self.due.faults), "names": len(self.due.names)}
        return {"orders": self.due.count, "removed-orders": self.due.removed_count} | of_lists


def run(older_than: int | None, yes: bool, as_of: int, by: str, as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds purge``; returns its exit code."""
    days = 30 if older_than is None else older_than
    refuse_ahead(as_of, "Nothing was done.")
    with existing(store) as engine, at_work("purge: looking"):
        if yes:
            purged = _do(engine, store.merchant, as_of, days, deed_of(by))
        else:
            with engine.connect() as connection, connection.begin():
                purged = _look(connection, store.merchant, as_of, days)
    _tell(purged, days, as_json=as_json)
    return 1 if purged.fault else 0


def _look(connection: Connection, merchant: str, as_of: int, days: int) -> Purged:

    until = as_of - days * DAY
    due = purge.due(connection, merchant, until)
    orders = deleting_files.orders_of(due.orders)
    return Purged(due, list(deleting_files.due(connection, merchant, orders, until)))


def _do(engine: Engine, merchant: str, as_of: int, days: int, deed: Deed) -> Purged:
    """Purges the order table first: if the program ends half way, the next purge finds what is left to do."""
    until = as_of - days * DAY
    with engine.connect() as connection, writing(connection):
        due = purge.due(connection, merchant, until)
        number = purge.purge(connection, merchant, as_of, due)
        if number is not None:
            save(connection, number, deed)
    # Reading files takes long, so it runs outside the write transaction.
    with engine.connect() as connection, connection.begin():
        listed = list(deleting_files.due(connection, merchant, deleting_files.orders_of(due.orders), until))
    files = deleting_files.delete(listed)
    with engine.connect() as connection, writing(connection):
        deleting_files.forget(connection, files)
        pending = wipe_deleted.is_pending(connection)
    pages = mend(engine, merchant)
    fault = wipe_deleted.write_anew(engine) if pending else None
    return Purged(due, files, True, number, fault, pages)


def _tell(purged: Purged, days: int, *, as_json: bool) -> None:
    deleted = [file for file in purged.files if not file.reason]
    left = [file for file in purged.files if file.reason]
    if as_json:
        echo_json(_as_json(purged, deleted, left))
    else:
        echo(_counts(purged, len(deleted), left))
        for file in purged.files:
            mark = f"left ({file.reason})" if file.reason else "deleted" if purged.done else "to delete"
            echo(f"  {mark}: {printable(file.path)}")
        for page in purged.pages.pages if purged.pages else ():
            echo(f"  links to deleted files taken out: {printable(page)}")
        if not purged.done and (deleted or any(purged.counts.values())):
            echo(f"Nothing was deleted yet. What is deleted is gone: orderfeeds purge --older-than {days}d --yes")
    for page in purged.pages.left if purged.pages else ():
        words = f"Warning: {printable(page)} cannot be written, and still leads to files that are gone."
        echo(f"{words} The next purge tries it again.", err=True)
    if purged.done:
        say_done("The buyers' texts that were due are deleted.")
    if purged.fault:
        again = "Run purge again when nothing else uses the order table; it will do only that."
        echo(f"The texts are deleted, but still in bytes of the order table's file ({purged.fault}). {again}", err=True)


def _counts(purged: Purged, deleted: int, left: Sequence[Listed]) -> str:
    would = "deleted" if purged.done else "would be deleted"
    numbers = purged.counts
    said = [f"{number_of(numbers['orders'], 'order')}: buyer {would}"]
    others = {
        "removed-orders": ("order", f"that an undo removed: buyer {would}"),
        "faults": ("fault", f"of uploads: value {would}"),
        "names": ("name", f"of an upload's file: buyer {would}"),
    }
    said += [f"{number_of(numbers[name], noun)} {rest}" for name, (noun, rest) in others.items() if numbers[name]]
    said.append(f"{number_of(deleted, 'file')} {would}, {len(left):,} left{_reasons(left)}")
    return "; ".join(said) + "."


def _reasons(left: Sequence[Listed]) -> str:
    counts = Counter("with orders not purged yet" if "order" in file.reason else file.reason for file in left)
    return ": " + ", ".join(f"{count:,} {reason}" for reason, count in counts.items()) if counts else ""


def _as_json(purged: Purged, deleted: Sequence[Listed], left: Sequence[Listed]) -> dict[str, Any]:
    def path(file: Listed) -> str:
        return printable(Path(file.path))

    pages = purged.pages or ((), ())
    return {
        "done": purged.done,
        "upload": purged.upload_no,
        **purged.counts,
        "files": [{"path": path(file), "what": file.what} for file in deleted],
        "left": [{"path": path(file), "what": file.what, "reason": file.reason} for file in left],
        **{name: list(map(printable, of)) for name, of in zip(("pages", "pages-left"), pages, strict=True)},
        "not-written-anew": purged.fault,
    }
