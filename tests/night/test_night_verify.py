"""``verify`` finds what a damaged file or a faulty program did to an order table, and says where."""

import sqlite3
from contextlib import closing

import pytest

from feeds.changes.words import checks
from tests.night.night_desk import NightDesk
from tests.rules.writings import cancellation, item_id, order_id, parcel, refund

_FREE = (
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA foreign_keys = OFF",
    "DROP TRIGGER entry_rows_no_update",
    "DROP TRIGGER packages_no_update",
    "DROP TRIGGER refunds_no_update",
    "DROP TRIGGER cancellations_no_update",
)
# What is done to the table behind its back: the check that finds it, and what it says of where.
DAMAGES = {
    "UPDATE packages SET item_no = 999 WHERE package_no = 28": (
        "every row that another one refers to exists",
        "packages row 28 names a row of items that is not there",
    ),
    "UPDATE items SET canceled = 9 WHERE item_no = 1": (
        "no item has more units shipped and canceled than purchased",
        f"item {item_id(1, 1)}",
    ),
    "UPDATE packages SET quantity = 2 WHERE package_no = 28": (
        "units shipped are those of the packages",
        f"item {item_id(1, 1)}: shipped is 3, its rows give 2",
    ),
    "UPDATE cancellations SET quantity = 2 WHERE cancellation_no = 1": (
        "units canceled are those of the cancellations",
        f"item {item_id(2, 1)}: canceled is 3, its rows give 2",
    ),
    "UPDATE refunds SET item_price = 1251 WHERE refund_no = 1": (
        "refunded item-price is the sum of the refunds, and within what was charged",
        f"item {item_id(1, 1)}: refunded_item_price is 1250, its rows give 1251",
    ),
    "UPDATE packages SET before = 1 WHERE item_no = 1": (
        "each entry of the history begins where the one before it ended",
        "entry 28 begins with 1, the one before ended with 0",
    ),
    "UPDATE items SET shipped = 2 WHERE item_no = 1": (
        "the history of each item ends with what the item is now",
        f"item {item_id(1, 1)}: shipped is another in its history",
    ),
    "INSERT INTO entry_rows SELECT * FROM entries WHERE entry_no = 28": (
        "no two entries of the history have one number",
        "entry 28 and a package",
    ),
    "UPDATE items SET verified = 0 WHERE item_no = 18": (
        "every order has an item, and its items are verified where it is",
        f"order {order_id(9)}",
    ),
    "UPDATE buyers SET purged_at = 1 WHERE order_no = 2": (
        "a purged buyer has no texts left, and the history tells of the purge",
        f"order {order_id(2)}",
    ),
    "UPDATE uploads SET refused = 4 WHERE upload_no = 2": (
        "every upload says what became of each record",
        "upload 2",
    ),
    "UPDATE entry_rows SET upload_no = 2 WHERE entry_no = 1": (
        "the parts of the history that uploads hold follow each other",
        "entry 1 of upload 2",
    ),
}


@pytest.fixture
def worked(stocked: NightDesk) -> NightDesk:
    """A desk at which orders were shipped, canceled and refunded, and something was taken back."""
    stocked.ship(parcel(1, None))
    stocked.cancel(cancellation(2, None))
    stocked.adjust(refund(1, 1, item_price_adj="12.50"))
    number = stocked.ship(parcel(3, None)).upload
    stocked.undo(number)
    return stocked


def test_a_table_that_only_orderfeeds_wrote_is_sound(worked: NightDesk) -> None:
    assert worked.faults() == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_done_behind_the_table_s_back_is_found_and_named(worked: NightDesk, damage: str) -> None:
    worked.engine.dispose()
    with closing(sqlite3.connect(worked.place, isolation_level=None)) as connection:
        for statement in (*_FREE, damage):
            connection.execute(statement)
    told = dict(worked.faults())
    holds, where = DAMAGES[damage]
    assert where in told.get(holds, ())


def test_every_check_has_a_damage_that_it_finds() -> None:
    found = {holds for holds, _ in DAMAGES.values()}
    # One check a component of the refunds, alike; and damage to the file itself is SQLite's to find.
    rest = {check.holds for check in checks()} - found
    assert {holds for holds in rest if not holds.startswith("refunded ")} == {"the database file is sound"}
