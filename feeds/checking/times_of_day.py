"""Separates the day of a date from its time, zone and weekday, in the languages of the marketplaces.

Names of weekdays: schemas/date_words.csv, after the Unicode CLDR. The name of a zone counts if it means one offset
(RFC 2822, IANA time zone database); for other names the possible offsets are shown.
"""

import csv
import re
import unicodedata
from importlib import resources
from typing import NamedTuple

_NO_MARKS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "s", "㋿": "令和"})
_OFFSETS = """
    utc+00:00 gmt+00:00 ut+00:00 z+00:00 wet+00:00 west+01:00 cet+01:00 cest+02:00 mez+01:00 mesz+02:00 eet+02:00
    eest+03:00 msk+03:00 trt+03:00 sast+02:00 jst+09:00 kst+09:00 hkt+08:00 sgt+08:00 awst+08:00 acst+09:30 acdt+10:30
    aest+10:00 aedt+11:00 nzst+12:00 nzdt+13:00 hst-10:00 akst-09:00 akdt-08:00 pst-08:00 pdt-07:00 mst-07:00
    mdt-06:00 cdt-05:00 est-05:00 edt-04:00 brt-03:00
"""
_OFFSET_OF = {entry[:-6]: entry[-6:] for entry in _OFFSETS.split()}
_UNCERTAIN = {
    "cst": "-06:00 or +08:00",
    "bst": "+01:00 or +06:00",
    "ist": "+05:30, +02:00 or +01:00",
    "ast": "-04:00 or +03:00",
    "gst": "+04:00 or +10:00",
    "pt": "-08:00 or -07:00",
    "mt": "-07:00 or -06:00",
    "ct": "-06:00 or -05:00",
    "et": "-05:00 or -04:00",
}
_HALVES = "上午|下午|午前|午後|凌晨|早上|中午|晚上|오전|오후"
_AFTER_NOON = ("下午", "午後", "晚上", "오후", "p")
_TIME = re.compile(
    rf"(?:(?P<half>{_HALVES}) ?)?(?<![0-9:.+-])(?P<hour>[0-9]{{1,2}})"
    r"(?::(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:[.,](?P<part>[0-9]+))?)?"
    r"| ?[時时點点시](?: ?(?P<minute2>[0-5]?[0-9]) ?[分분](?: ?(?P<second2>[0-5]?[0-9]) ?[秒초])?)?"
    r"| ?h ?(?P<minute3>[0-5][0-9])"
    r"|(?= ?[ap]\.?m\b))"
    r"(?: ?(?P<m>[ap])\.?m\b\.?)?(?: ?(?:uhr|hrs?)\b)?(?![0-9:])"
)
_BEFORE_TIME = re.compile(r"(?<=[0-9])t$|[ ,]+(?:at|um|om|kl\.?|a las?|alle(?: ore)?|as|a|saat) *$")
_NAME = rf"\b(?P<zone>{'|'.join(sorted({*_OFFSET_OF, *_UNCERTAIN}, key=len, reverse=True))})\b"
_OFFSET = r"(?P<offset>[+-][0-9]{1,2}(?::?[0-9]{2})?)(?![0-9])"
# What may follow an offset and adds nothing to it: the zone's place, or its full name.
_IN_FULL = r"(?: ?\[[a-z_]+/[a-z_/+-]+\])?(?: ?\([a-z .]+\))?"
_ZONES_OF_TIME = tuple(
    re.compile(rf" ?\(?{zone}\)?{_IN_FULL}") for zone in (rf"(?:utc|gmt) ?{_OFFSET}", _NAME, _OFFSET)
)
_ZONE_OF_DAY = re.compile(
    rf"(?: ?\(?(?:(?:utc|gmt) ?{_OFFSET}|(?<![a-z]){_NAME[2:]})\)?| ?[+-][0-9]{{2}}:[0-9]{{2}}){_IN_FULL}$"
)
_EASTERN_WEEKDAY = re.compile(
    r" ?[(\[]?(?:(?:星期|礼拜|禮拜|周|週)([一二三四五六日天])|([月火水木金土日])曜日?|([월화수목금토일])요일)[)\]]?"
    r"| ?[(\[]([月火水木金土日一二三四五六월화수목금토])[)\]]"
)
_FIRST_WORD = re.compile(r"([a-z]+(?:-[a-z]+)?)[.,]*,? +(?:(?:den|the|le|el) )?")
_LAST_WORD = re.compile(r"[ ,]+\(?([a-z]+(?:-[a-z]+)?)\.?\)?$")


def words(what: str) -> dict[str, frozenset[int]]:
    """The names of months or weekdays without accents, each with all numbers that it has in any language."""
    numbers: dict[str, frozenset[int]] = {}
    with resources.files("schemas").joinpath("date_words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for word in row["words"].split() if row["what"] == what else ():
                numbers[word] = numbers.get(word, frozenset()) | {int(row["number"])}
    return numbers


_WEEKDAYS = words("weekday") | {
    sign: frozenset({day})
    for signs in ("月火水木金土日", "一二三四五六天", "월화수목금토일")
    for day, sign in enumerate(signs, 1)
}


class Parts(NamedTuple):
    """A date taken apart: the text of its ``day``, and ``time`` and ``offset`` in ISO 8601 form, or None.

    ``uncertain``: the name of a zone that means several offsets, with these offsets, in words.
    """

    day: str
    time: str | None = None
    offset: str | None = None
    uncertain: str | None = None


def without_accents(text: str) -> str:
    """The text in lower case, without the accents that people leave out."""
    text = text.lower()
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFD", text.translate(_NO_MARKS))
    return unicodedata.normalize("NFC", "".join(sign for sign in parted if not "\u0300" <= sign <= "\u036f"))


def parts(text: str) -> Parts | None:
    """A date taken apart into day, time and zone; None if what looks like a time is no time of day."""
    found = _TIME.search(text)
    if not found:
        return Parts(_ZONE_OF_DAY.sub("", text))
    time = _time(found.groupdict())
    if time is None:
        return None
    before, behind = _BEFORE_TIME.sub("", text[: found.start()]), text[found.end() :]
    offset, uncertain = None, None
    for zone in _ZONES_OF_TIME:
        if named := zone.match(behind):
            behind = behind[named.end() :]
            offset, uncertain = _offset(named.groupdict())
            break
    return Parts(f"{before.rstrip(' ,')} {behind.strip(' ,')}".strip(), time, offset, uncertain)


def _time(found: dict[str, str | None]) -> str | None:
    hour = int(found["hour"] or 0)
    minute, second = (int(found[name] or found[f"{name}2"] or 0) for name in ("minute", "second"))
    half = found["half"] or found["m"]
    if hour > 23 or (found["m"] == "p" and hour == 0) or (half and half not in _AFTER_NOON and hour > 12):
        return None
    if half in _AFTER_NOON and hour < 12:
        hour += 12
    elif half and half not in _AFTER_NOON and hour == 12 and half != "中午":
        hour = 0
    part = (found["part"] or "")[:6].rstrip("0")
    return f"{hour:02}:{minute or int(found['minute3'] or 0):02}:{second:02}" + (f".{part}" if part else "")


def _offset(found: dict[str, str | None]) -> tuple[str | None, str | None]:
    """The offset of a zone, or in words the offsets that its name can mean."""
    if digits := found.get("offset"):
        hours, minutes = re.fullmatch(r".([0-9]{1,2}):?([0-9]{2})?", digits).groups()  # type: ignore[union-attr]
        return f"{digits[0]}{int(hours):02}:{minutes or '00'}", None
    name = str(found["zone"])
    return _OFFSET_OF.get(name), f"{name.upper()} can be {_UNCERTAIN[name]}" if name in _UNCERTAIN else None


def without_weekday(day: str) -> tuple[str, frozenset[int]]:
    """The day without its weekday, and the numbers (1 is Monday) that the weekday's name can mean; none without it."""
    if found := _EASTERN_WEEKDAY.search(day):
        sign = next(group for group in found.groups() if group)
        return _around(day, found), _WEEKDAYS[sign]
    for form in (_FIRST_WORD, _LAST_WORD):
        found = form.match(day) if form is _FIRST_WORD else form.search(day)
        if found and found[1] in _WEEKDAYS:
            return _around(day, found), _WEEKDAYS[found[1]]
    return day, frozenset()


def _around(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()].rstrip(' ,')} {text[found.end() :].lstrip(' ,')}".strip()
