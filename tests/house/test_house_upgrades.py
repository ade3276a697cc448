"""A store that an earlier version made becomes one of this version, with all that it holds.

``store-1.sql`` is what version 1 kept of four small uploads.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from schemas.store.opening import APPLICATION_ID, open_store
from schemas.store.upgrades import VERSION
from tests.night.night_desk import NightDesk
from tests.rules.writings import CHARGED, line, parcel

OLD = Path(__file__).with_name("store-1.sql")


def old_store(path: Path) -> dict[str, list[Any]]:
    """A store of version 1, and what it holds."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA user_version=1")
        connection.commit()
        return rows(connection, list(columns(connection)))


def columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for (name,) in tables}


def rows(connection: sqlite3.Connection, names: list[str]) -> dict[str, list[Any]]:
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}


def open_here(path: Path) -> None:
    open_store(str(path)).dispose()


def test_an_old_store_has_the_tables_columns_and_indexes_of_a_new_one(tmp_path: Path) -> None:
    old_store(tmp_path / "old.db")
    for name in ("old.db", "new.db"):
        open_here(tmp_path / name)
    with closing(sqlite3.connect(tmp_path / "old.db")) as old, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        assert {name: sorted(of) for name, of in columns(old).items()} == {
            name: sorted(of) for name, of in columns(new).items()
        }
        others = "SELECT type, name FROM sqlite_master WHERE type IN ('index', 'trigger') ORDER BY 1, 2"
        assert old.execute(others).fetchall() == new.execute(others).fetchall()
        assert old.execute("PRAGMA user_version").fetchone() == new.execute("PRAGMA user_version").fetchone()


def test_an_old_store_keeps_what_it_holds_and_its_uploads_know_their_part_of_the_history(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    before = old_store(path)
    open_here(path)
    with closing(sqlite3.connect(path)) as connection:
        charged = connection.execute(f"SELECT order_no, charged_at FROM ({CHARGED}) JOIN orders USING (order_id)")
        assert sorted(charged) == before.pop("charges")
        after = rows(connection, list(before))
        assert {name: [row[: len(before[name][at])] for at, row in enumerate(of)] for name, of in after.items()} == (
            before
        )
        parts = connection.execute("SELECT upload_no, from_entry, to_entry FROM uploads ORDER BY 1").fetchall()
        assert parts == [(1, 0, 8), (2, 8, 10), (3, 10, 11), (4, 11, 13)]
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_an_upgraded_store_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old_store(path)
    open_here(path)
    before = path.read_bytes()
    open_here(path)
    assert path.read_bytes() == before


def test_packages_of_an_old_store_and_new_ones_are_one_history(tmp_path: Path) -> None:
    old_store(tmp_path / "orders.db")
    with NightDesk(tmp_path) as desk:
        desk.upload("orders", [line(7)])
        desk.ship(parcel(7, carrier_code="UPS"))
        assert desk.sql("SELECT package_no, before FROM packages ORDER BY 1") == [(1, None), (2, None), (16, 0)]
        kept = desk.facts()
        assert desk.undo(6)[:2] == (7, 1)
        assert desk.undo(5)[:2] == (8, 1)
        assert (desk.sql("SELECT count(*) FROM packages"), desk.faults()) == ([(2,)], [])
        assert desk.undo(8)[:2] == (9, 1)
        assert desk.undo(7)[:2] == (10, 1)
        assert (desk.facts(), desk.faults()) == (kept, [])
        ships = desk.sql("SELECT entry_no, upload_no, before, after FROM entries WHERE what = 'ship' ORDER BY 1")
        assert ships == [(9, 2, "0", "2"), (10, 2, "0", "1"), (16, 6, "0", "1"), (17, 7, "1", "0"), (22, 10, "0", "1")]
