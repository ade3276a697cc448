"""Fetches the facts: what the order table has on the orders that a file names, in one join for any length of file."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, select

from feeds.changes.history import without_undone
from feeds.kinds.kind import UNREAD, Facts, Kind
from feeds.kinds.matching import is_in, row_key
from feeds.order_numbers import MANY, lies_close
from schemas import fields
from schemas.cells import ITEM_NAMES
from schemas.deadlines import FROM_LATEST_SHIP, Terms
from schemas.states import state
from schemas.store import dialect, given_numbers, stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import (
    CANCELLATIONS,
    EDITED,
    PACKAGE_DETAILS,
    PACKAGES,
    REFUNDS,
    UPLOADS,
    in_force,
    undos,
)
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS

_ORDER = "order_no order_id verified purchase_at purchase_offset".split()
_STAYS_OPEN = "verified_at given_back_at".split()
_LATER_TIMES = fields.INSTANTS.amended("orders file", "filled later").columns
# Details of orders that a later file may change or fill in.
_AMENDED_DETAILS = fields.DETAILS.amended("orders file", "filled later").columns
_QUANTITIES = "item_no order_item_id purchased shipped canceled".split()
_TEXTS = {*fields.LINE.texts.columns, "currency_of_item", "owner_order_id"}
# Columns that are equal in two orders sent in one parcel.
_PARTY = ("buyer_email", "recipient_name", "ship_address_1", "ship_city", "ship_postal_code", "ship_country")
_PACKAGE_TEXTS = ("tracking_number",)


def fetch(
    connection: Connection, merchant: str, records: pd.DataFrame, order_nos: pd.Series, kind: Kind, terms: Terms
) -> Facts:
    """The facts of all items of the orders that ``records`` name, and whatever else the kind and the terms need.

    ``order_nos``: the order of each record, from feeds.order_numbers.
    """
    items = _items(connection, merchant, records, order_nos[order_nos > 0], kind, terms)
    items["state"] = state(items)
    if "wishes" in kind.needs:
        items["cancel_requested"] = items["item_no"].isin(_requested(connection, items["item_no"]))
    touched = items.loc[(items["shipped"] > 0) | (items["canceled"] > 0), "item_no"]
    packages = edits = cancellations = pd.DataFrame()
    if "packages" in kind.needs:
        packages = _packages(connection, touched)
        edits = _edits_in_force(connection, packages["package_no"])
    if "cancellations" in kind.needs:
        cancellations = _cancellations(connection, items.loc[items["canceled"] > 0, "item_no"])
    refunds = _refunds(connection, touched) if "refunds" in kind.needs else pd.DataFrame()
    owners = pd.DataFrame({"order_item_id": [], "order_id": []}, dtype="str")
    if "owners" in kind.needs:
        owners = stored_rows.read(connection, _owners(merchant, records[kind.item_heading]), _TEXTS)
    return Facts(items, packages, refunds, owners, edits, cancellations)


def _requested(connection: Connection, item_nos: pd.Series) -> pd.Series:
    """The items whose buyers have asked to cancel them."""
    asked = BUYER_WISHES.c[fields.CANCEL_REQUESTED.column]
    query = select(BUYER_WISHES.c.item_no).where(asked)
    if len(item_nos) < MANY:
        # For many items all requests are read: there are few.
        query = query.where(BUYER_WISHES.c.item_no.in_(stored_rows.listed(item_nos)))
    requested: pd.Series = stored_rows.read(connection, query)["item_no"]
    return requested


def given_before(connection: Connection, merchant: str, numbers: pd.Series) -> pd.DataFrame:
    """The packages with one of the tracking-numbers, the last confirmed first.

    Columns ``package_no``, ``tracking_number``, ``order_id`` and ``upload_no``.
    """
    package_nos = pd.Series(given_numbers.packages_of(connection, merchant, numbers))
    columns = [PACKAGES.c[name] for name in ("package_no", "tracking_number", "item_no", "upload_no")]
    mine = PACKAGES.c.package_no.in_(stored_rows.listed(package_nos)) & PACKAGES.c.taken_back_by.is_(None)
    held = stored_rows.read(
        connection, select(*columns).where(mine, PACKAGES.c.merchant_id == merchant), _PACKAGE_TEXTS
    )
    held = held[is_in(held["tracking_number"], numbers)]
    # Items first, by their key: in a join, the store would scan all orders in vain.
    order_id = (
        select(ORDERS.c.order_id).where(ORDERS.c.order_no == ITEMS.c.order_no).scalar_subquery().label("order_id")
    )
    query = select(ITEMS.c.item_no, order_id).where(ITEMS.c.item_no.in_(stored_rows.listed(held["item_no"])))
    orders = stored_rows.read(connection, query, _TEXTS)
    given = held.merge(orders, on="item_no").drop(columns="item_no")
    return given.sort_values("upload_no", ascending=False, kind="stable", ignore_index=True)


def parties(connection: Connection, merchant: str, order_ids: pd.Series) -> pd.Series:
    """The recipient and address of each order, as one text by order-id; orders without any such texts are left out."""
    columns = [BUYERS.c[name] for name in _PARTY]
    joined = ORDERS.join(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
    mine = (ORDERS.c.merchant_id == merchant) & ORDERS.c.order_id.in_(stored_rows.listed(order_ids))
    held = stored_rows.read(connection, select(ORDERS.c.order_id, *columns).select_from(joined).where(mine), _TEXTS)
    known = held[held[list(_PARTY)].notna().any(axis=1)].set_index("order_id")
    return row_key(known[name].str.casefold() for name in _PARTY)


def _names(records: pd.DataFrame) -> list[str]:
    """The columns to fetch that can name an item besides its id; none if the records need none."""
    if any(str(name).startswith(UNREAD) for name in records):
        return ["sku", "product_name"]
    by_name = any(name in records and records[name].notna().any() for name in ITEM_NAMES)
    return ["sku"] if by_name or _parts_of_orders(records) else []


def _parts_of_orders(records: pd.DataFrame) -> bool:
    """Whether confirmations without an item may be refused for their contents, with the order's items listed."""
    if not {"order-item-id", "quantity"} <= set(records):
        return False
    whole = records["order-item-id"].isna()
    return bool((whole & (records["quantity"].notna() | records["order-id"].duplicated(keep=False))).any())


def _items(
    connection: Connection, merchant: str, records: pd.DataFrame, order_nos: pd.Series, kind: Kind, terms: Terms
) -> pd.DataFrame:
    """The items of the orders with these numbers, with the columns that the records are judged by."""
    query = _columns_of_items(kind, _names(records), times=terms.deadline_from == FROM_LATEST_SHIP)
    query = query.where(dialect.without_index(ORDERS.c.merchant_id) == merchant)
    as_frame = stored_rows.read_packed if len(records) >= MANY and "texts" not in kind.needs else stored_rows.read
    first, last = (int(order_nos.min()), int(order_nos.max())) if len(order_nos) else (0, 0)
    if not lies_close(first, last, len(order_nos)):
        return as_frame(connection, query.where(ORDERS.c.order_no.in_(stored_rows.listed(order_nos))), _TEXTS)
    lying = as_frame(connection, query.where(ORDERS.c.order_no.between(first, last)), _TEXTS)
    named = np.zeros(last - first + 1, dtype=bool)
    named[order_nos - first] = True
    wanted = named[lying["order_no"] - first]
    return lying if wanted.all() else lying[wanted].reset_index(drop=True)


def _columns_of_items(kind: Kind, names: list[str], *, times: bool) -> Select[tuple[object, ...]]:
    columns: list[ColumnElement[Any]] = [ORDERS.c[name] for name in _ORDER]
    columns += [ITEMS.c[name] for name in _QUANTITIES]
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    if "packages" in kind.needs:
        columns += [ORDERS.c[name] for name in _STAYS_OPEN]
    if "refunds" in kind.needs:
        columns += [ITEMS.c.currency.label("currency_of_item")]
        columns += [ITEMS.c[name] for name in (*fields.AMOUNTS.columns, *fields.REFUNDED.columns)]
    if times or "texts" in kind.needs:
        columns += [ORDERS.c[name] for name in _LATER_TIMES]
    if "texts" in kind.needs:
        columns += [ITEMS.c.currency, *[ITEMS.c[name] for name in fields.AMOUNTS.columns], ITEM_DETAILS.c.sku]
        columns += [BUYERS.c[name] for name in (*fields.BUYER.columns, "purged_at")]
        columns += [BUYER_WISHES.c[name] for name in fields.WISHES.columns]
        columns += [ORDER_DETAILS.c[name] for name in _AMENDED_DETAILS]
        joined = joined.outerjoin(ORDER_DETAILS, ORDER_DETAILS.c.order_no == ORDERS.c.order_no)
        joined = joined.join(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
        joined = joined.join(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
        joined = joined.outerjoin(BUYER_WISHES, BUYER_WISHES.c.item_no == ITEMS.c.item_no)
    elif names:
        columns += [ITEM_DETAILS.c[name] for name in names]
        joined = joined.outerjoin(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
    return select(*columns).select_from(joined)


def _owners(merchant: str, item_ids: pd.Series) -> Select[tuple[object, ...]]:
    joined = ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    named = (ITEMS.c.merchant_id == merchant) & ITEMS.c.order_item_id.in_(stored_rows.listed(item_ids))
    return select(ITEMS.c.order_item_id, ORDERS.c.order_id).select_from(joined).where(named)


def _packages(connection: Connection, item_nos: pd.Series) -> pd.DataFrame:
    texts = fields.PACKAGE.columns
    numbers = ["package_no", "item_no", "upload_no", "record", "quantity", "asked_quantity", "whole_order"]
    columns = [PACKAGES.c[name] for name in (*numbers, *texts)]
    columns += [PACKAGE_DETAILS.c[name] for name in fields.DETAILS_OF_PACKAGE.columns]
    joined = PACKAGES.outerjoin(PACKAGE_DETAILS, PACKAGE_DETAILS.c.package_no == PACKAGES.c.package_no)
    named = PACKAGES.c.item_no.in_(stored_rows.listed(item_nos)) & PACKAGES.c.taken_back_by.is_(None)
    query = select(*columns).select_from(joined).where(named).order_by(PACKAGES.c.package_no)
    frame = stored_rows.read(connection, query, [*texts, *fields.DETAILS_OF_PACKAGE.columns])
    return frame.assign(whole_order=frame["whole_order"].astype(bool))


def _refunds(connection: Connection, item_nos: pd.Series) -> pd.DataFrame:
    texts = ["reason", "item_promotion_id", "ship_promotion_id"]
    numbers = ["refund_no", "item_no", "upload_no", "record", *fields.AMOUNTS.columns, "quantity_cancelled"]
    named = REFUNDS.c.item_no.in_(stored_rows.listed(item_nos)) & in_force(REFUNDS)
    query = select(*[REFUNDS.c[name] for name in (*numbers, *texts)]).where(named).order_by(REFUNDS.c.refund_no)
    return stored_rows.read(connection, query, texts)


def _cancellations(connection: Connection, item_nos: pd.Series) -> pd.DataFrame:
    """Which upload canceled units of each item, oldest first, without cancellations that were taken back."""
    mine = CANCELLATIONS.c.item_no.in_(stored_rows.listed(item_nos)) & in_force(CANCELLATIONS)
    query = select(CANCELLATIONS.c.item_no, CANCELLATIONS.c.upload_no).where(mine)
    return stored_rows.read(connection, query.order_by(CANCELLATIONS.c.cancellation_no))


_EDIT_COLUMNS = ("package_no", "upload_no", "field", "before", "after")


def _edits_in_force(connection: Connection, package_nos: pd.Series) -> pd.DataFrame:
    """The edits of packages that no undo has taken back, in the order they were made.

    Columns package_no, upload_no, field, before and after.
    """
    entries = ENTRY_ROWS.c
    query = select(*(entries[name] for name in _EDIT_COLUMNS)).order_by(entries.entry_no)
    mine = entries.package_no.in_(stored_rows.listed(package_nos)) & (entries.what == EDITED)
    edits = stored_rows.read(connection, query.where(mine), {"field", "before", "after"})
    if edits.empty:
        return edits
    of_edits = undos(connection, UPLOADS.c.upload_no.in_(stored_rows.listed(edits["upload_no"])))
    return without_undone(edits, "package_no", of_edits)
