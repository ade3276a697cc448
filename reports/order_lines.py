"""Lines of order items out of the order table: one join, typed, in the order that all reports share."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, select

from schemas import frames
from schemas.order_table import BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS, stored
from schemas.orders_report import CHARGES

OPEN_UNITS = ITEMS.c.purchased - ITEMS.c.shipped - ITEMS.c.canceled
_FACTS: dict[str, ColumnElement[Any]] = {
    "order-id": ORDERS.c.order_id,
    "order-item-id": ITEMS.c.order_item_id,
    "purchase-date": ORDERS.c.purchase_at,
    "payments-date": ORDERS.c.payments_at,
    "promise-date": ORDERS.c.latest_ship_at,
    "quantity-purchased": ITEMS.c.purchased,
    "quantity-shipped": ITEMS.c.shipped,
    "quantity-to-ship": OPEN_UNITS,
    "currency": ITEMS.c.currency,
    **{heading: ITEMS.c[name] for heading, name in CHARGES.items()},
}


def bought(merchant: str, since: int, until: int) -> ColumnElement[bool]:
    """The merchant's verified orders with since < purchase-date <= until, in seconds since 1970 UTC."""
    return and_(verified(merchant), ORDERS.c.purchase_at > since, ORDERS.c.purchase_at <= until)


def verified(merchant: str) -> ColumnElement[bool]:
    """The merchant's verified orders; one that is not verified is in no report ("Order status": Pending)."""
    return and_(ORDERS.c.merchant_id == merchant, ORDERS.c.verified)


def read(connection: Connection, headings: Sequence[str], *which: ColumnElement[bool]) -> pd.DataFrame:
    """One line an order item, sorted by purchase-date, order-id and order-item-id.

    ``headings`` are those of a report that the order table holds; ``which`` are conditions on its orders and items.
    Dates are Int64 seconds since 1970 UTC, amounts Int64 minor units, quantities Int64, the rest text.
    """
    query, whole = _query(headings, which)
    return frames.select(connection, query, set(headings) - whole.keys()).astype(whole)


def read_blocks(connection: Connection, headings: Sequence[str], *which: ColumnElement[bool]) -> Iterator[pd.DataFrame]:
    """The same lines, some tens of thousands at a time, so that a window of any length takes the same memory."""
    query, whole = _query(headings, which)
    for block in frames.blocks(connection, query, set(headings) - whole.keys()):
        yield block.astype(whole)


def _query(headings: Sequence[str], which: Sequence[ColumnElement[bool]]) -> tuple[Select[Any], dict[str, str]]:
    """What to ask for, and which of the columns are whole numbers."""
    columns = [_column(heading).label(heading) for heading in headings]
    return _joined(columns, which), {column.name: "Int64" for column in columns if isinstance(column.type, Integer)}


def _column(heading: str) -> ColumnElement[Any]:
    if heading in _FACTS:
        return _FACTS[heading]
    name = stored(heading)
    [column] = [table.c[name] for table in (ITEM_DETAILS, ORDER_DETAILS, BUYERS) if name in table.c]
    return column


def _joined(columns: Sequence[ColumnElement[Any]], which: Sequence[ColumnElement[bool]]) -> Select[Any]:
    # Outer: the texts of an order may be missing, the buyer's because they were purged.
    return (
        select(*columns)
        .select_from(ORDERS)
        .join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
        .outerjoin(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
        .outerjoin(ORDER_DETAILS, ORDER_DETAILS.c.order_no == ORDERS.c.order_no)
        .outerjoin(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
        .where(*which)
        .order_by(ORDERS.c.purchase_at, ORDERS.c.order_id, ITEMS.c.order_item_id)
    )
