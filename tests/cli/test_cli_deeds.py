"""Who did what and when it really was: stored with every upload, undo, purge and run of the clock, and shown."""

import getpass
import json
import os
import pwd
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, Desk, call
from tests.cli.drop_folders import DropDesk
from tests.cli.feeds_written import FIRST, ORDERS, PARCELS

LONG_AGO, THEN = "2026-03-10 12:00", "2026-03-10T12:00"


def ago(**how: int) -> str:
    return (datetime.now(UTC) - timedelta(**how)).isoformat(timespec="seconds")


@pytest.fixture
def real(desk: Desk) -> Desk:
    """An order table that is no rehearsal: Ann brought the orders in, as of a time long ago."""
    desk.call("upload", desk.file("orders.txt", ORDERS), "--as-of", AS_OF, "--by", "Ann")
    return desk


def test_every_upload_undo_purge_and_run_of_the_clock_keeps_who_did_it_and_when(real: Desk) -> None:
    before = int(datetime.now(UTC).timestamp())
    real.call("upload", real.file("parcels.txt", PARCELS), "--as-of", AS_OF)
    call("undo", "2", "--yes", "--db", real.store, env={"ORDERFEEDS_USER": "Ben"})
    real.call("nightly", "--out", real.folder / "nights", "--confirm-cancellations", "--by", " Cas\t Oh ")
    real.call("purge", "--older-than", "0d", "--yes", "--by", "Di")
    drop = DropDesk(real.folder)
    drop.put("late.txt", PARCELS)
    drop.once("--by", "Ed")
    told = real.rows("SELECT kind, done_by, done_at BETWEEN as_of AND as_of + 5 FROM uploads ORDER BY upload_no")
    assert [row[:2] for row in told] == [
        ("orders", "Ann"),
        ("shipping-confirmation", getpass.getuser()),
        ("undo", "Ben"),
        ("clock", "Cas Oh"),
        ("purge", "Di"),
        ("shipping-confirmation", "Ed"),
    ]
    assert [row[2] for row in told] == [0, 0, 1, 1, 1, 0]
    after = int(datetime.now(UTC).timestamp())
    assert all(before - 5 <= at <= after for (at,) in real.rows("SELECT done_at FROM uploads"))


def test_a_file_of_a_drop_folder_is_done_by_its_owner_where_nobody_else_is_named(desk: Desk) -> None:
    drop, runner = DropDesk(desk.folder), {"LOGNAME": "cron"}
    known, named, unknown = (drop.put(f"{name}.txt", ORDERS) for name in ("a", "b", "c"))
    named.rename(desk.folder / named.name)
    if os.geteuid() == 0:
        os.chown(unknown, 54321, -1)
    else:
        unknown.unlink()
    call("watch", drop.drop, "--once", "--settle", 0, *drop.given, env=runner)
    (desk.folder / named.name).rename(named)
    call("watch", drop.drop, "--once", "--settle", 0, *drop.given, env=runner | {"ORDERFEEDS_USER": "Ann"})
    mine = pwd.getpwuid((drop.drop / "done" / known.name).stat().st_uid).pw_name
    assert drop.rows("SELECT path, done_by FROM uploads ORDER BY path") == [
        (str(drop.drop / "done" / path.name), who)
        for path, who in ((known, mine), (named, "Ann"), (unknown, "cron"))
        if (drop.drop / "done" / path.name).exists()
    ]


def test_a_check_and_a_look_at_an_undo_or_a_purge_note_nothing(real: Desk) -> None:
    kept = real.rows("SELECT * FROM uploads")
    real.call("check", real.file("parcels.txt", PARCELS))
    real.call("undo", "1")
    real.call("purge", "--older-than", "0d")
    assert real.rows("SELECT * FROM uploads") == kept


def test_the_list_the_report_and_the_order_say_where_an_as_of_is_another_day_s(real: Desk) -> None:
    today = datetime.now(UTC).date().isoformat()
    listed = [line.split() for line in real.call("uploads").out.splitlines()]
    assert listed[0][:6] == ["upload", "as", "of", "really", "done", "by"]
    assert (listed[1][1], listed[1][2][:10], listed[1][3]) == (THEN, today, "Ann")
    [judged] = [line for line in real.report("orders.report.txt").splitlines() if "Judged" in line]
    assert judged.startswith(f"\tJudged as of\t\t{AS_OF}, uploaded {today}T")
    assert judged.endswith(" by Ann")
    assert f"{LONG_AGO}  upload 1, orders: orders.txt, by Ann, really done {today} " in real.call("order", FIRST).out
    assert f" by Ann, judged as of {AS_OF}." in real.call("uploads", "1").out


@pytest.mark.parametrize(("as_of", "said"), [({"hours": 23}, False), ({"hours": 25}, True), ({"hours": -25}, True)])
def test_more_than_a_day_is_far_away(desk: Desk, as_of: dict[str, int], said: bool) -> None:
    desk.call("upload", desk.file("orders.txt", ORDERS), "--as-of", ago(**as_of), "--by", "Ann")
    assert ("really done" in desk.call("uploads").out) is said
    assert ("Judged as of" in desk.report("orders.report.txt")) is said
    assert ("really done" in desk.call("order", FIRST).out) is said


def test_programs_get_the_real_time_and_who_did_it(real: Desk) -> None:
    [row] = json.loads(real.call("uploads", "--json").out)["uploads"]
    twin = json.loads(real.report("orders.report.json"))
    [entry] = json.loads(real.call("order", FIRST, "--json").out)["orders"][0]["history"]
    assert {(told["done-at"], told["done-by"]) for told in (row, twin, entry)} == {(row["done-at"], "Ann")}
    assert (row["as-of"], entry["as-of-is-off"]) == (AS_OF, True)
    assert abs((datetime.now(UTC) - datetime.fromisoformat(row["done-at"])).total_seconds()) < 60


def late(desk: Desk) -> str:
    health = desk.call("report", "health", "--days", "30", "--as-of", AS_OF).out
    return next(line.split()[-1] for line in health.splitlines() if "confirmed late" in line)


@pytest.mark.parametrize("rehearsal", [False, True])
def test_health_counts_late_by_the_real_time_but_in_a_rehearsal(desk: Desk, rehearsal: bool) -> None:
    if rehearsal:
        assert desk.call("terms", "--rehearsal").code == 0
    in_time = "2026-03-03T12:00:00+00:00"
    desk.call("upload", desk.file("orders.txt", ORDERS), "--as-of", in_time)
    parcels = [[cell.replace("2026-03-05", "2026-03-03") for cell in row] for row in PARCELS]
    assert desk.call("upload", desk.file("parcels.txt", parcels), "--as-of", in_time).code == 0
    assert late(desk) == ("0" if rehearsal else "2")


def test_a_rehearsal_goes_by_as_of_alone_and_says_nothing_else(stocked: Desk) -> None:
    assert "Rehearsal:" in stocked.call("terms").out.splitlines()[0]
    assert json.loads(stocked.call("terms", "--json").out)["rehearsal"] is True
    assert "really done" not in stocked.call("uploads").out + stocked.call("order", FIRST).out
    assert [row["done-at"] for row in json.loads(stocked.call("uploads", "--json").out)["uploads"]] == [None]
    assert stocked.call("terms", "--rehearsal").code == 0


def test_an_order_table_with_uploads_cannot_become_a_rehearsal(real: Desk, tmp_path: Path) -> None:
    said = real.call("terms", "--rehearsal")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("This order table has uploads already, so it stays a real one.")
    assert json.loads(real.call("terms", "--json").out)["rehearsal"] is False
