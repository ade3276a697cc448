"""``orderfeeds order``: the biography of orders, printed as text or as JSON."""

from feeds.cli.options import Store
from feeds.cli.order_table import existing
from feeds.cli.order_text import lines
from feeds.cli.output import echo, echo_json, terminal_width
from reports.order_history.biography import biography
from reports.order_history.similar_ids import near
from reports.order_lines import Viewpoint
from schemas.store.merchant_terms import load


def run(order_ids: tuple[str, ...], address: bool, as_of: int, as_json: bool, store: Store) -> int:
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
