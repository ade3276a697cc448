"""Decides which files on the list a purge deletes and which it leaves, with the reason, and deletes them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from feeds.file_stamp import Signature, opened, sha256, told_by
from feeds.purge.order_ids_in_files import orders_in, unpacked
from schemas.store import stored_rows
from schemas.store.file_tables import CORRECTIONS, KNOWN_FILES, ORDER_TABLE, PROCESSING_REPORT, UPLOAD
from schemas.wording import number_of

GONE, CHANGED, NOT_READABLE = "gone", "changed since", "not readable"
# Made from a file, not from the order table: they can contain texts that were purged before they were made.
_OF_A_FILE = (UPLOAD, PROCESSING_REPORT, CORRECTIONS)
_NEVER, _NOT_YET = -1, 2**62


@dataclass(frozen=True)
class Listed:
    """A file on the list that is due: to be deleted if ``reason`` is empty, otherwise left for that reason.

    ``signature``: the file's signature when it was examined.
    """

    file_no: int
    path: Path
    what: str
    reason: str = ""
    signature: Signature | None = None


@dataclass(frozen=True)
class Orders:
    """The merchant's orders, sorted by number.

    ``purged``: the history entry that purged each, -1 if none did. ``needed``: the order is open, or neither purged nor
    due.
    """

    numbers: np.ndarray
    purged: np.ndarray
    needed: np.ndarray

    def of(self, held: np.ndarray) -> "tuple[Orders, bool]":
        """The orders with these numbers, and whether ``held`` has other numbers too."""
        places = np.searchsorted(self.numbers, held)
        known = places < len(self.numbers)
        known[known] = self.numbers[places[known]] == held[known]
        at = places[known]
        return Orders(self.numbers[at], self.purged[at], self.needed[at]), not known.all()


def orders_of(orders: pd.DataFrame) -> Orders:
    """The orders of feeds.purge; those that are due count as purged after every entry in the history."""
    ordered = orders.sort_values("number")
    purged = ordered["purged"].fillna(_NEVER).to_numpy("int64").copy()
    purged[ordered["due"].to_numpy()] = _NOT_YET
    needed = ~ordered["closed"].to_numpy("bool") | (purged == _NEVER)
    return Orders(ordered["number"].to_numpy(), purged, needed)


def due(connection: Connection, merchant: str, orders: Orders, until: int) -> Iterator[Listed]:
    """The files that contain texts of purged orders, and files from ``until`` or before whose orders are unknown.

    An uploaded file is left while an order in it is open or not due. A file written here is deleted whatever else it
    contains, as it can be written again.
    """
    columns = [KNOWN_FILES.c[name] for name in ("file_no", "path", "sha256", "what", "as_of", "entry_no", "orders")]
    mine = (KNOWN_FILES.c.merchant_id == merchant) & (KNOWN_FILES.c.what != ORDER_TABLE)
    last = int(orders.purged.max(initial=_NEVER))
    for row in connection.execute(select(*columns).where(mine).order_by(KNOWN_FILES.c.path)).all():
        # For most files the row on the list is enough to decide, so that they need not be read.
        if row.what in _OF_A_FILE or row.entry_no < last or row.as_of <= until:
            listed = _looked_at(row, orders, until)
            if listed:
                yield listed


def _looked_at(row: Any, orders: Orders, until: int) -> Listed | None:
    """The file of a row if it is due, otherwise None."""
    path = Path(os.fsdecode(row.path))
    held = None if row.orders is None else unpacked(row.orders)
    if held is not None and _reason(row, held, orders, until) is None:
        return None
    try:
        with opened(path) as file:
            signature, same = told_by(os.fstat(file.fileno())), sha256(file) == row.sha256
            file.seek(0)
            held = orders_in(file) if held is None else held
    except FileNotFoundError:
        return Listed(row.file_no, path, row.what, GONE)
    except OSError:
        return Listed(row.file_no, path, row.what, NOT_READABLE)
    reason = _reason(row, held, orders, until)
    if reason is None:
        return None
    return Listed(row.file_no, path, row.what, reason if same else CHANGED, signature)


def _reason(row: Any, held: np.ndarray | None, orders: Orders, until: int) -> str | None:
    """Why a file with these orders is left; empty: delete it; None: it is not due."""
    old = row.as_of <= until
    if held is None:
        return "" if old else None
    known, others = orders.of(held)
    purged = known.purged > (_NEVER if row.what in _OF_A_FILE else row.entry_no)
    # Nothing is pending for orders that were never taken in, nor for a file with no legible order-id.
    unknown = others or (not len(held) and row.what in _OF_A_FILE)
    if not purged.any() and not (old and unknown):
        return None
    needed = int(known.needed.sum())
    if row.what != UPLOAD:
        return ""
    if not needed:
        return "" if old or not others else None
    if not purged.any():
        return None
    return f"{number_of(needed, 'order')} in it not purged yet"


def delete(files: Iterable[Listed]) -> list[Listed]:
    """Deletes the files that are to be deleted; returns all files, with the reason where one could not be deleted."""
    return [file if file.reason else _deleted(file) for file in files]


def _deleted(file: Listed) -> Listed:
    try:
        if told_by(file.path.lstat()) != file.signature:
            return Listed(file.file_no, file.path, file.what, CHANGED)
        file.path.unlink()
    except FileNotFoundError:
        return Listed(file.file_no, file.path, file.what, GONE)
    except OSError as fault:
        return Listed(file.file_no, file.path, file.what, f"cannot be deleted ({fault.strerror})")
    return file


def forget(connection: Connection, files: Sequence[Listed]) -> None:
    """Takes files that are deleted or gone off the list, inside the caller's write transaction.

    A file whose whole folder is gone stays on the list: it may be on a drive that is not connected.
    """
    over = [file.file_no for file in files if not file.reason or (file.reason == GONE and file.path.parent.is_dir())]
    connection.execute(
        KNOWN_FILES.delete().where(KNOWN_FILES.c.file_no.in_(stored_rows.listed(pd.Series(over, dtype="int64"))))
    )
