"""Reads amounts as people write them: with a decimal comma, or thousands separated by commas, points or spaces.

Apostrophes separate thousands too. What a mark before three digits means follows from the decimals of the currency: in
JPY it separates thousands. If it can separate thousands or decimals, this module does not choose.
"""

import re
from dataclasses import dataclass

import pandas as pd

from feeds.checking.findings import combined, finding
from feeds.checking.odd_characters import HYPHENS, PLAIN_SPACES, UNSEEN, plain
from schemas import faults
from schemas.currencies import decimals

# The column with the second meanings of the amounts under a heading, for a kind that settles them.
OTHERWISE = "{} otherwise"
# Groups of exactly three digits, all separated by the same mark; the lakhs and crores of India have groups of two.
_GROUPS = r"[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
_LAKHS = "[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
_FORMS = tuple(
    re.compile(rf"(?P<sign>[+-]?)(?P<whole>{whole})(?:{point}(?P<part>[0-9]+))?")
    for whole, point in (
        (_GROUPS % " ", "[.,]"),
        (_GROUPS % "['\u2019]", "[.,]"),
        (_GROUPS % ",", r"\."),
        (_LAKHS, r"\."),
        (_GROUPS % r"\.", ","),
        ("[0-9]+", "[.,]"),
    )
)
_TWO_MEANINGS = re.compile(r"[+-]?[1-9][0-9]{0,2}[,.][0-9]{3}")
# What the schema accepts unchanged; a single point is a decimal point.
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# Any other text, and a plain one whose point may separate thousands.
_ODD = r"[^0-9.+-]|\..*\.|^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
# A point before three digits that cannot separate thousands, and one that must: each shows how others are meant.
_DECIMALS = r"^[+-]?(?:0[0-9]*|[0-9]{4,})\.[0-9]{3}$"
_THOUSANDS = r"[0-9]\.[0-9]{3}[.,]"
_STEPS = (*UNSEEN, HYPHENS, PLAIN_SPACES)


@dataclass(frozen=True)
class Amounts:
    """A column of amounts as read: ``texts``, the first meanings; ``findings``; ``otherwise``, any second meanings."""

    texts: pd.Series
    findings: pd.DataFrame
    otherwise: pd.Series | None = None


def amount(text: str, places: int | None = 2) -> tuple[str | None, str | None]:
    """The meaning of an amount as digits with a point, and its second meaning if it has one; None for other texts.

    ``places``: the decimals of its currency, None if that is unknown.
    """
    if _TWO_MEANINGS.fullmatch(text):
        whole, part = re.sub("[,.]", "", text), text.replace(",", ".")
        if places == 0:
            return whole, None
        if "," in text:
            return whole, part
        # More decimals than the currency has are no reason to read the point as a mark between thousands.
        fits = places is None or len(part.rstrip("0").partition(".")[2]) <= places
        return part, whole if fits else None
    if _PLAIN.fullmatch(text):
        return text, None
    for form in _FORMS:
        if match := form.fullmatch(text):
            whole = re.sub("[^0-9]", "", match["whole"])
            return match["sign"] + whole + (f".{match['part']}" if match["part"] else ""), None
    return None, None


def read_amounts(
    heading: str, texts: pd.Series, kinds: pd.Series | None, currency: pd.Series | None, *, settles: bool
) -> Amounts:
    """Reads a column of amounts, with a decimal point and no marks between thousands; two meanings are an Error.

    ``settles``: the kind decides between two meanings by what was charged. An amount with a comma and two meanings is
    refused all the same if its currency is known.
    """
    odd = texts.str.contains(_ODD)
    if kinds is not None:
        odd &= kinds == ""
    if not odd.any():
        return Amounts(texts, combined([]))
    typed = texts[odd]
    read, _ = plain(typed, _STEPS)
    places = decimals(pd.Series(None, index=read.index, dtype="str") if currency is None else currency[odd])
    keys = read + "|" + places.astype("str").fillna("")
    distinct = set(zip(keys, read, places.astype(object).where(places.notna(), None), strict=True))
    meanings = {key: amount(text, at) for key, text, at in distinct}
    first = keys.map({key: one for key, (one, _) in meanings.items()}).astype("str").fillna(read)
    second = keys.map({key: other for key, (_, other) in meanings.items()}).astype("str").dropna()
    pointed = ~read[second.index].str.contains(",")
    # If other cells surely have three decimals, or the currency has three and no cell has thousands, these have too.
    alone = texts if kinds is None else texts[kinds == ""]
    if alone.str.contains(_DECIMALS).any():
        second = second[~pointed]
    elif not settles and not alone.str.contains(_THOUSANDS).any():
        second = second[~pointed | (places[second.index] < 3).fillna(value=True).astype(bool)]
    left: pd.Series = second[pointed.reindex(second.index) | places[second.index].isna()] if settles else second[:0]
    refused = second.drop(left.index)
    words = f"{heading} can be " + first[refused.index] + " or " + refused + "."
    changed = (first != typed) & ~first.index.isin(second.index)
    told = f"{heading} was read as " + first[changed].replace("", "empty") + "."
    taken = first.where(~first.index.isin(refused.index), read).mask(first == "")
    findings = [
        finding(refused.index, faults.AMOUNT_UNCLEAR, heading, words),
        finding(told.index, faults.READ_AS, heading, told),
    ]
    return Amounts(texts.mask(odd, taken.reindex(texts.index)), combined(findings), left if len(left) else None)


def without_sign(heading: str, texts: pd.Series) -> tuple[pd.Series, pd.DataFrame]:
    """A column of discounts without minus signs, and Warnings, if none is above zero; otherwise unchanged."""
    below = texts.str.startswith("-")
    if not below.any() or texts[~below].str.contains("[1-9]").any():
        return texts, combined([])
    words = f"{heading} was read as " + texts[below].str.slice(1) + ", a discount, as none of the column is above zero."
    return texts.mask(below, texts.str.slice(1)), finding(words.index, faults.READ_AS, heading, words)
