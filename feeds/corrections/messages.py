"""What the corrections say of a row and of a cell: the messages of the report, without the place that they stand at."""

from collections.abc import Mapping

import pandas as pd

from feeds.corrections.listing import Mark
from feeds.findings import error_codes
from schemas import faults


def marks(told: pd.DataFrame, rows: Mapping[int, int], columns: Mapping[str, int]) -> list[Mark]:
    """The cells of faults, by the row of each record and the column of each heading."""
    placed = told[told["heading"].isin(list(columns)) & told["record"].isin(list(rows))]
    # Such a row is good: only others are at fault.
    placed = placed[placed["code"] != faults.NOT_APPLIED_STRICT]
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
    said = pd.Series(_short(told), index=told["record"].to_numpy(), dtype="str")
    return said.groupby(level=0, sort=False).agg("\n".join)


def results(told: pd.DataFrame, records: pd.Index) -> list[str]:
    """What became of each record, in a line."""
    of_errors = told["code"].isin(error_codes(told))
    refused = row_messages(told[of_errors]).str.replace("\n", " ")
    warned = row_messages(told[~of_errors]).str.replace("\n", " ")
    said = ("refused: " + refused.reindex(records)).fillna("applied, with warnings: " + warned.reindex(records))
    return said.fillna("applied").tolist()


def _short(told: pd.DataFrame) -> list[str]:
    """Messages without their ending (column, value, cell): they stand at the cell, or beside its row."""
    answer = []
    for message, heading in zip(told["message"], told["heading"].fillna(""), strict=True):
        words, found, _ = message.rpartition(f' Column {heading}, value "')
        said = words if found else message
        answer.append(said if not heading or heading in said else f"{heading}: {said}")
    return answer
