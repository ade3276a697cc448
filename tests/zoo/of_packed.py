"""What people and programs pack before they send it, and what packs itself again and again."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable

from tests.zoo.animals import RECORDS, Animal, Table, either, good, hostile, put_made, refused
from tests.zoo.workbook_parts import book, save
from tests.zoo.zip_bytes import Entry, swollen, zipped

_TEN_GB = 10_000


def text(table: Table = RECORDS, delimiter: str = ",", end: str = "\r\n") -> bytes:
    return "".join(delimiter.join(row) + end for row in table).encode()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _zip_of(**files: bytes) -> Callable[[], bytes]:
    return lambda: save({name.replace("__", "."): content for name, content in files.items()})


def _gz_bomb() -> bytes:
    start = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    return start + swollen(text(), b" " * 1_000_000, _TEN_GB, b"") + bytes(8)


def _tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as folder:
        entry = tarfile.TarInfo("parcels.csv")
        entry.size = len(text())
        folder.addfile(entry, io.BytesIO(text()))
    return held.getvalue()


def _nested(depth: int) -> bytes:
    content = text()
    for _ in range(depth):
        content = save({"inner.zip": content})
    return content


def _nested_bomb() -> bytes:
    """A zip that holds ten names of one zip, which holds one file of 10 GB."""
    inner = swollen(text(), b" " * 1_000_000, _TEN_GB, b"")
    size = {"size": (len(text()) + _TEN_GB * 1_000_000) & 0xFFFFFFFF}
    return save({"inner.zip": zipped([Entry("parcels.csv", packed=inner, local=size, central=size)])})


def _quine_like() -> bytes:
    content = text()
    for _ in range(200):
        content = packed(content)
    return content


_CSV = text()
ANIMALS: list[Animal] = [
    good("one-csv.zip", "a zip with one csv", put_made(_zip_of(parcels__csv=_CSV))),
    good("one-xlsx.zip", "a zip with one workbook", put_made(lambda: save({"parcels.xlsx": book()}))),
    good("one-csv-named.xlsx", "a zip with one csv, named as a workbook", put_made(_zip_of(parcels__csv=_CSV))),
    good(
        "one-csv-mac.zip",
        "a zip of a Mac: the file, its folder and its shadow",
        put_made(
            lambda: save({"parcels/": b"", "parcels/parcels.csv": _CSV, "__MACOSX/parcels/._parcels.csv": b"\0\5"})
        ),
    ),
    refused("two-files.zip", "a zip with two files", put_made(_zip_of(a__csv=_CSV, b__csv=_CSV)), "file"),
    refused("no-file.zip", "a zip with nothing in it", put_made(lambda: save({}))),
    either("zip-in-zip.zip", "a zip in a zip", put_made(lambda: _nested(2)), "zip"),
    hostile("zip-in-zip-100.zip", "a hundred zips in one another", put_made(lambda: _nested(100)), "packed"),
    hostile("bomb-nested.zip", "a zip with a zip with 10 GB", put_made(_nested_bomb)),
    good("text.csv.gz", "a csv packed by gzip", put_made(lambda: packed(_CSV))),
    good("workbook.xlsx.gz", "a workbook packed by gzip", put_made(lambda: packed(book()))),
    good(
        "members.csv.gz", "two gzip members after each other", put_made(lambda: packed(_CSV[:50]) + packed(_CSV[50:]))
    ),
    either(
        "padded.csv.gz", "gzip with zeros behind it, as tapes leave it", put_made(lambda: packed(_CSV) + bytes(512))
    ),
    either("junk.csv.gz", "gzip with other bytes behind it", put_made(lambda: packed(_CSV) + b"junk")),
    refused("cut.csv.gz", "half of a gzip file", put_made(lambda: packed(_CSV)[:60]), "damaged"),
    refused("crc.csv.gz", "gzip with a wrong checksum", put_made(lambda: packed(_CSV)[:-8] + bytes(8)), "damaged"),
    hostile("bomb.csv.gz", "10 GB packed by gzip", put_made(_gz_bomb)),
    either("gz-in-gz.csv.gz.gz", "gzip in gzip", put_made(lambda: packed(packed(_CSV)))),
    hostile("gz-200.gz", "two hundred times gzip", put_made(_quine_like)),
    refused("archive.tar.gz", "a tar archive", put_made(lambda: packed(_tar()))),
    refused("archive.tar", "a tar archive, not packed", put_made(_tar)),
    refused("text.csv.bz2", "packed by bzip2", put_made(lambda: __import__("bz2").compress(_CSV))),
    refused("text.csv.xz", "packed by xz", put_made(lambda: __import__("lzma").compress(_CSV))),
    refused("text.7z", "a 7z archive", put_made(lambda: bytes.fromhex("377abcaf271c0004") + bytes(200))),
    refused("text.rar", "a rar archive", put_made(lambda: b"Rar!\x1a\x07\x01\x00" + bytes(200))),
    refused("text.zlib", "a bare zlib stream", put_made(lambda: zlib.compress(_CSV))),
]
