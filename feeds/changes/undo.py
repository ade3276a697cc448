"""Runs one undo: takes orders back, spares others, and adds itself to the list of uploads."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, case, func, literal, select, union_all

from feeds.changes import words
from feeds.changes.history import Named, Undo, list_upload, part_of_history
from feeds.changes.undo_target import UndoRefusedError, in_force_and_changed, named, taken_back_by
from schemas.store import dialect, stored_rows
from schemas.store.entries import ENTRY_ROWS, entries_where, last_entry
from schemas.store.history import REMOVED_ROWS, UNDO
from schemas.store.tables import ORDERS


@dataclass(frozen=True)
class Undone:
    """What an undo did: its number in the list of uploads, how many orders it took back, and those it spared.

    ``upload_no`` is None if it spared all orders and wrote nothing. ``spared``: order_id and reason, by order_id.
    ``addresses_not_kept``: the number of orders whose address stays as it is, as an earlier version did not keep the
    one before.
    """

    upload_no: int | None
    orders: int
    spared: pd.DataFrame
    addresses_not_kept: int = 0


def undo(connection: Connection, merchant: str, number: int, as_of: int) -> Undone:
    """Takes upload ``number`` back, order by order, inside the caller's write transaction.

    Shipped and canceled units and edited fields get their former values; refunds are taken back by reversing entries;
    orders that the upload took in are removed. An order that a later upload changed is spared, unless only its address
    changed. Raises UndoRefusedError if nothing can be done.
    """
    upload = named(connection, merchant, number)
    orders, changed = in_force_and_changed(connection, merchant, upload)
    if orders.empty:
        by = taken_back_by(connection, merchant, number)
        raise UndoRefusedError(f"Upload {number} was taken back by upload {by} already.")
    reasons = "changed since by upload " + changed.astype("int64").astype("str")
    left = orders[~orders.isin(changed.index)]
    for word in words.WORDS:
        also = word.spared(connection, upload, stored_rows.listed(left))
        reasons = pd.concat([reasons, also[~also.index.isin(reasons.index)]])
        left = orders[~orders.isin(reasons.index)]
    not_kept = sum(word.stays(connection, upload, stored_rows.listed(left)) for word in words.WORDS)
    undo_no = _write(connection, merchant, (upload, left), as_of, len(reasons)) if len(left) else None
    return Undone(undo_no, len(left), _by_id(connection, reasons), not_kept)


def _write(connection: Connection, merchant: str, undoes: tuple[Named, pd.Series], as_of: int, spared: int) -> int:
    upload, taken = undoes[0], len(undoes[1])
    listed = {"merchant_id": merchant, "kind": UNDO, "path": "", "as_of": as_of, "undoes": upload.upload_no}
    counted = {"records": taken + spared, "applied": taken, "refused": spared, "warnings": 0}
    number = list_upload(connection, listed | counted | {"state": "applied in part" if spared else "applied"})
    undo = Undo(upload, stored_rows.listed(undoes[1]), number, as_of)
    with part_of_history(connection, number):
        _add_entries(connection, undo)
        if upload.restores:
            for word in words.WORDS:
                word.restore(connection, undo)
        else:
            for word in reversed(words.WORDS):
                word.take_back(connection, undo)
    return number


def _add_entries(connection: Connection, undo: Undo) -> None:
    """Adds the entries of the undo: the upload's in reverse, before and after exchanged, so it reads both ways."""
    entries = entries_where(lambda entries: undo.upload.made(entries, undo.orders)).c
    number = func.row_number().over(order_by=entries.entry_no.desc())
    columns = {
        "entry_no": last_entry(connection) + number,
        "merchant_id": entries.merchant_id,
        "upload_no": literal(undo.undo_no),
        "record": entries.record,
        "order_no": entries.order_no,
        "item_no": entries.item_no,
        "what": case(words.opposites(), value=entries.what, else_=entries.what),
        "field": entries.field,
        "before": entries.after,
        "after": entries.before,
        "package_no": entries.package_no,
    }
    query = select(*columns.values()).order_by(entries.entry_no.desc())
    connection.execute(ENTRY_ROWS.insert().from_select(list(columns), query))


def _by_id(connection: Connection, reasons: pd.Series) -> pd.DataFrame:
    """The spared orders with their order-ids and reasons."""
    numbers = pd.Series(reasons.index.to_numpy(dtype="int64"))
    known = select(ORDERS.c.order_no, ORDERS.c.order_id).where(ORDERS.c.order_no.in_(stored_rows.listed(numbers)))
    removed, order_id = REMOVED_ROWS.c, dialect.of_object(REMOVED_ROWS.c.cells, "order_id")
    gone = select(removed.order_no, order_id).where(removed.table_name == ORDERS.name)
    ids = dict(
        map(tuple, connection.execute(union_all(known, gone.where(removed.order_no.in_(stored_rows.listed(numbers))))))
    )
    frame = pd.DataFrame({"order_id": numbers.map(ids), "reason": reasons.to_numpy()})
    return frame.sort_values("order_id", ignore_index=True)
