"""The changes of an upload, a run of the clock or an undo, one by one, from the history of the order table."""

import pandas as pd
from sqlalchemy import Connection, Row, func, select

from schemas.selection import hyphened
from schemas.store import dialect
from schemas.store.history import ENTRIES, REMOVED_ROWS, UPLOADS
from schemas.store.tables import ITEMS, ORDERS
from schemas.times import iso

_COLUMNS = ["order-id", "order-item-id", "change"]


def changes(connection: Connection, merchant: str, upload_no: int, most: int) -> tuple[pd.DataFrame, int]:
    """The first ``most`` changes of an upload (order-id, order-item-id, change in words), and the number of all."""
    uploads, entries = UPLOADS.c, ENTRIES.c
    mine = select(uploads.from_entry, uploads.to_entry)
    mine = mine.where(uploads.merchant_id == merchant, uploads.upload_no == upload_no)
    first, last = connection.execute(mine).one()
    of_upload = (entries.entry_no > (first or 0)) & (entries.entry_no <= (last or 0)) & (entries.upload_no == upload_no)
    count = connection.execute(select(func.count()).select_from(ENTRIES).where(of_upload)).scalar_one()
    gone = select(dialect.of_object(REMOVED_ROWS.c.cells, "order_id")).limit(1)
    gone = gone.where(REMOVED_ROWS.c.order_no == entries.order_no, REMOVED_ROWS.c.table_name == ORDERS.name)
    order_id = func.coalesce(ORDERS.c.order_id, gone.scalar_subquery()).label("order_id")
    told = [entries[name] for name in ("what", "field", "before", "after")]
    joined = ENTRIES.outerjoin(ORDERS, ORDERS.c.order_no == entries.order_no)
    joined = joined.outerjoin(ITEMS, ITEMS.c.item_no == entries.item_no)
    query = select(order_id, ITEMS.c.order_item_id, *told).select_from(joined).where(of_upload)
    rows = connection.execute(query.order_by(entries.entry_no).limit(most)).all()
    lines = [(row.order_id or "", row.order_item_id or "", in_words(row)) for row in rows]
    return pd.DataFrame(lines, columns=_COLUMNS, dtype="str"), int(count)


def in_words(row: "Row[tuple[object, ...]]") -> str:
    """One entry of the history in words; ``row`` has what, field, before and after."""
    if row.what == "warn":
        if row.after is None:
            return "its warning of the deadline was taken back"
        if row.field == "verification_deadline":
            return f"Pending: canceled at {iso(int(row.after))} unless it is verified before"
        return f"Confirm as shipped by {iso(int(row.after))} to avoid cancellation"
    if row.what == "late":
        if row.after is None:
            return "its late flag was taken back"
        return f"not shipped by its latest ship date, {iso(int(row.after))}"
    field = hyphened(row.field)
    return f"{row.what}: {field} {_shown(row.before)} -> {_shown(row.after)}"


def _shown(text: str | None) -> str:
    return "(none)" if text is None else text
