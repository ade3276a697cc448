"""Orders and items that an upload took in, removed with all that hangs on them or brought back; and addresses.

The orders in question stand in the temporary table undone_orders.
"""

import json

import pandas as pd
from sqlalchemy import Connection, Table, select, text

from feeds import bulk
from feeds.intake import put_addresses_aside
from feeds.undoing.upload_named import OF_UPLOAD, Named
from schemas.history import CANCELLATIONS, CHARGES, PACKAGE_DETAILS, PACKAGES, REFUNDS
from schemas.order_table import BUYER_COLUMNS, BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS
from schemas.removed_rows import ADDRESS_BEFORE, REMOVED_ROWS

_NEW_ITEMS = f"SELECT item_no FROM entries WHERE {OF_UPLOAD} AND what IN ('take in', 'bring back')"
_STAGED = "order_no IN (SELECT order_no FROM undone_orders)"
_REMOVED = f"{_STAGED} AND table_name != '{ADDRESS_BEFORE}'"
# From what refers to others to what is referred to: removed in this sequence, brought back in the opposite one.
# Packages, cancellations and refunds of such items were all taken back before.
_OF_ITEMS = (PACKAGE_DETAILS, PACKAGES, CANCELLATIONS, REFUNDS, ITEM_DETAILS, BUYER_WISHES, ITEMS)
_OF_ORDERS = (ORDER_DETAILS, BUYERS, CHARGES, ORDERS)


def spared(connection: Connection, upload: Named) -> pd.Series:
    """Orders that cannot be brought back: reasons by order_no."""
    again = (
        "SELECT order_no, CASE WHEN cells IS NULL THEN 'its texts were purged since; upload its file again' "
        "ELSE 'it was taken in again since' END FROM removed_rows WHERE upload_no = :upload AND "
        f"{_REMOVED} AND (cells IS NULL OR table_name = 'orders' AND "
        "EXISTS (SELECT 1 FROM orders WHERE merchant_id = json_extract(cells, '$.merchant_id') AND "
        "order_id = json_extract(cells, '$.order_id')) OR table_name = 'items' AND EXISTS (SELECT 1 FROM items "
        "WHERE merchant_id = json_extract(cells, '$.merchant_id') AND "
        "order_item_id = json_extract(cells, '$.order_item_id')))"
    )
    reasons: dict[int, str] = dict(connection.execute(text(again), {"upload": upload.upload_no}).all())
    return pd.Series(list(reasons.values()), index=pd.Index(list(reasons), dtype="int64"), dtype="str")


def remove(connection: Connection, upload: Named, undo_no: int) -> None:
    """Removes the items that the upload took in, and the orders that have none left; keeps their rows aside."""
    by = upload.part | {"undo": undo_no}
    for table in _OF_ITEMS:
        which = f"item_no IN ({_NEW_ITEMS})"
        if table is PACKAGE_DETAILS:
            which = f"package_no IN (SELECT package_no FROM packages WHERE {which})"
        _put_aside(connection, table, which, by)
    empty = (
        "order_no IN (SELECT order_no FROM undone_orders WHERE NOT EXISTS "
        "(SELECT 1 FROM items WHERE items.order_no = undone_orders.order_no))"
    )
    for table in _OF_ORDERS:
        _put_aside(connection, table, empty, {"undo": undo_no})


def _put_aside(connection: Connection, table: Table, which: str, by: dict[str, int]) -> None:
    names = [column.name for column in table.columns]
    cells = ", ".join(f"'{name}', {name}" for name in names)
    [key] = (column.name for column in table.primary_key)
    item_no = "t.item_no" if "item_no" in names else "NULL"
    if table is PACKAGE_DETAILS:
        item_no = "(SELECT item_no FROM packages WHERE packages.package_no = t.package_no)"
    order_no = "t.order_no" if "order_no" in names else f"(SELECT order_no FROM items WHERE items.item_no = {item_no})"
    connection.execute(
        text(
            "INSERT INTO removed_rows (upload_no, order_no, item_no, table_name, key_no, cells) "
            f"SELECT :undo, {order_no}, {item_no}, '{table.name}', {key}, json_object({cells}) FROM {table.name} AS t "
            f"WHERE {which} ORDER BY {key}"
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
        f"AND {_REMOVED} ORDER BY row_no"
    )
    rows = connection.execute(text(query), {"upload": upload.upload_no}).all()
    for table in (*reversed(_OF_ORDERS), *reversed(_OF_ITEMS)):
        cells = [json.loads(row.cells) for row in rows if row.table_name == table.name]
        frame = pd.DataFrame(cells, dtype="object")
        if len(frame):
            bulk.insert(connection, table, frame.where(frame.notna(), None))
    connection.execute(
        text(f"DELETE FROM removed_rows WHERE upload_no = :upload AND {_REMOVED}"),
        {"upload": upload.upload_no},
    )


def exchange_addresses(connection: Connection, upload: Named, undo_no: int) -> None:
    """Addresses that the upload changed become what they were before it; what it made them is put aside."""
    rows = REMOVED_ROWS.c
    kept = (rows.upload_no == upload.upload_no) & (rows.table_name == ADDRESS_BEFORE) & rows.cells.is_not(None)
    put_addresses_aside(connection, undo_no, BUYERS.c.order_no.in_(select(rows.order_no).where(kept, text(_STAGED))))
    values = ", ".join(f"{name} = json_extract(cells, '$.{name}')" for name in BUYER_COLUMNS)
    connection.execute(
        text(
            f"UPDATE buyers SET {values} FROM (SELECT order_no AS number, cells FROM removed_rows WHERE "
            f"upload_no = :upload AND table_name = '{ADDRESS_BEFORE}' AND cells IS NOT NULL AND {_STAGED}) "
            "WHERE order_no = number AND purged_at IS NULL"
        ),
        {"upload": upload.upload_no},
    )


def addresses_not_kept(connection: Connection, upload: Named) -> int:
    """Of how many orders the address before the upload is not kept, so that it stays as the upload made it."""
    fields = ", ".join(f"'{name}'" for name in BUYER_COLUMNS)
    query = (
        f"SELECT count(DISTINCT order_no) FROM entries WHERE {OF_UPLOAD} AND what = 'amend' AND field IN ({fields}) "
        "AND order_no IN (SELECT order_no FROM buyers WHERE purged_at IS NULL) AND order_no NOT IN (SELECT order_no "
        f"FROM removed_rows WHERE upload_no = :upload AND table_name = '{ADDRESS_BEFORE}')"
    )
    return int(connection.execute(text(query), upload.part | {"upload": upload.upload_no}).scalar_one())
