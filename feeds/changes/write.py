"""Writes what a file changes: each of the six changes in set-based SQL, and every change as a history entry.

It knows how ship, edit, cancel and refund are stored; new_and_amended_orders.py knows take in and amend.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, FromClause, Table, TableClause, func, literal, select, update

from feeds.changes.new_and_amended_orders import amend, take_in
from feeds.kinds.kind import Changes
from schemas import fields
from schemas.store import dialect, given_numbers, stored_rows
from schemas.store.history import (
    CANCELLATIONS,
    CHARGES,
    ENTRIES,
    PACKAGE_DETAILS,
    PACKAGES,
    REFUNDS,
    UPLOADS,
    highest_given,
)
from schemas.store.tables import ITEMS, stored_in


@dataclass(frozen=True)
class Author:
    """Who changes the order table: one upload of one merchant, at an instant (seconds UTC)."""

    merchant: str
    upload_no: int
    as_of: int


def write(connection: Connection, author: Author, changes: Changes) -> None:
    """Writes all changes of one file; the caller's transaction commits all or none."""
    if len(changes.amend):
        entries(connection, author, amend(connection, author.upload_no, author.as_of, changes.amend))
    if len(changes.take_in):
        entries(connection, author, take_in(connection, author.merchant, changes.take_in))
    if len(changes.ship):
        _ship(connection, author, changes.ship)
    if len(changes.edit):
        _edit(connection, author, changes.edit)
    if len(changes.cancel):
        _cancel(connection, author, changes.cancel)
    if len(changes.refund):
        _refund(connection, author, changes.refund)


@contextmanager
def part_of_history(connection: Connection, upload_no: int) -> Iterator[None]:
    """Records in the upload's row which history entries are made inside the block; nobody else writes meanwhile."""
    before = next_number(connection, ENTRIES, "entry_no") - 1
    yield
    last = next_number(connection, ENTRIES, "entry_no") - 1
    mine = UPLOADS.c.upload_no == upload_no
    connection.execute(update(UPLOADS).where(mine).values(from_entry=before, to_entry=last))


def next_number(connection: Connection, table: Table, key: str) -> int:
    """The lowest number above all that a table's key was ever given."""
    return highest_given(connection, table, key) + 1


def _numbered(connection: Connection, rows: pd.DataFrame, table: Table, key: str) -> pd.DataFrame:
    first = next_number(connection, table, key)
    return rows.assign(**{key: range(first, first + len(rows))})


def _authored(frame: pd.DataFrame, author: Author) -> pd.DataFrame:
    return frame.assign(merchant_id=author.merchant, upload_no=author.upload_no)


def entries(connection: Connection, author: Author, history: pd.DataFrame) -> None:
    """Adds entries to the history; ``history``: record, order_no, item_no, what, field, before, after."""
    stored_rows.insert(connection, ENTRIES, _authored(history, author))


def _entry(frame: pd.DataFrame, what: str, field: str, before: pd.Series, after: pd.Series) -> pd.DataFrame:
    return frame[["record", "order_no", "item_no"]].assign(what=what, field=field, before=before, after=after)


def _ship(connection: Connection, author: Author, ship: pd.DataFrame) -> None:
    ship = _numbered(connection, ship, PACKAGES, "package_no").assign(whole_order=ship["whole"].astype("int64"))
    # Sorted by item, the rows walk each index once, whatever the order in the file.
    ship = ship.sort_values("item_no", kind="stable")
    texts = [name for name in fields.PACKAGE.columns if name in ship]
    package = ["package_no", "record", "item_no", "quantity", "asked_quantity", "whole_order", *texts]
    staged = stored_rows.stage(connection, ship[["order_no", "before", *package]])
    _ship_staged(connection, author, staged, package, once=ship["item_no"].is_unique)
    if "tracking_number" in ship:
        given_numbers.save(connection, author.merchant, ship["package_no"], ship["tracking_number"])
    details = [name for name in fields.DETAILS_OF_PACKAGE.columns if name in ship]
    detailed = ship[ship[details].notna().any(axis=1)]
    stored_rows.insert(connection, PACKAGE_DETAILS, detailed[["package_no", *details]])


def _ship_staged(
    connection: Connection, author: Author, staged: TableClause, package: list[str], *, once: bool
) -> None:
    """Writes packages, history, charges and quantities of staged shipments; ``once``: each item has only one."""
    rows: Any = staged.c
    by: list[Any] = [literal(author.merchant), literal(author.upload_no)]
    names = ["merchant_id", "upload_no"]
    copied = select(*by, *(rows[name] for name in package))
    connection.execute(PACKAGES.insert().from_select([*names, *package], copied))
    names += ["record", "order_no", "item_no", "what", "field", "before", "after"]
    told: list[Any] = [rows.record, rows.order_no, rows.item_no, literal("ship"), literal("shipped"), rows.before]
    connection.execute(ENTRIES.insert().from_select(names, select(*by, *told, rows.before + rows.quantity)))
    charged = select(rows.order_no, literal(author.as_of))
    dialect.add_missing(connection, CHARGES, ["order_no", "charged_at"], charged)
    gained: FromClause = staged
    if not once:
        # If several rows match an item, UPDATE FROM takes one and drops the others.
        units = func.sum(rows.quantity).label("quantity")
        gained = select(rows.item_no, units).group_by(rows.item_no).subquery("gained")
    shipped = ITEMS.update().where(ITEMS.c.item_no == gained.c.item_no)
    connection.execute(shipped.values(shipped=ITEMS.c.shipped + gained.c.quantity))


def _edit(connection: Connection, author: Author, edit: pd.DataFrame) -> None:
    last = edit.drop_duplicates(["package_no", "field"], keep="last")
    detailed = last.loc[last["field"].isin(fields.DETAILS_OF_PACKAGE.columns), ["package_no"]].drop_duplicates()
    stored_rows.insert(connection, PACKAGE_DETAILS, detailed, or_keep=True)
    for name in fields.PACKAGE_EDITS.columns:
        rows = last.loc[last["field"] == name, ["after", "package_no"]]
        table, _ = stored_in(name)
        stored_rows.update(connection, table, "package_no", rows, [f"{name} = ?"])
    numbers = last[last["field"] == "tracking_number"]
    given_numbers.save(connection, author.merchant, numbers["package_no"], numbers["after"])
    named = ["record", "order_no", "item_no", "package_no", "field", "before", "after"]
    history = edit[named].assign(what="edit package")
    entries(connection, author, history)


def _cancel(connection: Connection, author: Author, cancel: pd.DataFrame) -> None:
    cancel = _numbered(connection, cancel, CANCELLATIONS, "cancellation_no")
    rows = cancel[["cancellation_no", "record", "item_no", "quantity", "reason"]]
    stored_rows.insert(connection, CANCELLATIONS, _authored(rows, author))
    sums = cancel.groupby("item_no", as_index=False)[["quantity"]].sum()[["quantity", "item_no"]]
    stored_rows.update(connection, ITEMS, "item_no", sums, ["canceled = canceled + ?"])
    history = _entry(cancel, "cancel", "canceled", cancel["before"], cancel["before"] + cancel["quantity"])
    entries(connection, author, history)


def _refund(connection: Connection, author: Author, refund: pd.DataFrame) -> None:
    refund = _numbered(connection, refund, REFUNDS, "refund_no")
    rows = refund[["refund_no", "record", "item_no", *fields.REFUND.columns]]
    stored_rows.insert(connection, REFUNDS, _authored(rows, author))
    sums = refund.groupby("item_no", as_index=False)[list(fields.AMOUNTS.columns)].sum()
    sets = [f"{name} = {name} + ?" for name in fields.REFUNDED.columns]
    stored_rows.update(connection, ITEMS, "item_no", sums[[*fields.AMOUNTS.columns, "item_no"]].fillna(0), sets)
    for name, total in zip(fields.AMOUNTS.columns, fields.REFUNDED.columns, strict=True):
        rows = refund[refund[name].notna()]
        before = rows[f"before_{total}"]
        entries(connection, author, _entry(rows, "refund", total, before, before + rows[name]))
