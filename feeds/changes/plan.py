"""What a file did or would do to orders, read from the history: states, units, money and cells; and its fingerprint."""

import hashlib
from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, select

from feeds.changes import words
from feeds.changes.refund import refunded
from feeds.upload import Ready
from schemas import fields
from schemas.currencies import as_decimal
from schemas.states import state
from schemas.store import dialect, stored_rows
from schemas.store.entries import entries_where
from schemas.store.history import REMOVED_ROWS, UPLOADS
from schemas.store.tables import ITEMS, ORDERS
from schemas.times import iso

_LENGTH = 16
_OFFSETS = fields.INSTANTS.holding("offset").columns
_QUANTITIES = fields.QUANTITIES.columns
_TEXTS = ("order_id", "order_item_id", "currency", "what", "field", "before", "after")
_COLUMNS = ("order_no", "item_no", "what", "field", "before", "after")


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
    orders["what"] = _summaries(history).reindex(orders.index).fillna("")
    refunds, cells = refunded(history), changed_cells(history)
    for name, lists in (("money", refunds), ("cells", cells)):
        orders[name] = pd.Series({number: lists.get(number, []) for number in orders.index}, dtype="object")
    same = orders["before"] == orders["after"]
    orders["change"] = orders["after"].where(same, orders["before"] + " -> " + orders["after"])
    changed = history.loc[~history["what"].isin(words.flags()), "order_no"]
    flagged = pd.Series(~orders.index.isin(changed), index=orders.index)
    by = orders.assign(flagged=flagged).sort_values(["flagged", "order_id"])
    return by.drop(columns="flagged").reset_index(drop=True)


def of_upload(connection: Connection, merchant: str, upload_no: int) -> pd.DataFrame:
    """The plan of what one upload did, without what later or other uploads did to its orders."""
    mine = (UPLOADS.c.merchant_id == merchant) & (UPLOADS.c.upload_no == upload_no)
    first, last = connection.execute(select(UPLOADS.c.from_entry, UPLOADS.c.to_entry).where(mine)).one()
    return plan(connection, merchant, first or 0, last or 0)


def _entries(merchant: str, since: int, until: int | None = None) -> Select[Any]:
    entries = entries_where(lambda entries: _since(entries, merchant, since, until))
    joined = entries.outerjoin(ITEMS, ITEMS.c.item_no == entries.c.item_no)
    columns = [*(entries.c[name] for name in _COLUMNS), ITEMS.c.currency, ITEMS.c.order_item_id]
    return select(*columns).select_from(joined).order_by(entries.c.entry_no)


def _since(entries: Any, merchant: str, since: int, until: int | None = None) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = (entries.merchant_id == merchant) & (entries.entry_no > since)
    return wanted if until is None else wanted & (entries.entry_no <= until)


def _later(order_nos: pd.Series, until: int) -> Select[Any]:
    """The entries of some orders after entry ``until``."""
    numbers = stored_rows.listed(order_nos)
    later = entries_where(lambda entries: entries.order_no.in_(numbers) & (entries.entry_no > until)).c
    return select(*(later[name] for name in _COLUMNS)).order_by(later.entry_no)


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
    changed = history[history["field"] == "verified"]
    is_now = changed["after"].eq("1").fillna(value=False)
    newly, no_more = changed.loc[is_now, "order_no"], changed.loc[~is_now, "order_no"]
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


def _summaries(history: pd.DataFrame) -> pd.Series:
    """What happens to each order, in words, by order_no."""
    of_words = [(word, history[history["what"].isin(list(word.entries))]) for word in words.WORDS]
    parts = [word.summary(entries) for word, entries in of_words if len(entries)]
    summaries = pd.concat([part for part in parts if len(part)]) if any(map(len, parts)) else pd.Series(dtype="str")
    return summaries.groupby(level=0).agg(", ".join).astype("str")


def changed_cells(history: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """By order_no, each changed cell: order-item-id (missing: the order's), column, before and after as texts.

    ``history``: entries with order_item_id and currency. For buyers' texts only the column: the history has no values.
    """
    rows = history[history["what"].isin(words.changed_by_cell()) & ~history["field"].isin(_OFFSETS)]
    answer: dict[int, list[dict[str, Any]]] = {}
    for row in rows.astype(object).where(rows.notna(), None).itertuples():
        shown = {name: _shown(str(row.field), getattr(row, name), row.currency) for name in ("before", "after")}
        cell = {"order-item-id": row.order_item_id, "column": _column(str(row.field)), **shown}
        answer.setdefault(int(str(row.order_no)), []).append(cell)
    return answer


def in_words(cell: dict[str, Any]) -> str:
    """A changed cell in words, such as ``ship-method Ground -> Air``."""
    if cell["column"] in _PERSONAL:
        return f"{cell['column']} changes"
    before, after = ("(empty)" if cell[name] is None else cell[name] for name in ("before", "after"))
    return f"{cell['column']} {before} -> {after}"


def _column(field: str) -> str:
    """The heading of a package's field, else its name in words."""
    return fields.PACKAGE_EDITS.heading_of.get(field) or fields.words(field)


_PERSONAL = frozenset(fields.PERSONAL.headings)


def _shown(field: str, value: Any, currency: Any) -> str | None:
    if value is None:
        return None
    of = fields.named(field)
    if of and of.holds == "instant":
        return iso(int(value))
    return str(as_decimal(int(value), str(currency or ""))) if of and of.holds == "money" else str(value)


def plan_mark(connection: Connection, merchant: str, since: int, files: Iterable[tuple[Ready, pd.DataFrame]]) -> str:
    """The fingerprint of a plan: equal if the same records do the same to the same orders.

    ``since``: the last history entry before the plan. ``files``: each file with its faults (record and code).
    """
    digest = hashlib.sha256()
    for ready, faults in files:
        kind = ready.file.kind.name if ready.file.kind else ""
        digest.update(f"{kind}\n".encode())
        if ready.checked is not None:
            digest.update(pd.util.hash_pandas_object(ready.checked.records).to_numpy("uint64").tobytes())
        digest.update(faults[["record", "code"]].to_csv(index=False).encode())
    names = ("what", "field", "before", "after")
    mine = entries_where(lambda entries: _since(entries, merchant, since))
    joined = mine.outerjoin(ITEMS, ITEMS.c.item_no == mine.c.item_no)
    joined = joined.outerjoin(ORDERS, ORDERS.c.order_no == mine.c.order_no)
    columns = [ORDERS.c.order_id, ITEMS.c.order_item_id, *(mine.c[name] for name in names)]
    query = select(*columns).select_from(joined).order_by(mine.c.entry_no)
    entries = stored_rows.read(connection, query, ("order_id", "order_item_id", *names))
    digest.update(pd.util.hash_pandas_object(entries).to_numpy("uint64").tobytes())
    return digest.hexdigest()[:_LENGTH]
