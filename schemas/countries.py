"""Countries by their ISO 3166 codes: the name of each, and the language of those where nearly all buyers have one."""

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class Country(NamedTuple):
    """The name in English, and the language as ISO 639-1 has it, empty where there are several."""

    name: str
    language: str


@cache
def countries() -> dict[str, Country]:
    """Every country by its code of two letters."""
    with resources.files("schemas").joinpath("countries.csv").open(encoding="utf-8") as file:
        return {row["code"]: Country(row["name"], row["language"]) for row in csv.DictReader(file)}


def country_name(text: str) -> str:
    """The name of the country with a code of two letters, in capitals as the post wants it; any other text as it is."""
    found = countries().get(text.strip().upper())
    return found.name.upper() if found else text
