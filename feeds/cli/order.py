"""``orderfeeds order``: the biography of orders, printed as text or as JSON."""

import click

from feeds.cli import options
from feeds.cli.applying import opened
from feeds.cli.list_output import width
from feeds.cli.order_text import lines
from feeds.cli.output import echo, echo_json


@click.command("order")
@click.argument("order_ids", nargs=-1, required=True, metavar="ORDER-ID...")
@click.option("--address", is_flag=True, help="Show the recipient, the whole address and the phone, too.")
@options.as_of
@options.as_json
@options.store
def command(order_ids: tuple[str, ...], address: bool, as_of: int | None, as_json: bool, db: str, merchant: str) -> int:
    """Tell the biography of orders: state and deadline, items, packages, refunds with what is left, every change.

    A change is told with its time, before -> after, and where it comes from: the upload, its file, record and cell, or
    the clock, an undo or a purge. Packages have links to the carriers' own pages. The as-of moves what is counted from
    it, as the days left; the history is told whole. Exit code 1 where an order is not known.
    """
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
