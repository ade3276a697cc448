"""Recognises a file by its bytes: a workbook, a text, a packed file with one of them in it, or nothing we read."""

import gzip
import io
import re
from collections.abc import Callable
from zipfile import ZipFile, ZipInfo

from feeds.reading.grid import DAMAGED, DAMAGES, RefusedError
from feeds.reading.workbook.part_names import plain_name
from feeds.reading.workbook.zip_parts import MOST_PARTS
from schemas import faults

_PIECE = 1 << 20
# A workbook's first records: [MS-XLS] 2.4.21 BOF, perhaps 2.4.349 WriteProtect, and 2.4.117 FilePass.
_LOCKED_STREAM = re.compile(
    rb"\x09\x08(?:\x08\x00\x00\x05\x05\x00.{4}|\x10\x00\x00\x06\x05\x00.{12})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
_SMALLEST_SECTOR = 64
_LOCKED_CONTENT = re.compile(
    rb"""file-entry\b[^<>]*full-path=["']content\.xml["'][^<>]*(?<!/)>\s*<[\w:.-]*encryption-data"""
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_WORKBOOK = "Open it, save its table as .xlsx and upload that."
_UNPACK = "Unpack it and upload the file in it."
# The first bytes of files that people take for tables, and the sentence for each.
_OF_OLD = "Open it in Excel or LibreOffice, save it as .xlsx and upload that."
_LOCKED = "it is protected by a password. Save it without one and upload it again."
_FOREIGN = (
    (b"\x09\x00\x04\x00", f"it is a workbook of Excel 2. {_OF_OLD}"),
    (b"\x09\x02\x06\x00", f"it is a workbook of Excel 3. {_OF_OLD}"),
    (b"\x09\x04\x06\x00", f"it is a workbook of Excel 4. {_OF_OLD}"),
    (b"\x09\x08\x08\x00", f"it is a workbook of Excel 5 without the file around it. {_OF_OLD}"),
    (b"\x09\x08\x10\x00", f"it is a workbook of Excel 97 without the file around it. {_OF_OLD}"),
    (b"%PDF", f"it is a PDF, whose tables cannot be read safely. {_AS_WORKBOOK}"),
    (b"\x89PNG", "it is a picture. Upload the workbook or text that it shows."),
    (b"\xff\xd8\xff", "it is a picture. Upload the workbook or text that it shows."),
    (b"GIF8", "it is a picture. Upload the workbook or text that it shows."),
    (b"SQLite format 3\0", f"it is a database. {_AS_WORKBOOK}"),
    (b"\x7fELF", "it is a program, not a table."),
    (b"MZ\x90", "it is a program, not a table."),
    (b"7z\xbc\xaf'\x1c", f"it is a 7z archive. {_UNPACK}"),
    (b"Rar!\x1a\x07", f"it is a RAR archive. {_UNPACK}"),
    (b"BZh", f"it is packed with bzip2. {_UNPACK}"),
    (b"\xfd7zXZ\0", f"it is packed with xz. {_UNPACK}"),
    (b"\x28\xb5\x2f\xfd", f"it is packed with zstd. {_UNPACK}"),
    (b"PAR1", f"it is a Parquet file. {_AS_WORKBOOK}"),
)
_IN_COMPOUND = (
    ("EncryptedPackage", _LOCKED),
    ("WordDocument", f"it is a Word document. {_AS_WORKBOOK}"),
    ("PowerPoint Document", f"it is a presentation. {_AS_WORKBOOK}"),
    ("__substg1.0_", "it is a mail message. Save the attached table and upload that."),
)
_IN_ZIP = (
    ("word/document.xml", f"it is a Word document. {_AS_WORKBOOK}"),
    ("ppt/presentation.xml", f"it is a presentation. {_AS_WORKBOOK}"),
    ("Index/Document.iwa", 'it is a Numbers document. Use "Export To > Excel" and upload that.'),
)


def what_is_foreign(content: bytes) -> str | None:
    """The sentence for a file whose first bytes show that it is neither workbook nor text, else None."""
    if content[257:262] == b"ustar":
        return f"it is a tar archive. {_UNPACK}"
    for start, sentence in _FOREIGN:
        if content.startswith(start):
            return sentence
    return None


def is_compound(content: bytes) -> bool:
    """True for a compound file ([MS-CFB]), the format of .xls."""
    return content.startswith(_COMPOUND[:4])


def refuse_other_compounds(content: bytes) -> None:
    """Raises RefusedError for a locked compound file, and for one whose stream names show that it is no workbook."""
    if any(found.start() % _SMALLEST_SECTOR == 0 for found in _LOCKED_STREAM.finditer(content)):
        raise RefusedError(_LOCKED)
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook\0", "Book\0")):
        return
    for stream, sentence in _IN_COMPOUND:
        if stream.encode("utf-16-le") in content:
            raise RefusedError(sentence)


def is_zip(content: bytes) -> bool:
    """True for a zip file, even an empty one."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(content: bytes) -> bool:
    """True for a gzip file (RFC 1952)."""
    return content.startswith(b"\x1f\x8b")


def packed_file(content: bytes) -> ZipInfo | None:
    """The one file in a plain zip; None if the zip is itself a workbook.

    Raises RefusedError if the zip is damaged or locked, is another kind of document, or does not hold exactly one file.
    """
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            is_locked = _is_locked_document(parts)
    except (*DAMAGES, RuntimeError):
        raise RefusedError(DAMAGED) from None
    if is_locked:
        raise RefusedError(_LOCKED)
    names = {plain_name(entry.filename) for entry in entries}
    is_package = "[content_types].xml" in names
    if {"content.xml", "mimetype"} <= names or (is_package and any(name.startswith("xl/") for name in names)):
        return None
    for name, sentence in _IN_ZIP:
        if name.casefold() in names:
            raise RefusedError(sentence)
    # A workbook may have all its parts in the root of the package.
    if is_package and "_rels/.rels" in names:
        return None
    if is_package or len(entries) > MOST_PARTS:
        raise RefusedError(DAMAGED)
    return _only(entries)


def _is_locked_document(parts: ZipFile) -> bool:
    """True if a password protects an OpenDocument file (1.3 part 2, 3.4.1, 4.8; as one encrypted part from 1.4 on)."""
    manifest = next((entry for entry in parts.infolist() if entry.filename == "META-INF/manifest.xml"), None)
    if manifest is None or manifest.flag_bits & 1 or "mimetype" not in parts.namelist():
        return False
    with parts.open(manifest) as content:
        return "encrypted-package" in parts.namelist() or bool(_LOCKED_CONTENT.search(content.read(_PIECE)))


def _only(entries: list[ZipInfo]) -> ZipInfo:
    """The one file among the entries of a plain zip; raises RefusedError if there are none or several."""
    files = [
        entry
        for entry in entries
        if entry.filename and not entry.filename.endswith("/") and not _is_clutter(entry.filename)
    ]
    if not files:
        raise RefusedError("it is a zip with no file in it. Pack the file again, or upload the file itself.")
    if len(files) > 1:
        some = ", ".join(entry.filename for entry in files[:3])[:120] + (", …" if len(files) > 3 else "")
        raise RefusedError(f"it is a zip of {len(files):,} files ({some}). Unpack it and upload the files.")
    return files[0]


def _is_clutter(name: str) -> bool:
    """True for an entry that macOS or Windows adds to archives."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db", "desktop.ini")


def unzipped(content: bytes, entry: ZipInfo, most: int) -> bytes:
    """The bytes of a file in a zip; raises RefusedError for more than ``most`` bytes, or a locked or damaged file."""
    if entry.flag_bits & 1:
        raise RefusedError(_LOCKED)
    with ZipFile(io.BytesIO(content)) as parts:
        return _unpacked(lambda: parts.open(entry), most)


def gunzipped(content: bytes, most: int) -> bytes:
    """The unpacked bytes of a gzip file; raises RefusedError for more than ``most`` bytes, or a damaged file."""
    return _unpacked(lambda: gzip.GzipFile(fileobj=io.BytesIO(content)), most)


def _unpacked(opened: Callable[[], "io.BufferedIOBase | gzip.GzipFile | object"], most: int) -> bytes:
    unpacked = bytearray()
    try:
        with opened() as file:  # type: ignore[attr-defined]
            while piece := file.read(_PIECE):
                unpacked += piece
                if len(unpacked) > most:
                    raise RefusedError(above_limit("unpacks to more than", most), faults.ABOVE_LIMIT)
    except (*DAMAGES, RuntimeError):
        raise RefusedError(
            "it is packed, and the packing is damaged. Pack it again, or upload the file itself."
        ) from None
    return bytes(unpacked)


def above_limit(said: str, most: int, name: str = "text-mb") -> str:
    """The sentence for a file larger than ``most`` bytes; ``name`` is the limit that can be raised."""
    return (
        f"it {said} the {most // 1_000_000:,} MB that a file may have. Split it, or raise the limit: --limit {name}=N."
    )
