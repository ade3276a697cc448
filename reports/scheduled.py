"""The scheduled Orders report: every order verified since the last scheduled run, each exactly once.

Rules: Seller Central, "Order Reports" (a scheduled report lists the orders since the one before).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, func, insert, select

from reports import orders
from reports.files.writing import Format, Window, Written, write
from reports.files.xlsx import Sheet
from reports.order_lines import Viewpoint
from schemas import fields
from schemas.store import dialect, stored_rows
from schemas.store.dialect import read_once
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import REMOVED_ROWS, SCHEDULED_RUNS, UNVERIFIED, UPLOADS, VERIFIED
from schemas.store.opening import writing
from schemas.store.tables import ORDERS
from schemas.times import day

NAME = "orders-scheduled"
# Before any purchase.
_EVER = -(2**62)


@dataclass(frozen=True)
class Run:
    """One scheduled run: its part of the history, from_entry < entry_no <= to_entry, and the UTC date that names it."""

    date: str
    from_entry: int
    to_entry: int


def date_of(as_of: int) -> str:
    """The UTC date of an instant (seconds since 1970 UTC), yyyy-mm-dd."""
    return day(as_of).isoformat()


def take_run(engine: Engine, viewpoint: Viewpoint) -> Run:
    """The run for the date of as-of, stored in the order table; the same date again gives the same run.

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
    run = Run(date, last, max(last, highest(ENTRY_ROWS.c.entry_no, ENTRY_ROWS.c.merchant_id)))
    row = {"merchant_id": merchant, "date": date, "from_entry": run.from_entry, "to_entry": run.to_entry}
    connection.execute(insert(SCHEDULED_RUNS).values(row))
    return run


def write_run(connection: Connection, run: Run, viewpoint: Viewpoint, path: Path, format: Format) -> Written:
    """Writes the lines of the orders that a run lists, with their current data in the order table."""
    blocks = orders.blocks_of(connection, viewpoint.merchant, _listed(connection, viewpoint.merchant, run))
    sheet = Sheet(orders.TITLE, fields.ORDERS_REPORT.headings, viewpoint.as_of)
    with read_once(connection):
        [written] = write(blocks, orders.texts, sheet, [Window(path, _EVER)], format)
    return written


def _listed(connection: Connection, merchant: str, run: Run) -> ColumnElement[bool]:
    """Condition: the orders that became verified in the run's part of the history and are in no earlier run."""
    entries = ENTRY_ROWS.c
    of_run = (entries.entry_no > run.from_entry) & (entries.entry_no <= run.to_entry)
    came = select(entries.order_no).where(entries.merchant_id == merchant, entries.what.in_(VERIFIED), of_run)
    undone = _undone(connection, merchant)
    if undone.empty:
        return ORDERS.c.order_no.in_(came)
    first = _first_runs(connection, merchant, undone)
    # If several runs end at the same entry, all but the first had nothing new.
    mine = undone[undone["order_id"].map(first).eq(run.to_entry) & (run.to_entry > run.from_entry)]
    once = ORDERS.c.order_no.in_(came) & ORDERS.c.order_id.not_in(_ids(undone))
    return once | ORDERS.c.order_id.in_(_ids(mine))


def _ids(rows: pd.DataFrame) -> Select[Any]:
    return dialect.given(rows["order_id"].drop_duplicates())


def _undone(connection: Connection, merchant: str) -> pd.DataFrame:
    """The orders whose verification an undo took back, whatever happened to them since: order_no, order_id.

    An order that was removed and taken in again has one number for each time.
    """
    entries, undos, removed = ENTRY_ROWS.c, UPLOADS.c, REMOVED_ROWS.c
    # Only the part of the history that undos wrote is read.
    part = entries.entry_no.between(undos.from_entry + 1, undos.to_entry) & (entries.what == UNVERIFIED)
    mine = (undos.merchant_id == merchant) & undos.undoes.is_not(None)
    numbers = select(entries.order_no).select_from(UPLOADS.join(ENTRY_ROWS, part)).where(mine).distinct()
    gone = (removed.table_name == ORDERS.name) & removed.key_no.in_(numbers)
    there = select(ORDERS.c.order_no, ORDERS.c.order_id)
    not_there = select(removed.order_no, dialect.of_object(removed.cells, "order_id").label("order_id"))
    asked = (there.where(ORDERS.c.order_no.in_(numbers)), not_there.where(gone))
    rows = pd.concat([stored_rows.read(connection, query, {"order_id"}) for query in asked])
    again = there.where(ORDERS.c.merchant_id == merchant, ORDERS.c.order_id.in_(_ids(rows)))
    return pd.concat([rows, stored_rows.read(connection, again, {"order_id"})]).drop_duplicates("order_no")


def _first_runs(connection: Connection, merchant: str, undone: pd.DataFrame) -> pd.Series:
    """The end of the first run that found each order verified, by order_id; orders without such a run are left out."""
    entries, runs = ENTRY_ROWS.c, SCHEDULED_RUNS.c
    ends = list(connection.execute(select(runs.to_entry).where(runs.merchant_id == merchant)).scalars())
    changed = entries.order_no.in_(dialect.given(undone["order_no"].tolist())) & (entries.field == "verified")
    query = select(entries.order_no, entries.entry_no, entries.what).where(changed).order_by(entries.entry_no)
    told = stored_rows.read(connection, query, {"what"}).merge(undone, on="order_no")
    until = told.groupby("order_id")["entry_no"].shift(-1)
    told = told.assign(until=until)[told["what"].isin(VERIFIED)]
    # The first run that ends while the order is verified.
    places = np.searchsorted(sorted(ends), told["entry_no"])
    end = pd.Series([*sorted(ends), np.inf]).iloc[places].set_axis(told.index)
    found = told.assign(end=end)[(end < np.inf) & ~(end >= told["until"])]
    return found.groupby("order_id")["end"].min()
