"""``orderfeeds check``: judges as ``upload`` does, shows a plan of what would change, and keeps nothing."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from feeds.api import Plan, planned_since
from feeds.changes.plan import in_words
from feeds.cli.applying import apply_ready, bring_orders, exit_code, occasion_of, ready_files
from feeds.cli.call import Begun
from feeds.cli.order_table import is_missing, opened
from feeds.cli.outcome_output import counted, print_faults
from feeds.cli.output import echo, echo_json, echo_more, echo_wrapped, is_quiet
from feeds.reading.file_names import printable
from feeds.upload import Ready
from reports.processing import as_json as outcome_as_json
from schemas import progress
from schemas.currencies import as_decimal
from schemas.store.entries import last_entry
from schemas.store.opening import writing
from schemas.wording import number_of

_MOST_SHOWN = 40


def run(begun: Begun, as_json: bool) -> int:
    """Runs ``orderfeeds check``; returns its exit code."""
    files, planned = _judged(begun)
    begun.shown.end()
    if as_json:
        echo_json(plan_as_json(planned))
    else:
        show_judged(files, planned)
        if len(planned.orders):
            echo("Nothing was kept.")
    return exit_code([one.outcome for one in planned.files])


def _judged(begun: Begun) -> tuple[list[Ready], Plan]:
    """The checked files and their plan; everything written is rolled back."""
    call, files = begun.call, list(ready_files(begun))
    place, merchant = (":memory:", None) if is_missing(call.store.db) else (call.store.db, call.store.merchant)
    brings_orders = bring_orders(files)
    if merchant is None and not brings_orders:
        place_named = printable(call.store.db)
        echo(f"There is no order table at {place_named}: the files are judged against an empty one.", err=True)
    with (
        opened(place, merchant=merchant, brings_orders=brings_orders) as engine,
        engine.connect() as connection,
        writing(connection) as transaction,
    ):
        occasion = occasion_of(call, connection)
        before = last_entry(connection)
        done = [apply_ready(connection, ready, call, occasion) for ready in files]
        progress.stage("planning", sum(one.outcome.records for one in done))
        planned = planned_since(connection, call.store.merchant, before, files, done)
        transaction.rollback()
    return files, planned


def show_judged(files: Sequence[Ready], planned: Plan) -> None:
    """Prints the result each file would have, which orders would change and how, and the plan's fingerprint."""
    for ready, one in zip(files, planned.files, strict=True):
        path, outcome = ready.file.path, one.outcome
        if outcome.state == "Fatal":
            echo_wrapped(f"Would not be processed. {outcome.faults['message'].iloc[0]}", err=True)
            continue
        wrong = is_quiet() and outcome.refused > 0
        said = f"{printable(path.name)}: {(outcome.kind or '').replace('-', ' ')}: {counted(outcome)}."
        echo_wrapped(said + (f" Upload {outcome.upload} had the same records." if one.repeat else ""), err=wrong)
        print_faults(outcome.faults, err=wrong)
    show_plan(planned.orders, kept=False)
    if planned.fingerprint and len(planned.orders):
        mark = planned.fingerprint
        echo_wrapped(f"Plan {mark}: orderfeeds upload with --plan {mark} does just this, or nothing.")


def show_plan(planned: pd.DataFrame, *, kept: bool) -> None:
    """Prints which orders would change and how; ``kept``: which did change."""
    if planned.empty:
        echo(f"No order {'changed' if kept else 'would change'}.")
        return
    echo(f"{number_of(len(planned), 'order')} {'changed' if kept else 'would change'}:")
    width = int(planned["change"].str.len().max())
    for row in planned.head(_MOST_SHOWN).itertuples():
        echo(f"  {row.order_id}  {row.change!s:<{width}}  {row.what}")
        _show_cells(row.cells)
    echo_more(len(planned) - _MOST_SHOWN)
    money = [amount for amounts in planned["money"] for amount in amounts]
    if money:
        echo(f"Refunds: {', '.join(_added(money))}.")


def _show_cells(cells: Any) -> None:
    """Prints what changes in an order, one line per cell; a cell changed alike in several packages is shown once."""
    lines = dict.fromkeys(f"{cell['order-item-id'] or 'order'}: {in_words(cell)}" for cell in cells)
    for line in list(lines)[:_MOST_SHOWN]:
        echo(f"    {line}")
    echo_more(len(lines) - _MOST_SHOWN, indent="    ")


def _added(money: list[tuple[str, int]]) -> list[str]:
    sums: dict[str, int] = {}
    for currency, minor in money:
        sums[currency] = sums.get(currency, 0) + minor
    return [f"{as_decimal(minor, currency)} {currency}" for currency, minor in sorted(sums.items())]


def plan_as_json(planned: Plan) -> dict[str, Any]:
    """The plan as a dict for JSON."""
    files = [
        outcome_as_json(one.outcome) | {"upload": one.outcome.upload if one.repeat else None, "repeat": one.repeat}
        for one in planned.files
    ]
    return {"files": files, "orders": orders_as_json(planned.orders), "plan": planned.fingerprint}


def orders_as_json(planned: pd.DataFrame) -> list[dict[str, Any]]:
    """The plan's orders as dicts for JSON."""
    money = pd.Series([_added(amounts) for amounts in planned["money"]], index=planned.index, dtype="object")
    rows = planned.assign(money=money)
    names = {"order_id": "order-id", "before": "before", "after": "after", "what": "changes", "money": "refunds"}
    names["cells"] = "cells"
    return [{names[str(name)]: row[name] for name in names} for row in rows.to_dict("records")]
