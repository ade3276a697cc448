"""What a file did or would do to orders, read from the history: state before and after, units, edits and money."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, select

from feeds.changes.changed_cells import changed_cells
from feeds.kinds.matching import units
from schemas import fields
from schemas.currencies import as_decimal
from schemas.selection import hyphened
from schemas.states import state
from schemas.store import dialect, stored_rows
from schemas.store.history import ENTRIES, REMOVED_ROWS, UPLOADS
from schemas.store.tables import ITEMS, ORDERS

_QUANTITIES = fields.QUANTITIES.columns
_DISCOUNTS = tuple(f"refunded_{name}" for name in fields.DISCOUNTS.columns)
_TEXTS = ("order_id", "order_item_id", "currency", "what", "field", "before", "after")
_COLUMNS = [ENTRIES.c[name] for name in ("order_no", "item_no", "what", "field", "before", "after")]


def last_entry(connection: Connection) -> int:
    """The number of the history's last entry, 0 if it is empty."""
    return int(connection.execute(select(func.coalesce(func.max(ENTRIES.c.entry_no), 0))).scalar_one())


def plan(connection: Connection, merchant: str, since: int, until: int | None = None) -> pd.DataFrame:
    """One row per order that the history's entries after ``since`` changed, by order-id; orders only flagged come last.

    Columns order_id, before and after (states; ``new`` if the order was not known), change (both in words), what (in
    words), money (a list of currency and refunded minor units), cells (a list of dicts: what an edit or a later orders
    file changed). ``until``: the last entry to include; the states are those right after it.
    """
    history = stored_rows.read(connection, _entries(merchant, since, until), _TEXTS)
    if history.empty:
        names = ("order_id", "before", "after", "change", "what", "money", "cells")
        return pd.DataFrame({name: [] for name in names}, dtype="str")
    after = stored_rows.read(connection, _items(history["order_no"]), _TEXTS)
    if until is None:
        orders = _states(after, history)
    else:
        then = _earlier(after, stored_rows.read(connection, _later(history["order_no"], until), _TEXTS))
        orders = pd.concat([_states(then, history), _removed(connection, history, after)])
    orders["what"] = _words(history).reindex(orders.index).fillna("")
    refunds, cells = _refunds(history), changed_cells(history)
    for name, lists in (("money", refunds), ("cells", cells)):
        orders[name] = pd.Series({number: lists.get(number, []) for number in orders.index}, dtype="object")
    same = orders["before"] == orders["after"]
    orders["change"] = orders["after"].where(same, orders["before"] + " -> " + orders["after"])
    changed = history.loc[~history["what"].isin(["warn", "late"]), "order_no"]
    flagged = pd.Series(~orders.index.isin(changed), index=orders.index)
    by = orders.assign(flagged=flagged).sort_values(["flagged", "order_id"])
    return by.drop(columns="flagged").reset_index(drop=True)


def of_upload(connection: Connection, merchant: str, upload_no: int) -> pd.DataFrame:
    """The plan of what one upload did, without what later or other uploads did to its orders."""
    mine = (UPLOADS.c.merchant_id == merchant) & (UPLOADS.c.upload_no == upload_no)
    first, last = connection.execute(select(UPLOADS.c.from_entry, UPLOADS.c.to_entry).where(mine)).one()
    return plan(connection, merchant, first or 0, last or 0)


def _entries(merchant: str, since: int, until: int | None = None) -> Select[Any]:
    joined = ENTRIES.outerjoin(ITEMS, ITEMS.c.item_no == ENTRIES.c.item_no)
    wanted = (ENTRIES.c.merchant_id == merchant) & (ENTRIES.c.entry_no > since)
    if until is not None:
        wanted &= ENTRIES.c.entry_no <= until
    columns = [*_COLUMNS, ITEMS.c.currency, ITEMS.c.order_item_id]
    return select(*columns).select_from(joined).where(wanted).order_by(ENTRIES.c.entry_no)


def _later(order_nos: pd.Series, until: int) -> Select[Any]:
    """The entries of some orders after entry ``until``."""
    later = ENTRIES.c.order_no.in_(stored_rows.listed(order_nos)) & (ENTRIES.c.entry_no > until)
    return select(*_COLUMNS).where(later).order_by(ENTRIES.c.entry_no)


def _items(order_nos: pd.Series) -> Select[Any]:
    columns = [ORDERS.c.order_id, ORDERS.c.order_no, ORDERS.c.verified, ITEMS.c.item_no]
    columns += [ITEMS.c[name] for name in _QUANTITIES]
    joined = ORDERS.join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
    return select(*columns).select_from(joined).where(ORDERS.c.order_no.in_(stored_rows.listed(order_nos)))


def _removed(connection: Connection, history: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Orders that an undo has removed since, by order_no, without their states."""
    gone = history.loc[~history["order_no"].isin(known["order_no"]), "order_no"]
    rows = REMOVED_ROWS.c
    order_id = dialect.of_object(rows.cells, "order_id").label("order_id")
    mine = rows.order_no.in_(stored_rows.listed(gone)) & (rows.table_name == ORDERS.name)
    found = stored_rows.read(connection, select(rows.order_no, order_id).where(mine), _TEXTS)
    gone_ids = found.drop_duplicates("order_no").set_index("order_no").fillna({"order_id": "(purged)"})
    return gone_ids.assign(before="", after="removed since")


def _earlier(items: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """The items as they were before the entries of ``history``."""
    before = items.copy()
    for name in _QUANTITIES:
        moved = history[history["field"] == name]
        change = (moved["after"].astype("int64") - moved["before"].astype("int64")).groupby(moved["item_no"]).sum()
        before[name] = before[name] - before["item_no"].map(change).fillna(0).astype("int64")
    newly = history.loc[history["what"].isin(["verify", "verify again"]), "order_no"]
    no_more = history.loc[history["what"] == "unverify", "order_no"]
    verified = before["verified"].astype(bool) & ~before["order_no"].isin(newly)
    before["verified"] = verified | before["order_no"].isin(no_more)
    return before


def _states(after: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """States before and after, by order_no: the state before is computed by reversing the entries."""
    before = _earlier(after, history)
    known = before.groupby("order_no")["purchased"].sum() > 0
    frame = pd.DataFrame({"order_no": after["order_no"], "order_id": after["order_id"]})
    orders = frame.assign(before=state(before), after=state(after)).drop_duplicates("order_no").set_index("order_no")
    return orders.assign(before=orders["before"].where(known, "new"))


def _words(history: pd.DataFrame) -> pd.Series:
    """What happens to each order, in words, by order_no."""
    parts = [
        _counted(history, "ship", "shipped", "ships ", "takes back the shipping of "),
        _counted(history, "cancel", "canceled", "cancels ", "takes back the cancellation of "),
    ]
    edited = history[history["what"] == "edit package"]
    parts.append("edits " + edited.groupby("order_no")["field"].agg(_named).astype("str"))
    amended = history[history["what"] == "amend"]
    parts.append("amends " + amended.groupby("order_no")["field"].agg(_named).astype("str"))
    parts += [_flagged(history, "warn", "warning of its deadline"), _flagged(history, "late", "late flag")]
    refunds = pd.Series({number: _refunded(sums) for number, sums in _refunds(history).items()}, dtype="str")
    taken = history[history["what"].isin(["take in", "bring back"])]
    count = taken[taken["field"] == "purchased"].groupby("order_no")["item_no"].nunique()
    parts += [refunds, "takes in " + count.astype("str") + pd.Series(" items", count.index).mask(count == 1, " item")]
    told = pd.concat([part for part in parts if len(part)]) if any(map(len, parts)) else pd.Series(dtype="str")
    return told.groupby(level=0).agg(", ".join).astype("str")


def _counted(history: pd.DataFrame, what: str, field: str, verb: str, back: str) -> pd.Series:
    moved = history[(history["what"] == what) & (history["field"] == field)]
    count = (moved["after"].astype("int64") - moved["before"].astype("int64")).groupby(moved["order_no"]).sum()
    return pd.Series(verb, count.index).mask(count < 0, back) + units(count.abs())


def _flagged(history: pd.DataFrame, what: str, flag: str) -> pd.Series:
    flags = history[history["what"] == what].groupby("order_no")["after"].last()
    return pd.Series(f"gets its {flag}", flags.index, dtype="str").mask(flags.isna(), f"loses its {flag}")


def _named(fields: pd.Series) -> str:
    return ", ".join(dict.fromkeys(hyphened(field) for field in fields))


def _refunds(history: pd.DataFrame) -> dict[int, list[tuple[str, int]]]:
    """Net refunds by order: refunded components less the discount taken back, in minor units."""
    rows = history[history["what"] == "refund"]
    change = rows["after"].astype("int64") - rows["before"].astype("int64")
    signed = change.where(~rows["field"].isin(_DISCOUNTS), -change)
    sums = signed.groupby([rows["order_no"], rows["currency"]]).sum()
    answer: dict[int, list[tuple[str, int]]] = {}
    for (number, currency), amount in zip(sums.index.to_list(), sums.to_list(), strict=True):
        answer.setdefault(int(number), []).append((str(currency), int(amount)))
    return answer


def _refunded(sums: list[tuple[str, int]]) -> str:
    if all(minor <= 0 for _, minor in sums):
        return f"takes back a refund of {_money([(currency, -minor) for currency, minor in sums])}"
    return f"refunds {_money(sums)}"


def _money(sums: list[tuple[str, int]]) -> str:
    return ", ".join(f"{as_decimal(minor, currency)} {currency}" for currency, minor in sums)
