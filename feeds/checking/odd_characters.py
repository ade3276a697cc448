"""Removes characters that nobody means in a code, a number or a date: invisible ones, unusual digits, hyphens, spaces.

Each step removes one oddity from a whole column; a text without it stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

SPACES = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_UNUSUAL_SPACES = SPACES.replace(" \t", "\t", 1)
# Soft hyphen, zero-width and bidirectional marks, word joiner, byte order mark.
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
# Hyphens, dashes and the minus sign, and the Japanese long-vowel mark that is on the same key.
_HYPHENS = "[\u2010-\u2015\u2212\u30fc\uff70]"
_FIRST_FULL_WIDTH, _LAST_FULL_WIDTH = 0xFF01, 0xFF5E
_TO_ASCII = {code: code - 0xFEE0 for code in range(_FIRST_FULL_WIDTH, _LAST_FULL_WIDTH + 1)}


@dataclass(frozen=True)
class Step:
    """One oddity: in texts that match ``has``, ``put`` replaces every ``part``; ``said`` describes it in messages."""

    said: str
    has: str
    part: str
    put: str = ""


INVISIBLE = Step("without the characters that cannot be seen", _INVISIBLE, _INVISIBLE)
# Only the full-width block: NFKC would also turn a raised or circled 2 into a plain one.
FULL_WIDTH = Step("in plain instead of full-width characters", "[\uff01-\uff5e]", "")
# The form that programs write into a CSV so that Excel keeps a number as text.
FORCED_TEXT = Step("without the equals sign and quotation marks", '^="[^"]*"$', '^="|"$')
APOSTROPHE = Step("without the apostrophe", "^['\u2018\u2019]", "^['\u2018\u2019]")
HYPHENS = Step("with plain hyphens", _HYPHENS, _HYPHENS, "-")
NO_SPACES = Step("without the spaces", SPACES, SPACES)
PLAIN_SPACES = Step("with plain spaces", _UNUSUAL_SPACES, _UNUSUAL_SPACES, " ")
# pandas writes a column of numbers like this if one cell is empty; beyond 15 digits it has lost some.
POINT_ZERO = Step("without the decimals", r"^[0-9]{1,15}\.0+$", r"\.0+$")
# Marks that end a list or a sentence, or quotation marks around a number; no carrier's number has any.
AROUND = Step("without the marks around it", r"""[,;:.]$|^".*"$""", r"""[,;:. ]+$|^"|"$""")
# Application identifiers in brackets, as labels print them (GS1 General Specifications 3).
IDENTIFIERS = Step("without the brackets", r"\([0-9]{2,4}\) *[0-9A-Z]", r"\(([0-9]{2,4})\) *([0-9A-Z])", r"\1\2")

UNSEEN = (INVISIBLE, FULL_WIDTH, FORCED_TEXT, APOSTROPHE)


def plain(texts: pd.Series, steps: Sequence[Step]) -> tuple[pd.Series, pd.Series]:
    """The texts after all steps, without outer spaces, and a description of what changed in each, empty if nothing."""
    said = pd.Series("", index=texts.index, dtype="str")
    for step in steps:
        touched = texts.str.contains(step.has)
        if not touched.any():
            continue
        texts = texts.mask(touched, _changed(texts[touched], step))
        said = said.mask(touched, said[touched] + ", " + step.said)
    return texts.str.strip(), said


def _changed(texts: pd.Series, step: Step) -> pd.Series:
    if step is FULL_WIDTH:
        return texts.str.translate(_TO_ASCII).astype("str")
    return texts.str.replace(step.part, step.put, regex=True)
