"""The changes of an upload, a run of the clock or an undo, one by one, from the history of the order table."""

from typing import Any

from sqlalchemy import Connection, func, select

from reports.order_history.facts import Done
from reports.order_history.history import change_of
from schemas.store import dialect
from schemas.store.history import ENTRIES, REMOVED_ROWS, UPLOADS
from schemas.store.tables import ITEMS, ORDERS


def changes(connection: Connection, merchant: str, upload_no: int, most: int) -> tuple[list[dict[str, Any]], int]:
    """The first ``most`` changes of an upload, each as in the biography of its order, and the number of all.

    Each has ``order-id`` in addition, also of an order that was removed since; empty if its texts were purged.
    """
    uploads, entries = UPLOADS.c, ENTRIES.c
    mine = select(uploads.from_entry, uploads.to_entry)
    mine = mine.where(uploads.merchant_id == merchant, uploads.upload_no == upload_no)
    first, last = connection.execute(mine).one()
    of_upload = (entries.entry_no > (first or 0)) & (entries.entry_no <= (last or 0)) & (entries.upload_no == upload_no)
    count = connection.execute(select(func.count()).select_from(ENTRIES).where(of_upload)).scalar_one()
    gone = select(dialect.of_object(REMOVED_ROWS.c.cells, "order_id")).limit(1)
    gone = gone.where(REMOVED_ROWS.c.order_no == entries.order_no, REMOVED_ROWS.c.table_name == ORDERS.name)
    order_id = func.coalesce(ORDERS.c.order_id, gone.scalar_subquery()).label("order_id")
    joined = ENTRIES.outerjoin(ORDERS, ORDERS.c.order_no == entries.order_no)
    joined = joined.outerjoin(ITEMS, ITEMS.c.item_no == entries.item_no)
    query = select(ENTRIES, order_id, ITEMS.c.order_item_id, ITEMS.c.currency).select_from(joined).where(of_upload)
    rows = [dict(row) for row in connection.execute(query.order_by(entries.entry_no).limit(most)).mappings()]
    done = Done(connection, {row["item_no"] for row in rows if row["item_no"] is not None})
    return [{"order-id": row["order_id"] or ""} | change_of(row, row, done) for row in rows], int(count)
