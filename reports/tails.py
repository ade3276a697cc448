"""Windows of different lengths, written from one reading: by purchase-date, a shorter one is a longer one's tail.

The longest is written line by line as the store gives them; the others are copied out of its bytes.
"""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from reports.flat_files import FlatFile
from reports.placing import put_in_place

_BOUGHT = "purchase-date"


@dataclass
class _Longest:
    """What is known of the longest window once it is written: its lines, and where each shorter one begins in it."""

    heading: bytes
    lines: int = 0
    places: dict[int, tuple[int, int]] = field(default_factory=dict)


def write_tails(
    blocks: Iterable[pd.DataFrame],
    columns: Iterable[str],
    since: Mapping[int, int],
    paths: Mapping[int, Path],
    flat: FlatFile,
) -> dict[int, int]:
    """Writes a file for each window, and returns its number of lines.

    ``blocks``: the lines of the longest window in the order of the report. ``since``: for each window the instant that
    its lines were bought after; ``paths``: where each goes. Raises OSError where one cannot be written.
    """
    longest, *shorter = sorted(since, key=since.__getitem__)
    known = _Longest(flat.heading(columns))
    put_in_place(paths[longest], partial(_write_longest, blocks, since, known, flat))
    counts = {longest: known.lines}
    end = paths[longest].stat().st_size
    for window in shorter:
        offset, line = known.places.get(window, (end, known.lines))
        put_in_place(paths[window], partial(_copy, known.heading, paths[longest], offset))
        counts[window] = known.lines - line
    return counts


def _write_longest(
    blocks: Iterable[pd.DataFrame], since: Mapping[int, int], known: _Longest, flat: FlatFile, file: BinaryIO
) -> None:
    offset = file.write(known.heading)
    for block in blocks:
        bought = block[_BOUGHT].to_numpy(dtype="int64")
        begins = {window: int(bought.searchsorted(since[window], side="right")) for window in since}
        new = {window: at for window, at in begins.items() if window not in known.places and at < len(block)}
        cuts = sorted({0, *new.values(), len(block)})
        for start, stop in pairwise(cuts):
            for window in [window for window, at in new.items() if at == start]:
                known.places[window] = offset, known.lines
            offset += file.write(flat.lines(block.iloc[start:stop]))
            known.lines += stop - start


def _copy(heading: bytes, source: Path, offset: int, file: BinaryIO) -> None:
    file.write(heading)
    with source.open("rb") as whole:
        whole.seek(offset)
        shutil.copyfileobj(whole, file, 1 << 20)
