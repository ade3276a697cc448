"""Finds the cells of the tracking-number column that do not hold exactly one number.

Nearly all numbers are only letters and digits, or groups as labels print them; any other cell gets a closer look.
"""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.check import NULL_WORD
from feeds.checking.findings import combined, finding, none_found
from feeds.checking.odd_characters import AROUND, HYPHENS, PLAIN_SPACES, UNSEEN, plain
from feeds.checking.spreadsheet_damage import ERROR_WORD, SCIENTIFIC, shortest
from feeds.checking.tracking.one_number import AS_VALUES, NEARLY, NOT_ONE, is_confirmed, what_is_near, what_is_wrong
from schemas import carriers, faults
from schemas.text_columns import array

_NUMBER = "tracking-number"
_CODE = "carrier-code"
_NAME = "carrier-name"
# What a plain number does not have: other characters than letters and digits, two numbers in a row, words, lookalikes.
_ODD = (
    r"[^0-9A-Za-z]|^[^0-9]+$|^0+$|[0-9]{8}[A-Za-z]{1,4}[0-9]{8}|^1Z[0-9A-Z]{16}1Z|[0-9A-Z]{6}[a-z]{3,}$"
    r"|^[A-Z]?[a-z]{4,}[0-9]|[0-9]{6}[A-Z]{4,}$|^[A-Z][A-Z0-9](?:[0-9]{8}|[0-9]{10})[A-Z0-9][A-Z]$"
    r"|^[A-Z]{2}[0-9]{0,8}[OILSBZGQ][0-9OILSBZGQ]{0,8}[A-Z]{2}$|^[0-9]{3,}[OILSBZGQ][0-9]{2,}$"
)
# Groups of up to six characters, as labels print them, with eight digits or more in all: no date or word looks so.
_GROUPS = "^[0-9A-Z]{1,6}(?:[ -][0-9A-Z]{1,6})+$"
_WORD_OF_THREE = "(?:^|[ -])[A-Z]{3,}(?:[ -]|$)"
_EIGHT_DIGITS = "(?:[0-9][^0-9]*){8}"
_SHORTEST_GROUPED = 11

_EQUAL_HALVES, _LONG_AS_FLOAT = 16, 19
Named = Callable[[pd.Index], pd.Series]


def cell_findings(numbers: pd.Series, kinds: pd.Series | None, named: Named) -> pd.DataFrame:
    """Errors on cells that do not hold exactly one number; Warnings on numbers that nearly have a usual form.

    ``named``: returns the carriers that some records name, folded. Words of an error and numbers in scientific form
    are left out: they get the faults that any identifier gets.
    """
    typed = numbers if kinds is None else numbers[(kinds == "") | ((kinds == "number") & (numbers == "0"))]
    return combined([_told_in_words(typed[_suspicious(typed)], named), _binary(typed, named)])


def _told_in_words(suspects: pd.Series, named: Named) -> pd.DataFrame:
    if suspects.empty:
        return none_found()
    texts, _ = plain(suspects, (*UNSEEN, HYPHENS, PLAIN_SPACES, AROUND))
    texts = texts[~texts.str.contains(rf"^(?:{ERROR_WORD}|{SCIENTIFIC}|{NULL_WORD}|)$").astype(bool)]
    carrier = named(texts.index)
    keys = pd.MultiIndex.from_arrays([texts, carrier.fillna("")])
    said = {key: what_is_wrong(*key) or what_is_near(*key) for key in keys.unique()}
    wrong = pd.Series([said[key] for key in keys], index=texts.index, dtype="str")
    return combined(
        finding(wrong.index[wrong == label], code, _NUMBER, f"{_NUMBER} {phrase}.")
        for code, words in _WORDS_OF.items()
        for label, phrase in words.items()
    )


_WORDS_OF = {
    faults.TRACKING_AS_VALUE: AS_VALUES,
    faults.SEVERAL_NUMBERS: NOT_ONE,
    faults.TRACKING_NEARLY: NEARLY,
}


def _binary(numbers: pd.Series, named: Named) -> pd.DataFrame:
    """Errors on long numbers that are exactly a binary float, or its shortest form, unless their check digit fits.

    By chance that is one in 256 to 1,024 numbers of 19 digits, one in 8,000 of 20 digits, and hardly any longer one.
    """
    likely = numbers[_maybe_binary(array(numbers))]
    exact = likely[[_is_binary(text) for text in likely]]
    if exact.empty:
        return none_found()
    carrier = named(exact.index)
    doubted = exact[[not is_confirmed(*pair) for pair in zip(exact, carrier.fillna(""), strict=True)]]
    words = f"{_NUMBER} is exactly a number that a computer keeps in binary; of a longer one its last digits are gone."
    return finding(doubted.index, faults.DIGITS_BINARY, _NUMBER, words)


def _maybe_binary(texts: pa.LargeStringArray) -> np.ndarray:
    """True for numbers of 19 characters or more that end as a binary float may: divisible by 128, or in three zeros."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    likely: np.ndarray = np.diff(offsets) >= _LONG_AS_FLOAT
    if not likely.any():
        return likely
    data, ends = np.frombuffer(texts.buffers()[2], np.uint8), offsets[1:][likely]
    last = sum((data[ends - place].astype(np.int32) - ord("0")) * 10 ** (place - 1) for place in range(1, 8))
    likely[likely] = (last % 128 == 0) | (last % 1000 == 0)
    return likely


def _is_binary(text: str) -> bool:
    if not re.fullmatch("[1-9][0-9]{18,}", text):
        return False
    binary = float(text)
    return int(binary) == int(text) or (len(text) > _LONG_AS_FLOAT and shortest(binary) == text)


def named_carriers(cells: pd.DataFrame, records: pd.Index) -> pd.Series:
    """The carrier that each record names, without case and spaces; for the code Other, its carrier-name."""
    absent = pd.Series(None, index=records, dtype="str")
    codes = cells[_CODE].reindex(records) if _CODE in cells else absent
    names = cells[_NAME].reindex(records) if _NAME in cells else absent
    folded = carriers.same_carrier(carriers.canonical(codes))
    return folded.mask(folded == carriers.OTHER.lower(), carriers.same_carrier(names))


def _suspicious(numbers: pd.Series) -> np.ndarray:
    """True for numbers that need a closer look: all that are not plain letters and digits, or groups of these."""
    texts = array(numbers)
    odd: np.ndarray = _matches(texts, _ODD) | _halves_alike(texts)
    if not odd.any():
        return odd
    places = np.flatnonzero(odd)
    typed = texts.take(pa.array(places))
    grouped = _matches(typed, _GROUPS) & (pc.utf8_length(typed).to_numpy(zero_copy_only=False) >= _SHORTEST_GROUPED)
    if grouped.any():
        inner = typed.filter(pa.array(grouped))
        grouped[grouped] = _matches(inner, _EIGHT_DIGITS) & ~_matches(inner, _WORD_OF_THREE)
    odd[places[grouped]] = False
    return odd


def _matches(texts: pa.LargeStringArray, pattern: str) -> np.ndarray:
    found_in: np.ndarray = pc.match_substring_regex(texts, pattern).fill_null(False).to_numpy(zero_copy_only=False)
    return found_in.copy()


def _halves_alike(texts: pa.LargeStringArray) -> np.ndarray:
    """True for numbers whose two halves begin alike: one number typed twice, or two from a roll of labels."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    content = texts.buffers()[2]
    lengths = np.diff(offsets)
    alike: np.ndarray = (lengths >= _EQUAL_HALVES) & (lengths % 2 == 0)
    if content is None or not alike.any():
        return np.zeros(len(texts), dtype=bool)
    data = np.frombuffer(content, np.uint8)
    places = np.flatnonzero(alike)
    for at in range(7):
        starts, halves = offsets[:-1][places], lengths[places] // 2
        places = places[data[starts + at] == data[starts + halves + at]]
        if not len(places):
            break
    alike[:] = False
    alike[places] = True
    return alike
