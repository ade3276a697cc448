"""``watch --once`` says what lasts once, however often cron starts it, and says when it is over."""

import pytest

from tests.cli.desk_calls import Said
from tests.cli.drop_folders import DropDesk
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
