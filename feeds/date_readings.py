"""One date as people and programs write it: which days it can mean."""

import re
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_MONTH = "(?P<name>" + "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + r"|sept)\.?"
# Midnight without an offset says no more than its day: pandas and Excel write it behind every date.
_MIDNIGHT = re.compile(r"(?:[t ] ?0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? ?am)$")
# A time of day behind a date, as carriers write it; one behind a T is meant as an instant, and lacks its offset.
_TIME = re.compile(r" *,? ?(?<=[0-9日, ])(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]){1,2}(?:\.[0-9]+)?(?: ?[ap]m)?$")
_WITH_OFFSET = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_YEAR, _DAY = "(?P<year>[0-9]{4})", "(?P<day>[0-9]{1,2})"
_SHORT_YEAR = "(?P<year>[0-9]{4}|[0-9]{2})"
_ONE_MEANING = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR} ?(?P<mark>[-/.]) ?(?P<month>[0-9]{{1,2}}) ?(?P=mark) ?{_DAY}\.?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_YEAR} ?年 ?(?P<month>[0-9]{{1,2}}) ?月 ?{_DAY} ?日?",
        rf"{_DAY}(?:st|nd|rd|th|\.)?[ /-]?{_MONTH}[ ,/-]*{_SHORT_YEAR}",
        rf"{_MONTH}[ /-]?{_DAY}(?:st|nd|rd|th)?[ ,/-]+{_SHORT_YEAR}",
        rf"{_YEAR}[ /-]{_MONTH}[ /-]{_DAY}",
    )
)
_TWO_ORDERS = re.compile(rf"([0-9]{{1,2}}) ?(?P<mark>[-/.]) ?([0-9]{{1,2}}) ?(?P=mark) ?{_SHORT_YEAR}")
_SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
# Day 1 of Excel is 1900-01-01, and it counts a 29 February 1900 that never was.
_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = ((date(year, 1, 1) - _DAY_ZERO).days for year in (1990, 2101))
# A short year below this one belongs to this century.
_TURN = 90


class Meaning(NamedTuple):
    """The days that a text can mean, each as yyyy-mm-dd (``only`` may keep a time with its offset) or missing.

    ``only``: its one meaning. ``day_first`` and ``month_first``: what it means with its numbers in that order.
    ``serial``: the day that Excel would show for the number.
    """

    only: str | None = None
    day_first: str | None = None
    month_first: str | None = None
    serial: str | None = None


def meaning(text: str, *, day_alone: bool = False) -> Meaning:
    """What a date may mean; nothing where it is none. ``day_alone``: a time without an offset does not count."""
    if found := _WITH_OFFSET.fullmatch(text):
        return Meaning(only=f"{found[1]}T{found[2]}{found[3]}")
    bare = _MIDNIGHT.sub("", text.lower())
    if day_alone:
        bare = _TIME.sub("", bare)
    for form in _ONE_MEANING:
        if found := form.fullmatch(bare):
            parts = found.groupdict()
            month = _MONTH_NUMBERS[parts["name"][:3]] if "name" in parts else int(parts["month"])
            return Meaning(only=_day(_full(parts["year"]), month, int(parts["day"])))
    if found := _TWO_ORDERS.fullmatch(bare):
        first, second, year = int(found[1]), int(found[3]), _full(found["year"])
        return Meaning(day_first=_day(year, second, first), month_first=_day(year, first, second))
    if (found := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= int(found[1]) < _LAST_SERIAL:
        return Meaning(serial=(_DAY_ZERO + timedelta(days=int(found[1]))).isoformat())
    return Meaning()


def _full(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < _TURN else 1900)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
