"""``orderfeeds nightly``: everything a night needs, in one folder that appears whole or not at all."""

from pathlib import Path
from typing import Any

import click

from feeds.cli import options
from feeds.cli.applying import opened
from feeds.cli.progress import at_work
from feeds.cli.report import show_written


@click.command("nightly")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder of the nights."
)
@click.option("--format", "format_", type=click.Choice(["txt", "xlsx", "csv"]), default="txt", show_default=True)
@options.as_of
@options.as_json
@options.store
@options.terms
def command(out: Path, format_: Any, **given: Any) -> int:
    """Write everything a night needs into OUT/DATE.

    That is both reports for all seven windows, and the scheduled Orders report, which lists every order verified since
    the last scheduled night, each exactly once. The folder is named by the day (UTC) and appears whole or not at all;
    the same night again writes the same folder again.
    """
    from reports.nightly import write_night  # noqa: PLC0415 - help must not wait for it
    from reports.report import Viewpoint  # noqa: PLC0415
    from schemas.deadlines import Terms  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    terms = Terms(given["handling_days"], given["deadline_days"], given["warning_days"])
    with opened(given["db"], create=False) as engine, at_work("nightly: writing"):
        night = write_night(engine, Viewpoint(given["merchant"], as_of, terms), out, format_)
    show_written(night.files, as_json=given["as_json"])
    return 0
