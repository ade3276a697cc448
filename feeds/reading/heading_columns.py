"""Finds which column of a sheet holds which heading, and notes headings that were read as another."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from feeds.reading.cell_names import letters as letters_of
from feeds.reading.grid import Note
from feeds.reading.heading_row import FeedRefusedError, HeadingRow
from feeds.reading.no_heading_row import quoted
from feeds.reading.unknown_headings import nearest
from feeds.reading.vocabulary import Vocabulary
from schemas import faults
from schemas.headings import plain
from schemas.marketplace_files import other_file

# Headings that may have one value for all the records of a file.
_SAME_FOR_ALL = ("carrier-code", "ship-date", "cancellation-reason-code", "adjustment-reason-code")
# How many cells of a column are examined, and the share of accepted values that shows what the column holds.
_SEEN, _MOSTLY = 200, 0.5


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet.

    ``positions``: the column of each heading, from zero. ``unknown``: unknown headings with their cell. ``counted``:
    the columns where a filled cell makes a row a record. ``notes``: headings that were read as others. ``unread``:
    columns that are not read and not left out on purpose, by heading or as ``column F``, with their position.
    """

    positions: dict[str, int]
    unknown: dict[str, str]
    counted: list[int]
    notes: list[Note]
    unread: dict[str, int]


def columns_of(row: HeadingRow, vocabulary: Vocabulary) -> Columns:
    """The columns below a heading row.

    Raises FeedRefusedError if a required heading is missing, or if two columns have the same heading.
    """
    lacking = vocabulary.missing(row.names)
    if lacking:
        raise FeedRefusedError(faults.HEADING_MISSING, _lacking(lacking, row, vocabulary), lacking[0], row.grid.name)
    meanings = vocabulary.read(row.names)
    holding: dict[str, list[int]] = defaultdict(list)
    for position, heading in enumerate(meanings):
        if heading:
            holding[heading].append(position)
    for heading, positions in holding.items():
        if len(positions) > 1:
            raise FeedRefusedError(faults.HEADING_TWICE, _twice(row, heading, positions), heading, row.grid.name)
    unknown = {
        row.typed(position): row.place(position)
        for position, name in enumerate(row.names)
        if name and meanings[position] is None
    }
    counted = [position for position, name in enumerate(row.names) if name and not vocabulary.left_out(name)]
    notes = [
        Note(faults.HEADING_READ_AS, _read_as(row.typed(at), heading), row.typed(at), row.place(at))
        for heading, [at] in holding.items()
        if row.names[at] not in (plain(heading), *vocabulary.mapped)
    ]
    unread: dict[str, int] = {}
    for position, name in enumerate(row.names):
        heading = row.typed(position) if name else f"column {letters_of(position)}"
        if not meanings[position] and not vocabulary.left_out(plain(heading)):
            unread[heading if heading not in unread else f"{heading} ({letters_of(position)})"] = position
    return Columns({heading: at for heading, [at] in holding.items()}, unknown, counted, notes, unread)


def _read_as(typed: str, heading: str) -> str:
    return f'The heading "{typed}" was read as {heading}.'


def _lacking(lacking: list[str], row: HeadingRow, vocabulary: Vocabulary) -> str:
    several, other = len(lacking) > 1, other_file(row.names)
    named = f"The heading{'s' if several else ''} {', '.join(lacking)} {'are' if several else 'is'} missing"
    said = f"{named}, which {vocabulary.title} requires."
    if other:
        said = f"This is {other.name}. {said} {other.instead}"
    read = vocabulary.read(row.names)
    unread = {row.typed(at): at for at, heading in enumerate(read) if row.names[at] and not heading}
    near = {
        name: nearest(name, list(unread), vocabulary) or _by_values(name, unread, row, vocabulary) for name in lacking
    }
    maps = [f"--map {quoted(f'{theirs}={name}')}" for name, theirs in near.items() if theirs]
    settable = [f"--set {name}=…" for name in lacking if name in _SAME_FOR_ALL and not near[name]]
    said += f" If one of its columns is meant: {' '.join(maps)}." if maps else ""
    return said + (f" If it is one value for all records: {' '.join(settable)}." if settable else "")


def _by_values(name: str, unread: Mapping[str, int], row: HeadingRow, vocabulary: Vocabulary) -> str | None:
    """The heading of an unread column whose cells are mostly values that ``name`` accepts, else None."""
    accepted = set(map(plain, (vocabulary.schema.columns[name].metadata or {}).get("accepted") or ()))
    for typed, at in unread.items():
        below = row.grid.columns[at][row.index + 1 : row.index + _SEEN].drop_null().to_pylist()
        if below and sum(plain(text) in accepted for text in below) >= _MOSTLY * len(below):
            return typed
    return None


def _twice(row: HeadingRow, heading: str, positions: list[int]) -> str:
    first, second = positions[:2]
    told = [f'"{row.typed(position)}" in {row.place(position)}' for position in (first, second)]
    other = first if row.names[second] == plain(heading) else second
    if row.names[first] == row.names[second]:
        return f"The heading {heading} stands twice: {' and '.join(told)}."
    left_out = f"--map '{row.typed(other)}=' leaves that one out."
    return f"Two columns are read as {heading}: {' and '.join(told)}; {left_out}"
