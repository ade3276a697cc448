"""The Orders report (Seller Central, "Order Reports"): every verified order, shipped and canceled ones too."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from reports import order_lines
from schemas.history import ENTRIES
from schemas.order_table import ORDERS
from schemas.orders_report import COLUMNS

NAME = "orders"
TITLE = "Orders"


def read(connection: Connection, merchant: str, since: int, until: int) -> pd.DataFrame:
    """The lines of orders with since < purchase-date <= until, in seconds since 1970 UTC; columns of the report."""
    return order_lines.read(connection, COLUMNS, order_lines.bought(merchant, since, until))


def read_blocks(connection: Connection, merchant: str, since: int, until: int) -> Iterator[pd.DataFrame]:
    """The same lines, some at a time."""
    return order_lines.read_blocks(connection, COLUMNS, order_lines.bought(merchant, since, until))


def read_verified(connection: Connection, merchant: str, from_entry: int, to_entry: int) -> pd.DataFrame:
    """The lines of orders that became verified in the entries from_entry < entry_no <= to_entry of the history."""
    return order_lines.read(connection, COLUMNS, *_verified(merchant, from_entry, to_entry))


def read_verified_blocks(
    connection: Connection, merchant: str, from_entry: int, to_entry: int
) -> Iterator[pd.DataFrame]:
    """The same lines, some at a time."""
    return order_lines.read_blocks(connection, COLUMNS, *_verified(merchant, from_entry, to_entry))


def _verified(merchant: str, from_entry: int, to_entry: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    came = select(ENTRIES.c.order_no).where(
        ENTRIES.c.merchant_id == merchant,
        ENTRIES.c.what == "verify",
        ENTRIES.c.entry_no > from_entry,
        ENTRIES.c.entry_no <= to_entry,
    )
    return order_lines.verified(merchant), ORDERS.c.order_no.in_(came)
