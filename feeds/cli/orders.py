"""``orderfeeds orders`` and ``order``: the list of the orders that meet all conditions, and the biography of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feeds.cli.list_output import show, show_json, write
from feeds.cli.options import Refusal, Store
from feeds.cli.order_table import existing, terms_of
from feeds.cli.order_text import lines
from feeds.cli.output import Table, day, echo, echo_json, terminal_width
from reports.listings.orders import Wanted, listed
from reports.order_history.biography import biography
from reports.order_history.similar_ids import near
from reports.order_lines import Viewpoint
from schemas.store.merchant_terms import load

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


def biographies(order_ids: tuple[str, ...], address: bool, as_of: int, as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds order``; returns its exit code."""
    wanted = list(dict.fromkeys(given.strip() for given in order_ids))
    with existing(store) as engine, engine.connect() as connection, connection.begin():
        viewpoint = Viewpoint(store.merchant, as_of, load(connection, store.merchant))
        told = {name: biography(connection, viewpoint, name, address=address) for name in wanted}
        unknown = {name: near(connection, store.merchant, name) for name, of in told.items() if of is None}
    known = [of for of in told.values() if of is not None]
    if as_json:
        named = [{"order-id": name, "near": ids} for name, ids in unknown.items()]
        echo_json({"orders": known, "unknown": named})
    for place, of in enumerate([] if as_json else known):
        echo("\n".join([*([""] if place else []), *lines(of, terminal_width())]))
    for name, ids in unknown.items():
        meant = f" Did you mean {' or '.join(ids)}?" if ids else ""
        echo(f"There is no order {name!r}.{meant}", err=True)
    return 1 if unknown else 0
