"""Checks an order table against its own history: recomputes every total from its rows and tests every invariant.

The store's constraints forbid most violations; this finds a file that was damaged or written by a faulty program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from schemas import fields
from schemas.store.history import PURGED

_MOST_NAMED = 5


@dataclass(frozen=True)
class Check:
    """What must hold, and the SQL that finds violations.

    ``looked``: counts the rows checked. ``broken``: returns one row per violation, with one column that describes where
    it is.
    """

    holds: str
    looked: str
    broken: str


@dataclass(frozen=True)
class Checked:
    """The result of a check: how many rows it looked at, how many violate it, and descriptions of the first ones."""

    holds: str
    looked: int
    broken: int
    named: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """A total of an item that is the sum of a column of a table's rows.

    ``where``: SQL for the rows that count. ``taken_in``: the item may have had some already when it was taken in.
    """

    holds: str
    column: str
    table: str
    summed: str
    where: str = ""
    taken_in: bool = True


def checks(totals: Sequence[Total], taken_in: Sequence[str]) -> tuple[Check, ...]:
    """All checks of an order table with these totals.

    ``taken_in``: what the entries are called with the values of items when they were taken in or removed.
    """
    return (*_SOUND, *(_total(total, taken_in) for total in totals), *_IN_HISTORY)


def verify(connection: Connection, checks: Sequence[Check]) -> Iterator[Checked]:
    """Runs the checks inside the caller's transaction, one after the other."""
    for check in checks:
        looked = int(connection.execute(text(check.looked)).scalar_one())
        result = connection.execute(text(check.broken))
        named = tuple(str(row[0]) for row in result.fetchmany(_MOST_NAMED))
        broken = len(named) + sum(1 for _ in result)
        yield Checked(check.holds, looked, broken, named)


_ITEM = "'item ' || order_item_id"
_ITEMS = "SELECT count(*) FROM items"
_QUANTITIES = "(field IN ('purchased', 'shipped', 'canceled') OR field LIKE 'refunded_%')"


def _total(total: Total, taken_in: Sequence[str]) -> Check:
    """Checks that an item's total is its value when it was taken in plus the sum of its rows."""
    where = f" WHERE {total.where}" if total.where else ""
    sums = f"SELECT item_no, sum(coalesce({total.summed}, 0)) AS moved FROM {total.table}{where} GROUP BY item_no"
    came = (
        f"(SELECT item_no, sum(coalesce(after, 0) - coalesce(before, 0)) AS moved FROM entries "
        f"WHERE field = '{total.column}' AND what IN ({', '.join(map(repr, taken_in))}) GROUP BY item_no)"
    )
    start = f" LEFT JOIN {came} AS b USING (item_no)" if total.taken_in else ""
    expected = ("coalesce(b.moved, 0) + " if total.taken_in else "") + "coalesce(s.moved, 0)"
    broken = (
        f"SELECT {_ITEM} || ': {total.column} is ' || {total.column} || ', its rows give ' || ({expected}) "
        f"FROM items LEFT JOIN ({sums}) AS s USING (item_no){start} WHERE {total.column} != {expected}"
    )
    return Check(total.holds, _ITEMS, broken)


_SOUND = (
    Check(
        "the database file is sound",
        "SELECT count(*) FROM sqlite_master",
        "SELECT * FROM pragma_integrity_check WHERE integrity_check != 'ok'",
    ),
    Check(
        "every row that another one refers to exists",
        "SELECT count(*) FROM sqlite_master WHERE type = 'table'",
        "SELECT \"table\" || ' row ' || rowid || ' names a row of ' || parent || ' that is not there' "
        "FROM pragma_foreign_key_check",
    ),
    Check(
        "no item has more units shipped and canceled than purchased",
        _ITEMS,
        f"SELECT {_ITEM} FROM items WHERE shipped + canceled > purchased OR shipped < 0 OR canceled < 0",
    ),
)
_IN_HISTORY = (
    Check(
        "each entry of the history begins where the one before it ended",
        f"SELECT count(*) FROM entries WHERE {_QUANTITIES}",
        "SELECT 'entry ' || entry_no || ' begins with ' || before || ', the one before ended with ' || ended FROM ("
        "SELECT entry_no, before, lag(after, 1, '0') OVER (PARTITION BY item_no, field ORDER BY entry_no) AS ended "
        f"FROM entries WHERE {_QUANTITIES}) WHERE CAST(before AS INTEGER) != CAST(ended AS INTEGER)",
    ),
    Check(
        "the history of each item ends with what the item is now",
        _ITEMS,
        "WITH last AS (SELECT item_no, field, after, max(entry_no) FROM entries WHERE item_no IS NOT NULL AND "
        "field IN ('shipped', 'canceled') GROUP BY item_no, field) "
        f"SELECT {_ITEM} || ': ' || field || ' is another in its history' FROM items JOIN last USING (item_no) "
        "WHERE CAST(after AS INTEGER) != CASE field WHEN 'shipped' THEN shipped ELSE canceled END",
    ),
    Check(
        "every order has an item, and its items are verified where it is",
        "SELECT count(*) FROM orders",
        "SELECT 'order ' || order_id FROM orders LEFT JOIN items USING (order_no) "
        "WHERE items.item_no IS NULL OR items.verified != orders.verified",
    ),
    Check(
        "no two entries of the history have one number",
        "SELECT count(*) FROM entries",
        "SELECT 'entry ' || entry_no || ' and a package' FROM packages AS p JOIN entry_rows ON entry_no = p.package_no "
        "WHERE p.before IS NOT NULL",
    ),
    Check(
        "a purged buyer has no texts left, and the history tells of the purge",
        "SELECT count(*) FROM buyers WHERE purged_at IS NOT NULL",
        f"SELECT 'order ' || order_id FROM buyers JOIN orders USING (order_no) WHERE purged_at IS NOT NULL AND "
        f"(coalesce({', '.join(fields.BUYER.columns)}) IS NOT NULL OR order_no IN (SELECT order_no FROM items "
        f"JOIN buyer_wishes USING (item_no) WHERE coalesce({', '.join(fields.WISH_TEXTS.columns)}) IS NOT NULL) "
        f"OR order_no NOT IN (SELECT order_no FROM entries WHERE what = '{PURGED}'))",
    ),
    Check(
        "every upload says what became of each record",
        "SELECT count(*) FROM uploads",
        "SELECT 'upload ' || upload_no FROM uploads WHERE state != 'Fatal' AND records != applied + refused",
    ),
    Check(
        "the parts of the history that uploads hold follow each other",
        "SELECT count(*) FROM uploads WHERE to_entry IS NOT NULL",
        "SELECT 'entry ' || entry_no || ' of upload ' || entries.upload_no FROM entries JOIN uploads USING (upload_no) "
        "WHERE entry_no <= from_entry OR entry_no > to_entry",
    ),
)
