"""Deletes cell values from the stored faults of uploads when their buyers' texts are purged.

No column is spared: in a row whose cells have shifted, a name can be in the column of a quantity.
"""

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from schemas import fields
from schemas.faults import FAULTS
from schemas.store import dialect, stored_rows
from schemas.store.history import UPLOAD_FAULTS, UPLOADS
from schemas.store.tables import BUYERS, ORDERS

_TEXTS = ("order_id", "order_item_id", "message", "sheet", "cell", "heading", "found", "remedy")
_CHANGED = ("order_id", "order_item_id", "message", "found", "remedy")
_KEYS = ("upload_no", "fault_no")
_ORDER_ID = "[0-9]{3}-[0-9]{7}-[0-9]{7}"
# Columns that identify a buyer; texts shorter than _SHORTEST occur in any sentence.
_TELLING = fields.BUYER.personal("name", "contact").columns
_SHORTEST = 3


def due(connection: Connection, merchant: str, orders: pd.DataFrame, until: int) -> pd.DataFrame:
    """The faults whose texts change: upload_no, fault_no, and the new order_id, order_item_id, message, found, remedy.

    ``orders``: as feeds.purge has them. For orders that are due or were purged: all faults of orders files. For orders
    that are due: also faults of other files that contain one of the buyer's texts. For orders that were never taken in,
    and for files as a whole (whose faults may quote how the file begins): the faults of uploads at ``until`` (seconds
    UTC) or before.
    """
    gone = orders.loc[orders["due"] | orders["purged"].notna(), "order_no"]
    due_now = orders.loc[orders["due"], "order_no"]
    of_orders = _faults(connection, merchant, UPLOADS.c.kind == "orders", _of_orders(gone))
    never = (UPLOADS.c.kind == "orders") & ORDERS.c.order_no.is_(None)
    aged = _faults(connection, merchant, UPLOADS.c.as_of <= until, never | (UPLOAD_FAULTS.c.record == 0))
    aged = aged.assign(order_item_id=pd.Series(None, aged.index, dtype="str"))
    others = _faults(connection, merchant, UPLOADS.c.kind != "orders", _telling(), of=due_now)
    found = pd.concat([of_orders, aged, others], ignore_index=True)
    return _changed(found)


def _faults(
    connection: Connection, merchant: str, *which: ColumnElement[bool], of: pd.Series | None = None
) -> pd.DataFrame:
    """Faults with their present texts as extra columns ``was_…``; ``of``: only faults of these orders, with buyers."""
    same = and_(ORDERS.c.merchant_id == UPLOADS.c.merchant_id, ORDERS.c.order_id == UPLOAD_FAULTS.c.order_id)
    joined = UPLOAD_FAULTS.join(UPLOADS, UPLOADS.c.upload_no == UPLOAD_FAULTS.c.upload_no)
    if of is None:
        joined = joined.outerjoin(ORDERS, same)
    else:
        joined = joined.join(ORDERS, same).join(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
        which = (*which, _of_orders(of))
    columns = [UPLOAD_FAULTS.c[name] for name in (*_KEYS, "code", *_TEXTS)]
    query = select(*columns).select_from(joined).where(UPLOADS.c.merchant_id == merchant, *which)
    faults = stored_rows.read(connection, query, _TEXTS)
    return faults.assign(**{f"was_{name}": faults[name] for name in _CHANGED})


def _of_orders(order_nos: pd.Series) -> ColumnElement[bool]:
    # From the faults to their orders: the other way round, all faults would be read for each order.
    return dialect.without_index(ORDERS.c.order_no).in_(stored_rows.listed(order_nos))


def _telling() -> ColumnElement[bool]:
    """The condition that a fault contains one of the texts of its order's buyer."""
    said = func.coalesce(UPLOAD_FAULTS.c.message, "") + func.coalesce(UPLOAD_FAULTS.c.found, "")
    texts = [BUYERS.c[name] for name in _TELLING]
    return or_(*(and_(func.length(text) >= _SHORTEST, func.instr(said, text) > 0) for text in texts))


def _changed(faults: pd.DataFrame) -> pd.DataFrame:
    """The faults without cell values: each message is the meaning and remedy of its code from the table of codes."""
    codes = faults["code"].unique()
    meaning, remedy = (
        faults["code"].map({code: getattr(FAULTS[code], name) for code in codes}).astype("str")
        for name in ("meaning", "remedy")
    )
    place = (faults["sheet"] + "!").fillna("") + faults["cell"]
    where = " Column " + faults["heading"] + (", cell " + place).fillna("") + "; its value was deleted."
    told = meaning + " " + remedy + where.where(faults["heading"].fillna("") != "", "").fillna("")
    known, item = (
        faults[name].str.fullmatch(form) for name, form in (("order_id", _ORDER_ID), ("order_item_id", "[0-9]+"))
    )
    faults = faults.assign(
        message=told,
        remedy=remedy,
        found=pd.Series(None, faults.index, dtype="str"),
        order_id=faults["order_id"].where(known),
        order_item_id=faults["order_item_id"].where(known & item),
    )
    same = pd.Series(True, faults.index)
    for name in _CHANGED:
        was = faults[f"was_{name}"]
        same &= (faults[name] == was) | (faults[name].isna() & was.isna())
    return faults.loc[~same, [*_KEYS, *_CHANGED]].drop_duplicates(list(_KEYS), ignore_index=True)


def write(connection: Connection, faults: pd.DataFrame) -> None:
    """Changes the faults that ``due`` found, inside the caller's write transaction."""
    if faults.empty:
        return
    names = list(_CHANGED)
    staged = stored_rows.stage(connection, faults[[*_KEYS, *names]])
    same = and_(*(UPLOAD_FAULTS.c[name] == staged.c[name] for name in _KEYS))
    connection.execute(UPLOAD_FAULTS.update().where(same).values({name: staged.c[name] for name in names}))
