"""The overview of a night: self-contained, escaped, without buyers, the right numbers, each with its file."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.files.writing import Format
from reports.nightly import write_night
from reports.order_lines import Viewpoint
from reports.overview.charts import Day, weeks
from reports.overview.page import breakable, left
from reports.overview.verge import MOST
from schemas.faults import FAULTS
from tests.night.night_desk import NightDesk
from tests.reports.busy_night import AS_OF, BUYER, OLD, SCRIPT, YESTERDAY, busy
from tests.reports.links_followed import dead
from tests.reports.page_parts import Page
from tests.rules.desk import at
from tests.rules.writings import line, order_id, parcel


def night(desk: NightDesk, as_of: str = AS_OF, format: Format = "txt", merchant: str = "main") -> Page:
    written = write_night(desk.engine, Viewpoint(merchant, at(as_of)), desk.folder / "nights", format)
    return Page(written.overview)


@pytest.mark.parametrize("format", ["txt", "csv", "xlsx"])
def test_the_page_needs_nothing_but_itself_and_links_to_what_is_there(desk: NightDesk, format: Format) -> None:
    busy(desk)
    page = night(desk, format=format)
    assert dead(page.path) == []
    assert {"health.html", "uploads.html", f"health.{format}", f"uploads.{format}"} <= set(page.links)
    # What holds buyers is deleted by a purge, and the page stays.
    assert [target for target in page.links if "orders" in target] == []
    # Nothing is loaded, run or sent: no such elements, no attribute that names a place or holds a script.
    loading = {"script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use", "video", "audio"}
    assert loading & page.tags == set()
    named = {name for name in page.attributes if name.startswith("on") or name in ("src", "srcset", "action", "data")}
    assert named == set()
    assert re.findall(r"url\(|@import|expression\(", page.text) == []
    assert re.findall(r"https?://(?!www\.w3\.org/)", page.text) == []
    assert page.unclosed == []


def test_the_same_night_again_has_the_same_page(desk: NightDesk) -> None:
    busy(desk)
    assert night(desk).text == night(desk).text


def test_text_of_the_order_table_is_escaped_and_nothing_of_a_buyer_is_there(desk: NightDesk) -> None:
    busy(desk)
    page = night(desk)
    assert "script" not in page.tags
    assert [row[2] for row in page.rows("verge")] == [f"{SCRIPT} and 1 more"]
    assert [text for text in BUYER.values() if text in page.text] == []
    assert "Secret" not in page.text


def test_every_count_of_a_table_leads_to_the_file_it_comes_from(desk: NightDesk) -> None:
    busy(desk)
    page = night(desk)
    assert len(page.counts) > 40
    assert [cell for cell in page.counts if not cell.links] == []


def test_the_uploads_of_the_last_day_are_listed_with_their_faults(desk: NightDesk) -> None:
    busy(desk)
    page, told = night(desk), "2026-03-11 14:00"
    missing, unshipped = (FAULTS[code].meaning for code in (18028, 73001))
    assert page.rows("uploads") == [
        [*f"3|ship3.txt|shipping-confirmation|{told}|applied in part|3|1|2|0|2 × {missing}".split("|")],
        [*f"5|adjust5.txt|order-adjustment|{told}|applied in part|2|1|1|0|1 × {unshipped}".split("|")],
        [*f"4|cancel4.txt|order-cancellation|{told}|applied|1|1|0|0|none".split("|")],
    ]
    faults = [[f"Error {missing} 18028", "2"], [f"Error {unshipped} 73001", "1"]]
    assert [row[:2] for row in page.rows("faults")] == faults
    lines = (page.path.parent / "uploads.txt").read_text(encoding="utf-8").replace("\t", "|").splitlines()
    when = "2026-03-11T14:00:00+00:00"
    assert lines[1:3] == [
        f"3|{when}|shipping-confirmation|ship3.txt|applied in part|3|1|2|0|18028|Error|2|{missing}",
        f"4|{when}|order-cancellation|cancel4.txt|applied|1|1|0|0||||",
    ]


def test_an_upload_that_was_taken_back_a_fatal_one_and_the_clock_are_told(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    (desk.folder / "<b>.txt").write_text("no feed\n")
    desk.apply(desk.folder / "<b>.txt", as_of=YESTERDAY)
    shipped = desk.ship(parcel(1, 1), as_of=YESTERDAY).upload
    desk.undo(shipped, YESTERDAY)
    desk.clock(AS_OF)
    told = [[row[0], row[1], row[2], row[4]] for row in night(desk).rows("uploads")]
    assert told == [
        ["2", "<b>.txt", "unknown", "Fatal"],
        ["3", "ship2.txt", "shipping-confirmation", "applied, taken back"],
        ["4", "–", "undo", "applied"],
        ["5", "–", "clock", "applied"],
    ]


def test_what_needs_a_person_comes_first_and_the_worst_of_it_first(desk: NightDesk) -> None:
    desk.orders(line(1, 1, purchase_date=OLD, payments_date=OLD), line(2, 1), as_of=OLD)
    (desk.folder / "notes.txt").write_text("no feed\n")
    desk.apply(desk.folder / "notes.txt", as_of=YESTERDAY)
    desk.ship(parcel(2, 1), parcel(3, 1), as_of=YESTERDAY)
    page = night(desk)
    [ship] = [row[1] for row in page.rows("uploads") if row[4] == "applied in part"]
    assert page.words.partition("What needs you first ")[2].startswith(
        "soon 1 order will be canceled within 7 days unless confirmed as shipped. Which orders "
        "failed notes.txt could not be processed. Why "
        f"partly {ship}: 1 row of 2 refused. Which faults "
    )
    assert page.words.index("What needs you first") < page.words.index("Uploads of the night")


def test_a_refused_row_counts_once_however_often_it_came_back_and_not_when_it_came_right(desk: NightDesk) -> None:
    desk.orders(line(1, 1), line(2, 1), line(3, 1))
    wrong = [parcel(order, 1, carrier_code="UBS") for order in (1, 2, 3)]
    desk.ship(*wrong, as_of=YESTERDAY)
    desk.ship(parcel(1, 1), *wrong[1:], as_of=YESTERDAY)
    desk.ship(parcel(2, 1), wrong[2], as_of=YESTERDAY)
    page = night(desk)
    [ship] = [row[1] for row in page.rows("uploads") if row[0] == "4"]
    needs = page.words.partition("What needs you first ")[2]
    assert needs.startswith(f"partly {ship}: 1 row of 2 refused. Which faults ")
    assert "1 record refused in 3 uploads of the night" in page.words
    desk.ship(parcel(3, 1), as_of=YESTERDAY)
    page = night(desk)
    assert "0 records refused in 4 uploads of the night" in page.words
    assert "The most frequent faults" not in page.words


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def test_orders_at_the_verge_stand_by_deadline_and_those_past_it_are_only_counted(desk: NightDesk) -> None:
    ages = {1: (23, 1), 2: (29, 0), 3: (22, 0), 4: (30, 0), 5: (40, 0), 6: (100, 0)}
    moments = {number: moment(at(AS_OF) - days * 86_400 - seconds) for number, (days, seconds) in ages.items()}
    desk.orders(
        *(line(number, 1, purchase_date=bought, payments_date=bought) for number, bought in moments.items()),
        as_of=AS_OF,
    )
    page = night(desk)
    assert [row[:2] for row in page.rows("verge")] == [[order_id(2), "1 d 0 h"], [order_id(1), "6 d 23 h"]]
    assert "3 open orders are past the deadline" in page.words
    assert "1 open unit in 1 order bought more than 90 days ago stand in no report of this night" in page.words


def test_of_many_orders_at_the_verge_the_first_are_listed_and_the_rest_counted(desk: NightDesk) -> None:
    rows = [line(number, 1, purchase_date=OLD, payments_date=OLD) for number in range(1, MOST + 4)]
    desk.orders(*rows, as_of=OLD)
    page = night(desk)
    assert [row[0] for row in page.rows("verge")] == [order_id(number) for number in range(1, MOST + 1)]
    assert "And 3 orders more" in page.words


def test_orders_and_units_of_each_day_are_those_of_the_orders_report(desk: NightDesk) -> None:
    busy(desk)
    page = night(desk)
    cells = [cell for row in page.rows("weeks") for cell in row if cell]
    found = {cell.split()[0]: tuple(map(int, cell.split()[-2:])) for cell in cells if cell.split()[-2:] != ["0", "0"]}
    assert found == {"14": (1, 3), "2": (4, 12)}
    lines = (page.path.parent / "orders-30-days.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert len({line.split("\t")[0] for line in lines}) == 5
    # From 10 February 02:15 on: the first and the last day are not whole.
    assert (len(cells), page.partial) == (31, ["10 Feb 0 0", "12 0 0"])


def test_rates_and_refunds_are_those_of_the_health_report(desk: NightDesk) -> None:
    busy(desk)
    page = night(desk)
    assert page.big == ["20.00 %", "100.00 %", "20.00 %", "50.00 %"]
    assert page.targets == [
        "✗ Misses the target: below 4 %",
        "✓ Meets the target: above 95 %",
        "✗ Misses the target: below 2.5 %",
        "No target is set.",
    ]
    health = (page.path.parent / "health.txt").read_text(encoding="utf-8")
    assert "Late shipment rate (below 4 %)" in health
    assert ["CustomerReturn", "1", "5.00 USD"] in page.all_rows


def test_a_night_without_anything_has_a_page_that_says_so(desk: NightDesk) -> None:
    desk.orders(line(1, 1))
    page = night(desk, "2027-01-01T00:00:00+00:00", merchant="another")
    assert page.big == ["no orders", "no packages", "no orders", "no orders shipped"]
    for words in (
        "None in the last 24 hours.",
        "None: nothing open is within 7 days",
        "Nothing: no order was canceled",
        "None of orders bought",
    ):
        assert words in page.words
    assert "0.00 %" not in page.words


def test_every_chart_says_what_it_shows_to_those_who_cannot_see_it(desk: NightDesk) -> None:
    busy(desk)
    page = night(desk)
    assert len(page.charts) == 8
    assert all(chart["role"] == "img" and set(chart["aria-labelledby"].split()) <= page.ids for chart in page.charts)
    assert "5 orders from 2026-02-10 to 2026-03-12; most on 2026-03-02: 4." in page.words
    assert len(page.ids) == len(page.all_ids)
    # Colours are the style sheet's, so that the dark one changes them.
    assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', page.text)) == set()


@pytest.mark.parametrize(
    ("seconds", "told"), [(59, "0 h 0 min"), (3_660, "1 h 1 min"), (86_399, "23 h 59 min"), (90_000, "1 d 1 h")]
)
def test_time_left_is_told_in_its_two_largest_parts(seconds: int, told: str) -> None:
    assert left(seconds) == told


def test_a_name_of_several_words_may_be_broken_and_is_escaped() -> None:
    assert breakable("CustomerReturn") == "Customer<wbr>Return"
    assert breakable("a<B>") == "a&lt;B&gt;"


def test_weeks_begin_on_monday() -> None:
    days = [Day(date(2026, 3, number), number, number, whole=True) for number in range(7, 10)]
    rows: list[list[Any]] = [[day and day.orders for day in week] for week in weeks(days)]
    assert rows == [[None, None, None, None, None, 7, 8], [9, None, None, None, None, None, None]]
