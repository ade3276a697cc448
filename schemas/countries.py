"""Countries by ISO 3166 code: the name of each, and its language if nearly all buyers there share one."""

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


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
