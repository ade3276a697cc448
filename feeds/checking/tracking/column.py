"""The tracking-numbers of a file as one column, each with its carrier and order."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from feeds.checking.check import NULL_WORD
from schemas import carriers
from schemas.check_digits import fitting
from schemas.text_columns import array
from schemas.tracking_numbers import known, plain_carriers

NUMBER = "tracking-number"
FITS, WRONG, UNKNOWN = 1, 0, -1


@dataclass(frozen=True)
class Suspicion:
    """What seems to have happened to a column.

    ``records``: the affected rows, refused with ``code`` and ``wording`` unless ``warns`` is true; ``story``: the
    message that is given once for the column, without the cells.
    """

    heading: str
    code: int
    records: pd.Index
    story: str
    wording: str | pd.Series = ""
    warns: bool = False


@dataclass(frozen=True)
class Numbers:
    """The filled tracking-numbers of a file in file order, without the spaces and hyphens of labels.

    ``named``: the carrier of every row, with a number or not, by carrier-code or carrier-name, without case and spaces;
    ``orders``: the order-id of each number's row.
    """

    texts: pd.Series
    named: pd.Series
    orders: pd.Series

    @cached_property
    def carriers(self) -> pd.Series:
        """The carrier of each number."""
        return self.named_away(0)

    def named_away(self, rows: int) -> pd.Series:
        """The carrier ``rows`` rows above each number, or below if that is negative."""
        named = self.named.shift(rows) if rows else self.named
        return named if len(named) == len(self.texts) else named[self.texts.index]

    @cached_property
    def fit(self) -> np.ndarray:
        """Whether each number is one of its carrier: FITS, WRONG or UNKNOWN."""
        return fit(self.texts, self.carriers)

    @cached_property
    def shaped(self) -> np.ndarray:
        """True for WRONG numbers that do have a form of their carrier: only the check digit is wrong."""
        shaped = np.zeros(len(self.texts), dtype=bool)
        wrong = np.flatnonzero(self.fit == WRONG)
        for name, rows in _by_name(self.carriers.iloc[wrong]):
            if carrier := known(name):
                shaped[wrong[rows]] = fitting(self.texts.iloc[wrong[rows]], carrier.forms)[0]
        return shaped

    @cached_property
    def lengths(self) -> np.ndarray:
        """The number of characters of each tracking-number."""
        lengths: np.ndarray = pc.utf8_length(array(self.texts)).to_numpy(zero_copy_only=False)
        return lengths

    @cached_property
    def digits_alone(self) -> np.ndarray:
        """True for numbers that are only digits."""
        digits: np.ndarray = pc.ascii_is_decimal(array(self.texts)).to_numpy(zero_copy_only=False)
        return digits


def numbers_of(records: pd.DataFrame) -> Numbers:
    """The tracking-numbers of checked records, whose cells are text."""
    held = records[NUMBER].notna() & (records[NUMBER] != NULL_WORD)
    texts = records[NUMBER] if held.all() else records.loc[held, NUMBER]
    named = carriers.canonical(records["carrier-code"])
    other = named == carriers.OTHER
    if other.any():
        named = named.mask(other, records["carrier-name"])
    for mark in (" ", "-"):
        if pc.any(pc.match_substring(array(texts), mark)).as_py():
            texts = texts.str.replace(mark, "", regex=False)
    return Numbers(texts, carriers.same_carrier(named), records["order-id"].reindex(texts.index))


def fit(texts: pd.Series, names: pd.Series) -> np.ndarray:
    """FITS, WRONG or UNKNOWN for each number, by the forms and check digits of the carrier in ``names``."""
    answer = np.full(len(texts), UNKNOWN, dtype=np.int8)
    for name, rows in _by_name(names):
        if carrier := known(name):
            mine = texts.iloc[rows]
            shaped, right = fitting(mine, carrier.forms)
            wrong = shaped | carrier.must_fit(mine)
            if not carrier.hands_over and (open_yet := ~right & ~wrong).any():
                wrong[open_yet] = plain_carriers(mine[open_yet]).notna().to_numpy()
            answer[rows] = np.where(right, FITS, np.where(wrong, WRONG, UNKNOWN))
    return answer


def _by_name(names: pd.Series) -> list[tuple[str, np.ndarray]]:
    """Each carrier whose forms are known, with the positions of its rows."""
    coded = array(names).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy()
    named = [(str(name), code) for code, name in enumerate(coded.dictionary.to_pylist()) if known(str(name))]
    return [(name, np.flatnonzero(codes == code)) for name, code in named]
