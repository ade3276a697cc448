"""What the clock did in the night, order by order, for the page and as a separate report: canceled orders first."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, Select, func, select

from reports.files.writing import Format, Written, write_rows
from reports.files.xlsx import Sheet
from reports.order_lines import OPEN_UNITS, Viewpoint
from reports.overview.uploads import of_last_day
from schemas import deadlines
from schemas.store import history, stored_rows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import CANCELLATIONS, UPLOADS, in_force, undone_uploads
from schemas.store.tables import ITEMS, ORDERS
from schemas.times import moment

NAME = "clock"
COLUMNS = ("what", "order-id", "units", "date", "upload", "as-of", "meaning")
CANCELED, WARNED, LATE = "canceled", "warned", "late"
_FLAGS = {history.WARNED: WARNED, history.LATE: LATE}
_MEANING = {
    (CANCELED, True): "Not confirmed by its deadline: what was open is canceled, and not paid even if it was shipped.",
    (CANCELED, False): f"Not verified within {deadlines.PENDING_DAYS} days: canceled while it was Pending.",
    (WARNED, True): "Confirm as shipped by this date to avoid cancellation.",
    (WARNED, False): "Pending: canceled on this date unless it is verified before.",
    (LATE, True): "Not shipped by its latest ship date, which is this date.",
}
_LATER = ENTRY_ROWS.alias("later").c


class Acted(NamedTuple):
    """What the clock did to an order; ``units``: canceled, or else open; ``date``: the deadline or latest ship date."""

    what: str
    order_id: str
    units: int
    date: datetime
    upload: int
    as_of: datetime
    meaning: str


def of_night(connection: Connection, viewpoint: Viewpoint) -> list[Acted]:
    """What the last day's runs of the clock did and is still valid: canceled, warned, late, each by date.

    Left out: what an undo took back, what a later run replaced, and warnings of orders that have no open units any
    more.
    """
    rows = pd.concat([_canceled(connection, viewpoint), _flagged(connection, viewpoint)])
    rank = rows["what"].map({CANCELED: 0, WARNED: 1, LATE: 2})
    told = rows.assign(rank=rank).sort_values(["rank", "date", "order_id"])
    columns = (told[name].tolist() for name in ("what", "order_id", "units", "date", "upload_no", "as_of", "verified"))
    return [
        Acted(what, order, units, moment(date), upload, moment(as_of), _MEANING[what, verified])
        for what, order, units, date, upload, as_of, verified in zip(*columns, strict=True)
    ]


def _runs(viewpoint: Viewpoint) -> Select[Any]:
    """The entries of the night's runs of the clock, with their orders."""
    columns = [UPLOADS.c.upload_no, UPLOADS.c.as_of, ORDERS.c.order_id, ORDERS.c.verified]
    columns += [ORDERS.c[name] for name in deadlines.TIMES]
    # Only the part of the history that the runs wrote is read.
    part = ENTRY_ROWS.c.entry_no.between(UPLOADS.c.from_entry + 1, UPLOADS.c.to_entry)
    joined_ = UPLOADS.join(ENTRY_ROWS, part).join(ORDERS, ORDERS.c.order_no == ENTRY_ROWS.c.order_no)
    return select(*columns).select_from(joined_).where(UPLOADS.c.kind == history.CLOCK, *of_last_day(viewpoint))


def _canceled(connection: Connection, viewpoint: Viewpoint) -> pd.DataFrame:
    rows = CANCELLATIONS.c
    mine = (rows.item_no == ENTRY_ROWS.c.item_no) & (rows.upload_no == UPLOADS.c.upload_no) & in_force(CANCELLATIONS)
    query = _runs(viewpoint).add_columns(func.sum(rows.quantity).label("units")).join(CANCELLATIONS, mine)
    query = query.where(ENTRY_ROWS.c.what == history.CANCELED).group_by(UPLOADS.c.upload_no, ORDERS.c.order_no)
    found = stored_rows.read(connection, query, {"order_id"})
    verified = found["verified"].astype(bool)
    date = deadlines.usual_deadline(found, viewpoint.terms).where(verified, deadlines.usual_pending_end(found))
    return found.assign(what=CANCELED, date=date, verified=verified)


def _flagged(connection: Connection, viewpoint: Viewpoint) -> pd.DataFrame:
    entries = ENTRY_ROWS.c
    units = select(func.sum(OPEN_UNITS)).where(ITEMS.c.order_no == ORDERS.c.order_no).scalar_subquery()
    same = (_LATER.order_no == entries.order_no) & (_LATER.what == entries.what)
    last = select(_LATER.after).where(same).order_by(_LATER.entry_no.desc()).limit(1).scalar_subquery()
    query = _runs(viewpoint).add_columns(entries.what, entries.after.label("date"), entries.field, units.label("units"))
    # The last warning or flag of an order is valid, as long as the order has open units.
    query = query.where(entries.what.in_(list(_FLAGS)), entries.after == last, units > 0)
    found = stored_rows.read(connection, query.order_by(entries.entry_no), {"order_id", "what", "date", "field"})
    found = found[~found["upload_no"].isin(list(undone_uploads(connection, viewpoint.merchant)))]
    found = found.drop_duplicates(["order_id", "what"], keep="last")
    # As it was then: an order may have been verified since.
    verified = found["field"] != history.VERIFICATION_DEADLINE
    return found.assign(what=found["what"].map(_FLAGS), date=found["date"].astype("int64"), verified=verified)


def write_clock(acted: list[Acted], viewpoint: Viewpoint, folder: Path, format: Format) -> Written:
    """Writes ``clock.txt``, or the same in another format: one line for each order and action."""
    sheet = Sheet("Clock", COLUMNS, viewpoint.as_of)
    return write_rows([cells(row) for row in acted], sheet, folder / f"{NAME}.{format}", format)


def cells(row: Acted) -> tuple[str, ...]:
    """The cells of an order under COLUMNS."""
    return tuple(cell.isoformat() if isinstance(cell, datetime) else str(cell) for cell in row)
