"""Finds the upload to undo: its root, whether undoing restores rows, and the orders for which it can be taken back."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from feeds.changes import words
from feeds.changes.history import Named, without_undone
from schemas import fields
from schemas.store import stored_rows
from schemas.store.entries import entries_where
from schemas.store.history import PURGED, UPLOADS, undone_uploads, undos


class UndoRefusedError(Exception):
    """The upload cannot be taken back; the text says why and what to do."""


def named(connection: Connection, merchant: str, number: int) -> Named:
    """The upload with a number; raises UndoRefusedError if it has nothing to take back."""
    uploads = UPLOADS.c
    columns = [uploads[name] for name in ("upload_no", "kind", "state", "as_of", "undoes", "from_entry", "to_entry")]
    query = select(*columns).where(uploads.merchant_id == merchant, uploads.upload_no == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UndoRefusedError(f"There is no upload {number}. orderfeeds uploads lists them.")
    if row.kind == PURGED:
        raise UndoRefusedError(f"Upload {number} deleted buyers' names and addresses; nothing keeps them.")
    if not (row.to_entry or 0) > (row.from_entry or 0):
        raise UndoRefusedError(f"Upload {number} changed nothing, so there is nothing to take back.")
    root, depth = row, 0
    while root.undoes is not None:
        root, depth = connection.execute(select(*columns).where(uploads.upload_no == root.undoes)).one(), depth + 1
    back = _taking_back(connection, merchant, root.upload_no)
    return Named(number, root.upload_no, root.as_of, root.kind, depth % 2 == 1, back, row.from_entry, row.to_entry)


def _taking_back(connection: Connection, merchant: str, root: int) -> tuple[int, ...]:
    """The undos of an upload, and those of undos of these, and so on: every second one takes its rows back."""
    depths = {root: 0}
    for undo, of in reversed(_undos_since(connection, merchant, root)):
        if of in depths:
            depths[undo] = depths[of] + 1
    return tuple(number for number, depth in depths.items() if depth % 2 == 1)


def in_force_and_changed(connection: Connection, merchant: str, upload: Named) -> tuple[pd.Series, pd.Series]:
    """The orders for which the upload is still in force, and the last later upload of each that was changed since.

    Both by order_no. An upload and its undo cancel out, order by order, as an undo may spare some orders.
    """
    touching = _touching(connection, upload)
    touching = without_undone(touching, "order_no", _undos_since(connection, merchant, upload.upload_no))
    mine = touching.loc[touching["upload_no"] == upload.upload_no, "order_no"]
    later = touching[touching["order_no"].isin(mine) & (touching["upload_no"] != upload.upload_no)]
    changed = later.groupby("order_no")["upload_no"].max()
    return pd.Series(mine.to_numpy(), index=mine.to_numpy()), changed


def _touching(connection: Connection, upload: Named) -> pd.DataFrame:
    """Which upload changed which order, from this upload on, each pair once: order_no, upload_no.

    A later change of an address counts only if this upload changed the address too.
    """
    mine = entries_where(lambda entries: entries.entry_no.between(upload.from_entry + 1, upload.to_entry)).c
    orders = select(mine.order_no)
    of_address = orders.where(mine.field.in_(fields.BUYER.columns))

    def later(entries: Any) -> ColumnElement[bool]:
        counts = entries.field.not_in(fields.BUYER.columns) | entries.order_no.in_(of_address)
        since = (entries.entry_no > upload.to_entry) & entries.what.not_in(words.flags())
        wanted: ColumnElement[bool] = since & entries.order_no.in_(orders) & counts
        return wanted

    since = entries_where(later).c
    pairs = [select(entries.order_no, entries.upload_no).distinct() for entries in (mine, since)]
    return pd.concat([stored_rows.read(connection, query) for query in pairs], ignore_index=True)


def _undos_since(connection: Connection, merchant: str, upload_no: int) -> list[tuple[int, int]]:
    """The merchant's undos after an upload, as (undo, upload it took back), latest first."""
    return undos(connection, (UPLOADS.c.merchant_id == merchant) & (UPLOADS.c.upload_no > upload_no))


def taken_back_by(connection: Connection, merchant: str, number: int) -> int | None:
    """The last undo that took the upload back and was not undone itself."""
    uploads = UPLOADS.c
    query = select(uploads.upload_no).where(uploads.merchant_id == merchant, uploads.undoes == number)
    gone = undone_uploads(connection, merchant)
    return max((undo for undo in connection.execute(query).scalars() if undo not in gone), default=None)
