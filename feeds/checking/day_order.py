"""Reads the dates of one column and finds out in which order they write day, month and year.

One person fills in a column: if one of its dates can only be read day first, all are. If some cells are Excel dates and
others stayed text because Excel could not turn them into dates, Excel read the former in the wrong order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from feeds.checking.dates import Meaning, meaning
from feeds.checking.filled_down import rising_runs
from feeds.checking.findings import combined, finding, none_found
from feeds.checking.odd_characters import HYPHENS, PLAIN_SPACES, UNSEEN, plain
from schemas import faults

# Extra columns of a heading, for a kind that settles its dates. IN_ORDER: the day in each order, for dates that can be
# read in several. AS_WRITTEN: what each cell was (``date``, empty for text, ``read`` for numbers in the order of the
# column). BESIDE_TEXT: true for a whole column whose text cells show that Excel swapped day and month in the others.
# RUN: the number of the run of rising days that the row is in.
IN_ORDER, AS_WRITTEN, BESIDE_TEXT, RUN = "{} {} first", "{} as written", "{} beside text", "{} run"
DATE_CELL, READ = "date", "read"
ORDERS = ("day", "month", "year")
_MOST_NAMED = 10
_BEFORE = {"day": "the day before the month", "month": "the month before the day", "year": "the year before the month"}
_CLEAN = (
    "^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    "(?:$|T[0-9:]*(?:[.][0-9]{1,6})?(?:Z|[+-][0-9]{2}:?[0-9]{2})$)"
)
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_YEAR_LAST = r"[-/.] ?[0-9]{4}(?:[., T]|$)"
# A time of day without a zone, which is dropped where only the day counts: far fewer distinct texts remain.
_CLOCK = ":[0-5][0-9](?::[0-5][0-9](?:[.][0-9]+)?)?"
_WITH_TIME = rf"^(.*[0-9])(?: |, ?|T)(?:(?:[01]?[0-9]|2[0-3]){_CLOCK}|(?:0?[1-9]|1[0-2]){_CLOCK} ?[AaPp][Mm])$"


@dataclass(frozen=True)
class Dates:
    """A column of dates as read: ``texts``, the first meaning of each; ``findings``; and what the kind has to settle.

    ``unsettled``: those of the columns IN_ORDER, AS_WRITTEN, BESIDE_TEXT and RUN that the heading needs.
    """

    texts: pd.Series
    findings: pd.DataFrame
    unsettled: dict[str, pd.Series] = field(default_factory=dict)


def read_dates(
    heading: str, texts: pd.Series, kinds: pd.Series | None, cell: Callable[[int], str], *, settles: bool
) -> Dates:
    """Reads the dates of a column; dates with several possible meanings are refused, unless the kind settles them.

    A kind that ``settles`` wants days only: times without an offset are ignored, and runs of rising days get a finding.
    ``cell``: returns the cell of a record's date.
    """
    dates = _read(heading, texts, kinds, settles=settles)
    runs = rising_runs(dates.texts) if settles else []
    if not runs:
        return dates
    numbered = pd.Series(pd.NA, index=texts.index, dtype="Int64")
    for number, run in enumerate(runs, 1):
        numbered.iloc[run] = number
    ends = [(texts.index[run.start], texts.index[run.stop - 1]) for run in runs[:_MOST_NAMED]]
    days = dates.texts
    said = ", ".join(f"{cell(first)} to {cell(last)} ({days[first]} to {days[last]})" for first, last in ends)
    more = f" and {len(runs) - _MOST_NAMED} runs more" if len(runs) > _MOST_NAMED else ""
    words = f"{heading} rises by one day from row to row in {said}{more}."
    told = finding([ends[0][0]], faults.DAYS_RISING, heading, words)
    return Dates(dates.texts, combined([dates.findings, told]), dates.unsettled | {RUN.format(heading): numbered})


def _read(heading: str, texts: pd.Series, kinds: pd.Series | None, *, settles: bool) -> Dates:
    odd = texts.notna() & ~texts.str.contains(_CLEAN)
    if kinds is not None:
        odd &= kinds.isin(["", "number"])
    if not odd.any():
        unread = {} if kinds is None or not settles else {AS_WRITTEN.format(heading): kinds}
        return Dates(texts, none_found(), unread)
    meanings = _with_turned(_meanings(texts[odd], day_alone=settles), texts, kinds)
    every = _readings(meanings, texts)
    orders = _possible(every)
    readings = every[orders or list(ORDERS)]
    doubtful = readings[_several(readings)]
    read = meanings["only"].fillna(_first(readings))
    told = _read_as(heading, read.drop(doubtful.index), every, meanings["note"], orders)
    one = texts.where(read.reindex(texts.index).isna(), read.reindex(texts.index))
    written = pd.Series("", index=texts.index, dtype="str") if kinds is None else kinds
    dates = Dates(one, combined([told, _named(heading, texts, meanings)]))
    # Excel could not read these text cells in the order in which it read the date cells.
    beside_text = orders in ([], ["day"], ["month"])
    if not settles:
        cells = one[(written == DATE_CELL) & beside_text]
        return _refused(dates, heading, doubtful, swapped_days(cells), both=not orders)
    in_order = written.index.isin(every.index[every.notna().any(axis="columns")])
    unsettled = {AS_WRITTEN.format(heading): written.mask(in_order, READ)}
    if beside_text:
        unsettled[BESIDE_TEXT.format(heading)] = pd.Series(data=True, index=texts.index)
    if not orders:
        dates = _refused(dates, heading, doubtful, both=True)
    elif len(doubtful):
        unsettled |= {IN_ORDER.format(heading, order): days.reindex(texts.index) for order, days in doubtful.items()}
    return Dates(dates.texts, dates.findings, unsettled)


def _meanings(typed: pd.Series, *, day_alone: bool) -> pd.DataFrame:
    """The possible meanings of each text, with one column for each field of Meaning."""
    texts, _ = plain(typed, (*UNSEEN, HYPHENS, PLAIN_SPACES))
    if day_alone:
        texts = texts.str.replace(_WITH_TIME, r"\1", regex=True)
    distinct = texts.unique()
    table = pd.DataFrame(
        [meaning(text, day_alone=day_alone) for text in distinct], index=distinct, columns=list(Meaning._fields)
    )
    return table.astype("str").reindex(texts.to_numpy()).set_axis(typed.index)


def _with_turned(meanings: pd.DataFrame, texts: pd.Series, kinds: pd.Series | None) -> pd.DataFrame:
    """The meanings, changed if more texts of the column can only be yyyy-dd-mm than can only be yyyy-mm-dd.

    Then the former are read as yyyy-dd-mm, and every text that can be either has two meanings, even a plain yyyy-mm-dd.
    """
    only, turned = meanings["only"], meanings["turned"]
    proof = only.isna() & turned.notna()
    if not proof.any():
        return meanings
    typed = texts if kinds is None else texts[kinds == ""]
    clean = typed[typed.str.fullmatch(_DAY) & ~typed.index.isin(meanings.index)]
    year_first = texts[meanings.index].str.contains("^[0-9]{4}[^0-9]").astype(bool)
    if proof.sum() <= (clean.str[8:10] > "12").sum() + (year_first & (only.str[8:10] > "12")).sum():
        return meanings
    both = only.notna() & turned.notna()
    held = meanings.assign(
        only=only.mask(both).mask(proof, turned),
        month_first=meanings["month_first"].mask(both, only),
        day_first=meanings["day_first"].mask(both, turned),
    )
    other = swapped_days(clean)
    more = pd.DataFrame({"month_first": clean[other.index], "day_first": other}, columns=list(Meaning._fields))
    return pd.concat([held, more.astype("str")]).sort_index()


def _readings(meanings: pd.DataFrame, texts: pd.Series) -> pd.DataFrame:
    """The day of each text in each of ORDERS; year first is ruled out if the column has dates with a long year last."""
    readings = meanings[[f"{order}_first" for order in ORDERS]].set_axis(list(ORDERS), axis="columns")
    year_may_be_last = readings[["day", "month"]].notna().any(axis="columns")
    if (year_may_be_last & texts[meanings.index].str.contains(_YEAR_LAST)).any():
        readings["year"] = readings["year"].mask(year_may_be_last)
    return readings


def _first(readings: pd.DataFrame) -> pd.Series:
    """The day of each text in the first order in which it has one."""
    first = pd.Series(None, index=readings.index, dtype="str")
    for order in readings:
        first = first.fillna(readings[order])
    return first


def _several(readings: pd.DataFrame) -> pd.Series:
    """True for texts that mean different days in different orders."""
    first, several = _first(readings), pd.Series(data=False, index=readings.index)
    for order in readings:
        several |= readings[order].notna() & (readings[order] != first)
    return several


def _possible(readings: pd.DataFrame) -> list[str]:
    """The orders in which every date of the column is a valid calendar day."""
    dates = readings[readings.notna().any(axis="columns")]
    return [order for order in ORDERS if dates[order].notna().all()]


def _read_as(heading: str, read: pd.Series, every: pd.DataFrame, note: pd.Series, orders: list[str]) -> pd.DataFrame:
    """Warnings with the day that was read, what was ignored, and whether the order was taken from the column."""
    read = read.dropna()
    by_column = _several(every)[read.index] & (len(orders) == 1)
    how = pd.Series("", index=read.index, dtype="str")
    how = how.mask(by_column, f", {_BEFORE[orders[0]]} as in other cells of the column") if orders else how
    how += (", " + note[read.index]).fillna("")
    return finding(read.index, faults.READ_AS, heading, f"{heading} was read as " + read + how + ".")


def _named(heading: str, texts: pd.Series, meanings: pd.DataFrame) -> pd.DataFrame:
    """Errors for texts that are not a date with one meaning, with what they seem to be."""
    why = meanings["why"].dropna()
    words = f"{heading} holds " + texts[why.index] + ", " + why + "."
    return finding(why.index, faults.DATE_FORM, heading, words, meanings["advice"][why.index].fillna(""))


def swapped_days(days: pd.Series) -> pd.Series:
    """The days with day and month swapped, only for those where that is another valid day."""
    day, month = days.str[8:10], days.str[5:7]
    may = (day <= "12") & (day != month) & (days.str.len() == len("yyyy-mm-dd"))
    return days[may].str[:5] + day[may] + "-" + month[may]


def _refused(
    dates: Dates, heading: str, doubtful: pd.DataFrame, swapped: pd.Series | None = None, *, both: bool
) -> Dates:
    """The dates, with Errors on those that can be read in several ways."""
    words = unclear(heading, doubtful) + ("; other cells of the column are written both ways." if both else ".")
    tables = [dates.findings, finding(doubtful.index, faults.DAY_ORDER_UNCLEAR, heading, words)]
    if swapped is not None and len(swapped):
        said = f"{heading} is a date cell of " + dates.texts[swapped.index] + swapped_beside_text(swapped)
        tables.append(finding(swapped.index, faults.DAY_ORDER_UNCLEAR, heading, said))
    return Dates(dates.texts, combined(tables))


def unclear(heading: str, readings: pd.DataFrame) -> pd.Series:
    """The possible days of each ambiguous date, as the beginning of a sentence."""
    words = pd.Series(f"{heading} can be ", index=readings.index, dtype="str")
    for order in readings:
        own = readings[order]
        words += (" or " + own + f" ({order} first)").fillna("")
    return words.str.replace("can be  or ", "can be ")


def swapped_beside_text(other: pd.Series) -> pd.Series:
    """The end of a sentence: why date cells may mean the ``other`` days, as text cells show that Excel swapped some."""
    return (
        ", and can be "
        + other
        + ": other cells of the column are text that Excel could not turn into dates because it reads day and month "
        "in the other order, so it swapped them where it could."
    )
