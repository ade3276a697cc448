"""Unpacks each part of a zipped workbook once, in pieces, measures it, and searches its XML for harmful content.

The sizes and names that the file states about itself are not trusted (APPNOTE 4.3, "General Format of a .ZIP file";
ECMA-376 part 2, "Physical Packages"). The pieces are searched as they are unpacked, for forbidden content and for the
marks of content that needs a second look.
"""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from feeds.reading.cell_names import coordinates
from feeds.reading.grid import AGAIN, DAMAGED, RefusedError
from feeds.reading.workbook.plain_tags import Tags
from schemas.sheet_cells import ROWS

MOST_PARTS = 10_000
_PIECE = 1 << 20
_LOCAL = struct.Struct("<4s5H3I2H")


def refuse_odd_entries(entries: list[ZipInfo]) -> None:
    """Raises RefusedError for entries that no spreadsheet program writes: too many, duplicate, locked, oddly packed."""
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
    """Raises RefusedError if entries overlap, or if a local header has another name than the directory."""
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
    """Unpacks a part piece by piece, whatever its stated size; raises RefusedError if the file ends within the part."""
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


# This much of the previous piece is searched again, to find marks that lie across the border.
_OVERLAP = 512
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_LONGEST_FORMAT = re.compile(rb'formatCode="[^"]{4000}')
_ROW = re.compile(rb'<row\b[^>]{0,400}?\br="([0-9]{1,20})"')
# A filled cell in a column with three or more letters; formatted blanks cost a reader nothing.
_FAR_CELL = re.compile(rb'r="([A-Z]{3,9}[0-9]{1,9})"[^<]*(?<!/)>\s*<[^/]')
# One of these is in every cell with a value, an inline text or a formula, whatever its namespace prefix.
_FILLED = (b"v>", b"is>", b"f>", b"<f ", b":f ")
_MOST_CELLS = 10_000_000
# A last row beyond _TALL, and beyond _EMPTIER times the number of rows, comes from a cell touched by mistake.
_TALL, _EMPTIER = 200_000, 20
# Marks of cells and rows that need a second look.
_MARKS = {b"hidden": rb"hidden\s*=", b"width": rb"""width\s*=\s*["'](?:0|&)""", b"mergeCell": rb"mergeCell"}
FORMULA, ERROR = b"formula", b"error"
# A number format that shows leading zeros (18.8.30 numFmt).
PADDING = "(0{2,})(?:;@)?"
_PADDING = re.compile(f'formatCode="{PADDING}"'.encode())
PADDED = b"padded"
# A number format that shows a length of time (18.8.31): its cells are neither numbers nor days.
ELAPSED = re.compile(rb'formatCode="[^"]{0,400}\[[hmsHMS]')
LASTING = b"elapsed"
UNUSUAL, ODD = b"unusual", b"odd"
# What no program writes into a part of few elements, and a fast reader may read differently from a strict one.
_ODD = re.compile(rb"""<!|<\?(?!xml )|<[^<>]*(?:=\s*'|\s=|=\s|&#)""")
FEW_ELEMENTS = ("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_TEXT_IN_CDATA = re.compile(rb"""<t(?: xml:space="preserve")?><!\[CDATA\[""")
# A cell of the first column with a value, searched for at the beginning of a sheet.
_FIRST_COLUMN = re.compile(rb'<c r="A[0-9]{1,7}"[^>]{0,99}><(?:v|is)>')
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)[^>]*>")


@dataclass
class Part:
    """What the guard found in one part of a workbook.

    ``size``: bytes unpacked. ``rows``: the number of rows with a row number. ``last_row``: the highest row number;
    ``last_filled``: the highest of a row with a filled cell. ``far_cell``: the filled cell farthest to the right beyond
    column ZZ. ``marks``: the marks found. ``numbers``: the number cells of each column, by position. ``from_a``: its
    cells begin in column A. ``refusal``: the reason why it must not be read; empty if it may be.
    """

    size: int = 0
    rows: int = 0
    last_row: int = 0
    last_filled: int = 0
    far_cell: str = ""
    marks: set[bytes] = field(default_factory=set)
    numbers: Counter[int] = field(default_factory=Counter)
    from_a: bool = False
    refusal: str = ""

    def add(self, tags: Tags) -> None:
        """Adds the marks and the counts of number cells from the tags of a sheet."""
        told = {ODD: tags.odd, FORMULA: tags.formulas, ERROR: tags.errors}
        self.marks.update(mark for mark, there in told.items() if there)
        self.numbers = tags.numbers


def look_through(file: BinaryIO, entry: ZipInfo, most: int) -> Part:
    """Unpacks a part piece by piece, measures it, and searches it if it is XML.

    Forbidden XML matters only if the part is read, so it is returned as the ``refusal`` of the part. Raises
    RefusedError if the part has more than ``most`` bytes, or another size or checksum than the file states.
    """
    part = Part()
    name = entry.filename.casefold()
    is_xml = name.endswith((".xml", ".rels", ".vml"))
    checksum, before, tags = 0, b"", Tags()
    for piece in pieces(file, entry):
        part.size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if part.size > min(entry.file_size, most):
            said = (
                "unpacks to more than it says"
                if part.size > entry.file_size
                else "unpacks to far more than a workbook of its size does"
            )
            raise RefusedError(f"its part {entry.filename[:60]} {said}. {AGAIN}")
        if is_xml and not part.refusal:
            before = _look_into(part, tags, name, before, piece)
    if part.size != entry.file_size or checksum != entry.CRC:
        raise RefusedError(DAMAGED)
    part.refusal = part.refusal or far_cells(part)
    tags.end()
    part.add(tags)
    return part


def _look_into(part: Part, tags: Tags, name: str, before: bytes, piece: bytes) -> bytes:
    """Searches a piece of XML together with ``before``, the end of the previous piece; returns its own end."""
    joined, is_styles, is_texts = before + piece, "styles" in name, "sharedstrings" in name
    try:
        if not before:
            search_start(part, piece)
        # Shared texts have no cells, and may be as long as the sheets.
        if not is_styles and not is_texts:
            _search(part, joined, len(before))
            tags.add(piece)
        if is_styles:
            _search_styles(part, joined)
    except RefusedError as refusal:
        part.refusal = str(refusal)
    first = joined[joined.find(b"<", 1) :] if not before else joined
    if (is_texts and _has_asides(first)) or (name in FEW_ELEMENTS and _ODD.search(joined)):
        part.marks.add(ODD)
    return piece[-max(_OVERLAP, 4096 * is_styles) :]


def _has_asides(piece: bytes) -> bool:
    """True if shared texts have comments, processing instructions, or CDATA that is not a whole text."""
    if b"<?" in piece:
        return True
    return b"!" in piece and b"<!" in piece and piece.count(b"<!") != len(_TEXT_IN_CDATA.findall(piece))


def far_cells(part: Part) -> str:
    """The sentence that refuses a part with cells beyond a sheet or far from the others; empty if there are none.

    A reader allocates every cell between the first and the last, so one far from the others costs gigabytes.
    """
    if part.last_row > ROWS:
        return f"it has a row {part.last_row}, and a sheet ends with row {ROWS:,}. {AGAIN}"
    width = coordinates(part.far_cell)[1] + 1 if part.far_cell else 0
    if width > 16_384:
        return f"it has a cell {part.far_cell}, and a sheet ends with column XFD. {AGAIN}"
    last = part.last_row if UNUSUAL in part.marks else part.last_filled
    if last * width > _MOST_CELLS or last > max(_TALL, _EMPTIER * part.rows):
        place = f"a cell in {part.far_cell} and rows" if part.far_cell else "rows"
        return (
            f"it has {place} down to {last:,}, far from the others. "
            "Delete the empty rows and columns around the data, save it and upload it again."
        )
    return ""


def _search(part: Part, piece: bytes, seen: int) -> None:
    """Searches a piece of XML whose first ``seen`` bytes are the end of the previous piece."""
    for mark, spelled in _MARKS.items():
        if mark not in part.marks and mark in piece and re.search(spelled, piece):
            part.marks.add(mark)
    rows = list(map(int, _ROW.findall(piece)))[len(_ROW.findall(piece[:seen])) :]
    if rows != sorted(set(rows)) or (rows and rows[0] <= part.last_row):
        part.marks.add(UNUSUAL)
    part.last_filled = max(part.last_filled, _last_filled(piece, seen, part.last_row))
    part.last_row = max(part.last_row, max(rows, default=0))
    part.rows += len(rows)
    cells = set(_FAR_CELL.findall(piece))
    part.far_cell = max({part.far_cell, *(cell.decode() for cell in cells)}, key=_column)


def _last_filled(piece: bytes, seen: int, row: int) -> int:
    """The last row with a filled cell after the first ``seen`` bytes; ``row``: the last row of the previous pieces."""
    # In a dense sheet it is one of the last two rows; the last one may be cut off.
    last = piece.rfind(b"<row")
    near = max(piece.rfind(b"<row", 0, max(last, 0)), 0)
    filled = max(piece.rfind(mark, near) for mark in _FILLED)
    if filled < 0:
        filled = max(piece.rfind(mark) for mark in _FILLED)
    if filled < 0 or filled + len(max(_FILLED, key=len)) <= seen:
        return 0
    begun = piece.rfind(b"<row", 0, filled)
    told = _ROW.match(piece, begun) if begun >= 0 else None
    return int(told[1]) if told else row


def _search_styles(part: Part, piece: bytes) -> None:
    if _LONGEST_FORMAT.search(piece):
        raise RefusedError(f"it has a number format of more than 4,000 characters. {AGAIN}")
    if _PADDING.search(piece):
        part.marks.add(PADDED)
    if ELAPSED.search(piece):
        part.marks.add(LASTING)


def search_start(part: Part, piece: bytes) -> None:
    """Checks what comes before the first element and the element itself: UTF-16, document type, prefix, column A.

    Raises RefusedError for UTF-16 and for a document type.
    """
    if piece.startswith(_UTF_16):
        raise RefusedError(f"its XML is written in UTF-16, which spreadsheet programs do not do. {AGAIN}")
    root = _ROOT.search(piece)
    before = piece[: root.start()] if root else piece
    if b"<!DOCTYPE" in before or b"<!ENTITY" in before:
        raise RefusedError(f"its XML has a document type, which no workbook needs. {AGAIN}")
    if root and (b":" in root[1] or b"='" in root[0]):
        # Not written as programs write it, so the marks may be spelled differently.
        part.marks.add(UNUSUAL)
    part.from_a = bool(_FIRST_COLUMN.search(piece))


def _column(cell: str) -> tuple[int, str]:
    letters = cell.rstrip("0123456789")
    return len(letters), letters
