"""``orderfeeds order``: the biography of orders, printed as text or as JSON."""

from feeds.cli import options
from feeds.cli.applying import opened
from feeds.cli.list_output import width
from feeds.cli.order_text import lines
from feeds.cli.output import echo, echo_json


def run(order_ids: tuple[str, ...], address: bool, as_of: int | None, as_json: bool, db: str, merchant: str) -> int:
    """Runs ``orderfeeds order``; returns its exit code."""
    from reports.order_history.biography import biography  # noqa: PLC0415 - help must not wait for it
    from reports.order_history.similar_ids import near  # noqa: PLC0415
    from reports.order_lines import Viewpoint  # noqa: PLC0415
    from schemas.store.merchant_terms import load  # noqa: PLC0415

    wanted = list(dict.fromkeys(given.strip() for given in order_ids))
    with opened(db, create=False, merchant=merchant) as engine, engine.connect() as connection, connection.begin():
        viewpoint = Viewpoint(merchant, options.now() if as_of is None else as_of, load(connection, merchant))
        told = {name: biography(connection, viewpoint, name, address=address) for name in wanted}
        unknown = {name: near(connection, merchant, name) for name, of in told.items() if of is None}
    known = [of for of in told.values() if of is not None]
    if as_json:
        named = [{"order-id": name, "near": ids} for name, ids in unknown.items()]
        echo_json({"orders": known, "unknown": named})
    for place, of in enumerate([] if as_json else known):
        echo("\n".join([*([""] if place else []), *lines(of, width())]))
    for name, ids in unknown.items():
        meant = f" Did you mean {' or '.join(ids)}?" if ids else ""
        echo(f"There is no order {name!r}.{meant}", err=True)
    return 1 if unknown else 0
