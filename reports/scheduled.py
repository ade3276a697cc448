"""The scheduled Orders report: every order verified since the last scheduled run, each exactly once.

Rules: Seller Central, "Order Reports" (scheduled reports hold the orders since the one before).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select

from reports import orders
from reports.line_texts import passing_through
from reports.report import Viewpoint
from reports.workbooks import Sheet
from reports.writing import Format, Window, Written, write
from schemas.history import ENTRIES, SCHEDULED_RUNS
from schemas.orders_report import COLUMNS
from schemas.store import writing

NAME = "orders-scheduled"
# Before any purchase.
_EVER = -(2**62)


@dataclass(frozen=True)
class Run:
    """One scheduled run: the history it covers, from_entry < entry_no <= to_entry, and the UTC date it is named by."""

    date: str
    from_entry: int
    to_entry: int


def date_of(as_of: int) -> str:
    """The UTC date of an instant (seconds since 1970 UTC), yyyy-mm-dd."""
    return datetime.fromtimestamp(as_of, UTC).date().isoformat()


def take_run(engine: Engine, viewpoint: Viewpoint) -> Run:
    """The run of the date of as-of, kept in the order table; the same date again is the same run.

    A new run covers the history since the end of the last one, whatever the dates, so that no order is listed twice.
    """
    date = date_of(viewpoint.as_of)
    with engine.connect() as connection, writing(connection):
        return _run(connection, viewpoint.merchant, date) or _new_run(connection, viewpoint.merchant, date)


def _run(connection: Connection, merchant: str, date: str) -> Run | None:
    runs, entries = SCHEDULED_RUNS.c, (SCHEDULED_RUNS.c.from_entry, SCHEDULED_RUNS.c.to_entry)
    row = connection.execute(select(*entries).where(runs.merchant_id == merchant, runs.date == date)).one_or_none()
    return Run(date, *row) if row else None


def _new_run(connection: Connection, merchant: str, date: str) -> Run:
    def highest(column: ColumnElement[int], owner: ColumnElement[str]) -> int:
        statement = select(func.coalesce(func.max(column), 0)).where(owner == merchant)
        return connection.execute(statement).scalar_one()

    last = highest(SCHEDULED_RUNS.c.to_entry, SCHEDULED_RUNS.c.merchant_id)
    run = Run(date, last, max(last, highest(ENTRIES.c.entry_no, ENTRIES.c.merchant_id)))
    row = {"merchant_id": merchant, "date": date, "from_entry": run.from_entry, "to_entry": run.to_entry}
    connection.execute(insert(SCHEDULED_RUNS).values(row))
    return run


def write_run(connection: Connection, run: Run, viewpoint: Viewpoint, path: Path, format: Format) -> Written:
    """Writes the lines of the orders that a run lists, as the order table has them now."""
    blocks = orders.blocks_verified(connection, viewpoint.merchant, run.from_entry, run.to_entry)
    sheet = Sheet(orders.TITLE, COLUMNS, viewpoint.as_of)
    with passing_through(connection):
        [written] = write(blocks, orders.texts, sheet, [Window(path, _EVER)], format)
    return written
