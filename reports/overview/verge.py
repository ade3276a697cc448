"""The orders at the verge of cancellation, the nearest deadline first, and the open units of all orders."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, func, select

from reports.order_lines import OPEN_UNITS, Viewpoint, verified
from schemas import deadlines
from schemas.store import stored_rows
from schemas.store.dialect import read_once
from schemas.store.tables import ITEM_DETAILS, ITEMS, ORDERS
from schemas.times import DAY, moment

MOST = 50


class AtVerge(NamedTuple):
    """An order that will be canceled soon; ``products``: of its open items; ``left``: seconds to the deadline."""

    order_id: str
    products: tuple[str, ...]
    open: int
    latest_ship: datetime
    deadline: datetime
    left: int
    bought: datetime


@dataclass(frozen=True)
class Verge:
    """The first orders at the verge, the number of all of them, and other open orders.

    ``past``: orders past their deadline, which cannot be confirmed. ``older_orders`` and ``older_units``: open ones
    bought before the longest window of the reports.
    """

    orders: tuple[AtVerge, ...]
    count: int
    past: int
    older_orders: int
    older_units: int

    @property
    def rest(self) -> int:
        """The number of orders that are not among the first."""
        return self.count - len(self.orders)


def at_verge(connection: Connection, viewpoint: Viewpoint, longest: int) -> Verge:
    """The orders with open units whose deadline is within the warning time; ``longest``: days of the longest window.

    Orders of any purchase-date are read: a deadline may be further ahead than any window reaches back.
    """
    orders = _open_orders(connection, viewpoint)
    near = deadlines.at_verge_of_cancellation(orders["deadline_at"], viewpoint.as_of, viewpoint.terms)
    past = orders["deadline_at"] <= viewpoint.as_of
    verge = orders[near & ~past].sort_values(["deadline_at", "order_no"])
    older = orders[orders["purchase_at"] <= viewpoint.as_of - longest * DAY]
    first = verge.head(MOST)
    names = _names(connection, first["order_no"].tolist())
    told = [_told(row, names[row["order_no"]], viewpoint.as_of) for row in first.to_dict("records")]
    return Verge(tuple(told), len(verge), int(past.sum()), len(older), int(older["open"].sum()))


def _told(order: Mapping[Hashable, Any], names: tuple[str, ...], as_of: int) -> AtVerge:
    order_id, *products = names
    shipping, end, bought = (moment(order[name]) for name in ("latest_ship", "deadline_at", "purchase_at"))
    left = int(order["deadline_at"]) - as_of
    return AtVerge(order_id, tuple(products), order["open"], shipping, end, left, bought)


def _open_orders(connection: Connection, viewpoint: Viewpoint) -> pd.DataFrame:
    columns = [ORDERS.c[name] for name in ("order_no", *deadlines.TIMES)]
    query = select(*columns, func.sum(OPEN_UNITS).label("open"))
    query = query.select_from(ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no))
    query = query.where(verified(viewpoint.merchant), ORDERS.c.purchase_at <= viewpoint.as_of, OPEN_UNITS > 0)
    with read_once(connection):
        orders = stored_rows.read_columns(connection, query.group_by(ORDERS.c.order_no))
    latest = deadlines.latest_ship(orders, viewpoint.terms)
    return orders.assign(latest_ship=latest, deadline_at=deadlines.deadline(orders, viewpoint.terms))


def _names(connection: Connection, orders: list[int]) -> dict[int, tuple[str, ...]]:
    """The id of each order, followed by its open items: the product's name, or else its sku, or else the item's id."""
    name = func.coalesce(ITEM_DETAILS.c.product_name, ITEM_DETAILS.c.sku, ITEMS.c.order_item_id)
    joined = ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    joined = joined.outerjoin(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
    query = select(ORDERS.c.order_no, ORDERS.c.order_id, name).select_from(joined)
    query = query.where(ORDERS.c.order_no.in_(orders), OPEN_UNITS > 0)
    found: dict[int, tuple[str, ...]] = {}
    for order, order_id, product in connection.execute(query.order_by(ITEMS.c.item_no)):
        found[order] = (*found.get(order, (order_id,)), product)
    return found
