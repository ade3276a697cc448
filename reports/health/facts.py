"""Reads the data of the health report from the order table: orders, packages, the seller's cancellations, refunds."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, Select, func, select, type_coerce

from reports.order_lines import bought
from schemas import fields
from schemas.deadlines import TIMES
from schemas.order_cancellation import BUYER_CANCELED
from schemas.states import open_units
from schemas.store import stored_rows
from schemas.store.authors import is_rehearsal
from schemas.store.dialect import read_once
from schemas.store.history import CANCELLATIONS, PACKAGES, REFUNDS, UPLOADS
from schemas.store.tables import ITEMS, ORDERS

_UNITS = fields.QUANTITIES.columns


@dataclass(frozen=True)
class Facts:
    """Frames of the verified orders bought in some period, without anything that an undo took back.

    ``orders``: one row per order with order_no, the schemas.deadlines.TIMES (seconds since 1970 UTC), and the units
    purchased, shipped, canceled and open. ``packages``: order_no, carrier_code, tracking_number, confirmed_at.
    ``refunds``: one row per order, reason and currency, with order_no, reason, currency and refunded (minor units).
    ``seller_canceled``: the order_no of the orders of which the seller canceled something.
    """

    orders: pd.DataFrame
    packages: pd.DataFrame
    refunds: pd.DataFrame
    seller_canceled: pd.Series


def read(connection: Connection, merchant: str, after: int, until: int) -> Facts:
    """The facts of the merchant's orders with after < purchase-date <= until, in seconds since 1970 UTC."""
    return read_of(connection, bought(merchant, after, until))


def read_of(connection: Connection, which: ColumnElement[bool]) -> Facts:
    """The facts of the orders that match ``which``, a condition on the table of orders."""
    with read_once(connection):
        return Facts(
            _orders_of(stored_rows.read_columns(connection, _order_items().where(which))),
            stored_rows.read_columns(
                connection, _packages(_confirmed_at(connection)).where(which), ("carrier_code", "tracking_number")
            ),
            stored_rows.read_columns(connection, _refunds().where(which), ("reason", "currency")),
            stored_rows.read_columns(connection, _canceled_by_seller().where(which))["order_no"],
        )


def _order_items() -> Select[Any]:
    times = [ORDERS.c[name] for name in ("order_no", *TIMES)]
    return select(*times, *[ITEMS.c[name] for name in _UNITS]).select_from(_items())


def _orders_of(items: pd.DataFrame) -> pd.DataFrame:
    """One row per order, with the units of its items added up."""
    orders = items
    if not items["order_no"].is_unique:
        units = items.groupby("order_no")[list(_UNITS)].sum().reset_index()
        orders = items.drop_duplicates("order_no").drop(columns=list(_UNITS)).merge(units, on="order_no")
    return orders.assign(open=open_units(orders))


def _confirmed_at(connection: Connection) -> ColumnElement[int]:
    """The real time of a confirmation; only in a store for rehearsals it is the as-of."""
    if is_rehearsal(connection):
        return type_coerce(UPLOADS.c.as_of, BigInteger)
    return func.coalesce(UPLOADS.c.done_at, UPLOADS.c.as_of)


def _packages(confirmed_at: ColumnElement[int]) -> Select[Any]:
    uploads = (UPLOADS, UPLOADS.c.upload_no == PACKAGES.c.upload_no)
    joined = _items().join(PACKAGES, PACKAGES.c.item_no == ITEMS.c.item_no).join(*uploads)
    columns = (ORDERS.c.order_no, PACKAGES.c.carrier_code, PACKAGES.c.tracking_number)
    query = select(*columns, confirmed_at.label("confirmed_at")).select_from(joined)
    return query.where(PACKAGES.c.taken_back_by.is_(None))


def _refunds() -> Select[Any]:
    # A refund that was taken back and the row that reverses it add up to zero.
    net = func.sum(_added(fields.CHARGES.columns) - _added(fields.DISCOUNTS.columns))
    keys = (ORDERS.c.order_no, REFUNDS.c.reason, ITEMS.c.currency)
    joined = _items().join(REFUNDS, REFUNDS.c.item_no == ITEMS.c.item_no)
    query = select(*keys, net.label("refunded")).select_from(joined)
    return query.group_by(*keys).having(net != 0)


def _added(columns: tuple[str, ...]) -> ColumnElement[int]:
    amounts: list[ColumnElement[int]] = [func.coalesce(REFUNDS.c[name], 0) for name in columns]
    return reduce(add, amounts)


def _canceled_by_seller() -> Select[Any]:
    joined = _items().join(CANCELLATIONS, CANCELLATIONS.c.item_no == ITEMS.c.item_no)
    query = select(ORDERS.c.order_no).select_from(joined).where(CANCELLATIONS.c.reason != BUYER_CANCELED)
    return query.group_by(ORDERS.c.order_no).having(func.sum(CANCELLATIONS.c.quantity) > 0)


def _items() -> FromClause:
    return ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
