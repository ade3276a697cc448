"""``orderfeeds uploads``, ``codes`` and ``samples``: what was done, what codes mean, and files to try it with."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.faults import FAULTS
from tests.cli.desk_calls import Desk, call, process
from tests.cli.feeds_written import FIRST, PARCELS, PARCELS_WITH_FAULTS, PENDING, UNKNOWN, YEN


@pytest.fixture
def worked(stocked: Desk) -> Desk:
    """Upload 2 has faults, upload 3 is Fatal, upload 4 is upload 2's file again."""
    path = stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    stocked.upload(path)
    stocked.upload(stocked.file("bad.txt", [PARCELS[0][:4], PARCELS[1][:4]]))
    stocked.upload(path)
    return stocked


def test_uploads_are_listed_with_state_counts_and_fingerprint(worked: Desk) -> None:
    said = worked.call("uploads")
    marks = [mark[:12] if mark else "" for (mark,) in worked.rows("SELECT fingerprint FROM uploads ORDER BY upload_no")]
    told = [line.split() for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    assert " ".join(told[0]) == "upload as of kind state records applied refused warnings fingerprint file"
    part = ["2026-03-10T12:00", "shipping-confirmation", "applied", "in", "part", "4", "2", "2", "1"]
    assert told[1:] == [
        ["1", "2026-03-10T12:00", "orders", "applied", "5", "5", "0", "0", marks[0], "orders.txt"],
        ["2", *part, marks[1], "parcels.txt"],
        ["3", "2026-03-10T12:00", "Fatal", "0", "0", "0", "0", "bad.txt"],
        ["4", *part, marks[3], "parcels.txt"],
    ]


def test_the_list_is_told_to_programs_too(worked: Desk) -> None:
    listed = json.loads(worked.call("uploads", "--json").out)["uploads"]
    names = ("kind", "state", "records", "applied", "refused", "warnings", "fingerprint", "as-of")
    single = [json.loads(worked.call("uploads", number, "--json").out) for number in range(1, 5)]
    # Of a Fatal file the counts are zero, and the list says how many rows were seen.
    told = [{name: row[name] for name in names} for row in listed if row["state"] != "Fatal"]
    assert told == [{name: row[name] for name in names} for row in single if row["state"] != "Fatal"]


def test_one_upload_is_shown_with_its_faults_as_a_person_reads_them(worked: Desk) -> None:
    said = worked.call("uploads", "2")
    assert said.code == 0
    assert "parcels.txt" in said.out.splitlines()[0]
    assert "4 records, 2 applied, 2 refused, 1 warning" in said.out.splitlines()[0]
    faults, orders = said.out.split("2 orders changed:\n")
    leads = [line.split(":")[0] for line in faults.splitlines() if line.startswith("  ")]
    assert leads == [f"  A3 order {UNKNOWN}", f"  A5 order {PENDING}", f"  F4 order {YEN}"]
    assert [line.split()[0] for line in orders.splitlines()] == [FIRST, YEN]
    told = json.loads(worked.call("uploads", "2", "--json").out)
    del told["orders"]
    assert told == json.loads(worked.report("parcels.report.json"))


@pytest.mark.parametrize("number", ["99", "0", "-1"])
def test_an_upload_that_is_not_there_is_told_in_a_sentence(worked: Desk, number: str) -> None:
    said = call("uploads", "--db", worked.store, "--", number)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"There is no upload {number}.")


@pytest.mark.parametrize("number", ["2", "3"])
def test_a_report_is_written_again_as_it_was(worked: Desk, number: str) -> None:
    stem = {"2": "parcels", "3": "bad"}[number]
    names = [f"{stem}.report.txt", f"{stem}.report.json"]
    before = [worked.report(name) for name in names]
    for name in names:
        (worked.folder / name).unlink()
    said = worked.call("uploads", number, "--report")
    assert (said.code, said.out) == (0, f"Report: {worked.folder / names[0]}\n")
    assert [worked.report(name) for name in names] == before


def test_a_report_written_again_is_never_put_over_another_upload_s(worked: Desk) -> None:
    reports = {path.name: path.read_bytes() for path in worked.folder.glob("*.report.*")}
    assert sorted(name for name in reports if name.startswith("parcels")) == sorted(
        f"parcels{middle}.report.{ending}" for middle in ("", ".4") for ending in ("txt", "json")
    )
    for number in ("4", "2", "4", "3"):
        assert worked.call("uploads", number, "--report").code == 0
    assert {path.name: path.read_bytes() for path in worked.folder.glob("*.report.*")} == reports
    (worked.folder / "parcels.report.txt").write_text("mine", encoding="utf-8")
    assert worked.call("uploads", "2", "--report").code == 0
    assert worked.report("parcels.report.txt") == "mine"
    assert worked.report("parcels.2.report.txt").encode() == reports["parcels.report.txt"]


def test_a_report_can_be_written_elsewhere_and_where_its_folder_is_gone(worked: Desk) -> None:
    said = worked.call("uploads", "2", "--report", "--reports", worked.folder / "new" / "folder")
    assert (said.code, said.err) == (0, "")
    assert worked.report("new/folder/parcels.report.txt") == worked.report("parcels.report.txt")
    (worked.folder / "gone").mkdir()
    worked.upload(worked.file("gone/last.txt", PARCELS))
    shutil.rmtree(worked.folder / "gone")
    (worked.folder / "here").mkdir()
    said = process("uploads", "5", "--report", "--db", worked.store, cwd=worked.folder / "here")
    assert (said.code, [path.name for path in sorted((worked.folder / "here").iterdir())]) == (
        0,
        ["last.report.json", "last.report.txt"],
    )


def test_codes_are_listed_with_meaning_and_remedy() -> None:
    said = call("codes")
    plain = " ".join(said.out.split())
    assert (said.code, said.err) == (0, "")
    missing = [
        code for code, fault in FAULTS.items() if f"{code} {fault.severity} {fault.meaning} {fault.remedy}" not in plain
    ]
    assert missing == []
    assert max(map(len, said.out.splitlines())) <= 100


def test_one_code_is_explained_and_programs_get_the_table() -> None:
    fault = FAULTS[18021]
    assert " ".join(call("codes", "18021").out.split()) == f"18021 Error {fault.meaning} {fault.remedy}"
    assert json.loads(call("codes", "--json").out) == {"codes": [vars(fault) for _, fault in sorted(FAULTS.items())]}


def test_samples_are_copied_and_what_was_changed_since_is_left(tmp_path: Path) -> None:
    said = call("samples", tmp_path / "demo")
    names = sorted(
        str(path.relative_to(tmp_path / "demo")) for path in (tmp_path / "demo").rglob("*") if path.is_file()
    )
    feeds = ("shipping-confirmation", "order-cancellation", "order-adjustment")
    assert said.code == 0
    assert set(names) >= {
        "orders.txt",
        *(f"{kind}.xlsx" for kind in feeds),
        *(f"templates/{kind}.xlsx" for kind in feeds),
    }
    assert [name for name in names if ".report." in name] == []
    (tmp_path / "demo" / "orders.txt").write_text("mine", encoding="utf-8")
    again = call("samples", tmp_path / "demo")
    assert (again.code, again.err.count("\n"), (tmp_path / "demo" / "orders.txt").read_text()) == (0, 1, "mine")


def test_without_as_of_the_time_is_the_machine_s(stocked: Desk) -> None:
    before = int(datetime.now(UTC).timestamp())
    stocked.call("upload", stocked.file("parcels.txt", PARCELS))
    [(as_of,)] = stocked.rows("SELECT as_of FROM uploads WHERE upload_no = 2")
    assert before <= as_of <= before + 60
