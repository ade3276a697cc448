"""``orderfeeds nightly``: runs the clock, and writes everything a night needs into one folder."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from feeds import clock
from feeds.cli.options import Refusal, Store, refuse_ahead
from feeds.cli.order_table import deed_of, opened, other_merchants, terms_of
from feeds.cli.output import echo, echo_files, echo_json, echo_more, minute, say_done
from feeds.cli.progress import at_work
from feeds.cli.result_files import register_made
from feeds.clock import Due, last_run
from feeds.kinds.kind import Occasion
from reports.files.atomic_files import put_in_place
from reports.nightly import Night, try_folder, write_night
from reports.order_lines import Viewpoint
from reports.overview.clock import COLUMNS, cells
from schemas.store.authors import is_rehearsal, save
from schemas.store.entries import last_entry
from schemas.store.opening import writing
from schemas.times import iso
from schemas.wording import number_of

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Acted:
    """A run of the clock and its number in the list of uploads; None: nothing was left to do."""

    due: Due
    upload_no: int | None


def run(
    out: Path,
    format_: Any,
    no_clock: bool,
    confirm_cancellations: bool,
    as_of: int,
    by: str,
    as_json: bool,
    store: Store,
    terms: Mapping[str, int | None],
) -> int:
    """Runs ``orderfeeds nightly``; returns its exit code."""
    with _opened(store) as engine:
        viewpoint = Viewpoint(store.merchant, as_of, terms_of(engine, store.merchant, terms))
        acted = None
        if not no_clock:
            with engine.connect() as connection:
                _refuse_times(connection, viewpoint)
            _try(out, as_of)
            acted = let_time_act(engine, viewpoint, out, by, confirmed=confirm_cancellations)
        with _kept_though_it_fails(acted):
            with engine.connect() as connection:
                history = last_entry(connection)
            with at_work("nightly: writing"):
                night = write_night(engine, viewpoint, out, format_)
            register_made(engine, viewpoint.merchant, as_of, "report", _with_buyers(night.files), history)
    _show(acted, night, as_json=as_json)
    return 0


@contextmanager
def _opened(store: Store) -> Iterator[Engine]:
    """Opens the order table; raises Refusal if it has only other merchants' orders, as the name may be mistyped."""
    said: list[str] = []
    with opened(store.db, create=False, merchant=store.merchant, tell=said.append) as engine:
        if other_merchants(engine, store):
            raise Refusal(f"{said[0]} Nothing was canceled or written.")
        for words in said:
            echo(words, err=True)
        yield engine


def _show(acted: Acted | None, night: Night, *, as_json: bool) -> None:
    if as_json:
        files = [{"path": str(path), "lines": lines} for path, lines in night.files]
        orders = [dict(zip(COLUMNS, cells(row), strict=True)) for row in night.acted]
        run = _clock_as_json(acted)
        echo_json({"clock": run, "orders": orders, "files": files, "overview": str(night.overview)})
    else:
        if acted:
            _show_clock(acted, str(night.files[0].path))
        echo_files(night.files, as_json=False)
        echo(f"{night.overview}: open it in a browser")
    say_done((f"{_told(acted)} " if acted else "") + f"{night.overview.parent} was written.")


def _with_buyers(files: Iterable[tuple[Path, int]]) -> list[Path]:
    """The files of a night that a purge has to check; the others have no buyers' texts."""
    return [path for path, _ in files if path.name.startswith(("orders-", "unshipped-orders-"))]


def _try(out: Path, as_of: int) -> None:
    """Raises Refusal if the night could not be written afterwards: then nothing may be canceled."""
    try:
        try_folder(out, as_of)
    except OSError as fault:
        place = fault.filename or out
        raise Refusal(
            f"The night cannot be written to {out}: {place}: {fault.strerror}. Nothing was canceled or written."
        ) from None


def let_time_act(engine: Engine, viewpoint: Viewpoint, out: Path, by: str, *, confirmed: bool) -> Acted:
    """Runs the clock at the viewpoint's as-of, in one transaction.

    Raises Refusal if as-of is ahead of the machine or before the last run, or if the number of cancellations needs a
    person to look first: then only the list of them is written, to ``out``.
    """
    merchant, as_of, terms = viewpoint.merchant, viewpoint.as_of, viewpoint.terms
    with engine.connect() as connection, writing(connection):
        _refuse_times(connection, viewpoint)
        items = clock.open_items(connection, merchant, as_of, terms)
        due = clock.due(items, clock.told_before(connection, items), as_of, terms)
        if due.too_much and not confirmed:
            raise Refusal(_too_much(due, _listed(due, out, as_of)))
        number = clock.run(connection, merchant, Occasion(as_of, terms), due)
        if number is not None:
            save(connection, number, deed_of(by))
        return Acted(due, number)


def _refuse_times(connection: Connection, viewpoint: Viewpoint) -> None:
    """Raises Refusal if as-of is ahead of the machine or before the merchant's last run."""
    as_of, last = viewpoint.as_of, last_run(connection, viewpoint.merchant)
    # In a rehearsal the as-of counts as the real time.
    if not is_rehearsal(connection):
        refuse_ahead(as_of, "Nothing was canceled or written.")
    if last is not None and as_of < last:
        raise Refusal(
            f"The clock ran for {iso(last)} already, and {iso(as_of)} is before that. "
            "--no-clock writes the reports of then alone."
        )


def _listed(due: Due, out: Path, as_of: int) -> Path:
    """Writes what would be canceled, one line per item."""
    lines = ["order-id\torder-item-id\tquantity\tdeadline\tstate"]
    for row in due.cancel.to_dict("records"):
        state = "open" if row["verified"] else "Pending"
        cells = (row["order_id"], row["order_item_id"], row["open"], iso(row["deadline_at"]), state)
        lines.append("\t".join(map(str, cells)))
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"would-cancel-{iso(as_of)[:10]}.txt"
    put_in_place(path, "\n".join([*lines, ""]).encode())
    return path


def _too_much(due: Due, path: Path) -> str:
    orders = due.cancel["order_no"].nunique()
    return (
        f"{orders:,} of {due.open_orders:,} open orders are past their deadline and would be canceled. Nothing was "
        f"done. They are listed in {path}; look at them, then run again with --confirm-cancellations, or confirm "
        "shipments first."
    )


def _counts_of(acted: Acted) -> dict[str, Any]:
    """The counts of what the clock did."""
    cancel = acted.due.cancel
    units, orders = int(cancel["open"].sum()), int(cancel["order_no"].nunique())
    return {"orders-canceled": orders, "units-canceled": units} | {
        "warned": len(acted.due.warn),
        "late": len(acted.due.late),
    }


def _clock_as_json(acted: Acted | None) -> dict[str, Any] | None:
    """What the clock did, as a dict for JSON; None if it was not to run."""
    return None if acted is None else {"upload": acted.upload_no} | _counts_of(acted)


def _told(acted: Acted) -> str:
    """What the clock did, in one line."""
    if acted.upload_no is None:
        return "The clock had nothing left to do."
    said = _counts_of(acted)
    parts = [
        f"{number_of(said['orders-canceled'], 'order')} canceled ({number_of(said['units-canceled'], 'unit')})",
        f"{said['warned']:,} warned of the deadline",
        f"{said['late']:,} past the latest ship date",
    ]
    return f"The clock, upload {acted.upload_no}: {', '.join(parts)}."


def _show_clock(acted: Acted, rest: str, *, err: bool = False) -> None:
    """Prints what the clock did and to which orders, canceled ones first; ``rest``: where to find the full list."""
    echo(_told(acted), err=err)
    count = sum(len(orders) for orders in _by_order(acted.due)) if acted.upload_no is not None else 0
    for line in islice(_lines(acted.due), min(count, _MOST_SHOWN)):
        echo(f"  {line}", err=err)
    echo_more(count - _MOST_SHOWN, f": {rest}", noun="order", err=err)


def _by_order(due: Due) -> tuple[pd.DataFrame, ...]:
    units = due.cancel.groupby("order_no")["open"].sum()
    canceled = due.cancel.drop_duplicates("order_no")
    return canceled.assign(units=canceled["order_no"].map(units)), due.warn, due.late


def _lines(due: Due) -> Iterator[str]:
    canceled, warned, late = (orders.to_dict("records") for orders in _by_order(due))
    for row in canceled:
        why = "confirmed" if row["verified"] else "verified"
        by = minute(row["deadline_at"])
        yield f"canceled  {row['order_id']}  {number_of(int(row['units']), 'unit')}, not {why} by {by}"
    for row in warned:
        by = minute(row["deadline_at"])
        what = f"confirm by {by}" if row["verified"] else f"Pending: canceled on {by} unless it is verified"
        yield f"warned    {row['order_id']}  {what}"
    for row in late:
        yield f"late      {row['order_id']}  should have shipped by {minute(row['latest_ship_at'])}"


@contextmanager
def _kept_though_it_fails(acted: Acted | None) -> Iterator[None]:
    """If the rest of the night fails, prints what the clock did and how to go on."""
    try:
        yield
    except BaseException:
        if acted and acted.upload_no is not None:
            _show_clock(acted, f"orderfeeds uploads {acted.upload_no}", err=True)
            echo(
                "The clock has done that, and it stays done; the night's folder was not written. Run the same command "
                f"again to write it; orderfeeds undo {acted.upload_no} takes the run back.",
                err=True,
            )
        raise
