"""Lists orders by state, item, parcel, day, place or lateness, or those that a rate of the health report counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Integer, func, select

from reports import order_lines
from reports.health.definitions import LATE, TRACKED
from reports.health.facts import read_of
from reports.health.tallies import counted_orders
from reports.listings.listing import Holds, Listing
from reports.order_lines import Viewpoint
from schemas import deadlines, fields
from schemas.deadlines import TIMES
from schemas.states import PENDING, open_units, state
from schemas.store import dialect, stored_rows
from schemas.store.history import PACKAGES
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDERS
from schemas.times import DAY

TITLE = "Orders"
HOLDS: dict[str, Holds] = {
    "order-id": "text",
    "state": "text",
    "purchase-date": "instant",
    "latest-ship-date": "instant",
    "confirm-by": "instant",
    "quantity-purchased": "number",
    "quantity-shipped": "number",
    "quantity-canceled": "number",
    "quantity-to-ship": "number",
    "late": "truth",
    "untracked": "truth",
    "verge-of-cancellation": "truth",
    "cancel-requested": "truth",
    "skus": "texts",
    "tracking-numbers": "texts",
}
_UNITS = fields.QUANTITIES.columns
_AT_A_TIME = 100_000


@dataclass(frozen=True)
class Wanted:
    """Which orders to list: those that match every given condition; of several values of one condition, any matches.

    ``days``: bought in the last ``days``; ``on``: bought on these days (UTC, days since 1970). ``late``: open past the
    latest ship date, or confirmed after it. ``untracked``: with a package that has no valid tracking-number. ``verge``:
    open, and close to the deadline or past it. ``rate``: counted by that rate of the health report.
    """

    states: Sequence[str] = ()
    skus: Sequence[str] = ()
    numbers: Sequence[str] = ()
    postal_codes: Sequence[str] = ()
    on: Sequence[int] = ()
    days: int | None = None
    late: bool = False
    untracked: bool = False
    verge: bool = False
    rate: str | None = None


def listed(connection: Connection, viewpoint: Viewpoint, wanted: Wanted) -> Listing:
    """The wanted orders, by purchase-date, then order-id."""
    orders = _orders(connection, viewpoint, _conditions(viewpoint, wanted))
    orders = orders[_fits(orders, wanted)]
    counted = _counted(connection, viewpoint, orders["order_no"])
    orders = _judged(orders, counted, viewpoint)
    if wanted.rate:
        orders = orders[orders["order_no"].isin(counted[wanted.rate])]
    for name in ("late", "untracked"):
        orders = orders[orders[name]] if getattr(wanted, name) else orders
    return Listing(TITLE, HOLDS, _rows(connection, orders), viewpoint.as_of)


def _conditions(viewpoint: Viewpoint, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [ORDERS.c.merchant_id == viewpoint.merchant]
    bought = ORDERS.c.purchase_at
    if wanted.days is not None:
        conditions += [bought > viewpoint.as_of - wanted.days * DAY, bought <= viewpoint.as_of]
    if wanted.rate:
        # No rate counts an order that is not verified or was bought later.
        conditions += [ORDERS.c.verified, bought <= viewpoint.as_of]
    if wanted.on:
        conditions.append((bought / DAY).cast(Integer).in_(wanted.on))
    if wanted.skus:
        of_items = select(ITEMS.c.order_no).join(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
        conditions.append(ORDERS.c.order_no.in_(of_items.where(ITEM_DETAILS.c.sku.in_(wanted.skus))))
    if wanted.numbers:
        conditions.append(ORDERS.c.order_no.in_(_of_packages(wanted.numbers)))
    if wanted.postal_codes:
        code = func.replace(func.upper(BUYERS.c.ship_postal_code), " ", "")
        codes = [text.upper().replace(" ", "") for text in wanted.postal_codes]
        conditions.append(ORDERS.c.order_no.in_(select(BUYERS.c.order_no).where(code.in_(codes))))
    return conditions


def _of_packages(numbers: Sequence[str]) -> Any:
    """The orders with packages of these numbers; spaces and hyphens, which labels print, do not count."""
    typed = func.replace(func.replace(func.upper(PACKAGES.c.tracking_number), " ", ""), "-", "")
    plain = [number.upper().replace(" ", "").replace("-", "") for number in numbers]
    packed = select(ITEMS.c.order_no).join(PACKAGES, PACKAGES.c.item_no == ITEMS.c.item_no)
    return packed.where(typed.in_(plain), PACKAGES.c.taken_back_by.is_(None))


def _orders(connection: Connection, viewpoint: Viewpoint, which: Sequence[ColumnElement[bool]]) -> pd.DataFrame:
    """One row per order, with its units, state, latest ship date and deadline."""
    keys = [ORDERS.c[name] for name in ("order_no", "order_id", "verified", *TIMES)]
    units = [func.sum(ITEMS.c[name]).label(name) for name in _UNITS]
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    query = select(*keys, *units).select_from(joined).where(*which).group_by(ORDERS.c.order_no)
    orders = stored_rows.read_columns(
        connection, query.order_by(ORDERS.c.purchase_at, ORDERS.c.order_id), ("order_id",)
    )
    latest = deadlines.latest_ship(orders, viewpoint.terms)
    ends = deadlines.deadline(orders, viewpoint.terms)
    to_ship = open_units(orders)
    near = (to_ship > 0) & deadlines.at_verge_of_cancellation(ends, viewpoint.as_of, viewpoint.terms)
    orders = orders.assign(state=state(orders), latest=latest, ends=ends, open=to_ship)
    return orders.assign(verge=near & (orders["state"] != PENDING))


def _fits(orders: pd.DataFrame, wanted: Wanted) -> "pd.Series[bool]":
    fits = pd.Series(data=True, index=orders.index)
    if wanted.states:
        fits &= orders["state"].isin(list(wanted.states))
    return fits & orders["verge"] if wanted.verge else fits


def _in_parts(order_nos: "pd.Series[int]", read: Callable[[ColumnElement[bool]], Any]) -> list[Any]:
    """The results of ``read`` for some of the orders at a time; it gets a condition that selects them."""
    found = []
    for start in range(0, len(order_nos), _AT_A_TIME):
        named = dialect.given(order_nos.iloc[start : start + _AT_A_TIME].tolist())
        found.append(read(ORDERS.c.order_no.in_(named)))
    return found


def _counted(connection: Connection, viewpoint: Viewpoint, order_nos: "pd.Series[int]") -> dict[str, set[int]]:
    """The orders that each rate counts."""
    counted: dict[str, set[int]] = {}
    for facts in _in_parts(order_nos, partial(read_of, connection)):
        for rate, numbers in counted_orders(facts, viewpoint).items():
            counted.setdefault(rate, set()).update(numbers.tolist())
    return counted


def _judged(orders: pd.DataFrame, counted: dict[str, set[int]], viewpoint: Viewpoint) -> pd.DataFrame:
    overdue = (orders["open"] > 0) & (orders["state"] != PENDING) & (orders["latest"] < viewpoint.as_of)
    confirmed_late = orders["order_no"].isin(counted.get(LATE, ()))
    return orders.assign(late=overdue | confirmed_late, untracked=orders["order_no"].isin(counted.get(TRACKED, ())))


def _rows(connection: Connection, orders: pd.DataFrame) -> list[dict[str, Any]]:
    order_nos = orders["order_no"]
    texts = {name: _texts(connection, order_nos, name) for name in ("skus", "tracking-numbers")}
    asked = _requested(connection, order_nos)
    columns: dict[str, Any] = {
        "order-id": orders["order_id"],
        "state": orders["state"],
        "purchase-date": orders["purchase_at"],
        "latest-ship-date": orders["latest"],
        "confirm-by": orders["ends"],
        **{f"quantity-{name}": orders[name] for name in _UNITS},
        "quantity-to-ship": orders["open"],
        **{name: orders[name] for name in ("late", "untracked")},
        "verge-of-cancellation": orders["verge"],
        "cancel-requested": order_nos.isin(asked),
        **{name: order_nos.map(of).where(order_nos.isin(list(of)), None) for name, of in texts.items()},
    }
    rows: list[dict[str, Any]] = pd.DataFrame(columns).astype(object).to_dict("records")  # type: ignore[assignment]
    # An order without any has an empty tuple, not a missing value.
    return [row | {name: row[name] if isinstance(row[name], tuple) else () for name in texts} for row in rows]


def _texts(connection: Connection, order_nos: "pd.Series[int]", name: str) -> dict[int, tuple[str, ...]]:
    """The skus or tracking-numbers of each order, each once, in the order of its items or packages."""
    if name == "skus":
        of, key, text = ITEM_DETAILS, ITEMS.c.item_no, ITEM_DETAILS.c.sku
    else:
        of, key, text = PACKAGES, PACKAGES.c.package_no, PACKAGES.c.tracking_number
    standing = () if of is ITEM_DETAILS else (PACKAGES.c.taken_back_by.is_(None),)
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no).join(of, of.c.item_no == ITEMS.c.item_no)
    query = select(ORDERS.c.order_no, text).select_from(joined).where(text.is_not(None), *standing).order_by(key)
    found: dict[int, dict[str, None]] = {}
    for rows in _in_parts(order_nos, lambda named: connection.execute(query.where(named)).all()):
        for number, words in rows:
            found.setdefault(number, {})[words] = None
    return {number: tuple(words) for number, words in found.items()}


def _requested(connection: Connection, order_nos: "pd.Series[int]") -> set[int]:
    """The orders with an open item that its buyer has asked to cancel."""
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    joined = joined.join(BUYER_WISHES, BUYER_WISHES.c.item_no == ITEMS.c.item_no)
    asked = BUYER_WISHES.c[fields.CANCEL_REQUESTED.column] & (order_lines.OPEN_UNITS > 0)
    query = select(ORDERS.c.order_no).select_from(joined).where(asked)
    parts = _in_parts(order_nos, lambda named: connection.execute(query.where(named)).scalars().all())
    return set(np.concatenate([np.empty(0, "int64"), *map(np.array, parts)]).astype("int64").tolist())
