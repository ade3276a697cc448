"""Lists what edits and later orders files change in orders, cell by cell, and fingerprints all that a file would do."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from feeds.upload import Ready
from schemas import fields
from schemas.currencies import as_decimal
from schemas.store import stored_rows
from schemas.store.history import ENTRIES
from schemas.store.tables import ITEMS, ORDERS

_CHANGING = ("edit package", "amend")
_OFFSETS = fields.INSTANTS.holding("offset").columns
_LENGTH = 16


def changed_cells(history: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """By order_no, each changed cell: order-item-id (missing: the order's), column, before and after as texts.

    ``history``: entries with order_item_id and currency. For buyers' texts only the column: the history has no values.
    """
    rows = history[history["what"].isin(_CHANGING) & ~history["field"].isin(_OFFSETS)]
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


_PERSONAL = frozenset(fields.BUYER.headings)


def _shown(field: str, value: Any, currency: Any) -> str | None:
    if value is None:
        return None
    of = fields.named(field)
    if of and of.holds == "instant":
        return datetime.fromtimestamp(int(value), UTC).isoformat()
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
    joined = ENTRIES.outerjoin(ITEMS, ITEMS.c.item_no == ENTRIES.c.item_no)
    joined = joined.outerjoin(ORDERS, ORDERS.c.order_no == ENTRIES.c.order_no)
    columns = [ORDERS.c.order_id, ITEMS.c.order_item_id, *(ENTRIES.c[name] for name in names)]
    mine = (ENTRIES.c.merchant_id == merchant) & (ENTRIES.c.entry_no > since)
    query = select(*columns).select_from(joined).where(mine).order_by(ENTRIES.c.entry_no)
    entries = stored_rows.read(connection, query, ("order_id", "order_item_id", *names))
    digest.update(pd.util.hash_pandas_object(entries).to_numpy("uint64").tobytes())
    return digest.hexdigest()[:_LENGTH]
