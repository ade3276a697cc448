"""Rule 9 and tests/ODDITIES.md: dates with one meaning in the forms, languages and calendars in which they are met."""

from typing import Any

import pytest

from feeds.checking.dates import meaning
from tests.rules.desk import Answer, Desk
from tests.rules.writings import line, parcel

READ_AS, UNCLEAR, DATE = 70124, 70125, 70105
BOUGHT, AS_OF = "2026-01-02T12:00:00+00:00", "2026-01-20T12:00:00+00:00"
DAY = "2026-01-10"


def judged(desk: Desk, cells: list[Any], *, ending: str = "txt") -> Answer:
    """A confirmation of one order a cell, with the cells as ship-dates."""
    desk.orders(*(line(order, purchase_date=BOUGHT, payments_date=BOUGHT) for order in range(1, len(cells) + 1)))
    rows = [parcel(order, ship_date=cell, carrier_code="Newgistics") for order, cell in enumerate(cells, 1)]
    return desk.ship(*rows, as_of=AS_OF, ending=ending)


def days(desk: Desk) -> list[str]:
    return [day for (day,) in desk.packages("ship_date")]


FORMS = """
    Sat Jan 10 2026 | Saturday, January 10, 2026 | Sat, 10 Jan 2026 | 10th of January 2026 | the 10th January 2026
    2026-01-10T15:04:05 | 2026-01-10T15:04 | 20260110123000 | 202601101230 | 20260110 123000 | 20260110T123000
    2026-01-10 15:04:05.123456789 | 2026-01-10 15:04:05,123 | 2026-01-10 3 PM | January 10, 2026 at 3:04 PM
    Sat Jan 10 15:04:05 2026 | 10Jan2026 | 10JAN26 | 10 Jan '26 | 2026JAN10 | Jan-10-26 | Jan.10.2026
    2026-01-10 PST | 2026-01-10 (JST) | 10 Jan 2026 GMT+9 | 2026-01-10Z | 2026-01-10+09:00
    10 janvier 2026 | samedi 10 janvier 2026 à 15:04 | 10 janv. 2026 | 10-ene-2026 | sábado, 10 de enero de 2026
    10 de enero del 2026 | 10 de janeiro de 2026 | 10 gennaio 2026 | sab 10 gen 2026 alle 15:04 | 10. Januar 2026
    Samstag, den 10. Januar 2026 | 10. Jan. 2026 um 15:04 Uhr | zaterdag 10 januari 2026 | den 10 januari 2026
    lördag 10 januari 2026 | 10 stycznia 2026 r. | 10 Ocak 2026 Cumartesi | 10 OCAK 2026 | 10 jan. 2026 kl. 15:04
    令和8年1月10日 | R8.1.10 | R08/01/10 | ㋿8年1月10日 | 民國115年1月10日 | 中華民國115年1月10日 | 2569-01-10
    2026年1月10日(土) | 2026年1月10日 土曜日 | 2026/1/10(土) | 2026-01-10 星期六 | 2026年1月10日 周六 15:04
    2026年1月10日下午3:04 | 2026/1/10 上午 11:04:05 | 2026年1月10日 午後3時04分 | 2026年01月10号 | 2026년 1월 10일 (토)
"""


def test_a_day_is_read_in_whatever_form_and_language_it_is_written(desk: Desk) -> None:
    cells = [form.strip() for form in FORMS.replace("\n", "|").split("|") if form.strip()]
    answer = judged(desk, cells)
    assert [message.partition(". ")[0] for message in answer.messages] == [f"ship-date was read as {DAY}"] * len(cells)
    assert days(desk) == [DAY] * len(cells)


OTHER_DAYS = {
    "令和元年5月1日": "2019-05-01",
    "H31.4.30": "2019-04-30",
    "10 août 2026": "2026-08-10",
    "10 AOUT 2026": "2026-08-10",
    "1er février 2026": "2026-02-01",
    "3 März 2026": "2026-03-03",
    "3 Maerz 2026": "2026-03-03",
    "5 ŞUBAT 2026": "2026-02-05",
    "5 październik 2026": "2026-10-05",
    # Both a Tuesday and March in Spanish.
    "mar 3 mar 2026": "2026-03-03",
    "mar 3, 2026": "2026-03-03",
    "12:00 AM 2026-01-10": DAY,
}


def test_names_and_eras_are_the_days_that_they_mean() -> None:
    assert {text: meaning(text, day_alone=True).only for text in OTHER_DAYS} == OTHER_DAYS


INSTANTS = {
    "Jan-10-26 15:04:05 PST": "2026-01-10T15:04:05-08:00",
    "Sat, 10 Jan 2026 15:04:05 +0000": "2026-01-10T15:04:05+00:00",
    "Sat, 10 Jan 2026 15:04:05 +0000 (UTC)": "2026-01-10T15:04:05+00:00",
    "Sat Jan 10 15:04:05 PST 2026": "2026-01-10T15:04:05-08:00",
    "Sat Jan 10 2026 15:04:05 GMT-0800 (Pacific Standard Time)": "2026-01-10T15:04:05-08:00",
    "2026-01-10T15:04:05.1234567-08:00": "2026-01-10T15:04:05.123456-08:00",
    "2026-01-10T15:04:05-08:00[America/Los_Angeles]": "2026-01-10T15:04:05-08:00",
    "2026-01-10 15:04:05+00": "2026-01-10T15:04:05+00:00",
    "2026-01-10 15:04 UTC+9": "2026-01-10T15:04:00+09:00",
    "20260110T150405Z": "2026-01-10T15:04:05+00:00",
    "2026-01-10 3:04 PM CET": "2026-01-10T15:04:00+01:00",
    "2026年1月10日 下午3:04 JST": "2026-01-10T15:04:00+09:00",
    "12:30 AM GMT 10 Jan 2026": "2026-01-10T00:30:00+00:00",
}


def test_a_time_with_a_zone_of_one_offset_is_that_instant(desk: Desk) -> None:
    answer = judged(desk, list(INSTANTS))
    assert answer.faults == [(record, READ_AS) for record in range(1, len(INSTANTS) + 1)]
    assert days(desk) == list(INSTANTS.values())


@pytest.mark.parametrize("zone", ["CST", "BST", "IST", "PT"])
def test_of_a_time_in_a_zone_of_several_offsets_the_day_is_kept_and_the_reason_told(desk: Desk, zone: str) -> None:
    [message] = judged(desk, [f"2026-01-10 15:04 {zone}"]).messages
    assert message.startswith(f"ship-date was read as 2026-01-10, without its time, as {zone} can be ")
    assert days(desk) == [DAY]


def test_where_a_time_is_asked_for_a_zone_of_several_offsets_is_refused_with_them(desk: Desk) -> None:
    answer = desk.orders(line(1, purchase_date="2026-01-10 15:04 CST"), line(2, purchase_date="2026-01-10 15:04 PST"))
    assert answer.faults == [(1, DATE), (2, READ_AS)]
    assert answer.messages[0].startswith(
        "purchase-date holds 2026-01-10 15:04 CST, and CST can be -06:00 or +08:00. Write the day as"
    )


def test_where_a_time_is_asked_for_one_without_an_offset_is_refused(desk: Desk) -> None:
    cells = ["2026-01-10T15:04:05", "20260110150405", "2026年1月10日 下午3:04", "Sat Jan 10 15:04:05 2026"]
    rows = [line(order, purchase_date=cell) for order, cell in enumerate(cells, 1)]
    assert desk.orders(*rows, line(9)).faults == [(record, DATE) for record in range(1, 5)]


def test_a_weekday_tells_the_order_and_one_that_is_not_the_day_s_is_refused(desk: Desk) -> None:
    answer = judged(desk, ["Sat 10/01/2026", "Samstag, 01/10/2026", "Fri Jan 9 2026", "Fri Jan 10 2026"])
    assert answer.faults == [(1, READ_AS), (2, READ_AS), (3, READ_AS), (4, DATE)]
    assert days(desk) == [DAY, DAY, "2026-01-09"]
    assert answer.messages[3].startswith("ship-date holds Fri Jan 10 2026, and 2026-01-10 is a Saturday. Write the day")


@pytest.mark.parametrize(
    ("cell", "unit"),
    [("1768003200", "seconds"), ("1768003200.5", "seconds"), ("1768003200000", "thousandths of a second")],
)
def test_a_count_of_seconds_is_refused_with_the_day_it_would_be(desk: Desk, cell: str, unit: str) -> None:
    [message] = judged(desk, [cell]).messages
    said = f"ship-date holds {cell}, which is 2026-01-10 (UTC) as a count of {unit} since 1970. Write the day as"
    assert message.startswith(said)
    assert days(desk) == []


def test_a_number_cell_is_a_count_of_seconds_or_fourteen_digits_too(desk: Desk) -> None:
    answer = judged(desk, [1768003200, 20260110123000], ending="xlsx")
    assert (answer.faults, days(desk)) == ([(1, DATE), (2, READ_AS)], [DAY])


def test_years_of_two_digits_stand_first_where_purchase_dates_allow_nothing_else(desk: Desk) -> None:
    answer = judged(desk, ["26/01/10", "26-01-05", "26.01.12"])
    assert days(desk) == [DAY, "2026-01-05", "2026-01-12"]
    assert answer.messages[0].startswith("ship-date was read as 2026-01-10 (year first), the only reading in which no")


def test_years_of_two_digits_stand_last_where_purchase_dates_allow_nothing_else(desk: Desk) -> None:
    judged(desk, ["10/01/26", "12.01.26"])
    assert days(desk) == [DAY, "2026-01-12"]


def test_a_number_that_can_be_no_year_at_the_end_tells_that_the_year_stands_first(desk: Desk) -> None:
    assert judged(desk, ["26.1.5", "26.1.10"]).faults == [(1, READ_AS), (2, READ_AS)]
    assert days(desk) == ["2026-01-05", DAY]


def test_other_feeds_refuse_years_of_two_digits_that_can_stand_first_and_last(desk: Desk) -> None:
    answer = desk.orders(line(1, payments_date="26/01/10"), line(2))
    assert answer.faults == [(1, UNCLEAR)]
    assert answer.messages[0].startswith(
        "payments-date can be 2010-01-26 (day first) or 2026-01-10 (year first). Write the day as 2026-01-31."
    )


def test_years_of_four_digits_at_the_end_tell_that_short_ones_stand_there_too(desk: Desk) -> None:
    answer = desk.orders(line(1, payments_date="31.03.2026"), line(2, payments_date="05.04.26"))
    assert answer.faults == [(1, READ_AS), (2, READ_AS)]


def test_a_column_of_year_day_and_month_is_read_so_where_purchase_dates_allow_nothing_else(desk: Desk) -> None:
    answer = judged(desk, ["2026-14-01", "2026-05-01", "2026-16-01"])
    assert days(desk) == ["2026-01-14", "2026-01-05", "2026-01-16"]
    assert answer.faults == [(1, READ_AS), (2, READ_AS), (3, READ_AS)]


def test_where_purchase_dates_do_not_tell_dates_beside_one_of_year_day_and_month_are_refused(desk: Desk) -> None:
    bought, as_of = "2026-02-02T12:00:00+00:00", "2026-03-03T12:00:00+00:00"
    desk.orders(*(line(order, purchase_date=bought, payments_date=bought) for order in (1, 2)))
    rows = [
        parcel(order, ship_date=day, carrier_code="Newgistics") for order, day in ((1, "2026-16-02"), (2, "2026-02-03"))
    ]
    answer = desk.ship(*rows, as_of=as_of)
    assert answer.faults == [(1, READ_AS), (2, UNCLEAR)]
    assert answer.messages[1].startswith("ship-date can be 2026-03-02 (day first) or 2026-02-03 (month first). Write")
    assert days(desk) == ["2026-02-16"]


def test_one_such_date_among_more_of_the_usual_form_is_no_day_of_the_calendar(desk: Desk) -> None:
    assert judged(desk, ["2026-16-01", "2026-01-16", "2026-01-05", "2026-01-17"]).faults == [(1, DATE)]


NOTHING = """
    31 Foo 2026 | 2026-01-31 25:00 | 2026-01-31 13:00 AM | 2026-01-31 15:04 XYZ | Saturday | Jan 2026 | 1/2-2026
    2026-01-10 2026-01-11 | 10 Jan | 令和8年13月1日 | 20261310 | 2026-01-10 next to the door | Sat Sun 10 Jan 2026
"""


def test_what_is_no_date_whole_means_nothing() -> None:
    texts = [text.strip() for text in NOTHING.replace("\n", "|").split("|") if text.strip()]
    assert [text for text in texts if any(meaning(text, day_alone=True)[:5])] == []
