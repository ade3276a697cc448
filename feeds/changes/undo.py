"""Runs one undo: takes orders back, spares others, and adds itself to the list of uploads."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, select, union_all

from feeds import clock
from feeds.changes import undo_fields, undo_orders, undo_shipments, write
from feeds.changes.undo_target import Named, UndoRefusedError, in_force_and_changed, named, taken_back_by
from schemas.store import dialect, stored_rows
from schemas.store.history import ENTRIES, REMOVED_ROWS, UPLOADS
from schemas.store.tables import ORDERS

KIND = "undo"


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
    for spared in (undo_fields.spared, undo_orders.spared):
        also = spared(connection, upload, stored_rows.listed(left))
        reasons = pd.concat([reasons, also[~also.index.isin(reasons.index)]])
        left = orders[~orders.isin(reasons.index)]
    not_kept = undo_orders.addresses_not_kept(connection, upload, stored_rows.listed(left))
    undo_no = _write(connection, merchant, (upload, left), as_of, len(reasons)) if len(left) else None
    return Undone(undo_no, len(left), _by_id(connection, reasons), not_kept)


def _write(connection: Connection, merchant: str, undoes: tuple[Named, pd.Series], as_of: int, spared: int) -> int:
    upload, orders = undoes[0], stored_rows.listed(undoes[1])
    taken, number = len(undoes[1]), write.next_number(connection, UPLOADS, "upload_no")
    listed = {"upload_no": number, "merchant_id": merchant, "kind": KIND, "path": "", "as_of": as_of}
    state = "applied in part" if spared else "applied"
    counted = {"state": state, "records": taken + spared, "applied": taken, "refused": spared, "warnings": 0}
    connection.execute(UPLOADS.insert(), listed | counted | {"undoes": upload.upload_no})
    with write.part_of_history(connection, number):
        undo_fields.add_entries(connection, upload, orders, number)
        if upload.restores:
            undo_orders.bring_back(connection, upload, orders)
            undo_shipments.restore(connection, upload, orders)
        else:
            undo_shipments.take_back(connection, upload, orders, number)
            _give_back(connection, upload, orders, as_of)
        undo_fields.fields(connection, upload, orders)
        undo_orders.exchange_addresses(connection, upload, orders, number)
        undo_shipments.settle_charges(connection, upload, orders)
        if not upload.restores:
            undo_orders.remove(connection, upload, orders, number)
    return number


def _give_back(connection: Connection, upload: Named, orders: Select[Any], as_of: int) -> None:
    """Notes when orders that the clock had canceled were opened again: they stay open for a while."""
    if upload.root_kind == clock.KIND:
        canceled = select(ENTRIES.c.order_no).where(upload.entries(orders), ENTRIES.c.what == "cancel")
        given_back = ORDERS.update().where(ORDERS.c.order_no.in_(canceled))
        connection.execute(given_back.values(given_back_at=max(as_of, upload.root_as_of)))


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
