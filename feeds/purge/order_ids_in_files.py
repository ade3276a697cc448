"""Finds which orders a file contains: order-ids as numbers, packed for the list of files or found in a file's bytes."""

import zlib
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.text_columns import digits

# As the marketplace writes it (Seller Central, "Order ID"); files that are written here are UTF-8, or zips of it.
_FORM, _HYPHEN = "000-0000000-0000000", ord("-")
_DIGITS = np.array([place for place, sign in enumerate(_FORM) if sign != "-"])
_WORTH = 10 ** np.arange(len(_DIGITS) - 1, -1, -1, dtype="int64")
_AT_A_TIME = 8 << 20
_LONGEST = 32
_BYTES, _CODEC = 8, "zstd"
_ZIP, _PDF = b"PK", b"%PDF"


def packed(order_ids: pd.Series) -> bytes:
    """Packs order-ids into a few bytes each; missing ones are left out."""
    numbers = _distinct(digits(order_ids))
    steps = np.diff(numbers[numbers >= 0], prepend=0).astype("<i8")
    # All first bytes, then all second bytes, and so on: the high bytes are alike and compress well.
    parted = steps.view("uint8").reshape(-1, _BYTES).T
    return len(steps).to_bytes(_BYTES, "little") + bytes(pa.compress(parted.tobytes(), _CODEC, asbytes=True))


def unpacked(content: bytes) -> np.ndarray:
    """The order-ids that ``packed`` packed, as sorted numbers (int64)."""
    count = int.from_bytes(content[:_BYTES], "little")
    parted = pa.decompress(content[_BYTES:], count * _BYTES, _CODEC, asbytes=True)
    steps = np.frombuffer(parted, "uint8").reshape(_BYTES, -1).T
    return np.cumsum(np.ascontiguousarray(steps).view("<i8").reshape(-1).astype("int64"))


def orders_in(file: BinaryIO) -> np.ndarray | None:
    """The order-ids in a text file or workbook, as sorted numbers; None if it is a PDF or cannot be unzipped."""
    start = file.read(4)
    file.seek(0)
    if start == _PDF:
        return None
    try:
        found = list(_in_workbook(file) if start[:2] == _ZIP else _in_text(file))
    except (BadZipFile, EOFError, NotImplementedError, zlib.error):
        return None
    return _distinct(np.concatenate(found)) if found else np.empty(0, "int64")


def _in_text(file: BinaryIO) -> Iterator[np.ndarray]:
    if not file.read(1):
        return
    with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        for start in range(0, len(content), _AT_A_TIME):
            # With some bytes before and after it, so that no order-id is cut.
            yield _numbers(content[max(start - _LONGEST, 0) : start + _AT_A_TIME + _LONGEST])


def _in_workbook(file: BinaryIO) -> Iterator[np.ndarray]:
    with ZipFile(file) as parts:
        for name in parts.namelist():
            if not name.endswith(".xml"):
                continue
            with parts.open(name) as part:
                before = b""
                while block := part.read(_AT_A_TIME):
                    yield _numbers(before + block)
                    before = block[-_LONGEST:]


def _numbers(content: bytes) -> np.ndarray:
    """The numbers of the order-ids in some bytes, without those that are part of a longer number."""
    signs = np.frombuffer(content, "uint8")
    if len(signs) < len(_FORM):
        return np.empty(0, "int64")
    first, second = (place for place, sign in enumerate(_FORM) if sign == "-")
    last = len(signs) - len(_FORM) + 1
    at = np.flatnonzero((signs[first : first + last] == _HYPHEN) & (signs[second : second + last] == _HYPHEN))
    numbers = signs[at[:, None] + _DIGITS].astype("int64") - ord("0")
    is_id = ((numbers >= 0) & (numbers <= 9)).all(axis=1)
    for beside, there in ((at - 1, at > 0), (at + len(_FORM), at < last - 1)):
        sign = signs[np.where(there, beside, at)]
        is_id &= ~(there & ((sign == _HYPHEN) | ((sign >= ord("0")) & (sign <= ord("9")))))
    return _distinct(numbers[is_id] @ _WORTH)


def _distinct(numbers: np.ndarray) -> np.ndarray:
    """The distinct numbers, sorted; np.unique takes ten times as long."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=-2) > 0]
