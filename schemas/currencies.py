"""Currencies and their minor units (ISO 4217), and the way from an amount as typed to whole minor units and back."""

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
# Of amounts up to this length, with any currency's decimals, the minor units fit in 64 bits and are not too large.
_SHORT = 14


def code_meant(found: str) -> str:
    """What to answer to a text that is no currency's code: the code of its name, number or sign."""
    if found in ("$", "¥", "￥"):
        return f"{found} is the sign of several currencies: write the code, as {'USD' if found == '$' else 'JPY'}."
    return did_you_mean([_NAMES[fold(found)]] if fold(found) in _NAMES else [])


def decimals(currency: pd.Series) -> pd.Series:
    """How many decimals each currency has (Int64), missing for a code that is none."""
    places = {code: EXPONENTS.get(code) for code in currency.dropna().unique()}
    return currency.map(places).astype("Int64")


def minor_units(amounts: pd.Series, currency: pd.Series) -> pd.DataFrame:
    """Amounts as typed, as whole minor units of each one's currency.

    Returns columns ``minor`` (Int64, missing where the amount is empty or at fault), ``decimals`` and ``large`` (truth:
    more decimals than the currency has, ISO 4217, zeros aside; more than 10^15 minor units). ``amounts`` must be of the
    form ``schemas.cells.amount``; an unknown or missing currency counts as one with two decimals.
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
    """The digits of each amount as a signed whole number, how many are behind the point, and where there are more.

    Zeros at the end of the decimals do not count.
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
    """The minor units of one amount, and whether they are too many; 0 for those and for a part of one."""
    scaled = Decimal(amount).scaleb(places)
    if scaled != scaled.to_integral_value():
        return 0, False
    large = abs(scaled) > LARGEST
    return 0 if large else int(scaled), large


def as_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as an amount with the currency's decimals: 990 USD is ``9.90``, 990 JPY is ``990``."""
    return Decimal(minor).scaleb(-EXPONENTS.get(currency, 2))
