"""The Orders report (Seller Central, "Order Reports"): every verified order, shipped and canceled ones too."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
from sqlalchemy import ColumnElement, Connection

from reports import order_lines
from reports.files.text_files import apart
from reports.order_lines import Block, Source, Viewpoint, together
from schemas import fields

NAME = "orders"
TITLE = "Orders"
_SOURCE = Source((together(fields.ORDERS_REPORT.headings),))


def blocks(connection: Connection, viewpoint: Viewpoint, cuts: Sequence[int]) -> Iterator[Block]:
    """The lines of orders with cuts[0] < purchase-date <= cuts[-1], in seconds since 1970 UTC, for ``texts``.

    ``cuts`` are ascending; no block has lines on both sides of a cut.
    """
    return order_lines.of_bought(connection, _SOURCE, viewpoint.merchant, cuts)


def blocks_of(connection: Connection, merchant: str, which: ColumnElement[bool]) -> Iterator[Block]:
    """The lines of the merchant's verified orders that match ``which``."""
    return order_lines.of_orders(connection, _SOURCE, order_lines.verified(merchant), which)


def texts(block: Block) -> pa.LargeStringArray:
    """The lines of a block in the form of the report, with tabs between their cells."""
    [cells] = block.columns
    return apart(cells)
