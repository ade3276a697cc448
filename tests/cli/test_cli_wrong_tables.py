"""A mistyped merchant, order table or file: said in the first line, and nothing is left behind."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, SCRIPT, Desk, Said, call
from tests.cli.feeds_written import FIRST, ORDERS, PARCELS

LOOKS = {
    "report": ["report", "orders", "--days", "7", "--out", "out"],
    "health": ["report", "health", "--days", "7"],
    "nightly": ["nightly", "--out", "nights", "--as-of", "2026-03-11", "--confirm-cancellations"],
    "deadlines": ["deadlines"],
    "slips": ["slips", "--days", "7", "--out", "slips.pdf"],
    "template": ["template", "shipping-confirmation", "--prefill", "--out", "open.xlsx"],
    "order": ["order", FIRST],
    "uploads": ["uploads"],
    "export": ["export", "--orders", FIRST],
    "purge": ["purge"],
    "terms": ["terms"],
    "check": ["check", "parcels.txt"],
    "upload": ["upload", "parcels.txt", "--as-of", AS_OF],
}


@pytest.mark.parametrize("command", LOOKS)
def test_a_merchant_without_orders_is_named_first_with_those_that_have_some(
    stocked: Desk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(stocked.folder)
    stocked.file("parcels.txt", PARCELS)
    said = call(*LOOKS[command], "--db", "orders.db", "--merchant", "acmee")
    first = "The order table orders.db has no orders of merchant acmee; it has: main."
    refused = " Nothing was canceled or written." if command == "nightly" else ""
    assert said.err.splitlines()[:1] == [first + refused]
    assert (command != "nightly" or said.code == 2, list(stocked.folder.glob("nights*"))) == (True, [])
    assert first not in stocked.call(*LOOKS[command]).err


def test_orders_of_another_merchant_are_taken_in_and_said(stocked: Desk) -> None:
    said = stocked.upload(stocked.file("orders.txt", ORDERS), "--merchant", "acme")
    assert (said.code, said.err) == (
        0,
        f"The order table {stocked.store} has no orders of merchant acme; it has: main.\n",
    )
    again = stocked.call("report", "orders", "--days", "7", "--out", stocked.folder, "--merchant", "x")
    assert again.err == f"The order table {stocked.store} has no orders of merchant x; it has: acme, main.\n"


def test_a_table_without_orders_is_said_and_orders_come_in_without_a_word(desk: Desk) -> None:
    assert desk.call("terms", "--rehearsal").err == f"New order table: {desk.store}\n"
    said = desk.upload(desk.file("parcels.txt", PARCELS))
    assert (said.code, said.err) == (1, f"The order table {desk.store} has no orders yet.\n")
    assert desk.upload(desk.file("orders.txt", ORDERS)).err == ""


def test_orders_make_a_table_and_say_so(desk: Desk) -> None:
    said = desk.upload(desk.file("orders.txt", ORDERS))
    assert (said.code, said.err) == (0, f"New order table: {desk.store}\n")
    assert desk.upload(desk.file("parcels.txt", PARCELS)).err == ""


@pytest.mark.parametrize("command", ["upload", "report"])
def test_feeds_and_reports_never_make_a_table(desk: Desk, command: str) -> None:
    path = desk.file("parcels.txt", PARCELS)
    said = desk.upload(path) if command == "upload" else desk.call("report", "orders", "--all")
    told = f"There is no order table at {desk.store}. Upload an orders file first, or name it: --db.\n"
    assert (said.code, said.out, said.err) == (2, "", told)
    assert list(desk.folder.iterdir()) == [path]


def test_a_check_without_a_table_says_so(desk: Desk) -> None:
    said = desk.call("check", desk.file("parcels.txt", PARCELS))
    assert said.err == f"There is no order table at {desk.store}: the files are judged against an empty one.\n"
    assert desk.call("check", desk.file("orders.txt", ORDERS)).err == ""
    assert not desk.store.exists()


def test_a_file_that_is_no_feed_makes_no_table_either(desk: Desk) -> None:
    path = desk.file("letter.txt", [["Dear", "all"], ["best", "wishes"]])
    said = desk.upload(path)
    assert (said.code, said.out, said.err.startswith("Not processed. letter.txt: ")) == (2, "", True)
    assert list(desk.folder.iterdir()) == [path]


@pytest.mark.parametrize("with_table", [True, False])
def test_a_mistyped_file_name_leaves_nothing_behind(desk: Desk, store_with_orders: bytes, with_table: bool) -> None:
    if with_table:
        desk.store.write_bytes(store_with_orders)
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    said = desk.upload(desk.folder / "parcles.txt")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "parcles.txt cannot be opened: No such file or directory." in said.err
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


@pytest.mark.parametrize("with_others", [True, False])
def test_a_folder_in_the_place_of_a_file_leaves_nothing_behind(stocked: Desk, with_others: bool) -> None:
    (stocked.folder / "ro").mkdir()
    others = [stocked.file("parcels.txt", PARCELS)] if with_others else []
    said = stocked.upload(stocked.folder / "ro", *others)
    words = f"Not processed. {stocked.folder / 'ro'} is a folder or a device, not a file. Name the file itself.\n"
    assert (said.code, said.err, list(stocked.folder.glob("ro.*"))) == (2, words, [])
    assert len(stocked.rows("SELECT upload_no FROM uploads")) == (2 if with_others else 1)


def without_rights(folder: Path, *args: object) -> Said:
    """A call that may read and write only what the modes of files allow, as root may not else."""
    given = [str(SCRIPT), *map(str, args)]
    if os.geteuid() == 0:
        if not (setpriv := shutil.which("setpriv")):
            pytest.skip("root may read and write any file")
        given = [setpriv, "--bounding-set=-all", "--inh-caps=-all", *given]
    done = subprocess.run(given, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return Said(done.returncode, done.stdout, done.stderr)


UNWRITABLE = {
    "template": "template shipping-confirmation --out ro/t.xlsx",
    "orders": "orders --db orders.db --out ro/t.csv",
    "slips": "slips --days 30 --as-of 2026-03-10 --db orders.db --out ro/t.pdf",
    "backup": "backup ro/t.db --db orders.db",
}


@pytest.mark.parametrize("command", UNWRITABLE)
def test_a_folder_that_cannot_be_written_is_told_with_the_file(stocked: Desk, command: str) -> None:
    folder = stocked.folder / "ro"
    folder.mkdir(mode=0o555)
    words = UNWRITABLE[command].split()
    said = without_rights(stocked.folder, *words)
    name = next(word for word in words if word.startswith("ro/"))
    told = f"{name} cannot be written: Permission denied. Name another folder, or see that you may write there.\n"
    assert (said.code, said.out, said.err.endswith(told)) == (2, "", True), said


def test_the_others_go_on_where_a_file_may_not_be_read(stocked: Desk) -> None:
    stocked.file("secret.txt", PARCELS).chmod(0)
    stocked.file("parcels.txt", PARCELS)
    said = without_rights(stocked.folder, "upload", "secret.txt", "parcels.txt", "--as-of", AS_OF, "--db", "orders.db")
    assert (said.code, said.out.startswith("parcels.txt: ")) == (2, True), said
    assert said.err == "Not processed. secret.txt cannot be opened: Permission denied. Check its name and folder.\n"
    assert not (stocked.folder / "secret.report.txt").exists()


def test_the_other_files_of_a_call_are_applied(desk: Desk) -> None:
    names = [desk.folder / "parcles.txt", desk.file("parcels.txt", PARCELS), desk.file("orders.txt", ORDERS)]
    said = desk.upload(*names)
    assert (said.code, [line.partition(":")[0] for line in said.out.splitlines()]) == (2, ["orders.txt", "parcels.txt"])
    assert desk.rows("SELECT kind FROM uploads ORDER BY upload_no") == [("orders",), ("shipping-confirmation",)]


def test_programs_get_a_mistyped_name_among_the_files(stocked: Desk, tmp_path: Path) -> None:
    said = stocked.upload(tmp_path / "parcles.txt", stocked.file("parcels.txt", PARCELS), "--json")
    missing, applied = json.loads(said.out)["files"]
    assert (said.code, said.err) == (2, "")
    assert (missing["upload"], missing["state"], missing["report"], applied["upload"]) == (None, "Fatal", None, 2)
    assert missing["faults"][0]["message"].endswith("No such file or directory. Check its name and folder.")
