"""``orderfeeds report``: orders, unshipped orders, health and cancel requests, for the windows a marketplace has."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import options
from feeds.cli.applying import existing, opened, terms_of
from feeds.cli.file_registration import history_so_far, register_made
from feeds.cli.list_output import Shown, day, show, show_json, write
from feeds.cli.output import echo, echo_json, say_done, terminal_width
from feeds.cli.progress import at_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.files.writing import Written
    from reports.health.measures import Health
    from reports.windows import Name

_NAMES: "dict[str, Name]" = {"orders": "orders", "unshipped": "unshipped-orders"}
_REQUESTS = "cancel-requests"

_REQUESTS_SHOWN: Shown = {
    "order-id": lambda row: row["order-id"],
    "item": lambda row: row["order-item-id"],
    "ship by": lambda row: day(row["latest-ship-date"]),
    "open": lambda row: str(row["quantity-to-ship"]),
    "what and why": lambda row: ": ".join(filter(None, (row["sku"], row["buyer-requested-cancel-reason"]))),
}


def run(name: str, days: tuple[int, ...], format_: Any, out: Path | None, **given: Any) -> int:
    """Writes the Orders or the Unshipped Orders report, a file for each window of ``days``; returns the exit code."""
    from reports.order_lines import Viewpoint  # noqa: PLC0415 - help must not wait for it
    from reports.windows import write_windows  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    with existing(given) as engine, engine.connect() as connection, at_work(f"{name}: writing"):
        viewpoint = Viewpoint(given["merchant"], as_of, terms_of(connection, given))
        written = write_windows(connection, (_NAMES[name], days), viewpoint, out or Path(), format_)
        history, paths = history_so_far(connection), [path for path, _ in written]
        register_made(engine, viewpoint.merchant, as_of, "report", paths, history)
    show_written(written, as_json=given["as_json"])
    _say_written(written)
    return 0


def _say_written(written: "Sequence[Written]") -> None:
    for path, _ in written:
        say_done(f"{path} was written.")


def cancel_requests(days: tuple[int, ...], format_: Any, out: Path | None, **given: Any) -> int:
    """Shows or writes what buyers ask to cancel, bought in the longest of ``days``; returns the exit code."""
    from reports.listings.cancel_requests import cancel_requests as listed  # noqa: PLC0415 - help must not wait for it
    from reports.order_lines import Viewpoint  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    with existing(given) as engine, engine.connect() as connection, connection.begin():
        viewpoint, history = (
            Viewpoint(given["merchant"], as_of, terms_of(connection, given)),
            history_so_far(connection),
        )
        requests = listed(connection, viewpoint, max(days, default=None))
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


def health(days: tuple[int, ...], format_: Any, out: Path | None, **given: Any) -> int:
    """Shows or writes the account's health, a column for each window of ``days``; returns the exit code."""
    from reports.health.measures import measure  # noqa: PLC0415
    from reports.order_lines import Viewpoint  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    with existing(given) as engine, engine.connect() as connection, at_work("health: writing"):
        viewpoint = Viewpoint(given["merchant"], as_of, terms_of(connection, given))
        with connection.begin():
            measured = measure(connection, viewpoint, days)
    _show_health(measured, format_, out, as_json=given["as_json"])
    return 0


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


def show_written(written: Any, *, as_json: bool) -> None:
    """Prints which files were written, with their line counts."""
    if as_json:
        echo_json({"files": [{"path": str(path), "lines": lines} for path, lines in written]})
        return
    for path, lines in written:
        echo(f"{path}: {lines:,} line{'' if lines == 1 else 's'}")
