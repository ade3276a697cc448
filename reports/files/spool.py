"""Stores the lines of a report on the disk until all are known: a workbook begins with its column widths."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from reports.files.text_files import TEXT, apart_at_tabs, from_lines
from reports.order_lines import Block
from schemas.second_thread import in_second_thread
from schemas.sheet_cells import WIDE
from schemas.text_bytes import content

Key = TypeVar("Key")


class _Place(NamedTuple):
    offset: int
    size: int
    lines: int
    bought: int
    longest: NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """The lines of one window, with their number, their size in bytes and the longest cell of each column."""

    file: BinaryIO
    places: Sequence[_Place]
    columns: int

    @property
    def lines(self) -> int:
        """The number of lines."""
        return sum(place.lines for place in self.places)

    @property
    def size(self) -> int:
        """The size of all lines in bytes."""
        return sum(place.size for place in self.places)

    @property
    def longest(self) -> list[int]:
        """The length of each column's longest cell; a Chinese, Japanese or Korean letter counts twice."""
        if not self.places:
            return [0] * self.columns
        return [int(letters) for letters in np.max([place.longest for place in self.places], axis=0)]

    def texts(self) -> Iterator[pa.LargeStringArray]:
        """The lines with tabs between their cells, some thousands at a time."""
        for place in self.places:
            self.file.seek(place.offset)
            yield from_lines(self.file.read(place.size - 1))


@contextmanager
def spooled(
    blocks: Iterable[Block],
    texts: Callable[[Block], pa.LargeStringArray],
    columns: int,
    since: Mapping[Key, int],
) -> Iterator[dict[Key, Part]]:
    """Each window's part of ``blocks``; ``texts`` makes a block's lines, ``since`` is each window's start."""
    places: list[_Place] = []
    with TemporaryFile(prefix="orderfeeds-") as file:

        def keep(block: Block) -> None:
            lines = texts(block)
            offset = file.tell()
            size = file.write(content(TEXT.lines(lines)))
            places.append(_Place(offset, size, len(lines), block.bought, _longest(lines, columns)))

        in_second_thread(keep, blocks)
        yield {
            window: Part(file, [place for place in places if place.bought > after], columns)
            for window, after in since.items()
        }


def _longest(lines: pa.LargeStringArray, columns: int) -> NDArray[np.int64]:
    cells = apart_at_tabs(lines)
    letters = pc.utf8_length(cells).to_numpy().astype(np.int64)
    # A wide letter has three bytes in UTF-8.
    maybe_wide = np.flatnonzero(pc.binary_length(cells).to_numpy() - letters > 1)
    letters[maybe_wide] += pc.count_substring_regex(cells.take(pa.array(maybe_wide)), WIDE).to_numpy()
    longest: NDArray[np.int64] = letters.reshape(-1, columns).max(axis=0)
    return longest
