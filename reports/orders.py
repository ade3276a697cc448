"""The Orders report (Seller Central, "Order Reports"): every verified order, shipped and canceled ones too."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
from sqlalchemy import ColumnElement, Connection, select

from reports import line_texts, order_lines
from reports.line_cells import together
from reports.line_texts import Block, Source
from reports.report import Viewpoint
from reports.texts import apart
from schemas.history import ENTRIES
from schemas.order_table import ORDERS
from schemas.orders_report import COLUMNS

NAME = "orders"
TITLE = "Orders"
_SOURCE = Source((together(COLUMNS),))


def blocks(connection: Connection, viewpoint: Viewpoint, cuts: Sequence[int]) -> Iterator[Block]:
    """The lines of orders with cuts[0] < purchase-date <= cuts[-1], in seconds since 1970 UTC, for ``texts``.

    ``cuts`` are ascending; no block has lines of both sides of one.
    """
    return line_texts.of_bought(connection, _SOURCE, viewpoint.merchant, cuts)


def blocks_verified(connection: Connection, merchant: str, from_entry: int, to_entry: int) -> Iterator[Block]:
    """The lines of orders that became verified in the entries from_entry < entry_no <= to_entry of the history."""
    return line_texts.of_orders(connection, _SOURCE, *_verified(merchant, from_entry, to_entry))


def texts(block: Block) -> pa.LargeStringArray:
    """The lines of a block as the report has them, tabs between their cells."""
    [cells] = block.columns
    return apart(cells)


def _verified(merchant: str, from_entry: int, to_entry: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    came = select(ENTRIES.c.order_no).where(
        ENTRIES.c.merchant_id == merchant,
        ENTRIES.c.what == "verify",
        ENTRIES.c.entry_no > from_entry,
        ENTRIES.c.entry_no <= to_entry,
    )
    return order_lines.verified(merchant), ORDERS.c.order_no.in_(came)
