"""What a file is, its bytes decide and not its name; one file packed with gzip or zip is opened."""

import gzip
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from feeds.reading.files import read_grids
from feeds.reading.grid import FileRefusedError
from feeds.reading.options import Directions, Limits

TEXT = b"order-id\tquantity\n202-1234567-7654321\t2\n"
CELLS = [("order-id", "quantity"), ("202-1234567-7654321", "2")]


def book() -> bytes:
    held = io.BytesIO()
    written = Workbook()
    for row in CELLS:
        written.worksheets[0].append(row)
    written.save(held)
    return held.getvalue()


def packed(content: bytes, level: int = 9) -> bytes:
    """Without the time it was made at: the names of tests hold some of these bytes, and must be the same everywhere."""
    return gzip.compress(content, level, mtime=0)


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as parts:
        for name, content in files.items():
            parts.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("parcels.xlsx", book()),
        ("parcels.xls", book()),
        ("parcels.txt", book()),
        ("parcels", TEXT),
        ("parcels.xlsx", TEXT),
        ("parcels.txt.gz", packed(TEXT)),
        ("parcels.gz", packed(book())),
        ("members.gz", packed(TEXT[:20]) + packed(TEXT[20:])),
        ("parcels.zip", zipped(parcels_txt=TEXT)),
        ("parcels.zip", zipped(june__parcels_xlsx=book())),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a_file_is_read_by_what_its_bytes_are(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    [grid] = read_grids(path)
    assert grid.head == CELLS


REFUSED = [
    (
        b"%PDF-1.7\n",
        "it is a PDF, whose tables cannot be read safely. Open it, save its table as .xlsx and upload that.",
    ),
    (b"\x89PNG\r\n\x1a\n", "it is a picture. Upload the workbook or text that it shows."),
    (b"SQLite format 3\0....", "it is a database. Open it, save its table as .xlsx and upload that."),
    (b"\x7fELF\x02", "it is a program, not a table."),
    (b"7z\xbc\xaf'\x1c", "it is a 7z archive. Unpack it and upload the file in it."),
    (zipped(word__document_xml=b"<a/>"), "it is a Word document. Open it, save its table as .xlsx and upload that."),
    (
        zipped(a_csv=TEXT, b_csv=TEXT),
        "it is a zip of 2 files (a.csv, b.csv). Unpack it and upload the files.",
    ),
    (
        packed(packed(TEXT)),
        "it is a packed file (zip or gzip) in a packed file. Unpack it and upload the file in it.",
    ),
    (
        packed(TEXT)[:-9],
        "it is packed, and the packing is damaged. Pack it again, or upload the file itself.",
    ),
    (packed(b""), "it is packed, and the file in it is empty. Save it again and upload it."),
    (
        packed(b"0" * 200_000_000, 1),
        "it unpacks to more than the 100 MB that a file may have. Split it, or raise the limit: --limit text-mb=N.",
    ),
]


@pytest.mark.parametrize(("content", "sentence"), REFUSED, ids=[sentence[:40] for _, sentence in REFUSED])
def test_what_is_no_table_is_told_by_its_own_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "parcels.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError) as refusal:
        read_grids(path)
    assert str(refusal.value) == f"{path} cannot be read: {sentence}"


def test_a_workbook_above_its_limit_is_refused_by_its_size_as_saved(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsx"
    path.write_bytes(book() + bytes(1_000_000))
    with pytest.raises(FileRefusedError, match=r"more than the 1 MB that a file may have.*--limit workbook-mb=N"):
        read_grids(path, Directions(limits=Limits(workbook_mb=1)))
