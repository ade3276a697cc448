"""The messages of corrections for a row and for a cell: those of the report, without the cell's place."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.findings import error_codes
from feeds.corrections.sheet_layout import CORRECT_THERE, MOST_MARKS, Mark
from schemas import faults


def marks(told: pd.DataFrame, rows: Mapping[int, int], columns: Mapping[str, int]) -> list[Mark]:
    """The cells with faults and their messages; if very many records have faults, only those of the first ones.

    ``rows``: the row of each record, in the order of the records. ``columns``: the column of each heading.
    """
    # In a strict file a good row is refused only because others are faulty, so it gets no mark.
    placed = told[told["heading"].isin(list(columns)) & (told["code"] != faults.NOT_APPLIED_STRICT)]
    placed = placed[placed["record"].isin(list(rows))]
    first = placed["record"].drop_duplicates().nsmallest(MOST_MARKS + 1)
    placed = placed[placed["record"] <= first.max()] if len(first) > MOST_MARKS else placed
    errors = set(error_codes(placed))
    cells: dict[tuple[int, int], tuple[str, bool]] = {}
    said = zip(placed["record"], placed["heading"], placed["code"], _short(placed), strict=True)
    for record, heading, code, words in said:
        place = (rows[record], columns[heading])
        before, severe = cells.get(place, ("", False))
        cells[place] = (f"{before}\n{words}".strip(), severe or code in errors)
    return [(row, column, words, severe) for (row, column), (words, severe) in sorted(cells.items())]


def row_messages(told: pd.DataFrame) -> pd.Series:
    """The messages of each record, one line per fault."""
    said = pd.Series(_short(told).to_numpy(), index=told["record"].to_numpy(), dtype="str")
    several = said.index.duplicated(keep=False)
    if not several.any():
        return said
    joined: pd.Series = pd.concat([said[~several], said[several].groupby(level=0, sort=False).agg("\n".join)])
    return joined


def results(told: pd.DataFrame, records: pd.Index) -> list[str]:
    """The result of each record, in one line: applied, applied with warnings, or refused."""
    of_errors = told["code"].isin(error_codes(told))
    refused = row_messages(told[of_errors]).str.replace("\n", " ")
    warned = row_messages(told[~of_errors]).str.replace("\n", " ")
    said = ("refused: " + refused.reindex(records) + f" {CORRECT_THERE}.").fillna(
        "applied, with warnings: " + warned.reindex(records)
    )
    return said.fillna("applied").tolist()


def _short(told: pd.DataFrame) -> pd.Series:
    """The messages without their ending (column, value, cell), since they are shown at the cell or its row."""
    answer = told["message"].copy()
    for name in told["heading"].fillna("").unique():
        of_heading = told["heading"].fillna("") == name
        messages = pa.array(told.loc[of_heading, "message"], pa.large_string())
        # The user's text may look like an ending, so only the last match counts.
        parts = pc.split_pattern(messages, f' Column {name}, value "', max_splits=1, reverse=True)
        said = pc.list_element(parts, 0)
        if name:
            named = pc.binary_join_element_wise(f"{name}: ", said.cast(pa.string()), "").cast(pa.large_string())
            said = pc.if_else(pc.match_substring(said, name), said, named)
        answer[of_heading] = pd.array(said, dtype="str")
    return answer
