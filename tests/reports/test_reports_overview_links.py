"""Links of the overview: right from the folder of a night, whatever a file is called, and none dead after a purge."""

import sqlite3
from contextlib import closing
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from reports.overview.links import Link, href, keep, mend, without
from schemas.store.opening import open_store, writing
from tests.night.night_desk import NightDesk
from tests.reports.busy_night import BUYER, busy
from tests.reports.links_followed import dead, target
from tests.reports.test_reports_overview import night

UNIX, WINDOWS = PurePosixPath("/srv/orders/nights/2026-03-12"), PureWindowsPath(r"C:\Shop\nights\2026-03-12")
SHARE = PureWindowsPath(r"\\server\orders\nights\2026-03-12")


@pytest.mark.parametrize(
    ("file", "folder", "link"),
    [
        ("/srv/orders/done/a.report.txt", UNIX, "../../done/a.report.txt"),
        ("/srv/orders/nights/2026-03-12/a.txt", UNIX, "a.txt"),
        ("/home/ann/a b#1 100%.txt", UNIX, "../../../../home/ann/a%20b%231%20100%25.txt"),
        ("/srv/orders/done/c:d?e&f\"g'<h>\\i.txt", UNIX, "../../done/c%3Ad%3Fe%26f%22g%27%3Ch%3E%5Ci.txt"),
        ("/srv/orders/nights/2026-03-12/c:d.txt", UNIX, "c%3Ad.txt"),
        ("/srv/orders/done/żółć.txt", UNIX, "../../done/%C5%BC%C3%B3%C5%82%C4%87.txt"),
        ("/srv/orders/done/\udcff.txt", UNIX, "../../done/%FF.txt"),
        ("/srv/orders/inbox/../done/a.txt", UNIX, "../../done/a.txt"),
        (r"C:\Shop\done\a b#1 100%.txt", WINDOWS, "../../done/a%20b%231%20100%25.txt"),
        (r"c:\shop\done\a.txt", WINDOWS, "../../done/a.txt"),
        (r"D:\done\a b#1.txt", WINDOWS, "file:///D:/done/a%20b%231.txt"),
        (r"\\server\orders\done\a b.txt", SHARE, "../../done/a%20b.txt"),
        (r"\\other\done\a b.txt", SHARE, "file://other/done/a%20b.txt"),
    ],
)
def test_a_link_is_the_way_to_a_file_in_characters_that_any_browser_reads(
    file: str, folder: PurePath, link: str
) -> None:
    assert href(type(folder)(file), folder) == link


def test_every_link_of_every_page_leads_somewhere_and_no_buyer_is_on_them(desk: NightDesk) -> None:
    busy(desk)
    folder = night(desk).path.parent
    pages = sorted(folder.glob("*.html"))
    assert [page.name for page in pages] == ["clock.html", "health.html", "overview.html", "uploads.html"]
    assert {page.name: dead(page) for page in pages} == {page.name: [] for page in pages}
    texts = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [text for text in (*BUYER.values(), "Secret") if text in texts] == []


def page_of(tmp_path: Path, file: Path) -> Path:
    """A page with one link, to a file on the list."""
    page = tmp_path / "nights" / "2026-03-12" / "overview.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<p><a href="{href(file, page.parent)}">Corrections</a> <a href="health.html">3</a></p>')
    return page


def mended(tmp_path: Path, page: Path, *files: Path) -> tuple[list[str], list[str]]:
    """The names of the pages that were mended and that could not be."""
    engine = open_store(str(tmp_path / "orders.db"))
    if files:
        with engine.connect() as connection, writing(connection):
            keep(connection, "main", [page], [Link("", "", file, listed=True) for file in files])
    found = mend(engine, "main")
    engine.dispose()
    return [path.name for path in found.pages], [path.name for path in found.left]


def noted(tmp_path: Path) -> int:
    with closing(sqlite3.connect(tmp_path / "orders.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM page_links").fetchone()[0])


def test_a_link_to_a_file_that_is_gone_becomes_words(tmp_path: Path) -> None:
    file = tmp_path / "a #1.txt"
    file.touch()
    page = page_of(tmp_path, file)
    before = page.read_text()
    assert (mended(tmp_path, page, file), page.read_text(), noted(tmp_path)) == (([], []), before, 1)
    file.unlink()
    assert (mended(tmp_path, page), noted(tmp_path)) == ((["overview.html"], []), 0)
    assert page.read_text() == '<p><span>Corrections (deleted)</span> <a href="health.html">3</a></p>'
    assert mended(tmp_path, page) == ([], [])


def test_a_file_whose_folder_is_away_and_a_page_that_is_away_are_left_for_later(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    page = page_of(tmp_path, drive / "a.txt")
    before = page.read_text()
    assert (mended(tmp_path, page, drive / "a.txt"), page.read_text()) == (([], []), before)
    drive.mkdir()
    nights = (tmp_path / "nights").rename(tmp_path / "away")
    assert (mended(tmp_path, page), noted(tmp_path)) == (([], []), 1)
    nights.rename(tmp_path / "nights")
    assert (mended(tmp_path, page), noted(tmp_path)) == ((["overview.html"], []), 0)


def test_a_page_that_somebody_deleted_is_forgotten(tmp_path: Path) -> None:
    page = page_of(tmp_path, tmp_path / "a.txt")
    page.unlink()
    assert (mended(tmp_path, page, tmp_path / "a.txt"), noted(tmp_path)) == (([], []), 0)


def test_a_page_that_cannot_be_written_is_told_of_and_met_again(tmp_path: Path) -> None:
    page = page_of(tmp_path, tmp_path / "a.txt")
    content = page.read_text()
    page.unlink()
    page.mkdir()
    assert (mended(tmp_path, page, tmp_path / "a.txt"), noted(tmp_path)) == (([], ["overview.html"]), 1)
    page.rmdir()
    page.write_text(content)
    assert (mended(tmp_path, page), noted(tmp_path)) == ((["overview.html"], []), 0)


def test_only_whole_links_to_just_that_file_are_taken_out() -> None:
    page = b'<a href="a.txt">A</a><a href="../a.txt">B</a><a href="a.txt#x">C</a><b>a.txt</b>'
    rest = b'<span>A (deleted)</span><a href="../a.txt">B</a><a href="a.txt#x">C</a><b>a.txt</b>'
    assert without(page, "a.txt") == rest


def test_a_link_is_followed_as_a_browser_does(tmp_path: Path) -> None:
    page, file = tmp_path / "n" / "p.html", tmp_path / "a b#1 100%.txt"
    assert target(page, href(file, page.parent)) == file
