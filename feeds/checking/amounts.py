"""Amounts as people write them: a comma for the point, thousands parted by commas, points, spaces or apostrophes.

What a mark before three digits means follows from the decimals of the currency: in JPY it parts thousands. Where it can
part thousands or decimals, nothing is chosen here.
"""

import re
from dataclasses import dataclass

import pandas as pd

from feeds.checking.findings import combined, finding
from feeds.checking.odd_characters import HYPHENS, PLAIN_SPACES, UNSEEN, plain
from schemas import faults
from schemas.currencies import decimals

# The column in which a kind that settles the amounts of a heading finds their second meanings.
OTHERWISE = "{} otherwise"
# Groups of exactly three digits, all parted by one and the same mark; the lakhs and crores of India in twos.
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
# What the schema takes as it is; a single point is a decimal point.
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# Any other text, and one whose point may part thousands.
_ODD = r"[^0-9.+-]|\..*\.|^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
# A point before three digits that parts no thousands, which tells of the others; and one that does.
_DECIMALS = r"^[+-]?(?:0[0-9]*|[0-9]{4,})\.[0-9]{3}$"
_THOUSANDS = r"[0-9]\.[0-9]{3}[.,]"
_STEPS = (*UNSEEN, HYPHENS, PLAIN_SPACES)


@dataclass(frozen=True)
class Amounts:
    """A column of amounts as read: ``texts``, the first meaning of each; ``findings``; ``otherwise``: a second one."""

    texts: pd.Series
    findings: pd.DataFrame
    otherwise: pd.Series | None = None


def amount(text: str, places: int | None = 2) -> tuple[str | None, str | None]:
    """What an amount means: digits with a point, and its second meaning where it has one; nothing for other texts.

    ``places``: the decimals of its currency, None where it is not known.
    """
    if _TWO_MEANINGS.fullmatch(text):
        whole, part = re.sub("[,.]", "", text), text.replace(",", ".")
        if places == 0:
            return whole, None
        if "," in text:
            return whole, part
        # A decimal that the currency does not have is no reason to make thousands of it.
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
    """Amounts with a point and without marks between thousands; those with two meanings are refused.

    ``settles``: the kind tells by what was charged which one is meant, where it is not the comma that has two and the
    currency is known.
    """
    odd = texts.str.contains(_ODD).fillna(value=False).astype(bool)
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
    # Where other points part three decimals, or the currency has so many and none parts thousands, these do too.
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
    """Discounts that are all written below zero, as the amounts by which they lower the price; others as they are."""
    below = texts.str.startswith("-").fillna(value=False).astype(bool)
    if not below.any() or texts[~below].str.contains("[1-9]").any():
        return texts, combined([])
    words = f"{heading} was read as " + texts[below].str.slice(1) + ", a discount, as none of the column is above zero."
    return texts.mask(below, texts.str.slice(1)), finding(words.index, faults.READ_AS, heading, words)
