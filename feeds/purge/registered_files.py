"""Puts files with buyers' texts on the list of files, with their fingerprint, so that a purge finds them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection, Engine, update

from feeds.file_stamp import Signature, opened, sha256, told_by
from feeds.purge.order_ids_in_files import packed
from feeds.uploaded_file import UploadedFile
from schemas import fields
from schemas.headings import plain
from schemas.store import dialect
from schemas.store.entries import last_entry
from schemas.store.file_tables import KNOWN_FILES, UPLOAD
from schemas.store.opening import writing

if TYPE_CHECKING:
    from feeds.upload import Ready

_BUYER = frozenset(map(plain, fields.BUYER.headings))


@dataclass(frozen=True)
class Made:
    """A file for the list; ``what`` is a word of schemas.store.file_tables.

    ``orders``: the order-ids in it, if its bytes do not show them (an upload, a PDF). ``seen``: its signature before it
    was read; a file whose signature has changed since is not listed.
    """

    path: Path
    what: str
    upload_no: int | None = None
    orders: pd.Series | None = None
    seen: Signature | None = None


def register(
    engine: Engine, merchant: str, as_of: int, files: Iterable[Made], history: int | None = None
) -> list[Path]:
    """Puts ``files`` on the merchant's list; a path that is already on it gets its new fingerprint.

    ``history``: the last entry when they were made. Returns the paths that could not be listed: gone, not a regular
    file, or changed while they were read. Must not be called inside a write transaction.
    """
    rows, missed = [], []
    for made in files:
        row = fingerprinted(made)
        if row is None:
            missed.append(made.path)
        else:
            rows.append(row)
    if rows:
        with engine.connect() as connection, writing(connection):
            register_rows(connection, merchant, as_of, rows, history)
    return missed


def fingerprinted(made: Made) -> dict[str, Any] | None:
    """A file as ``register_rows`` takes it; None if it cannot be listed."""
    try:
        with opened(made.path) as file:
            digest = sha256(file)
            now = told_by(os.fstat(file.fileno()))
    except OSError:
        return None
    if made.seen is not None and made.seen != now:
        return None
    orders = None if made.orders is None else packed(made.orders)
    named = {"path": stored(made.path), "what": made.what, "upload_no": made.upload_no}
    return named | {"sha256": digest, "orders": orders}


def register_rows(
    connection: Connection, merchant: str, as_of: int, rows: Iterable[dict[str, Any]], history: int | None = None
) -> None:
    """Puts files with their fingerprints on the list, inside the caller's write transaction."""
    entry = last_entry(connection) if history is None else history
    beside = {"merchant_id": merchant, "as_of": as_of, "entry_no": entry}
    dialect.add_or_replace(connection, KNOWN_FILES, ["merchant_id", "path"], [row | beside for row in rows])


def moved(connection: Connection, merchant: str, moves: Mapping[Path, Path]) -> None:
    """Updates the list, inside the caller's write transaction, for files that were moved: old path to new path."""
    for before, after in moves.items():
        there = (KNOWN_FILES.c.merchant_id == merchant) & (KNOWN_FILES.c.path == stored(after))
        here = (KNOWN_FILES.c.merchant_id == merchant) & (KNOWN_FILES.c.path == stored(before))
        connection.execute(KNOWN_FILES.delete().where(there))
        connection.execute(update(KNOWN_FILES).where(here).values(path=stored(after)))


def uploaded_with_buyers(ready: "Ready", seen: Signature | None) -> Made | None:
    """A file that was read and contains buyers' texts, not numbered yet; ``seen``: its signature before it was read."""
    if ready.checked is None or not seen or not holds_buyers(ready.file):
        return None
    return Made(ready.file.path, UPLOAD, None, ready.checked.records["order-id"], seen)


def holds_buyers(file: UploadedFile) -> bool:
    """Whether an upload has columns of buyers' texts: an orders file, or a template that was prefilled."""
    if file.kind is None or file.sheet is None:
        return False
    if file.kind.name == "orders" or file.sheet.grid is None:
        return file.kind.name == "orders"
    headings = [column[file.sheet.heading_row].as_py() for column in file.sheet.grid.columns]
    return not _BUYER.isdisjoint(plain(heading) for heading in headings if heading)


def stored(path: Path) -> bytes:
    """A path as it is on the list: absolute, in bytes."""
    return os.fsencode(path.absolute())
