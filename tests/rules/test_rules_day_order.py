"""Rule 9 and tests/ODDITIES.md: dates in other forms and orders, and day and month that Excel swapped."""

from datetime import date
from typing import Any

import pytest

from tests.rules.desk import Answer, Desk
from tests.rules.writings import line, parcel

READ_AS, UNCLEAR, DATE, CHANGED = 70124, 70125, 70105, 70150
# A carrier whose numbers have no form that is known.
CARRIER = "Newgistics"
BOUGHT = "2026-01-28T12:00:00+00:00"
WINTER = "2026-02-20T12:00:00+00:00"


def judged(desk: Desk, cells: list[Any], *, bought: str = BOUGHT, as_of: str = WINTER, ending: str = "txt") -> Answer:
    """A confirmation of one order a cell, each bought at ``bought``, with the cells as ship-dates."""
    desk.orders(*(line(order, purchase_date=bought, payments_date=bought) for order in range(1, len(cells) + 1)))
    rows = [parcel(order, ship_date=cell, carrier_code=CARRIER) for order, cell in enumerate(cells, 1)]
    return desk.ship(*rows, as_of=as_of, ending=ending)


def days(desk: Desk) -> list[str]:
    return [day for (day,) in desk.packages("ship_date")]


ONE_MEANING = {
    "2026/1/31": "2026-01-31",
    "2026.01.31": "2026-01-31",
    "2026. 1. 31.": "2026-01-31",
    "2026-1-31": "2026-01-31",
    "2026-2-3": "2026-02-03",
    "20260131": "2026-01-31",
    "2026年1月31日": "2026-01-31",
    "２０２６／０１／３１": "2026-01-31",
    "2026\u201301\u201331": "2026-01-31",
    "31 Jan 2026": "2026-01-31",
    "31-Jan-26": "2026-01-31",
    "31. january 2026": "2026-01-31",
    "Jan 31, 2026": "2026-01-31",
    "January 31st 2026": "2026-01-31",
    "2026-Jan-31": "2026-01-31",
    "2026-01-31 00:00:00": "2026-01-31",
    "2026-01-31T00:00:00": "2026-01-31",
    "2026/01/31 0:00": "2026-01-31",
    "Jan 31, 2026 12:00:00 AM": "2026-01-31",
    "2026-01-31 14:00:00+00:00": "2026-01-31T14:00:00+00:00",
    "2026-01-31 14:00:00": "2026-01-31",
    "2026/01/31 9:05": "2026-01-31",
    "2026年1月31日 14:30": "2026-01-31",
    "Jan 31, 2026, 2:30 PM": "2026-01-31",
    '="2026-01-31"': "2026-01-31",
    "'2026-01-31": "2026-01-31",
}


def test_a_date_with_one_meaning_is_read_as_it_in_whatever_form(desk: Desk) -> None:
    answer = judged(desk, list(ONE_MEANING))
    assert [message.partition(". ")[0] for message in answer.messages] == [
        f"ship-date was read as {day}" for day in ONE_MEANING.values()
    ]
    assert days(desk) == list(ONE_MEANING.values())


def test_what_is_no_date_in_any_form_is_refused(desk: Desk) -> None:
    cells = [
        "2026-01-31 25:00",
        "31/01",
        "Jan 2026",
        "31 Foo 2026",
        "31/02/2026",
        "13/13/2026",
        "1/2-2026",
    ]
    assert judged(desk, cells).faults == [(record, DATE) for record in range(1, len(cells) + 1)]


def test_a_number_by_which_excel_stores_a_day_is_refused_and_named(desk: Desk) -> None:
    answer = judged(desk, ["46053", 46053, 46053.5, 12345], ending="xlsx")
    assert answer.faults == [(1, DATE), (2, DATE), (3, DATE), (4, DATE)]
    said = [message.partition(". ")[0] for message in answer.messages]
    assert said[:2] == ["ship-date holds 46053, which is how Excel stores 2026-01-31"] * 2
    assert said[2] == "ship-date holds 46053.5, which is how Excel stores 2026-01-31"
    assert "Format the column as a date. Write the day as 2026-01-31" in answer.messages[0]


def test_a_number_of_eight_digits_is_its_day(desk: Desk) -> None:
    assert judged(desk, [20260131], ending="xlsx").faults == [(1, READ_AS)]
    assert days(desk) == ["2026-01-31"]


TOLD: dict[str, tuple[list[str], list[str], str]] = {
    "day first": (
        ["31/01/2026", "03/02/2026", "5.2.26", "2026-02-07", "02-02-2026"],
        ["2026-01-31", "2026-02-03", "2026-02-05", "2026-02-07", "2026-02-02"],
        ", the day before the month as in other cells of the column",
    ),
    "month first": (
        ["01/31/2026", "02/03/2026", "2.5.26", "2026-02-07", "02-02-2026"],
        ["2026-01-31", "2026-02-03", "2026-02-05", "2026-02-07", "2026-02-02"],
        ", the month before the day as in other cells of the column",
    ),
}


@pytest.mark.parametrize("order", TOLD)
def test_a_date_that_exists_in_one_order_alone_tells_the_order_of_its_column(desk: Desk, order: str) -> None:
    cells, expected, said = TOLD[order]
    answer = judged(desk, cells)
    assert answer.faults == [(record, READ_AS) for record in (1, 2, 3, 5)]
    assert days(desk) == expected
    by_column = [message.partition(". ")[0] for message in answer.messages]
    assert by_column == [
        f"ship-date was read as {expected[0]}",
        f"ship-date was read as {expected[1]}{said}",
        f"ship-date was read as {expected[2]}{said}",
        f"ship-date was read as {expected[4]}",
    ]


def test_in_a_column_written_both_ways_only_dates_with_one_meaning_are_read(desk: Desk) -> None:
    answer = judged(desk, ["31/01/2026", "01/31/2026", "03/02/2026", "02/02/2026"])
    assert answer.faults == [(1, READ_AS), (2, READ_AS), (3, UNCLEAR), (4, READ_AS)]
    assert days(desk) == ["2026-01-31", "2026-01-31", "2026-02-02"]
    assert answer.messages[2].startswith(
        "ship-date can be 2026-02-03 (day first) or 2026-03-02 (month first); other cells of the column are written "
        "both ways. Write the day as 2026-01-31."
    )


def test_date_cells_of_a_column_written_both_ways_are_read_only_where_they_have_one_meaning(desk: Desk) -> None:
    when = {"bought": "2026-02-02T12:00:00+00:00", "as_of": "2026-03-03T12:00:00+00:00"}
    cells = [date(2026, 2, 3), date(2026, 2, 14), date(2026, 2, 4), "14/02/2026", "02/14/2026"]
    # With day and month changed places the third lies in the future, and the first does not.
    assert judged(desk, cells, ending="xlsx", **when).faults == [(1, UNCLEAR), (4, READ_AS), (5, READ_AS)]


SETTLED = {
    "day first": (["03/02/2026", "05/02/2026"], ["2026-02-03", "2026-02-05"]),
    "month first": (["02/03/2026", "02/05/2026"], ["2026-02-03", "2026-02-05"]),
}


@pytest.mark.parametrize("order", SETTLED)
def test_purchase_dates_settle_a_column_that_reads_two_ways(desk: Desk, order: str) -> None:
    cells, expected = SETTLED[order]
    answer = judged(desk, [*cells, "2026-02-07"])
    assert (answer.faults, days(desk)) == ([(1, READ_AS), (2, READ_AS)], [*expected, "2026-02-07"])
    assert answer.messages[0].startswith(
        f"ship-date was read as {expected[0]} ({order}), the only reading in which no parcel left before its purchase "
        "or in the future. "
    )


def test_one_date_out_of_bounds_settles_the_whole_column(desk: Desk) -> None:
    # Both readings of the first are possible; the second is in the future month first.
    answer = judged(
        desk, ["02/03/2026", "04/03/2026"], bought="2026-02-02T12:00:00+00:00", as_of="2026-03-04T06:00:00Z"
    )
    assert days(desk) == ["2026-03-02", "2026-03-04"]
    assert answer.faults == [(1, READ_AS), (2, READ_AS)]


UNSETTLED = {
    "both readings are possible": ["02/03/2026"],
    "no reading is possible": ["01/02/2025"],
    "each reading has an impossible date": ["09/02/2026", "02/09/2026"],
}


@pytest.mark.parametrize("why", UNSETTLED)
def test_a_column_that_purchase_dates_do_not_settle_is_refused_with_both_readings(desk: Desk, why: str) -> None:
    cells = UNSETTLED[why]
    when = {"bought": "2026-02-02T12:00:00+00:00", "as_of": "2026-03-03T12:00:00+00:00"}
    answer = judged(desk, [*cells, "2026-02-20"], **when)
    assert answer.faults == [(record, UNCLEAR) for record in range(1, len(cells) + 1)]
    assert days(desk) == ["2026-02-20"]
    month, day, year = cells[0][3:5], cells[0][:2], cells[0][6:]
    assert answer.messages[0].startswith(
        f"ship-date can be {year}-{month}-{day} (day first) or {year}-{day}-{month} (month first). Write the day as"
    )


def test_orders_that_are_not_known_settle_nothing(desk: Desk) -> None:
    desk.orders(line(1))
    answer = desk.ship(parcel(7, ship_date="05/03/2026", carrier_code=CARRIER))
    assert sorted(answer.faults) == [(1, 18028), (1, UNCLEAR)]


def test_date_cells_beside_text_that_are_possible_in_the_other_order_alone_are_refused_with_both(desk: Desk) -> None:
    # Meant: 3 and 5 February; an Excel set to month first took the days for the months, and could not take 13.
    answer = judged(desk, [date(2026, 3, 2), date(2026, 5, 2), "13/02/2026", date(2026, 2, 2)], ending="xlsx")
    assert days(desk) == ["2026-02-13", "2026-02-02"]
    assert answer.faults == [(1, CHANGED), (2, CHANGED), (3, READ_AS)]


def test_date_cells_that_are_right_beside_text_of_the_other_order_stay_as_they_are(desk: Desk) -> None:
    answer = judged(desk, [date(2026, 2, 3), date(2026, 2, 14), "02/13/2026"], ending="xlsx")
    assert (answer.faults, days(desk)) == ([(3, READ_AS)], ["2026-02-03", "2026-02-14", "2026-02-13"])


@pytest.mark.parametrize("text", ["14/02/2026", "02/14/2026"])
def test_date_cells_that_excel_may_have_swapped_are_refused_with_what_it_did(desk: Desk, text: str) -> None:
    when = {"bought": "2026-02-02T12:00:00+00:00", "as_of": "2026-03-03T12:00:00+00:00", "ending": "xlsx"}
    answer = judged(desk, [date(2026, 3, 2), date(2026, 2, 14), text], **when)
    assert answer.faults == [(1, UNCLEAR), (3, READ_AS)]
    assert answer.messages[0].startswith(
        "ship-date is a date cell of 2026-03-02, and can be 2026-02-03: other cells of the column are text that Excel "
        "could not turn into dates because it reads day and month in the other order, so it swapped them where it "
        "could. Write the day as 2026-01-31."
    )


def test_date_cells_alone_are_those_dates(desk: Desk) -> None:
    assert judged(desk, [date(2026, 2, 3), date(2026, 1, 30), "2026-02-05"], ending="xlsx").faults == []
    assert days(desk) == ["2026-02-03", "2026-01-30", "2026-02-05"]


def test_other_feeds_have_the_column_alone_to_go_by(desk: Desk) -> None:
    told = desk.orders(*(line(order, payments_date=cell) for order, cell in ((1, "31/03/2026"), (2, "05/04/2026"))))
    assert (told.faults, sorted(desk.states())) == ([(1, READ_AS), (2, READ_AS)], [1, 2])
    unclear = desk.orders(line(3, payments_date="05/04/2026"), line(4, payments_date="04/04/2026"))
    assert unclear.faults == [(1, UNCLEAR), (2, READ_AS)]
    rows = [line(5, payments_date=date(2026, 5, 4)), line(6, payments_date="31/03/2026")]
    assert desk.orders(*rows, ending="xlsx").faults == [(1, UNCLEAR), (2, READ_AS)]


def test_a_bare_day_where_a_time_is_asked_for_is_refused_in_any_form(desk: Desk) -> None:
    assert desk.orders(line(1, purchase_date="31/01/2026"), line(2)).faults == [(1, DATE)]


def test_a_column_that_was_settled_is_another_than_one_that_reads_the_other_way(desk: Desk) -> None:
    # Upload 2 read them day first, by the purchase dates; what it says month first is another file.
    judged(desk, ["03/02/2026", "05/02/2026"])
    rows = [parcel(order, ship_date=day, carrier_code=CARRIER) for order, day in ((1, "2026-03-02"), (2, "2026-05-02"))]
    plain = desk.ship(*rows, as_of="2026-05-05T12:00:00+00:00")
    assert plain.counts == (2, 2, 0)
    assert days(desk) == ["2026-03-02", "2026-05-02"]


def test_the_same_file_again_changes_nothing_though_its_dates_were_settled(desk: Desk) -> None:
    judged(desk, ["03/02/2026"])
    again = desk.ship(parcel(1, ship_date="03/02/2026", carrier_code=CARRIER), as_of=WINTER)
    assert again.became == (0, 0, 1, (2,))
