"""Refuses rows that an unread column marks as not to be processed: void, canceled, on hold."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import Kind
from feeds.reading.no_heading_row import quoted
from feeds.reading.options import Condition
from feeds.reading.sheet import Sheet
from feeds.reading.vocabulary import silent
from schemas import excluding_words, faults
from schemas.headings import plain

_SEARCHED_AT_ONCE = 1_000_000
_DONE = {
    "shipping-confirmation": "shipped",
    "order-cancellation": "canceled",
    "order-adjustment": "refunded",
}
# In the marketplace's reports every order that is still to be confirmed has this state, so it excludes no row.
_STATES = {plain("order-status"): "unshipped", plain("item-status"): "unshipped"}


def refused_by_words(sheet: Sheet, kind: Kind, conditions: Sequence[Condition] = ()) -> pd.DataFrame:
    """Errors on records where an unread cell says "not this one".

    ``conditions``: the user's ``--where`` options; a column that one asks to have a value is not searched.
    """
    if kind.name not in _DONE or sheet.grid is None:
        return none_found()
    passed = silent(kind.schema) | {plain(one.heading) for one in conditions if not one.unequal}
    columns = {
        heading: sheet.beside_as_array(position)
        for heading, position in sheet.unread.items()
        if plain(heading) not in passed
    }
    filled = {heading: texts for heading, texts in columns.items() if texts.null_count < len(texts)}
    return combined(
        _of_column(heading, filled[heading], may_be, sheet.cells.index, kind.name)
        for heading, may_be in _searched(filled, kind.name)
    )


def _searched(columns: Mapping[str, pa.LargeStringArray], kind: str) -> Iterator[tuple[str, np.ndarray]]:
    """Yields each heading and a mask of cells that may exclude their row; many short columns are searched as one."""
    rows = max(len(next(iter(columns.values()), ())), 1)
    left = iter(columns)
    while headings := list(islice(left, max(_SEARCHED_AT_ONCE // rows, 1))):
        texts = pa.concat_arrays([columns[heading] for heading in headings])
        short = pc.if_else(pc.less_equal(pc.utf8_length(texts), excluding_words.LONGEST), texts, None)
        maybe = pc.match_substring_regex(short, excluding_words.search(kind), ignore_case=True)
        found_in = maybe.fill_null(False).to_numpy(zero_copy_only=False)
        yield from zip(headings, np.split(found_in, len(headings)), strict=True)


def _of_column(
    heading: str, texts: pa.LargeStringArray, may_be: np.ndarray, records: pd.Index, kind: str
) -> pd.DataFrame:
    flags = excluding_words.flag_of(heading, kind)
    flagged = pc.is_in(pc.utf8_lower(texts), pa.array(sorted(flags), pa.large_string())) if flags else None
    if not may_be.any() and (flagged is None or not pc.any(flagged).as_py()):
        return none_found()
    cells = pd.Series(pd.array(texts, dtype="str"), index=records)
    seen = cells[may_be]
    state = _STATES.get(plain(heading), "")
    says = {text for text in seen.unique() if text.casefold() != state and excluding_words.says_not(text, kind)}
    refused = seen[seen.isin(list(says))]
    if flagged is not None:
        refused = pd.concat([refused, cells[flagged.to_numpy(zero_copy_only=False)]])
        refused = refused[~refused.index.duplicated()].sort_index()
    words = f'{heading} says "' + refused + f'": the row is not to be {_DONE[kind]}.'
    return finding(refused.index, faults.NOT_THIS_ONE, heading, words, _ways(heading, refused))


def _ways(heading: str, values: pd.Series) -> pd.Series:
    left_out = f"If the column does not matter: --ignore {quoted(heading)}."
    said = {
        value: f"To leave such rows out: --where {quoted(f'{heading}!={value}')}. {left_out}"
        for value in values.unique()
    }
    return values.map(said).astype("str")
