"""Fetches what the order table holds of the orders that a file names: one join, however long the file."""

import pandas as pd
from sqlalchemy import Column, Connection, MetaData, Select, String, Table, select

from feeds import bulk
from feeds.kinds.kind import Facts, Kind
from schemas.order_table import (
    AMOUNT_COLUMNS,
    BUYER_COLUMNS,
    BUYERS,
    ITEM_DETAILS,
    ITEMS,
    ORDERS,
    PACKAGE_DETAIL_COLUMNS,
    PACKAGE_DETAILS,
    PACKAGES,
    REFUNDED_COLUMNS,
    REFUNDS,
)
from schemas.states import state

_NAMED = Table("named", MetaData(), Column("id", String, primary_key=True), prefixes=["TEMPORARY"])
_ORDER = (
    "order_no order_id verified purchase_at purchase_offset payments_at payments_offset latest_ship_at "
    "latest_ship_offset charged_at"
).split()
_QUANTITIES = "item_no order_item_id purchased shipped canceled".split()
_TEXTS = {"order_id", "order_item_id", "currency", "currency_of_item", "sku", *BUYER_COLUMNS, "owner_order_id"}


def fetch(connection: Connection, merchant: str, records: pd.DataFrame, kind: Kind) -> Facts:
    """The facts of all items of the orders that ``records`` name, and what else the kind needs."""
    _name(connection, records["order-id"])
    items = bulk.select(connection, _items(merchant, kind), _TEXTS)
    items["state"] = state(items)
    packages = _packages(connection, kind)
    refunds = _refunds(connection, kind)
    owners = pd.DataFrame({"order_item_id": [], "order_id": []}, dtype="str")
    if "owners" in kind.needs:
        _name(connection, records[kind.item_heading])
        owners = bulk.select(connection, _owners(merchant), _TEXTS)
    return Facts(items, packages, refunds, owners)


def _name(connection: Connection, ids: pd.Series) -> None:
    """The ids that the next query asks for, each once and sorted, so that the index is walked once."""
    _NAMED.create(connection, checkfirst=True)
    connection.execute(_NAMED.delete())
    wanted = ids.dropna().drop_duplicates().sort_values()
    bulk.insert(connection, _NAMED, pd.DataFrame({"id": wanted}))


def _items(merchant: str, kind: Kind) -> Select[tuple[object, ...]]:
    columns = [ORDERS.c[name] for name in _ORDER] + [ITEMS.c[name] for name in _QUANTITIES]
    joined = _NAMED.join(ORDERS, ORDERS.c.order_id == _NAMED.c.id).join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    if "refunds" in kind.needs:
        columns += [ITEMS.c.currency.label("currency_of_item")]
        columns += [ITEMS.c[name] for name in (*AMOUNT_COLUMNS, *REFUNDED_COLUMNS)]
    if "texts" in kind.needs:
        columns += [ITEMS.c.currency, *[ITEMS.c[name] for name in AMOUNT_COLUMNS], ITEM_DETAILS.c.sku]
        columns += [BUYERS.c[name] for name in BUYER_COLUMNS]
        joined = joined.join(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
        joined = joined.join(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
    return select(*columns).select_from(joined).where(ORDERS.c.merchant_id == merchant).order_by(ITEMS.c.item_no)


def _owners(merchant: str) -> Select[tuple[object, ...]]:
    joined = _NAMED.join(ITEMS, ITEMS.c.order_item_id == _NAMED.c.id).join(
        ORDERS, ORDERS.c.order_no == ITEMS.c.order_no
    )
    return select(ITEMS.c.order_item_id, ORDERS.c.order_id).select_from(joined).where(ITEMS.c.merchant_id == merchant)


def _of_named_orders(table: Table) -> object:
    named = select(ITEMS.c.item_no).join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    named = named.join(_NAMED, _NAMED.c.id == ORDERS.c.order_id)
    return table.c.item_no.in_(named)


def _packages(connection: Connection, kind: Kind) -> pd.DataFrame:
    if "packages" not in kind.needs:
        return pd.DataFrame()
    texts = ["ship_date", "carrier_code", "carrier_name", "tracking_number", "ship_method"]
    numbers = ["package_no", "item_no", "upload_no", "record", "quantity", "asked_quantity", "whole_order"]
    columns = [PACKAGES.c[name] for name in (*numbers, *texts)]
    columns += [PACKAGE_DETAILS.c[name] for name in PACKAGE_DETAIL_COLUMNS]
    joined = PACKAGES.outerjoin(PACKAGE_DETAILS, PACKAGE_DETAILS.c.package_no == PACKAGES.c.package_no)
    query = select(*columns).select_from(joined).where(_of_named_orders(PACKAGES)).order_by(PACKAGES.c.package_no)
    frame = bulk.select(connection, query, [*texts, *PACKAGE_DETAIL_COLUMNS])
    return frame.assign(whole_order=frame["whole_order"].astype(bool))


def _refunds(connection: Connection, kind: Kind) -> pd.DataFrame:
    if "refunds" not in kind.needs:
        return pd.DataFrame()
    texts = ["reason", "item_promotion_id", "ship_promotion_id"]
    numbers = ["refund_no", "item_no", "upload_no", "record", *AMOUNT_COLUMNS, "quantity_cancelled"]
    query = select(*[REFUNDS.c[name] for name in (*numbers, *texts)])
    query = query.where(_of_named_orders(REFUNDS)).order_by(REFUNDS.c.refund_no)
    return bulk.select(connection, query, texts)
