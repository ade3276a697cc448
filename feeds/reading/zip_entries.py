"""The entries of a zipped workbook: each stands for itself, and is unpacked in pieces.

APPNOTE 4.3, "General Format of a .ZIP file"; ECMA-376 part 2, "Physical Packages".
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from feeds.reading.refusals import AGAIN, DAMAGED, RefusedError

MOST_PARTS = 10_000
_PIECE = 1 << 20
_LOCAL = struct.Struct("<4s5H3I2H")


def refuse_odd_entries(entries: list[ZipInfo]) -> None:
    """Raises RefusedError for entries that no spreadsheet program writes: too many, doubled, locked, packed oddly."""
    if len(entries) > MOST_PARTS:
        raise RefusedError(f"it has {len(entries):,} parts, and no workbook has more than {MOST_PARTS:,}. {AGAIN}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError("it is protected by a password. Save it without one and upload it again.")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise RefusedError(f"it is packed in a way that spreadsheet programs do not use. {AGAIN}")
    names = Counter(entry.filename.replace("\\", "/").lstrip("/").casefold() for entry in entries)
    [(name, times)] = names.most_common(1) or [("", 0)]
    if times > 1:
        raise RefusedError(f"its part {name[:60]} stands in it twice. {AGAIN}")


def refuse_overlaps(file: BinaryIO, entries: list[ZipInfo]) -> None:
    """Raises RefusedError unless each entry's bytes are its own, and its heading names it as the directory does."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        file.seek(entry.header_offset)
        heading = file.read(_LOCAL.size)
        mark, _, flags, *_, length, extra = _LOCAL.unpack(heading)
        name = file.read(length)
        known = entry.orig_filename.encode("utf-8" if flags & 0x800 else "cp437", "replace")
        if mark != b"PK\x03\x04" or entry.header_offset < end or name != known:
            raise RefusedError(f"its parts overlap or contradict its directory. {AGAIN}")
        end = entry.header_offset + _LOCAL.size + length + extra + entry.compress_size


def pieces(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """A part unpacked piece by piece, whatever it says of its size; raises RefusedError where the file ends within."""
    file.seek(entry.header_offset)
    *_, length, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(length + extra, 1)
    left = entry.compress_size
    inflate = zlib.decompressobj(-15) if entry.compress_type == ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(left, _PIECE))
        if not packed:
            raise RefusedError(DAMAGED)
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()
