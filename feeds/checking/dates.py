"""Finds which days one date can mean, as people and programs write it.

The time, zone and weekday are taken off first (feeds.checking.times_of_day); the whole rest must be a day in one of the
forms below. Names of months: schemas/date_words.csv, after the Unicode CLDR.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from feeds.checking.times_of_day import parts, without_accents, without_weekday, words
from schemas import times

_LONGEST = 100
_MONTHS = {word: number for word, numbers in words("month").items() for number in numbers}
_WEEKDAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
# Midnight without an offset adds nothing to its day: pandas and Excel write it after every date.
_MIDNIGHT = "00:00:00"
_WITH_OFFSET = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})[t ]?([0-9]{2})([0-9]{2})([0-9]{2})?(?=$|[ z+-])")
_YEAR, _DAY, _MONTH_NUMBER = "(?P<year>[0-9]{4})", "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})"
_SHORT_YEAR = "'?(?P<year>[0-9]{4}|[0-9]{2})"
_MONTH = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_OF = r"(?:[ ,/-]|\.(?=[^.]))*(?:(?:of|de|del|di) )?"
_ONE_MEANING = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"{_YEAR} ?[年년] ?{_MONTH_NUMBER} ?[月월] ?{_DAY} ?[日号號일]?",
        rf"(?:den |the |el |le )?{_DAY}(?:st|nd|rd|th|er|re|e|\.|°|º|ª|a|o)?{_OF}{_MONTH}{_OF}{_SHORT_YEAR}(?: ?r\.?)?",
        rf"{_MONTH}[ /-]?{_DAY}(?:st|nd|rd|th)?[ ,./-]+{_SHORT_YEAR}",
        rf"{_YEAR}[ ,/-]*{_MONTH}[ /-]?{_DAY}(?:st|nd|rd|th)?",
    )
)
# What is added to the year of an era to get the common year. The single letters are those of Japanese forms.
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "民國": 1911, "民国": 1911, "roc": 1911}
_ERAS |= {"พ.ศ.": -543, "พศ": -543, "佛曆": -543, "佛历": -543}
_OF_ERA = re.compile(
    rf"(?:中華|中华)?(?P<era>{'|'.join(map(re.escape, _ERAS))})\.? ?(?P<year>元|[0-9]{{1,4}})"
    rf" ?(?:年|(?P<mark>[-/.])) ?{_MONTH_NUMBER} ?(?:月|(?P=mark)) ?{_DAY} ?日?"
)
_YEAR_FIRST = re.compile(rf"{_YEAR} ?(?P<mark>[-/.]) ?{_MONTH_NUMBER} ?(?P=mark) ?{_DAY}\.?")
_TWO_ORDERS = re.compile(r"([0-9]{1,2}) ?(?P<mark>[-/.]) ?([0-9]{1,2}) ?(?P=mark) ?'?([0-9]{4}|[0-9]{1,2})\.?")
_SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
# Seconds since 1970 (ten digits) or milliseconds (thirteen), from 2001 on.
_EPOCH = re.compile(r"([1-4][0-9]{9})([0-9]{3})?(?:\.[0-9]+)?")
# Both readings of a date, as our corrections workbooks show them.
_EITHER = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) or ([0-9]{4}-[0-9]{2}-[0-9]{2}|[?])")
# Day 1 of Excel is 1900-01-01, and Excel counts a 29 February 1900, which did not exist.
_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = ((date(year, 1, 1) - _DAY_ZERO).days for year in (1990, 2101))
# A short year below this one belongs to this century; the Buddhist era is 543 years ahead.
_TURN, _BUDDHIST, _AHEAD = 90, range(2500, 2700), 543


class Meaning(NamedTuple):
    """The days that a text can mean, each as yyyy-mm-dd (or with a time and its offset), or missing.

    ``only``: its one meaning. ``day_first``, ``month_first``, ``year_first``: its meaning with the numbers in that
    order; ``year_first`` only for years of two digits. ``turned``: the meaning of yyyy-mm-dd read as yyyy-dd-mm.
    ``note``: which part of the text was ignored, and why. ``why``: what else the text seems to be, or why it has no
    meaning, as the end of a sentence; ``advice``: what to do about it.
    """

    only: str | None = None
    day_first: str | None = None
    month_first: str | None = None
    year_first: str | None = None
    turned: str | None = None
    note: str | None = None
    why: str | None = None
    advice: str | None = None


_NOTHING = Meaning()
# The first fields of a meaning are days.
_DAYS = 5


def meaning(text: str, *, day_alone: bool = False) -> Meaning:
    """The possible meanings of a text, none if it is no date. ``day_alone``: ignore a time without an offset."""
    if found := _WITH_OFFSET.fullmatch(text):
        return Meaning(only=f"{found[1]}T{found[2]}{found[3]}")
    if named := _named(text):
        return named
    apart = parts(_COMPACT.sub(_parted, without_accents(text[:_LONGEST]), count=1))
    read = _days(apart.day) if apart and len(text) < _LONGEST else _NOTHING
    if apart is None or apart.time is None or not any(read[:_DAYS]):
        return read
    if apart.offset:
        return Meaning(*(day and f"{day}T{apart.time}{apart.offset}" for day in read[: _DAYS - 1]))
    if apart.uncertain:
        left_out = f"without its time, as {apart.uncertain}"
        return read._replace(note=left_out) if day_alone else Meaning(why=f"and {apart.uncertain}")
    return read if day_alone or apart.time == _MIDNIGHT else _NOTHING


def differ(stored: str, typed: str) -> bool:
    """Whether a typed date surely means another day than the stored one, or another instant if both have a time.

    False if only the typed one cannot be read; True if the stored one cannot.
    """
    mine, theirs = _all_days(stored), _all_days(typed)
    if not (mine and theirs):
        return not mine
    timed = all("T" in day for day in mine | theirs)
    return not mine & theirs if timed else not {day[:10] for day in mine} & {day[:10] for day in theirs}


def _all_days(text: str) -> set[str]:
    if found := _EITHER.fullmatch(text):
        return {day for day in found.groups() if day != "?"}
    exact, bare = meaning(text), meaning(text, day_alone=True)
    return {day for day in exact[: _DAYS - 1] if day} or {day for day in bare[: _DAYS - 1] if day}


def _parted(found: re.Match[str]) -> str:
    """A date and time of 12 or 14 digits with separators put between its parts."""
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}"


def _named(text: str) -> Meaning | None:
    """The Meaning of an Excel serial number, a count since 1970 or two days from a corrections workbook, or None."""
    if (found := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= int(found[1]) < _LAST_SERIAL:
        day = (_DAY_ZERO + timedelta(days=int(found[1]))).isoformat()
        return Meaning(why=f"which is how Excel stores {day}", advice="Format the column as a date.")
    if found := _EPOCH.fullmatch(text):
        day = times.day(int(found[1])).isoformat()
        unit = "thousandths of a second" if found[2] else "seconds"
        return Meaning(why=f"which is {day} (UTC) as a count of {unit} since 1970")
    if found := _EITHER.fullmatch(text):
        other = "another day" if found[2] == "?" else found[2]
        return Meaning(why=f"and can be {found[1]} or {other}", advice="Leave the one that is right.")
    return None


@lru_cache(maxsize=4096)
def _days(text: str) -> Meaning:
    """The possible meanings of a day without its time; a weekday next to it rules out days that do not match."""
    read = _of_forms(text)
    if read:
        return read
    bare, weekdays = without_weekday(text)
    read = _of_forms(bare) if weekdays else None
    if not read:
        return _NOTHING
    fitting = Meaning(*(day if day and date.fromisoformat(day).isoweekday() in weekdays else None for day in read[:4]))
    held = {day for day in fitting if day}
    if len(held) == 1:
        return Meaning(only=held.pop())
    if held:
        return fitting
    day = next((day for day in read if day), None)
    return Meaning(why=f"and {day} is a {_WEEKDAY_NAMES[date.fromisoformat(day).weekday()]}") if day else _NOTHING


def _of_forms(text: str) -> Meaning | None:
    """The meaning of a text that is, as a whole, a day in one of the forms; None if it fits none."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = _full(found["year"]), int(found["month"]), int(found["day"])
        only, turned = _day(year, month, day), _day(year, day, month)
        return Meaning(only=only, turned=turned if turned != only else None)
    if found := _OF_ERA.fullmatch(text):
        year = _ERAS[found["era"]] + (1 if found["year"] == "元" else int(found["year"]))
        return Meaning(only=_day(year, int(found["month"]), int(found["day"])))
    for form in _ONE_MEANING:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            month = _MONTHS[parts["name"]] if "name" in parts else int(parts["month"])
            return Meaning(only=_day(_full(parts["year"]), month, int(parts["day"])))
    if found := _TWO_ORDERS.fullmatch(text):
        return _in_any_order(found[1], found[3], found[4])
    return None


def _in_any_order(first: str, second: str, third: str) -> Meaning:
    """The meanings of three numbers, the first or last being the year; a year has two digits or four."""
    one, two, three = int(first), int(second), int(third)
    last = len(third) > 1
    return Meaning(
        day_first=_day(_full(third), two, one) if last else None,
        month_first=_day(_full(third), one, two) if last else None,
        year_first=_day(_full(first), two, three) if len(first) == 2 and len(third) < 3 else None,
    )


def _full(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number - _AHEAD if number in _BUDDHIST else number
    return number + (2000 if number < _TURN else 1900)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
