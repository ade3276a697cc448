"""Refuses a zipped workbook that would harm its reader, before a reader opens it.

A long sheet is searched in a copy of the process while it is read. Until the search ends, reading may take only what an
honest file of its size takes, and its result does not count before the guard has seen all of the sheet.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from feeds.reading import run_in_fork
from feeds.reading.grid import AGAIN, DAMAGED, DAMAGES, RefusedError, raise_if_out_of_memory
from feeds.reading.workbook.plain_tags import Tags
from feeds.reading.workbook.zip_parts import (
    Part,
    look_through,
    pieces,
    refuse_odd_entries,
    refuse_overlaps,
    search_start,
)

# Honest workbooks are compressed 5 to 40 times; sheets of styled blanks hundreds of times, but those are small.
_MOST_UNPACKED, _MOST_RATIO, HONEST_RATIO = 400_000_000, 30, 40
# A sheet with more packed bytes than this is searched while it is read.
LONG = 3_000_000


@dataclass(frozen=True)
class Long:
    """A long sheet that is being searched: its ``name``, its ``start``; ``part`` waits for the end of the search."""

    name: str
    start: Part
    part: Callable[[], Part]


@dataclass(frozen=True)
class Seen:
    """The parts of a workbook by name, with the ``long`` one apart."""

    parts: dict[str, Part]
    long: Long | None = None

    def part(self, name: str) -> Part | None:
        """The part with this name, which must be asked for here before it is opened; None if there is none.

        Waits for the long part to be searched. Raises RefusedError if the part is harmful.
        """
        part = self.long.part() if self.long and name == self.long.name else self.parts.get(name)
        if part and part.refusal:
            raise RefusedError(part.refusal)
        return part


def _allowed(_megabytes: float) -> None:
    """Does nothing: without ``allow_honest`` no limit is set."""


def guard(
    file: BinaryIO, size: int, allow_honest: Callable[[float], None] = _allowed, *, may_wait: bool = False
) -> Seen:
    """Searches the zipped workbook in ``file``, of ``size`` bytes; raises RefusedError if it would do harm.

    ``allow_honest`` is called before anything is unpacked, with the megabytes that the file may honestly unpack to.
    ``may_wait``: a long sheet may still be searched after this returns.
    """
    with _told_as_damage(), ZipFile(file) as zipped:
        entries = zipped.infolist()
        refuse_odd_entries(entries)
        refuse_overlaps(file, entries)
        left = max(_MOST_UNPACKED, _MOST_RATIO * size)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > left:
            raise RefusedError(f"it unpacks to far more than a workbook of its size does. {AGAIN}")
        allow_honest(min(unpacked, HONEST_RATIO * size) / 1_000_000)
        sheets = filter(_is_long, entries) if may_wait else ()
        long = max(sheets, key=lambda entry: entry.compress_size, default=None)
        parts = {}
        for entry in entries:
            if entry is not long:
                parts[entry.filename] = part = look_through(file, entry, left)
                left -= part.size
        return Seen(parts, _begun(file, long, left) if long else None)


def _is_long(entry: ZipInfo) -> bool:
    is_sheet = entry.filename.casefold().endswith(".xml") and "sheets/" in entry.filename.casefold()
    return is_sheet and entry.compress_size > LONG and run_in_fork.can_fork()


def _begun(file: BinaryIO, entry: ZipInfo, most: int) -> Long:
    def look() -> Part:
        with _told_as_damage():
            return look_through(file, entry, most)

    start, tags, piece = Part(), Tags(), next(pieces(file, entry), b"")
    search_start(start, piece)
    tags.add(piece)
    start.add(tags)
    return Long(entry.filename, start, run_in_fork.start(look))


@contextmanager
def _told_as_damage() -> Iterator[None]:
    try:
        yield
    except DAMAGES as fault:
        raise_if_out_of_memory(fault)
        raise RefusedError(DAMAGED) from None
