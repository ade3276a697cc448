"""In a pipe: no escape sequences, no progress, quiet when the reader has gone, and nothing left undone for it."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, SCRIPT, Desk, Said, process, tabbed
from tests.cli.feeds_written import PARCELS, PARCELS_WITH_FAULTS, REFUNDS

EACH = {
    "--help": ["--help"],
    "codes": ["codes"],
    "uploads": ["uploads", "--db", "orders.db"],
    "check": ["check", "parcels.txt", "--as-of", AS_OF, "--db", "orders.db"],
    "upload": ["upload", "parcels.txt", "--as-of", AS_OF, "--db", "orders.db"],
    "report": ["report", "orders", "--all", "--db", "orders.db"],
    "nightly": ["nightly", "--out", "nights", "--as-of", AS_OF, "--db", "orders.db"],
}


def to_closed_pipe(folder: Path, *args: object) -> Said:
    """A call whose reader has gone before it says anything."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        given = [str(SCRIPT), *map(str, args)]
        done = subprocess.run(given, cwd=folder, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    finally:
        os.close(writer)
    return Said(done.returncode, "", done.stderr.decode())


@pytest.mark.parametrize("command", EACH)
def test_what_goes_into_a_pipe_has_no_escape_sequences(stocked: Desk, command: str) -> None:
    stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    said = process(*EACH[command], cwd=stocked.folder, env={"TERM": "xterm-256color"})
    assert said.code in (0, 1)
    assert said.out
    assert [mark for mark in ("\x1b", "\r") if mark in said.out + said.err] == []


def test_colours_that_are_forced_do_not_come_either(stocked: Desk) -> None:
    said = process("report", "orders", "--days", "3", env={"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"})
    assert (said.code, "\x1b" in said.err) == (2, False)


@pytest.mark.parametrize("command", EACH)
def test_a_reader_that_has_gone_is_no_fault(stocked: Desk, command: str) -> None:
    stocked.file("parcels.txt", PARCELS)
    said = to_closed_pipe(stocked.folder, *EACH[command])
    assert (said.code, said.err) == (0, "")


def test_head_gets_its_line_and_nobody_complains(tmp_path: Path) -> None:
    shell = f"set -o pipefail; '{SCRIPT}' codes | head -n 1"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_every_file_is_applied_though_nobody_reads_the_lines(stocked: Desk, options: list[str]) -> None:
    stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    stocked.file("refunds.txt", REFUNDS)
    given = ["upload", "parcels.txt", "refunds.txt", *options, "--as-of", AS_OF, "--db", "orders.db"]
    said = to_closed_pipe(stocked.folder, *given)
    assert stocked.rows("SELECT upload_no, records FROM uploads ORDER BY 1") == [(1, 5), (2, 4), (3, 2)]
    assert (stocked.folder / "refunds.report.txt").exists()
    # Some records were refused, and that is what the exit code says.
    assert (said.code, said.err) == (1, "")


def test_progress_is_shown_on_a_terminal_and_wiped_after(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS)
    main, terminal = pty.openpty()
    given = [str(SCRIPT), *EACH["upload"]]
    done = subprocess.run(given, cwd=stocked.folder, stdout=subprocess.PIPE, stderr=terminal, check=False, timeout=60)
    os.close(terminal)
    shown = os.read(main, 100_000).decode()
    os.close(main)
    assert (done.returncode, done.stdout.count(b"\x1b")) == (0, 0)
    assert "parcels.txt  reading" in shown
    assert shown.endswith("\r\x1b[K")


UNWRITABLE = {"> /dev/full": "No space left on device", ">&-": "it is closed"}


def in_shell(folder: Path, words: str) -> Said:
    """A call as a shell runs it, with its redirections."""
    shell = f"'{SCRIPT}' {words}"
    done = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(("where", "why"), UNWRITABLE.items())
@pytest.mark.parametrize("json", ["", "--json"])
def test_work_goes_on_where_standard_output_cannot_be_written(stocked: Desk, where: str, why: str, json: str) -> None:
    stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    stocked.file("refunds.txt", REFUNDS)
    said = in_shell(stocked.folder, f"upload parcels.txt refunds.txt {json} --as-of {AS_OF} --db orders.db {where}")
    assert said == Said(
        1,
        "",
        f"Standard output cannot be written: {why}.\nparcels.txt: upload 2, applied in part.\n"
        "refunds.txt: upload 3, applied.\n",
    )
    assert stocked.rows("SELECT upload_no, records FROM uploads ORDER BY 1") == [(1, 5), (2, 4), (3, 2)]
    assert (stocked.folder / "refunds.report.txt").exists()


@pytest.mark.parametrize(("where", "why"), UNWRITABLE.items())
def test_each_command_that_does_something_says_what_it_did_then(stocked: Desk, where: str, why: str) -> None:
    lost = f"Standard output cannot be written: {why}.\n"
    drop = stocked.folder / "drop"
    (drop / "inbox").mkdir(parents=True)
    tabbed(drop / "inbox/parcels.txt", PARCELS)
    given = f"--as-of {AS_OF} --db orders.db {where}"
    watched = in_shell(stocked.folder, f"watch drop --once --settle 0 {given}")
    assert watched == Said(0, "", f"{lost}parcels.txt: upload 2, applied.\n")
    assert (drop / "done/parcels.report.txt").exists()
    undone = in_shell(stocked.folder, f"undo 2 --yes {given}")
    assert undone == Said(0, "", f"{lost}Upload 2 was taken back by upload 3.\n")
    night = in_shell(stocked.folder, f"nightly --out nights {given}")
    clock = "The clock, upload 4: 0 orders canceled (0 units), 0 warned of the deadline, 3 past the latest ship date."
    assert night == Said(0, "", f"{lost}{clock} nights/2026-03-10 was written.\n")
    copied = in_shell(stocked.folder, f"backup copy.db --db orders.db {where}")
    assert copied == Said(0, "", f"{lost}copy.db was written.\n")


@pytest.mark.parametrize(("where", "why"), UNWRITABLE.items())
@pytest.mark.parametrize("command", ["codes", "orders --db orders.db", "report health --days 7 --db orders.db"])
def test_what_only_prints_fails_where_standard_output_cannot_be_written(
    stocked: Desk, where: str, why: str, command: str
) -> None:
    said = in_shell(stocked.folder, f"{command} {where}")
    assert said == Said(2, "", f"Standard output cannot be written: {why}.\n")


@pytest.mark.parametrize("where", ["2> /dev/full", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_no_stream_that_is_closed_or_full_keeps_a_file_from_being_applied(stocked: Desk, where: str) -> None:
    stocked.file("parcels.txt", PARCELS)
    said = in_shell(stocked.folder, f"upload parcels.txt none.txt --as-of {AS_OF} --db orders.db {where}")
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert stocked.rows("SELECT upload_no FROM uploads ORDER BY 1") == [(1,), (2,)]
