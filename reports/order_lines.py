"""Reads lines of order items from the order table: one join, typed, in the order that all reports share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, and_, bindparam, case, cast, func, select

from reports.files.text_files import INSTANT
from schemas import fields, progress
from schemas.currencies import EXPONENTS
from schemas.deadlines import Terms
from schemas.selection import Holds
from schemas.states import open_units
from schemas.store import dialect
from schemas.store.tables import BUYER_WISHES, BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS, sql_column

# The type of a column in a file by what its field holds.
_TYPES: dict[Holds, str] = {
    "id": "identifier",
    "code": "choice",
    "flag": "choice",
    "units": "number",
    "days": "number",
    "money": "amount",
    "instant": "date",
    "instant as text": "date",
}


@dataclass(frozen=True)
class Viewpoint:
    """The merchant of a report, its as-of (seconds since 1970 UTC), and the merchant's terms."""

    merchant: str
    as_of: int
    terms: Terms = field(default_factory=Terms)


def holds(heading: str) -> str:
    """The type of a column: ``date``, ``number``, ``amount``, ``identifier``, ``choice``; in lists always ``text``."""
    field = fields.headed(heading)
    return _TYPES.get(field.holds, "text") if field else "text"


OPEN_UNITS: ColumnElement[int] = open_units(ITEMS.c)
# Computed from other fields, or used by reports without being a field of a line.
_FACTS: dict[str, ColumnElement[Any]] = {
    "promise-date": ORDERS.c.latest_ship_at,
    "verified-at": ORDERS.c.verified_at,
    "given-back-at": ORDERS.c.given_back_at,
    "quantity-to-ship": OPEN_UNITS,
}


def bought(merchant: str, since: int | ColumnElement[int], until: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Condition: the merchant's verified orders with since < purchase-date <= until, in seconds since 1970 UTC."""
    return and_(verified(merchant), ORDERS.c.purchase_at > since, ORDERS.c.purchase_at <= until)


def verified(merchant: str) -> ColumnElement[bool]:
    """Condition: the merchant's verified orders; others are in no report ("Order status": Pending)."""
    return and_(ORDERS.c.merchant_id == merchant, ORDERS.c.verified)


def stored_column(heading: str) -> ColumnElement[Any]:
    """The column of the order table for a heading."""
    if heading in _FACTS:
        return _FACTS[heading]
    return sql_column(fields.under(heading))


def query(columns: Sequence[ColumnElement[Any]], *which: ColumnElement[bool]) -> Select[Any]:
    """The query for one line per order item, in the order that all reports share."""
    # Outer joins: an order's texts may be missing, and a buyer's may have been purged.
    return (
        select(*columns)
        .select_from(ORDERS)
        .join(ITEMS, ITEMS.c.order_no == ORDERS.c.order_no)
        .outerjoin(ITEM_DETAILS, ITEM_DETAILS.c.item_no == ITEMS.c.item_no)
        .outerjoin(ORDER_DETAILS, ORDER_DETAILS.c.order_no == ORDERS.c.order_no)
        .outerjoin(BUYERS, BUYERS.c.order_no == ORDERS.c.order_no)
        .where(*which)
        .order_by(ORDERS.c.purchase_at, ORDERS.c.order_id, ITEMS.c.order_item_id)
    )


def with_wishes(lines: Select[Any]) -> Select[Any]:
    """The query with the table of buyers' wishes joined, for columns under the headings of fields.WISHES."""
    return lines.outerjoin(BUYER_WISHES, BUYER_WISHES.c.item_no == ITEMS.c.item_no)


_ORDERS_OF_A_BLOCK = 8_192


@dataclass(frozen=True)
class Source:
    """The columns to read for each line, and conditions on the items that get a line."""

    columns: tuple[ColumnElement[Any], ...]
    items: tuple[ColumnElement[bool], ...] = ()


class Block(NamedTuple):
    """Some lines: the instant at which the first was bought (seconds since 1970 UTC), and their columns.

    A text column is bytes with a line feed between the texts; a column of whole numbers is a JSON array.
    """

    bought: int
    columns: tuple[Any, ...]


def of_bought(connection: Connection, source: Source, merchant: str, cuts: Sequence[int]) -> Iterator[Block]:
    """The lines of orders with cuts[0] < purchase-date <= cuts[-1], in the order that all reports share.

    ``cuts`` are ascending, in seconds since 1970 UTC; no block has lines on both sides of a cut.
    """
    low, high = bindparam("low", type_=Integer), bindparam("high", type_=Integer)
    lines = _gathered(source, bought(merchant, low, high))
    for start, end in pairwise(cuts):
        for after, until in _spans(connection, merchant, start, end):
            if until is None:
                yield from of_orders(connection, source, bought(merchant, after, after + 1))
            else:
                yield from _block(connection, lines, after + 1, {"low": after, "high": until})


def _spans(connection: Connection, merchant: str, start: int, end: int) -> Iterator[tuple[int, int | None]]:
    """Spans of purchase-dates, after < purchase-date <= until, each with few enough orders for a block.

    If a single second has too many orders, its ``until`` is None.
    """
    after = bindparam("after", type_=Integer)
    of_merchant = (ORDERS.c.merchant_id == merchant, ORDERS.c.purchase_at > after, ORDERS.c.purchase_at <= end)
    # This reads only the index.
    query = select(ORDERS.c.purchase_at).where(*of_merchant).order_by(ORDERS.c.purchase_at)
    too_many = query.limit(1).offset(_ORDERS_OF_A_BLOCK)
    while (reached := connection.execute(too_many, {"after": start}).scalar()) is not None:
        crowded = reached == start + 1
        yield start, None if crowded else reached - 1
        start = reached if crowded else reached - 1
    yield start, end


def of_orders(connection: Connection, source: Source, *which: ColumnElement[bool]) -> Iterator[Block]:
    """The lines of the orders that match ``which``, in the order that all reports share."""
    numbers, as_value = dialect.bound_numbers("numbers")
    lines = _gathered(source, ORDERS.c.order_no.in_(numbers))
    query = select(ORDERS.c.order_no, ORDERS.c.purchase_at).where(*which)
    result = connection.execute(query.order_by(ORDERS.c.purchase_at, ORDERS.c.order_id))
    while result.cursor is not None and (rows := result.cursor.fetchmany(_ORDERS_OF_A_BLOCK)):
        yield from _block(connection, lines, rows[0][1], {"numbers": as_value(number for number, _ in rows)})


def _block(connection: Connection, lines: Select[Any], bought: int, which: dict[str, Any]) -> Iterator[Block]:
    columns = tuple(connection.execute(lines, which).one())
    if columns[0] is not None:
        progress.done(columns[0].count(b"\n") + 1)
        yield Block(bought, columns)


def _gathered(source: Source, orders: ColumnElement[bool]) -> Select[Any]:
    """A query that returns all lines of the orders as one row."""
    lines = query(source.columns, orders, *source.items).subquery()
    return select(*map(dialect.in_one, lines.c))


def together(headings: Sequence[str]) -> ColumnElement[str]:
    """The cells of a line under ``headings``, as in the report, as one text that ``text_files.apart`` splits."""
    usual = _array(headings, {})
    if not any(holds(heading) == "amount" for heading in headings):
        return usual
    others = {places: _codes(places) for places in sorted(set(EXPONENTS.values()) - {2})}
    # One search in one text is enough for nearly all lines; a search per amount takes longer than the amount.
    other = func.instr(" ".join(code for codes in others.values() for code in codes), ITEMS.c.currency)
    return case((other > 0, _array(headings, others)), else_=usual)


def _codes(places: int) -> list[str]:
    return [code for code, exponent in EXPONENTS.items() if exponent == places]


def _array(headings: Sequence[str], others: dict[int, list[str]]) -> ColumnElement[str]:
    return dialect.as_array([_text(heading, others) for heading in headings])


def _text(heading: str, others: dict[int, list[str]]) -> ColumnElement[str]:
    held, kind = stored_column(heading), holds(heading)
    if not isinstance(held.type, Integer):
        return held
    if kind == "date":
        return dialect.date_text(held, INSTANT)
    return _amount(held, others) if kind == "amount" else cast(held, String)


def _amount(minor: ColumnElement[int], others: dict[int, list[str]]) -> ColumnElement[str]:
    """Minor units, never negative, as text with two decimals, or with those in ``others`` (currencies by decimals)."""
    exact = [(ITEMS.c.currency.in_(codes), dialect.decimal_text(minor, places)) for places, codes in others.items()]
    return case((minor.is_(None), ""), *exact, else_=dialect.decimal_text(minor, 2))
