"""Packages, cancellations and refunds of an upload taken back, or put in force again, with the items' totals.

The orders in question stand in the temporary table undone_orders. Cancellations and refunds are append-only: a row that
reverses another takes it back, and a copy of that one puts it in force again.
"""

from sqlalchemy import Connection, text

from feeds.undoing.upload_named import Named
from schemas.history import CANCELLATIONS, REFUNDS
from schemas.order_table import AMOUNT_COLUMNS
from schemas.removed_rows import highest_given

_ITEMS = "SELECT item_no FROM items WHERE order_no IN (SELECT order_no FROM undone_orders)"
_STANDS = "reverses IS NULL AND {key} NOT IN (SELECT reverses FROM {table} WHERE reverses IS NOT NULL)"
# Numbers are never given twice, whatever has been removed.
_NEXT = "{highest} + row_number() OVER (ORDER BY {key})"
_COLUMNS = {
    CANCELLATIONS: ("cancellation_no", ("quantity",), ("reason",), {"canceled": "quantity"}),
    REFUNDS: (
        "refund_no",
        AMOUNT_COLUMNS,
        ("reason", "currency", "item_promotion_id", "ship_promotion_id", "quantity_cancelled"),
        {f"refunded_{name}": name for name in AMOUNT_COLUMNS},
    ),
}


def take_back(connection: Connection, upload: Named, undo_no: int) -> None:
    """Takes back what stands of the root upload's rows."""
    by = {"root": upload.root, "undo": undo_no}
    standing = f"upload_no = :root AND taken_back_by IS NULL AND item_no IN ({_ITEMS})"
    _move_shipped(connection, f"-sum(quantity) AS moved FROM packages WHERE {standing}", {"root": upload.root})
    connection.execute(text(f"UPDATE packages SET taken_back_by = :undo WHERE {standing}"), by)
    for of, (key, signed, plain, totals) in _COLUMNS.items():
        table, number = of.name, _NEXT.format(highest=highest_given(connection, of, key), key=key)
        stands = _STANDS.format(key=key, table=table)
        names = ", ".join(("record", "item_no", *signed, *plain))
        values = ", ".join(("record", "item_no", *(f"-{name}" for name in signed), *plain))
        connection.execute(
            text(
                f"INSERT INTO {table} ({key}, merchant_id, upload_no, reverses, {names}) "
                f"SELECT {number}, merchant_id, :undo, {key}, {values} FROM {table} "
                f"WHERE upload_no = :root AND item_no IN ({_ITEMS}) AND {stands} ORDER BY {key}"
            ),
            by,
        )
        _move_totals(connection, table, totals, undo_no)


def restore(connection: Connection, upload: Named) -> None:
    """Puts in force again what the undo ``upload`` took back of the root upload's rows."""
    by = {"root": upload.root, "undo": upload.upload_no}
    taken = f"upload_no = :root AND taken_back_by = :undo AND item_no IN ({_ITEMS})"
    _move_shipped(connection, f"sum(quantity) AS moved FROM packages WHERE {taken}", by)
    connection.execute(text(f"UPDATE packages SET taken_back_by = NULL WHERE {taken}"), by)
    for of, (key, signed, plain, totals) in _COLUMNS.items():
        table, last = of.name, highest_given(connection, of, key)
        names = ", ".join(("record", "item_no", *signed, *plain))
        connection.execute(
            text(
                f"INSERT INTO {table} ({key}, merchant_id, upload_no, {names}) "
                f"SELECT {_NEXT.format(highest=last, key=key)}, merchant_id, :root, {names} FROM {table} "
                f"WHERE {key} IN (SELECT reverses FROM {table} WHERE upload_no = :undo) "
                f"AND item_no IN ({_ITEMS}) ORDER BY {key}"
            ),
            by,
        )
        _move_totals(connection, table, totals, upload.root, f"{key} > {last}")


def settle_charges(connection: Connection, upload: Named) -> None:
    """An order is charged from its first package on: its charge goes with the last package, and comes with it."""
    standing = (
        "SELECT 1 FROM items JOIN packages USING (item_no) "
        "WHERE items.order_no = undone_orders.order_no AND taken_back_by IS NULL"
    )
    connection.execute(
        text(
            f"DELETE FROM charges WHERE order_no IN (SELECT order_no FROM undone_orders WHERE NOT EXISTS ({standing}))"
        )
    )
    connection.execute(
        text(
            "INSERT INTO charges (order_no, charged_at) SELECT order_no, :as_of FROM undone_orders "
            f"WHERE EXISTS ({standing}) ON CONFLICT DO NOTHING"
        ),
        {"as_of": upload.root_as_of},
    )


def _move_shipped(connection: Connection, moved: str, by: dict[str, int]) -> None:
    connection.execute(
        text(
            f"UPDATE items SET shipped = shipped + moved FROM (SELECT item_no AS number, {moved} GROUP BY item_no) "
            "WHERE item_no = number"
        ),
        by,
    )


def _move_totals(
    connection: Connection, table: str, totals: dict[str, str], upload_no: int, which: str = "true"
) -> None:
    """Adds the rows of an upload to the items' totals."""
    sums = ", ".join(f"coalesce(sum({name}), 0) AS moved_{total}" for total, name in totals.items())
    sets = ", ".join(f"{total} = {total} + moved_{total}" for total in totals)
    connection.execute(
        text(
            f"UPDATE items SET {sets} FROM (SELECT item_no AS number, {sums} FROM {table} "
            f"WHERE upload_no = :upload AND item_no IN ({_ITEMS}) AND {which} GROUP BY item_no) WHERE item_no = number"
        ),
        {"upload": upload_no},
    )
