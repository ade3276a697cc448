"""Currencies and their minor units (ISO 4217); converts amounts as typed to whole minor units and back."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from iso4217 import Currency

from schemas.accepted_values import did_you_mean, fold
from schemas.text_columns import array

EXPONENTS: dict[str, int] = {entry.code: entry.exponent for entry in Currency if entry.exponent is not None}
CODES = tuple(EXPONENTS)
_SIGNS = {"€": "EUR", "£": "GBP", "円": "JPY", "us$": "USD", "ca$": "CAD", "au$": "AUD", "euros": "EUR", "₹": "INR"}
_NAMES = {fold(name): entry.code for entry in Currency for name in (entry.currency_name, f"{entry.number:03}")} | _SIGNS
LARGEST = 10**15
# Amounts up to this length, with any currency's decimals, fit in 64 bits as minor units and stay within LARGEST.
_SHORT = 14


def code_meant(found: str) -> str:
    """Suggests a code for a text that is not a currency code but a currency's name, number or sign."""
    if found in ("$", "¥", "￥"):
        return f"{found} is the sign of several currencies: write the code, as {'USD' if found == '$' else 'JPY'}."
    return did_you_mean([_NAMES[fold(found)]] if fold(found) in _NAMES else [])


def decimals(currency: pd.Series) -> pd.Series:
    """The number of decimals of each currency (Int64), missing for an unknown code."""
    places = {code: EXPONENTS.get(code) for code in currency.dropna().unique()}
    return currency.map(places).astype("Int64")


def minor_units(amounts: pd.Series, currency: pd.Series) -> pd.DataFrame:
    """Converts amounts as typed to whole minor units of each row's currency.

    Returns columns ``minor`` (Int64, missing where the amount is empty or at fault), ``decimals`` (bool: more decimals
    than the currency has, ISO 4217, zeros at the end aside) and ``large`` (bool: more than 10^15 minor units).
    ``amounts`` must have the form of ``schemas.cells.amount``; an unknown or missing currency counts as one with two
    decimals.
    """
    coded = array(amounts).dictionary_encode()
    missing = coded.indices.is_null().to_numpy(zero_copy_only=False)
    if missing.all():
        nothing = np.zeros(len(amounts), "bool")
        values = pd.arrays.IntegerArray(np.zeros(len(amounts), "int64"), missing)
        return pd.DataFrame({"decimals": nothing, "large": nothing, "minor": values}, index=amounts.index)
    codes, exponents = coded.indices.fill_null(0).to_numpy(), _exponents(currency)
    digits, places, long = _digits(coded.dictionary)
    further = exponents - places[codes]
    decimals = (further < 0) & ~missing
    minor = digits[codes] * 10 ** np.maximum(further, 0)
    large = (np.abs(minor) > LARGEST) & ~missing
    for row in np.flatnonzero(long[codes] & ~missing):
        minor[row], large[row] = _exact(coded.dictionary[int(codes[row])].as_py(), int(exponents[row]))
    values = pd.arrays.IntegerArray(minor, missing | decimals | large)
    return pd.DataFrame({"decimals": decimals, "large": large, "minor": values}, index=amounts.index)


def _exponents(currency: pd.Series) -> np.ndarray:
    coded = array(currency).dictionary_encode()
    known = np.array([*(EXPONENTS.get(code, 2) for code in coded.dictionary.to_pylist()), 2], "int64")
    places: np.ndarray = known.take(coded.indices.fill_null(-1).to_numpy())
    return places


def _digits(amounts: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each amount's digits as a signed whole number, its number of decimals, and whether it is too long for this way.

    Zeros at the end of the decimals do not count. Where an amount is too long, the number is 0.
    """
    point = pc.find_substring(amounts, ".").to_numpy()
    if (point >= 0).any():
        amounts = pc.if_else(pa.array(point >= 0), pc.utf8_rtrim(pc.utf8_rtrim(amounts, "0"), "."), amounts)
    lengths, point = pc.binary_length(amounts).to_numpy(), pc.find_substring(amounts, ".").to_numpy()
    long = lengths > _SHORT
    whole = pc.utf8_ltrim(pc.replace_substring(amounts, ".", ""), "+")
    numbers = pc.if_else(pa.array(long), "0", whole).cast(pa.int64()).to_numpy()
    return numbers, np.where(point < 0, 0, lengths - 1 - point).astype("int64"), long


def _exact(amount: str, places: int) -> tuple[int, bool]:
    """The minor units of one amount, and whether they are too large; 0 if too large or not a whole number of units."""
    scaled = Decimal(amount).scaleb(places)
    if scaled != scaled.to_integral_value():
        return 0, False
    large = abs(scaled) > LARGEST
    return 0 if large else int(scaled), large


def as_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as an amount with the currency's decimals: 990 USD is ``9.90``, 990 JPY is ``990``."""
    return Decimal(minor).scaleb(-EXPONENTS.get(currency, 2))
