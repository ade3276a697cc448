"""In a pipe: no escape sequences, no progress, quiet when the reader has gone, and nothing left undone for it."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, SCRIPT, Desk, Said, process
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


def test_a_full_disk_behind_the_pipe_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([str(SCRIPT), "codes"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"No space left" in done.stderr
