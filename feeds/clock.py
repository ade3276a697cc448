"""The clock: finds what is due at an instant, and writes a run of it as an upload.

Rules: Seller Central, "Confirm shipment" (orders that are not confirmed in time are canceled automatically, and you are
not paid, even if you shipped), "Order status" (Pending: verification takes at most 21 days), "Late Shipment Rate".
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from feeds.changes import words
from feeds.changes.history import Author, list_upload, part_of_history
from feeds.kinds.kind import Changes, Occasion
from schemas import deadlines
from schemas.deadlines import Terms
from schemas.states import open_units
from schemas.store import stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import CLOCK, LATE, TAKEN_IN, UPLOADS, VERIFICATION_DEADLINE, WARNED, undone_uploads
from schemas.store.tables import ITEMS, ORDERS
from schemas.times import DAY

REASON, PENDING_REASON = "NotConfirmed", "NotVerified"
# A run that cancels more than MOST_CANCELED orders, or more than FEW_CANCELED and more than MOST_PART of the
# orders with open units, needs a person to look first.
MOST_CANCELED, FEW_CANCELED, MOST_PART = 50, 3, 0.05
_FIELDS = {WARNED: "deadline", LATE: "latest_ship"}


@dataclass(frozen=True)
class Due:
    """What the clock does at an instant.

    ``cancel``: open items past their deadline; ``warn`` and ``late``: orders that are flagged so for the first time.
    All have order_no, order_id, verified (false: Pending) and deadline_at; ``cancel`` has item_no, order_item_id, open
    and canceled, ``late`` latest_ship_at. ``open_orders``: the number of orders with open units.
    """

    cancel: pd.DataFrame
    warn: pd.DataFrame
    late: pd.DataFrame
    open_orders: int

    @property
    def too_much(self) -> bool:
        """True if the run would cancel more orders than are allowed before a person has to look."""
        orders = self.cancel["order_no"].nunique()
        return orders > MOST_CANCELED or (orders > FEW_CANCELED and orders > MOST_PART * self.open_orders)


def last_run(connection: Connection, merchant: str) -> int | None:
    """The as-of of the merchant's last run of the clock that was not undone."""
    runs = UPLOADS.c
    query = select(runs.upload_no, runs.as_of).where(runs.merchant_id == merchant, runs.kind == CLOCK)
    gone = undone_uploads(connection, merchant)
    return max((as_of for number, as_of in connection.execute(query) if number not in gone), default=None)


def open_items(connection: Connection, merchant: str, as_of: int, terms: Terms) -> pd.DataFrame:
    """The open items of the merchant's orders, with ``latest_ship_at``, ``deadline_at`` and ``usual_at``, by deadline.

    ``deadline_at``: when the clock cancels them; ``usual_at``: when it would have without any delay granted.
    """
    units = open_units(ITEMS.c)
    columns = [ORDERS.c[name] for name in ("order_no", "order_id", *deadlines.TIMES)]
    columns += [ITEMS.c[name] for name in ("item_no", "order_item_id", "verified", "shipped", "canceled")]
    mine = (ITEMS.c.merchant_id == merchant) & (units > 0) & (ORDERS.c.purchase_at <= as_of)
    joined = ITEMS.join(ORDERS, ORDERS.c.order_no == ITEMS.c.order_no)
    query = select(*columns, units.label("open")).select_from(joined).where(mine)
    items = stored_rows.read(connection, query, {"order_id", "order_item_id"})
    verified = items["verified"].astype(bool)
    items = items.assign(
        verified=verified,
        usual_at=deadlines.usual_deadline(items, terms).where(verified, deadlines.usual_pending_end(items)),
        deadline_at=deadlines.deadline(items, terms).where(verified, deadlines.pending_end(items)),
        latest_ship_at=deadlines.latest_ship(items, terms),
    )
    return items.sort_values(["deadline_at", "order_id", "item_no"], ignore_index=True)


def due(items: pd.DataFrame, told: pd.DataFrame, as_of: int, terms: Terms) -> Due:
    """What the clock does to open items at ``as_of``.

    ``told``: order_no, what and after of each warning and late flag of the orders, oldest first, and taken_in_at, the
    as-of of the upload that brought in the order or an item of it. An order whose deadline had passed when it was first
    taken in is never canceled.
    """
    past = items["deadline_at"] <= as_of
    cancel = items[past & ~never_canceled(items, told)]
    orders, verified = items.drop_duplicates("order_no"), items["verified"]
    near = deadlines.at_verge_of_cancellation(items["deadline_at"], as_of, terms)
    warned = ~past & near.where(verified, items["deadline_at"] - DAY <= as_of)
    late = ~past & verified & (items["latest_ship_at"] < as_of)
    return Due(
        cancel,
        _first_time(orders[warned[orders.index]], told, WARNED, "deadline_at"),
        _first_time(orders[late[orders.index]], told, LATE, "latest_ship_at"),
        len(orders),
    )


def never_canceled(items: pd.DataFrame, told: pd.DataFrame) -> pd.Series:
    """True for items whose order was past its deadline when it was first taken in; arguments as for ``due``."""
    taken_in: pd.Series = items["order_no"].map(told.groupby("order_no")["taken_in_at"].min()).fillna(-1)
    return items["usual_at"] <= taken_in


def _first_time(orders: pd.DataFrame, told: pd.DataFrame, what: str, instant: str) -> pd.DataFrame:
    """The orders without this flag; an order whose instant has changed since its last flag is flagged again."""
    before = told[told["what"] == what].drop_duplicates("order_no", keep="last").set_index("order_no")["after"]
    return orders[orders["order_no"].map(before).astype("str") != orders[instant].astype("int64").astype("str")]


def told_before(connection: Connection, items: pd.DataFrame) -> pd.DataFrame:
    """The entries that ``due`` needs of the items' orders: order_no, what, after, taken_in_at, oldest first."""
    entries, orders = ENTRY_ROWS.c, items["order_no"].drop_duplicates()
    named = entries.order_no.in_(stored_rows.listed(orders)) & entries.what.in_([*_FIELDS, TAKEN_IN])
    taken_in_at = func.iif(entries.what == TAKEN_IN, UPLOADS.c.as_of, None).label("taken_in_at")
    joined = ENTRY_ROWS.join(UPLOADS, UPLOADS.c.upload_no == entries.upload_no)
    query = select(entries.order_no, entries.what, entries.after, taken_in_at).select_from(joined)
    return stored_rows.read(connection, query.where(named).order_by(entries.entry_no), {"what", "after"})


def run(connection: Connection, merchant: str, occasion: Occasion, due: Due) -> int | None:
    """Writes what is due inside the caller's write transaction; returns the run's number in the list of uploads.

    Writes nothing and returns None if the last run had the same as-of and there is nothing left to do.
    """
    count = len(due.cancel) + len(due.warn) + len(due.late)
    if not count and last_run(connection, merchant) == occasion.as_of:
        return None
    listed = {"merchant_id": merchant, "kind": CLOCK, "path": "", "as_of": occasion.as_of, "state": "applied"}
    counts = {"records": count, "applied": count, "refused": 0, "warnings": len(due.warn) + len(due.late)}
    number = list_upload(connection, listed | counts)
    flag = pd.concat([_flags(due.warn, WARNED, "deadline_at"), _flags(due.late, LATE, "latest_ship_at")])
    changes = Changes(cancel=_cancellations(due.cancel), flag=flag)
    with part_of_history(connection, number):
        words.write(connection, Author(merchant, number, occasion.as_of), changes)
    return number


def _cancellations(items: pd.DataFrame) -> pd.DataFrame:
    reason = pd.Series(REASON, items.index, dtype="str").where(items["verified"], PENDING_REASON)
    cancel = items[["order_no", "item_no", "open", "canceled"]]
    cancel = cancel.rename(columns={"open": "quantity", "canceled": "before"})
    return cancel.assign(record=np.arange(1, len(items) + 1), reason=reason)


def _flags(orders: pd.DataFrame, what: str, instant: str) -> pd.DataFrame:
    field = pd.Series(_FIELDS[what], orders.index, dtype="str").where(orders["verified"], VERIFICATION_DEADLINE)
    numbered = orders[["order_no"]].assign(record=np.arange(1, len(orders) + 1), what=what, field=field)
    return numbered.assign(after=orders[instant].astype("int64").astype("str"))
