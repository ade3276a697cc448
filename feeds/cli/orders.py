"""``orderfeeds orders``: the orders that meet all conditions, as a table, JSON, csv or a workbook."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from feeds.cli import options
from feeds.cli.applying import existing, terms_of
from feeds.cli.list_output import Shown, day, show, show_json, write
from feeds.cli.options import Refusal

_STATES = ("Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled")
_RATES = ("late-shipment-rate", "valid-tracking-rate", "pre-fulfilment-cancel-rate", "refund-rate")
_FORMATS = ("csv", "xlsx", "txt")
_NOTES = {
    "late": "late",
    "untracked": "untracked",
    "verge-of-cancellation": "verge",
    "cancel-requested": "buyer cancels",
}


class Day(click.ParamType[int]):
    """A day as days since 1970."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads a day written as 2026-01-31."""
        if isinstance(value, int):
            return value
        try:
            return (date.fromisoformat(value) - date(1970, 1, 1)).days
        except ValueError:
            self.fail(f"{value!r} is no day as 2026-01-31.", param, ctx)


@click.command("orders")
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
def command(out: Path | None, **given: Any) -> int:
    """List the orders that fit all that is asked, by purchase-date; several values of one option: any of them.

    \b
      orderfeeds orders --state Unshipped --late
      orderfeeds orders --sku MUG-EQ-330 --days 7
      orderfeeds orders --tracking 1Z999AA10123456784
      orderfeeds orders --rate late-shipment-rate --days 30 --out late.xlsx

    A rate lists the orders that it counts as report health counts them: confirmed late, canceled by the seller,
    refunded; valid-tracking-rate those with a package that has no valid number. No buyer is on the list.
    """
    format_ = out.suffix.lower().removeprefix(".") if out else ""
    if out and format_ not in _FORMATS:
        raise Refusal(f"{out}: the name of the file says its format. Name it so: --out {out.stem or 'orders'}.csv")
    from reports.listings.orders import Wanted, listed  # noqa: PLC0415 - help must not wait for it
    from reports.order_lines import Viewpoint  # noqa: PLC0415

    as_of = options.now() if given["as_of"] is None else given["as_of"]
    names = "states skus numbers postal_codes on days late untracked verge rate".split()
    wanted = Wanted(**{name: given[name] for name in names})
    with existing(given) as engine, engine.connect() as connection, connection.begin():
        viewpoint = Viewpoint(given["merchant"], as_of, terms_of(connection, given))
        listing = listed(connection, viewpoint, wanted)
    if out:
        write(listing, out, format_, as_json=given["as_json"])  # type: ignore[arg-type]
    elif given["as_json"]:
        show_json(listing, "orders")
    else:
        show(listing, _SHOWN, "No order fits.")
    return 0


def _notes(row: Mapping[str, Any]) -> str:
    return ", ".join(words for name, words in _NOTES.items() if row[name])


_SHOWN: Shown = {
    "order-id": lambda row: row["order-id"],
    "state": lambda row: row["state"],
    "bought": lambda row: day(row["purchase-date"]),
    "ship by": lambda row: day(row["latest-ship-date"]),
    "open": lambda row: str(row["quantity-to-ship"]),
    "notes": _notes,
}
