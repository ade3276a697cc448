"""Refuses a text that can be read in more than one encoding, or accepts it with a Warning that shows a sample."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pandera.pandas import DataFrameSchema

from feeds.reading.cell_names import cell, coordinates
from feeds.reading.grid import Doubt, Note
from feeds.reading.heading_row import FeedRefusedError
from feeds.reading.sheet import Sheet
from schemas import faults

_NAMES = {
    **{f"cp125{number}": f"Windows-125{number}" for number in range(8)},
    **{"cp932": "Shift_JIS", "gb18030": "GB18030", "cp949": "EUC-KR", "cp950": "Big5", "euc_jp": "EUC-JP"},
    **{"iso8859_2": "ISO-8859-2", "iso8859_15": "ISO-8859-15", "cp850": "MS-DOS 850", "cp866": "MS-DOS 866"},
    **{"koi8_r": "KOI8-R", "mac_roman": "Mac Roman", "cp874": "Windows-874"},
}
_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class _Cell:
    """A cell whose readings differ: its heading, its place, and its text in each, the reading taken first."""

    heading: str
    row: int
    position: int
    texts: tuple[str, ...]


def without_doubt(sheet: Sheet, schema: DataFrameSchema) -> Sheet:
    """The sheet, with a note of the encoding it was read in if another encoding would give other texts.

    Raises FeedRefusedError if identifiers, dates, numbers, amounts or choices would differ and the headings do not
    settle the encoding. If only free text would differ and the encoding is evident, there is no note. Columns that are
    not read do not count, nor do the rows above the headings.
    """
    doubt = sheet.grid.doubt if sheet.grid else None
    if doubt is None:
        return sheet
    records = list(_differing_records(sheet, doubt))
    for found in records:
        holds = (schema.columns[found.heading].metadata or {}).get("holds")
        if not doubt.settled and holds not in ("text", "own"):
            raise FeedRefusedError(faults.ENCODING_UNCLEAR, _unclear(found, doubt), found.heading, sheet.name)
    seen = [*records, *_differing_headings(sheet, doubt)]
    if not seen or doubt.evident:
        return sheet
    return replace(sheet, notes=(*sheet.notes, Note(faults.ENCODING_CHOSEN, _taken(seen[0], doubt))))


def _differing_records(sheet: Sheet, doubt: Doubt) -> Iterator[_Cell]:
    """The first differing cell of each column that is read, in the order of the file's columns."""
    headings = {coordinates(f"{letters}1")[1]: heading for heading, letters in sheet.columns.items()}
    for position, rows in sorted(doubt.differing.items()):
        below = [found for found in rows if found[0] > sheet.heading_row]
        if position in headings and below:
            yield _Cell(headings[position], below[0][0], position, below[0][1])


def _differing_headings(sheet: Sheet, doubt: Doubt) -> Iterator[_Cell]:
    """The headings that differ, of columns that are read and of unknown ones."""
    for position, rows in sorted(doubt.differing.items()):
        for row, texts in rows:
            if row == sheet.heading_row:
                yield _Cell("", row, position, texts)


def _unclear(found: _Cell, doubt: Doubt) -> str:
    readings = _readings(found, doubt)
    said = " and ".join(f'"{text}" as {_named(name)}' for name, text in readings)
    named = " or ".join(f"--encoding {name}" for name, _ in readings)
    return f"{found.heading} in cell {cell(found.row + 1, found.position)} reads {said}: {named}."


def _taken(found: _Cell, doubt: Doubt) -> str:
    (name, text), *others = _readings(found, doubt)
    said = " and ".join(f'"{other}" as {_named(encoding)}' for encoding, other in others)
    place = cell(found.row + 1, found.position)
    return f'The text was read as {_named(name)}: cell {place} reads "{text}". It would read {said}.'


def _readings(found: _Cell, doubt: Doubt) -> list[tuple[str, str]]:
    """The encoding and text of each reading that differs from those before it; the one that was taken comes first."""
    told: dict[str, str] = {}
    for name, text in zip((doubt.encoding, *doubt.others), found.texts, strict=True):
        told.setdefault(text, name)
    return [(name, _printable(text[:_LONGEST_SHOWN])) for text, name in told.items()]


def _printable(text: str) -> str:
    """A text with U+FFFD instead of unprintable characters, such as private-use ones that no font has."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _named(encoding: str) -> str:
    return f"{encoding} ({_NAMES.get(encoding, encoding)})"
