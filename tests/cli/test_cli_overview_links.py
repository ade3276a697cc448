"""A night leads to the reports and corrections of its uploads; after a purge no link of a page is dead."""

import json
from pathlib import Path

import pytest

from tests.cli.buyers_written import DUE, HEADINGS, SHIPPED, order_line, shipped
from tests.cli.desk_calls import Desk, call
from tests.cli.feeds_written import SHIP_HEADINGS, parcel
from tests.reports.links_followed import dead, target
from tests.reports.page_parts import Page

NIGHT = "2026-03-10T23:00:00+00:00"
WRONG, NEVER = "302-0000000-0000009", "302-0000000-0000008"
PAGES = ["clock.html", "health.html", "overview.html", "uploads.html"]


@pytest.fixture
def faulty(desk: Desk) -> Desk:
    """An order that is shipped, of a file with a refused row; and a confirmation with one; names as people give."""
    assert desk.call("terms", "--rehearsal").code == 0
    wrong = [cell if place != 4 else "none" for place, cell in enumerate(order_line(WRONG))]
    (desk.folder / "a folder").mkdir()
    desk.upload(desk.file("a folder/orders #1 100%.txt", [HEADINGS, order_line(SHIPPED), wrong]))
    shipped(desk, SHIPPED)
    desk.upload(desk.file("ship & co.txt", [SHIP_HEADINGS, parcel(NEVER)]), "--reports", desk.folder / "told")
    return desk


def nightly(desk: Desk, as_of: str = NIGHT) -> Path:
    said = desk.call("nightly", "--out", desk.folder / "nights", "--as-of", as_of)
    assert (said.code, said.err) == (0, "")
    return desk.folder / "nights" / as_of[:10]


def files(folder: Path, page: str = "overview.html") -> list[str]:
    """Where the links of a page lead that leave the folder of its night, each once."""
    path = folder / page
    links = dict.fromkeys(link for link in Page(path).links if link.startswith(".."))
    return [str(target(path, link).relative_to(folder.parents[1])) for link in links]


def all_dead(folder: Path) -> dict[str, list[str]]:
    return {path.name: dead(path) for path in sorted(folder.glob("*.html"))}


WRITTEN = ["a folder/orders #1 100%.report.txt", "a folder/orders #1 100%.corrections.xlsx"]
OF_CONFIRMATIONS = ["told/ship & co.report.txt", "told/ship & co.corrections.xlsx"]


def test_a_night_leads_to_the_report_and_the_corrections_of_each_upload(faulty: Desk) -> None:
    folder = nightly(faulty)
    # Uploads with faults come first on the overview.
    assert files(folder) == [*WRITTEN, *OF_CONFIRMATIONS, "ship1.report.txt"]
    assert files(folder, "uploads.html") == [*WRITTEN, "ship1.report.txt", *OF_CONFIRMATIONS]
    assert all_dead(folder) == {name: [] for name in PAGES}


def test_after_a_purge_no_link_is_dead_and_those_to_files_that_stay_are_there(faulty: Desk) -> None:
    folder = nightly(faulty)
    before = faulty.call("purge", "--as-of", DUE)
    assert (before.code, files(folder)[:2]) == (0, WRITTEN)
    said = faulty.call("purge", "--as-of", DUE, "--yes")
    assert (said.code, said.err) == (0, "")
    assert [name for name in WRITTEN if (faulty.folder / name).exists()] == []
    assert all_dead(folder) == {name: [] for name in PAGES}
    stay = [*OF_CONFIRMATIONS, "ship1.report.txt"]
    assert (files(folder), sorted(files(folder, "uploads.html"))) == (stay, sorted(stay))
    for page in ("overview.html", "uploads.html"):
        assert "Processing report (deleted)" in Page(folder / page).words
        assert f"  links to deleted files taken out: {folder / page}\n" in said.out
    assert faulty.rows("SELECT count(*) FROM page_links") == [(0,)]
    assert faulty.call("purge", "--as-of", DUE, "--yes").out.count("links to deleted") == 0


def test_the_same_night_after_a_purge_leads_to_what_is_left(faulty: Desk) -> None:
    nightly(faulty)
    faulty.call("purge", "--as-of", DUE, "--yes")
    folder = nightly(faulty)
    assert files(folder) == [*OF_CONFIRMATIONS, "ship1.report.txt"]
    assert all_dead(folder) == {name: [] for name in PAGES}


def test_a_purge_tells_programs_of_the_pages_that_it_changed_and_of_those_that_it_could_not(faulty: Desk) -> None:
    folder = nightly(faulty)
    (folder / "uploads.html").unlink()
    (folder / "uploads.html").mkdir()
    said = faulty.call("purge", "--as-of", DUE, "--yes", "--json")
    told = json.loads(said.out)
    left = folder / "uploads.html"
    assert (told["pages"], told["pages-left"]) == ([str(folder / "overview.html")], [str(left)])
    assert said.err == (
        f"Warning: {left} cannot be written, and still leads to files that are gone. The next purge tries it again.\n"
    )


def test_a_report_that_was_written_again_elsewhere_is_the_one_that_is_led_to(faulty: Desk) -> None:
    faulty.call("uploads", "1", "--report", "--reports", faulty.folder / "again")
    folder = nightly(faulty)
    assert files(folder)[:2] == ["again/orders #1 100%.report.txt", WRITTEN[1]]
    faulty.call("purge", "--as-of", DUE, "--yes")
    assert all_dead(folder) == {name: [] for name in PAGES}


def test_files_of_a_drop_folder_are_led_to_where_they_were_put(desk: Desk) -> None:
    drop = desk.folder / "drop"
    (drop / "inbox").mkdir(parents=True)
    wrong = [cell if place != 4 else "none" for place, cell in enumerate(order_line(WRONG))]
    desk.file("drop/inbox/orders.txt", [HEADINGS, order_line(SHIPPED), wrong])
    said = call("watch", drop, "--once", "--settle", "0", "--as-of", NIGHT, "--db", desk.store)
    assert said.code == 1, said
    folder = nightly(desk)
    assert files(folder) == ["drop/partly/orders.report.txt", "drop/partly/orders.corrections.xlsx"]
    assert all_dead(folder) == {name: [] for name in PAGES}
