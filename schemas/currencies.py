"""Currencies and their minor units (ISO 4217), and the way from an amount as typed to whole minor units and back."""

from decimal import Decimal

import pandas as pd
from iso4217 import Currency

EXPONENTS: dict[str, int] = {entry.code: entry.exponent for entry in Currency if entry.exponent is not None}
CODES = tuple(EXPONENTS)
LARGEST = 10**15


def minor_units(amounts: pd.Series, currency: pd.Series) -> pd.DataFrame:
    """Amounts as typed, as whole minor units of each one's currency.

    Returns columns ``minor`` (Int64, missing where the amount is empty or at fault), ``decimals`` and ``large`` (truth:
    more decimals than the currency has, ISO 4217; more than 10^15 minor units). ``amounts`` must be of the form
    ``schemas.cells.amount``; an unknown or missing currency counts as one with two decimals.
    """
    exponent = currency.map(EXPONENTS).fillna(2).astype("int64")
    parts = pd.DataFrame({"amount": amounts, "exponent": exponent}, index=amounts.index).dropna(subset="amount")
    distinct = parts.drop_duplicates()
    minor = pd.Series(
        [
            int(scaled) if (scaled := Decimal(amount).scaleb(int(places))) == scaled.to_integral_value() else None
            for amount, places in distinct.itertuples(index=False)
        ],
        index=pd.MultiIndex.from_frame(distinct),
        dtype="object",
    )
    found = pd.Series(minor.reindex(pd.MultiIndex.from_frame(parts)).to_numpy(), index=parts.index, dtype="object")
    decimals = parts["amount"].str.extract(r"\.([0-9]*)$")[0].str.len().fillna(0) > parts["exponent"]
    large = found.map(lambda value: value is not None and abs(value) > LARGEST).astype(bool)
    answer = pd.DataFrame({"decimals": decimals, "large": large}).reindex(amounts.index, fill_value=False)
    answer["minor"] = found.mask(decimals | large).reindex(amounts.index).astype("Int64")
    return answer


def as_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as an amount with the currency's decimals: 990 USD is ``9.90``, 990 JPY is ``990``."""
    return Decimal(minor).scaleb(-EXPONENTS.get(currency, 2))
