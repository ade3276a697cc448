"""The words of a packing slip in the buyer's language, where that is known."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from schemas.countries import countries

ENGLISH = "en"
_FILE = Path(__file__).with_name("words.csv")
# The languages of the marketplaces: what the buyer bought in. Those of several languages are left out.
_OF_MARKETPLACES = {
    "com": "en", "co.uk": "en", "com.au": "en", "ie": "en", "de": "de", "fr": "fr", "es": "es", "com.mx": "es",
    "it": "it", "nl": "nl", "pl": "pl", "se": "sv", "com.br": "pt", "com.tr": "tr", "co.jp": "ja", "cn": "zh",
}  # fmt: skip


@cache
def languages() -> dict[str, dict[str, str]]:
    """The words by language, English first; each language has all of them."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {language: {row["key"]: row[language] for row in rows} for language in rows[0] if language != "key"}


def language_of(channel: str, country: str) -> str:
    """The buyer's language: of the marketplace (``Amazon.de``), else of the country; English where it is unknown."""
    marketplace = channel.strip().lower().partition("amazon.")[2]
    known = _OF_MARKETPLACES.get(marketplace)
    if known is None and country.strip().upper() in countries():
        known = countries()[country.strip().upper()].language
    return known if known in languages() else ENGLISH


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language; ``{0}`` and ``{1}`` stand for numbers and ids."""
    return languages()[language]
