"""``orderfeeds uploads``: lists the uploads, shows one, or writes its processing report again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli.applying import opened
from feeds.cli.fault_output import print_faults
from feeds.cli.file_registration import register_report
from feeds.cli.options import Refusal
from feeds.cli.outcome_text import counted
from feeds.cli.output import echo, echo_json, say_done, terminal_width
from feeds.cli.terminal_text import columns, fitted, shortened

_KEYS = {
    "upload_no": "upload",
    "merchant_id": "merchant",
    "as_of": "as-of",
    "undone_by": "undone-by",
    "done_at": "done-at",
    "done_by": "done-by",
    "new_records": "new",
    "edited_records": "edited",
    "same_records": "already-so",
}
_INSIDE = ("from_entry", "to_entry", "is_off", "same_as")
_NUMBERS = ("upload", "records", "applied", "refused", "warnings")
_HEADING = ("upload", "as of", "really done", "by", "kind", "state", *_NUMBERS[1:], "fingerprint", "file")
# On a narrow terminal: these columns, with the others below them.
_NARROW = ("upload", "as of", "records", "applied", "refused", "warnings", "file")
_BELOW = 8
_OURS = {"clock": "(the clock)", "purge": "(purge)"}
_MOST_SHOWN = 100

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from sqlalchemy import Connection

    from reports.processing import Outcome
    from schemas.store.corrected_records import Corrected


def run(number: int | None, report: bool, reports: Path | None, as_json: bool, db: str, merchant: str) -> int:
    """Runs ``orderfeeds uploads``; returns its exit code."""
    if number is None and report:
        raise click.UsageError("Say which upload: orderfeeds uploads N --report.")
    with opened(db, create=False, merchant=merchant) as engine, engine.connect() as connection:
        if number is None:
            _list(connection, merchant, as_json=as_json)
            return 0
        outcome, right = _one(connection, merchant, number)
        if not (outcome.file or as_json or report):
            _show_ours(connection, outcome)
            return 0
        if report:
            path = _again(outcome, reports)
            connection.rollback()
            register_report(engine, outcome, path)
            if as_json:
                echo_json({"upload": number, "report": str(path)})
            else:
                echo(f"Report: {path}")
            say_done(f"{path} was written.")
            return 0
        orders = _orders(connection, merchant, number)
    if as_json:
        from feeds.cli.check import orders_as_json  # noqa: PLC0415 - help must not wait for it
        from reports.processing import as_json as told  # noqa: PLC0415

        echo_json(told(outcome) | {"orders": orders_as_json(orders)})
    else:
        _show(outcome, right, orders)
    return 0


def _orders(connection: "Connection", merchant: str, number: int) -> "pd.DataFrame":
    from feeds.changes.plan import of_upload  # noqa: PLC0415

    return of_upload(connection, merchant, number)


def _one(connection: "Connection", merchant: str, number: int) -> tuple["Outcome", "Corrected | None"]:
    from reports.processing import read_outcome  # noqa: PLC0415
    from schemas.store.corrected_records import corrected  # noqa: PLC0415

    outcome = read_outcome(connection, merchant, number)
    if outcome is None:
        raise Refusal(f"There is no upload {number}. orderfeeds uploads lists them.")
    return outcome, corrected(connection, merchant).get(number)


def _again(outcome: "Outcome", reports: Path | None) -> Path:
    from reports.processing import write  # noqa: PLC0415

    file = Path(outcome.file)
    folder = reports or (file.parent if file.parent.is_dir() else Path())
    try:
        return write(outcome, folder, file.stem)
    except OSError as fault:
        raise Refusal(f"No report in {folder}: {fault.strerror}. Name another folder with --reports.") from None


def _rows(connection: "Connection", merchant: str) -> list[dict[str, Any]]:
    from datetime import UTC, datetime  # noqa: PLC0415

    from sqlalchemy import select  # noqa: PLC0415

    from schemas.store.authors import is_off, is_rehearsal  # noqa: PLC0415
    from schemas.store.corrected_records import corrected  # noqa: PLC0415
    from schemas.store.history import UPLOADS, undone_uploads  # noqa: PLC0415

    query = select(UPLOADS).where(UPLOADS.c.merchant_id == merchant).order_by(UPLOADS.c.upload_no)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    gone = undone_uploads(connection, merchant)
    right = corrected(connection, merchant)
    # If several undos of one upload each spared some orders, the last one counts.
    by = {row["undoes"]: row["upload_no"] for row in rows if row["undoes"] and row["upload_no"] not in gone}
    rehearsed = is_rehearsal(connection)
    for row in rows:
        if rehearsed:
            row["done_at"] = row["done_by"] = None
        row["is_off"] = is_off(row["as_of"], row["done_at"])
        for name in ("as_of", "done_at"):
            row[name] = None if row[name] is None else datetime.fromtimestamp(row[name], UTC).isoformat()
        row["undone_by"] = by.get(row["upload_no"])
        row["corrected"] = right.get(row["upload_no"])
    return rows


def _list(connection: "Connection", merchant: str, *, as_json: bool) -> None:
    rows = _rows(connection, merchant)
    if as_json:
        for row in rows:
            row["corrected"] = vars(row["corrected"]) if row["corrected"] else None
        named = [{_KEYS.get(key, key): row[key] for key in row if key not in _INSIDE} for row in rows]
        echo_json({"uploads": named})
        return
    for line in _table([_cells(row) for row in rows], terminal_width()):
        echo(line)


def _table(rows: "Sequence[dict[str, str]]", width: int | None) -> "Iterator[str]":
    """The list as a table; on a narrow terminal with kind, state and author on a line below each upload."""
    # The author only if known, the real time only if the as-of is far from it.
    shown = [name for name in _HEADING if name not in ("by", "really done") or any(cells[name] for cells in rows)]
    lines = _lines(rows, shown)
    if width is None or all(columns(line) <= width for line in lines):
        yield from lines
        return
    *first, last = _NARROW
    room = width - 2 - max(map(len, _lines(rows, first)))
    short = [cells | {last: shortened(cells[last], max(room, 8))} for cells in rows]
    heading, *lines = _lines(short, _NARROW)
    yield heading
    for cells, line in zip(rows, lines, strict=True):
        yield line
        more = [cells["kind"].replace("-", " "), cells["state"], cells["by"] and f"by {cells['by']}"]
        more += [cells["really done"] and f"really done {cells['really done']}"]
        yield from fitted(" " * _BELOW + ", ".join(filter(None, more)), width, _BELOW)


def _lines(rows: "Sequence[dict[str, str]]", shown: "Sequence[str]") -> list[str]:
    table = [dict(zip(shown, shown, strict=True)), *rows]
    widths = {name: max(columns(cells[name]) for cells in table) for name in shown}
    return ["  ".join(_padded(cells[name], widths[name], name) for name in shown).rstrip() for cells in table]


def _padded(text: str, width: int, name: str) -> str:
    space = " " * (width - columns(text))
    return space + text if name in _NUMBERS else text + space


def _cells(row: dict[str, Any]) -> dict[str, str]:
    fatal = row["state"] == "Fatal"
    counts = [f"{0 if fatal else row[name]:,}" for name in ("records", "applied", "refused", "warnings")]
    mark = (row["fingerprint"] or "")[:12]
    name = Path(row["path"]).name or _OURS.get(row["kind"], f"(undo of {row['undoes']})")
    state = row["state"] + (f", undone by {row['undone_by']}" if row["undone_by"] else "")
    state += f", {row['corrected'].words(row['refused'])}" if row["corrected"] else ""
    done = row["done_at"][:16] if row["is_off"] else ""
    times = (str(row["upload_no"]), row["as_of"][:16], done, row["done_by"] or "")
    return dict(zip(_HEADING, (*times, row["kind"] or "", state, *counts, mark, name), strict=True))


def _show(outcome: "Outcome", right: "Corrected | None", orders: "pd.DataFrame") -> None:
    from feeds.cli.check import show_plan  # noqa: PLC0415

    echo(f"Upload {outcome.upload}: {Path(outcome.file).name}, {outcome.state}: {counted(outcome)}.")
    echo(f"Fingerprint: {outcome.fingerprint or 'none'}")
    _say_who(outcome)
    if right:
        echo(f"{right.words(outcome.refused)}.")
    print_faults(outcome.faults)
    show_plan(orders, kept=True)


def _say_who(outcome: "Outcome") -> None:
    """Prints who did it and when, and the as-of if it differs from that."""
    from feeds.cli.clock_output import moment  # noqa: PLC0415

    if outcome.deed:
        off = f", judged as of {moment(outcome.as_of)}" if outcome.is_off else ""
        echo(f"Done {moment(outcome.deed.at)} by {outcome.deed.by}{off}.")


def _show_ours(connection: "Connection", outcome: "Outcome") -> None:
    """Prints an upload that was no file (a run of the clock, an undo, a purge) and each change that it made."""
    from feeds.changes.words import sentence  # noqa: PLC0415
    from reports.order_history.history import changes  # noqa: PLC0415

    made, count = changes(connection, outcome.merchant, outcome.upload or 0, _MOST_SHOWN)
    what = {"clock": "the clock"}.get(outcome.kind or "", outcome.kind)
    echo(f"Upload {outcome.upload}: {what}, {outcome.state}: {count:,} change{'' if count == 1 else 's'}.")
    _say_who(outcome)
    width = max((len(change["order-item-id"] or "") for change in made), default=0)
    for change in made:
        echo(f"  {change['order-id']}  {change['order-item-id'] or '':<{width}}  {sentence(change)}")
    if count > len(made):
        echo(f"  ... and {count - len(made):,} more; orderfeeds order ORDER-ID shows an order's.")
