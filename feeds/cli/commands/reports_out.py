"""The commands of the section "Reports out": names, options and help; the bodies are loaded when they run."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from feeds.cli import options
from feeds.cli.lazy_body import run

# As in reports.windows, which the help must not load; a test holds both equal.
WINDOWS = (1, 2, 7, 15, 30, 60, 90)
# The modules of orderfeeds[slips].
_EXTRA = ("typst", "barcode", "uharfbuzz", "manimgx_fonts", "manimgx_fonts_cjk")
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "sv", "pt", "tr", "ja", "zh")


@click.command("nightly", short_help="Write everything a night needs into one folder.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder of the nights."
)
@click.option("--format", "format_", type=click.Choice(["txt", "xlsx", "csv"]), default="txt", show_default=True)
@click.option("--no-clock", is_flag=True, help="Write the reports alone; nothing is canceled, warned or flagged.")
@click.option("--confirm-cancellations", is_flag=True, help="Cancel however many orders are past their deadline.")
@options.as_of
@options.author
@options.as_json
@options.quiet
@options.store
@options.terms
def nightly(**given: Any) -> int:
    """Let time act, and write everything a night needs into OUT/DATE.

    Time first: what is open past its deadline is canceled, and so is what has been Pending for 21 days; orders are
    warned of before, and those past their latest ship date are flagged; each is in the history, and orderfeeds undo
    takes a run back. Then the list of these orders; both reports for all seven windows; the scheduled Orders report,
    which lists every order verified since the last scheduled night, each exactly once; health, the uploads of the last
    day, and pages for people, overview.html first. The folder is named by the day (UTC) and appears whole or not at
    all; the same night again changes nothing and writes the same folder again.
    """
    return run("feeds.cli.nightly:run", **given)


@click.command("report", short_help="Write the Orders, Unshipped Orders or health report.")
@click.argument("name", type=click.Choice(["orders", "unshipped", "health", "cancel-requests"]))
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
def report(name: str, days: tuple[int, ...], every: bool, **given: Any) -> int:
    """Write the Orders or the Unshipped Orders report, or show the account's health or what buyers ask to cancel.

    Orders: every verified order bought in the window, shipped and canceled ones too. Unshipped: the units still to
    ship, with their promise-date. Each window is a file of its own, as orders-7-days.txt.

    Health: late shipments, valid tracking numbers, cancellations and refunds with their targets, and open units by age;
    a column for each window, on the terminal, or as health.txt, health.xlsx or health.csv with --out or --format.

    Cancel-requests: what is open of items that their buyers have asked to cancel, what must ship first at the head; of
    all orders without --days; on the terminal, or as cancel-requests.txt, .xlsx or .csv with --out or --format.
    """
    if name == "cancel-requests":
        return run("feeds.cli.report:cancel_requests", days=_windows(days, every=every) if days else (), **given)
    windows = _windows(days, every=every)
    if name == "health":
        return run("feeds.cli.report:health", days=windows, **given)
    return run("feeds.cli.report:run", name=name, days=windows, **given)


def _windows(days: tuple[int, ...], *, every: bool) -> tuple[int, ...]:
    """The windows that are asked for; raises UsageError if there is none or a wrong one."""
    allowed = ", ".join(map(str, WINDOWS))
    if every:
        return WINDOWS
    if not days:
        raise click.UsageError(f"Say which window: --days N, where N is one of {allowed}; or --all.")
    wrong = [number for number in days if number not in WINDOWS]
    if wrong:
        raise click.UsageError(f"There is no window of {wrong[0]} days. Allowed: {allowed}.")
    return tuple(sorted(set(days)))


@click.command("slips", short_help="Write packing slips as a PDF, with the order-id as a barcode.")
@click.option("--days", type=click.IntRange(1, 3650), metavar="N", help="Open orders bought in the last N days.")
@click.option("--orders", multiple=True, metavar="ORDER-ID...", help="These orders, shipped ones too.")
@click.argument("more_orders", nargs=-1, metavar="")
@click.option("--prices", is_flag=True, help="Show what items cost, but never of a gift.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option(
    "--sender",
    envvar="ORDERFEEDS_SENDER",
    default="",
    metavar="LINES",
    help="Who sends the parcels, with | between lines. Environment: ORDERFEEDS_SENDER.",
)
@click.option(
    "--return-to",
    envvar="ORDERFEEDS_RETURN_TO",
    default="",
    metavar="LINES",
    help="Where they go back to, where it is another address. Environment: ORDERFEEDS_RETURN_TO.",
)
@click.option("--language", type=click.Choice(_LANGUAGES), help="Of all slips, in place of each buyer's.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    show_default="packing-slips.pdf, or the next free number of it",
    help="The file to write; a file that is there is left as it is.",
)
@options.with_requested
@options.as_of
@options.as_json
@options.quiet
@options.store
def slips(days: int | None, orders: tuple[str, ...], more_orders: tuple[str, ...], **given: Any) -> int:
    """Write packing slips as a PDF: one slip an order, with its order-id as a barcode.

    \b
      orderfeeds slips --days 7     # open orders; what must ship first comes first
      orderfeeds slips --orders 302-5256064-2287835 113-1492479-8323579     # these, in this order

    A slip shows the units to ship; of an order that has shipped, the units shipped. What buyers have asked to cancel is
    left out, and counted. Its words are in the buyer's language, where marketplace or country tell it. No prices,
    unless with --prices; none at all where an item is gift-wrapped. More than 1,000 slips become several files.
    """
    named = (*orders, *more_orders)
    if (days is None) == (not named):
        raise click.UsageError("Say which orders: --days N, or --orders ORDER-ID...")
    if not all(map(find_spec, _EXTRA)):
        raise options.Refusal("Packing slips need packages that are not installed: pip install 'orderfeeds[slips]'")
    return run("feeds.cli.slips:run", days=days, named=named, **given)


@click.command("deadlines", short_help="List what will be canceled soon, and what a file would save.")
@click.option("--days", type=click.IntRange(0, 3650), default=7, show_default=True, help="How far to look ahead.")
@click.option("--with", "files", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="As if uploaded.")
@click.option("--pending", is_flag=True, help="List all Pending orders instead, the oldest first.")
@options.as_of
@options.as_json
@options.store
@options.terms
def deadlines(**given: Any) -> int:
    """List the open orders whose deadline has passed or comes within --days, soonest first.

    Those whose deadline has passed are canceled by the next orderfeeds nightly; orders that were past it when they
    came are not, and are left out. A Pending order, whose payment or details are not verified yet, is canceled after 21
    days. --with FILE shows how it would be after an upload of that file, of which nothing is kept: the orders that it
    would save are marked.
    """
    return run("feeds.cli.deadlines:run", **given)


COMMANDS = (nightly, report, slips, deadlines)
