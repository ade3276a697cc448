"""The overview as a real browser shows it, without a window: nothing runs, nothing is fetched, nothing is cut off."""

import re
import shutil
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from reports.nightly import write_night
from reports.order_lines import Viewpoint
from schemas.store.file_tables import PROCESSING_REPORT, save_places
from schemas.store.opening import writing
from tests.night.night_desk import NightDesk
from tests.reports.busy_night import AS_OF, SCRIPT, busy
from tests.rules.desk import at

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
BEFORE = "2026-03-10T02:15:00+00:00"
WIDTHS = (360, 800, 1400)
LIGHT, DARK = "rgb(244, 245, 247)", "rgb(18, 22, 28)"
# Whatever stands beyond the right edge but for the insides of pictures.
CUT_OFF = """() => [...document.querySelectorAll('body *')]
    .filter(part => !part.closest('svg') && part.getBoundingClientRect().right > innerWidth + 0.5)
    .map(part => part.textContent.slice(0, 40))"""
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page; there is a night before it, and an upload whose report has a name as people give."""
    with NightDesk(tmp_path_factory.mktemp("night of 100% #1")) as desk:
        busy(desk)
        report = desk.folder / "a report #1 100%.txt"
        report.write_text("what became of it")
        with desk.engine.connect() as connection, writing(connection):
            save_places(connection, 3, {PROCESSING_REPORT: report})
        for as_of in (BEFORE, AS_OF):
            written = write_night(desk.engine, Viewpoint("main", at(as_of)), desk.folder / "nights")
        return written.overview.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        # Without its own walls, which a container has no room for.
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser: Browser, place: str, width: int, scheme: str) -> tuple[Page, list[str]]:
    """The page, and what went on while it was opened: each request, word on the console and fault."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda fault: told.append(str(fault)))
    page.goto(place)
    return page, told


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_asks_for_nothing_but_itself_and_fits_its_width(
    browser: Browser, place: str, width: int, scheme: str
) -> None:
    page, told = opened(browser, place, width, scheme)
    assert told == [place]
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == {"light": LIGHT, "dark": DARK}[scheme]
    assert page.get_by_text(SCRIPT, exact=False).is_visible()
    page.close()


def test_charts_take_the_colours_of_the_light_and_the_dark_page(browser: Browser, place: str) -> None:
    found = []
    for scheme in ("light", "dark"):
        page, _ = opened(browser, place, 800, scheme)
        found.append(
            page.evaluate("""() => getComputedStyle(document.querySelector('svg [fill="var(--bar)"]')).fill""")
        )
        page.close()
    assert found == ["rgb(47, 111, 181)", "rgb(110, 168, 230)"]


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ("health.txt", "health.txt"),
        ("all windows", "health.html"),
        ("20.00 %", "health.html#late-shipment-rate"),
        ("2026-03-10", "../2026-03-10/overview.html"),
        ("Processing report", "../../a%20report%20%231%20100%25.txt"),
    ],
)
def test_a_link_leads_to_its_file(browser: Browser, place: str, name: str, leads: str) -> None:
    page, _ = opened(browser, place, 800, "light")
    page.get_by_role("link", name=name, exact=True).first.click()
    assert page.url == urljoin(place, leads)
    if name == "Processing report":
        assert page.get_by_text("what became of it").is_visible()
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["health.html", "uploads.html", "clock.html"])
def test_the_pages_that_numbers_lead_to_fit_their_width(browser: Browser, place: str, name: str, width: int) -> None:
    page, told = opened(browser, place.replace("overview.html", name), width, "light")
    assert (told, page.evaluate(CUT_OFF)) == ([place.replace("overview.html", name)], [])
    assert page.get_by_role("link", name="Back to the overview").is_visible()
    page.close()


def test_the_page_prints_dark_on_white_on_a_few_sheets(browser: Browser, place: str) -> None:
    page, _ = opened(browser, place, 1400, "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(255, 255, 255)"
    sheets = re.findall(rb"/Type /Page\b", page.pdf(format="A4"))
    assert 1 <= len(sheets) <= 4
    page.close()
