"""``orderfeeds report``: orders, unshipped orders, health and cancel requests, for the windows a marketplace has."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli import options
from feeds.cli.applying import existing, opened, terms_of
from feeds.cli.file_registration import history_so_far, register_made
from feeds.cli.list_output import Shown, day, show, show_json, write
from feeds.cli.output import echo, echo_json, say_done, terminal_width
from feeds.cli.progress import at_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from reports.files.writing import Written
    from reports.health.measures import Health
    from reports.order_lines import Viewpoint
    from reports.windows import Name

_WINDOWS = (1, 2, 7, 15, 30, 60, 90)
_NAMES: "dict[str, Name]" = {"orders": "orders", "unshipped": "unshipped-orders"}
_HEALTH, _REQUESTS = "health", "cancel-requests"

_REQUESTS_SHOWN: Shown = {
    "order-id": lambda row: row["order-id"],
    "item": lambda row: row["order-item-id"],
    "ship by": lambda row: day(row["latest-ship-date"]),
    "open": lambda row: str(row["quantity-to-ship"]),
    "what and why": lambda row: ": ".join(filter(None, (row["sku"], row["buyer-requested-cancel-reason"]))),
}


@click.command("report")
@click.argument("name", type=click.Choice([*_NAMES, _HEALTH, _REQUESTS]))
@click.option(
    "--days", type=int, multiple=True, metavar="N", help="The window: 1, 2, 7, 15, 30, 60 or 90 days; several."
)
@click.option("--all", "every", is_flag=True, help="All seven windows.")
@click.option("--format", "format_", type=click.Choice(["txt", "xlsx", "csv"]), default="txt", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), show_default="this folder")
@options.as_of
@options.as_json
@options.quiet
@options.store
@options.terms
def command(name: str, days: tuple[int, ...], every: bool, format_: Any, out: Path | None, **given: Any) -> int:
    """Write the Orders or the Unshipped Orders report, or show the account's health or what buyers ask to cancel.

    Orders: every verified order bought in the window, shipped and canceled ones too. Unshipped: the units still to
    ship, with their promise-date. Each window is a file of its own, as orders-7-days.txt.

    Health: late shipments, valid tracking numbers, cancellations and refunds with their targets, and open units by age;
    a column for each window, on the terminal, or as health.txt, health.xlsx or health.csv with --out or --format.

    Cancel-requests: what is open of items that their buyers have asked to cancel, what must ship first at the head; of
    all orders without --days; on the terminal, or as cancel-requests.txt, .xlsx or .csv with --out or --format.
    """
    if name == _REQUESTS:
        return _cancel_requests(_windows(days, every=every) if days else (), format_, out, given)
    wanted = _windows(days, every=every)
    from reports.order_lines import Viewpoint  # noqa: PLC0415 - help must not wait for it
    from reports.windows import write_windows  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    with existing(given) as engine, engine.connect() as connection, at_work(f"{name}: writing"):
        viewpoint = Viewpoint(given["merchant"], as_of, terms_of(connection, given))
        if name == _HEALTH:
            health = _health(connection, viewpoint, wanted)
        else:
            written = write_windows(connection, (_NAMES[name], wanted), viewpoint, out or Path(), format_)
            history, paths = history_so_far(connection), [path for path, _ in written]
            register_made(engine, viewpoint.merchant, as_of, "report", paths, history)
    if name == _HEALTH:
        _show_health(health, format_, out, as_json=given["as_json"])
    else:
        show_written(written, as_json=given["as_json"])
        _say_written(written)
    return 0


def _say_written(written: "Sequence[Written]") -> None:
    for path, _ in written:
        say_done(f"{path} was written.")


def _cancel_requests(days: tuple[int, ...], format_: Any, out: Path | None, given: dict[str, Any]) -> int:
    from reports.listings.cancel_requests import cancel_requests  # noqa: PLC0415 - help must not wait for it
    from reports.order_lines import Viewpoint  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    with existing(given) as engine, engine.connect() as connection, connection.begin():
        viewpoint, history = (
            Viewpoint(given["merchant"], as_of, terms_of(connection, given)),
            history_so_far(connection),
        )
        requests = cancel_requests(connection, viewpoint, max(days, default=None))
    if out is not None or format_ != "txt":
        path = (out or Path()) / f"{_REQUESTS}.{format_}"
        write(requests, path, format_, as_json=given["as_json"], over=True)
        with opened(given["db"], create=False) as engine:
            register_made(engine, given["merchant"], as_of, "report", [path], history)
    elif given["as_json"]:
        show_json(requests, _REQUESTS)
    else:
        show(requests, _REQUESTS_SHOWN, "No buyer has asked to cancel anything that is open.")
    return 0


def _health(connection: "Connection", viewpoint: "Viewpoint", days: tuple[int, ...]) -> "Health":
    from reports.health.measures import measure  # noqa: PLC0415

    with connection.begin():
        return measure(connection, viewpoint, days)


def _show_health(health: "Health", format_: Any, out: Path | None, *, as_json: bool) -> None:
    """Prints the health, or writes it if a file is asked for; with --json prints the numbers in both cases."""
    from reports.health import texts  # noqa: PLC0415
    from reports.health.files import write_health  # noqa: PLC0415

    written: list[Written] = []
    if out is not None or format_ != "txt":
        written = [write_health(health, out or Path(), format_)]
    if as_json:
        echo_json(texts.as_json(health))
    elif written:
        show_written(written, as_json=False)
    else:
        echo(texts.text(health, terminal_width()), asked_for=True, nl=False)
    _say_written(written)


def _windows(days: tuple[int, ...], *, every: bool) -> tuple[int, ...]:
    allowed = ", ".join(map(str, _WINDOWS))
    if every:
        return _WINDOWS
    if not days:
        raise click.UsageError(f"Say which window: --days N, where N is one of {allowed}; or --all.")
    wrong = [number for number in days if number not in _WINDOWS]
    if wrong:
        raise click.UsageError(f"There is no window of {wrong[0]} days. Allowed: {allowed}.")
    return tuple(sorted(set(days)))


def show_written(written: Any, *, as_json: bool) -> None:
    """Prints which files were written, with their line counts."""
    if as_json:
        echo_json({"files": [{"path": str(path), "lines": lines} for path, lines in written]})
        return
    for path, lines in written:
        echo(f"{path}: {lines:,} line{'' if lines == 1 else 's'}")
