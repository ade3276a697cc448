"""``orderfeeds report``: the Orders and Unshipped Orders reports for the windows a marketplace has."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli import options
from feeds.cli.applying import opened
from feeds.cli.progress import at_work
from feeds.cli.saying import say

if TYPE_CHECKING:
    from reports.windows import Name

_WINDOWS = (1, 2, 7, 15, 30, 60, 90)
_NAMES: "dict[str, Name]" = {"orders": "orders", "unshipped": "unshipped-orders"}


@click.command("report")
@click.argument("name", type=click.Choice(list(_NAMES)))
@click.option(
    "--days", type=int, multiple=True, metavar="N", help="The window: 1, 2, 7, 15, 30, 60 or 90 days; several."
)
@click.option("--all", "every", is_flag=True, help="All seven windows.")
@click.option("--format", "format_", type=click.Choice(["txt", "xlsx", "csv"]), default="txt", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), show_default="this folder")
@options.as_of
@options.as_json
@options.store
@options.terms
def command(name: str, days: tuple[int, ...], every: bool, format_: Any, out: Path, **given: Any) -> int:
    """Write the Orders or the Unshipped Orders report.

    Orders: every verified order bought in the window, shipped and canceled ones too. Unshipped: the units still to
    ship, with their promise-date. Each window is a file of its own, as orders-7-days.txt.
    """
    wanted = _windows(days, every=every)
    from reports.report import Viewpoint  # noqa: PLC0415 - help must not wait for it
    from reports.windows import write_windows  # noqa: PLC0415
    from schemas.deadlines import Terms  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    terms = Terms(given["handling_days"], given["deadline_days"], given["warning_days"])
    viewpoint = Viewpoint(given["merchant"], as_of, terms)
    with opened(given["db"], create=False) as engine, engine.connect() as connection, at_work(f"{name}: writing"):
        written = write_windows(connection, (_NAMES[name], wanted), viewpoint, out, format_)
    show_written(written, as_json=given["as_json"])
    return 0


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
    """Says which files were written, with their lines."""
    if as_json:
        say(json.dumps([{"path": str(path), "lines": lines} for path, lines in written], indent=2))
        return
    for path, lines in written:
        say(f"{path}: {lines:,} line{'' if lines == 1 else 's'}")
