"""Rule 2.6 and tests/ODDITIES.md: ship-dates whose day and month a spreadsheet changed, and dates dragged down."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from feeds.checking.filled_down import rising_runs
from feeds.checking.findings import messages
from feeds.corrections.workbook import corrections
from feeds.judging import judge
from feeds.kinds.all_kinds import KINDS
from feeds.kinds.kind import Facts, Occasion
from feeds.order_facts import fetch
from feeds.order_numbers import order_numbers
from feeds.reading.options import Directions
from feeds.upload import ready
from feeds.uploaded_file import read_file
from schemas.deadlines import Terms
from tests.rules.desk import Answer, Desk, at
from tests.rules.writings import line, parcel

READ_AS, UNCLEAR, EARLY, LATE = 70124, 70125, 71004, 71005
CHANGED, IN_CHANGED, DRAGGED, RISING, TRUSTED = 70150, 70151, 70152, 70153, 70149
BOUGHT, AS_OF = "2026-03-01T12:00:00+00:00", "2026-06-12T12:00:00+00:00"
TERMS = Terms(deadline_days=120)
TRUST = Directions(trusted=("ship-date",))
# Meant: 2 April, 6 April, 11 March, 9 June; day and month changed places, and the second fits either way.
SWAPPED = ["2026-02-04", "2026-06-04", "2026-11-03", "2026-09-06"]


def judged(
    desk: Desk, cells: Sequence[Any], ending: str = "xlsx", *, as_of: str = AS_OF, directions: Directions | None = None
) -> Answer:
    """A confirmation of one order a cell, each bought at BOUGHT, with the cells as ship-dates."""
    desk.orders(*(line(order, purchase_date=BOUGHT, payments_date=BOUGHT) for order in range(1, len(cells) + 1)))
    rows = [parcel(order, ship_date=cell, carrier_code="Newgistics") for order, cell in enumerate(cells, 1)]
    return desk.apply(desk.file("ship", rows, ending), as_of=as_of, terms=TERMS, directions=directions)


def days(desk: Desk) -> list[str]:
    return [day for (day,) in desk.packages("ship_date")]


def cells_of(texts: Sequence[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_a_date_cell_that_is_possible_only_with_day_and_month_changed_is_one_fault_with_both_readings(
    desk: Desk,
) -> None:
    answer = judged(desk, cells_of(["2026-11-03", "2026-05-20", "2026-02-04", "2026-05-21"]))
    assert answer.faults == [(1, CHANGED), (3, CHANGED)]
    assert answer.messages[0].startswith(
        "ship-date is a date cell of 2026-11-03, which lies in the future; with day and month changed places it is "
        "2026-03-11, which does not: a spreadsheet seems to have changed them. Write the day that is right as"
    )
    assert answer.messages[1].startswith(
        "ship-date is a date cell of 2026-02-04, which lies before the purchase of order 202-0000000-0000003 on "
        "2026-03-01; with day and month changed places it is 2026-04-02, which does not: a spreadsheet seems"
    )
    assert days(desk) == ["2026-05-20", "2026-05-21"]


def test_a_date_that_is_not_possible_either_way_keeps_its_own_fault(desk: Desk) -> None:
    answer = judged(desk, cells_of(["2026-01-02", "2026-08-09", "2026-12-25", "2026-05-20"]))
    assert answer.faults == [(1, EARLY), (2, LATE), (3, LATE)]


@pytest.mark.parametrize(
    "cells",
    [cells_of(SWAPPED), SWAPPED, [f"{day} 00:00:00" for day in SWAPPED]],
    ids=["date cells", "text", "timestamps"],
)
def test_where_dates_are_possible_only_changed_all_of_the_column_that_may_be_changed_are_refused(
    desk: Desk, cells: Sequence[Any]
) -> None:
    answer = judged(desk, cells)
    assert [fault for fault in answer.faults if fault[1] != READ_AS] == [
        (1, CHANGED),
        (2, IN_CHANGED),
        (3, CHANGED),
        (4, CHANGED),
    ]
    assert days(desk) == []
    [message] = [message for message in answer.messages if "can be" in message]
    assert "2026-06-04, and can be 2026-04-06: the ship-dates of records 1, 3, 4 of the file can only" in message
    assert "--trust ship-date" in message


def test_dates_that_are_possible_in_one_way_are_certain_whatever_the_others_are(desk: Desk) -> None:
    # With day and month changed places the second lies before the purchase, and the third is no day.
    answer = judged(desk, cells_of(["2026-11-03", "2026-05-01", "2026-05-20", "2026-09-06"]))
    assert (answer.faults, days(desk)) == ([(1, CHANGED), (4, CHANGED)], ["2026-05-01", "2026-05-20"])


def test_a_few_slips_in_a_long_column_put_nothing_else_in_doubt(desk: Desk) -> None:
    answer = judged(desk, cells_of([*["2026-06-04"] * 30, "2026-11-03"]))
    assert answer.faults == [(31, CHANGED)]


def test_text_that_excel_could_not_read_puts_dates_in_doubt_that_are_possible_either_way(desk: Desk) -> None:
    for ending, cells in (("xlsx", [date(2026, 6, 4), "30/04/2026"]), ("csv", ["2026-06-04", "30/04/2026"])):
        answer = judged(desk, cells, ending)
        assert answer.faults == [(1, UNCLEAR), (2, READ_AS)]
        assert "2026-06-04, and can be 2026-04-06: other cells of the column are text that Excel" in answer.messages[0]


def test_numbers_in_an_order_that_the_column_tells_are_as_typed(desk: Desk) -> None:
    # Month first, 3 November lies in the future; nobody has changed what is written as it was.
    assert judged(desk, ["11/03/2026", "05/20/2026"]).faults == [(1, READ_AS), (1, LATE), (2, READ_AS)]


def test_a_trusted_column_is_taken_as_it_stands_where_it_is_possible_and_that_is_told(desk: Desk) -> None:
    answer = judged(desk, cells_of(SWAPPED), directions=TRUST)
    assert answer.faults == [(0, TRUSTED), (1, CHANGED), (3, CHANGED), (4, CHANGED)]
    assert days(desk) == ["2026-06-04"]
    beside_text = judged(desk, [date(2026, 6, 4), "30/04/2026"], directions=TRUST)
    assert beside_text.faults == [(2, READ_AS)]


def test_the_corrections_show_what_was_typed_or_both_readings_and_change_nothing_unchanged(desk: Desk) -> None:
    for cells, shown in (
        (cells_of(SWAPPED), ["2026-02-04", "2026-06-04 or 2026-04-06", "2026-11-03", "2026-09-06"]),
        ([date(2026, 6, 4), "30/04/2026"], ["2026-06-04 or 2026-04-06"]),
    ):
        answer = judged(desk, cells)
        path = desk.folder / f"ship{desk.files}.xlsx"
        book = _corrections(desk, path, answer)
        table = list(load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True))[-len(shown) - 1 :]
        column = table[0].index("ship-date")
        assert [row[column] for row in table[1:]] == shown
        back = desk.folder / "back.xlsx"
        back.write_bytes(book)
        before = days(desk)
        assert desk.apply(back, as_of=AS_OF, terms=TERMS).counts == (len(shown), 0, len(shown))
        assert days(desk) == before


def _corrections(desk: Desk, path: Any, answer: Answer) -> bytes:
    """The corrections of an upload, from what is kept of it."""
    seen = ready(read_file(path))
    assert seen.file.sheet is not None
    kept = desk.sql(
        "SELECT record, code, heading FROM upload_faults WHERE upload_no = :upload ORDER BY fault_no",
        upload=answer.upload,
    )
    table = pd.DataFrame(kept, columns=["record", "code", "heading"]).assign(wording="", advice="")
    return corrections(
        seen, messages(table.astype({"heading": "str", "wording": "str", "advice": "str"}), seen.file.sheet)
    )


def test_parts_of_a_file_are_judged_as_the_whole(desk: Desk) -> None:
    cells = cells_of(SWAPPED * 3)
    judged(desk, cells)
    path = desk.folder / f"ship{desk.files}.xlsx"
    checked = ready(read_file(path)).checked
    assert checked is not None
    kind, occasion = KINDS["shipping-confirmation"], Occasion(at(AS_OF), TERMS)
    found = {}
    with desk.engine.connect() as connection:
        order_nos = order_numbers(connection, desk.merchant, checked.records["order-id"])
    for at_a_time in (2, 3, 100):
        judgement = judge(
            kind,
            checked.records,
            lambda part: _facts(desk, part, order_nos),
            occasion,
            order_nos,
            at_a_time=at_a_time,
        )
        found[at_a_time] = judgement.findings.sort_values(["record", "code"], ignore_index=True)
    pd.testing.assert_frame_equal(found[2], found[100])
    pd.testing.assert_frame_equal(found[3], found[100])
    assert found[100]["code"].tolist() == [CHANGED, IN_CHANGED, CHANGED, CHANGED] * 3


def _facts(desk: Desk, part: pd.DataFrame, order_nos: pd.Series) -> Facts:
    with desk.engine.connect() as connection:
        return fetch(connection, desk.merchant, part, order_nos[part.index], KINDS["shipping-confirmation"], TERMS)


def rising(first: str, count: int) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(days=at)).isoformat() for at in range(count)]


def test_days_that_rise_by_one_from_row_to_row_are_told_once_with_their_cells(desk: Desk) -> None:
    answer = judged(desk, cells_of(rising("2026-03-28", 6)))
    assert answer.faults == [(1, RISING)]
    assert answer.messages[0].startswith(
        "ship-date rises by one day from row to row in D2 to D7 (2026-03-28 to 2026-04-02). Nothing to do if the days"
    )
    assert len(days(desk)) == 6


def test_a_run_of_days_of_which_some_are_not_possible_is_refused_whole(desk: Desk) -> None:
    answer = judged(desk, rising("2026-06-10", 6), "csv")
    dragged = [(record, DRAGGED) for record in (2, 3, 4)]
    assert answer.faults == [(1, DRAGGED), (1, RISING), *dragged, (5, LATE), (6, LATE)]
    assert days(desk) == []


def test_a_trusted_run_is_refused_only_where_a_day_is_not_possible(desk: Desk) -> None:
    answer = judged(desk, rising("2026-06-10", 6), "csv", directions=TRUST)
    assert [code for _, code in answer.faults if code in (DRAGGED, TRUSTED)] == [TRUSTED]
    assert days(desk) == ["2026-06-10", "2026-06-11", "2026-06-12", "2026-06-13"]


WORKING_WEEK = rising("2026-03-02", 5)
SOUND = {
    "a working week, a parcel a day": WORKING_WEEK,
    "three days": rising("2026-03-28", 3),
    "many parcels a day, sorted": sorted(WORKING_WEEK * 20),
    "a parcel a working day, sorted": [
        day for week in range(0, 70, 7) for day in rising(str(date(2026, 3, 2) + timedelta(week)), 6)
    ],
    "every day twice": sorted(rising("2026-03-01", 40) * 2),
    "falling": rising("2026-03-01", 10)[::-1],
    "date-times": [f"{day}T10:00:00+00:00" for day in rising("2026-03-01", 10)],
}


@pytest.mark.parametrize("what", SOUND)
def test_a_sound_column_has_no_run(what: str) -> None:
    assert rising_runs(pd.Series(SOUND[what], dtype="str")) == []


MIXED = [str(date(2026, 3, 1) + timedelta(days=at * 17 % 60)) for at in range(200)]
DAMAGED = {
    "a whole short column": (rising("2026-03-26", 5), slice(0, 5)),
    "nearly all of one": ([*rising("2026-03-02", 9), "2026-03-04"], slice(0, 9)),
    "a stretch of a column in no order": ([*MIXED[:90], *rising("2026-03-01", 7), *MIXED[90:]], slice(90, 97)),
    "a stretch of a sorted one": (
        [*sorted(MIXED * 5)[:500], *rising("2026-03-10", 10), *sorted(MIXED * 5)[500:]],
        slice(500, 510),
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_run_that_chance_does_not_explain_is_found(what: str) -> None:
    cells, run = DAMAGED[what]
    [found] = rising_runs(pd.Series(cells, dtype="str"))
    assert (found.start <= run.start, found.stop >= run.stop) == (True, True)


def test_in_a_sound_file_nothing_is_told(desk: Desk) -> None:
    cells = [date(2026, 3, 1) + timedelta(days=at * 37 % 100) for at in range(60)]
    assert judged(desk, cells).faults == []
