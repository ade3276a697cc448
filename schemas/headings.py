"""What the headings of a file mean beside the templates' own: everyday synonyms (headings.csv), and our own marks.

Nothing here needs pandas: a text's delimiter is told from its headings while the libraries that judge it still load.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

# A sheet that we wrote with the refused rows of an upload has the first, a column of what became of a row the second.
CORRECTION_HEADING = "orderfeeds-correction"
RESULT_HEADING = "orderfeeds-result"
# Far longer than any heading; cells below the heading row are looked at too while it is searched for.
_LONGEST = 120
_EVERY_KIND = "every"
_RANKS = {"": 0, "yes": 1, "last": 2}
_PARTING = str.maketrans("", "", " \t\r\n\x0b\x0c_.:*-")
# The same in other scripts, and characters of no width (Unicode's category Cf as it is met in files).
_PARTING_ELSEWHERE = re.compile(
    r"[\s\xad\u180e\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2212\ufe63\ufeff]+"
)
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u2032\u00b4", "'''''")
# Accents are left out by many: those of letters that Unicode takes apart, and the letters that it does not.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WITHOUT_ACCENT = str.maketrans("łøđı", "lodi")
_REQUIRED = re.compile(
    r"[(\[【〔](required|mandatory|optional|必填|必填项|选填|選填|必須|任意|amazon|アマゾン|亚马逊|"
    r"pflichtfeld|obligatoire|obligatorio)[)\]】〕]$"
)


def plain(heading: object) -> str:
    """A heading without the differences that do not count.

    They are case, accents, width (full or half), white space, hyphens, underscores, points, colons and asterisks,
    characters of no width, and a last ``(required)``: ``Order_ID``, ``order-id*``, ``OrderId`` and ``order id:`` are
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
    """An everyday heading, in plain form, and the template's own that it is read as, for some kinds of feed.

    ``yields``: it is a heading of another feed's template, or one that means something else now and then, and stands
    back behind others of its meaning: 0 never, 1 behind those, 2 behind 1 too. ``typed``: it as a person writes it.
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
