"""The clock's part of a night: when it must not run, its run, and the output about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import options
from feeds.cli.options import Refusal
from feeds.cli.output import echo, number_of

_MOST_SHOWN = 20

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine

    from feeds.clock import Due
    from reports.order_lines import Viewpoint


@dataclass(frozen=True)
class Acted:
    """A run of the clock and its number in the list of uploads; None: nothing was left to do."""

    due: "Due"
    upload_no: int | None


def let_time_act(engine: "Engine", viewpoint: "Viewpoint", out: Path, by: str, *, confirmed: bool) -> Acted:
    """Runs the clock at the viewpoint's as-of, in one transaction.

    Raises Refusal if as-of is ahead of the machine or before the last run, or if the number of cancellations needs a
    person to look first: then only the list of them is written, to ``out``.
    """
    from feeds import clock  # noqa: PLC0415 - help must not wait for it
    from feeds.kinds.kind import Occasion  # noqa: PLC0415
    from schemas.store.authors import save  # noqa: PLC0415
    from schemas.store.opening import writing  # noqa: PLC0415

    merchant, as_of, terms = viewpoint.merchant, viewpoint.as_of, viewpoint.terms
    with engine.connect() as connection, writing(connection):
        refuse_times(connection, viewpoint)
        items = clock.open_items(connection, merchant, as_of, terms)
        due = clock.due(items, clock.told_before(connection, items), as_of, terms)
        if due.too_much and not confirmed:
            raise Refusal(_too_much(due, _listed(due, out, as_of)))
        number = clock.run(connection, merchant, Occasion(as_of, terms), due)
        if number is not None:
            save(connection, number, options.deed_of(by))
        return Acted(due, number)


def refuse_times(connection: "Connection", viewpoint: "Viewpoint") -> None:
    """Raises Refusal if as-of is ahead of the machine or before the merchant's last run."""
    from feeds.clock import last_run  # noqa: PLC0415 - help must not wait for it
    from schemas.store.authors import is_rehearsal  # noqa: PLC0415

    as_of, last = viewpoint.as_of, last_run(connection, viewpoint.merchant)
    # In a rehearsal the as-of counts as the real time.
    if not is_rehearsal(connection):
        options.refuse_ahead(as_of, "Nothing was canceled or written.")
    if last is not None and as_of < last:
        raise Refusal(
            f"The clock ran for {moment(last)} already, and {moment(as_of)} is before that. "
            "--no-clock writes the reports of then alone."
        )


def _listed(due: "Due", out: Path, as_of: int) -> Path:
    """Writes what would be canceled, one line per item."""
    from reports.files.atomic_files import put_in_place  # noqa: PLC0415

    lines = ["order-id\torder-item-id\tquantity\tdeadline\tstate"]
    for row in due.cancel.to_dict("records"):
        state = "open" if row["verified"] else "Pending"
        cells = (row["order_id"], row["order_item_id"], row["open"], moment(row["deadline_at"]), state)
        lines.append("\t".join(map(str, cells)))
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"would-cancel-{moment(as_of)[:10]}.txt"
    put_in_place(path, "\n".join([*lines, ""]).encode())
    return path


def _too_much(due: "Due", path: Path) -> str:
    orders = due.cancel["order_no"].nunique()
    return (
        f"{orders:,} of {due.open_orders:,} open orders are past their deadline and would be canceled. Nothing was "
        f"done. They are listed in {path}; look at them, then run again with --confirm-cancellations, or confirm "
        "shipments first."
    )


def moment(instant: int) -> str:
    """An instant in seconds since 1970 UTC as an ISO 8601 text."""
    return datetime.fromtimestamp(instant, UTC).isoformat()


def counts(acted: Acted) -> dict[str, Any]:
    """The counts of what the clock did."""
    cancel = acted.due.cancel
    units, orders = int(cancel["open"].sum()), int(cancel["order_no"].nunique())
    return {"orders-canceled": orders, "units-canceled": units} | {
        "warned": len(acted.due.warn),
        "late": len(acted.due.late),
    }


def as_json(acted: Acted | None) -> dict[str, Any] | None:
    """What the clock did, as a dict for JSON; None if it was not to run."""
    return None if acted is None else {"upload": acted.upload_no} | counts(acted)


def told(acted: Acted) -> str:
    """What the clock did, in one line."""
    if acted.upload_no is None:
        return "The clock had nothing left to do."
    said = counts(acted)
    parts = [
        f"{number_of(said['orders-canceled'], 'order')} canceled ({number_of(said['units-canceled'], 'unit')})",
        f"{said['warned']:,} warned of the deadline",
        f"{said['late']:,} past the latest ship date",
    ]
    return f"The clock, upload {acted.upload_no}: {', '.join(parts)}."


def show(acted: Acted, rest: str, *, err: bool = False) -> None:
    """Prints what the clock did and to which orders, canceled ones first; ``rest``: where to find the full list."""
    echo(told(acted), err=err)
    count = sum(len(orders) for orders in _by_order(acted.due)) if acted.upload_no is not None else 0
    for line in islice(_lines(acted.due), min(count, _MOST_SHOWN)):
        echo(f"  {line}", err=err)
    if count > _MOST_SHOWN:
        echo(f"  ... and {number_of(count - _MOST_SHOWN, 'order')} more: {rest}", err=err)


def _by_order(due: "Due") -> "tuple[pd.DataFrame, ...]":
    units = due.cancel.groupby("order_no")["open"].sum()
    canceled = due.cancel.drop_duplicates("order_no")
    return canceled.assign(units=canceled["order_no"].map(units)), due.warn, due.late


def _lines(due: "Due") -> Iterator[str]:
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


def minute(instant: int) -> str:
    """An instant in seconds since 1970 UTC, to the minute, for a line that mentions UTC elsewhere."""
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%d %H:%M}"


@contextmanager
def kept_though_it_fails(acted: Acted | None) -> Iterator[None]:
    """If the rest of the night fails, prints what the clock did and how to go on."""
    try:
        yield
    except BaseException:
        if acted and acted.upload_no is not None:
            show(acted, f"orderfeeds uploads {acted.upload_no}", err=True)
            echo(
                "The clock has done that, and it stays done; the night's folder was not written. Run the same command "
                f"again to write it; orderfeeds undo {acted.upload_no} takes the run back.",
                err=True,
            )
        raise
