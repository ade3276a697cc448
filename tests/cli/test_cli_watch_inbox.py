"""What lies in the inbox of ``orderfeeds watch`` and is no file to read, or not yet, does no harm and is told."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from feeds.drop_folder.folder import DropFolder, Look
from feeds.drop_folder.inbox import PATIENCE, Inbox, Seen
from schemas import progress
from schemas.store.opening import open_store
from tests.cli.drop_folders import DropDesk, wait_for
from tests.cli.feeds_written import ORDERS, PARCELS

NOT_READ = [
    *("orders.txt.part", "orders.PART", "orders.txt.filepart", "orders.tmp", "~$orders.xlsx", ".orders.txt.x7Hq"),
    *(".DS_Store", "Thumbs.db", "desktop.ini", "orders.txt.crdownload"),
]
ODD_NAMES = [
    "with blanks and 'quotes' \"too\".txt",
    "line\nbreak\r.txt",
    "tab\tbell\x07\x1b[31m.txt",
    "turned \u202etxt.exe",
    "注文 données 🧾.txt",
    "-rf",
    "no ending",
    "a.report.txt",
    "-.txt",
    "$(touch owned);`touch owned`.txt",
    os.fsdecode(b"not utf-8 \xff\xfe\x80.txt"),
    "long" * 62 + ".txt",
    "長" * 83 + ".txt",
    "x." + "y" * 250,
    os.fsdecode(b"\xe9" * 250),
]


@pytest.fixture
def desk(tmp_path: Path) -> DropDesk:
    """A drop folder and an order table without orders."""
    desk = DropDesk(tmp_path)
    open_store(str(desk.store)).dispose()
    return desk


@pytest.mark.parametrize("name", NOT_READ)
def test_unfinished_and_hidden_files_are_left_alone_without_a_word(desk: DropDesk, name: str) -> None:
    content = desk.put(name, ORDERS).read_bytes()
    said = desk.once()
    assert (said.code, said.out, said.err) == (0, "", "")
    assert desk.tree() == {f"inbox/{name}": content, "work": None, "done": None, "partly": None, "failed": None}


def test_links_pipes_sockets_and_folders_are_left_where_they_are_and_told(desk: DropDesk, tmp_path: Path) -> None:
    secret = tmp_path / "orders-of-another.txt"
    desk.put("orders.txt", ORDERS).rename(secret)
    (desk.inbox / "a.txt").symlink_to("/etc/passwd")
    (desk.inbox / "b.txt").symlink_to(secret)
    (desk.inbox / "c.txt").symlink_to(tmp_path)
    (desk.inbox / "d.txt").symlink_to("nowhere")
    os.mkfifo(desk.inbox / "e.txt")
    (desk.inbox / "f.txt").mkdir()
    desk.put("f.txt/orders.txt", ORDERS)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(desk.inbox / "g"))
    before = desk.tree()
    said = desk.once("--log-json")
    listening.close()
    lines = {(line["file"], line["event"], line["message"].partition(" is ")[2]) for line in told(said.out)}
    end = ", not a file: left alone. Put the file itself there."
    assert lines == {
        *((name, "left", f"a link{end}") for name in ("a.txt", "b.txt", "c.txt", "d.txt")),
        ("e.txt", "left", f"a pipe, a socket or a device{end}"),
        ("f.txt", "left", f"a folder{end}"),
        ("g", "left", f"a pipe, a socket or a device{end}"),
    }
    assert said.code == 0
    assert desk.tree() == before | {"work": None, "done": None, "partly": None, "failed": None}
    assert desk.rows("SELECT * FROM uploads") == []


def told(out: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in out.splitlines()]


def test_what_is_no_file_is_told_once_and_stops_no_other(desk: DropDesk) -> None:
    os.mkfifo(desk.inbox / "pipe")
    with desk.watching("--log-json") as process:
        desk.put("orders.txt", ORDERS)
        wait_for((desk.drop / "done/orders.txt").exists)
        process.terminate()
        out, _ = process.communicate(timeout=30)
    assert [line["event"] for line in told(out)] == ["watching", "left", "done", "stopped"]


def test_files_of_odd_names_are_applied_and_lie_in_done_with_their_reports(desk: DropDesk) -> None:
    tables = [[ORDERS[0], [f"202-0000000-{at:07}", f"{at:011}", *ORDERS[1][2:]]] for at in range(len(ODD_NAMES))]
    for name, table in zip(ODD_NAMES, tables, strict=True):
        desk.put(name, table)
    content = {name: (desk.inbox / name).read_bytes() for name in ODD_NAMES}
    said = desk.once("--log-json")
    assert (said.code, said.err) == (0, "")
    assert len(told(said.out)) == len(ODD_NAMES)
    done = desk.drop / "done"
    kept = {name for name in ODD_NAMES if len(os.fsencode(name)) < 180}
    assert {name: (done / name).read_bytes() for name in kept} == {name: content[name] for name in kept}
    others = [path for path in done.iterdir() if path.name not in kept and ".report." not in path.name]
    assert sorted(path.read_bytes() for path in others) == sorted(content[name] for name in set(ODD_NAMES) - kept)
    assert len(list(done.glob("*.report.txt"))) == len(ODD_NAMES) + 1
    assert len(list(done.glob("*.report.json"))) == len(ODD_NAMES)
    assert sorted(path.name for path in desk.drop.iterdir()) == sorted(
        [".orderfeeds-watch", "done", "failed", "heartbeat", "inbox", "partly", "work"]
    )
    assert not any(desk.inbox.iterdir())
    assert desk.rows("SELECT count(*) FROM orders") == [(len(ODD_NAMES),)]


def looks(desk: DropDesk, settle: float, steps: Sequence[tuple[float, str, str]]) -> list[tuple[list[str], bool]]:
    """What an inbox has to take at each moment, after a text was added to a file."""
    inbox, seen = Inbox(desk.inbox, settle), []
    for moment, name, text in steps:
        if text:
            with (desk.inbox / name).open("a", encoding="utf-8") as file:
                file.write(text)
        look: Seen = inbox.look(moment)
        seen.append(([taken for taken, _ in look.batch], look.waits))
    return seen


def test_a_file_is_read_when_it_has_rested_and_not_before(desk: DropDesk) -> None:
    steps = [(0, "a", "x"), (1, "a", ""), (2.9, "a", ""), (3, "a", "")]
    assert looks(desk, 3, steps) == [([], True), ([], True), ([], True), (["a"], False)]


def test_a_file_that_grows_is_not_read_and_rests_from_its_last_change(desk: DropDesk) -> None:
    steps = [(0, "a", "x"), (2, "a", "y"), (4, "a", "z"), (6, "a", ""), (7, "a", "")]
    assert looks(desk, 3, steps) == [([], True)] * 4 + [(["a"], False)]


def test_files_at_rest_wait_for_those_that_are_still_written_but_not_for_ever(desk: DropDesk) -> None:
    steps = [(0, "b", "x"), (1, "a.part", "x"), (3, "a.part", "y"), (5, "a.part", "z"), (8, "", "")]
    assert looks(desk, 3, steps) == [([], True)] * 4 + [(["b"], False)]
    (desk.inbox / "a.part").unlink()
    growing = [(0.5 * step, "c", "x") for step in range(2 * (PATIENCE + 1) * 3 + 1)]
    seen = looks(desk, 3, growing)
    assert seen[:-1] == [([], True)] * (len(growing) - 1)
    assert seen[-1] == (["b"], True)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_a_file_that_is_open_to_be_written_to_is_not_read_however_long_it_rests(desk: DropDesk) -> None:
    inbox = Inbox(desk.inbox, 3)
    desk.put("whole.txt", ORDERS)
    with (desk.inbox / "stalled.txt").open("w", encoding="utf-8") as file:
        file.write("the first half")
        file.flush()
        seen = [inbox.look(moment) for moment in (0, 3, 32, 33, 70)]
        assert [look.go for look in seen] == [False, False, False, True, False]
        assert [name for name, _ in seen[3].batch] == ["whole.txt"]
        words = "is still open in the program that writes it, and is not read before it is closed."
        assert [look.odd for look in seen[2:]] == [{"stalled.txt": words}] * 3
    (desk.inbox / "whole.txt").unlink()
    assert [name for name, _ in inbox.look(71).batch] == ["stalled.txt"]


def test_files_that_were_taken_before_wait_for_those_that_came_with_them(desk: DropDesk) -> None:
    inbox = Inbox(desk.inbox, 3)
    assert inbox.look(0, taken=True).go
    desk.put("rest.txt", ORDERS)
    went = [(look.go, len(look.batch)) for look in (inbox.look(moment, taken=True) for moment in (1, 3, 4))]
    assert went == [(False, 0), (False, 0), (True, 1)]


def test_a_file_that_is_gone_or_another_when_it_is_taken_is_not_taken(desk: DropDesk, tmp_path: Path) -> None:
    folder = DropFolder(desk.drop)
    folder.prepare()
    path = desk.put("orders.txt", ORDERS)
    look = Look.at(path)
    assert look
    with path.open("a", encoding="utf-8") as file:
        file.write("one more line")
    before = desk.tree()
    assert folder.take("orders.txt", look) is None
    assert folder.take("nothing.txt", look) is None
    assert desk.tree() == before
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert folder.take("orders.txt", look) is None
    assert path.is_symlink()
    assert list((desk.drop / "work").iterdir()) == []


def test_a_file_whose_way_back_into_the_inbox_was_broken_off_is_there_once(desk: DropDesk) -> None:
    folder = DropFolder(desk.drop)
    folder.prepare()
    for linked in (False, True):
        path = desk.put("orders.txt", ORDERS)
        look = Look.at(path)
        assert look
        taken = folder.take("orders.txt", look)
        assert taken
        desk.put("orders.txt", PARCELS)
        back = taken.path.parent.rename(taken.path.parent.with_name(f"{taken.token}.back"))
        if linked:
            os.link(back / "orders.txt", desk.inbox / "orders.2.txt")
        assert folder.unfinished() == []
        assert desk.names() == ["done", "failed", "inbox/orders.2.txt", "inbox/orders.txt", "partly", "work"]
        for name in ("orders.txt", "orders.2.txt"):
            (desk.inbox / name).unlink()


def test_a_file_that_is_written_to_while_it_is_read_is_read_again_whole(desk: DropDesk) -> None:
    desk.put("orders.txt", ORDERS[:3])

    class Writer:
        """Goes on writing to the file that has been read, once."""

        def __init__(self) -> None:
            self.rest = list(ORDERS[3:])

        def stage(self, name: str, _rows: int, path: Path | None) -> None:
            if name == "checking" and path and self.rest:
                with path.open("a", encoding="utf-8") as file:
                    file.write("".join("\t".join(row) + "\r\n" for row in self.rest))
                self.rest.clear()

        def done(self, rows: int) -> None:
            pass

    with progress.heard_by(Writer()):
        first = desk.once("--log-json")
    assert [line["event"] for line in told(first.out)] == ["returned"]
    assert desk.rows("SELECT * FROM uploads") == []
    assert desk.once().code == 0
    assert desk.rows("SELECT state, records, applied FROM uploads") == [("applied", 5, 5)]
    ours = [f"done/orders.{end}" for end in ("report.json", "report.txt", "txt")]
    assert desk.names() == [*ours, "failed", "inbox", "partly", "work"]


def test_confirmations_wait_for_the_orders_that_are_still_coming(desk: DropDesk) -> None:
    with desk.watching(settle=0.6) as process:
        desk.put("parcels.txt", PARCELS)
        for rows in range(1, len(ORDERS) + 1):
            desk.put("orders.txt", ORDERS[:rows])
            assert not any((desk.drop / "done").iterdir())
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.3)
        wait_for((desk.drop / "done/parcels.txt").exists)
    assert desk.rows("SELECT kind, state, records FROM uploads ORDER BY upload_no") == [
        ("orders", "applied", 5),
        ("shipping-confirmation", "applied", 2),
    ]
