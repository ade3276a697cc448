"""The dates of one column: those with one meaning, and those in which day and month may stand either way.

A column is one person's: if one of its dates can only be read day first, all are. Where cells are dates for Excel and
others stayed text because Excel could not turn them into dates, Excel has read the others in the wrong order.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from feeds.date_readings import Meaning, meaning
from feeds.findings import found, together
from feeds.odd_characters import HYPHENS, PLAIN_SPACES, UNSEEN, plain
from schemas import faults

# The columns that a kind which settles such dates finds beside a heading: the other day, and whether it is a date cell.
OTHERWISE, SWAPPED = "{} otherwise", "{} swapped"
_CLEAN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|T[0-9:.]*(?:Z|[+-][0-9]{2}:?[0-9]{2})$)"
_DAY_CELL = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
Order = Literal["day", "month", "both", ""]


@dataclass(frozen=True)
class Dates:
    """A column of dates as read: ``texts``, the first meaning of each; ``findings``; and what is not settled yet.

    ``otherwise``: the second meaning where the column does not tell; ``swapped``: those are date cells.
    """

    texts: pd.Series
    findings: pd.DataFrame
    otherwise: pd.Series | None = None
    swapped: bool = False


def read_dates(heading: str, texts: pd.Series, kinds: pd.Series | None, *, settles: bool) -> Dates:
    """What the dates of a column mean; where two meanings are left they are refused, unless the kind ``settles`` it."""
    odd = texts.notna() & ~texts.str.contains(_CLEAN).fillna(value=True).astype(bool)
    if kinds is not None:
        odd &= kinds.isin(["", "number"])
    if not odd.any():
        return Dates(texts, together([]))
    typed = texts[odd]
    meanings = _meanings(typed, day_alone=settles)
    day, month, serial = meanings["day_first"], meanings["month_first"], meanings["serial"].dropna()
    order = _order(day, month)
    read = meanings["only"].fillna(day if order != "month" else month).fillna(month).fillna(day)
    two = day.notna() & month.notna() & (day != month)
    told = _read_as(heading, read[~two | (order in ("day", "month"))], two, order)
    words = f"{heading} holds " + typed[serial.index] + ", which is how Excel stores " + serial + "."
    stored = found(serial.index, faults.DATE_FORM, heading, words, "Format the column as a date.")
    one = Dates(texts.where(read.reindex(texts.index).isna(), read.reindex(texts.index)), together([told, stored]))
    if order in ("", "both"):
        one = _with_doubt(one, heading, month[two], settles=settles and not order, order=order, swapped=False)
    if not order or kinds is None:
        return one
    cells = _swapped(texts[(kinds == "date") & texts.str.fullmatch(_DAY_CELL).fillna(value=False).astype(bool)])
    return _with_doubt(one, heading, cells, settles=settles and order != "both", order=order, swapped=True)


def _meanings(typed: pd.Series, *, day_alone: bool) -> pd.DataFrame:
    """What each text can mean, one column a field of Meaning."""
    texts, _ = plain(typed, (*UNSEEN, HYPHENS, PLAIN_SPACES))
    distinct = texts.unique()
    table = pd.DataFrame(
        [meaning(text, day_alone=day_alone) for text in distinct], index=distinct, columns=list(Meaning._fields)
    )
    return table.astype("str").reindex(texts.to_numpy()).set_axis(typed.index)


def _order(day: pd.Series, month: pd.Series) -> Order:
    """What the column tells of its order: by dates that exist in one order alone."""
    only_day, only_month = bool((day.notna() & month.isna()).any()), bool((month.notna() & day.isna()).any())
    return "both" if only_day and only_month else "day" if only_day else "month" if only_month else ""


def _read_as(heading: str, read: pd.Series, two: pd.Series, order: Order) -> pd.DataFrame:
    read = read.dropna()
    other = {"day": "month", "month": "day"}.get(order, "")
    how = pd.Series("", index=read.index, dtype="str").mask(
        two[read.index], f", the {order} before the {other} as in other cells of the column"
    )
    return found(read.index, faults.READ_AS, heading, f"{heading} was read as " + read + how + ".")


def _swapped(cells: pd.Series) -> pd.Series:
    """The days that date cells would be with day and month changed places, where there is such a day."""
    day, month = cells.str[8:10], cells.str[5:7]
    may = (day <= "12") & (day != month)
    return cells[may].str[:5] + day[may] + "-" + month[may]


def _with_doubt(one: Dates, heading: str, otherwise: pd.Series, *, settles: bool, order: Order, swapped: bool) -> Dates:
    if otherwise.empty:
        return one
    if settles:
        return Dates(one.texts, one.findings, otherwise, swapped)
    words = unclear(heading, one.texts[otherwise.index], otherwise, order=order, swapped=swapped)
    refused = found(otherwise.index, faults.DAY_ORDER_UNCLEAR, heading, words)
    return Dates(one.texts, together([one.findings, refused]))


def unclear(heading: str, first: pd.Series, second: pd.Series, *, order: str = "", swapped: bool = False) -> pd.Series:
    """Why a date is refused that means ``first`` or ``second``: with day or month first, or as a ``swapped`` cell."""
    if not swapped:
        said = "; other cells of the column are written both ways" if order == "both" else ""
        return f"{heading} can be " + first + " (day first) or " + second + f" (month first){said}."
    return (
        f"{heading} is a date cell of "
        + first
        + ", and can be "
        + second
        + ": other cells of the column are text that Excel could not turn into dates because it reads day and month "
        "in the other order, so it swapped them where it could."
    )
