"""One undo: what is taken back, what is spared, and its place in the list of uploads."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, func, select, text, union_all

from feeds import bulk, clock, order_table
from feeds.undoing import entries_back, orders_back, rows_back
from feeds.undoing.upload_named import OF_UPLOAD, Named, UndoRefusedError, in_force_and_changed, named, taken_back_by
from schemas.history import UPLOADS
from schemas.order_table import ORDERS
from schemas.removed_rows import REMOVED_ROWS

KIND = "undo"


@dataclass(frozen=True)
class Undone:
    """What an undo did: its number in the list of uploads, how many orders it took back, and those it spared.

    ``upload_no`` is None where it spared all, and nothing was written. ``spared``: order_id and reason, by order_id.
    ``addresses_not_kept``: orders whose address stays as it is, as an earlier version did not keep the one before.
    """

    upload_no: int | None
    orders: int
    spared: pd.DataFrame
    addresses_not_kept: int = 0


def undo(connection: Connection, merchant: str, number: int, as_of: int) -> Undone:
    """Takes upload ``number`` back, order by order, inside the caller's write transaction.

    Shipped, canceled and edited is what was before; refunds are taken back by reversing entries; orders that it took in
    are removed. An order that a later upload changed is spared, but for one of which only the address changed. Raises
    UndoRefusedError where nothing can be done.
    """
    upload = named(connection, merchant, number)
    orders, changed = in_force_and_changed(connection, merchant, upload)
    if orders.empty:
        by = taken_back_by(connection, merchant, number)
        raise UndoRefusedError(f"Upload {number} was taken back by upload {by} already.")
    reasons = "changed since by upload " + changed.astype("int64").astype("str")
    _stage(connection, orders[~orders.isin(changed.index)])
    for spared in (entries_back.spared(connection, upload), orders_back.spared(connection, upload)):
        reasons = pd.concat([reasons, spared[~spared.index.isin(reasons.index)]])
        _stage(connection, orders[~orders.isin(reasons.index)])
    count = int(connection.execute(text("SELECT count(*) FROM undone_orders")).scalar_one())
    not_kept = orders_back.addresses_not_kept(connection, upload)
    undo_no = _write(connection, merchant, upload, as_of, (count, len(reasons))) if count else None
    return Undone(undo_no, count, _by_id(connection, reasons), not_kept)


def _stage(connection: Connection, orders: pd.Series) -> None:
    """The orders to take back, where every statement finds them."""
    connection.exec_driver_sql("CREATE TEMPORARY TABLE IF NOT EXISTS undone_orders (order_no INTEGER PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM undone_orders")
    numbers = [(int(number),) for number in sorted(orders.to_list())]
    if numbers:
        connection.exec_driver_sql("INSERT INTO undone_orders VALUES (?)", numbers)


def _write(connection: Connection, merchant: str, upload: Named, as_of: int, counts: tuple[int, int]) -> int:
    taken, spared = counts
    number = order_table.next_number(connection, UPLOADS, "upload_no")
    listed = {"upload_no": number, "merchant_id": merchant, "kind": KIND, "path": "", "as_of": as_of}
    state = "applied in part" if spared else "applied"
    counted = {"state": state, "records": taken + spared, "applied": taken, "refused": spared, "warnings": 0}
    connection.execute(UPLOADS.insert(), listed | counted | {"undoes": upload.upload_no})
    with order_table.part_of_history(connection, number):
        entries_back.tell(connection, upload, number)
        if upload.restores:
            orders_back.bring_back(connection, upload)
            rows_back.restore(connection, upload)
        else:
            rows_back.take_back(connection, upload, number)
            _give_back(connection, upload, as_of)
        entries_back.fields(connection, upload)
        orders_back.exchange_addresses(connection, upload, number)
        rows_back.settle_charges(connection, upload)
        if not upload.restores:
            orders_back.remove(connection, upload, number)
    return number


def _give_back(connection: Connection, upload: Named, as_of: int) -> None:
    """Notes when orders that the clock had canceled are open again: they stay so for a while."""
    if upload.root_kind == clock.KIND:
        canceled = f"SELECT order_no FROM entries WHERE {OF_UPLOAD} AND what = 'cancel'"
        given_back = f"UPDATE orders SET given_back_at = :as_of WHERE order_no IN ({canceled})"
        connection.execute(text(given_back), upload.part | {"as_of": max(as_of, upload.root_as_of)})


def _by_id(connection: Connection, reasons: pd.Series) -> pd.DataFrame:
    """The spared orders by their ids."""
    numbers = pd.Series(reasons.index.to_numpy(dtype="int64"))
    known = select(ORDERS.c.order_no, ORDERS.c.order_id).where(ORDERS.c.order_no.in_(bulk.listed(numbers)))
    removed, order_id = REMOVED_ROWS.c, func.json_extract(REMOVED_ROWS.c.cells, "$.order_id")
    gone = select(removed.order_no, order_id).where(removed.table_name == ORDERS.name)
    ids = dict(map(tuple, connection.execute(union_all(known, gone.where(removed.order_no.in_(bulk.listed(numbers)))))))
    frame = pd.DataFrame({"order_id": numbers.map(ids), "reason": reasons.to_numpy()})
    return frame.sort_values("order_id", ignore_index=True)
