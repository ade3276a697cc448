"""At a terminal of 80 columns no line is broken within a word; in a pipe every line is whole."""

import pytest

from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import PARCELS_WITH_FAULTS
from tests.cli.terminals import at_terminal

CALLS = {
    "uploads": "uploads",
    "health": f"report health --all --as-of {AS_OF}",
    "codes": "codes",
    "terms": "terms",
    "verify": "verify",
    "a missing file": "upload a-name-of-a-file-that-is-not-there-and-is-rather-long.txt",
    "a refusal": "uploads 77 --mode 9",
}


@pytest.mark.parametrize("name", CALLS)
def test_no_line_is_wider_than_the_terminal(stocked: Desk, name: str) -> None:
    stocked.upload(stocked.file("parcels-of-the-first-week-of-march-from-the-warehouse.txt", PARCELS_WITH_FAULTS))
    db = "" if name == "codes" else " --db orders.db"
    drawn = at_terminal(stocked.folder, *f"{CALLS[name]}{db}".split(), width=80, out_too=True)
    lines = [line.split("\r\x1b[K")[-1] for line in drawn.text.replace("\r\n", "\n").split("\n")]
    assert drawn.code in (0, 2)
    assert len(lines) > 2
    assert [line for line in lines if len(line) > 80] == []


def test_a_narrow_list_of_uploads_has_kind_and_state_below_each(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS_WITH_FAULTS))
    drawn = at_terminal(stocked.folder, "uploads", "--db", "orders.db", width=80, out_too=True)
    assert drawn.text.replace("\r\n", "\n") == (
        "upload  as of             records  applied  refused  warnings  file\n"
        "     1  2026-03-10T12:00        5        5        0         0  orders.txt\n"
        "        orders, applied\n"
        "     2  2026-03-10T12:00        4        2        2         1  parcels.txt\n"
        "        shipping confirmation, applied in part\n"
    )
    heading = stocked.call("uploads").out.splitlines()[0].split("  ")
    assert [name.strip() for name in heading if name] == (
        ["upload", "as of", "kind", "state", "records", "applied", "refused", "warnings", "fingerprint", "file"]
    )
