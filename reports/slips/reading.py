"""Reads the orders for packing slips from the order table, and decides which of them get no slip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, exists, func

from reports import order_lines
from reports.files.text_files import printable
from reports.order_lines import Viewpoint
from schemas import deadlines, fields
from schemas.states import CANCELED, PENDING, open_units, state
from schemas.store import dialect
from schemas.store.tables import BUYERS, ITEMS, ORDERS
from schemas.times import DAY

UNKNOWN, PURGED, REQUESTED = "unknown", "purged", "cancel-requested"
ADDRESS = ("recipient-name", "ship-address-1", "ship-address-2", "ship-address-3")
PLACE = ("ship-city", "ship-state", "ship-postal-code")
GIFT_CHARGES = ("gift-wrap-price", "gift-wrap-tax")
_TEXTS = (
    *(*ADDRESS, *PLACE, "ship-country", "ship-service-level", "delivery-Instructions", "sku", "product-name"),
    *("sales-channel", "ioss-number", "gift-message-text"),
)
_AMOUNTS = ("currency", "item-price", *GIFT_CHARGES)
_COLUMNS: dict[str, ColumnElement[Any]] = {
    **{name: order_lines.stored_column(name) for name in ("order-id", "order-item-id", *_AMOUNTS, *_TEXTS)},
    **{name: ORDERS.c[name] for name in ("order_no", "verified", "purchase_at", "purchase_offset")},
    **{name: ORDERS.c[name] for name in ("payments_at", "latest_ship_at", "latest_ship_offset")},
    **{name: ITEMS.c[name] for name in ("item_no", "purchased", "shipped", "canceled")},
    fields.CANCEL_REQUESTED.heading: func.coalesce(order_lines.stored_column(fields.CANCEL_REQUESTED.heading), 0),
    # Without a row, the buyer was purged as well.
    "purged": BUYERS.c.order_no.is_(None) | BUYERS.c.purged_at.is_not(None),
}


@dataclass(frozen=True)
class LeftOut:
    """An order that gets no slip.

    ``why`` is ``unknown``, ``Pending``, ``Canceled``, ``purged``, or ``cancel-requested`` if its buyer has asked to
    cancel everything that is still to ship.
    """

    order_id: str
    why: str


@dataclass(frozen=True)
class Lines:
    """The items of the orders that get a slip, grouped by order and in the order of the slips, and the orders left out.

    ``requested``: how many items with units to ship are left out because their buyers have asked to cancel them.
    """

    items: pd.DataFrame
    left_out: tuple[LeftOut, ...] = ()
    requested: int = 0


def lines_of_days(connection: Connection, viewpoint: Viewpoint, days: int, *, requested: bool = False) -> Lines:
    """Orders with open units, bought in the last ``days`` x 24 h of as-of, sorted by latest ship date.

    ``requested``: include the units that their buyers have asked to cancel.
    """
    since = viewpoint.as_of - days * DAY
    is_open = exists().where(ITEMS.c.order_no == ORDERS.c.order_no, order_lines.OPEN_UNITS > 0).correlate(ORDERS)
    items = _read(connection, order_lines.bought(viewpoint.merchant, since, viewpoint.as_of), is_open)
    items = _with_ship_by(items, viewpoint).sort_values("ship_by", kind="stable", ignore_index=True)
    wanted = items if requested else _without_requested(items)
    still_open = open_units(wanted).groupby(wanted["order_no"]).transform("sum") > 0
    wanted = wanted[still_open].reset_index(drop=True)
    return replace(_parted(wanted, wanted["order-id"].tolist()), requested=_count(items, wanted))


def lines_of_orders(
    connection: Connection, viewpoint: Viewpoint, order_ids: Sequence[str], *, requested: bool = False
) -> Lines:
    """The orders with these ids, in the order given; repeated ids count once."""
    named = list(dict.fromkeys(order_ids))
    ids = dialect.given(named)
    items = _read(connection, ORDERS.c.merchant_id == viewpoint.merchant, ORDERS.c.order_id.in_(ids))
    turn = items["order-id"].map({order: place for place, order in enumerate(named)})
    items = _with_ship_by(items, viewpoint).assign(turn=turn).sort_values("turn", kind="stable", ignore_index=True)
    wanted = items if requested else _without_requested(items)
    return replace(_parted(wanted, named), requested=_count(items, wanted))


def _with_ship_by(items: pd.DataFrame, viewpoint: Viewpoint) -> pd.DataFrame:
    return items.assign(ship_by=deadlines.latest_ship(items, viewpoint.terms))


def _without_requested(items: pd.DataFrame) -> pd.DataFrame:
    """The items as if everything that buyers have asked to cancel were canceled, with ``state`` changed accordingly."""
    asked = items[fields.CANCEL_REQUESTED.heading] == 1
    if not asked.any():
        return items
    canceled = items.assign(canceled=items["canceled"] + open_units(items).where(asked, 0))
    after = state(canceled)
    told = after.mask((after == CANCELED) & (items["state"] != CANCELED) & (items["state"] != PENDING), REQUESTED)
    return canceled.assign(state=told.where(items["state"] != PENDING, PENDING))


def _count(items: pd.DataFrame, wanted: pd.DataFrame) -> int:
    """How many items have units to ship in ``items`` and none in ``wanted``."""
    to_ship = items.loc[(open_units(items) > 0) & items["verified"].astype(bool), "item_no"]
    return int((~to_ship.isin(wanted.loc[open_units(wanted) > 0, "item_no"])).sum())


def _read(connection: Connection, *which: ColumnElement[bool]) -> pd.DataFrame:
    query = order_lines.query([column.label(name) for name, column in _COLUMNS.items()], *which)
    query = order_lines.with_wishes(query)
    items = pd.DataFrame(connection.execute(query).all(), columns=list(_COLUMNS))
    for name in _TEXTS:
        cells = printable(items[name].fillna("").astype("str")).to_pylist()
        items[name] = pd.Series([cell.strip() for cell in cells], dtype="object")
    for name in _AMOUNTS:
        items[name] = items[name].astype("object").where(items[name].notna(), None)
    return items.assign(state=state(items))


def _parted(items: pd.DataFrame, named: Sequence[str]) -> Lines:
    why = items["state"].astype("object").where(items["state"].isin([PENDING, CANCELED, REQUESTED]), "")
    why = why.mask((why == "") & items["purged"].astype(bool), PURGED)
    known = dict(zip(items["order-id"], why, strict=True))
    reasons = {order: known.get(order, UNKNOWN) for order in named}
    left_out = tuple(LeftOut(order, reason) for order, reason in reasons.items() if reason)
    return Lines(items[why == ""].reset_index(drop=True), left_out)
