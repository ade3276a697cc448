"""What the corrections say of a row and of a cell: the messages of the report, without the place that they stand at."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.findings import error_codes
from feeds.corrections.sheet_layout import CORRECT_THERE, MOST_MARKS, Mark
from schemas import faults


def marks(told: pd.DataFrame, rows: Mapping[int, int], columns: Mapping[str, int]) -> list[Mark]:
    """The cells of faults, by the row of each record and the column of each heading; of very many the first ones.

    ``rows``: in the order of the records.
    """
    # Where a row of a strict file is good, only others are at fault.
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
    """What is told of each record, a line a fault."""
    said = pd.Series(_short(told).to_numpy(), index=told["record"].to_numpy(), dtype="str")
    several = said.index.duplicated(keep=False)
    if not several.any():
        return said
    joined: pd.Series = pd.concat([said[~several], said[several].groupby(level=0, sort=False).agg("\n".join)])
    return joined


def results(told: pd.DataFrame, records: pd.Index) -> list[str]:
    """What became of each record, in a line."""
    of_errors = told["code"].isin(error_codes(told))
    refused = row_messages(told[of_errors]).str.replace("\n", " ")
    warned = row_messages(told[~of_errors]).str.replace("\n", " ")
    said = ("refused: " + refused.reindex(records) + f" {CORRECT_THERE}.").fillna(
        "applied, with warnings: " + warned.reindex(records)
    )
    return said.fillna("applied").tolist()


def _short(told: pd.DataFrame) -> pd.Series:
    """Messages without their ending (column, value, cell): they stand at the cell, or beside its row."""
    answer = told["message"].copy()
    for name in told["heading"].fillna("").unique():
        of_heading = told["heading"].fillna("") == name
        messages = pa.array(told.loc[of_heading, "message"], pa.large_string())
        # What was typed may look like an ending: the last one counts.
        parts = pc.split_pattern(messages, f' Column {name}, value "', max_splits=1, reverse=True)
        said = pc.list_element(parts, 0)
        if name:
            named = pc.binary_join_element_wise(f"{name}: ", said.cast(pa.string()), "").cast(pa.large_string())
            said = pc.if_else(pc.match_substring(said, name), said, named)
        answer[of_heading] = pd.array(said, dtype="str")
    return answer
