"""Finds text files that were cut short within their last line, among those that end without a line break.

Many programs write no line break after the last line, so that alone proves nothing. The file counts as cut if the last
line has fewer cells than all others, or if its last cell is shorter than a cell of its column can be.
"""

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.checking.findings import finding, none_found
from feeds.reading.cell_names import letters as letters_of
from feeds.reading.sheet import Sheet
from schemas import carriers, faults
from schemas.check_digits import fitting
from schemas.tracking_numbers import known

_NUMBER, _CODE, _NAME = "tracking-number", "carrier-code", "carrier-name"
# With fewer other cells, the usual length of a column's cells is unknown.
_FEWEST = 2


def cut(sheet: Sheet, schema: DataFrameSchema) -> pd.DataFrame:
    """An Error on the last record if the text file seems to be cut off within it."""
    grid = sheet.grid
    if grid is None or grid.widths is None or grid.ended or not len(sheet.cells):
        return none_found()
    last = int(sheet.cells.index[-1])
    if int(sheet.rows[last]) != grid.height:
        return none_found()
    widths = grid.widths.take(sheet.rows.to_numpy() - 1).to_numpy()
    full = grid.widths[sheet.heading_row].as_py()
    if widths[-1] < full and (widths[:-1] == full).all():
        words = f"The text ends within this line, which has {widths[-1]} cells; every other line has {full}."
        return finding([last], faults.LAST_LINE_CUT, "", words)
    position = int(widths[-1]) - 1
    heading = next((name for name, letters in sheet.columns.items() if letters == letters_of(position)), "")
    texts = sheet.beside(position)
    if heading and pd.notna(texts[last]) and _is_too_short(sheet, schema, heading, texts):
        words = f"The text ends within {heading}, which is shorter here than it can be."
        return finding([last], faults.LAST_LINE_CUT, heading, words)
    return none_found()


def _is_too_short(sheet: Sheet, schema: DataFrameSchema, heading: str, texts: pd.Series) -> bool:
    last = texts.index[-1]
    text, others = str(texts[last]), texts.drop(last).dropna()
    if heading == _NUMBER:
        return _is_cut_number(sheet, text, others, last)
    holds = (schema.columns[heading].metadata or {}).get("holds")
    if holds == "amount":
        decimals = others.str.extract(r"[.,]([0-9]+)$", expand=False).str.len()
        here = len(text.partition(".")[2])
        return len(others) >= _FEWEST and bool((decimals == decimals.iloc[0]).all()) and here < decimals.iloc[0]
    return holds == "date" and _is_shorter(text, others)


def _is_cut_number(sheet: Sheet, text: str, others: pd.Series, last: int) -> bool:
    """Whether a number fits no form of its carrier; if not all forms are known, whether it is shorter than the others.

    The others are the numbers that the file has for the same carrier, which then must all have one length.
    """
    named = carriers.same_carrier(carriers.canonical(sheet.cells[_CODE])) if _CODE in sheet.cells else others[:0]
    if _NAME in sheet.cells:
        named = named.mask(named == carriers.OTHER.lower(), carriers.same_carrier(sheet.cells[_NAME]))
    carrier = known(str(named.get(last)))
    if carrier and carrier.complete:
        bare = pd.Series([text], dtype="str").str.replace("[ -]", "", regex=True)
        return not fitting(bare, carrier.forms)[1].all()
    return _is_shorter(text, others[named.reindex(others.index) == str(named.get(last))])


def _is_shorter(text: str, others: pd.Series) -> bool:
    lengths = others.str.len()
    return len(lengths) >= _FEWEST and bool((lengths == lengths.iloc[0]).all()) and len(text) < int(lengths.iloc[0])
