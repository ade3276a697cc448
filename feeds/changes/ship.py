"""The word ``ship``: units of an item leave as a package."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select

from feeds.changes.history import Author, Undo, Word, authored, net, next_entries
from feeds.kinds.matching import units
from schemas import fields
from schemas.store import given_numbers, stored_rows
from schemas.store.entries import SHIPPED
from schemas.store.history import PACKAGE_DETAILS, PACKAGES
from schemas.store.tables import ITEMS
from schemas.store.verify import Total

_IN_FORCE = PACKAGES.c.taken_back_by.is_(None)


class Ship(Word):
    """Ships packages; its frame: record, order_no, item_no, quantity, asked_quantity, whole, before, and the texts.

    ``before``: the units shipped so far. The columns of texts that no package fills are missing.
    """

    name = "ship"
    entries: ClassVar = {SHIPPED: SHIPPED}
    sort_by = ("record", "item_no")
    totals = (
        Total("units shipped are those of the packages", "shipped", "packages", "quantity", "taken_back_by IS NULL"),
    )

    def write(self, connection: Connection, author: Author, rows: pd.DataFrame) -> None:
        """Stores the packages, which are their own entries of the history, and adds their units to the items."""
        # Sorted by item, the rows walk each index once, whatever the order in the file.
        ship = next_entries(connection, rows.sort_values("item_no", kind="stable"), "package_no")
        texts = [name for name in fields.PACKAGE.columns if name in ship]
        package = ["record", "item_no", "quantity", "asked_quantity", "before", *texts]
        ship = ship.assign(whole_order=ship["whole"].astype("int64"))
        stored_rows.insert(connection, PACKAGES, authored(ship[["package_no", "whole_order", *package]], author))
        _move_shipped(connection, func.sum(PACKAGES.c.quantity), PACKAGES.c.package_no >= int(ship["package_no"].min()))
        if "tracking_number" in ship:
            given_numbers.save(connection, author.merchant, ship["package_no"], ship["tracking_number"])
        details = [name for name in fields.DETAILS_OF_PACKAGE.columns if name in ship]
        detailed = ship[ship[details].notna().any(axis=1)]
        stored_rows.insert(connection, PACKAGE_DETAILS, detailed[["package_no", *details]])

    def take_back(self, connection: Connection, undo: Undo) -> None:
        """Marks the root upload's packages as taken back by the undo."""
        mine = (PACKAGES.c.upload_no == undo.upload.root) & _IN_FORCE & PACKAGES.c.item_no.in_(undo.items)
        _move_shipped(connection, -func.sum(PACKAGES.c.quantity), mine)
        connection.execute(PACKAGES.update().where(mine).values(taken_back_by=undo.undo_no))

    def restore(self, connection: Connection, undo: Undo) -> None:
        """Puts the root upload's packages in force again, whichever undo of it took them back last."""
        taken = (PACKAGES.c.upload_no == undo.upload.root) & PACKAGES.c.taken_back_by.in_(undo.upload.taken_back_by)
        taken &= PACKAGES.c.item_no.in_(undo.items)
        _move_shipped(connection, func.sum(PACKAGES.c.quantity), taken)
        connection.execute(PACKAGES.update().where(taken).values(taken_back_by=None))

    def summary(self, history: pd.DataFrame) -> pd.Series:
        """As ``ships 2 units``."""
        count = net(history)
        return pd.Series("ships ", count.index).mask(count < 0, "takes back the shipping of ") + units(count.abs())

    def sentence(self, change: Mapping[str, Any]) -> str:
        """As ``shipped 0 -> 2, package 14``."""
        return super().sentence(change) + (f", package {change['package']}" if change["package"] else "")


def _move_shipped(connection: Connection, change: ColumnElement[Any], which: ColumnElement[bool]) -> None:
    sums = select(PACKAGES.c.item_no, change.label("change")).where(which).group_by(PACKAGES.c.item_no).subquery()
    by_item = ITEMS.c.item_no == sums.c.item_no
    connection.execute(ITEMS.update().where(by_item).values(shipped=ITEMS.c.shipped + sums.c.change))
