"""Lines of order items, read as a few large texts: SQLite gathers the lines of some thousand orders.

Fetching forty values a line takes longer than all the rest, and the other thread waits for each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Select, bindparam, select

from reports import order_lines
from schemas import dialect, stages
from schemas.order_table import ORDERS

_ORDERS_OF_A_BLOCK = 8_192


@dataclass(frozen=True)
class Source:
    """What is read of each line, and of which items of an order there is one."""

    columns: tuple[ColumnElement[Any], ...]
    items: tuple[ColumnElement[bool], ...] = ()


class Block(NamedTuple):
    """Some lines: when the first was bought (seconds since 1970 UTC), and what was read of all.

    A text column is bytes with a line feed between the texts, a column of whole numbers a JSON array.
    """

    bought: int
    columns: tuple[Any, ...]


def of_bought(connection: Connection, source: Source, merchant: str, cuts: Sequence[int]) -> Iterator[Block]:
    """The lines of orders with cuts[0] < purchase-date <= cuts[-1], in the order that all reports share.

    ``cuts`` are ascending, in seconds since 1970 UTC; no block holds lines of both sides of one.
    """
    low, high = bindparam("low", type_=Integer), bindparam("high", type_=Integer)
    lines = _gathered(source, order_lines.bought(merchant, low, high))
    for start, end in pairwise(cuts):
        for after, until in _spans(connection, merchant, start, end):
            if until is None:
                yield from of_orders(connection, source, order_lines.bought(merchant, after, after + 1))
            else:
                yield from _block(connection, lines, after + 1, {"low": after, "high": until})


def _spans(connection: Connection, merchant: str, start: int, end: int) -> Iterator[tuple[int, int | None]]:
    """Spans of purchase-dates, after < purchase-date <= until, of few enough orders each.

    A single second of too many has no ``until``.
    """
    after = bindparam("after", type_=Integer)
    of_merchant = (ORDERS.c.merchant_id == merchant, ORDERS.c.purchase_at > after, ORDERS.c.purchase_at <= end)
    # Nothing but the index is read for it.
    query = select(ORDERS.c.purchase_at).where(*of_merchant).order_by(ORDERS.c.purchase_at)
    too_many = query.limit(1).offset(_ORDERS_OF_A_BLOCK)
    while (reached := connection.execute(too_many, {"after": start}).scalar()) is not None:
        crowded = reached == start + 1
        yield start, None if crowded else reached - 1
        start = reached if crowded else reached - 1
    yield start, end


def of_orders(connection: Connection, source: Source, *which: ColumnElement[bool]) -> Iterator[Block]:
    """The lines of the orders of ``which``, in the order that all reports share."""
    numbers, as_value = dialect.bound_numbers("numbers")
    lines = _gathered(source, ORDERS.c.order_no.in_(numbers))
    query = select(ORDERS.c.order_no, ORDERS.c.purchase_at).where(*which)
    result = connection.execute(query.order_by(ORDERS.c.purchase_at, ORDERS.c.order_id))
    while result.cursor is not None and (rows := result.cursor.fetchmany(_ORDERS_OF_A_BLOCK)):
        yield from _block(connection, lines, rows[0][1], {"numbers": as_value(number for number, _ in rows)})


def _block(connection: Connection, lines: Select[Any], bought: int, which: dict[str, Any]) -> Iterator[Block]:
    columns = tuple(connection.execute(lines, which).one())
    if columns[0] is not None:
        stages.done(columns[0].count(b"\n") + 1)
        yield Block(bought, columns)


def _gathered(source: Source, orders: ColumnElement[bool]) -> Select[Any]:
    """One row for all lines of the orders."""
    lines = order_lines.query(source.columns, orders, *source.items).subquery()
    return select(*map(dialect.in_one, lines.c))
