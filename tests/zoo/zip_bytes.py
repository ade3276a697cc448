"""Zip files byte by byte (APPNOTE 6.3.10), so that their headers can lie."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

STORED, DEFLATED = 0, 8
_LOCAL = "<4s5H3I2H"
_CENTRAL = "<4s6H3I5H2I"
_END = "<4s4H2IH"
_DAY = 0x21  # 1980-01-01


@dataclass
class Entry:
    """One entry. ``local`` and ``central`` say what its headers tell other than the truth; ``packed`` replaces its
    compressed bytes, ``tail`` follows them."""

    name: str
    content: bytes = b""
    method: int = DEFLATED
    local: Mapping[str, int | bytes] = field(default_factory=dict)
    central: Mapping[str, int | bytes] = field(default_factory=dict)
    packed: bytes | None = None
    tail: bytes = b""


def entries(parts: Mapping[str, bytes]) -> list[Entry]:
    return [Entry(name, content) for name, content in parts.items()]


def zipped(made: Sequence[Entry], *, prefix: bytes = b"", comment: bytes = b"", **end: int) -> bytes:
    """A zip file of these entries; ``end`` says what the last record tells other than the truth."""
    body, folder = bytearray(prefix), []
    for entry in made:
        packed, true = _truth(entry)
        true["offset"] = len(body)
        body += local_header({**true, **entry.local}) + packed + entry.tail
        folder.append(central_header({**true, **entry.central}))
    return finished(bytes(body), folder, comment=comment, **end)


def finished(body: bytes, folder: Sequence[bytes], *, comment: bytes = b"", **end: int) -> bytes:
    """A body of local entries with its central directory and end."""
    size = sum(map(len, folder))
    told = {"count": len(folder) & 0xFFFF, "size": size, "offset": len(body), **end}
    last = struct.pack(
        _END, b"PK\x05\x06", 0, 0, told["count"], told["count"], told["size"], told["offset"], len(comment)
    )
    return body + b"".join(folder) + last + comment


def local_header(told: Mapping[str, int | bytes]) -> bytes:
    name, extra = _bytes(told["name"]), _bytes(told.get("extra", b""))
    numbers = [told.get("flags", 0), told["method"], 0, _DAY, told["crc"], told["packed"], told["size"]]
    return struct.pack(_LOCAL, b"PK\x03\x04", 20, *numbers, len(name), len(extra)) + name + extra


def central_header(told: Mapping[str, int | bytes]) -> bytes:
    name, extra = _bytes(told["name"]), _bytes(told.get("extra", b""))
    numbers = [told.get("flags", 0), told["method"], 0, _DAY, told["crc"], told["packed"], told["size"]]
    places = [len(name), len(extra), 0, 0, 0, told.get("attributes", 0), told["offset"]]
    return struct.pack(_CENTRAL, b"PK\x01\x02", 0x0314, 20, *numbers, *places) + name + extra


def _truth(entry: Entry) -> tuple[bytes, dict[str, int | bytes]]:
    packed = entry.packed
    if packed is None:
        packed = deflated([entry.content]) if entry.method == DEFLATED else entry.content
    told: dict[str, int | bytes] = {"name": entry.name.encode(), "method": entry.method}
    return packed, told | {"crc": zlib.crc32(entry.content), "packed": len(packed), "size": len(entry.content)}


def _bytes(value: int | bytes) -> bytes:
    assert isinstance(value, bytes)
    return value


def deflated(pieces: Iterable[bytes]) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(map(press.compress, pieces)) + press.flush()


def swollen(start: bytes, piece: bytes, times: int, end: bytes) -> bytes:
    """A deflate stream of ``start``, ``piece`` many times, and ``end``; the piece is compressed once."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    begun = press.compress(start) + press.flush(zlib.Z_FULL_FLUSH)
    once = press.compress(piece) + press.flush(zlib.Z_FULL_FLUSH)
    return begun + once * times + press.compress(end) + press.flush()


def quoted(names: Sequence[str], kernel: bytes, size: int) -> bytes:
    """Entries that share one compressed kernel: each quotes the header of the next (Fifield, 2019)."""
    body, header, placed = kernel, b"", []
    for name in reversed(names):
        if header:
            body = struct.pack("<BHH", 0, len(header), 0xFFFF ^ len(header)) + header + body
            size += len(header)
        told: dict[str, int | bytes] = {"name": name.encode(), "method": DEFLATED, "crc": 0}
        told |= {"packed": len(body), "size": size}
        header = local_header(told)
        placed.append((told, len(header) + len(body)))
    whole = header + body
    folder = [central_header({**told, "offset": len(whole) - length}) for told, length in reversed(placed)]
    return finished(whole, folder)
