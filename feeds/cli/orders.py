"""``orderfeeds orders``: the orders that meet all conditions, as a table, JSON, csv or a workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feeds.cli.list_output import show, show_json, write
from feeds.cli.options import Refusal, Store
from feeds.cli.order_table import existing, terms_of
from feeds.cli.output import Table, day
from reports.listings.orders import Wanted, listed
from reports.order_lines import Viewpoint

_FORMATS = ("csv", "xlsx", "txt")
_NOTES = {
    "late": "late",
    "untracked": "untracked",
    "verge-of-cancellation": "verge",
    "cancel-requested": "buyer cancels",
}


def run(
    out: Path | None, as_of: int, as_json: bool, store: Store, terms: Mapping[str, int | None], **wanted: Any
) -> int:
    """Runs ``orderfeeds orders``; returns its exit code. ``wanted``: the fields of Wanted."""
    format_ = out.suffix.lower().removeprefix(".") if out else ""
    if out and format_ not in _FORMATS:
        raise Refusal(f"{out}: the name of the file says its format. Name it so: --out {out.stem or 'orders'}.csv")
    with existing(store) as engine, engine.connect() as connection, connection.begin():
        viewpoint = Viewpoint(store.merchant, as_of, terms_of(connection, store.merchant, terms))
        listing = listed(connection, viewpoint, Wanted(**wanted))
    if out:
        write(listing, out, format_, as_json=as_json)  # type: ignore[arg-type]
    elif as_json:
        show_json(listing, "orders")
    else:
        show(listing, _SHOWN, "No order fits.")
    return 0


def _notes(row: Mapping[str, Any]) -> str:
    return ", ".join(words for name, words in _NOTES.items() if row[name])


_SHOWN: Table = {
    "order-id": lambda row: row["order-id"],
    "state": lambda row: row["state"],
    "bought": lambda row: day(row["purchase-date"]),
    "ship by": lambda row: day(row["latest-ship-date"]),
    "open": lambda row: str(row["quantity-to-ship"]),
    "notes": _notes,
}
