"""Orders and items that an upload took in, removed from the order table with all their texts, or brought back.

The orders in question stand in the temporary table undone_orders.
"""

import json

import pandas as pd
from sqlalchemy import Connection, Table, text

from feeds import bulk
from feeds.undoing.upload_named import OF_UPLOAD, Named
from schemas.history import CHARGES
from schemas.order_table import BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS

_NEW_ITEMS = f"SELECT item_no FROM entries WHERE {OF_UPLOAD} AND what IN ('take in', 'bring back')"
# From what is referred to by others to what refers: removed in this sequence, brought back in the opposite one.
_OF_ITEMS, _OF_ORDERS = (ITEM_DETAILS, ITEMS), (ORDER_DETAILS, BUYERS, CHARGES, ORDERS)


def spared(connection: Connection, upload: Named) -> pd.Series:
    """Orders that cannot be removed, or not be brought back: reasons by order_no."""
    used = " UNION ALL ".join(f"SELECT item_no FROM {name}" for name in ("packages", "cancellations", "refunds"))
    query = (
        "SELECT order_no, 'something was shipped, canceled or refunded of it in between' FROM items "
        f"WHERE item_no IN ({_NEW_ITEMS}) AND item_no IN ({used})"
    )
    reasons: dict[int, str] = dict(connection.execute(text(query), upload.part).all())
    again = (
        "SELECT order_no, CASE WHEN cells IS NULL THEN 'its texts were purged since; upload its file again' "
        "ELSE 'it was taken in again since' END FROM removed_rows WHERE upload_no = :upload AND "
        "order_no IN (SELECT order_no FROM undone_orders) AND (cells IS NULL OR table_name = 'orders' AND "
        "EXISTS (SELECT 1 FROM orders WHERE merchant_id = json_extract(cells, '$.merchant_id') AND "
        "order_id = json_extract(cells, '$.order_id')) OR table_name = 'items' AND EXISTS (SELECT 1 FROM items "
        "WHERE merchant_id = json_extract(cells, '$.merchant_id') AND "
        "order_item_id = json_extract(cells, '$.order_item_id')))"
    )
    reasons |= dict(connection.execute(text(again), {"upload": upload.upload_no}).all())
    return pd.Series(list(reasons.values()), index=pd.Index(list(reasons), dtype="int64"), dtype="str")


def remove(connection: Connection, upload: Named, undo_no: int) -> None:
    """Removes the items that the upload took in, and the orders that have none left; keeps their rows aside."""
    by = upload.part | {"undo": undo_no}
    for table in _OF_ITEMS:
        _put_aside(connection, table, f"item_no IN ({_NEW_ITEMS})", by)
    empty = (
        "order_no IN (SELECT order_no FROM undone_orders WHERE NOT EXISTS "
        "(SELECT 1 FROM items WHERE items.order_no = undone_orders.order_no))"
    )
    for table in _OF_ORDERS:
        _put_aside(connection, table, empty, {"undo": undo_no})


def _put_aside(connection: Connection, table: Table, which: str, by: dict[str, int]) -> None:
    names = [column.name for column in table.columns]
    cells = ", ".join(f"'{name}', {name}" for name in names)
    item_no = "item_no" if "item_no" in names else "NULL"
    order_no = "order_no" if "order_no" in names else "(SELECT order_no FROM items WHERE items.item_no = t.item_no)"
    connection.execute(
        text(
            "INSERT INTO removed_rows (upload_no, order_no, item_no, table_name, cells) "
            f"SELECT :undo, {order_no}, {item_no}, '{table.name}', json_object({cells}) FROM {table.name} AS t "
            f"WHERE {which}"
        ),
        by,
    )
    connection.execute(
        text(f"DELETE FROM {table.name} WHERE {which}"), {k: v for k, v in by.items() if f":{k}" in which}
    )


def bring_back(connection: Connection, upload: Named) -> None:
    """Puts the rows that the undo ``upload`` removed where they were."""
    query = (
        "SELECT table_name, cells FROM removed_rows WHERE upload_no = :upload AND cells IS NOT NULL "
        "AND order_no IN (SELECT order_no FROM undone_orders) ORDER BY row_no"
    )
    rows = connection.execute(text(query), {"upload": upload.upload_no}).all()
    for table in (*reversed(_OF_ORDERS), *reversed(_OF_ITEMS)):
        cells = [json.loads(row.cells) for row in rows if row.table_name == table.name]
        frame = pd.DataFrame(cells, dtype="object")
        if len(frame):
            bulk.insert(connection, table, frame.where(frame.notna(), None))
    connection.execute(
        text("DELETE FROM removed_rows WHERE upload_no = :upload AND order_no IN (SELECT order_no FROM undone_orders)"),
        {"upload": upload.upload_no},
    )
