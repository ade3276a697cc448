"""Cells as people, carriers and Excel write them, read as what they mean; what was read otherwise is told.

Only a cell with one meaning is read otherwise, by what its column is for (``metadata["holds"]``). Free text stays as it
is. What happens to which oddity is in tests/ODDITIES.md.
"""

from dataclasses import dataclass, field

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.amount_readings import amount
from feeds.checking import NULL_WORD
from feeds.day_order import OTHERWISE, SWAPPED, read_dates
from feeds.findings import found, together
from feeds.odd_characters import HYPHENS, NO_SPACES, PLAIN_SPACES, POINT_ZERO, UNSEEN, plain
from feeds.reading.sheet import Sheet
from schemas import faults

# The seller's own identifiers may hold spaces, points and full-width letters that are meant.
_SELLERS_OWN = ("sku", "item", "item-promotion-id", "ship-promotion-id")
_INVISIBLE, _FULL_WIDTH, *_FORCED = UNSEEN
_STEPS = {
    "identifier": (*UNSEEN, HYPHENS, NO_SPACES, POINT_ZERO),
    "own": (_INVISIBLE, *_FORCED),
    "number": (*UNSEEN, POINT_ZERO),
    "choice": (*UNSEEN, PLAIN_SPACES),
    "amount": (*UNSEEN, HYPHENS, PLAIN_SPACES),
}
_TRACKING = "tracking-number"
_SHORT_NUMBER = r"-?[0-9]{1,15}|-?[0-9]{1,13}\.[0-9]{1,6}"
# Two numbers with a mark between them, or of one length with spaces alone; and words beside a number.
_ONE_NUMBER = "[A-Za-z]{0,4}[0-9][0-9A-Za-z]{8,}"
_NUMBERS_APART = rf"(?:^| ){_ONE_NUMBER} *[,;/|+&] *{_ONE_NUMBER}"
_NUMBERS_ALIKE = "|".join(f"[0-9A-Za-z]{{{length}}}(?: +[0-9A-Za-z]{{{length}}})+" for length in range(9, 23))
_NOTE = "(?:^| )[A-Za-z]?[a-z]{2,}(?:[ :.,]|$)"
# The ZIP code before a package barcode (USPS Publication 199).
_WITH_ZIP = "^420 ?[0-9]{5}(?:[0-9]{4})? 9"
_NOT_ASCII = "\u0080-\U0010ffff"
# The texts that a step may change; what is none of these costs one search of the column.
_ODD = {
    "identifier": rf"[ '={_NOT_ASCII}]|\.0+$",
    "own": rf"^[='{_NOT_ASCII}]|[{_NOT_ASCII}]",
    "number": rf"^[=']|[{_NOT_ASCII}]|\.0+$",
    "choice": rf"^[='{_NOT_ASCII}]|[{_NOT_ASCII}]",
    "amount": r"[^0-9.+-]|\..*\.",
}


@dataclass(frozen=True)
class Reading:
    """The cells of a sheet as they are meant: ``cells`` for ``sheet.cells``, and ``findings`` on those that differ.

    ``unsettled``: for dates of which a kind settles the order itself, the columns OTHERWISE and SWAPPED of a heading.
    """

    cells: pd.DataFrame
    findings: pd.DataFrame
    unsettled: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def marked(self) -> pd.DataFrame:
        """The cells, those with two meanings as both: no other cell is equal to them."""
        both = {
            str(name): self.cells[name] + ("|" + self.unsettled[other]).fillna("")
            for name in self.cells
            if (other := OTHERWISE.format(name)) in self.unsettled
        }
        return self.cells.assign(**both)


def read_cells(sheet: Sheet, schema: DataFrameSchema, settles: frozenset[str] = frozenset()) -> Reading:
    """Every cell of ``sheet`` as it is meant; ``settles``: headings of which the kind settles the order of dates."""
    columns, tables, unsettled = {}, [], {}
    null_word = bool((schema.metadata or {}).get("null_word"))
    for name in map(str, sheet.cells):
        holds = (schema.columns[name].metadata or {}).get("holds")
        typed, kinds = sheet.cells[name], sheet.kinds.get(name)
        if holds == "text":
            tables.append(_turned(name, typed, kinds))
        if not typed.notna().any() or holds == "text":
            continue
        if name == _TRACKING:
            tables.append(_several(typed, kinds))
        if holds == "date":
            dates = read_dates(name, typed, kinds, settles=name in settles)
            texts, told = dates.texts, dates.findings
            if dates.otherwise is not None:
                unsettled[OTHERWISE.format(name)] = dates.otherwise.reindex(typed.index)
                unsettled[SWAPPED.format(name)] = pd.Series(dates.swapped, index=typed.index)
        else:
            texts, told = _read(name, "own" if name in _SELLERS_OWN else str(holds), typed, kinds, null_word=null_word)
        if texts is not typed:
            columns[name] = texts
            tables.append(told)
    cells = sheet.cells.assign(**columns) if columns else sheet.cells
    return Reading(cells, together(tables), pd.DataFrame(unsettled, index=sheet.cells.index))


def _read(
    heading: str, holds: str, texts: pd.Series, kinds: pd.Series | None, *, null_word: bool
) -> tuple[pd.Series, pd.DataFrame]:
    """A column of identifiers, numbers, choices or amounts as meant, and what is told of it."""
    odd = texts.str.contains(_ODD[holds]).fillna(value=False).astype(bool)
    if kinds is not None:
        odd &= kinds == ""
    if not odd.any():
        return texts, together([])
    typed = texts[odd]
    read, said = plain(typed, _STEPS[holds])
    refused = together([])
    if holds == "amount":
        read, refused = _amounts(heading, read)
        said = pd.Series("", index=read.index, dtype="str")
    # A word that deletes must be typed as it is.
    changed = (read != typed) & ~((read == NULL_WORD) & null_word)
    words = f"{heading} was read as " + read[changed].mask(read[changed] == "", "empty") + said[changed] + "."
    told = found(words.index, faults.READ_AS, heading, words)
    meant = read.mask(read == "").reindex(texts.index)
    return texts.mask(changed.reindex(texts.index, fill_value=False), meant), together([told, refused])


def _turned(heading: str, texts: pd.Series, kinds: pd.Series | None) -> pd.DataFrame:
    """Warnings: free text that Excel turned into something else, which nobody types there."""
    if kinds is None:
        return together([])
    rounded = (kinds == "number") & ~texts.str.fullmatch(_SHORT_NUMBER).fillna(value=True).astype(bool)
    turned = texts[kinds.isin(["date", "logical"]) | rounded]
    words = f"{heading} is no text in the workbook, and reads " + turned + ": Excel may have changed it."
    return found(turned.index, faults.TEXT_TURNED, heading, words)


def _several(numbers: pd.Series, kinds: pd.Series | None) -> pd.DataFrame:
    """Cells in which more stands than one tracking number; without the spaces they could pass for one."""
    parted = numbers.str.contains("[ ,;/|+&]").fillna(value=False).astype(bool)
    if kinds is not None:
        parted &= kinds == ""
    typed = numbers[parted & ~numbers.str.contains(_WITH_ZIP).fillna(value=False).astype(bool)]
    more = typed[typed.str.contains(_NUMBERS_APART) | typed.str.fullmatch(_NUMBERS_ALIKE) | typed.str.contains(_NOTE)]
    words = f"{_TRACKING} holds more than one number, or a note."
    return found(more.index, faults.SEVERAL_NUMBERS, _TRACKING, words)


def _amounts(heading: str, texts: pd.Series) -> tuple[pd.Series, pd.DataFrame]:
    """Amounts with a point and without marks between thousands; those with two meanings are refused."""
    meanings = {text: amount(text) for text in texts.unique()}
    first = texts.map({text: one or text for text, (one, _) in meanings.items()}).astype("str")
    second = texts.map({text: other for text, (_, other) in meanings.items()}).astype("str").dropna()
    words = f"{heading} can be " + first[second.index] + " or " + second + "."
    return first.where(~first.index.isin(second.index), texts), found(
        second.index, faults.AMOUNT_UNCLEAR, heading, words
    )
