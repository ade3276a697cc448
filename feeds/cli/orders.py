"""``orderfeeds orders``: the orders that meet all conditions, as a table, JSON, csv or a workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feeds.cli import options
from feeds.cli.applying import existing, terms_of
from feeds.cli.list_output import Shown, day, show, show_json, write
from feeds.cli.options import Refusal

_FORMATS = ("csv", "xlsx", "txt")
_NOTES = {
    "late": "late",
    "untracked": "untracked",
    "verge-of-cancellation": "verge",
    "cancel-requested": "buyer cancels",
}


def run(out: Path | None, **given: Any) -> int:
    """Runs ``orderfeeds orders``; returns its exit code."""
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
