"""Zip files whose directory lies, doubles, overlaps or swells."""

import struct
from collections.abc import Callable, Mapping

from tests.zoo.animals import Animal, either, good, hostile, put_made, refused
from tests.zoo.workbook_parts import RELATIONS, SHEET, STRINGS, TYPES, book, parts_of, sheet
from tests.zoo.zip_bytes import Entry, entries, finished, quoted, swollen, zipped

TEN_GB = 10_000
_SPACES = b" " * 1_000_000
_SST_START = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_STRANGE = {"bzip2": 12, "lzma": 14, "deflate64": 9}


def _parts() -> dict[str, bytes]:
    from tests.zoo.animals import RECORDS  # noqa: PLC0415

    return parts_of({"Data": RECORDS})


def _changed(name: str, **changes: object) -> Callable[[], bytes]:
    """A good workbook one entry of which is otherwise."""

    def made() -> bytes:
        listed = entries(_parts())
        for entry in listed:
            if entry.name == name:
                for field, value in changes.items():
                    setattr(entry, field, value)
        return zipped(listed)

    return made


def _bomb(name: str, start: bytes, piece: bytes, end: bytes, told: Mapping[str, int]) -> bytes:
    packed = swollen(start, piece, TEN_GB, end)
    size = len(start) + TEN_GB * len(piece) + len(end)
    true = {"size": size & 0xFFFFFFFF, **told}
    listed = [entry for entry in entries(_parts()) if entry.name != name]
    return zipped([*listed, Entry(name, packed=packed, local=true, central=true)])


def _sheet_bomb() -> bytes:
    start, _, end = sheet("\n").partition(b"\n</sheetData>")
    return _bomb(SHEET, start, _SPACES, b"</sheetData>" + end, {})


def _strings_bomb() -> bytes:
    return _bomb(STRINGS, _SST_START, b"<si><t/></si>" * 80_000, b"</sst>", {"size": 2000})


def _unread_bomb() -> bytes:
    return _bomb("xl/media/image1.png", b"", bytes(1_000_000), b"", {})


def _many() -> bytes:
    return zipped([*entries(_parts()), *(Entry(f"xl/media/{number}.bin", method=0) for number in range(200_000))])


def _added(*more: Entry) -> Callable[[], bytes]:
    return lambda: zipped([*entries(_parts()), *more])


def _descriptor() -> bytes:
    """Entries written to a pipe: their sizes follow them (bit 3), as some exporters write."""
    listed = entries(_parts())
    for entry in listed:
        import zlib  # noqa: PLC0415

        packed = zlib.compressobj(9, 8, -15)
        size = len(packed.compress(entry.content) + packed.flush())
        entry.local = {"flags": 8, "crc": 0, "packed": 0, "size": 0}
        entry.central = {"flags": 8}
        entry.tail = b"PK\x07\x08" + struct.pack("<3I", zlib.crc32(entry.content), size, len(entry.content))
    return zipped(listed)


def _quoted() -> bytes:
    parts = _parts()
    names = [*parts, *(f"xl/media/{number}.bin" for number in range(2000))]
    return quoted(names, swollen(b"", _SPACES, 20, b""), 20_000_000)


def _same_place() -> bytes:
    """Two names for one place."""
    listed = entries(_parts())
    return zipped([*listed, Entry("xl/worksheets/sheet2.xml", listed[0].content, central={"offset": 0})])


def _cut_folder() -> bytes:
    content = book()
    place = content.find(b"PK\x01\x02") + 60
    return content[:place]


def _zip64(**told: int) -> Callable[[], bytes]:
    """A directory whose end says: see the larger end; which says ``told``."""

    def made() -> bytes:
        content = zipped(entries(_parts()))
        count, size, place = struct.unpack("<HII", content[-12:-2])
        true = {"count": count, "size": size, "offset": place, **told}
        end = struct.pack(
            "<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, true["count"], true["count"], true["size"], true["offset"]
        )
        locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(content) - 22, 1)
        last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        return content[:-22] + end + locator + last

    return made


_LINK = {"attributes": 0o120777 << 16}
ANIMALS: list[Animal] = [
    hostile("bomb-sheet.xlsx", "a sheet of 10 GB of spaces", put_made(_sheet_bomb), "unpacks"),
    hostile("bomb-strings.xlsx", "10 GB of empty texts, said to be 2 kB", put_made(_strings_bomb)),
    either("bomb-unread.xlsx", "10 GB in a picture that nobody reads", put_made(_unread_bomb)),
    either("parts-200000.xlsx", "200,000 empty parts", put_made(_many), slow=True),
    either(
        "size-small.xlsx", "a size in the directory that is too small", put_made(_changed(SHEET, central={"size": 10}))
    ),
    either(
        "size-large.xlsx",
        "a size of 4 GB in both headers",
        put_made(_changed(SHEET, central={"size": 0xFFFFFFF0}, local={"size": 0xFFFFFFF0})),
    ),
    hostile(
        "packed-large.xlsx", "a packed size beyond the file", put_made(_changed(SHEET, central={"packed": 0x7FFFFFFF}))
    ),
    either("crc-wrong.xlsx", "a wrong checksum", put_made(_changed(SHEET, central={"crc": 1}, local={"crc": 1}))),
    good("descriptors.xlsx", "sizes that follow the entries", put_made(_descriptor)),
    hostile("overlaps-quoted.xlsx", "2,000 entries that share one kernel", put_made(_quoted)),
    hostile("overlaps-same.xlsx", "two names for one place", put_made(_same_place)),
    hostile("doubles.xlsx", "two parts of one name", put_made(_added(Entry(SHEET, sheet(""))))),
    hostile(
        "doubles-case.xlsx",
        "two parts of one name but for case",
        put_made(_added(Entry("XL/Worksheets/Sheet1.XML", sheet("")))),
    ),
    hostile(
        "name-other.xlsx",
        "a name in the directory that the entry itself denies",
        put_made(_changed(SHEET, local={"name": b"xl/worksheets/sheet9.xml"})),
    ),
    either(
        "name-absolute.xlsx",
        "a part with an absolute name",
        put_made(_added(Entry("/tmp/orderfeeds-zoo-was-here", b"x"))),
    ),
    either(
        "name-climbing.xlsx",
        "a part that climbs out of its folder",
        put_made(_added(Entry("../../orderfeeds-zoo-was-here", b"x"))),
    ),
    hostile(
        "link.xlsx", "a sheet that is a symbolic link", put_made(_changed(SHEET, content=b"/etc/passwd", central=_LINK))
    ),
    refused("folder-cut.xlsx", "a directory that was cut", put_made(_cut_folder), "damaged"),
    either(
        "prefixed.xlsx",
        "a program before the zip",
        put_made(lambda: zipped(entries(_parts()), prefix=b"#!/bin/sh\n" * 10)),
    ),
    either(
        "prefixed-pk.xlsx",
        "a false entry before the zip",
        put_made(lambda: zipped(entries(_parts()), prefix=b"PK\x03\x04" + bytes(96))),
    ),
    good("zip64-end.xlsx", "the larger end of directory, without need", put_made(_zip64())),
    hostile("zip64-count.xlsx", "a count of 2^62 entries", put_made(_zip64(count=1 << 62))),
    hostile("zip64-offset.xlsx", "a directory beyond the end", put_made(_zip64(offset=(1 << 63) - 1))),
    hostile("zip64-size.xlsx", "a directory of 2^63 bytes", put_made(_zip64(size=(1 << 63) - 1))),
    *(
        hostile(
            f"method-{name}.xlsx",
            f"a sheet packed by {name}",
            put_made(_changed(SHEET, central={"method": number}, local={"method": number})),
        )
        for name, number in _STRANGE.items()
    ),
    refused(
        "encrypted-flag.xlsx",
        "entries that say they are encrypted",
        put_made(_changed(SHEET, central={"flags": 1}, local={"flags": 1})),
        "password",
    ),
    good("comment.xlsx", "a comment of 64 kB", put_made(lambda: zipped(entries(_parts()), comment=b"z" * 65535))),
    hostile("end-only.xlsx", "an end of directory and nothing else", put_made(lambda: finished(b"", [])), "zip"),
    hostile(
        "count-high.xlsx",
        "a count of entries that is too high",
        put_made(lambda: zipped(entries(_parts()), count=60_000)),
    ),
    refused(
        "no-types.xlsx", "a workbook without its relationships", put_made(lambda: book({RELATIONS: b""})), "damaged"
    ),
    either("no-content-types.xlsx", "a workbook without its list of types", put_made(lambda: book({TYPES: b""}))),
]
