"""``orderfeeds watch`` as a process among others: signals, two at one folder, trouble that comes and goes."""

import errno
import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from schemas import progress
from schemas.store.opening import open_store
from tests.cli.desk_calls import SCRIPT, Said, call, process
from tests.cli.drop_folders import DropDesk, ended, wait_for
from tests.cli.feeds_written import FIRST, ORDERS, PARCELS, REFUNDS

LISTED = ("corrections.xlsx", "report.json", "report.txt", "txt")


@pytest.fixture
def desk(tmp_path: Path) -> DropDesk:
    """A drop folder and an order table without orders."""
    desk = DropDesk(tmp_path)
    open_store(str(desk.store)).dispose()
    return desk


@pytest.fixture
def stocked(desk: DropDesk, store_with_orders: bytes) -> DropDesk:
    desk.store.write_bytes(store_with_orders)
    return desk


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_that_is_asked_to_stop_stops_at_once_and_well(desk: DropDesk, number: signal.Signals) -> None:
    with desk.watching("--interval", "3600") as watch:
        said = ended(watch, number)
    assert said == Said(0, f"Watching {desk.inbox}. Order table: {desk.store}\nStopped.\n", "")


def test_the_heartbeat_tells_the_time_of_each_round(desk: DropDesk) -> None:
    heartbeat = desk.drop / "heartbeat"
    with desk.watching() as watch:
        first = heartbeat.stat().st_ino, heartbeat.read_text(encoding="utf-8")
        wait_for(lambda: heartbeat.stat().st_ino != first[0] and heartbeat.read_text(encoding="utf-8") != first[1])
        text = heartbeat.read_text(encoding="utf-8")
        ended(watch, signal.SIGTERM)
    assert (len(text), text[10], text[-7:]) == (26, "T", "+00:00\n")
    assert text > first[1]


def test_a_second_watch_says_who_has_the_folder_and_one_that_was_killed_leaves_it(stocked: DropDesk) -> None:
    with stocked.watching() as watch:
        stocked.put("parcels.txt", PARCELS)
        second = process("watch", stocked.drop, "--once", *stocked.given)
        assert second == Said(
            2, "", f"{stocked.drop} is being watched already, by process {watch.pid}. One at a time.\n"
        )
        wait_for((stocked.drop / "done/parcels.txt").exists)
        ended(watch, signal.SIGKILL)
    stocked.put("refunds.txt", REFUNDS)
    assert stocked.once().code == 0
    assert stocked.rows("SELECT kind, state FROM uploads ORDER BY upload_no") == [
        ("orders", "applied"),
        ("shipping-confirmation", "applied"),
        ("order-adjustment", "applied"),
    ]


def test_of_many_watches_started_at_once_on_a_full_inbox_every_file_is_applied_once(stocked: DropDesk) -> None:
    for at in range(6):
        refund = [FIRST, "10000000001", "CustomerReturn", "USD", f"0.{at + 1:02}"]
        stocked.put(f"refund{at}.txt", [REFUNDS[0], refund])
    stocked.put("parcels.txt", PARCELS)
    command = [str(SCRIPT), "watch", str(stocked.drop), "--once"]
    given = ["--settle", "0", *map(str, stocked.given)]
    started = [subprocess.Popen([*command, *given], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    codes = sorted(one.wait(60) for one in started)
    for one in started:
        one.communicate()
    assert codes[0] == 0
    assert set(codes) <= {0, 2}
    assert stocked.rows("SELECT count(*), sum(item_price) FROM refunds") == [(6, 1 + 2 + 3 + 4 + 5 + 6)]
    assert not any(stocked.inbox.iterdir())
    assert not any((stocked.drop / "work").iterdir())


def test_a_watch_whose_lock_was_deleted_ends_before_another_can_meet_it(desk: DropDesk) -> None:
    with desk.watching() as watch:
        (desk.drop / ".orderfeeds-watch").unlink()
        _, err = watch.communicate(timeout=30)
    assert (watch.returncode, err) == (
        2,
        f"{desk.drop / '.orderfeeds-watch'} is gone, and with it the folder's lock. Start again.\n",
    )


class Once:
    """Does something once, when a file reaches a stage."""

    def __init__(self, stage: str, act: object) -> None:
        self.name, self.act, self.acted = stage, act, False

    def stage(self, name: str, _rows: int, _path: Path | None) -> None:
        if name == self.name and not self.acted:
            assert callable(self.act)
            self.acted = True
            self.act()

    def done(self, rows: int) -> None:
        pass


def test_a_file_that_cannot_be_put_in_its_place_is_put_there_later_and_not_applied_again(stocked: DropDesk) -> None:
    stocked.put("parcels.txt", PARCELS)
    stocked.put("refunds.txt", [*REFUNDS, [FIRST, "404", "CustomerReturn", "USD", "1.00"]])

    def gone() -> None:
        for name in ("done", "partly"):
            (stocked.drop / name).rmdir()

    with progress.heard_by(Once("keeping", gone)):
        said = stocked.once()
    assert said.code == 2
    assert "parcels.txt was applied as upload 2 and cannot be put in its place: No such file or directory." in said.err
    kept = stocked.orders_kept()
    assert len(stocked.rows("SELECT 1 FROM refunds")) == 2
    again = stocked.once("--log-json")
    assert [json.loads(line)["event"] for line in again.out.splitlines()] == ["done", "partly", "well"]
    assert again.code == 1
    assert stocked.orders_kept() == kept
    assert stocked.names() == sorted(
        [
            *(f"done/parcels.{end}" for end in ("report.json", "report.txt", "txt")),
            *(f"partly/refunds.{end}" for end in ("corrections.xlsx", "report.json", "report.txt", "txt")),
            *("failed", "inbox", "work"),
        ]
    )


def test_a_file_that_meets_another_of_its_name_on_its_way_gets_a_name_of_its_own(stocked: DropDesk) -> None:
    stocked.put("parcels.txt", PARCELS)
    theirs = stocked.drop / "done/parcels.report.txt"

    with progress.heard_by(Once("keeping", lambda: theirs.write_bytes(b"theirs"))):
        assert stocked.once().code == 0
    assert theirs.read_bytes() == b"theirs"
    assert stocked.rows("SELECT path FROM uploads WHERE upload_no = 2") == [(str(stocked.drop / "done/parcels.2.txt"),)]
    assert (stocked.drop / "done/parcels.2.txt").exists()
    assert (stocked.drop / "done/parcels.2.report.txt").exists()


def test_what_one_order_table_may_have_applied_is_not_applied_to_another(stocked: DropDesk, tmp_path: Path) -> None:
    stocked.put("parcels.txt", PARCELS)
    with progress.heard_by(Once("keeping", (stocked.drop / "done").rmdir)):
        assert stocked.once().code == 2
    said = call("watch", stocked.drop, "--once", "--db", tmp_path / "other.db")
    assert said == Said(
        2,
        "",
        f"{stocked.drop / 'work'} holds files that were being applied to {stocked.store}, merchant main. Finish them "
        "first: the same command with that order table, and --once.\n",
    )
    assert stocked.once().code == 0


@pytest.mark.slow
def test_an_order_table_that_is_busy_is_waited_for_and_the_files_are_applied_then(stocked: DropDesk) -> None:
    with stocked.watching("--log-json") as watch, closing(sqlite3.connect(stocked.store)) as other:
        other.execute("BEGIN IMMEDIATE")
        stocked.put("parcels.txt", PARCELS)
        assert watch.stdout
        lines = [json.loads(watch.stdout.readline()) for _ in range(2)]
        assert [line["event"] for line in lines] == ["watching", "trouble"]
        assert "database is locked" in lines[1]["message"]
        other.rollback()
        lines = [json.loads(watch.stdout.readline()) for _ in range(2)]
        assert [line["event"] for line in lines] == ["done", "well"]
        assert ended(watch, signal.SIGTERM).code == 0


def test_an_order_table_of_before_the_file_gets_it_again(stocked: DropDesk) -> None:
    before = stocked.store.read_bytes()
    stocked.put("parcels.txt", PARCELS)
    with progress.heard_by(Once("keeping", (stocked.drop / "done").rmdir)):
        stocked.once()
    assert len(stocked.rows("SELECT 1 FROM packages")) == 2
    for path in stocked.folder.glob("orders.db*"):
        path.unlink()
    stocked.store.write_bytes(before)
    assert stocked.once().code == 0
    assert len(stocked.rows("SELECT 1 FROM packages")) == 2
    assert (stocked.drop / "done/parcels.txt").exists()


def test_where_the_system_of_files_has_no_links_nothing_is_put_over_anything_either(
    stocked: DropDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    for _ in range(2):
        stocked.put("parcels.txt", PARCELS)
        assert stocked.once().code == 0
    ours = [f"done/{name}.{end}" for name in ("parcels", "parcels.3") for end in ("report.json", "report.txt", "txt")]
    assert stocked.names() == sorted([*ours, "failed", "inbox", "partly", "work"])


def test_files_that_hold_buyers_texts_are_on_the_list_of_files_where_they_lie(desk: DropDesk) -> None:
    headings, *lines = ORDERS
    desk.put("orders.txt", [[*headings, "buyer-name"], *[[*line, "Ann"] for line in lines], [FIRST, "4", *[""] * 6]])
    assert desk.once().code == 1
    ours = [os.fsencode(desk.drop / "partly" / f"orders.{end}") for end in LISTED]
    assert desk.rows("SELECT path, upload_no FROM known_files ORDER BY path") == [(path, 1) for path in sorted(ours)]


@pytest.mark.slow
def test_a_file_whose_reader_is_stopped_with_the_watch_is_read_by_the_next_one(desk: DropDesk) -> None:
    lines = [[f"202-0000000-{at:07}", f"{at:011}", *ORDERS[1][2:]] for at in range(1, 150_001)]
    desk.put(".orders.txt", [ORDERS[0], *lines])
    with desk.watching() as watch:
        children = Path(f"/proc/{watch.pid}/task/{watch.pid}/children")
        (desk.inbox / ".orders.txt").rename(desk.inbox / "orders.txt")
        wait_for(lambda: list(desk.drop.glob("work/*/orders.txt")) and children.read_text(encoding="ascii"))
        for pid in (watch.pid, *map(int, children.read_text(encoding="ascii").split())):
            os.kill(pid, signal.SIGTERM)
        out, err = watch.communicate(timeout=60)
    assert (watch.returncode, out.splitlines()[1:], err) == (0, ["Stopped."], "")
    assert desk.rows("SELECT * FROM uploads") == []
    assert desk.once().code == 0
    assert desk.rows("SELECT state, records FROM uploads") == [("applied", 150_000)]
