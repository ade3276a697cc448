"""``orderfeeds report``: orders, unshipped orders, health and cancel requests, for the windows a marketplace has."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from feeds.cli.list_output import show, show_json, write
from feeds.cli.options import Store
from feeds.cli.order_table import existing, opened, terms_of
from feeds.cli.output import Table, day, echo, echo_files, echo_json, say_done, terminal_width
from feeds.cli.progress import at_work
from feeds.cli.result_files import register_made
from reports.files.writing import Written
from reports.health import texts
from reports.health.files import write_health
from reports.health.measures import Health, measure
from reports.listings.cancel_requests import cancel_requests as listed
from reports.order_lines import Viewpoint
from reports.windows import Name, write_windows
from schemas.store.entries import last_entry

_NAMES: dict[str, Name] = {"orders": "orders", "unshipped": "unshipped-orders"}
_REQUESTS = "cancel-requests"

_REQUESTS_SHOWN: Table = {
    "order-id": lambda row: row["order-id"],
    "item": lambda row: row["order-item-id"],
    "ship by": lambda row: day(row["latest-ship-date"]),
    "open": lambda row: str(row["quantity-to-ship"]),
    "what and why": lambda row: ": ".join(filter(None, (row["sku"], row["buyer-requested-cancel-reason"]))),
}


def run(
    name: str,
    days: tuple[int, ...],
    format_: Any,
    out: Path | None,
    as_of: int,
    as_json: bool,
    store: Store,
    terms: Mapping[str, int | None],
) -> int:
    """Writes the Orders or the Unshipped Orders report, a file for each window of ``days``; returns the exit code."""
    with existing(store) as engine, engine.connect() as connection, at_work(f"{name}: writing"):
        viewpoint = Viewpoint(store.merchant, as_of, terms_of(connection, store.merchant, terms))
        written = write_windows(connection, (_NAMES[name], days), viewpoint, out or Path(), format_)
        history, paths = last_entry(connection), [path for path, _ in written]
        register_made(engine, viewpoint.merchant, as_of, "report", paths, history)
    echo_files(written, as_json=as_json)
    _say_written(written)
    return 0


def _say_written(written: Sequence[Written]) -> None:
    for path, _ in written:
        say_done(f"{path} was written.")


def cancel_requests(
    days: tuple[int, ...],
    format_: Any,
    out: Path | None,
    as_of: int,
    as_json: bool,
    store: Store,
    terms: Mapping[str, int | None],
) -> int:
    """Shows or writes what buyers ask to cancel, bought in the longest of ``days``; returns the exit code."""
    with existing(store) as engine, engine.connect() as connection, connection.begin():
        viewpoint = Viewpoint(store.merchant, as_of, terms_of(connection, store.merchant, terms))
        history = last_entry(connection)
        requests = listed(connection, viewpoint, max(days, default=None))
    if out is not None or format_ != "txt":
        path = (out or Path()) / f"{_REQUESTS}.{format_}"
        write(requests, path, format_, as_json=as_json, over=True)
        with opened(store.db, create=False) as engine:
            register_made(engine, store.merchant, as_of, "report", [path], history)
    elif as_json:
        show_json(requests, _REQUESTS)
    else:
        show(requests, _REQUESTS_SHOWN, "No buyer has asked to cancel anything that is open.")
    return 0


def health(
    days: tuple[int, ...],
    format_: Any,
    out: Path | None,
    as_of: int,
    as_json: bool,
    store: Store,
    terms: Mapping[str, int | None],
) -> int:
    """Shows or writes the account's health, a column for each window of ``days``; returns the exit code."""
    with existing(store) as engine, engine.connect() as connection, at_work("health: writing"):
        viewpoint = Viewpoint(store.merchant, as_of, terms_of(connection, store.merchant, terms))
        with connection.begin():
            measured = measure(connection, viewpoint, days)
    _show_health(measured, format_, out, as_json=as_json)
    return 0


def _show_health(health: Health, format_: Any, out: Path | None, *, as_json: bool) -> None:
    """Prints the health, or writes it if a file is asked for; with --json prints the numbers in both cases."""
    written: list[Written] = []
    if out is not None or format_ != "txt":
        written = [write_health(health, out or Path(), format_)]
    if as_json:
        echo_json(texts.as_json(health))
    elif written:
        echo_files(written, as_json=False)
    else:
        echo(texts.text(health, terminal_width()), asked_for=True, nl=False)
    _say_written(written)
