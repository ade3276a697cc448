"""``orderfeeds deadlines``: what the clock will cancel and when, and what a file would save."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd
from sqlalchemy import Engine

from feeds.cli.applying import apply_ready, exit_code, occasion_of, ready_files
from feeds.cli.call import Call, begun
from feeds.cli.options import Store
from feeds.cli.order_table import existing, terms_of
from feeds.cli.output import echo, echo_json, echo_more
from feeds.cli.progress import showing
from feeds.clock import due, never_canceled, open_items, told_before
from feeds.reading.file_names import printable
from feeds.upload import Ready
from reports.processing import Outcome
from schemas.store.opening import writing
from schemas.times import DAY, iso
from schemas.wording import number_of

_MOST_SHOWN = 40


def run(
    days: int,
    files: tuple[Path, ...],
    pending: bool,
    as_of: int,
    as_json: bool,
    store: Store,
    terms: Mapping[str, int | None],
) -> int:
    """Runs ``orderfeeds deadlines``; returns its exit code."""
    # A file is judged as by a plain upload of it.
    call = Call(store, terms=terms, as_of=as_of)
    if pending:
        if files:
            raise click.UsageError("--pending lists the orders as they are; leave --with out.")
        _show_pending(_pending(call, as_of), as_of, as_json=as_json)
        return 0
    # Files are read before the store is opened, as in an upload.
    ready = _ready(call, files) if files else []
    outcomes: list[Outcome] = []
    with existing(store) as engine:
        orders, _ = _orders(engine, call, as_of, days)
        if ready:
            after, outcomes = _orders(engine, call, as_of, days, ready)
            orders = orders.assign(saved=~orders["order_id"].isin(after["order_id"]))
    _tell_of_files(ready, outcomes)
    if as_json:
        echo_json(_as_json(orders, as_of))
    else:
        _show(orders, as_of, days)
    return exit_code(outcomes) if outcomes else 0


def _tell_of_files(ready: list[Ready], outcomes: list[Outcome]) -> None:
    """Prints which records an upload would refuse, on standard error: these save nothing."""
    for file, outcome in zip(ready, outcomes, strict=True):
        if outcome.state == "Fatal":
            echo(f"Would not be processed. {outcome.faults['message'].iloc[0]}", err=True)
        elif outcome.refused:
            refused = f"{number_of(outcome.refused, 'record')} would be refused; orderfeeds check tells why."
            echo(f"{printable(file.file.path.name)}: {refused}", err=True)


def _ready(call: Call, files: tuple[Path, ...]) -> list[Ready]:
    with showing(files, keeps=False) as shown, begun(call, files, shown) as first:
        return list(ready_files(first))


def _orders(
    engine: Engine, call: Call, as_of: int, days: int, ready: Sequence[Ready] = ()
) -> tuple[pd.DataFrame, list[Outcome]]:
    """One row per order that the clock cancels by as-of plus ``days``; with files ``ready``, as after their upload.

    Also returns the outcome that each file would have.
    """
    # Without files it only reads, and does not lock out writers.
    with engine.connect() as connection, writing(connection) if ready else connection.begin():
        occasion = occasion_of(call, connection)
        outcomes = [apply_ready(connection, file, call, occasion).outcome for file in ready]
        items = open_items(connection, call.store.merchant, as_of, occasion.terms)
        cancel = due(items, told_before(connection, items), as_of + days * DAY, occasion.terms).cancel
        connection.rollback()
    return _by_order(cancel), outcomes


def _by_order(cancel: pd.DataFrame) -> pd.DataFrame:
    units = cancel.groupby("order_no")["open"].sum()
    orders = cancel.drop_duplicates("order_no")[["order_no", "order_id", "verified", "deadline_at", "purchase_at"]]
    return orders.assign(units=orders["order_no"].map(units)).reset_index(drop=True)


def _as_json(orders: pd.DataFrame, as_of: int) -> dict[str, Any]:
    told = [
        {"order-id": row["order_id"], "deadline": iso(row["deadline_at"]), "units": int(row["units"])}
        | {"passed": bool(row["deadline_at"] <= as_of), "pending": not row["verified"]}
        | ({"saved": bool(row["saved"])} if "saved" in row else {})
        for row in orders.to_dict("records")
    ]
    return {"as-of": iso(as_of), "orders": told}


def _show(orders: pd.DataFrame, as_of: int, days: int) -> None:
    parts = (
        ("past the deadline: the next nightly cancels", orders["deadline_at"] <= as_of),
        ("within 24 hours", (orders["deadline_at"] > as_of) & (orders["deadline_at"] <= as_of + DAY)),
        (f"within {days} days", orders["deadline_at"] > as_of + DAY),
    )
    for words, which in parts:
        part = orders[which]
        if len(part):
            echo(f"{number_of(len(part), 'order')}, {number_of(int(part['units'].sum()), 'unit')} {words}:")
            _show_part(part, as_of)
    if orders.empty:
        echo(f"No open order reaches its deadline within {days} days.")
    if "saved" in orders and len(orders):
        saved = int(orders["saved"].sum())
        echo(f"The upload would save {saved:,} of {number_of(len(orders), 'order')}. Nothing was kept.")


def _show_part(part: pd.DataFrame, as_of: int) -> None:
    for row in part.head(_MOST_SHOWN).to_dict("records"):
        left, by = (row["deadline_at"] - as_of) / DAY, iso(row["deadline_at"])
        what = "confirm by" if row["verified"] else "verified by"
        said = f"  {row['order_id']}  {what} {by}  {left:>6.1f} days  {row['units']:>3,} open"
        said += "" if row["verified"] else "  Pending: else canceled"
        echo(said + ("  saved by the upload" if row.get("saved") else ""))
    echo_more(len(part) - _MOST_SHOWN)


def _show_pending(orders: list[dict[str, Any]], as_of: int, *, as_json: bool) -> None:
    """Prints the Pending orders and when the clock cancels each."""
    if as_json:
        echo_json({"as-of": iso(as_of), "orders": [_pending_as_json(row, as_of) for row in orders]})
        return
    units = sum(row["units"] for row in orders)
    counts = f"{number_of(len(orders), 'order')}, {number_of(units, 'unit')}" if orders else "No order is"
    echo(f"{counts} Pending" + (": payment or details not verified yet. No report has them." if orders else "."))
    for row in orders[:_MOST_SHOWN]:
        age = (as_of - row["purchase_at"]) / DAY
        end = (
            "canceled by the next nightly" if row["deadline_at"] <= as_of else f"canceled at {iso(row['deadline_at'])}"
        )
        end = "stays: it was older when it came" if row["stays"] else end
        bought = f"bought {iso(row['purchase_at'])}, {age:>4.1f} days ago"
        echo(f"  {row['order_id']}  {bought}  {row['units']:>3,} open  {end}")
    echo_more(len(orders) - _MOST_SHOWN)


def _pending_as_json(row: dict[str, Any], as_of: int) -> dict[str, Any]:
    end = None if row["stays"] else iso(row["deadline_at"])
    passed = not row["stays"] and bool(row["deadline_at"] <= as_of)
    named = {"order-id": row["order_id"], "deadline": end, "units": int(row["units"]), "passed": passed}
    return named | {"pending": True, "purchase-date": iso(row["purchase_at"])}


def _pending(call: Call, as_of: int) -> list[dict[str, Any]]:
    """A row per order, the oldest first; ``stays``: the clock never cancels it."""
    with existing(call.store) as engine, engine.connect() as connection, connection.begin():
        terms = terms_of(connection, call.store.merchant, call.terms)
        items = open_items(connection, call.store.merchant, as_of, terms)
        items = items[~items["verified"]]
        stays = items.loc[never_canceled(items, told_before(connection, items)), "order_no"]
    orders = _by_order(items)
    rows: list[dict[str, Any]] = orders.assign(stays=orders["order_no"].isin(stays)).to_dict("records")  # type: ignore[assignment]
    return rows
