"""Turns cells as people, carriers and Excel write them into what they mean, with a finding for each changed cell.

A cell is changed only if it has exactly one meaning for its column (``metadata["holds"]``). Free text stays as it is.
tests/ODDITIES.md lists what happens to each oddity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.checking import order_ids
from feeds.checking.amounts import OTHERWISE, read_amounts, without_sign
from feeds.checking.check import NULL_WORD
from feeds.checking.day_order import IN_ORDER, ORDERS, read_dates
from feeds.checking.findings import combined, finding, none_found
from feeds.checking.odd_characters import (
    AROUND,
    HYPHENS,
    IDENTIFIERS,
    NO_SPACES,
    PLAIN_SPACES,
    POINT_ZERO,
    UNSEEN,
    plain,
)
from feeds.checking.placeholders import UNSAID, placeholders
from feeds.checking.tracking.cells import cell_findings, named_carriers
from feeds.reading.grid import SILENT
from feeds.reading.sheet import Sheet
from schemas import faults

# The seller's own identifiers may hold spaces, points and full-width letters that are meant.
_SELLERS_OWN = ("sku", "item", "item-promotion-id", "ship-promotion-id")
_INVISIBLE, _FULL_WIDTH, *_FORCED = UNSEEN
_STEPS = {
    "identifier": (*UNSEEN, HYPHENS, NO_SPACES, POINT_ZERO),
    "tracking": (*UNSEEN, HYPHENS, AROUND, IDENTIFIERS, NO_SPACES, POINT_ZERO),
    "own": (_INVISIBLE, *_FORCED),
    "number": (*UNSEEN, POINT_ZERO),
    "choice": (*UNSEEN, PLAIN_SPACES),
}
_TRACKING = "tracking-number"
# A quantity, an amount or a date of 0 has its own fault code, and an x in such a column may mean anything.
_ZERO_COUNTS = ("number", "amount", "date")
_SHORT_NUMBER = r"-?[0-9]{1,15}|-?[0-9]{1,13}\.[0-9]{1,6}"
_NOT_ASCII = "\u0080-\U0010ffff"
# The texts that a step may change: a column without any costs only this one search.
_ODD = {
    "identifier": rf"[ '={_NOT_ASCII}]|\.0+$",
    "tracking": rf"[ '=({_NOT_ASCII}]|\.0+$|[,;:.]$|\"$",
    "own": rf"^[='{_NOT_ASCII}]|[{_NOT_ASCII}]",
    "number": rf"^[=']|[{_NOT_ASCII}]|\.0+$",
    "choice": rf"^[='{_NOT_ASCII}]|[{_NOT_ASCII}]",
}


@dataclass(frozen=True)
class Reading:
    """The cells of a sheet as they are meant: ``cells`` in place of ``sheet.cells``, and ``findings`` on changed ones.

    ``unsettled``: what the kind decides itself, in columns named by the constants of feeds.checking.day_order (dates),
    feeds.checking.amounts (OTHERWISE) and feeds.checking.placeholders (UNSAID).
    """

    cells: pd.DataFrame
    findings: pd.DataFrame
    unsettled: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def marked(self) -> pd.DataFrame:
        """The cells; one with several meanings shows them all, so that it never equals a cell with only one of them."""
        cells = self.cells
        for name in map(str, cells):
            for other in (OTHERWISE.format(name), *(IN_ORDER.format(name, order) for order in ORDERS)):
                if other in self.unsettled:
                    cells = cells.assign(**{name: cells[name] + ("|" + self.unsettled[other]).fillna("")})
        return cells


def read_cells(sheet: Sheet, schema: DataFrameSchema, settles: frozenset[str] = frozenset()) -> Reading:
    """Reads every cell of ``sheet`` as it is meant; ``settles``: headings whose double meanings the kind decides."""
    columns: dict[str, pd.Series] = {}
    unsettled: dict[str, pd.Series] = {}
    tables = []
    holds = {str(name): (schema.columns[name].metadata or {}).get("holds") for name in sheet.cells}
    # Choices come first: the currency decides what a mark in an amount means.
    for name in sorted(holds, key=lambda name: holds[name] != "choice"):
        column, kinds = sheet.cells[name], sheet.kinds.get(name)
        if holds[name] == "text":
            tables.append(_turned(name, column, kinds))
        texts, told, unsaid = _without_placeholders(name, column, kinds, schema)
        tables.append(told)
        if unsaid is not None:
            unsettled[UNSAID.format(name)] = unsaid
        if holds[name] in ("date", "amount") and texts.notna().any():
            currency = columns.get("currency", sheet.cells.get("currency"))
            texts, told, more = _of_two_meanings(name, texts, sheet, schema, currency, settles=name in settles)
            tables.append(told)
            unsettled |= more
        elif holds[name] != "text" and texts.notna().any():
            texts, told = _as_meant(name, texts, sheet, schema)
            tables.append(told)
        if texts is not column:
            columns[name] = texts
    cells = sheet.cells.assign(**columns) if columns else sheet.cells
    return Reading(cells, combined(tables), pd.DataFrame(unsettled, index=sheet.cells.index))


def _as_meant(heading: str, texts: pd.Series, sheet: Sheet, schema: DataFrameSchema) -> tuple[pd.Series, pd.DataFrame]:
    """A column of identifiers, numbers or choices as meant, and its findings; also on cells without one number."""
    kinds, metadata = sheet.kinds.get(heading), schema.columns[heading].metadata or {}
    null_word = bool((schema.metadata or {}).get("null_word"))
    if heading != _TRACKING:
        return _read(heading, metadata, texts, kinds, null_word=null_word)
    wrong = cell_findings(texts, kinds, partial(named_carriers, sheet.cells))
    read, told = _read(heading, {"holds": "tracking"}, texts, kinds, null_word=null_word)
    return read, combined([wrong, told])


def _of_two_meanings(
    heading: str, typed: pd.Series, sheet: Sheet, schema: DataFrameSchema, currency: pd.Series | None, *, settles: bool
) -> tuple[pd.Series, pd.DataFrame, dict[str, pd.Series]]:
    """A column of dates or amounts as meant, its findings, and the columns that the kind needs to settle the rest."""
    kinds, metadata = sheet.kinds.get(heading), schema.columns[heading].metadata or {}
    if metadata["holds"] == "amount":
        read = read_amounts(heading, typed, kinds, currency, settles=settles)
        texts, told = without_sign(heading, read.texts) if metadata.get("discount") else (read.texts, combined([]))
        second = {} if read.otherwise is None else {OTHERWISE.format(heading): read.otherwise.reindex(typed.index)}
        return texts, combined([read.findings, told]), second
    dates = read_dates(heading, typed, kinds, partial(sheet.cell, heading), settles=settles)
    return dates.texts, dates.findings, dates.unsettled


def _without_placeholders(
    heading: str, texts: pd.Series, kinds: pd.Series | None, schema: DataFrameSchema
) -> tuple[pd.Series, pd.DataFrame, pd.Series | None]:
    """A column with its placeholders emptied, the Warnings, and which cells hold no value if the kind needs to know."""
    feed = schema.metadata or {}
    held = _placeholders(heading, texts, kinds, schema)
    silent = pd.Series(data=False, index=texts.index) if kinds is None else (kinds == SILENT) & texts.isna()
    emptied = texts.mask(held) if held.any() else texts
    if heading in feed.get("all_if_empty", ()):
        # The kind decides whether it makes a difference.
        unsaid = held | silent
        return emptied, none_found(), unsaid if unsaid.any() else None
    words = f'{heading} was read as empty: "' + texts[held] + '" is a placeholder.'
    shows = f"{heading} was read as empty: its formula shows nothing."
    shown = silent & (heading == _TRACKING)
    told = combined(
        [
            finding(texts.index[held], faults.READ_AS, heading, words),
            finding(texts.index[shown], faults.READ_AS, heading, shows),
        ]
    )
    return emptied, told, silent if heading in feed.get("less_if_silent", ()) and silent.any() else None


def _placeholders(heading: str, texts: pd.Series, kinds: pd.Series | None, schema: DataFrameSchema) -> pd.Series:
    """True for each cell of a column that holds a placeholder."""
    metadata = schema.columns[heading].metadata or {}
    usual = "texts" if heading in _SELLERS_OWN or metadata["holds"] == "text" else "values"
    among = metadata.get("placeholders", usual)
    if not among or not texts.notna().any():
        return pd.Series(data=False, index=texts.index)
    held = placeholders(texts, among, null_word=bool((schema.metadata or {}).get("null_word")))
    if held.any() and metadata["holds"] in _ZERO_COUNTS:
        held &= ~texts.isin(["0", "x", "X"])
    if held.any() and metadata.get("accepted"):
        # Pending is a state of an order, in whatever case it is written.
        held &= ~texts.str.casefold().isin([str(value).casefold() for value in metadata["accepted"]])
    if held.any() and heading == _TRACKING:
        held &= texts != "0"
    if held.any() and "spelled" in metadata:
        # PENDING is a placeholder, but also a status of an order.
        held &= metadata["spelled"](texts).isna()
    return held if kinds is None else held & (kinds == "")


def _read(
    heading: str, metadata: Mapping[str, Any], texts: pd.Series, kinds: pd.Series | None, *, null_word: bool
) -> tuple[pd.Series, pd.DataFrame]:
    """A column of identifiers, numbers or choices as meant, and the findings on changed cells."""
    holds = "own" if heading in _SELLERS_OWN else str(metadata["holds"])
    odd = texts.str.contains(order_ids.ODD.get(heading, _ODD[holds]))
    if kinds is not None:
        odd &= kinds == ""
    read, said = plain(texts[odd], _STEPS[holds]) if odd.any() else (texts[odd], texts[odd])
    if heading in order_ids.ODD and odd.any():
        read, said = order_ids.with_one_meaning(heading, texts[odd], read, said)
    whole = texts.mask(odd, read.reindex(texts.index)) if odd.any() else texts
    if "spelled" in metadata:
        whole = metadata["spelled"](whole).fillna(whole)
    if whole is texts:
        return texts, combined([])
    # A word that deletes must be typed exactly.
    changed = texts.notna() & (whole != texts) & ~((whole == NULL_WORD) & null_word)
    if not changed.any():
        return texts, combined([])
    meant = whole[changed].mask(whole[changed] == "", "empty")
    spelled = whole[changed] != texts.mask(odd, read.reindex(texts.index))[changed]
    words = f"{heading} was read as " + meant + said.reindex(meant.index).fillna("").mask(spelled, "") + "."
    words = words.mask(spelled, f"{heading} " + texts[changed] + " was read as " + meant + ".")
    code = metadata.get("spelling", faults.READ_AS)
    told = [
        finding(words.index[rows], number, heading, words[rows])
        for rows, number in ((spelled, code), (~spelled, faults.READ_AS))
    ]
    return texts.mask(changed, whole.mask(whole == "")), combined(told)


def _turned(heading: str, texts: pd.Series, kinds: pd.Series | None) -> pd.DataFrame:
    """Warnings for free text that Excel turned into a date, a logical value or a rounded number."""
    if kinds is None:
        return combined([])
    rounded = (kinds == "number") & ~texts.str.fullmatch(_SHORT_NUMBER)
    turned = texts[kinds.isin(["date", "logical"]) | rounded]
    words = f"{heading} is no text in the workbook, and reads " + turned + ": Excel may have changed it."
    return finding(turned.index, faults.TEXT_TURNED, heading, words)
