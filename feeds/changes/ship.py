"""The word ``ship``: units of an item leave as a package; the first package of an order charges the buyer."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, TableClause, exists, func, literal, select

from feeds.changes.history import Author, Undo, Word, net, numbered
from feeds.kinds.matching import units
from schemas import fields
from schemas.store import dialect, given_numbers, stored_rows
from schemas.store.history import (
    CHARGES,
    ENTRIES,
    PACKAGE_DETAILS,
    PACKAGES,
)
from schemas.store.tables import ITEMS, ORDERS
from schemas.store.verify import Total

_IN_FORCE = PACKAGES.c.taken_back_by.is_(None)


class Ship(Word):
    """Ships packages; its frame: record, order_no, item_no, quantity, asked_quantity, whole, before, and the texts.

    ``before``: the units shipped so far. The columns of texts that no package fills are missing.
    """

    name = "ship"
    entries: ClassVar = {"ship": "ship"}
    sort_by = ("record", "item_no")
    totals = (
        Total("units shipped are those of the packages", "shipped", "packages", "quantity", "taken_back_by IS NULL"),
    )

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores the packages and adds their units to the items."""
        ship = numbered(connection, rows, PACKAGES, "package_no").assign(whole_order=rows["whole"].astype("int64"))
        # Sorted by item, the rows walk each index once, whatever the order in the file.
        ship = ship.sort_values("item_no", kind="stable")
        texts = [name for name in fields.PACKAGE.columns if name in ship]
        package = ["package_no", "record", "item_no", "quantity", "asked_quantity", "whole_order", *texts]
        staged = stored_rows.stage(connection, ship[["order_no", "before", *package]])
        _write_staged(connection, author, staged, package, once=ship["item_no"].is_unique)
        if "tracking_number" in ship:
            given_numbers.save(connection, author.merchant, ship["package_no"], ship["tracking_number"])
        details = [name for name in fields.DETAILS_OF_PACKAGE.columns if name in ship]
        detailed = ship[ship[details].notna().any(axis=1)]
        stored_rows.insert(connection, PACKAGE_DETAILS, detailed[["package_no", *details]])

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Marks the root upload's packages as taken back by the undo; an order without any is no longer charged."""
        mine = (PACKAGES.c.upload_no == undo.upload.root) & _IN_FORCE & PACKAGES.c.item_no.in_(undo.items)
        _move_shipped(connection, -func.sum(PACKAGES.c.quantity), mine)
        connection.execute(PACKAGES.update().where(mine).values(taken_back_by=undo.undo_no))
        _settle_charges(connection, undo)

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Puts the root upload's packages in force again, whichever undo of it took them back last."""
        taken = (PACKAGES.c.upload_no == undo.upload.root) & PACKAGES.c.taken_back_by.in_(undo.upload.taken_back_by)
        taken &= PACKAGES.c.item_no.in_(undo.items)
        _move_shipped(connection, func.sum(PACKAGES.c.quantity), taken)
        connection.execute(PACKAGES.update().where(taken).values(taken_back_by=None))
        _settle_charges(connection, undo)

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``ships 2 units``."""
        count = net(history)
        return pd.Series("ships ", count.index).mask(count < 0, "takes back the shipping of ") + units(count.abs())

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``shipped 0 -> 2, package 14``."""
        return super().sentence(change) + (f", package {change['package']}" if change["package"] else "")


def _write_staged(
    connection: Connection, author: Author, staged: TableClause, package: list[str], *, once: bool
) -> None:
    """Writes packages, history, charges and quantities of staged shipments; ``once``: each item has only one."""
    rows: Any = staged.c
    by: list[Any] = [literal(author.merchant), literal(author.upload_no)]
    names = ["merchant_id", "upload_no"]
    copied = select(*by, *(rows[name] for name in package))
    connection.execute(PACKAGES.insert().from_select([*names, *package], copied))
    names += ["record", "order_no", "item_no", "what", "field", "before", "after"]
    entry: list[Any] = [rows.record, rows.order_no, rows.item_no, literal("ship"), literal("shipped"), rows.before]
    connection.execute(ENTRIES.insert().from_select(names, select(*by, *entry, rows.before + rows.quantity)))
    charged = select(rows.order_no, literal(author.as_of))
    dialect.add_missing(connection, CHARGES, ["order_no", "charged_at"], charged)
    gained: FromClause = staged
    if not once:
        # If several rows match an item, UPDATE FROM takes one and drops the others.
        shipped_units = func.sum(rows.quantity).label("quantity")
        gained = select(rows.item_no, shipped_units).group_by(rows.item_no).subquery("gained")
    shipped = ITEMS.update().where(ITEMS.c.item_no == gained.c.item_no)
    connection.execute(shipped.values(shipped=ITEMS.c.shipped + gained.c.quantity))


def _move_shipped(connection: Connection, change: ColumnElement[Any], which: ColumnElement[bool]) -> None:
    sums = select(PACKAGES.c.item_no, change.label("change")).where(which).group_by(PACKAGES.c.item_no).subquery()
    by_item = ITEMS.c.item_no == sums.c.item_no
    connection.execute(ITEMS.update().where(by_item).values(shipped=ITEMS.c.shipped + sums.c.change))


def _settle_charges(connection: Connection, undo: Undo) -> None:
    """Removes the charges of orders without a package in force, and adds the missing charges of orders with one."""
    joined = ITEMS.join(PACKAGES, PACKAGES.c.item_no == ITEMS.c.item_no)
    of_order = (ITEMS.c.order_no == ORDERS.c.order_no) & _IN_FORCE
    has_package = exists(select(literal(1)).select_from(joined).where(of_order).correlate(ORDERS))
    mine = select(ORDERS.c.order_no).where(ORDERS.c.order_no.in_(undo.orders))
    connection.execute(CHARGES.delete().where(CHARGES.c.order_no.in_(mine.where(~has_package))))
    charged = mine.add_columns(literal(undo.upload.root_as_of)).where(has_package)
    missing = charged.where(ORDERS.c.order_no.not_in(select(CHARGES.c.order_no)))
    connection.execute(CHARGES.insert().from_select(["order_no", "charged_at"], missing))
