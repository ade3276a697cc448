"""The clock's part of a night: its brakes, its run, and what is said of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import options
from feeds.cli.options import Refusal
from feeds.cli.saying import number_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from feeds.clock import Due
    from reports.report import Viewpoint


@dataclass(frozen=True)
class Acted:
    """A run of the clock, and its number in the list of uploads; None: nothing was left to do."""

    due: "Due"
    upload_no: int | None


def let_time_act(engine: "Engine", viewpoint: "Viewpoint", out: Path, by: str, *, confirmed: bool) -> Acted:
    """Runs the clock at the viewpoint's as-of, in one transaction.

    Raises Refusal where as-of is ahead of the machine or before the last run, or so much would be canceled that
    somebody has to look: then the list is written to ``out``, and nothing else.
    """
    from feeds import clock  # noqa: PLC0415 - help must not wait for it
    from feeds.kinds.kind import Occasion  # noqa: PLC0415
    from schemas.deeds import note  # noqa: PLC0415
    from schemas.store import writing  # noqa: PLC0415

    merchant, as_of, terms = viewpoint.merchant, viewpoint.as_of, viewpoint.terms
    with engine.connect() as connection, writing(connection):
        _refuse_times(as_of, clock.last_run(connection, merchant))
        items = clock.open_items(connection, merchant, as_of, terms)
        due = clock.due(items, clock.told_before(connection, items), as_of, terms)
        if due.too_much and not confirmed:
            raise Refusal(_too_much(due, _listed(due, out, as_of)))
        number = clock.run(connection, merchant, Occasion(as_of, terms), due)
        if number is not None:
            note(connection, number, options.deed_of(by))
        return Acted(due, number)


def _refuse_times(as_of: int, last: int | None) -> None:
    options.refuse_ahead(as_of, "Nothing was canceled or written.")
    if last is not None and as_of < last:
        raise Refusal(
            f"The clock ran for {moment(last)} already, and {moment(as_of)} is before that. "
            "--no-clock writes the reports of then alone."
        )


def _listed(due: "Due", out: Path, as_of: int) -> Path:
    """Writes what would be canceled, one line an item."""
    from reports.placing import put_in_place  # noqa: PLC0415

    lines = ["order-id\torder-item-id\tquantity\tdeadline"]
    for row in due.cancel.to_dict("records"):
        lines.append(f"{row['order_id']}\t{row['order_item_id']}\t{row['open']}\t{moment(row['deadline_at'])}")
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
    """Seconds since 1970 UTC as people read them."""
    return datetime.fromtimestamp(instant, UTC).isoformat()


def counts(acted: Acted) -> dict[str, Any]:
    """What the clock did, counted."""
    cancel = acted.due.cancel
    units, orders = int(cancel["open"].sum()), int(cancel["order_no"].nunique())
    return {"orders-canceled": orders, "units-canceled": units} | {
        "warned": len(acted.due.warn),
        "late": len(acted.due.late),
    }


def as_json(acted: Acted | None) -> dict[str, Any] | None:
    """What the clock did, as a program reads it; None where it was not to run."""
    return None if acted is None else {"upload": acted.upload_no} | counts(acted)


def told(acted: Acted) -> str:
    """What the clock did, in a line."""
    if acted.upload_no is None:
        return "The clock had nothing left to do."
    said = counts(acted)
    parts = [
        f"{number_of(said['orders-canceled'], 'order')} canceled ({number_of(said['units-canceled'], 'unit')})",
        f"{said['warned']:,} warned of the deadline",
        f"{said['late']:,} past the latest ship date",
    ]
    return f"The clock, upload {acted.upload_no}: {', '.join(parts)}."
