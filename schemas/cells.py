"""The columns that our files share, each with the message for a wrong cell.

A column of a feed is a Pandera column of text: cells are checked as typed and converted afterwards, where conversion
cannot fail. A check's name is its fault code and its error is the message. ``metadata["holds"]`` is the type of the
content (``identifier``, ``own`` for the seller's own identifiers, ``date``, ``number``, ``amount``, ``choice``,
``text``), which decides what a spreadsheet may have done to the cells. An empty cell is a missing value; ``nullable``
is whether it may be empty and ``required`` whether the heading must be present.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas import faults
from schemas.accepted_values import advised, spelled
from schemas.currencies import CODES, code_meant
from schemas.instants import plainly_real
from schemas.text_columns import truths_of

# The headings under which a file can name an item of the order instead of giving its id.
ITEM_NAMES = ("sku", "item")
Test = Callable[[pd.Series], pd.Series]

# ASCII digits only: \d would match Arabic and full-width digits too.
ORDER_ID = r"[0-9]{3}-[0-9]{7}-[0-9]{7}"
DATE_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
# Marketplaces are younger than this, and a year far in the future is a typing error.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Names of countries with a marketplace, used only to suggest a code.
_COUNTRIES = {
    name: code
    for code, names in {
        "AE": "unitedarabemirates uae",
        "AU": "australia",
        "BE": "belgium belgique belgië",
        "BR": "brazil brasil",
        "CA": "canada",
        "CN": "china 中国 中國",
        "DE": "germany deutschland",
        "ES": "spain españa",
        "FR": "france",
        "GB": "unitedkingdom greatbritain england",
        "IN": "india",
        "IT": "italy italia",
        "JP": "japan 日本",
        "MX": "mexico méxico",
        "NL": "netherlands nederland",
        "PL": "poland polska",
        "SE": "sweden sverige",
        "SG": "singapore",
        "TR": "turkey türkiye",
        "US": "usa unitedstates unitedstatesofamerica",
    }.items()
    for name in names.split()
}


def rule(code: int, wording: str, test: Test, **bounds: int) -> pa.Check:
    """A check of a column's cells whose failure is the fault ``code`` with the message ``wording``.

    ``bounds``: the numbers in the rule, from which a template makes its own validation.
    """
    return pa.Check(test, name=str(code), error=wording, statistics=bounds)


def form(code: int, pattern: str, wording: str, **bounds: int) -> pa.Check:
    """The whole cell matches ``pattern`` (RE2 syntax, ASCII classes only)."""
    return rule(code, wording, lambda cells: cells.str.fullmatch(pattern), **bounds)


def at_most(length: int) -> pa.Check:
    """The cell holds at most ``length`` characters."""
    said = f"may hold at most {length} characters"
    return rule(faults.TOO_LONG, said, lambda cells: cells.str.len() <= length, longest=length)


def one_of(values: Sequence[str]) -> pa.Check:
    """The cell is one of ``values``, in exactly that spelling."""
    said = f"must be {'one of ' if len(values) > 1 else ''}{', '.join(values)}"
    return rule(faults.NOT_ACCEPTED, said, lambda cells: cells.isin(values))


def column(
    holds: str, description: str, *checks: pa.Check, heading: bool = False, cell: bool = False, **more: Any
) -> pa.Column:
    """A column of text; ``heading``: the heading must be present; ``cell``: no cell may be empty."""
    return pa.Column(
        str,
        list(checks),
        required=heading,
        nullable=not cell,
        description=description,
        metadata={"holds": holds, **more},
    )


def partner(of: str, needed: Callable[[pd.DataFrame], pd.Series], code: int, wording: str) -> pa.Column:
    """A rule over several cells, as a derived bool column: ``needed(frame)`` is true where ``of`` is valid."""
    return pa.Column(bool, rule(code, wording, lambda held: held), metadata={"of": of, "derive": needed})


def order_id() -> pa.Column:
    """The order-id, 3-7-7 digits (Seller Central, "Order ID")."""
    wording = "must be 3, 7 and 7 digits joined by hyphens, as 202-1234567-7654321"
    return column(
        "identifier",
        "The marketplace's identifier of the order",
        form(faults.ORDER_ID_FORM, ORDER_ID, wording),
        heading=True,
        cell=True,
        example="202-1234567-7654321",
    )


def order_item_id(*, heading: bool = False, cell: bool = False, new: bool = False) -> pa.Column:
    """The order-item-id: up to 64 digits; real files have 11 to 14.

    ``new``: the order table does not have the item yet, so lost digits cannot be detected by looking the id up.
    """
    return column(
        "identifier",
        "The marketplace's identifier of one item of the order",
        form(faults.ITEM_ID_FORM, "[0-9]{1,64}", "must be digits alone, as 12345678901234"),
        heading=heading,
        cell=cell,
        example="12345678901234",
        looked_up=not new,
    )


def item_name(description: str) -> pa.Column:
    """A column that can name an item instead of its id; it is read if a file has it, and no template contains it."""
    # A placeholder is not an empty cell here: read as empty, it would mean the whole order.
    return column("own", description, unlisted=True, placeholders="")


def listed(schema: pa.DataFrameSchema) -> list[str]:
    """The headings that the feed's template has, as the schema spells them."""
    return [
        name
        for name, column in schema.columns.items()
        if not {"derive", "unlisted"}.intersection(column.metadata or {})
    ]


def item_names(schema: pa.DataFrameSchema) -> list[str]:
    """The headings of a schema that can name an item of the order instead of its id."""
    columns = {name: schema.columns[name].metadata or {} for name in ITEM_NAMES if name in schema.columns}
    return [name for name, metadata in columns.items() if "unlisted" in metadata]


def quantity(description: str, *, least: int = 1, heading: bool = False, cell: bool = False) -> pa.Column:
    """A whole number of units, at least ``least`` (0 or 1), with at most nine digits."""
    said = "a positive whole number" if least else "a whole number, zero or more"
    pattern = "0*[1-9][0-9]{0,8}" if least else "[0-9]{1,9}"
    check = form(faults.WHOLE_NUMBER, pattern, f"must be {said}", least=least)
    return column("number", description, check, heading=heading, cell=cell, example="2")


def _are_real(cells: pd.Series) -> pd.Series:
    """True for days and date-times that exist in the calendar; usual forms are checked as whole columns."""
    real = plainly_real(cells, _FIRST_YEAR, _LAST_YEAR)
    if not real.all():
        real[~real] = truths_of(cells[~real], _is_real).to_numpy()
    return pd.Series(real, index=cells.index)


def _is_real(text: str) -> bool:
    try:
        day = date.fromisoformat(text[:10])
        # Checked before the time is read: no order was placed or shipped in other years.
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return False
        if len(text) != 10:
            datetime.fromisoformat(text).utctimetuple()
    except ValueError:
        return False
    return True


def _dates(pattern: str, wording: str) -> tuple[pa.Check, pa.Check]:
    """The two checks of a date column: the form, and that the day exists."""
    real = rule(
        faults.DATE_FORM,
        f"must be a day that the calendar has, from {_FIRST_YEAR} to {_LAST_YEAR}",
        lambda cells: ~cells.str.fullmatch(pattern) | _are_real(cells),
    )
    return form(faults.DATE_FORM, pattern, wording, shortest=17 if pattern == DATE_TIME else 10), real


def day_or_date_time(description: str, *, heading: bool = False, cell: bool = False) -> pa.Column:
    """A calendar day ``yyyy-mm-dd`` or a date-time with offset (ISO 8601) that exists in the calendar."""
    checks = _dates(f"{DAY}|{DATE_TIME}", "must be a day written yyyy-mm-dd, or an ISO 8601 date-time with offset")
    return column("date", description, *checks, heading=heading, cell=cell, example="2026-01-31")


def date_time(description: str, *, heading: bool = False, exact: bool = False) -> pa.Column:
    """A date-time with offset (ISO 8601), as in the marketplace's reports; unless ``exact``, also a day alone."""
    wording = "must be an ISO 8601 date-time with offset, as 2026-01-31T14:00:00+00:00"
    checks = _dates(DATE_TIME if exact else f"{DAY}|{DATE_TIME}", wording)
    return column("date", description, *checks, heading=heading, example="2026-01-31T14:00:00+00:00")


def amount(description: str, *more: pa.Check, discount: bool = False) -> pa.Column:
    """A signed amount: up to 20 digits, optionally with a point and decimals.

    The currency decides how many decimals are allowed, never more than four (ISO 4217);
    ``schemas.currencies.minor_units`` checks that. ``discount``: a column of discounts, which some reports write below
    zero.
    """
    wording = "must be an amount with a point and no thousands comma, as 12.50"
    return column(
        "amount",
        description,
        form(faults.AMOUNT_FORM, r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?", wording),
        *more,
        discount=discount,
        example="12.50",
    )


def not_zero() -> pa.Check:
    """The amount is not zero."""
    return rule(faults.AMOUNT_ZERO, "must not be zero", lambda cells: ~cells.str.fullmatch(r"[+-]?0+(\.0*)?"))


def not_negative(wording: str = "must not be below zero") -> pa.Check:
    """The amount has no minus sign, unless it is zero."""
    return rule(faults.AMOUNT_NEGATIVE, wording, lambda cells: ~cells.str.fullmatch(r"-[0.]*[1-9][0-9.]*"))


def text(description: str, longest: int, *checks: pa.Check, example: str = "", **more: Any) -> pa.Column:
    """Free text of at most ``longest`` characters."""
    return column("text", description, at_most(longest), *checks, example=example, **more)


def choice(
    description: str,
    values: Sequence[str],
    *,
    heading: bool = False,
    cell: bool = False,
    listed: Sequence[str] = (),
    called: Mapping[str, str] = MappingProxyType({}),
    also: Callable[[str], str | None] = lambda _: None,
    **more: Any,
) -> pa.Column:
    """One of ``values``, in any spelling; ``listed``: the values that a template offers (by default all).

    ``called``: other names of the values, folded, used only to suggest one. ``also``: gives the value for further texts
    that are accepted.
    """
    return column(
        "choice",
        description,
        one_of(values),
        heading=heading,
        cell=cell,
        accepted=tuple(listed or values),
        spelled=spelled(values, also),
        advice=advised(values, called),
        example=values[0],
        **more,
    )


def currency(description: str, *, cell: bool = False) -> pa.Column:
    """An ISO 4217 code, in capitals or lower case."""
    return column(
        "choice",
        description,
        rule(faults.NOT_ACCEPTED, "must be an ISO 4217 code, as USD", lambda codes: codes.isin(CODES)),
        cell=cell,
        accepted=CODES,
        spelled=spelled(CODES),
        advice=code_meant,
        example="USD",
    )


def country(description: str) -> pa.Column:
    """A country code of two letters (ISO 3166), in capitals or lower case."""
    return column(
        "choice",
        description,
        form(faults.COUNTRY_FORM, "[A-Za-z]{2}", "must be a country code of two letters, as US"),
        spelled=spelled((), lambda text: text.upper() if re.fullmatch("[A-Za-z]{2}", text) else None),
        advice=advised((), _COUNTRIES),
        example="US",
    )
