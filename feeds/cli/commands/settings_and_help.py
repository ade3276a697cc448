"""The commands of the section "Settings and help": names, options and help; the bodies are loaded when they run."""

from pathlib import Path
from typing import Any

import click

from feeds.cli import options
from feeds.cli.lazy_body import run


@click.command("paths", short_help="Show where the order table, profiles and settings lie.")
@options.as_json
@options.store
def paths(**given: Any) -> int:
    """Show where the order table, the profiles and the settings lie, and the schema of what --json prints.

    \b
    The settings are a file of TOML with defaults of options, for every command or for one:
      db = "/srv/orders/orders.db"
      merchant = "acme"
      [nightly]
      out = "/srv/orders/nights"

    Options and environment variables go over it. Another file: ORDERFEEDS_SETTINGS.
    """
    return run("feeds.cli.paths:run", **given)


@click.command("terms", short_help="Show or settle handling time, deadline and holidays.")
@click.option("--handling-days", type=click.IntRange(0, 60), help="Business days to ship in.")
@click.option("--deadline-days", type=click.IntRange(1, 365), help="Days to confirm in.")
@click.option("--deadline-from", type=click.Choice(["purchase", "latest-ship"]), help="What the deadline counts from.")
@click.option("--business-days/--calendar-days", default=None, help="The days that the deadline counts.")
@click.option("--warning-days", type=click.IntRange(0, 365), help="Days of warning before the deadline.")
@click.option("--holidays", metavar="PLACES", help='Whose holidays are no business days: DE, US-CA, "DE-BY,AT"; none.')
@click.option("--rehearsal", is_flag=True, help="Make the order table one to rehearse with: --as-of is its time.")
@click.option("--yes", is_flag=True, help="Keep a change, though it puts open orders past their deadline at once.")
@options.as_json
@options.store
def terms(**given: Any) -> int:
    """Show what is settled of handling time, deadline and holidays; with options, keep them for the merchant.

    \b
    Marketplaces differ:
      orderfeeds terms --deadline-days 30 --deadline-from purchase --calendar-days
      orderfeeds terms --deadline-days 7 --deadline-from latest-ship --business-days --holidays US

    A change that puts open orders past their deadline at once is shown with them, and kept with --yes alone.

    Health counts late by the real time of a confirmation, whatever --as-of says. An order table for tests and training
    is made with --rehearsal before the first upload: there --as-of counts as the real time.
    """
    return run("feeds.cli.terms:run", **given)


@click.command("codes", short_help="List the fault codes, what each means and what to do.")
@click.argument("code", type=int, required=False)
@options.as_json
def codes(**given: Any) -> int:
    """List the fault codes, or explain CODE: what it means and what to do."""
    return run("feeds.cli.codes:run", **given)


@click.command("samples", short_help="Write sample feeds, dated today, and blank templates.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("orderfeeds-samples"))
@options.as_of
@options.quiet
def samples(**given: Any) -> int:
    """Write the sample feeds and blank templates to FOLDER, dated so that they can be uploaded today.

    Written again on a later day they are dated anew; what you have changed is left as it is. With --as-of they fit
    that day, which the other commands then need too.
    """
    return run("feeds.cli.samples:run", **given)


COMMANDS = (paths, terms, codes, samples)
