"""Everyday synonyms of the templates' headings (headings.csv), and the headings that mark our own files.

Nothing here needs pandas: a text file's delimiter is found from its headings while slower libraries still load.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

# The first marks a sheet of corrections that we wrote; the second heads the column with the result of each row.
CORRECTION_HEADING = "orderfeeds-correction"
RESULT_HEADING = "orderfeeds-result"
# Far longer than any heading; the search for the heading row looks at the cells below it too.
_LONGEST = 120
_EVERY_KIND = "every"
_RANKS = {"": 0, "yes": 1, "last": 2}
_PARTING = str.maketrans("", "", " \t\r\n\x0b\x0c_.:*-")
# The same characters in other scripts, and characters of no width (Unicode category Cf, those found in real files).
_PARTING_ELSEWHERE = re.compile(
    r"[\s\xad\u180e\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2212\ufe63\ufeff]+"
)
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u2032\u00b4", "'''''")
# Many people leave out accents: combining marks that Unicode splits off, and letters that it does not split.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WITHOUT_ACCENT = str.maketrans("łøđı", "lodi")
_REQUIRED = re.compile(
    r"[(\[【〔](required|mandatory|optional|必填|必填项|选填|選填|必須|任意|amazon|アマゾン|亚马逊|"
    r"pflichtfeld|obligatoire|obligatorio)[)\]】〕]$"
)


def plain(heading: object) -> str:
    """A heading without the differences that do not count.

    They are case, accents, width (full or half), white space, hyphens, underscores, points, colons and asterisks,
    characters of no width, and a final ``(required)``: ``Order_ID``, ``order-id*``, ``OrderId`` and ``order id:`` are
    one heading.
    """
    text = str(heading)[:_LONGEST].lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).lower()
        apart = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).translate(_WITHOUT_ACCENT)
        text = unicodedata.normalize("NFC", apart)
        text = _PARTING_ELSEWHERE.sub("", text)
    bare = text.translate(_PARTING)
    return (_REQUIRED.sub("", bare) if bare.endswith((")", "]", "】", "〕")) else bare) or text.strip()


@dataclass(frozen=True)
class Synonym:
    """An everyday heading in plain form, and the template's heading that it is read as, for some kinds of feed.

    ``yields``: its rank if other headings of the file mean the same: 0 is used before 1, and 1 before 2. Headings of
    other feeds' templates, and those that sometimes mean something else, have 1 or 2. ``typed``: the heading as a
    person writes it.
    """

    plain: str
    heading: str
    kinds: frozenset[str]
    yields: int
    typed: str


@cache
def synonyms(kind: str) -> dict[str, Synonym]:
    """The everyday headings of a kind of feed by their plain form."""
    return {synonym.plain: synonym for synonym in table() if {kind, _EVERY_KIND} & synonym.kinds}


@cache
def table() -> tuple[Synonym, ...]:
    """Every row of headings.csv."""
    with resources.files("schemas").joinpath("headings.csv").open(encoding="utf-8") as file:
        return tuple(
            Synonym(
                plain(row["synonym"]),
                row["heading"],
                frozenset(row["kinds"].split()),
                _RANKS[row["yields"]],
                row["synonym"],
            )
            for row in csv.DictReader(file)
        )
