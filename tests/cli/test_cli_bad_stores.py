"""An order table that cannot be used: a sentence that names it and says what to do, exit 2, and it stays as it was."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import Connection

from schemas.store.opening import APPLICATION_ID, open_store, writing
from schemas.store.upgrades import VERSION
from tests.cli.desk_calls import AS_OF, Desk, Said, call
from tests.cli.feeds_written import ORDERS, PARCELS
from tests.cli.test_cli_bad_files import FOR_PROGRAMMERS


def another_program_s(path: Path) -> None:
    execute(path, "CREATE TABLE orders (order_no INTEGER, order_id TEXT)", "INSERT INTO orders VALUES (1, 'A')")


def with_another_mark(path: Path) -> None:
    execute(path, "PRAGMA application_id = 12345", "CREATE TABLE t (a)")


def with_a_version_alone(path: Path) -> None:
    execute(path, "PRAGMA user_version = 7")


def newer(path: Path) -> None:
    execute(
        path, f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {VERSION + 1}", "CREATE TABLE t (a)"
    )


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def text(path: Path) -> None:
    path.write_text("order-id\torder-item-id\n" * 500, encoding="utf-8")


def short_text(path: Path) -> None:
    path.write_text("not a database", encoding="utf-8")


def workbook(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(5000))


BAD_STORES: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "another program's": (another_program_s, ("another program", "--db")),
    "with another program's mark": (with_another_mark, ("another program", "--db")),
    "with a version and nothing else": (with_a_version_alone, ("another program", "--db")),
    "newer": (newer, ("newer", "Update")),
    "a folder": (Path.mkdir, ("folder", "--db")),
    "text": (text, ("not an SQLite database", "--db")),
    "short text": (short_text, ("not an SQLite database", "--db")),
    "a workbook": (workbook, ("not an SQLite database", "--db")),
}
COMMANDS = {
    "upload": ["upload", "parcels.txt", "--as-of", AS_OF],
    "check": ["check", "parcels.txt", "--as-of", AS_OF],
    "report": ["report", "orders", "--all", "--out", "out"],
    "nightly": ["nightly", "--out", "out"],
    "uploads": ["uploads"],
    "uploads N": ["uploads", "1", "--report"],
}


def refused(said: Said, store: Path, words: tuple[str, ...]) -> None:
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert [word for word in (str(store), *words) if word not in said.err] == []
    assert FOR_PROGRAMMERS.search(said.err.replace(str(store), "")) is None


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", BAD_STORES)
def test_a_store_that_is_no_order_table_is_refused_and_left_as_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, what: str, command: str
) -> None:
    make, words = BAD_STORES[what]
    monkeypatch.chdir(desk.folder)
    desk.file("parcels.txt", PARCELS)
    make(desk.store)
    before = desk.store.read_bytes() if desk.store.is_file() else None
    refused(call(*COMMANDS[command], "--db", desk.store), desk.store, words)
    assert (desk.store.read_bytes() if desk.store.is_file() else None) == before
    assert not (desk.folder / "out").exists()


@pytest.mark.parametrize("command", ["report", "nightly", "uploads", "uploads N"])
def test_where_there_is_none_what_only_reads_makes_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(desk.folder)
    refused(call(*COMMANDS[command], "--db", desk.store), desk.store, ("no order table", "Upload"))
    assert list(desk.folder.iterdir()) == []


def test_a_store_that_cannot_be_made_is_refused(desk: Desk) -> None:
    path = desk.file("orders.txt", ORDERS)
    place = path / "deep" / "orders.db"
    refused(call("upload", path, "--db", place), place, ("cannot be made",))


@pytest.mark.parametrize("place", ["postgresql+psycopg://orders", "mysql://localhost/orders"])
def test_another_back_end_is_refused_as_long_as_there_is_none(desk: Desk, place: str) -> None:
    path = desk.file("orders.txt", ORDERS)
    refused(call("upload", path, "--db", place), Path(place.partition("://")[0]), ("SQLite",))


def test_a_store_in_use_is_waited_for_and_then_refused(stocked: Desk) -> None:
    path = stocked.file("parcels.txt", PARCELS)
    kept = stocked.contents()
    with (
        closing(sqlite3.connect(stocked.store, isolation_level=None)) as other,
        mock.patch("schemas.store.opening.BUSY_SECONDS", 0.1),
    ):
        other.execute("BEGIN IMMEDIATE")
        said = stocked.upload(path)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert str(stocked.store) in said.err
    assert stocked.contents() == kept
    assert stocked.upload(path).code == 0


def test_a_damaged_store_is_told_in_a_sentence(stocked: Desk) -> None:
    path = stocked.file("parcels.txt", PARCELS)
    content = stocked.store.read_bytes()
    for damaged in (content[:5000], content[:4096] + bytes(len(content) - 4096)):
        stocked.store.write_bytes(damaged)
        for given in (["upload", path, "--as-of", AS_OF], ["uploads"], ["report", "orders", "--all"]):
            said = call(*given, "--db", stocked.store)
            assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), given
            assert FOR_PROGRAMMERS.search(said.err.replace(str(stocked.store), "")) is None
        assert stocked.store.read_bytes() == damaged


def test_two_first_uploads_at_once_make_one_order_table(desk: Desk) -> None:
    def made_meanwhile(connection: Connection) -> AbstractContextManager[Connection]:
        """Another process makes the order table after this one found none, and before it has the lock."""
        with mock.patch("schemas.store.opening.writing", writing):
            open_store(str(desk.store)).dispose()
        return writing(connection)

    with mock.patch("schemas.store.opening.writing", made_meanwhile):
        said = desk.upload(desk.file("orders.txt", ORDERS))
    assert (said.code, said.err) == (0, f"New order table: {desk.store}\n")
    assert desk.rows("SELECT count(*) FROM uploads") == [(1,)]


def test_an_empty_file_becomes_an_order_table(desk: Desk) -> None:
    desk.store.touch()
    assert desk.upload(desk.file("orders.txt", ORDERS)).code == 0


@pytest.mark.parametrize("name", ["an other.db", "why?.db", "50%20.db", "#1.db", "orders?mode=ro", "a:b.db", "日本.db"])
def test_an_order_table_may_have_any_name(stocked: Desk, name: str) -> None:
    (stocked.folder / "there").mkdir()
    shutil.move(stocked.store, stocked.folder / "there" / name)
    said = call(
        "upload", stocked.file("parcels.txt", PARCELS), "--as-of", AS_OF, "--db", stocked.folder / "there" / name
    )
    assert (said.code, said.err) == (0, "")
    assert "upload 2" in said.out
    assert [path.name for path in (stocked.folder / "there").iterdir()] == [name]
