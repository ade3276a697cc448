"""The Unshipped Orders report (Seller Central, "Unshipped Orders Report"): the open units, and how late they are."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from reports import order_lines
from reports.report import Viewpoint
from schemas import deadlines
from schemas.unshipped_orders_report import COLUMNS

NAME = "unshipped-orders"
TITLE = "Unshipped Orders"
_DERIVED = ("reporting-date", "days-past-promise", "verge-of-cancellation", "verge-of-lateShipment")
_HELD = tuple(heading for heading in COLUMNS if heading not in _DERIVED)


def read(connection: Connection, viewpoint: Viewpoint, since: int, until: int) -> pd.DataFrame:
    """The lines with open units of orders with since < purchase-date <= until, in seconds since 1970 UTC.

    Columns of the report. ``promise-date`` is the latest ship date, ``days-past-promise`` whole days, negative where it
    is not due yet, ``verge-of-...`` the words ``true`` and ``false``.
    """
    which = order_lines.bought(viewpoint.merchant, since, until)
    lines = order_lines.read(connection, _HELD, which, order_lines.OPEN_UNITS > 0)
    return _with_lateness(lines, viewpoint)[list(COLUMNS)]


def read_blocks(connection: Connection, viewpoint: Viewpoint, since: int, until: int) -> Iterator[pd.DataFrame]:
    """The same lines, some at a time."""
    which = order_lines.bought(viewpoint.merchant, since, until)
    for lines in order_lines.read_blocks(connection, _HELD, which, order_lines.OPEN_UNITS > 0):
        yield _with_lateness(lines, viewpoint)[list(COLUMNS)]


def _with_lateness(lines: pd.DataFrame, viewpoint: Viewpoint) -> pd.DataFrame:
    as_of, terms, bought = viewpoint.as_of, viewpoint.terms, lines["purchase-date"]
    promise = deadlines.latest_ship(lines["promise-date"], lines["payments-date"], bought, terms)
    return lines.assign(
        **{
            "reporting-date": pd.Series(as_of, index=lines.index, dtype="Int64"),
            "promise-date": promise.astype("Int64"),
            "days-past-promise": deadlines.days_past_promise(promise, as_of).astype("Int64"),
            "verge-of-cancellation": _words(deadlines.at_verge_of_cancellation(bought, as_of, terms)),
            "verge-of-lateShipment": _words(deadlines.at_verge_of_late_shipment(promise, as_of)),
        }
    )


def _words(flags: "pd.Series[Any]") -> "pd.Series[Any]":
    return flags.astype(bool).map({True: "true", False: "false"}).astype("str")
