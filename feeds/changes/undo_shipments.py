"""Takes back packages, cancellations and refunds of an upload, or puts them in force again, with the items' totals.

``orders`` is a query of the order_no of the orders in question. Cancellations and refunds are append-only: a row that
reverses another takes it back, and a copy of the reversed row puts it in force again.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, literal, select

from feeds.changes.undo_target import Named
from schemas import fields
from schemas.store.history import CANCELLATIONS, CHARGES, PACKAGES, REFUNDS, highest_given
from schemas.store.tables import ITEMS, ORDERS

# The key, the columns whose sign a reversing row flips, the other columns, and the item totals they add to.
_COLUMNS = {
    CANCELLATIONS: ("cancellation_no", ("quantity",), ("reason",), {"canceled": "quantity"}),
    REFUNDS: (
        "refund_no",
        fields.AMOUNTS.columns,
        tuple(name for name in fields.REFUND.columns if name not in fields.AMOUNTS.columns),
        {f"refunded_{name}": name for name in fields.AMOUNTS.columns},
    ),
}


def take_back(connection: Connection, upload: Named, orders: Select[Any], undo_no: int) -> None:
    """Takes back the root upload's packages, cancellations and refunds that are in force."""
    items = _items(orders)
    in_force = (PACKAGES.c.upload_no == upload.root) & PACKAGES.c.taken_back_by.is_(None)
    in_force &= PACKAGES.c.item_no.in_(items)
    _move_shipped(connection, -func.sum(PACKAGES.c.quantity), in_force)
    connection.execute(PACKAGES.update().where(in_force).values(taken_back_by=undo_no))
    for table, (key, signed, plain, totals) in _COLUMNS.items():
        columns = table.c
        reversed_ = select(table.alias().c.reverses)
        reversed_ = reversed_.where(reversed_.selected_columns.reverses.is_not(None))
        of_root = (columns.upload_no == upload.root) & columns.item_no.in_(items)
        row = {
            key: _next(connection, table, key),
            "merchant_id": columns.merchant_id,
            "upload_no": literal(undo_no),
            "reverses": columns[key],
            **{name: columns[name] for name in ("record", "item_no", *plain)},
            **{name: -columns[name] for name in signed},
        }
        query = select(*row.values()).where(of_root, columns.reverses.is_(None), columns[key].not_in(reversed_))
        connection.execute(table.insert().from_select(list(row), query.order_by(columns[key])))
        _move_totals(connection, table, totals, (columns.upload_no == undo_no) & columns.item_no.in_(items))


def restore(connection: Connection, upload: Named, orders: Select[Any]) -> None:
    """Puts in force again the root upload's rows that the undo ``upload`` took back."""
    items = _items(orders)
    taken = (PACKAGES.c.upload_no == upload.root) & (PACKAGES.c.taken_back_by == upload.upload_no)
    taken &= PACKAGES.c.item_no.in_(items)
    _move_shipped(connection, func.sum(PACKAGES.c.quantity), taken)
    connection.execute(PACKAGES.update().where(taken).values(taken_back_by=None))
    for table, (key, signed, plain, totals) in _COLUMNS.items():
        columns, reversing = table.c, table.alias().c
        last = highest_given(connection, table, key)
        row = {
            key: _next(connection, table, key),
            "merchant_id": columns.merchant_id,
            "upload_no": literal(upload.root),
            **{name: columns[name] for name in ("record", "item_no", *signed, *plain)},
        }
        reversed_ = select(reversing.reverses).where(reversing.upload_no == upload.upload_no)
        query = select(*row.values()).where(columns[key].in_(reversed_), columns.item_no.in_(items))
        connection.execute(table.insert().from_select(list(row), query.order_by(columns[key])))
        new = (columns.upload_no == upload.root) & columns.item_no.in_(items) & (columns[key] > last)
        _move_totals(connection, table, totals, new)


def settle_charges(connection: Connection, upload: Named, orders: Select[Any]) -> None:
    """Removes the charges of orders without a package in force, and adds the missing charges of orders with one.

    An order is charged from its first package on.
    """
    joined = ITEMS.join(PACKAGES, PACKAGES.c.item_no == ITEMS.c.item_no)
    in_force = (ITEMS.c.order_no == ORDERS.c.order_no) & PACKAGES.c.taken_back_by.is_(None)
    has_package = exists(select(literal(1)).select_from(joined).where(in_force).correlate(ORDERS))
    mine = select(ORDERS.c.order_no).where(ORDERS.c.order_no.in_(orders))
    connection.execute(CHARGES.delete().where(CHARGES.c.order_no.in_(mine.where(~has_package))))
    charged = mine.add_columns(literal(upload.root_as_of)).where(has_package)
    missing = charged.where(ORDERS.c.order_no.not_in(select(CHARGES.c.order_no)))
    connection.execute(CHARGES.insert().from_select(["order_no", "charged_at"], missing))


def _items(orders: Select[Any]) -> Select[Any]:
    return select(ITEMS.c.item_no).where(ITEMS.c.order_no.in_(orders))


def _next(connection: Connection, table: Table, key: str) -> ColumnElement[int]:
    """New keys that continue the old ones: a number is never given twice, even if its row has been removed."""
    return highest_given(connection, table, key) + func.row_number().over(order_by=table.c[key])


def _move_shipped(connection: Connection, moved: ColumnElement[Any], which: ColumnElement[bool]) -> None:
    sums = select(PACKAGES.c.item_no, moved.label("moved")).where(which).group_by(PACKAGES.c.item_no).subquery()
    by_item = ITEMS.c.item_no == sums.c.item_no
    connection.execute(ITEMS.update().where(by_item).values(shipped=ITEMS.c.shipped + sums.c.moved))


def _move_totals(connection: Connection, table: Table, totals: dict[str, str], which: ColumnElement[bool]) -> None:
    """Adds the rows' values to the totals of their items."""
    moved = [func.coalesce(func.sum(table.c[name]), 0).label(total) for total, name in totals.items()]
    sums = select(table.c.item_no, *moved).where(which).group_by(table.c.item_no).subquery()
    values = {total: ITEMS.c[total] + sums.c[total] for total in totals}
    connection.execute(ITEMS.update().where(ITEMS.c.item_no == sums.c.item_no).values(values))
