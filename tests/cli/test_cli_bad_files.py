"""A file that cannot be processed: a plain sentence, a report with a Fatal line, exit 2, and nothing else touched."""

import json
import os
import re
import stat
from pathlib import Path

import pytest

from tests.cli.bad_files import BAD_FILES, BadFile
from tests.cli.desk_calls import AS_OF, Desk, process
from tests.cli.feeds_written import PARCELS, PARCELS_WITH_FAULTS

FATAL_REPORT = """\
Feed Processing Summary:
	Number of records processed		0
	Number of records successful		0

original-record-number	order-id	order-item-id	error-code	error-type	error-message
0			{code}	Fatal	{message}
"""
# The name of a class, a place in code or an escape sequence is nothing that a clerk can use.
FOR_PROGRAMMERS = re.compile(
    r"Traceback|[A-Za-z]+(Error|Exception|Warning)\b|Errno|\.py\b|\bline \d+, in |<[a-z_.]+|\x1b|\w\.\w+\("
)


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.what.replace(" ", "-"))
def test_a_bad_file_is_told_in_a_sentence_and_touches_nothing(stocked: Desk, bad: BadFile) -> None:
    path = stocked.folder / bad.name
    bad.make(path)
    kept = stocked.orders_kept()
    said = stocked.upload(path, *bad.options)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert stocked.orders_kept() == kept
    report = f"{path.stem}.report.txt"
    told = json.loads(stocked.report(f"{path.stem}.report.json"))
    [fault] = told["faults"]
    assert stocked.report(report) == FATAL_REPORT.format(code=bad.code, message=fault["message"])
    assert fault["message"] in said.err
    assert said.err.endswith(f" Report: {stocked.folder / report}\n")
    counts = [told[name] for name in ("state", "records", "applied", "refused", "warnings")]
    assert (counts, fault["record"], fault["type"]) == (["Fatal", 0, 0, 0, 0], 0, "Fatal")
    assert told["rows-seen"] >= 0
    assert bad.name in fault["message"]
    assert [word for word in bad.words if word not in fault["message"]] == []
    assert FOR_PROGRAMMERS.search(fault["message"].replace(str(path), "")) is None
    assert re.fullmatch(r".+\.", fault["message"])


def test_the_other_files_of_the_call_are_processed_wherever_the_bad_ones_stand(stocked: Desk) -> None:
    (stocked.folder / "bad").mkdir()
    paths = []
    for number, bad in enumerate(bad for bad in BAD_FILES if not bad.options):
        paths.append(stocked.folder / "bad" / f"{number:02}-{bad.name}")
        bad.make(paths[-1])
    half = len(paths) // 2
    said = stocked.upload(*paths[:half], stocked.file("parcels.txt", PARCELS), *paths[half:])
    assert said.code == 2
    assert said.out.splitlines()[0].startswith("parcels.txt: shipping confirmation, upload")
    assert [sum(f"{path}" in line or path.name in line for line in said.err.splitlines()) for path in paths] == [
        1
    ] * len(paths)
    assert stocked.rows("SELECT sum(shipped) FROM items") == [(3,)]
    reports = {report.name for report in (stocked.folder / "bad").glob("*.report.txt")}
    assert reports == {f"{path.stem}.report.txt" for path in paths}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads any file")
def test_a_file_that_may_not_be_read_is_told_in_a_sentence(stocked: Desk) -> None:
    path = stocked.file("parcels.txt", PARCELS)
    path.chmod(0)
    said = stocked.upload(path)
    assert (said.code, "parcels.txt" in said.err, "Permission denied" in said.err) == (2, True, True)


def test_what_is_no_file_at_all_is_not_waited_for(stocked: Desk) -> None:
    os.mkfifo(stocked.folder / "pipe.txt")
    os.mknod(stocked.folder / "socket.txt", stat.S_IFSOCK | 0o600)
    for name in ("pipe.txt", "socket.txt"):
        said = process("upload", name, "--db", "orders.db", "--as-of", AS_OF, cwd=stocked.folder)
        assert (said.code, name in said.err, FOR_PROGRAMMERS.search(said.err)) == (2, True, None)


def test_a_file_whose_name_no_text_can_hold_does_not_stop_the_others(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS)
    odd = os.fsencode(stocked.folder) + b"/parcels-\xfc.txt"
    Path(os.fsdecode(odd)).write_bytes((stocked.folder / "parcels.txt").read_bytes())
    said = process("upload", os.fsdecode(odd), "parcels.txt", "--db", "orders.db", "--as-of", AS_OF, cwd=stocked.folder)
    assert FOR_PROGRAMMERS.search(said.err) is None
    assert "parcels.txt: shipping confirmation" in said.out
    assert stocked.rows("SELECT sum(shipped) FROM items") == [(3,)]


def test_a_folder_that_is_not_there_is_not_made_for_a_file_that_is_not_there(stocked: Desk) -> None:
    said = stocked.upload(stocked.folder / "mistyped" / "parcels.txt")
    assert (said.code, "mistyped" in said.err) == (2, True)
    assert not (stocked.folder / "mistyped").exists()


def test_a_process_says_it_in_the_same_words(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    said = process("upload", "none.xlsx", "parcels.txt", "--db", "orders.db", "--as-of", AS_OF, cwd=stocked.folder)
    assert (said.code, len(said.out.splitlines()), len(said.err.splitlines())) == (2, 1, 1)
    assert "none.xlsx" in said.err


@pytest.mark.parametrize(("names", "code"), [("good", 0), ("some good", 1), ("good bad some", 2), ("bad", 2)])
def test_the_exit_code_is_the_highest_of_several_files(stocked: Desk, names: str, code: int) -> None:
    files = {
        "good": stocked.file("good.txt", PARCELS),
        "some": stocked.file("some.txt", PARCELS_WITH_FAULTS),
        "bad": stocked.folder / "none.txt",
    }
    assert stocked.upload(*(files[name] for name in names.split())).code == code


def test_a_reports_folder_that_cannot_be_written_is_a_warning_and_the_outcome_stands(stocked: Desk) -> None:
    path = stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    said = stocked.upload(path, "--reports", path / "folder")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert said.err.startswith("Warning: ")
    assert "orderfeeds uploads 2 --report" in said.err
    assert "4 records, 2 applied, 2 refused, 1 warning." in said.out
    assert stocked.rows("SELECT sum(shipped) FROM items") == [(3,)]
    assert stocked.call("uploads", "2", "--report").code == 0
    assert (stocked.folder / "parcels.report.txt").exists()


@pytest.mark.parametrize("name", ["parcels.report.txt", "parcels.report.json"])
def test_a_folder_in_the_report_s_place_is_left_alone(stocked: Desk, name: str) -> None:
    (stocked.folder / name).mkdir()
    said = stocked.upload(stocked.file("parcels.txt", PARCELS))
    assert (said.code, said.err) == (0, "")
    assert Path(said.out.rpartition("Report: ")[2].strip()).read_text(encoding="utf-8").startswith("Feed Processing")
