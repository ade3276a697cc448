"""Decides whether a cell holds one tracking-number, several, words, or a number that a spreadsheet changed.

Carriers print their numbers in groups (``1Z 999 AA1 01 2345 6784``, ``1234-5678-9012``, ``99.12.345678.12345678``),
with their GS1 identifiers (``(00) 3 4012345 …``) or the ZIP code in front (``420 94607 9400 …``); such a cell is one
number. Two parts of eight characters and more are two numbers, unless only both together are one of their carrier.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from feeds.checking.dates import meaning
from schemas import carriers
from schemas.check_digits import Form, fitting, mod10, upu
from schemas.tracking_numbers import Carrier, known

AS_VALUES = {
    "zero": "is 0, as a lookup gives it that found nothing",
    "amount": "is written as an amount",
    "signed": "has a sign in front or behind, as an amount has",
    "brackets": "is in brackets, as an amount below zero",
    "day": "is written as a day",
}
NOT_ONE = {
    "several": "holds more than one number",
    "note": "holds more than one number, or a note",
    "words": "holds words and no number",
}
NEARLY = {
    "digits": "has two letters in front and behind as a post's numbers, but not nine digits between them",
    "letters": "has a letter among its digits that looks like one of them",
}
_AMOUNT = re.compile(
    r"[1-9][0-9]{0,2}(?:([.,'’])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]{1,2})?"
    r"|[1-9][0-9]{0,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]{1,2})?"
    r"|[0-9]+,[0-9]{1,2}|[0-9]+\.[0-9]*[1-9][0-9]*"
    r"|[$€£¥₹]\s?[0-9][0-9.,' ]*|[0-9][0-9.,' ]*\s?[$€£¥₹%円元]"
)
_SIGNED = re.compile(r"[+-] ?[0-9][0-9 .,]*|[0-9][0-9 .,]* ?[+-]")
_BRACKETS = re.compile(r"[(\[{<][^()\[\]{}<>]*[)\]}>]")
_DAY = re.compile(
    r"(?:[0-3]?[0-9])[./-](?:[0-3]?[0-9])[./-](?:(?:19|20)[0-9]{2}|[0-9]{2})(?:[ T][0-9:]+)?"
    r"|(?:19|20)[0-9]{2}[./-][0-1]?[0-9][./-][0-3]?[0-9](?:[ T][0-9:.]+)?"
    r"|[0-9]{1,4}[ ./-]{1,2}[^\W\d_]{3,10}\.?(?:[ ./-]{1,2}[0-9]{2,4})?"
    r"|[^\W\d_]{3,10}\.?[ ./-]{1,2}[0-9]{1,4}(?:,? ?[0-9]{4})?"
    r"|(?:[0-9]{2,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?"
)
_MONTHS = re.compile(
    r"jan|feb|fév|fev|mar|mär|mrz|mrt|abr|apr|avr|mai|may|mei|maj|jun|juin|giu|jul|juil|lug|aug|ago|aoû|août|"
    r"sep|set|oct|okt|ott|out|nov|dec|dez|déc|dic|gen|ene|mag",
    re.IGNORECASE,
)
# An application identifier of GS1 in brackets, if more follows.
_GS1 = re.compile(r"\(([0-9]{2,4})\)(?= *[0-9A-Z])")
_HARD = re.compile(r"[,;|&+\\:\"~=!?^%@$<>(){}\[\]]|…|\.{2,}| [-/] ")
_TOKEN = re.compile("[0-9A-Za-z]+")
_COUNTED = re.compile(
    r"\b[0-9]{1,2} ?/ ?[0-9]{1,2}$|[ ][x*] ?[0-9]{1,3}$|[ ][0-9]{1,3} ?x$|^[0-9]{1,3} ?x "
    r"|(?<=[0-9A-Z] )#|^#[0-9]{1,2} "
)
# One number however it is split: a ZIP code and a package barcode (USPS Publication 199), a UPS number, a UUID.
_SOUND = re.compile(
    "420 ?[0-9]{5} ?(?:[0-9]{4})? ?9[0-9 ]+|1Z(?:[ -]?[0-9A-Z]){16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.IGNORECASE,
)
_WITHOUT_DECIMALS = re.compile(r"[0-9]{1,15}\.0+")
_S10 = "[A-Z]{2}[0-9]{9}[A-Z]{2}"
_JOINED = re.compile(
    rf"(?:1Z[0-9A-Z]{{16}}){{2,}}|(?:{_S10}){{2,}}|([A-Z]{{1,5}})[0-9]{{8,}}(?:\1[0-9]{{8,}})+"
    r"|[A-Z]{2,4}[0-9]{10,}(?:[A-Z]{2,4}[0-9]{10,})+",
    re.IGNORECASE,
)
_GLUED = re.compile(
    "[0-9A-Z]{6,}[a-z]{3,}|[A-Z][a-z]{2,}[0-9]{6,}|[a-z]{5,}[0-9]{6,}|[0-9]{1,4}(?:kg|lb|lbs|pcs|pc|ct)"
)
# An identifier of seven or eight letters and digits (GLS, Sendle) may happen to have only letters.
_LETTERS_ALONE = re.compile("[A-Z]{7,8}")
_WORDS = frozenset(
    """
    tracking track trk number num numero nr waybill awb consignment parcel parcels package packages pkg box boxes carton
    cartons pcs piece pieces shipment shipped ship sent send delivered delivery return returned returns void voided
    cancel canceled cancelled cancels express ground priority standard economy pending and und oder with plus new old
    lost damaged damage resent reship reshipped replacement original copy same above see only from label wrong correct
    done yes hold held signed out part partial split combined combine first second third left right total today
    tomorrow yesterday arrived transit customs error test via for the this paid unpaid free service courier carrier
    missing problem unknown waiting refused
    registered airmail economy envio guia suivi colis numéro sendung paket pakete nummer spedizione pacco rastreio
    """.split()
)
_SHORT_WORDS = frozenset("no of to by on in or et en un la le de di da und no nr is at as not ok".split())
_END_WORDS = re.compile(
    "[0-9]{6,}(?:DELIVERED|RETURNED|RETURN|VOID|VOIDED|CANCELLED|CANCELED|SHIPPED|SENT|LOST|RESHIP|RESENT|EXPRESS|GROUND|"
    "PENDING|REPLACEMENT|COPY|HOLD|DONE|PICKUP)"
)
# A letter in place of the digit that it looks like, in a post's number or in one of only digits.
_POST_LOOKALIKE = re.compile(
    "[A-Z]{2}(?=[0-9OILSBZGQ]{9}[A-Z]{2}$)[0-9]*[OILSBZGQ][0-9OILSBZGQ]*[A-Z]{2}|[A-Z][0-9]{10}[A-Z]{2}"
)
_DIGITS_LOOKALIKE = re.compile("(?=.{10,})[0-9]{3,}[OILSBZGQ](?:[0-9]+[OILSBZGQ])?[0-9]{2,}")
# The countries in the numbers of posts (UPU S34, ISO 3166).
_COUNTRIES = frozenset(
    """
    AD AE AF AG AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM
    CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK
    HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
    MA MC MD ME MG MK ML MM MN MO MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS
    PT PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV
    TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS YE ZA ZM ZW
    """.split()
)
# Forms that any carrier may use: a post's, and the number of a logistic unit (GS1 General Specifications 3.2).
_ANYBODYS = (Form("@@" + "#" * 9 + "@@", upu()), Form("00" + "#" * 18, mod10(20, counted=18)))
# FedEx SmartPost uses numbers of 20 digits, which are package barcodes without their 92.
_SMARTPOST = (Form("#" * 20, mod10(20, start=29)),)
_LONG = 8


def what_is_wrong(text: str, carrier: str = "") -> str:
    """What a cell holds instead of one number, as a key of AS_VALUES or NOT_ONE; empty if it holds one number."""
    for wrong, found_in in _LOOKS:
        if found_in(text):
            return wrong
    bare = _GS1.sub(r"\1", text)
    if not bare.isascii():
        return "note" if re.search("[0-9]", bare) else "words"
    if _SOUND.fullmatch(bare):
        return ""
    cell = _Cell(bare, _TOKEN.findall(bare), known(carrier))
    return next((wrong for wrong, found_in in _IN_PARTS if found_in(cell)), "")


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    if re.search(r"[^\W\d_]", text):
        return bool(_MONTHS.match(re.sub(r"[\d\W_]+", "", text))) or "月" in text
    read = meaning(re.sub(r"[ T].*", "", text))
    return any((read.only, read.day_first, read.month_first))


def _is_in_brackets(text: str) -> bool:
    bare = _GS1.sub(r"\1", text)
    return bool(_BRACKETS.fullmatch(bare) and re.search("[0-9]", bare) and not re.search(r"[,;\"' ]", bare))


# Checked in this order, on the whole cell.
_LOOKS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("zero", re.compile(r"[0.,-]*0[0.,]*").fullmatch),
    ("amount", lambda text: _AMOUNT.fullmatch(text) and not _WITHOUT_DECIMALS.fullmatch(text)),
    ("signed", _SIGNED.fullmatch),
    ("day", _is_day),
    ("brackets", _is_in_brackets),
)


@dataclass(frozen=True)
class _Cell:
    """A cell, its parts (the runs of letters and digits in it), and the carrier if its forms are known."""

    text: str
    parts: list[str]
    carrier: Carrier | None

    @property
    def numbers(self) -> list[str]:
        """The parts that have a digit."""
        return [part for part in self.parts if any(sign.isdigit() for sign in part)]

    @property
    def long(self) -> list[str]:
        """The ``numbers`` that are long enough to be a tracking-number alone."""
        return [part for part in self.numbers if len(part) >= _LONG]

    @property
    def whole(self) -> str:
        """All parts joined."""
        return "".join(self.parts)


def _has_no_number(cell: _Cell) -> bool:
    return not cell.numbers and not (_LETTERS_ALONE.fullmatch(cell.text) and cell.text.lower() not in _WORDS)


def _joins_numbers(cell: _Cell) -> bool:
    return bool(_JOINED.fullmatch(cell.whole)) or (len(cell.parts) == 1 and _twice(cell.whole))


def _parts_numbers(cell: _Cell) -> bool:
    short = [part for part in cell.numbers if len(part) == _LONG - 1]
    two = len(cell.long) > 1 or (len(cell.numbers) == len(short) == 2)
    return (two and not _is_one_only_together(cell)) or (
        "/" in cell.text and len([part for part in cell.numbers if len(part) > 4]) > 1
    )


def _lists_numbers(cell: _Cell) -> bool:
    return _has_hard_mark(cell) and len(cell.numbers) > 1


def _has_hard_mark(cell: _Cell) -> bool:
    return bool(_HARD.search(cell.text)) and not _is_grouped(cell.text)


def _has_note(cell: _Cell) -> bool:
    counted = bool(cell.long and _COUNTED.search(cell.text))
    if counted or _has_hard_mark(cell) or any(map(_is_note, cell.parts)):
        return True
    # Capitals among groups are a group too; next to a whole number they are a word. In front they may belong to it.
    words = [part for part in cell.parts if part.isalpha() and len(part) > 4] + [
        part for part in cell.parts[-1:] if part.isalpha() and len(part) > 3
    ]
    return bool(cell.long and words)


def _has_more_than_its_number(cell: _Cell) -> bool:
    """Whether one part alone is a number of the carrier with its check digit, and all parts together are not."""
    carrier = cell.carrier
    if carrier is None or not carrier.complete or len(cell.parts) < 2 or len(cell.long) != 1:
        return False
    checked = [form for form in carrier.forms if form.check]
    shaped, _ = fitting(pd.Series([cell.whole], dtype="str"), carrier.forms)
    return not shaped[0] and bool(fitting(pd.Series(cell.long, dtype="str"), checked)[1].all())


# Checked in this order, on the parts of a cell.
_IN_PARTS: tuple[tuple[str, Callable[[_Cell], bool]], ...] = (
    ("words", _has_no_number),
    ("several", _joins_numbers),
    ("several", _parts_numbers),
    ("several", _lists_numbers),
    ("note", _has_note),
    ("note", _has_more_than_its_number),
)


def _is_grouped(text: str) -> bool:
    """Whether a text is short groups with spaced hyphens between them, as ``1234 - 5678 - 9012``."""
    parts = text.split(" - ")
    return len(parts) > 2 and all(re.fullmatch("[0-9A-Z]{2,6}", part) for part in parts)


def _twice(whole: str) -> bool:
    half, odd = divmod(len(whole), 2)
    begun = max(half * 2 // 3, 7)
    return not odd and half >= _LONG and whole[:begun] == whole[half : half + begun] and len(set(whole)) > 2


def _is_one_only_together(cell: _Cell) -> bool:
    """Whether only all parts together are a number with a check digit, of their carrier or in a form of any carrier."""
    forms = cell.carrier.forms if cell.carrier else ()
    checked = [*_ANYBODYS, *(form for form in forms if form.check)]
    if not _fits(cell.whole, checked):
        return False
    return cell.carrier is None or not fitting(pd.Series(cell.long, dtype="str"), forms)[1].all()


def _is_note(part: str) -> bool:
    if any(sign.isdigit() for sign in part):
        return bool(_GLUED.fullmatch(part) or _END_WORDS.fullmatch(part))
    lower = part.lower()
    if lower in _words():
        return True
    return not part.isupper() and (len(part) > 2 or lower in _SHORT_WORDS)


@cache
def _words() -> frozenset[str]:
    """Words that are never part of a number: everyday words, and the names of carriers."""
    return _WORDS | {code.lower() for code in carriers.ACCEPTED if code.isalpha() and len(code) > 2}


def what_is_near(text: str, carrier: str = "") -> str:
    """How a number just misses a usual form, as a key of NEARLY; empty if it does not.

    Also empty if all forms of the carrier are known: a number that fits none of them has another fault.
    """
    mine = known(carrier)
    country = text[-2:] in _COUNTRIES
    if mine and mine.complete:
        return ""
    if country and re.fullmatch("[A-Z]{2}(?:[0-9]{8}|[0-9]{10})[A-Z]{2}", text):
        return "digits"
    if (country and _POST_LOOKALIKE.fullmatch(text)) or _DIGITS_LOOKALIKE.fullmatch(text):
        return "letters"
    return ""


def is_confirmed(number: str, carrier: str) -> bool:
    """Whether a number ends in a check digit of its carrier, and the digit fits."""
    mine = known(carrier)
    forms = [form for form in mine.forms if form.check] if mine else []
    return bool(forms) and _fits(number, [*forms, *(_SMARTPOST if mine and mine.name == "FedEx" else ())])


def _fits(number: str, forms: Sequence[Form]) -> bool:
    return bool(fitting(pd.Series([number], dtype="str"), forms)[1].all())
