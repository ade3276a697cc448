"""Backups are made while others work, are whole or not at all, and come back without anything being lost."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from schemas.store.backups import BackupError, look
from schemas.store.opening import APPLICATION_ID
from schemas.store.upgrades import VERSION
from tests.cli.desk_calls import Desk, contents
from tests.cli.feeds_written import PARCELS, REFUNDS


def files(desk: Desk) -> list[str]:
    return sorted(path.name for path in desk.folder.iterdir() if not path.name.endswith(("-wal", "-shm")))


def damage(path: Path) -> None:
    """Every other page is overwritten."""
    held = bytearray(path.read_bytes())
    for at in range(3 * 4096, len(held), 2 * 4096):
        held[at : at + 300] = b"x" * 300
    path.write_bytes(held)


def test_a_backup_holds_all_that_the_order_table_holds_in_one_private_file(stocked: Desk) -> None:
    said = stocked.call("backup", stocked.folder / "b.db")
    assert (said.code, said.err) == (0, "")
    assert (
        said.out
        == f"{stocked.folder / 'b.db'}: 4 orders, 1 upload, the last as of 2026-03-10T12:00:00+00:00; checked.\n"
    )
    assert files(stocked) == ["b.db", "orders.db"]
    assert contents(stocked.folder / "b.db") == stocked.contents()
    assert f"{(stocked.folder / 'b.db').stat().st_mode & 0o777:o}" == "600"
    assert Desk.call(stocked, "verify").code == 0


def test_others_write_while_a_backup_is_made_and_what_is_not_committed_is_not_in_it(stocked: Desk) -> None:
    before = stocked.contents()
    with closing(sqlite3.connect(stocked.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE uploads SET done_by = 'Ann'")
        assert stocked.call("backup", stocked.folder / "b.db").code == 0
        other.execute("COMMIT")
    assert contents(stocked.folder / "b.db") == before
    assert stocked.rows("SELECT done_by FROM uploads") == [("Ann",)]


def test_a_file_that_is_there_is_replaced_only_where_that_is_asked_for(stocked: Desk) -> None:
    backup = stocked.folder / "b.db"
    backup.write_bytes(b"mine")
    said = stocked.call("backup", backup)
    assert (said.code, said.out, backup.read_bytes()) == (2, "", b"mine")
    assert "--replace" in said.err
    told = json.loads(stocked.call("backup", backup, "--replace", "--json").out)
    assert told == {"backup": str(backup), "orders": 4, "uploads": 1, "last-as-of": "2026-03-10T12:00:00+00:00"}
    assert look(backup).orders == 4


def test_a_damaged_order_table_gets_advice_and_no_backup(stocked: Desk) -> None:
    damage(stocked.store)
    for command in (["backup", stocked.folder / "b.db"], ["order", "202-0000000-0000001"], ["uploads"]):
        said = stocked.call(*command)
        assert (said.code, said.out) == (2, "")
    assert f"The order table {stocked.store} is damaged" in said.err
    assert f"orderfeeds restore BACKUP --db {stocked.store} --yes" in said.err
    assert files(stocked) == ["orders.db"]


def test_a_restore_shows_what_it_would_do_and_does_it_with_yes(stocked: Desk) -> None:
    backup = stocked.folder / "b.db"
    stocked.call("backup", backup)
    before = stocked.contents()
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    after = stocked.contents()
    looked = stocked.call("restore", backup)
    assert (looked.code, stocked.contents()) == (0, after)
    assert looked.out.splitlines() == [
        "The backup: 4 orders, 1 upload, the last as of 2026-03-10T12:00:00+00:00.",
        f"The order table {stocked.store}: 4 orders, 2 uploads, the last as of 2026-03-10T12:00:00+00:00.",
        f"Nothing was changed yet. Do it: orderfeeds restore {backup} --db {stocked.store} --yes",
    ]
    told = json.loads(stocked.call("restore", backup, "--yes", "--json").out)
    assert (told["done"], stocked.contents()) == (True, before)
    assert contents(Path(told["kept"])) == after
    assert stocked.upload(stocked.file("refunds.txt", REFUNDS)).code == 1


def test_a_damaged_order_table_is_kept_as_it_is_and_replaced(stocked: Desk) -> None:
    stocked.call("backup", stocked.folder / "b.db")
    before = stocked.contents()
    damage(stocked.store)
    damaged = stocked.store.read_bytes()
    said = stocked.call("restore", stocked.folder / "b.db", "--yes")
    assert (said.code, stocked.contents()) == (0, before)
    [kept] = stocked.folder.glob("orders.db.damaged-*Z")
    assert kept.read_bytes() == damaged
    assert str(kept) in said.out


def test_an_order_table_that_is_gone_comes_back(stocked: Desk) -> None:
    stocked.call("backup", stocked.folder / "b.db")
    before = stocked.contents()
    for path in stocked.folder.glob("orders.db*"):
        path.unlink()
    assert stocked.call("restore", stocked.folder / "b.db", "--yes").code == 0
    assert (stocked.contents(), files(stocked)) == (before, ["b.db", "orders.db"])


def test_a_restore_waits_for_nobody_for_ever(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stocked.call("backup", stocked.folder / "b.db")
    before = stocked.contents()
    monkeypatch.setattr("schemas.store.backups.BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(stocked.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = stocked.call("restore", stocked.folder / "b.db", "--yes")
        assert (said.code, "in use" in said.err or "locked" in said.err) == (2, True)
    assert stocked.contents() == before


def other_program_s(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION + 1}")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: None, "There is no such file."),
        (lambda path: path.write_text("a text" * 100), "It is no whole order table"),
        (other_program_s, "It is no order table."),
        (newer, "It was written by a newer orderfeeds."),
    ],
)
def test_what_is_no_whole_order_table_is_not_restored(stocked: Desk, make: object, words: str) -> None:
    path, before = stocked.folder / "b.db", stocked.contents()
    assert callable(make)
    make(path)
    with pytest.raises(BackupError, match=words):
        look(path)
    said = stocked.call("restore", path, "--yes")
    assert (said.code, words in said.err, stocked.contents()) == (2, True, before)
