"""The contents of each packing slip, as texts and numbers for the page."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from barcode import Code128

from reports.slips.reading import ADDRESS, GIFT_CHARGES, PLACE
from schemas import times
from schemas.currencies import as_decimal
from schemas.states import SHIPPED, open_units

_POSTAL_CODE_FIRST = frozenset(
    "AT BE CH CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU MC NL NO PL PT RO SE SI SK TR".split()
)


def bars(order_id: str) -> list[int]:
    """The widths of the bars and of the gaps between them, alternating and beginning with a bar, in modules."""
    [modules] = Code128(order_id).build()
    return [len(list(run)) for _, run in groupby(modules)]


ENGLISH = "en"
_FILE = Path(__file__).with_name("words.csv")
# Languages of the marketplaces where buyers buy; marketplaces with several languages are left out.
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


def _language_of(channel: str, country: str) -> str:
    """The language of the marketplace (``Amazon.de``), or else of the buyer's country, or else English."""
    marketplace = channel.strip().lower().partition("amazon.")[2]
    known = _OF_MARKETPLACES.get(marketplace)
    if known is None and country.strip().upper() in countries():
        known = countries()[country.strip().upper()].language
    return known if known in languages() else ENGLISH


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language; ``{0}`` and ``{1}`` are placeholders for numbers and ids."""
    return languages()[language]


Slip = dict[str, Any]
_Line = Mapping[Any, Any]


def slips(items: pd.DataFrame, *, prices: bool, language: str | None = None) -> Iterator[Slip]:
    """One slip per order, in the order of ``items`` (``reading.Lines``); ``prices``: show prices, but never for a gift.

    ``language``: one language for all slips instead of each buyer's own.
    """
    for _, lines in groupby(items.to_dict("records"), lambda line: line["order_no"]):
        yield _slip(list(lines), prices=prices, language=language)


def _slip(lines: Sequence[_Line], *, prices: bool, language: str | None) -> Slip:
    first = lines[0]
    shown = prices and not any(_is_gift(line) for line in lines)
    inside = [line for line in lines if _quantity(line)]
    words = words_of(language or _language_of(first["sales-channel"], first["ship-country"]))
    return {
        "order": first["order-id"],
        "bars": bars(first["order-id"]),
        "words": words,
        "bought": _day(first["purchase_at"], first["purchase_offset"]),
        "ship-by": "" if first["state"] == SHIPPED else _day(first["ship_by"], _ship_by_offset(first)),
        "service": first["ship-service-level"],
        "ioss": first["ioss-number"],
        "address": _address(first),
        "country": first["ship-country"].upper(),
        "instructions": first["delivery-Instructions"],
        "units": sum(map(_quantity, inside)),
        "prices": shown,
        "items": [_item(line, words, prices=shown) for line in inside],
        "before": [_named(line) | {"quantity": line["shipped"]} for line in lines if _went_before(line)],
    }


def _ship_by_offset(line: _Line) -> int:
    """The offset (minutes) of the order's own date; 0 for a date from the terms, which is the end of a day in UTC."""
    own = line["latest_ship_offset"]
    return 0 if pd.isna(own) else int(own)


def _quantity(line: _Line) -> int:
    """The units in the parcel: those to ship, or those that were shipped if the order is Shipped."""
    units = line["shipped"] if line["state"] == SHIPPED else open_units(line)
    return int(units)


def _went_before(line: _Line) -> bool:
    return bool(line["state"] != SHIPPED and line["shipped"] and not _quantity(line))


def _is_gift(line: _Line) -> bool:
    return any(line[name] for name in GIFT_CHARGES)


def _named(line: _Line) -> Slip:
    # An item without any name is named by the marketplace's id.
    name = line["product-name"] or ("" if line["sku"] else f"order-item-id {line['order-item-id']}")
    return {"sku": line["sku"], "name": name}


def _item(line: _Line, words: Mapping[str, str], *, prices: bool) -> Slip:
    quantity, bought = _quantity(line), line["purchased"]
    price = line["item-price"] if prices and line["currency"] else None
    return _named(line) | {
        "quantity": quantity,
        "note": _note(line, words),
        "gift": _is_gift(line),
        "message": line["gift-message-text"],
        "price": "" if price is None else f"{as_decimal(price, line['currency'])}\N{NO-BREAK SPACE}{line['currency']}",
        # The amount is for the whole quantity, and a part of it may not be whole minor units.
        "priced": "" if price is None or quantity == bought else words["priced"].format(bought),
    }


def _note(line: _Line, words: Mapping[str, str]) -> str:
    """The units shipped before, and the units bought; canceled units are no longer the buyer's and are left out."""
    before = 0 if line["state"] == SHIPPED else line["shipped"]
    if not before:
        return ""
    return ", ".join(
        [words["bought"].format(line["purchased"] - line["canceled"]), words["shipped-before"].format(before)]
    )


def _address(line: _Line) -> list[str]:
    place = _place_line(line["ship-country"], *(line[name] for name in PLACE))
    country = _country_name(line["ship-country"])
    return [text for text in (*(line[name] for name in ADDRESS), place, country) if text]


def _day(instant: int, offset: int) -> str:
    """The day of a purchase in the local time of its offset; ``offset`` is minutes from UTC."""
    return times.day(instant + offset * 60).isoformat()


class Country(NamedTuple):
    """A country's English name, and its language (ISO 639-1), empty if there are several."""

    name: str
    language: str


@cache
def countries() -> dict[str, Country]:
    """Every country by its two-letter code (ISO 3166)."""
    with Path(__file__).with_name("countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Country(row["name"], row["language"]) for row in csv.DictReader(file)}


def _country_name(text: str) -> str:
    """The country's name in capitals, as the post wants it, for a two-letter code; any other text unchanged."""
    found = countries().get(text.strip().upper())
    return found.name.upper() if found else text


def _place_line(country: str, city: str, state: str, postal_code: str) -> str:
    """City, state and postal code in the order of the country's post (Universal Postal Union, addressing formats)."""
    code = country.strip().upper()
    if code in _POSTAL_CODE_FIRST:
        # Of these countries only Italy's post wants the province.
        parts = [postal_code, city, state if code == "IT" else ""]
    else:
        parts = [city, state, postal_code]
    return " ".join(filter(None, parts))
