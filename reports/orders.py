"""The Orders and the Unshipped Orders report (Seller Central, "Order Reports", "Unshipped Orders Report").

Orders: every verified order, shipped and canceled ones too. Unshipped Orders: the open units, and how late they are.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import ColumnElement, Connection

from reports import order_lines
from reports.files.text_files import apart, instants, words
from reports.order_lines import Block, Source, Viewpoint, together
from schemas import deadlines, fields
from schemas.text_bytes import joined

NAME = "orders"
TITLE = "Orders"
_SOURCE = Source((together(fields.ORDERS_REPORT.headings),))
UNSHIPPED_NAME = "unshipped-orders"
UNSHIPPED_TITLE = "Unshipped Orders"
_DERIVED = ("reporting-date", "days-past-promise", "verge-of-cancellation", "verge-of-lateShipment")
_DATES = ("purchase-date", "payments-date", "promise-date", "verified-at", "given-back-at")
_COLUMNS = fields.UNSHIPPED_ORDERS_REPORT.headings
# The columns before the derived ones, and those between them.
_FIRST = _COLUMNS[: _COLUMNS.index("reporting-date")]
_REST = _COLUMNS[_COLUMNS.index("days-past-promise") + 1 : _COLUMNS.index("verge-of-cancellation")]
_READ = (together(_FIRST), together(_REST), *map(order_lines.stored_column, _DATES))
_UNSHIPPED_SOURCE = Source(_READ, items=(order_lines.OPEN_UNITS > 0,))


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


def unshipped_blocks(connection: Connection, viewpoint: Viewpoint, cuts: Sequence[int]) -> Iterator[Block]:
    """The lines with open units of orders with cuts[0] < purchase-date <= cuts[-1], for ``unshipped_texts``.

    ``cuts`` are ascending, in seconds since 1970 UTC; no block has lines on both sides of a cut.
    """
    return order_lines.of_bought(connection, _UNSHIPPED_SOURCE, viewpoint.merchant, cuts)


def unshipped_texts(block: Block, viewpoint: Viewpoint) -> pa.LargeStringArray:
    """The lines of a block in the form of the report, with tabs between their cells.

    ``promise-date`` is the latest ship date, ``days-past-promise`` is whole days, negative before that date, and
    ``verge-of-...`` is ``true`` or ``false``.
    """
    first, rest, *dates = block.columns
    held = {name: pd.Series(json.loads(cells), dtype="Int64") for name, cells in zip(_DATES, dates, strict=True)}
    told = _with_lateness(pd.DataFrame(held), viewpoint)
    reporting, promise = (instants(told[name]) for name in ("reporting-date", "promise-date"))
    days, *verges = (words(told[name]) for name in _DERIVED[1:])
    return joined([apart(first), reporting, promise, days, apart(rest), *verges], "\t")


def _with_lateness(lines: pd.DataFrame, viewpoint: Viewpoint) -> pd.DataFrame:
    as_of, terms, times = viewpoint.as_of, viewpoint.terms, lines.set_axis(deadlines.TIMES, axis="columns")
    promise = deadlines.latest_ship(times, terms)
    deadline_at = deadlines.deadline(times.assign(latest_ship_at=promise), terms)
    return lines.assign(
        **{
            "reporting-date": pd.Series(as_of, index=lines.index, dtype="Int64"),
            "promise-date": promise.astype("Int64"),
            "days-past-promise": deadlines.days_past_promise(promise, as_of).astype("Int64"),
            "verge-of-cancellation": _words(deadlines.at_verge_of_cancellation(deadline_at, as_of, terms)),
            "verge-of-lateShipment": _words(deadlines.at_verge_of_late_shipment(promise, as_of)),
        }
    )


def _words(flags: "pd.Series[Any]") -> "pd.Series[Any]":
    return flags.astype(bool).map({True: "true", False: "false"}).astype("str")
