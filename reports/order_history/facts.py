"""The stored data of one order, read by keys only, so that it is as fast with ten million items as with ten."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, RowMapping, Table, and_, select

from schemas import fields
from schemas.deadlines import TIMES
from schemas.store import dialect
from schemas.store.history import CANCELLATIONS, PACKAGE_DETAILS, PACKAGES, REFUNDS, REMOVED_ROWS, UPLOADS
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS

ADDRESS = {name: column for name, column in fields.BUYER.column_of.items() if not name.startswith("buyer-")}
PLACE = {heading: ADDRESS[heading] for heading in ("ship-city", "ship-country")}


def order(connection: Connection, merchant: str, order_id: str) -> RowMapping | None:
    """The order with its texts and the time at which it was charged; None if there is none."""
    columns: list[ColumnElement[Any]] = [ORDERS.c.order_no, ORDERS.c.verified, *(ORDERS.c[name] for name in TIMES)]
    columns += [
        _charged_at(),
        ORDER_DETAILS.c.ship_service_level,
        ORDER_DETAILS.c.ioss_number,
        BUYERS.c.purged_at,
    ]
    columns += [BUYERS.c[name] for name in ADDRESS.values()]
    joined = ORDERS
    for table in (ORDER_DETAILS, BUYERS):
        joined = joined.outerjoin(table, table.c.order_no == ORDERS.c.order_no)  # type: ignore[assignment]
    mine = (ORDERS.c.merchant_id == merchant, ORDERS.c.order_id == order_id)
    return connection.execute(select(*columns).select_from(joined).where(*mine)).mappings().one_or_none()


def _charged_at() -> Label[int]:
    """When the first confirmation of the order that is in force charged the buyer for the whole order."""
    joined = ITEMS.join(PACKAGES, PACKAGES.c.item_no == ITEMS.c.item_no)
    joined = joined.join(UPLOADS, UPLOADS.c.upload_no == PACKAGES.c.upload_no)
    in_force = (ITEMS.c.order_no == ORDERS.c.order_no) & PACKAGES.c.taken_back_by.is_(None)
    query = select(UPLOADS.c.as_of).select_from(joined).where(in_force).order_by(PACKAGES.c.package_no).limit(1)
    return query.correlate(ORDERS).scalar_subquery().label("charged_at")


def items(connection: Connection, order_no: int) -> list[dict[str, Any]]:
    """The items of an order, sorted by id, with their texts and ``open`` units."""
    joined = ITEMS.outerjoin(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
    units = (ITEMS.c.purchased - ITEMS.c.shipped - ITEMS.c.canceled).label("open")
    joined = joined.outerjoin(BUYER_WISHES, BUYER_WISHES.c.item_no == ITEMS.c.item_no)
    wishes = [BUYER_WISHES.c[name] for name in fields.WISHES.columns]
    query = select(ITEMS, ITEM_DETAILS.c.sku, ITEM_DETAILS.c.product_name, units, *wishes).select_from(joined)
    rows = connection.execute(query.where(ITEMS.c.order_no == order_no).order_by(ITEMS.c.order_item_id))
    return [dict(row) for row in rows.mappings()]


class Done:
    """What uploads did to items: ``packages``, ``cancellations`` and ``refunds``, each in order of creation."""

    def __init__(self, connection: Connection, item_nos: Collection[int]) -> None:
        def of_items(table: Table, key: str, *beside: Any) -> list[dict[str, Any]]:
            query = select(table, *beside).where(table.c.item_no.in_(item_nos))
            # The packages of an upload are numbered by item.
            order = ("upload_no", "record", key) if table is PACKAGES else (key,)
            query = query.order_by(*(table.c[name] for name in order))
            if beside:
                query = query.outerjoin(PACKAGE_DETAILS, PACKAGE_DETAILS.c.package_no == table.c[key])
            return [dict(row) for row in connection.execute(query).mappings()]

        details = [column for column in PACKAGE_DETAILS.c if column.name != "package_no"]
        self.packages = of_items(PACKAGES, "package_no", *details)
        self.cancellations = of_items(CANCELLATIONS, "cancellation_no")
        self.refunds = of_items(REFUNDS, "refund_no")


def removed(connection: Connection, merchant: str, order_id: str) -> RowMapping | None:
    """The undo that removed an order which no longer exists: upload_no and order_no; None if there is none."""
    rows = REMOVED_ROWS.c
    mine = and_(
        rows.table_name == ORDERS.name,
        dialect.of_object(rows.cells, "merchant_id") == merchant,
        dialect.of_object(rows.cells, "order_id") == order_id,
    )
    query = select(rows.upload_no, rows.order_no).where(mine).order_by(rows.row_no.desc()).limit(1)
    return connection.execute(query).mappings().one_or_none()


def removed_items(connection: Connection, item_nos: Collection[int]) -> dict[int, dict[str, Any]]:
    """Those of these items that an undo has removed, except those whose cells were purged; by item_no."""
    if not item_nos:
        return {}
    rows = REMOVED_ROWS.c
    which = rows.key_no.in_(item_nos) & (rows.table_name == ITEMS.name) & rows.cells.is_not(None)
    found = [json.loads(cells) for cells in connection.execute(select(rows.cells).where(which)).scalars()]
    return {item["item_no"]: item for item in found}
