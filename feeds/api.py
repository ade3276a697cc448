"""orderfeeds from Python: check, upload, undo and report, each with the order table as its first argument.

The command line does what these functions do. Nothing here prints or writes a report file: the result of a file is
returned as a value. An order table is a path, or an engine of ``schemas.store.opening.open_store``, which stays open.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from feeds.changes import plan
from feeds.changes import undo as undoing
from feeds.changes.plan import plan_mark
from feeds.file_stamp import Signature, signature
from feeds.kinds.kind import Occasion
from feeds.purge.registered_files import fingerprinted, register_rows, uploaded_with_buyers
from feeds.reading.options import Directions
from feeds.upload import Ready, apply, ready
from feeds.uploaded_file import in_order, read_file
from reports import windows
from reports.order_lines import Viewpoint
from reports.processing import Outcome, read_outcome
from schemas.login import login
from schemas.store import authors, merchant_terms
from schemas.store.authors import Deed
from schemas.store.entries import last_entry
from schemas.store.opening import opened_store, writing

OrderTable = str | PathLike[str] | Engine
Rows = Mapping[Path, dict[str, Any] | None]
MERCHANT = "main"


@dataclass(frozen=True)
class Uploaded:
    """The result of a file; ``repeat``: an earlier upload had the same records, and ``outcome`` is that upload's."""

    outcome: Outcome
    repeat: bool


@dataclass(frozen=True)
class Plan:
    """What files would do.

    ``files``: the result each would have, in the order in which they would be applied. ``orders``: one row per order
    that would change, with order_id, change, what, before, after, money and cells. ``fingerprint``: equal for plans
    that do the same; None if a file cannot be processed.
    """

    files: list[Uploaded]
    orders: pd.DataFrame
    fingerprint: str | None


@dataclass(frozen=True)
class Undone:
    """What an undo did, or would do: ``orders`` as in a Plan, ``spared`` with order_id and reason.

    ``upload``: its number in the list of uploads, None if nothing could be taken back. ``taken_back``: the number of
    orders. ``addresses_not_kept``: the number of orders that keep a changed address, as the earlier one was not stored.
    """

    upload: int | None
    taken_back: int
    orders: pd.DataFrame
    spared: pd.DataFrame
    addresses_not_kept: int = 0


class PlanChangedError(Exception):
    """The files would no longer do what the plan says, so nothing was applied. ``plan``: what they would do now."""

    def __init__(self, now: Plan) -> None:
        super().__init__(f"The files would not do what the plan says; their plan is {now.fingerprint} now.")
        self.plan = now


@dataclass(frozen=True)
class Options:
    """How files are judged: ``as_of`` an aware date-time, or None for now; ``by`` the person who uploads, or the login.

    ``strict``: all records of a file or none. ``again``: equal parcels ship once more. ``edit``: equal parcels are
    edited. ``refuse``: warnings that refuse a record, such as ``buyer-cancel``. ``reading``: how cells and headings are
    read.
    """

    merchant: str = MERCHANT
    as_of: datetime | None = None
    by: str = ""
    strict: bool = False
    again: bool = False
    edit: bool = False
    refuse: Sequence[str] = ()
    reading: Directions = field(default_factory=Directions)


def check(order_table: OrderTable, *files: str | PathLike[str], options: Options | None = None) -> Plan:
    """What an upload of the files would do; nothing is kept, and no order table is created.

    Raises schemas.store.opening.StoreRefusedError if the order table cannot be opened.
    """
    options = options or Options()
    read = _read(files, options)
    if not isinstance(order_table, Engine) and _bring_orders(read) and not Path(order_table).exists():
        order_table = ":memory:"
    with _opened(order_table) as engine, engine.connect() as connection, writing(connection) as transaction:
        planned = _planned(connection, read, options, {})
        transaction.rollback()
    return planned


def upload(
    order_table: OrderTable, *files: str | PathLike[str], options: Options | None = None, plan: Plan | str | None = None
) -> list[Uploaded]:
    """Applies the files, each whole or not at all, orders first; creates the order table if orders are brought in.

    With ``plan``, a Plan or its fingerprint, all files are applied together and only if they do just that. Raises
    PlanChangedError otherwise, also for a Plan without a fingerprint, and schemas.store.opening.StoreRefusedError if
    the order table cannot be opened.
    """
    options = options or Options()
    seen = {Path(file): signature(Path(file)) for file in files}
    read = _read(files, options)
    # The bytes of the files are read here, and not while others wait for the order table.
    rows = {one.file.path: _row(one, seen[one.file.path]) for one in read}
    with _opened(order_table, create=_bring_orders(read)) as engine:
        if plan is None:
            return [_upload_one(engine, one, options, rows) for one in read]
        wanted = plan.fingerprint if isinstance(plan, Plan) else plan
        with engine.connect() as connection, writing(connection) as transaction:
            planned = _planned(connection, read, options, rows)
            if wanted is None or planned.fingerprint != wanted:
                transaction.rollback()
                raise PlanChangedError(planned)
    return planned.files


def undo(order_table: OrderTable, number: int, *, keep: bool = True, options: Options | None = None) -> Undone:
    """Takes upload ``number`` back, order by order; with ``keep`` false it only returns what that would do.

    Raises feeds.changes.undo_target.UndoRefusedError if there is nothing to take back.
    """
    options = options or Options()
    with _opened(order_table) as engine, engine.connect() as connection, writing(connection) as transaction:
        before = last_entry(connection)
        done = undoing.undo(connection, options.merchant, number, _instant(options.as_of))
        if done.upload_no is not None:
            authors.save(connection, done.upload_no, _deed(options.by))
        orders = plan.plan(connection, options.merchant, before)
        if not keep:
            transaction.rollback()
    return Undone(done.upload_no, done.orders, orders, done.spared, done.addresses_not_kept)


def report(
    order_table: OrderTable,
    name: windows.Name,
    days: int,
    *,
    merchant: str = MERCHANT,
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """The ``orders`` or ``unshipped-orders`` bought in the last ``days`` days, a row per item: all columns, as text."""
    with _opened(order_table) as engine, engine.connect() as connection, connection.begin():
        viewpoint = Viewpoint(merchant, _instant(as_of), merchant_terms.load(connection, merchant))
        lines = b"".join(windows.window_lines(connection, name, viewpoint, days))
    columns = windows.COLUMNS[name]
    return pd.read_csv(
        BytesIO(lines), sep="\t", names=list(columns), dtype="str", keep_default_na=False, quoting=3, encoding="utf-8"
    )


def apply_file(
    connection: Connection, merchant: str, ready: Ready, occasion: Occasion, deed: Deed, *, strict: bool = False
) -> Uploaded:
    """Applies one file inside the caller's write transaction, and records who did it and when."""
    applied = apply(connection, merchant, ready, occasion, strict=strict)
    if not applied.repeat:
        authors.save(connection, applied.upload_no, deed)
    outcome = read_outcome(connection, merchant, applied.upload_no)
    if outcome is None:
        raise LookupError(f"upload {applied.upload_no} was written and is not there")
    return Uploaded(outcome, applied.repeat)


def planned_since(
    connection: Connection, merchant: str, before: int, read: Sequence[Ready], done: Sequence[Uploaded]
) -> Plan:
    """The plan of what files did inside the caller's transaction, after the history entry ``before``."""
    faults = (one.outcome.faults for one in done)
    fatal = any(one.outcome.state == "Fatal" for one in done)
    mark = None if fatal else plan_mark(connection, merchant, before, zip(read, faults, strict=True))
    return Plan(list(done), plan.plan(connection, merchant, before), mark)


def _planned(connection: Connection, read: Sequence[Ready], options: Options, rows: Rows) -> Plan:
    occasion, before = _occasion(connection, options), last_entry(connection)
    done = [_listed(connection, one, occasion, options, rows) for one in read]
    return planned_since(connection, options.merchant, before, read, done)


def _upload_one(engine: Engine, one: Ready, options: Options, rows: Rows) -> Uploaded:
    with engine.connect() as connection, writing(connection):
        return _listed(connection, one, _occasion(connection, options), options, rows)


def _listed(connection: Connection, one: Ready, occasion: Occasion, options: Options, rows: Rows) -> Uploaded:
    """Applies a file; if ``rows`` has it, also puts it on the list of files that a purge deletes."""
    done = apply_file(connection, options.merchant, one, occasion, _deed(options.by), strict=options.strict)
    if (row := rows.get(one.file.path)) and not done.repeat:
        register_rows(connection, options.merchant, occasion.as_of, [row | {"upload_no": done.outcome.upload}])
    return done


def _row(one: Ready, seen: Signature | None) -> dict[str, Any] | None:
    """A file with buyers' texts as the list of files has it; None for others, and if it changed while it was read."""
    made = uploaded_with_buyers(one, seen)
    return fingerprinted(made) if made else None


def _read(files: Sequence[str | PathLike[str]], options: Options) -> list[Ready]:
    read = [read_file(Path(file), options.reading) for file in files]
    return [ready(file) for file in in_order(read)]


def _bring_orders(read: Sequence[Ready]) -> bool:
    return any(one.file.kind is not None and one.file.kind.name == "orders" for one in read)


def _occasion(connection: Connection, options: Options) -> Occasion:
    terms = merchant_terms.load(connection, options.merchant)
    occasion = Occasion(_instant(options.as_of), terms, options.again, refused=tuple(options.refuse))
    return replace(occasion, edit=options.edit)


@contextmanager
def _opened(order_table: OrderTable, *, create: bool = False) -> Iterator[Engine]:
    if isinstance(order_table, Engine):
        yield order_table
        return
    with opened_store(str(order_table), create=create) as engine:
        yield engine


def _instant(as_of: datetime | None) -> int:
    """Seconds since 1970 UTC; raises ValueError for a date-time without a zone, as it could be on two days."""
    moment = datetime.now(UTC) if as_of is None else as_of
    if moment.tzinfo is None:
        raise ValueError("as_of needs a time zone: datetime(2026, 1, 31, tzinfo=UTC)")
    return int(moment.timestamp())


def _deed(by: str) -> Deed:
    return Deed(_instant(None), by or login())
