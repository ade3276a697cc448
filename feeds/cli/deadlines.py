"""``orderfeeds deadlines``: what the clock will cancel and when, and what a file would save."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli import options
from feeds.cli.applying import Call, apply_ready, existing, exit_code, ready_files
from feeds.cli.clock_output import moment
from feeds.cli.output import echo, echo_json, number_of
from feeds.cli.progress import showing
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from feeds.upload import Ready
    from reports.processing import Outcome

_DAY, _MOST_SHOWN = 86_400, 40
# The options of a plain upload of the file.
_PLAIN: dict[str, Any] = {
    name: None for name in "kind encoding region sheet profile handling_days deadline_days warning_days".split()
} | {name: () for name in "maps sets ignore where trust limits refuse".split()}
_PLAIN |= {"strict_tracking": False, "strict": False, "again": False}


def run(days: int, files: tuple[Path, ...], pending: bool, **given: Any) -> int:
    """Runs ``orderfeeds deadlines``; returns its exit code."""
    given["as_of"] = options.now() if given["as_of"] is None else given["as_of"]
    if pending:
        if files:
            raise click.UsageError("--pending lists the orders as they are; leave --with out.")
        _show_pending(given)
        return 0
    # Files are read before the store is opened, as in an upload.
    ready = _ready(files, given) if files else []
    outcomes: list[Outcome] = []
    with existing(given) as engine:
        orders, _ = _orders(engine, given, days)
        if ready:
            after, outcomes = _orders(engine, given, days, ready)
            orders = orders.assign(saved=~orders["order_id"].isin(after["order_id"]))
    _tell_of_files(ready, outcomes)
    if given["as_json"]:
        echo_json(_as_json(orders, given["as_of"]))
    else:
        _show(orders, given["as_of"], days)
    return exit_code(outcomes) if outcomes else 0


def _tell_of_files(ready: list["Ready"], outcomes: list["Outcome"]) -> None:
    """Prints which records an upload would refuse, on standard error: these save nothing."""
    for file, outcome in zip(ready, outcomes, strict=True):
        if outcome.state == "Fatal":
            echo(f"Would not be processed. {outcome.faults['message'].iloc[0]}", err=True)
        elif outcome.refused:
            refused = f"{number_of(outcome.refused, 'record')} would be refused; orderfeeds check tells why."
            echo(f"{printable(file.file.path.name)}: {refused}", err=True)


def _ready(files: tuple[Path, ...], given: dict[str, Any]) -> list["Ready"]:
    with showing(files, keeps=False) as shown:
        return list(ready_files(_call(files, given), shown))


def _call(files: tuple[Path, ...], given: dict[str, Any]) -> Call:
    return Call(files=files, **_PLAIN | {name: given[name] for name in given})


def _orders(
    engine: "Engine", given: dict[str, Any], days: int, ready: Sequence["Ready"] = ()
) -> tuple["pd.DataFrame", list["Outcome"]]:
    """One row per order that the clock cancels by as-of plus ``days``; with files ``ready``, as after their upload.

    Also returns the outcome that each file would have.
    """
    from feeds.clock import due, open_items, told_before  # noqa: PLC0415 - help must not wait for it
    from schemas.store.opening import writing  # noqa: PLC0415

    merchant, as_of = given["merchant"], given["as_of"]
    # Without files it only reads, and does not lock out writers.
    with engine.connect() as connection, writing(connection) if ready else connection.begin():
        call = _call((), given)
        occasion = call.occasion(connection)
        outcomes = [apply_ready(connection, file, call, occasion)[0] for file in ready]
        items = open_items(connection, merchant, as_of, occasion.terms)
        cancel = due(items, told_before(connection, items), as_of + days * _DAY, occasion.terms).cancel
        connection.rollback()
    return _by_order(cancel), outcomes


def _by_order(cancel: "pd.DataFrame") -> "pd.DataFrame":
    units = cancel.groupby("order_no")["open"].sum()
    orders = cancel.drop_duplicates("order_no")[["order_no", "order_id", "verified", "deadline_at", "purchase_at"]]
    return orders.assign(units=orders["order_no"].map(units)).reset_index(drop=True)


def _as_json(orders: "pd.DataFrame", as_of: int) -> dict[str, Any]:
    told = [
        {"order-id": row["order_id"], "deadline": moment(row["deadline_at"]), "units": int(row["units"])}
        | {"passed": bool(row["deadline_at"] <= as_of), "pending": not row["verified"]}
        | ({"saved": bool(row["saved"])} if "saved" in row else {})
        for row in orders.to_dict("records")
    ]
    return {"as-of": moment(as_of), "orders": told}


def _show(orders: "pd.DataFrame", as_of: int, days: int) -> None:
    parts = (
        ("past the deadline: the next nightly cancels", orders["deadline_at"] <= as_of),
        ("within 24 hours", (orders["deadline_at"] > as_of) & (orders["deadline_at"] <= as_of + _DAY)),
        (f"within {days} days", orders["deadline_at"] > as_of + _DAY),
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


def _show_part(part: "pd.DataFrame", as_of: int) -> None:
    for row in part.head(_MOST_SHOWN).to_dict("records"):
        left, by = (row["deadline_at"] - as_of) / _DAY, moment(row["deadline_at"])
        what = "confirm by" if row["verified"] else "verified by"
        said = f"  {row['order_id']}  {what} {by}  {left:>6.1f} days  {row['units']:>3,} open"
        said += "" if row["verified"] else "  Pending: else canceled"
        echo(said + ("  saved by the upload" if row.get("saved") else ""))
    if len(part) > _MOST_SHOWN:
        echo(f"  ... and {len(part) - _MOST_SHOWN:,} more; all of them with --json.")


def _show_pending(given: dict[str, Any]) -> None:
    """Prints the Pending orders and when the clock cancels each."""
    orders, as_of = _pending(given), given["as_of"]
    if given["as_json"]:
        echo_json({"as-of": moment(as_of), "orders": [_pending_as_json(row, as_of) for row in orders]})
        return
    units = sum(row["units"] for row in orders)
    counts = f"{number_of(len(orders), 'order')}, {number_of(units, 'unit')}" if orders else "No order is"
    echo(f"{counts} Pending" + (": payment or details not verified yet. No report has them." if orders else "."))
    for row in orders[:_MOST_SHOWN]:
        age = (as_of - row["purchase_at"]) / _DAY
        end = (
            "canceled by the next nightly"
            if row["deadline_at"] <= as_of
            else f"canceled at {moment(row['deadline_at'])}"
        )
        end = "stays: it was older when it came" if row["stays"] else end
        bought = f"bought {moment(row['purchase_at'])}, {age:>4.1f} days ago"
        echo(f"  {row['order_id']}  {bought}  {row['units']:>3,} open  {end}")
    if len(orders) > _MOST_SHOWN:
        echo(f"  ... and {len(orders) - _MOST_SHOWN:,} more; all of them with --json.")


def _pending_as_json(row: dict[str, Any], as_of: int) -> dict[str, Any]:
    end = None if row["stays"] else moment(row["deadline_at"])
    passed = not row["stays"] and bool(row["deadline_at"] <= as_of)
    named = {"order-id": row["order_id"], "deadline": end, "units": int(row["units"]), "passed": passed}
    return named | {"pending": True, "purchase-date": moment(row["purchase_at"])}


def _pending(given: dict[str, Any]) -> list[dict[str, Any]]:
    """A row per order, the oldest first; ``stays``: the clock never cancels it."""
    from feeds.clock import never_canceled, open_items, told_before  # noqa: PLC0415 - help must not wait for it

    with existing(given) as engine, engine.connect() as connection, connection.begin():
        terms = _call((), given).occasion(connection).terms
        items = open_items(connection, given["merchant"], given["as_of"], terms)
        items = items[~items["verified"]]
        stays = items.loc[never_canceled(items, told_before(connection, items)), "order_no"]
    orders = _by_order(items)
    rows: list[dict[str, Any]] = orders.assign(stays=orders["order_no"].isin(stays)).to_dict("records")  # type: ignore[assignment]
    return rows
