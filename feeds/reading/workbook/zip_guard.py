"""Refuses a zipped workbook that would hurt its reader, before one opens it.

A long sheet is looked through beside its reading, in a copy of the process: it may take what an honest file of its
size does until then, and nothing of it counts before the guard has seen it to its end.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from feeds.reading import forked
from feeds.reading.grid import AGAIN, DAMAGED, RefusedError, raise_if_out_of_memory
from feeds.reading.workbook.plain_tags import Tags
from feeds.reading.workbook.zip_parts import (
    Part,
    look_through,
    pieces,
    refuse_odd_entries,
    refuse_overlaps,
    search_start,
)

# Honest workbooks pack 5 to 40 times; sheets of styled blanks hundreds of times, but those are small.
_MOST_UNPACKED, _MOST_RATIO, HONEST_RATIO = 400_000_000, 30, 40
# From this many packed bytes of a sheet on it is looked through beside its reading.
LONG = 3_000_000


@dataclass(frozen=True)
class Long:
    """A long sheet that is being looked through: its ``name``, its ``start``, and what waits for all of it."""

    name: str
    start: Part
    part: Callable[[], Part]


@dataclass(frozen=True)
class Seen:
    """The parts of a workbook by name, but the ``long`` one."""

    parts: dict[str, Part]
    long: Long | None = None

    def part(self, name: str) -> Part | None:
        """A part that is to be read, by its name; waits for the long one, and raises RefusedError where it does harm.

        Whatever opens a part asks for it here first.
        """
        part = self.long.part() if self.long and name == self.long.name else self.parts.get(name)
        if part and part.refusal:
            raise RefusedError(part.refusal)
        return part


def _allowed(_megabytes: float) -> None:
    """No limit is set."""


def guard(
    file: BinaryIO, size: int, allow_honest: Callable[[float], None] = _allowed, *, may_wait: bool = False
) -> Seen:
    """Looks through the zipped workbook in ``file``, of ``size`` bytes; raises RefusedError where it would do harm.

    ``allow_honest`` takes the megabytes that an honest file of its size unpacks to, before anything is unpacked.
    ``may_wait``: a long sheet may still be looked through, beside what comes next.
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
    return is_sheet and entry.compress_size > LONG and forked.can_fork()


def _begun(file: BinaryIO, entry: ZipInfo, most: int) -> Long:
    def look() -> Part:
        with _told_as_damage():
            return look_through(file, entry, most)

    start, tags, piece = Part(), Tags(), next(pieces(file, entry), b"")
    search_start(start, piece)
    tags.add(piece)
    start.add(tags)
    return Long(entry.filename, start, forked.start(look))


@contextmanager
def _told_as_damage() -> Iterator[None]:
    try:
        yield
    except (
        BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        UnicodeDecodeError,
        OverflowError,
        LookupError,
        ValueError,
        OSError,
    ) as fault:
        raise_if_out_of_memory(fault)
        raise RefusedError(DAMAGED) from None
