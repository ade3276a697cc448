"""Fills a prefilled template from the order table, with the items that its kind of feed can be about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from feeds.kinds.kind import Occasion
from schemas import deadlines, fields, times
from schemas.currencies import EXPONENTS
from schemas.order_cancellation import BUYER_CANCELED
from schemas.states import open_units
from schemas.store import stored_rows
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDERS
from schemas.times import DAY

_AT_A_TIME = 20_000
_OPEN = open_units(ITEMS.c)
_REQUESTED = func.coalesce(BUYER_WISHES.c[fields.CANCEL_REQUESTED.column], 0).label("requested")
_DATES = (*deadlines.TIMES, "latest_ship_offset")
_TEXTS = ("order-id", "order-item-id", "recipient-name", "sku", "product-name", "currency")


@dataclass(frozen=True)
class Prefilled:
    """The rows of a template in parts, whose columns are its headings; ``count``: the number of rows in all parts.

    ``past_deadline``: number of open items left out because they can no longer be confirmed. ``too_many``: of further
    items for which the sheet has no room. ``requested``: of open items left out because their buyers have asked to
    cancel them.
    """

    parts: Iterator[pd.DataFrame]
    count: int
    past_deadline: int = 0
    too_many: int = 0
    requested: int = 0


@dataclass(frozen=True)
class _Filling:
    """The rows for one kind: which items, and how their lines become the template's columns."""

    which: ColumnElement[bool]
    columns: Callable[[pd.DataFrame], dict[str, "pd.Series[Any]"]]
    newest_first: bool = False
    ships: bool = False


@dataclass(frozen=True)
class Choice:
    """Which of the items a template is filled with.

    ``days``: only items of orders bought in this many last days. ``most``: at most this many items. ``requested``: also
    items that their buyers have asked to cancel.
    """

    most: int
    days: int | None = None
    requested: bool = False


def prefilled(connection: Connection, merchant: str, kind: str, occasion: Occasion, choice: Choice) -> Prefilled:
    """The items of verified orders that a template of ``kind`` can be about.

    Reads inside the caller's transaction, one part at a time as the parts are consumed.
    """
    filling = _FILLINGS[kind]
    items = stored_rows.read(connection, _which(merchant, filling.which, occasion.as_of, choice.days))
    late = requested = items["purchase_at"] < 0
    if filling.ships:
        late = deadlines.deadline(items, occasion.terms) <= occasion.as_of
        requested = items["requested"].astype(bool) & ~late & (not choice.requested)
    items = _sorted(items[~late & ~requested], occasion, newest_first=filling.newest_first)
    parts = _parts(connection, items.iloc[: choice.most], filling)
    count = min(len(items), choice.most)
    return Prefilled(parts, count, int(late.sum()), len(items) - count, int(requested.sum()))


def _which(merchant: str, which: ColumnElement[bool], as_of: int, days: int | None) -> Select[Any]:
    columns = [ITEMS.c.item_no, _REQUESTED, *[ORDERS.c[name] for name in _DATES]]
    mine = (ORDERS.c.merchant_id == merchant) & ORDERS.c.verified & (ORDERS.c.purchase_at <= as_of)
    if days is not None:
        mine &= ORDERS.c.purchase_at > as_of - days * DAY
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    joined = joined.outerjoin(BUYER_WISHES, BUYER_WISHES.c.item_no == ITEMS.c.item_no)
    return select(*columns).select_from(joined).where(mine, which)


def _sorted(items: pd.DataFrame, occasion: Occasion, *, newest_first: bool) -> pd.DataFrame:
    """The items by promise-date, or by purchase-date from the newest; equal ones in the order they were taken in."""
    items = items.assign(promise=deadlines.latest_ship(items, occasion.terms))
    by = "purchase_at" if newest_first else "promise"
    return items.sort_values([by, "item_no"], ascending=[not newest_first, True], ignore_index=True)


def _parts(connection: Connection, items: pd.DataFrame, filling: _Filling) -> Iterator[pd.DataFrame]:
    for start in range(0, len(items), _AT_A_TIME):
        part = items.iloc[start : start + _AT_A_TIME]
        lines = stored_rows.read(connection, _lines(part["item_no"]), _TEXTS)
        yield pd.DataFrame(filling.columns(part.merge(lines, on="item_no", how="left", validate="1:1")))


def _lines(item_nos: "pd.Series[Any]") -> Select[Any]:
    # Outer joins: the texts of an order may be missing, the buyer's because they were purged.
    joined = ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    joined = joined.outerjoin(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
    joined = joined.outerjoin(BUYERS, BUYERS.c.order_no == ITEMS.c.order_no)
    columns: list[ColumnElement[Any]] = [
        ITEMS.c.item_no,
        ORDERS.c.order_id.label("order-id"),
        ITEMS.c.order_item_id.label("order-item-id"),
        BUYERS.c.recipient_name.label("recipient-name"),
        ITEM_DETAILS.c.sku,
        ITEM_DETAILS.c.product_name.label("product-name"),
        ITEMS.c.currency,
        ITEMS.c.shipped,
        _OPEN.label("open"),
        *[(ITEMS.c[name] - ITEMS.c[f"refunded_{name}"]).label(name) for name in fields.CHARGES.columns],
    ]
    return select(*columns).select_from(joined).where(ITEMS.c.item_no.in_(stored_rows.listed(item_nos)))


def _seen(lines: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    """The descriptive columns that every template shows for an item."""
    return {name: lines[name] for name in ("recipient-name", "sku", "product-name")}


def _confirmation(lines: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    named = {name: lines[name] for name in ("order-id", "order-item-id")}
    quantity = lines["open"].astype("str")
    return named | {"quantity": quantity} | _seen(lines) | {"promise-date": _promise_days(lines)}


def _cancellation(lines: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    named = {"order-id": lines["order-id"], "amazon-order-item-code": lines["order-item-id"]}
    reason = pd.Series(BUYER_CANCELED, index=lines.index, dtype="str")
    named["cancellation-reason-code"] = reason.where(lines["requested"].astype(bool))
    to_ship = lines["open"].astype("str")
    return named | _seen(lines) | {"quantity-to-ship": to_ship, "promise-date": _promise_days(lines)}


def _adjustment(lines: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    named = {name: lines[name] for name in ("order-id", "order-item-id", "currency")}
    shipped = lines["shipped"].astype("str")
    return named | _seen(lines) | {"quantity-shipped": shipped, "refundable": _refundable(lines)}


def _promise_days(lines: pd.DataFrame) -> "pd.Series[Any]":
    """The day of the promise-date, in the UTC offset that the order came with, otherwise in UTC."""
    local = lines["promise"] + lines["latest_ship_offset"].fillna(0).astype("int64") * 60
    days = local // DAY
    texts = {day: times.day(day * DAY).isoformat() for day in days.unique().tolist()}
    return days.map(texts).astype("str")


def _refundable(lines: pd.DataFrame) -> "pd.Series[Any]":
    """What can still be refunded of each component, as ``item-price 12.50, item-tax 1.00``; without promotions."""
    places = lines["currency"].map(EXPONENTS).fillna(2).astype("int64")
    said = pd.Series("", index=lines.index, dtype="str")
    for heading, name in fields.CHARGES.column_of.items():
        left = lines[name].fillna(0).astype("int64")
        words = ", " + heading + " " + _amounts(left, places)
        said = said + words.where(left > 0, "")
    return said.str.slice(2)


def _amounts(minor: "pd.Series[Any]", places: "pd.Series[Any]") -> "pd.Series[Any]":
    scale = (10**places).astype("int64")
    texts = (minor // scale).astype("str")
    for count in [count for count in places.unique().tolist() if count]:
        decimals = "." + (minor % scale).astype("str").str.zfill(count)
        texts = texts + decimals.where(places == count, "")
    return texts


_FILLINGS = {
    "shipping-confirmation": _Filling(_OPEN > 0, _confirmation, ships=True),
    "order-cancellation": _Filling((ITEMS.c.shipped == 0) & (_OPEN > 0), _cancellation),
    "order-adjustment": _Filling(
        (ITEMS.c.shipped > 0) & or_(*(ITEMS.c[name] > ITEMS.c[f"refunded_{name}"] for name in fields.CHARGES.columns)),
        _adjustment,
        newest_first=True,
    ),
}
