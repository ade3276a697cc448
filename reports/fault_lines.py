"""The faults of an upload as lines for people: errors before warnings, equal faults as one line with a count."""

import pandas as pd

from schemas.faults import FAULTS

_MOST_WORDINGS = 5
_CELLS_NAMED = 3


def fault_lines(faults: pd.DataFrame, *, errors_too: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines for errors and the lines for warnings: each has its first fault, its ``type`` and its count.

    Warnings with the same code, column and wording are one line. If a code and column has more than five wordings, they
    are one line too, with the first as the example. Errors are one line each, unless ``errors_too``. ``count`` is the
    number of faults of a line, and ``more`` names those after the first: `` and 4,998 more (F5, F6, F7 …)``.
    """
    kinds = faults["code"].map({code: FAULTS[code].severity for code in faults["code"].unique()}).astype("str")
    warned = kinds == "Warning"
    errors, warnings = (faults[rows].assign(type=kinds[rows]) for rows in (~warned, warned))
    return _together(errors) if errors_too else errors.assign(count=1, more=""), _together(warnings)


def without_ending(faults: pd.DataFrame) -> "pd.Series[str]":
    """The messages without the column, value and cell at their end: what is wrong and what to do."""
    named = zip(faults["message"], faults["heading"].fillna(""), strict=True)
    said = [text.rsplit(f' Column {heading}, value "', 1)[0] if heading else text for text, heading in named]
    return pd.Series(said, index=faults.index, dtype="str")


def _together(faults: pd.DataFrame) -> pd.DataFrame:
    """Equal faults as one row, in the order of the first of each."""
    column = faults.groupby(["code", faults["heading"].fillna("")], sort=False).ngroup()
    said = without_ending(faults)
    few = said.groupby(column).transform("nunique") <= _MOST_WORDINGS
    line = faults.groupby([column, said.where(few, "")], sort=False).ngroup()
    place = line.groupby(line).cumcount()
    first = place == 0
    places = faults["cell"].fillna("record " + faults["record"].astype("str"))
    named = places[place.between(1, _CELLS_NAMED)]
    cells = named.groupby(line[named.index]).agg(", ".join)
    counts = line[first].map(line.value_counts())
    more = [_more(count, cells.get(number, "")) for count, number in zip(counts, line[first], strict=True)]
    return faults[first].assign(count=counts, more=pd.Series(more, index=counts.index, dtype="str"))


def _more(count: int, cells: str) -> str:
    if count == 1:
        return ""
    return f" and {count - 1:,} more ({cells}{' …' if count - 1 > _CELLS_NAMED else ''})"
