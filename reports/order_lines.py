"""Lines of order items out of the order table: one join, typed, in the order that all reports share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from schemas.order_table import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS, stored
from schemas.orders_report import CHARGES

OPEN_UNITS = ITEMS.c.purchased - ITEMS.c.shipped - ITEMS.c.canceled
_FACTS: dict[str, ColumnElement[Any]] = {
    "order-id": ORDERS.c.order_id,
    "order-item-id": ITEMS.c.order_item_id,
    "purchase-date": ORDERS.c.purchase_at,
    "payments-date": ORDERS.c.payments_at,
    "promise-date": ORDERS.c.latest_ship_at,
    "verified-at": ORDERS.c.verified_at,
    "given-back-at": ORDERS.c.given_back_at,
    "quantity-purchased": ITEMS.c.purchased,
    "quantity-shipped": ITEMS.c.shipped,
    "quantity-to-ship": OPEN_UNITS,
    "currency": ITEMS.c.currency,
    **{heading: ITEMS.c[name] for heading, name in CHARGES.items()},
}


def bought(merchant: str, since: int | ColumnElement[int], until: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The merchant's verified orders with since < purchase-date <= until, in seconds since 1970 UTC."""
    return and_(verified(merchant), ORDERS.c.purchase_at > since, ORDERS.c.purchase_at <= until)


def verified(merchant: str) -> ColumnElement[bool]:
    """The merchant's verified orders; one that is not verified is in no report ("Order status": Pending)."""
    return and_(ORDERS.c.merchant_id == merchant, ORDERS.c.verified)


def column(heading: str) -> ColumnElement[Any]:
    """Where the order table holds what stands under a heading."""
    if heading in _FACTS:
        return _FACTS[heading]
    name = stored(heading)
    [held] = [table.c[name] for table in (ITEM_DETAILS, ORDER_DETAILS, BUYERS, BUYER_WISHES) if name in table.c]
    return held


def query(columns: Sequence[ColumnElement[Any]], *which: ColumnElement[bool]) -> Select[Any]:
    """What to ask the order table for: one line an order item, in the order that all reports share."""
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


def with_wishes(lines: Select[Any]) -> Select[Any]:
    """A query that may also ask for what buyers ask of their items, under the headings of orders_report.WISHES."""
    return lines.outerjoin(BUYER_WISHES, BUYER_WISHES.c.item_no == ITEMS.c.item_no)
