"""The commands of the section "Orders and their history": names, options and help; bodies are loaded when they run."""

from pathlib import Path
from typing import Any

import click

from feeds.cli import options
from feeds.cli.lazy_body import run
from feeds.cli.option_types import Day

_STATES = ("Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled")
_RATES = ("late-shipment-rate", "valid-tracking-rate", "pre-fulfilment-cancel-rate", "refund-rate")


@click.command("orders", short_help="List orders by state, item, parcel, day, place or lateness.")
@click.option("--state", "states", type=click.Choice(_STATES, case_sensitive=False), multiple=True, help="In it now.")
@click.option("--sku", "skus", multiple=True, metavar="SKU", help="With an item of it; case counts.")
@click.option("--tracking", "numbers", multiple=True, metavar="NUMBER", help="With a package of that tracking-number.")
@click.option("--postal-code", "postal_codes", multiple=True, metavar="CODE", help="That go to this postal code.")
@click.option("--day", "on", type=Day(), multiple=True, metavar="DAY", help="Bought on this day (UTC).")
@click.option("--days", type=click.IntRange(1, 3650), metavar="N", help="Bought in the last N days.")
@click.option("--late", is_flag=True, help="Open past the latest ship date, or confirmed after it.")
@click.option("--untracked", is_flag=True, help="With a package that has no valid tracking-number.")
@click.option("--verge", is_flag=True, help="At the verge of cancellation: the deadline is near or past.")
@click.option("--rate", type=click.Choice(_RATES), help="That a rate of report health counts.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a .csv, .xlsx or .txt file."
)
@options.as_of
@options.as_json
@options.store
@options.terms
def orders(**given: Any) -> int:
    """List the orders that fit all that is asked, by purchase-date; several values of one option: any of them.

    \b
      orderfeeds orders --state Unshipped --late
      orderfeeds orders --sku MUG-EQ-330 --days 7
      orderfeeds orders --tracking 1Z999AA10123456784
      orderfeeds orders --rate late-shipment-rate --days 30 --out late.xlsx

    A rate lists the orders that it counts as report health counts them: confirmed late, canceled by the seller,
    refunded; valid-tracking-rate those with a package that has no valid number. No buyer is on the list.
    """
    return run("feeds.cli.orders:run", **given)


@click.command("order", short_help="Tell the biography of an order: every change, and what is left.")
@click.argument("order_ids", nargs=-1, required=True, metavar="ORDER-ID...")
@click.option("--address", is_flag=True, help="Show the recipient, the whole address and the phone, too.")
@options.as_of
@options.as_json
@options.store
def order(**given: Any) -> int:
    """Tell the biography of orders: state and deadline, items, packages, refunds with what is left, every change.

    A change is told with its time, before -> after, and where it comes from: the upload, its file, record and cell, or
    the clock, an undo or a purge. Packages have links to the carriers' own pages. The as-of moves what is counted from
    it, as the days left; the history is told whole. Exit code 1 where an order is not known.
    """
    return run("feeds.cli.order:run", **given)


@click.command("uploads", short_help="List the uploads; show one; write its report again.")
@click.argument("number", type=int, required=False, metavar="[N]")
@click.option("--report", is_flag=True, help="Write the processing report of upload N again.")
@click.option(
    "--reports", type=click.Path(path_type=Path, file_okay=False), help="Write it there, not beside the file."
)
@options.as_json
@options.store
def uploads(number: int | None, report: bool, reports: Path | None, **given: Any) -> int:
    """List the uploads, or show upload N and what it did to which order; with --report, write its report again."""
    if number is None:
        if report:
            raise click.UsageError("Say which upload: orderfeeds uploads N --report.")
        return run("feeds.cli.uploads:run", **given)
    if report:
        return run("feeds.cli.show_upload:write_report", number=number, reports=reports, **given)
    return run("feeds.cli.show_upload:show", number=number, **given)


@click.command("undo", short_help="Take an upload, or a run of the clock, back.")
@click.argument("number", type=int, metavar="UPLOAD")
@click.option("--yes", is_flag=True, help="Do it; without it, the command shows what it would do.")
@options.as_of
@options.author
@options.as_json
@options.quiet
@options.store
def undo(**given: Any) -> int:
    """Take UPLOAD back: show what that would do, and with --yes do it.

    What it shipped, canceled and edited is what was before; its refunds are taken back by entries that reverse them;
    orders that it took in are removed where nothing has touched them. An order that a later upload changed is spared
    and listed: take that one back first (a changed address alone spares none). The numbers are those of orderfeeds
    uploads; a run of the clock has one, and so has an undo. A file that was taken back can be uploaded again.
    """
    return run("feeds.cli.undo:run", **given)


@click.command("verify", short_help="Check the order table against its own history.")
@options.as_json
@options.quiet
@options.store
def verify(**given: Any) -> int:
    """Check the order table: recompute every total from the entries, look at every invariant, say what was checked.

    Nothing is changed. Exit 0 where all holds, 1 where something does not.
    """
    return run("feeds.cli.verify:run", **given)


@click.command("backup", short_help="Copy the order table to a file, while others work.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--replace", is_flag=True, help="Replace FILE where it is there already, once the new copy is checked.")
@options.as_json
@options.quiet
@options.store
def backup(**given: Any) -> int:
    """Copy the whole order table to FILE and check the copy; others may work meanwhile.

    FILE holds every merchant's orders and their buyers' texts, and purge does not reach it: keep it no longer than you
    may. It is an order table like any other: orderfeeds verify --db FILE checks it against its history, and orderfeeds
    restore FILE brings it back.
    """
    return run("feeds.cli.backup:run", **given)


@click.command("restore", short_help="Bring a backup of the order table back.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--yes", is_flag=True, help="Do it; without it, the command shows what it would do.")
@options.as_json
@options.quiet
@options.store
def restore(**given: Any) -> int:
    """Make the order table what FILE holds, a backup; show first what that would do, and with --yes do it.

    FILE is checked before anything is done. The order table as it is now is kept next to it: a sound one as a backup,
    a damaged one as it is. What was uploaded since the backup is not in it: orderfeeds uploads lists what is.
    """
    return run("feeds.cli.backup:restore", **given)


@click.command("export", short_help="Write what is held of orders and their buyers.")
@click.option("--orders", multiple=True, metavar="ORDER-ID...", help="These orders; any number of them.")
@click.argument("more", nargs=-1, metavar="")
@options.older_than
@click.option("--format", "format_", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a file, readable for you alone; one that is there is left as it is.",
)
@options.as_of
@options.quiet
@options.store
def export(**given: Any) -> int:
    """Write what is held of orders and their buyers: a buyer may ask for it, and a purge deletes it.

    Either the orders that are named, or those whose buyers a purge of the same --older-than would delete. json is an
    object a line and order: buyer, addresses before they were changed, delivery, items, packages, and what processing
    reports tell of it. csv is a line an item, without former addresses, packages and reports.
    """
    return run("feeds.cli.export:run", **given)


@click.command("purge", short_help="Delete buyers' texts of orders that were closed long ago.")
@options.older_than
@click.option("--yes", is_flag=True, help="Delete. Without it, only say what would be deleted.")
@options.as_of
@options.author
@options.as_json
@options.quiet
@options.store
def purge(**given: Any) -> int:
    """Delete the buyers' texts of orders that were shipped or canceled 30 days ago or earlier.

    Names, addresses, phones and e-mails leave the order table, to the last byte of its file; so do the values of cells
    that processing reports tell of, and the files that hold such texts: uploads, and reports, corrections and templates
    that were written here. A file that has changed since is left, and so is an upload with an order that is not due.
    Quantities, prices, packages and refunds stay. A later orders file does not bring the texts back. Links to what is
    deleted leave the pages of nights.

    Nothing is deleted without --yes, and what is deleted cannot be brought back.
    """
    return run("feeds.cli.purge:run", **given)


COMMANDS = (orders, order, uploads, undo, verify, backup, restore, export, purge)
