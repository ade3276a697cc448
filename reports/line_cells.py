"""The cells of a line of order items as one text, which SQLite puts together.

It is a JSON array of strings, which can be taken apart again whatever they hold.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Integer, String, case, cast, func

from reports import order_lines
from reports.report import holds
from reports.texts import INSTANT
from schemas import dialect
from schemas.currencies import EXPONENTS
from schemas.order_table import ITEMS


def together(headings: Sequence[str]) -> ColumnElement[str]:
    """The cells of a line under ``headings``, as the report has them, as one text: what ``texts.apart`` takes apart."""
    usual = _array(headings, {})
    if not any(holds(heading) == "amount" for heading in headings):
        return usual
    others = {places: _codes(places) for places in sorted(set(EXPONENTS.values()) - {2})}
    # One look into one text is enough for nearly all lines; a look for each amount takes longer than the amount itself.
    other = func.instr(" ".join(code for codes in others.values() for code in codes), ITEMS.c.currency)
    return case((other > 0, _array(headings, others)), else_=usual)


def _codes(places: int) -> list[str]:
    return [code for code, exponent in EXPONENTS.items() if exponent == places]


def _array(headings: Sequence[str], others: dict[int, list[str]]) -> ColumnElement[str]:
    return dialect.as_array([_text(heading, others) for heading in headings])


def _text(heading: str, others: dict[int, list[str]]) -> ColumnElement[str]:
    held, kind = order_lines.column(heading), holds(heading)
    if not isinstance(held.type, Integer):
        return held
    if kind == "date":
        return dialect.date_text(held, INSTANT)
    return _amount(held, others) if kind == "amount" else cast(held, String)


def _amount(minor: ColumnElement[int], others: dict[int, list[str]]) -> ColumnElement[str]:
    """Minor units, which are never negative, with two decimals, or those of ``others``: currencies by decimals."""
    exact = [(ITEMS.c.currency.in_(codes), dialect.decimal_text(minor, places)) for places, codes in others.items()]
    return case((minor.is_(None), ""), *exact, else_=dialect.decimal_text(minor, 2))
