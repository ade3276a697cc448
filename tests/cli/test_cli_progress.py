"""The line on a terminal: every stage in its order, a share that never falls, and nothing left behind or in a pipe."""

from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, Desk, process
from tests.cli.feeds_written import (
    BOUGHT,
    CANCELLATIONS,
    ORDER_HEADINGS,
    PAID,
    PARCELS,
    PARCELS_WITH_FAULTS,
    SHIP_HEADINGS,
    parcel,
)
from tests.cli.terminals import CLEARED, at_terminal

COUNT = 3000
GIVEN = ["--as-of", AS_OF, "--db", "orders.db"]
OF_AN_UPLOAD = ["reading", "checking", "looking up", "judging", "writing", "keeping", "reporting"]


def order_id(number: int) -> str:
    return f"203-0000000-{number:07}"


@pytest.fixture(scope="module")
def thousands(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """An order table of some thousand orders, and a file that confirms all of them and one that is not there."""
    desk = Desk(tmp_path_factory.mktemp("thousands"))
    lines = [[order_id(n), str(20_000_000_000 + n), BOUGHT, PAID, "1", "USD", "5.00"] for n in range(COUNT)]
    assert desk.upload(desk.file("orders.txt", [ORDER_HEADINGS, *lines])).code == 0
    parcels = [parcel(order_id(n), tracking=f"{n:09}") for n in range(COUNT + 1)]
    return desk.store.read_bytes(), desk.file("parcels.txt", [SHIP_HEADINGS, *parcels])


@pytest.fixture
def large(desk: Desk, thousands: tuple[bytes, Path]) -> Desk:
    store, parcels = thousands
    desk.store.write_bytes(store)
    (desk.folder / "parcels.txt").write_bytes(parcels.read_bytes())
    return desk


@pytest.mark.parametrize(
    ("command", "stages"),
    [
        ("upload", [*OF_AN_UPLOAD, "correcting"]),
        ("check", ["reading", "checking", "looking up", "judging", "writing", "planning"]),
    ],
)
def test_the_stages_come_in_their_order_and_the_share_never_falls(large: Desk, command: str, stages: list[str]) -> None:
    drawn = at_terminal(large.folder, command, "parcels.txt", *GIVEN)
    assert (drawn.code, drawn.stages) == (1, stages)
    assert drawn.shares == sorted(drawn.shares)
    assert 0 < drawn.shares[-1] < 100
    assert f"{COUNT + 1:,} rows" in drawn.text


def test_nothing_of_it_goes_to_standard_output_and_the_line_is_cleared_at_the_end(large: Desk) -> None:
    drawn = at_terminal(large.folder, "upload", "parcels.txt", *GIVEN)
    assert (drawn.out.count(b"\x1b"), drawn.out.count(b"\r"), drawn.out.count(b"\n")) == (0, 0, 1)
    assert drawn.text.endswith(CLEARED)
    assert "\n" not in drawn.text


@pytest.mark.parametrize("command", ["upload", "check"])
def test_in_a_pipe_there_is_nothing_of_it(large: Desk, command: str) -> None:
    said = process(command, "parcels.txt", *GIVEN, cwd=large.folder, env={"TERM": "xterm-256color"})
    assert (said.code, said.err) == (1, "")
    assert [word for word in ("reading", "judging", " % ", "left", "\r") if word in said.out] == []


def test_a_terminal_that_cannot_clear_a_line_gets_none(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS)
    assert at_terminal(stocked.folder, "upload", "parcels.txt", *GIVEN, env={"TERM": "dumb"}).text == ""


@pytest.mark.parametrize("width", [200, 100, 80, 60, 40, 20])
def test_the_line_fits_however_narrow_the_terminal(stocked: Desk, width: int) -> None:
    stocked.file("発送の確認 2026-03 of the second warehouse.txt", PARCELS_WITH_FAULTS)
    given = ["upload", "発送の確認 2026-03 of the second warehouse.txt", *GIVEN]
    drawn = at_terminal(stocked.folder, *given, width=width)
    # An ideograph takes two columns.
    wide = [sum(1 + (letter > "\u3000") for letter in line) for line in drawn.lines]
    assert drawn.stages == [*OF_AN_UPLOAD, "correcting"]
    assert max(wide) <= width - 3


def test_of_several_files_it_says_which(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS)
    stocked.file("canceled.txt", CANCELLATIONS)
    drawn = at_terminal(stocked.folder, "upload", "canceled.txt", "parcels.txt", *GIVEN)
    begun = [
        f"{place} of 2  {name}  {stage}"
        for place, name, stage in (
            (1, "canceled.txt", "reading"),
            (2, "parcels.txt", "reading"),
            (1, "parcels.txt", "checking"),
            (2, "canceled.txt", "checking"),
            (1, "parcels.txt", "writing"),
            (2, "canceled.txt", "writing"),
        )
    ]
    places = [drawn.text.find(words) for words in begun]
    assert (-1 in places, places) == (False, sorted(places))
    assert drawn.shares == sorted(drawn.shares)


def test_a_report_shows_its_time_and_clears_it(stocked: Desk) -> None:
    drawn = at_terminal(stocked.folder, "report", "orders", "--days", "7", *GIVEN)
    assert (drawn.code, drawn.lines[1], drawn.lines[-1]) == (0, "orders: writing  0 s", "")


def test_ctrl_c_leaves_no_line_behind(large: Desk) -> None:
    before = large.contents()
    drawn = at_terminal(large.folder, "upload", "parcels.txt", *GIVEN, interrupt_at="judging")
    assert drawn.code == 2
    assert drawn.lines[-1].lstrip().startswith("Stopped. A file that was being applied is wholly in or wholly out")
    assert large.contents() == before


def test_a_warning_stands_on_a_line_of_its_own(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS_WITH_FAULTS)
    drawn = at_terminal(stocked.folder, "upload", "parcels.txt", "--reports", "/proc/nowhere", *GIVEN)
    [warning] = [line for line in drawn.lines if "Warning" in line]
    assert warning.startswith("Warning: no report in /proc/nowhere")
    assert warning.endswith("\r\n")
