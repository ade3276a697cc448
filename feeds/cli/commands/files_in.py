"""The commands of the section "Files in": names, options and help; the bodies are loaded when they run."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from feeds.cli import options
from feeds.cli.lazy_body import run
from feeds.cli.options import REGIONS

# A mistyped kind is answered with them in this order.
_TEMPLATES = ("shipping-confirmation", "order-cancellation", "order-adjustment", "orders")


@click.command("upload", short_help="Apply files to the order table and say what became of every record.")
@options.feed("Apply")
@options.author
@options.quiet
@click.option("--reports", type=click.Path(path_type=Path, file_okay=False), help="Write the processing reports there.")
@click.option("--no-corrections", is_flag=True, help="Write no workbook of the refused rows.")
@click.option("--plan", metavar="FINGERPRINT", help="Do just what check has shown under this fingerprint, or nothing.")
def upload(**given: Any) -> int:
    """Apply FILES to the order table and say what became of every record.

    The kind of each file is found from its headings: orders, shipping confirmation, order cancellation or order
    adjustment; of several files, orders come first. Good records are applied and bad ones refused. Beside each file a
    processing report is written (NAME.report.txt, and NAME.report.json for programs) and, where records were refused, a
    workbook to correct and upload (NAME.corrections.xlsx). A file that was uploaded before changes nothing.
    """
    return run("feeds.cli.call:upload", **given)


@click.command("check", short_help="Say what an upload would do, and keep nothing.")
@options.feed("Judge as if it applied")
@options.quiet
def check(**given: Any) -> int:
    """Say what an upload of FILES would do, and keep nothing.

    The files are judged against the order table as it stands, one after the other as an upload would apply them. Every
    fault is shown with its cell, then a plan: each order that would change, its state before and after, what edits
    would change in it, and the money. Its fingerprint makes orderfeeds upload FILES --plan FINGERPRINT do just that.
    """
    return run("feeds.cli.call:check", **given)


@click.command("watch", short_help="Apply whatever is put into a folder, and put it away.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--once", is_flag=True, help="Upload what is there, then end: for cron.")
@click.option(
    "--interval",
    type=click.FloatRange(0.1, 3600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="Seconds between two looks into the inbox.",
)
@click.option(
    "--settle",
    type=click.FloatRange(0, 3600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="Seconds for which a file must not change before it is read.",
)
@click.option("--log-json", is_flag=True, help="Print each line as a JSON object.")
@options.judging("Apply")
@options.anew
@options.as_of
@options.author
@options.quiet
@options.store
@options.terms
def watch(**given: Any) -> int:
    """Upload whatever is put into DIR/inbox, then move it to DIR/done, DIR/partly or DIR/failed.

    Beside each file lie its processing report and, where records were refused, the workbook to correct and put into
    the inbox again. Files of which some records were refused go to partly, those of which nothing was applied to
    failed. Files that arrive together are applied in the order of their kinds: orders, confirmations,
    cancellations, adjustments. Names that end in .part or .tmp or begin with ~$ or a dot are left alone, and so are
    links, folders and pipes. Where there is no order table, or none with orders of the merchant, files wait in the
    inbox until an orders file comes. Each file is applied once, also where the process was killed. SIGTERM and Ctrl-C
    end it when the file at hand is finished. DIR/heartbeat tells the time of the last look. Without --by, who did an
    upload is the owner of its file.
    """
    source = click.get_current_context().get_parameter_source("by")
    # Without --by, each file's author is the owner of the file.
    given["by"] = "" if source is ParameterSource.DEFAULT else given["by"]
    return run("feeds.cli.watch:run", **given)


@click.command("template", short_help="Write a template to fill in, blank or with the open items.")
@click.argument("kind", type=click.Choice(_TEMPLATES), metavar="KIND")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    show_default="KIND.xlsx",
    help="The workbook to write; a file that is there is left as it is.",
)
@click.option("--prefill", is_flag=True, help="Fill it with the items of the order table that it can be about.")
@click.option(
    "--days", type=click.IntRange(1), metavar="N", help="With --prefill: only of orders bought in the last N days."
)
@options.with_requested
@click.option(
    "--region",
    type=click.Choice(REGIONS, case_sensitive=False),
    metavar="|".join(REGIONS),
    help="Narrow the list of carriers to a region's.",
)
@options.as_of
@options.as_json
@options.quiet
@options.store
@options.terms
def template(**given: Any) -> int:
    """Write the template of KIND, a workbook to fill in and upload.

    KIND is shipping-confirmation, order-cancellation, order-adjustment or orders.

    With --prefill a shipping-confirmation comes with every item that has units to ship, an order-cancellation with
    every item nothing of which has shipped, an order-adjustment with what has shipped and can be refunded. Rows that
    are left as they came are skipped by upload. Items past the deadline for confirming are left out, and counted; so
    are those that their buyers have asked to cancel, which an order-cancellation names with reason BuyerCanceled.
    """
    return run("feeds.cli.template:run", **given)


@click.command("profile", short_help="Keep how a supplier's files are read; list, show, delete.")
@click.argument("name", required=False)
@options.reading
@click.option("--delete", is_flag=True, help="Delete the profile NAME.")
@options.as_json
def profile(**given: Any) -> int:
    """Keep under NAME how a supplier's files are read; upload and check take it with --profile NAME.

    With options the profile is kept, in place of one of that name. Without any it is shown; without NAME all are
    listed. The value today in a date column is the day of the upload (UTC).

    \b
      orderfeeds profile acme --map 'Waybill No=tracking-number' --set carrier-code=UPS
      orderfeeds upload parcels.csv --profile acme

    The profiles are a file of TOML in your settings folder; name another with ORDERFEEDS_PROFILES.
    """
    return run("feeds.cli.profile:run", **given)


COMMANDS = (upload, check, watch, template, profile)
