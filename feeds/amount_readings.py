"""Amounts as people write them: a comma for the point, thousands parted by commas, points, spaces or apostrophes.

An amount with one comma and three digits behind it has two meanings, and none is chosen.
"""

import re

# Groups of exactly three digits, all parted by one and the same mark.
_GROUPS = r"[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
_FORMS = tuple(
    re.compile(rf"(?P<sign>[+-]?)(?P<whole>{whole})(?:{point}(?P<part>[0-9]+))?")
    for whole, point in (
        (_GROUPS % " ", "[.,]"),
        (_GROUPS % "['\u2019]", "[.,]"),
        (_GROUPS % ",", r"\."),
        (_GROUPS % r"\.", ","),
        ("[0-9]+", "[.,]"),
    )
)
_TWO_MEANINGS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
# What the schema takes as it is; a single point is a decimal point.
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def amount(text: str) -> tuple[str | None, str | None]:
    """What an amount means: digits with a point, and its second meaning where it has one; nothing for other texts."""
    if _PLAIN.fullmatch(text):
        return text, None
    if _TWO_MEANINGS.fullmatch(text):
        return text.replace(",", ""), text.replace(",", ".")
    for form in _FORMS:
        if found := form.fullmatch(text):
            whole = re.sub("[^0-9]", "", found["whole"])
            return found["sign"] + whole + (f".{found['part']}" if found["part"] else ""), None
    return None, None
