"""``orderfeeds export``: what is stored about orders and their buyers, as a file or on the terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy import Connection, select

from feeds.cli.options import Refusal, Store, refuse_ahead
from feeds.cli.order_table import existing
from feeds.cli.output import echo, say_done
from feeds.cli.result_files import register_made
from feeds.purge import purge
from reports.export import parts
from reports.files.atomic_files import put_where_free
from schemas.store.entries import last_entry
from schemas.store.tables import ORDERS
from schemas.times import DAY
from schemas.wording import number_of


def run(
    orders: tuple[str, ...],
    more: tuple[str, ...],
    older_than: int | None,
    format_: Any,
    out: Path | None,
    as_of: int,
    store: Store,
) -> int:
    """Runs ``orderfeeds export``; returns its exit code."""
    named = tuple(dict.fromkeys((*orders, *more)))
    if bool(named) == (older_than is not None):
        raise click.UsageError("Say which orders: --orders ORDER-ID..., or --older-than 30d.")
    if out is not None and out.exists():
        raise Refusal(f"{out} is there already and was left as it is. Name another file.")
    merchant = store.merchant
    with existing(store) as engine, engine.connect() as connection, connection.begin():
        numbers, missing = (
            _named(connection, merchant, named) if named else (_due(connection, merchant, older_than, as_of), [])
        )
        text = parts(connection, merchant, numbers, format_)
        if out is None:
            for part in text:
                echo(part, asked_for=True, nl=False)
        elif numbers:
            _write(out, text)
            register_made(engine, merchant, as_of, "export", [out], last_entry(connection))
            echo(f"{out}: {number_of(len(numbers), 'order')}")
            say_done(f"{out} was written.")
    if missing:
        echo(f"Not in the order table: {', '.join(missing)}.", err=True)
    elif not numbers:
        echo("No order is that old: nothing to export.", err=True)
    return 1 if missing else 0


def _named(connection: Connection, merchant: str, order_ids: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """The numbers of the named orders that exist, in the order they were named, and the order-ids that do not."""

    mine = (ORDERS.c.merchant_id == merchant) & ORDERS.c.order_id.in_(order_ids)
    rows = connection.execute(select(ORDERS.c.order_id, ORDERS.c.order_no).where(mine)).all()
    found = {order_id: number for order_id, number in rows}
    return [found[name] for name in order_ids if name in found], [name for name in order_ids if name not in found]


def _due(connection: Connection, merchant: str, days: int | None, as_of: int) -> list[int]:

    refuse_ahead(as_of, "Nothing was done.")
    numbers: list[int] = purge.due(connection, merchant, as_of - (days or 0) * DAY).order_nos.tolist()
    return numbers


def _write(out: Path, text: Iterator[str]) -> None:

    def fill(file: BinaryIO) -> None:
        for part in text:
            file.write(part.encode())

    if not out.parent.is_dir():
        raise Refusal(f"There is no folder {out.parent}. Make it, or name another.")
    if not put_where_free(out, fill):
        raise Refusal(f"{out} is there already and was left as it is. Name another file.")
