"""The reports by window: the orders bought in the last 1, 2, 7, 15, 30, 60 or 90 days."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd
from sqlalchemy import Connection

from reports import orders, unshipped_orders
from reports.report import Report, Viewpoint
from reports.tails import write_tails
from reports.writing import FLAT, Format, Written, write_each
from schemas import orders_report, unshipped_orders_report
from schemas.deadlines import DAY

WINDOWS = (1, 2, 7, 15, 30, 60, 90)
Name = Literal["orders", "unshipped-orders"]
NAMES: tuple[Name, ...] = ("orders", "unshipped-orders")
_COLUMNS = {orders.NAME: orders_report.COLUMNS, unshipped_orders.NAME: unshipped_orders_report.COLUMNS}
_TITLES = {orders.NAME: orders.TITLE, unshipped_orders.NAME: unshipped_orders.TITLE}


def read_windows(connection: Connection, name: Name, days: Sequence[int], viewpoint: Viewpoint) -> list[Report]:
    """The report ``name``, one for each number of days: as-of - N x 24 h < purchase-date <= as-of."""
    as_of = viewpoint.as_of
    longest = _read(connection, name, viewpoint, as_of - max(days, default=0) * DAY)
    # Sorted by purchase-date, so that every shorter window is the tail of the longest.
    bought = longest["purchase-date"].to_numpy(dtype="int64")
    starts = {number: int(bought.searchsorted(as_of - number * DAY, side="right")) for number in days}
    return [
        Report(f"{name}-{number}-days", _TITLES[name], as_of, longest.iloc[starts[number] :].reset_index(drop=True))
        for number in days
    ]


def _read(connection: Connection, name: Name, viewpoint: Viewpoint, since: int) -> pd.DataFrame:
    if name == orders.NAME:
        return orders.read(connection, viewpoint.merchant, since, viewpoint.as_of)
    return unshipped_orders.read(connection, viewpoint, since, viewpoint.as_of)


def write_windows(
    connection: Connection, reports: tuple[Name, Sequence[int]], viewpoint: Viewpoint, folder: Path, format: Format
) -> list[Written]:
    """Writes one file a window, as ``orders-7-days.txt``, and returns path and line count of each.

    ``reports`` is the name of the report and its numbers of days. Raises OSError where the folder cannot be written.
    """
    name, days = reports
    if format not in FLAT or not days:
        return write_each(read_windows(connection, name, days, viewpoint), folder, format)
    folder.mkdir(parents=True, exist_ok=True)
    since = {number: viewpoint.as_of - number * DAY for number in days}
    paths = {number: folder / f"{name}-{number}-days.{format}" for number in days}
    blocks = _read_blocks(connection, name, viewpoint, min(since.values()))
    counts = write_tails(blocks, _COLUMNS[name], since, paths, FLAT[format])
    return [Written(paths[number], counts[number]) for number in days]


def _read_blocks(connection: Connection, name: Name, viewpoint: Viewpoint, since: int) -> Iterator[pd.DataFrame]:
    if name == orders.NAME:
        return orders.read_blocks(connection, viewpoint.merchant, since, viewpoint.as_of)
    return unshipped_orders.read_blocks(connection, viewpoint, since, viewpoint.as_of)
