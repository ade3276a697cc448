"""The tracking-number column: which cells do not hold one number.

Nearly all numbers are letters and digits alone, or groups as labels print them; what is neither gets a closer look.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking import NULL_WORD
from feeds.findings import found, none_found, together
from feeds.odd_characters import AROUND, HYPHENS, PLAIN_SPACES, UNSEEN, plain
from feeds.spreadsheet_damage import ERROR_WORD, SCIENTIFIC
from feeds.tracking_readings import AS_VALUES, NOT_ONE, what_is_wrong
from schemas import carriers, faults

_NUMBER = "tracking-number"
_CODE = "carrier-code"
_NAME = "carrier-name"
# A number on the whole: letters and digits alone, not two of them in a row, no words.
_ODD = (
    r"[^0-9A-Za-z]|^[^0-9]+$|^0+$|[0-9]{8}[A-Za-z]{1,4}[0-9]{8}|^1Z[0-9A-Z]{16}1Z|[0-9A-Z]{6}[a-z]{3,}$"
    r"|^[A-Z]?[a-z]{4,}[0-9]|[0-9]{6}[A-Z]{4,}$"
)
# Groups of up to six, as labels print them, with eight digits or more; neither day nor word looks like that.
_GROUPS = "^[0-9A-Z]{1,6}(?:[ -][0-9A-Z]{1,6})+$"
_WORD_OF_THREE = "(?:^|[ -])[A-Z]{3,}(?:[ -]|$)"
_EIGHT_DIGITS = "(?:[0-9][^0-9]*){8}"
_SHORTEST_GROUPED = 11

_EQUAL_HALVES = 16
Named = Callable[[pd.Index], pd.Series]


def cell_faults(numbers: pd.Series, kinds: pd.Series | None, named: Named) -> pd.DataFrame:
    """Errors: cells that hold other than one number. ``named``: the carriers that some records name, folded.

    What has a fault as any other identifier, words of an error and numbers in scientific form, is none here.
    """
    suspects = numbers[_suspicious(numbers)]
    if kinds is not None:
        kind = kinds.reindex(suspects.index)
        suspects = suspects[(kind == "") | ((kind == "number") & (suspects == "0"))]
    if suspects.empty:
        return none_found()
    texts, _ = plain(suspects, (*UNSEEN, HYPHENS, PLAIN_SPACES, AROUND))
    texts = texts[~texts.str.contains(rf"^(?:{ERROR_WORD}|{SCIENTIFIC}|{NULL_WORD}|)$").astype(bool)]
    carrier = named(texts.index)
    keys = pd.MultiIndex.from_arrays([texts, carrier.fillna("")])
    said = {key: what_is_wrong(*key) for key in keys.unique()}
    wrong = pd.Series([said.get(key, "") for key in keys], index=texts.index, dtype="str")
    tables = []
    for code, words in ((faults.TRACKING_AS_VALUE, AS_VALUES), (faults.SEVERAL_NUMBERS, NOT_ONE)):
        for label, phrase in words.items():
            tables.append(found(wrong.index[wrong == label], code, _NUMBER, f"{_NUMBER} {phrase}."))
    return together(tables)


def named_carriers(cells: pd.DataFrame, records: pd.Index) -> pd.Series:
    """Which carrier some records name, without case and spaces; Other is who carrier-name names."""
    absent = pd.Series(None, index=records, dtype="str")
    codes = cells[_CODE].reindex(records) if _CODE in cells else absent
    names = cells[_NAME].reindex(records) if _NAME in cells else absent
    folded = carriers.same_carrier(carriers.canonical(codes))
    return folded.mask(folded == carriers.OTHER.lower(), carriers.same_carrier(names))


def _suspicious(numbers: pd.Series) -> np.ndarray:
    """Which numbers want a closer look: all that are not plainly letters and digits, or groups of them."""
    texts = pa.array(numbers, pa.large_string())
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
    """Numbers of which both halves begin alike: one typed twice, or two of a roll of labels."""
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
