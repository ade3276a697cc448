"""Which days and date-times the calendar has: whole columns are judged as each text alone."""

import re
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.cells import DATE_TIME, DAY, date_time

_NUMBER = st.integers(0, 99).map("{:02d}".format) | st.sampled_from(["00", "01", "02", "23", "24", "28", "29", "59"])
_YEAR = st.integers(0, 9999).map("{:04d}".format) | st.sampled_from(["1989", "1990", "2000", "2024", "2026", "2100"])
_DAY_TEXT = st.builds("{}-{}-{}".format, _YEAR, st.sampled_from(["00", "02", "04", "12", "13"]) | _NUMBER, _NUMBER)
_SECOND = st.just("") | st.builds(":{}".format, _NUMBER) | st.builds(":{}.{}".format, _NUMBER, st.integers(0, 999_999))
_OFFSET = st.just("Z") | st.builds(
    "{}{}{}{}".format, st.sampled_from("+-"), _NUMBER, st.sampled_from(["", ":"]), _NUMBER
)
_USUAL = st.datetimes(datetime(1989, 1, 1), datetime(2101, 12, 31)).map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}")
_TEXT = (
    _DAY_TEXT
    | st.builds("{}T{}:{}{}{}".format, _DAY_TEXT, _NUMBER, _NUMBER, _SECOND, _OFFSET)
    | st.builds("{}{}".format, _USUAL, _OFFSET)
    | st.text("0123456789-:TZ+.", max_size=26)
)


def _one_by_one(text: str) -> bool:
    """What the standard library says of one text that is written as a date is."""
    if not re.fullmatch(f"{DAY}|{DATE_TIME}", text):
        return True
    try:
        day = date.fromisoformat(text[:10])
        if not 1990 <= day.year <= 2100:
            return False
        if len(text) > 10:
            datetime.fromisoformat(text).utctimetuple()
    except ValueError:
        return False
    return True


@given(st.lists(_TEXT | st.none(), max_size=20))
@example(["2026-02-28", "2026-02-29", "2024-02-29", "2100-02-29", "2000-02-29", "2026-04-31", "2026-12-31"])
@example(["2026-01-31T14:00:00+00:00", "2026-01-31T24:00:00+00:00", "2026-01-31T14:60:00Z", "2026-01-31T14:00:60Z"])
@example(["2026-01-31T14:00:00+24:00", "2026-01-31T14:00:00-23:59", "2026-01-31T14:00:00+22:99", None, "", "2026"])
def test_whole_columns_are_judged_as_the_standard_library_judges_each_text(texts: list[str | None]) -> None:
    cells = pd.Series(texts, index=range(1, len(texts) + 1), dtype="str")
    _, exists = date_time("By when the order must ship").checks
    assert exists(cells).check_output.tolist() == [_one_by_one(text) for text in texts if text is not None]


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("2026-01-31", True),
        ("2026-01-32", False),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("2026-00-10", False),
        ("2026-13-10", False),
        ("1989-12-31", False),
        ("1990-01-01T00:00:00+14:00", True),
        ("2100-12-31T23:59:59-12:00", True),
        ("2101-01-01", False),
        ("2026-01-31T23:59:59Z", True),
        ("2026-01-31T23:60:00Z", False),
        ("2026-01-31T23:59:60Z", False),
        ("2026-01-31T25:00:00Z", False),
        ("2026-01-31T14:00:00+24:00", False),
        ("2026-01-31T14:00:00.5+0100", True),
        ("2026-01-31T14:00Z", True),
    ],
)
def test_a_date_must_be_one_that_the_calendar_has_in_the_years_of_marketplaces(text: str, *, real: bool) -> None:
    _, exists = date_time("By when the order must ship").checks
    assert exists(pd.Series([text], dtype="str")).check_output.tolist() == [real]
