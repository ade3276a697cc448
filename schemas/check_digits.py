"""The check digits of carriers' numbers and the shapes of the numbers, computed for whole columns at once.

All check digits work the same way: each character's value times its weight is summed and divided by a modulus, and the
remainder gives the check digit. Numbers of one length form a table of bytes, with one row per place and one column per
number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_DIGITS, _LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIGNS = {"#": _DIGITS, "@": _LETTERS, "*": _DIGITS + _LETTERS}
_UPPER = np.arange(256, dtype=np.uint8)
_UPPER[[ord(letter) for letter in _LETTERS.lower()]] = [ord(letter) for letter in _LETTERS]
# UPS and OnTrac count a letter as 2 for A, 3 for B, … 9 for H, 0 for I, and so on in a circle.
_VALUE = np.zeros(256, dtype=np.int32)
_VALUE[[ord(digit) for digit in _DIGITS]] = range(10)
_VALUE[[ord(letter) for letter in _LETTERS]] = [(ord(letter) - 3) % 10 for letter in _LETTERS]


@dataclass(frozen=True)
class Check:
    """How a number's check digit is computed.

    ``weights``: one per place, zero where a character does not count. ``digits``: the check digit for each remainder,
    so its length is the modulus. ``at``: the place of the check digit. ``start``: the initial value of the sum.
    """

    weights: tuple[int, ...]
    digits: tuple[int, ...]
    at: int = -1
    start: int = 0

    def holds(self, table: np.ndarray) -> np.ndarray:
        """True where the check digit matches the other characters."""
        total = np.full(table.shape[1], self.start, dtype=np.int32)
        for place, weight in enumerate(self.weights):
            if weight:
                total += weight * _VALUE[table[place]]
        right: np.ndarray = np.array(self.digits)[total % len(self.digits)] == _VALUE[table[self.at]]
        return right


def _weights(length: int, counted: int, cycle: Sequence[int]) -> tuple[int, ...]:
    """Repeats ``cycle`` from the check digit leftwards, over the last ``counted`` of ``length`` places."""
    last = [cycle[at % len(cycle)] for at in range(counted - 1)]
    return (*([0] * (length - counted)), *reversed(last), 0)


_TENS = tuple(-remainder % 10 for remainder in range(10))


def mod10(length: int, counted: int | None = None, start: int = 0) -> Check:
    """Weights 3 and 1 from the right (GS1 General Specifications 7.9; USPS Publication 199, MOD 10)."""
    return Check(_weights(length, counted or length, (3, 1)), _TENS, start=start)


def ups(length: int, counted: int) -> Check:
    """Weights 1 and 2 from the left; unlike Luhn, products keep both digits (UPS 1Z; OnTrac as UPS)."""
    doubled = (2, 1) if counted % 2 else (1, 2)
    return Check(_weights(length, counted, doubled), _TENS)


def mod11(length: int) -> Check:
    """Weights 1, 3 and 7 from the right; a remainder of ten is written 0 (FedEx, numbers of 12 digits)."""
    return Check(_weights(length, length, (1, 3, 7)), (*range(10), 0))


def mod7(length: int) -> Check:
    """The number before the check digit modulo seven (DHL Express waybills; "7DR" of the Japanese carriers)."""
    return Check(_weights(length, length, (1, 3, 2, 6, 4, 5)), tuple(range(7)))


def upu() -> Check:
    """The check digit of the Universal Postal Union (UPU standard S10-12), after two letters and eight digits."""
    return Check((0, 0, 8, 6, 4, 2, 3, 5, 9, 7, 0, 0, 0), (5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1), at=10)


@dataclass(frozen=True)
class Form:
    """One shape of number: ``#`` is a digit, ``@`` a letter, ``*`` either, ``[12]`` 1 or 2; others are themselves."""

    shape: str
    check: Check | None = None


@cache
def places(shape: str) -> tuple[str, ...]:
    """The characters allowed at each place of a shape."""
    found, rest = [], shape
    while rest:
        sign, rest = (rest[1:].split("]", 1)) if rest[0] == "[" else (rest[0], rest[1:])
        found.append(_SIGNS.get(sign, sign))
    return tuple(found)


@cache
def _allowed(characters: str) -> np.ndarray:
    table = np.zeros(256, dtype=bool)
    table[[ord(character) for character in characters]] = True
    return table


def fitting(numbers: pd.Series, forms: Sequence[Form]) -> tuple[np.ndarray, np.ndarray]:
    """Two masks: which numbers have the shape of a form, and which also have its check digit, if the form has one."""
    shaped, right = np.zeros(len(numbers), dtype=bool), np.zeros(len(numbers), dtype=bool)
    of_length: dict[int, list[Form]] = {}
    for form in forms:
        of_length.setdefault(len(places(form.shape)), []).append(form)
    for rows, table in _tables(numbers, of_length):
        for form in of_length[len(table)]:
            fits = _shaped(table, form.shape)
            shaped[rows] |= fits
            if fits.any():
                right[rows] |= fits & form.check.holds(table) if form.check else fits
    return shaped, right


def _shaped(table: np.ndarray, shape: str) -> np.ndarray:
    fits = np.ones(table.shape[1], dtype=bool)
    for row, characters in zip(table, places(shape), strict=True):
        fits &= row == ord(characters) if len(characters) == 1 else _allowed(characters)[row]
        if not fits.any():
            break
    return fits


def _tables(numbers: pd.Series, wanted: dict[int, list[Form]]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each wanted length: the positions of the numbers with that length, and their bytes in capitals."""
    texts = pa.array(numbers, type=pa.large_string())
    lengths = pc.binary_length(texts).fill_null(0).to_numpy(zero_copy_only=False)
    for length in np.unique(lengths):
        if length in wanted:
            rows = np.flatnonzero(lengths == length)
            taken = texts.take(pa.array(rows))
            data = np.frombuffer(taken.buffers()[2], dtype=np.uint8, count=len(rows) * length)
            yield rows, np.ascontiguousarray(_UPPER[data].reshape(len(rows), length).T)
