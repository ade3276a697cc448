"""Standard input as a file, and calls that say only what went wrong."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, SCRIPT, Desk, Said, call
from tests.cli.feeds_written import FIRST, PARCELS, PARCELS_WITH_FAULTS, REFUNDS, SHIP_HEADINGS, parcel


def piped(content: bytes, *args: object, cwd: Path) -> Said:
    command = [str(SCRIPT), *map(str, args), "--db", "orders.db", "--as-of", AS_OF]
    done = subprocess.run(command, input=content, cwd=cwd, capture_output=True, check=False, timeout=60)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def work(stocked: Desk, tmp_path: Path) -> Path:
    """The folder of an order table, with a file of parcels."""
    stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    return tmp_path


def test_standard_input_is_applied_and_its_report_lies_in_the_folder_at_hand(stocked: Desk, work: Path) -> None:
    said = piped((work / "parcels.txt").read_bytes(), "upload", "-", cwd=work)
    assert said.code == 1
    assert said.out.startswith("stdin: shipping confirmation, upload 2: 4 records, 2 applied, 2 refused, 1 warning.")
    written = sorted(path.name for path in work.iterdir() if path.name.startswith("stdin"))
    assert written == ["stdin.corrections.xlsx", "stdin.report.json", "stdin.report.txt"]
    assert stocked.rows("SELECT sum(shipped) FROM items") == [(3,)]
    assert [line.split()[-1] for line in stocked.call("uploads").out.splitlines()][2:] == ["stdin"]
    assert stocked.call("uploads", "2", "--report", "--reports", work / "again").code == 0


def test_standard_input_is_checked_together_with_files(stocked: Desk, work: Path) -> None:
    stocked.file("refunds.txt", REFUNDS)
    said = piped((work / "parcels.txt").read_bytes(), "check", "refunds.txt", "-", cwd=work)
    assert [line.partition(":")[0] for line in said.out.splitlines() if line.startswith(("stdin", "refunds"))] == [
        "stdin",
        "refunds.txt",
    ]
    assert sorted(path.name for path in work.iterdir()) == ["orders.db", "parcels.txt", "refunds.txt"]


def test_a_workbook_comes_in_by_standard_input_too(work: Path) -> None:
    sample = Path(__file__).parents[2] / "sample_feeds" / "order-cancellation.xlsx"
    assert piped(sample.read_bytes(), "check", "-", cwd=work).out.startswith("stdin: order cancellation: ")


@pytest.mark.parametrize(("given", "words"), [(("-", "-"), "can be read once"), (("-",), "stdin")])
def test_standard_input_that_is_empty_or_named_twice_is_refused(work: Path, given: tuple[str, ...], words: str) -> None:
    said = piped(b"", "upload", *given, cwd=work)
    assert (said.code, said.out, words in said.err) == (2, "", True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"",
            "Standard input is empty: the command before the pipe has written nothing. See there.",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", "Standard input cannot be read: "),
    ],
)
@pytest.mark.parametrize("command", ["check", "upload"])
def test_what_is_wrong_with_standard_input_is_said_of_it_by_no_name_of_a_file(
    work: Path, command: str, content: bytes, words: str
) -> None:
    said = piped(content, command, "-", cwd=work)
    assert (said.code, words in said.out + said.err, "orderfeeds-stdin" in said.out + said.err) == (2, True, False)


def test_a_quiet_call_says_nothing_where_all_is_as_it_should_be(stocked: Desk) -> None:
    quiet = Said(0, "", "")
    assert stocked.upload(stocked.file("parcels.txt", PARCELS), "--quiet") == quiet
    assert stocked.call("nightly", "--out", stocked.folder / "nights", "--as-of", "2026-03-11", "-q") == quiet
    assert stocked.call("report", "orders", "--days", "7", "--out", stocked.folder, "-q") == quiet
    assert stocked.call("backup", stocked.folder / "b.db", "-q") == quiet
    assert stocked.call("undo", "2", "--yes", "-q") == quiet
    assert stocked.call("check", stocked.folder / "parcels.txt", "--as-of", AS_OF, "-q") == quiet
    assert stocked.call("verify", "-q") == quiet
    assert stocked.call("export", "--orders", FIRST, "--out", stocked.folder / "held.json", "-q") == quiet
    assert call("samples", stocked.folder / "demo", "-q") == quiet


def test_figures_and_lists_that_are_asked_for_are_printed_however_quiet(stocked: Desk) -> None:
    for given in (("report", "health", "--days", "7", "--as-of", AS_OF), ("export", "--orders", FIRST)):
        said = stocked.call(*given)
        assert (stocked.call(*given, "-q"), said.out != "") == (said, True)


def test_a_quiet_check_says_what_would_be_refused_and_a_quiet_undo_what_it_spares(stocked: Desk) -> None:
    said = stocked.call("check", stocked.file("some.txt", PARCELS_WITH_FAULTS), "--as-of", AS_OF, "-q")
    assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 4)
    assert said.err.startswith("some.txt: shipping confirmation: 4 records, 2 applied, 2 refused")
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    said = stocked.call("undo", "1", "-q")
    assert (said.code, said.out, said.err.splitlines()[0]) == (1, "", "2 orders spared:")


def test_a_quiet_call_says_what_was_refused_or_went_wrong_on_the_other_stream(stocked: Desk) -> None:
    said = stocked.upload(stocked.file("some.txt", PARCELS_WITH_FAULTS), stocked.folder / "none.txt", "-q")
    lines = said.err.splitlines()
    assert (said.code, said.out, len(lines)) == (2, "", 2)
    assert lines[0].startswith("Not processed. ")
    assert lines[1].startswith("some.txt: shipping confirmation, upload 2: 4 records, 2 applied, 2 refused")


def test_json_that_is_asked_for_is_printed_however_quiet_and_the_next_call_is_not(stocked: Desk) -> None:
    path = stocked.file("parcels.txt", [SHIP_HEADINGS, parcel(FIRST)])
    assert stocked.upload(path, "-q", "--json").out.startswith('{"files": [')
    assert call("uploads", "--db", stocked.store).out.startswith("upload ")
