"""Countries by ISO 3166 code: the name of each, and its language if nearly all buyers there share one."""

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

_POSTAL_CODE_FIRST = frozenset(
    "AT BE CH CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU MC NL NO PL PT RO SE SI SK TR".split()
)


class Country(NamedTuple):
    """A country's English name, and its language (ISO 639-1), empty if there are several."""

    name: str
    language: str


@cache
def countries() -> dict[str, Country]:
    """Every country by its two-letter code."""
    with resources.files("schemas").joinpath("countries.csv").open(encoding="utf-8") as file:
        return {row["code"]: Country(row["name"], row["language"]) for row in csv.DictReader(file)}


def country_name(text: str) -> str:
    """The country's name in capitals, as the post wants it, for a two-letter code; any other text unchanged."""
    found = countries().get(text.strip().upper())
    return found.name.upper() if found else text


def place_line(country: str, city: str, state: str, postal_code: str) -> str:
    """City, state and postal code in the order of the country's post (Universal Postal Union, addressing formats)."""
    code = country.strip().upper()
    if code in _POSTAL_CODE_FIRST:
        # Of these countries only Italy's post wants the province.
        parts = [postal_code, city, state if code == "IT" else ""]
    else:
        parts = [city, state, postal_code]
    return " ".join(filter(None, parts))
