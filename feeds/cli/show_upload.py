"""``orderfeeds uploads N``: shows one upload and what it did to which order, or writes its processing report again."""

from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from feeds.changes.plan import of_upload
from feeds.changes.words import sentence
from feeds.cli.check import orders_as_json, show_plan
from feeds.cli.options import Refusal, Store
from feeds.cli.order_table import opened
from feeds.cli.outcome_output import counted, print_faults
from feeds.cli.output import echo, echo_json, echo_more, say_done
from feeds.cli.result_files import register_report
from reports import processing
from reports.order_history.history import changes
from reports.processing import Outcome, read_outcome
from schemas.store.corrected_records import Corrected, corrected
from schemas.times import iso
from schemas.wording import number_of

_MOST_SHOWN = 100


def show(number: int, as_json: bool, store: Store) -> int:
    """Shows upload ``number``; returns the exit code."""
    with opened(store.db, create=False, merchant=store.merchant) as engine, engine.connect() as connection:
        outcome, right = _one(connection, store.merchant, number)
        if not (outcome.file or as_json):
            _show_ours(connection, outcome)
            return 0
        orders = of_upload(connection, store.merchant, number)
    if as_json:
        echo_json(processing.as_json(outcome) | {"orders": orders_as_json(orders)})
    else:
        _show(outcome, right, orders)
    return 0


def write_report(number: int, reports: Path | None, as_json: bool, store: Store) -> int:
    """Writes the processing report of upload ``number`` again; returns the exit code."""
    with opened(store.db, create=False, merchant=store.merchant) as engine, engine.connect() as connection:
        outcome, _ = _one(connection, store.merchant, number)
        path = _again(outcome, reports)
        connection.rollback()
        register_report(engine, outcome, path)
    if as_json:
        echo_json({"upload": number, "report": str(path)})
    else:
        echo(f"Report: {path}")
    say_done(f"{path} was written.")
    return 0


def _one(connection: Connection, merchant: str, number: int) -> tuple[Outcome, Corrected | None]:

    outcome = read_outcome(connection, merchant, number)
    if outcome is None:
        raise Refusal(f"There is no upload {number}. orderfeeds uploads lists them.")
    return outcome, corrected(connection, merchant).get(number)


def _again(outcome: Outcome, reports: Path | None) -> Path:

    file = Path(outcome.file)
    folder = reports or (file.parent if file.parent.is_dir() else Path())
    try:
        return processing.write(outcome, folder, file.stem)
    except OSError as fault:
        raise Refusal(f"No report in {folder}: {fault.strerror}. Name another folder with --reports.") from None


def _show(outcome: Outcome, right: Corrected | None, orders: pd.DataFrame) -> None:

    echo(f"Upload {outcome.upload}: {Path(outcome.file).name}, {outcome.state}: {counted(outcome)}.")
    echo(f"Fingerprint: {outcome.fingerprint or 'none'}")
    _say_who(outcome)
    if right:
        echo(f"{right.words(outcome.refused)}.")
    print_faults(outcome.faults)
    show_plan(orders, kept=True)


def _say_who(outcome: Outcome) -> None:
    """Prints who did it and when, and the as-of if it differs from that."""
    if outcome.deed:
        off = f", judged as of {iso(outcome.as_of)}" if outcome.is_off else ""
        echo(f"Done {iso(outcome.deed.at)} by {outcome.deed.by}{off}.")


def _show_ours(connection: Connection, outcome: Outcome) -> None:
    """Prints an upload that was no file (a run of the clock, an undo, a purge) and each change that it made."""
    made, count = changes(connection, outcome.merchant, outcome.upload or 0, _MOST_SHOWN)
    what = {"clock": "the clock"}.get(outcome.kind or "", outcome.kind)
    echo(f"Upload {outcome.upload}: {what}, {outcome.state}: {number_of(count, 'change')}.")
    _say_who(outcome)
    width = max((len(change["order-item-id"] or "") for change in made), default=0)
    for change in made:
        echo(f"  {change['order-id']}  {change['order-item-id'] or '':<{width}}  {sentence(change)}")
    echo_more(count - len(made), "; orderfeeds order ORDER-ID shows an order's.")
