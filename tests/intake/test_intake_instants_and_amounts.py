"""Instants and amounts are read as whole columns: what comes of it is what each text says by itself."""

from decimal import Decimal
from itertools import product

import pandas as pd
import pytest

from schemas.currencies import EXPONENTS, LARGEST, minor_units
from schemas.instants import instant, instants

_WRITTEN = (
    "1990-01-01",
    "2024-02-29",
    "2100-12-31",
    "2026-01-31T14:00:00Z",
    "1990-01-01T00:00:00Z",
    "2026-01-31T23:59:59+00:00",
    "2026-01-31T00:00:00-05:30",
    "2026-03-01T00:00:00+14:00",
    "2026-01-31T14:00:00-00:00",
    "2026-01-31T14:00:00+0530",
    "2026-01-31T14:00Z",
    "2026-01-31T14:00+05:30",
    "2026-01-31T14:00:00.250Z",
    "2026-01-31T14:00:00.250000-01:00",
    # As long as the most usual forms.
    "2026-01-31T14:00:00.1234Z",
    "2026-01-31T14:00-0100",
    "2026-01-31T14:00:00.1+0100",
)


@pytest.mark.parametrize(
    "texts", [_WRITTEN, _WRITTEN[::-1], *([text] for text in _WRITTEN), *([text, None] for text in _WRITTEN)]
)
def test_a_column_of_instants_is_what_each_of_them_is(texts: list[str | None]) -> None:
    read = instants(pd.Series(texts, index=range(5, 5 + len(texts)), dtype="str"))
    told = list(zip(*(read[name].astype("object").where(read[name].notna(), None) for name in read), strict=True))
    assert told == [instant(text) if text else (None, None) for text in texts]
    assert list(read.index) == list(range(5, 5 + len(texts)))


def test_a_part_of_a_column_is_read_as_the_whole() -> None:
    whole = pd.Series([f"2026-01-31T14:00:{second:02}+00:00" for second in range(60)], dtype="str")
    assert instants(whole.iloc[7:11])["at"].tolist() == [instant(text)[0] for text in whole[7:11]]
    assert instants(pd.concat([whole[3:5], whole[9:11]]))["at"].tolist() == [
        instant(whole[place])[0] for place in (3, 4, 9, 10)
    ]


def test_instants_of_nothing_are_missing() -> None:
    assert instants(pd.Series([None, None], dtype="str")).isna().all(axis=None)
    assert instants(pd.Series([], dtype="str")).empty


_AMOUNTS = (
    "0 5 5.5 +5.50 -3 -0.00 007 12.3456 12.34567 1.00 0.005 99999999999999 9999999999.999 -9999999999999 "
    "10000000000000 10000000000000.00 10000000000000.01 1000000000000000 1000000000000001 +1000000000000000.0 "
    "99999999999999999999 12345678901234567890.12345678901234567890 0.00000000000000000001 5.00000000000000000000"
).split()


def _one(amount: str, currency: str | None) -> tuple[bool, bool, int | None]:
    places = EXPONENTS.get(currency or "", 2)
    scaled = Decimal(amount).scaleb(places)
    decimals = len(amount.partition(".")[2].rstrip("0")) > places
    large = scaled == scaled.to_integral_value() and abs(scaled) > LARGEST
    return decimals, large, None if decimals or large else int(scaled)


def test_a_column_of_amounts_is_what_each_of_them_is_in_its_currency() -> None:
    cases = [*product(_AMOUNTS, ["USD", "JPY", "KWD", "UYW", "XYZ", None])]
    amounts, currencies = (pd.Series(cells, dtype="str") for cells in zip(*cases, strict=True))
    read = minor_units(amounts, currencies)
    minor = read["minor"].astype("object").where(read["minor"].notna(), None)
    assert list(zip(read["decimals"], read["large"], minor, strict=True)) == [_one(*case) for case in cases]


def test_an_empty_amount_has_no_minor_units_and_no_fault() -> None:
    for amounts in (["5", None], [None, None]):
        last = minor_units(pd.Series(amounts, dtype="str"), pd.Series(["USD", "USD"], dtype="str")).iloc[1]
        assert (last["decimals"], last["large"], pd.isna(last["minor"])) == (False, False, True)
