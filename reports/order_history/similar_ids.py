"""Suggests orders for an id that does not exist, found by keys only."""

from difflib import get_close_matches

from sqlalchemy import Connection, select

from schemas.store.tables import ITEMS, ORDERS

# This many first characters must match; then up to 200 ids on either side are compared, and up to three suggested.
_BEGUN, _LOOKED_AT, _TOLD = 12, 200, 3


def near(connection: Connection, merchant: str, given: str) -> list[str]:
    """Suggests ids of the merchant's orders: of the item ``given``, the id with the same digits, or similar ids."""
    joined = ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    of_item = (ITEMS.c.merchant_id == merchant, ITEMS.c.order_item_id == given)
    owner = connection.execute(select(ORDERS.c.order_id).select_from(joined).where(*of_item)).scalar_one_or_none()
    if owner is not None:
        return [owner]
    digits = "".join(sign for sign in given if sign.isascii() and sign.isdigit())
    usual = f"{digits[:3]}-{digits[3:10]}-{digits[10:]}" if len(digits) > 10 else given
    alike = _beginning_alike(connection, merchant, usual)
    return [usual] if usual in alike else get_close_matches(usual, alike, n=_TOLD, cutoff=0.8)


def _beginning_alike(connection: Connection, merchant: str, order_id: str) -> list[str]:
    begun = order_id[:_BEGUN]
    if len(begun) < _BEGUN:
        return []
    ids = ORDERS.c.order_id
    query = select(ids).where(ORDERS.c.merchant_id == merchant, ids >= begun, ids < f"{begun}\U0010ffff")
    after = list(connection.execute(query.where(ids >= order_id).order_by(ids).limit(_LOOKED_AT)).scalars())
    before = query.where(ids < order_id).order_by(ids.desc()).limit(_LOOKED_AT)
    return [*after, *connection.execute(before).scalars()]
