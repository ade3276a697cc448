"""A purge: finds which orders are due and deletes their buyers' texts from the order table, written as one upload.

The order facts stay. A mark keeps a later orders file from bringing the texts back.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Connection, cast, func, literal, select, update

from feeds.changes import words
from feeds.changes.history import Author, list_upload, part_of_history
from feeds.kinds.kind import Changes
from feeds.purge import buyer_names as purge_names
from feeds.purge import faults as purge_faults
from schemas import fields
from schemas.states import CANCELED, SHIPPED, state
from schemas.store import dialect, stored_rows
from schemas.store.entries import ENTRY_ROWS, entries_where
from schemas.store.file_tables import KNOWN_FILES, ORDER_TABLE
from schemas.store.history import PURGED, REMOVED_ROWS, TEXTS_BEFORE, UPLOADS
from schemas.store.tables import BUYERS, ITEMS, ORDERS

_NEVER = -(2**62)
_UNITS = fields.QUANTITIES.columns


@dataclass(frozen=True)
class Due:
    """What a purge would delete from the order table.

    ``orders``: every order of the merchant with order_no, number (its order-id's digits), closed (Shipped or Canceled),
    due, and purged (the entry that purged it; missing: none). ``faults``: faults of uploads, as feeds.purge.faults has
    them. ``names``: names of files, as feeds.purge.buyer_names has them. ``removed``: row_no, order_no and table_name
    of the rows kept aside, of orders that an undo removed and of addresses before a change.
    """

    orders: pd.DataFrame
    faults: pd.DataFrame
    names: pd.DataFrame
    removed: pd.DataFrame

    @property
    def count(self) -> int:
        """How many orders are due."""
        return int(self.orders["due"].sum())

    @property
    def removed_count(self) -> int:
        """How many orders that an undo removed are due."""
        rows = self.removed[~self.removed["table_name"].isin(TEXTS_BEFORE)]
        return int(rows["order_no"].nunique())

    @property
    def order_nos(self) -> pd.Series:
        """The orders that are due."""
        order_nos: pd.Series = self.orders.loc[self.orders["due"], "order_no"]
        return order_nos


def due(connection: Connection, merchant: str, until: int) -> Due:
    """Finds what is due: orders that last became Shipped or Canceled at ``until`` (seconds UTC) or before."""
    orders = _orders(connection, merchant)
    waiting = orders.loc[orders["closed"] & (orders["purged_at"] == _NEVER), "order_no"]
    closed_at = orders["order_no"].map(_closed_at(connection, waiting))
    orders = orders.assign(due=(closed_at <= until).fillna(value=False).astype(bool))
    purged = orders["order_no"].map(_purged(connection, merchant)).astype("Int64")
    orders = orders.assign(purged=purged).drop(columns=["purged_at"])
    faults = purge_faults.due(connection, merchant, orders, until)
    order_nos = orders.loc[orders["due"], "order_no"]
    names = purge_names.due(connection, merchant, order_nos)
    return Due(orders, faults, names, _removed(connection, merchant, until, order_nos))


def _orders(connection: Connection, merchant: str) -> pd.DataFrame:
    number = cast(func.replace(ORDERS.c.order_id, "-", ""), BigInteger).label("number")
    purged_at = func.coalesce(BUYERS.c.purged_at, _NEVER).label("purged_at")
    columns = [ORDERS.c.order_no, ORDERS.c.verified, number, purged_at, *[ITEMS.c[name] for name in _UNITS]]
    joined = ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    joined = joined.outerjoin(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
    items = stored_rows.read_columns(
        connection, select(*columns).select_from(joined).where(ITEMS.c.merchant_id == merchant)
    )
    closed = state(items).isin([SHIPPED, CANCELED])
    orders = items.assign(closed=closed)[["order_no", "number", "purged_at", "closed"]]
    return orders.drop_duplicates("order_no", ignore_index=True)


def _closed_at(connection: Connection, order_nos: pd.Series) -> pd.Series:
    """When each order reached its present state (seconds UTC), by order_no: the as-of of its last change of units."""
    numbers = stored_rows.listed(order_nos)
    moves = entries_where(lambda entries: entries.order_no.in_(numbers) & entries.field.in_(_UNITS))
    joined = moves.join(UPLOADS, UPLOADS.c.upload_no == moves.c.upload_no)
    query = select(moves.c.order_no, UPLOADS.c.as_of).select_from(joined).order_by(moves.c.entry_no)
    found = stored_rows.read(connection, query).drop_duplicates("order_no", keep="last")
    return found.set_index("order_no")["as_of"].astype("Int64")


def _purged(connection: Connection, merchant: str) -> pd.Series:
    """The entry that purged each order, by order_no."""
    entries, purges = ENTRY_ROWS.c, UPLOADS.c
    mine = (purges.merchant_id == merchant) & (purges.kind == PURGED)
    # Only the part of the history that purges wrote is read.
    part = entries.entry_no.between(purges.from_entry + 1, purges.to_entry)
    query = select(entries.order_no, entries.entry_no).select_from(UPLOADS.join(ENTRY_ROWS, part))
    found = stored_rows.read_columns(connection, query.where(mine, entries.what == PURGED).order_by(entries.entry_no))
    return found.drop_duplicates("order_no", keep="last").set_index("order_no")["entry_no"].astype("Int64")


def _removed(connection: Connection, merchant: str, until: int, order_nos: pd.Series) -> pd.DataFrame:
    """The rows with buyers' texts put aside at ``until`` or before, and all such rows of the orders that are due."""
    rows = REMOVED_ROWS.c
    tables = [*(field.table for field in fields.PERSONAL), *TEXTS_BEFORE]
    of_buyers = rows.cells.is_not(None) & rows.table_name.in_(tables)
    old = (UPLOADS.c.as_of <= until) | rows.order_no.in_(stored_rows.listed(order_nos))
    mine = (UPLOADS.c.merchant_id == merchant) & old
    joined = REMOVED_ROWS.join(UPLOADS, UPLOADS.c.upload_no == rows.upload_no)
    query = select(rows.row_no, rows.order_no, rows.table_name).select_from(joined)
    return stored_rows.read(connection, query.where(mine, of_buyers), {"table_name"})


def purge(connection: Connection, merchant: str, as_of: int, due: Due) -> int | None:
    """Deletes what is due, inside the caller's write transaction; returns its number in the list of uploads.

    Returns None if no order is due; then it gets no number. The deleted texts stay in the bytes of the store's file
    until schemas.store.wipe_deleted rewrites it; a row on the list of files notes that this is to be done.
    """
    dialect.overwrite_deleted(connection)
    purge_faults.write(connection, due.faults)
    purge_names.write(connection, due.names)
    of_removed = update(REMOVED_ROWS).where(REMOVED_ROWS.c.row_no.in_(stored_rows.listed(due.removed["row_no"])))
    connection.execute(of_removed.values(cells=None))
    number = _purge_orders(connection, merchant, as_of, due.order_nos) if due.count else None
    if due.count or len(due.faults) or len(due.removed):
        row = {"merchant_id": merchant, "path": b"", "sha256": "", "what": ORDER_TABLE, "as_of": as_of, "entry_no": 0}
        values: list[Any] = [literal(value) for value in row.values()]
        dialect.add_missing(connection, KNOWN_FILES, list(row), select(*values))
    return number


def _purge_orders(connection: Connection, merchant: str, as_of: int, order_nos: pd.Series) -> int:
    count = len(order_nos)
    listed = {"merchant_id": merchant, "kind": PURGED, "path": "", "as_of": as_of}
    counts = {"state": "applied", "records": count, "applied": count, "refused": 0, "warnings": 0}
    number = list_upload(connection, listed | counts)
    rows = pd.DataFrame({"order_no": order_nos.to_numpy(), "record": np.arange(1, count + 1)})
    with part_of_history(connection, number):
        words.write(connection, Author(merchant, number, as_of), Changes(purge=rows))
    return number
