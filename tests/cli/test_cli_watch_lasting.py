"""``watch --once`` says what lasts once, however often cron starts it, and says when it is over."""

import signal

import pytest

from tests.cli.desk_calls import Said
from tests.cli.drop_folders import DropDesk, ended
from tests.cli.feeds_written import ORDERS

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
