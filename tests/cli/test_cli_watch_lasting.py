"""``watch --once`` says what lasts once, however often cron starts it, and says when it is over."""

import signal
from pathlib import Path

import pytest

from tests.cli.desk_calls import Said
from tests.cli.drop_folders import DropDesk, ended, wait_for
from tests.cli.feeds_written import ORDERS, PARCELS

QUIET = Said(0, "", "")


@pytest.fixture
def desk(tmp_path: object, store_with_orders: bytes) -> DropDesk:
    desk = DropDesk(tmp_path)  # type: ignore[arg-type]
    desk.store.write_bytes(store_with_orders)
    return desk


def test_what_is_no_file_is_said_once_and_again_when_it_comes_again(desk: DropDesk) -> None:
    (desk.inbox / "folder").mkdir()
    first = desk.once()
    assert (first.code, first.err.count("\n")) == (0, 1)
    assert [desk.once(), desk.once()] == [QUIET, QUIET]
    (desk.inbox / "folder").rmdir()
    assert desk.once() == QUIET
    (desk.inbox / "folder").mkdir()
    assert desk.once().err == first.err


def test_an_order_table_that_cannot_be_used_is_said_once_and_when_it_is_well_again(desk: DropDesk) -> None:
    desk.put("orders.txt", ORDERS)
    held = desk.store.read_bytes()
    desk.store.write_text("no database")
    first = desk.once()
    assert (first.code, first.out, "not an SQLite database" in first.err) == (2, "", True)
    assert [desk.once(), desk.once()] == [Said(2, "", ""), Said(2, "", "")]
    desk.store.write_bytes(held)
    over = desk.once()
    assert (over.code, over.out.splitlines()[-1]) == (0, "All is well again.")
    assert desk.once() == QUIET


def test_a_place_that_cannot_be_made_is_said_once(desk: DropDesk) -> None:
    (desk.drop / "done").write_text("a file", encoding="utf-8")
    assert desk.once() == Said(2, "", f"{desk.drop / 'done'}: File exists.\n")
    assert desk.once() == Said(2, "", "")
    (desk.drop / "done").unlink()
    assert desk.once() == Said(0, "All is well again.\n", "")


def test_a_folder_that_is_not_there_is_said_once_and_when_it_is_there_again(desk: DropDesk) -> None:
    away = desk.drop.rename(desk.folder / "away")
    assert desk.once() == Said(2, "", f"There is no folder {desk.drop}. Make it first; its inbox is made then.\n")
    assert [desk.once(), desk.once()] == [Said(2, "", ""), Said(2, "", "")]
    away.rename(desk.drop)
    assert desk.once() == Said(0, "All is well again.\n", "")
    assert desk.once() == QUIET
    assert not list(desk.folder.glob("*watch*"))


def test_a_folder_that_another_process_has_is_said_once_and_when_it_is_free_again(desk: DropDesk) -> None:
    with desk.watching() as watch:
        held = f"{desk.drop} is being watched already, by process {watch.pid}. One at a time.\n"
        assert desk.once() == Said(2, "", held)
        assert [desk.once(), desk.once()] == [Said(2, "", ""), Said(2, "", "")]
        ended(watch, signal.SIGTERM)
    assert desk.once() == Said(0, "All is well again.\n", "")


def test_another_folder_is_said_too_and_a_table_without_a_place_says_it_each_time(desk: DropDesk) -> None:
    def missing(name: str, *more: object) -> str:
        return desk.call("watch", desk.folder / name, "--once", *more).err

    assert missing("one").startswith("There is no folder")
    assert missing("two").startswith("There is no folder")
    assert (missing("one"), missing("two")) == ("", "")
    desk.store = desk.folder / "no folder" / "orders.db"
    assert missing("one") == missing("one") != ""


@pytest.mark.parametrize("with_feed", [True, False])
def test_without_an_order_table_nothing_is_made_and_files_wait_for_an_orders_file(
    tmp_path: Path, with_feed: bool
) -> None:
    desk = DropDesk(tmp_path)
    if with_feed:
        desk.put("parcels.txt", PARCELS)
    before = sorted(desk.inbox.iterdir())
    words = (
        f"There is no order table at {desk.store}; files wait in the inbox. "
        "Put an orders file there, or name the order table: --db.\n"
    )
    assert [desk.once(), desk.once()] == [Said(2, "", words), Said(2, "", "")]
    assert (sorted(desk.inbox.iterdir()), desk.store.exists()) == (before, False)
    desk.put("orders.txt", ORDERS)
    over = desk.once()
    assert (over.code, over.err) == (0, f"New order table: {desk.store}\n")
    names = ["orders.txt", "parcels.txt"] if with_feed else ["orders.txt"]
    assert [line.partition(":")[0] for line in over.out.splitlines()] == [*names, "All is well again."]


def test_files_of_a_merchant_without_orders_wait_too(desk: DropDesk) -> None:
    path = desk.put("parcels.txt", PARCELS)
    held = desk.contents()
    words = (
        f"The order table {desk.store} has no orders of merchant acmee; it has: main. Files wait in the inbox. "
        "Put an orders file there, or name the merchant: --merchant.\n"
    )
    said = [desk.once("--merchant", "acmee"), desk.once("--merchant", "acmee")]
    assert (said, path.exists()) == ([Said(2, "", words), Said(2, "", "")], True)
    assert desk.contents() == held
    assert desk.once().code == 0
    desk.put("orders.txt", ORDERS)
    assert desk.once("--merchant", "acmee").code == 0


def test_a_watch_that_goes_on_waits_for_an_orders_file_and_says_so_once(tmp_path: Path) -> None:
    desk = DropDesk(tmp_path)
    desk.put("parcels.txt", PARCELS)
    with desk.watching(settle=0) as watch:
        wait_for((desk.drop / "heartbeat").exists)
        desk.put("orders.txt", ORDERS)
        wait_for((desk.drop / "done/parcels.txt").exists)
        said = ended(watch, signal.SIGTERM)
    assert (said.code, said.err.count("There is no order table")) == (0, 1)
