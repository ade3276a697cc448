"""Who may read what is written: its owner alone, unless a mode is named for a shared folder."""

import os
import stat
from pathlib import Path

import pytest

from schemas import file_modes
from tests.cli.desk_calls import AS_OF, Desk, Said, call, process
from tests.cli.drop_folders import DropDesk
from tests.cli.feeds_written import ORDERS, PARCELS, PARCELS_WITH_FAULTS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")


def modes(folder: Path, *names: str) -> list[str]:
    return [f"{stat.S_IMODE((folder / name).stat().st_mode):o}" for name in names]


WRITTEN = ("orders.db", "orders.report.txt", "orders.report.json", "orders-7-days.txt")


def written(desk: Desk, *args: str, env: dict[str, str] | None = None, umask: int = 0o022) -> list[str]:
    """The modes of the order table, a processing report and a report, under a umask."""
    before = os.umask(umask)
    try:
        for command in (["upload", desk.file("orders.txt", ORDERS)], ["report", "orders", "--days", "7"]):
            out = ["--out", desk.folder] if command[0] == "report" else []
            assert call(*command, *out, "--db", desk.store, *args, env=env).code == 0
    finally:
        os.umask(before)
    return modes(desk.folder, *WRITTEN)


@pytest.mark.parametrize(
    ("mode", "umask", "files"),
    [
        (None, 0o000, "600"),
        ("private", 0o022, "600"),
        ("umask", 0o022, "644"),
        ("umask", 0o007, "660"),
        ("umask", 0o777, "600"),
        ("660", 0o077, "660"),
        ("0640", 0o000, "640"),
    ],
)
def test_files_are_private_or_get_the_mode_that_is_named(desk: Desk, mode: str | None, umask: int, files: str) -> None:
    assert written(desk, *(["--mode", mode] if mode else []), umask=umask) == [files] * len(WRITTEN)


def test_the_environment_names_the_mode_too_and_a_call_leaves_none_behind(desk: Desk) -> None:
    assert written(desk, env={"ORDERFEEDS_MODE": "640"}) == ["640"] * len(WRITTEN)
    assert file_modes.of_files() == 0o600


@pytest.mark.parametrize("mode", ["0", "777", "060", "rw", "", "9", "-1"])
def test_a_mode_that_is_none_or_locks_the_owner_out_is_refused(desk: Desk, mode: str) -> None:
    said: Said = desk.call("uploads", "--mode", mode)
    assert (said.code, "is no mode as 660, umask or private." in said.err) == (2, True)


def test_a_night_can_be_shared(stocked: Desk) -> None:
    nights = stocked.folder / "nights"
    assert stocked.call("nightly", "--out", nights, "--as-of", "2026-03-11", "--mode", "640").code == 0
    names = ("2026-03-11", "2026-03-11/overview.html", "2026-03-11/orders-7-days.txt")
    assert modes(nights, *names) == ["750", "640", "640"]


def test_a_drop_folder_is_private_or_shared_as_a_whole(tmp_path: Path, store_with_orders: bytes) -> None:
    for name, given, folders, files in (("own", [], "700", "600"), ("shared", ["--mode", "660"], "770", "660")):
        (tmp_path / name).mkdir()
        desk = DropDesk(tmp_path / name)
        desk.store.write_bytes(store_with_orders)
        desk.put("parcels.txt", PARCELS_WITH_FAULTS)
        assert desk.once(*given).code == 1
        assert modes(desk.drop, "work", "done", "partly", "failed") == [folders] * 4
        told = [f"partly/parcels.{end}" for end in ("report.txt", "report.json", "corrections.xlsx")]
        assert modes(desk.drop, *told, "heartbeat", ".orderfeeds-watch") == [files] * 5


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may give any group")
def test_a_setgid_inbox_gives_its_group_to_what_is_written(tmp_path: Path, store_with_orders: bytes) -> None:
    desk = DropDesk(tmp_path)
    desk.store.write_bytes(store_with_orders)
    os.chown(desk.inbox, -1, 12345)
    desk.inbox.chmod(0o2770)
    desk.put("parcels.txt", PARCELS)
    assert desk.once("--mode", "660").code == 0
    told = [desk.drop / name for name in ("done", "partly", "failed", "done/parcels.report.txt", "done/parcels.txt")]
    assert [path.stat().st_gid for path in told] == [12345] * len(told)
    assert modes(desk.drop, "done", "done/parcels.report.txt") == ["2770", "660"]


def test_a_process_shares_too(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS)
    given = ("--db", "orders.db", "--as-of", AS_OF)
    said = process("upload", "parcels.txt", *given, cwd=stocked.folder, env={"ORDERFEEDS_MODE": "660"})
    assert (said.code, modes(stocked.folder, "parcels.report.txt")) == (0, ["660"])
