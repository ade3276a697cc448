"""Reads ids of orders and items as people and programs write them: with words, marks or other hyphens.

``#111-1234567-1234567``, ``Order 111_1234567_1234567`` and 17 digits have one meaning; two ids in a cell have none.
"""

from functools import cache

import pandas as pd

from feeds.checking.odd_characters import Step, plain
from schemas import headings

ORDER_ID, ITEM_IDS = "order-id", ("order-item-id", "amazon-order-item-code")
# Patterns that no plain id of these columns matches: one search of a column shows whether any id is odd.
ODD = {ORDER_ID: "[^0-9-]|^[0-9-]{17,18}$"} | dict.fromkeys(ITEM_IDS, "[^0-9]")
# Not parentheses: they enclose negative amounts.
_MARKS = "[\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\\[\\]{}<>]"
_AROUND = f"^{_MARKS}+|(?:{_MARKS}|[.,;:])+$"
_MARKS_AROUND = Step("without the marks around it", _AROUND, _AROUND)
_DECIMALS = Step("without the decimals", r"^[0-9]{3}-[0-9]{7}-[0-9]{7}\.0+$", r"\.0+$")
_PARTED = "^[0-9]{3}[-_./]{0,2}[0-9]{7}[-_./]{0,2}[0-9]{7}$"
_PARTS = _PARTED.replace("[0-9]{3}", "([0-9]{3})").replace("[0-9]{7}", "([0-9]{7})")
_IN_PARTS = Step("with hyphens between its parts", _PARTED, _PARTS, r"\1-\2-\3")
_WHOLE = {ORDER_ID: "[0-9]{3}-[0-9]{7}-[0-9]{7}"} | dict.fromkeys(ITEM_IDS, "[0-9]+")
# Excel keeps 15 digits of a number and writes zeros for the rest: these may be the remains of 17 digits.
_ROUNDED = "(?:^|[^0-9])[0-9]{15}00(?:$|[^0-9])"
_BRANDS = ("amazon", "amzn", "amz")
_WORDS = {ORDER_ID: ("", "order", "id", "no", "nr")} | dict.fromkeys(ITEM_IDS, ("", "item", "itemid", "id"))


def with_one_meaning(heading: str, typed: pd.Series, read: pd.Series, said: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The ids of a column without words and marks around them, and a description of what changed in each.

    ``read`` and ``said``: the texts and descriptions after odd characters were removed; a text that does not have
    exactly one meaning keeps these.
    """
    left = ~read.str.fullmatch(_WHOLE[heading])
    if heading == ORDER_ID:
        left &= ~typed.str.contains(_ROUNDED)
    if not left.any():
        return read, said
    further, steps = plain(read[left], (_MARKS_AROUND, _DECIMALS))
    further, words = _without_words(further, heading)
    steps += words
    if heading == ORDER_ID:
        odd = further[~further.str.fullmatch(_WHOLE[heading])]
        parted, how = plain(odd, (_IN_PARTS,))
        further, steps = parted.reindex(further.index).fillna(further), steps + how.reindex(further.index).fillna("")
    good = further[further.str.fullmatch(_WHOLE[heading])]
    return good.reindex(read.index).fillna(read), said + steps[good.index].reindex(read.index).fillna("")


def _without_words(texts: pd.Series, heading: str) -> tuple[pd.Series, pd.Series]:
    """The texts without words before the first digit that only repeat the heading, and a description of the change."""
    before = texts.str.extract("^([^0-9]+)", expand=False)
    gone = before.isin([word for word in before.dropna().unique() if _says_the_heading(word, heading)])
    rest = texts.mask(gone, texts.str.replace("^[^0-9]+", "", regex=True))
    return rest, pd.Series("", index=texts.index, dtype="str").mask(gone, ", without what stands before it")


def _says_the_heading(words: str, heading: str) -> bool:
    bare = words.translate(str.maketrans("", "", "#\u2116=:* "))
    if not bare:
        return True
    if not any(map(str.isalnum, bare)):
        return False
    bare = headings.plain(bare)
    for brand in _BRANDS:
        bare = bare.removeprefix(brand)
    return bare in _names(heading)


@cache
def _names(heading: str) -> frozenset[str]:
    own = ORDER_ID if heading == ORDER_ID else ITEM_IDS
    synonyms = {synonym.plain.replace("#", "") for synonym in headings.table() if synonym.heading in own}
    return frozenset({*synonyms, headings.plain(heading), *_WORDS[heading]})
