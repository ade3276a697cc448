"""Finds the heading row of a file, and the feed that it belongs to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from feeds.reading.cell_names import cell
from feeds.reading.grid import Grid
from feeds.reading.no_heading_row import quoted, what_it_is
from feeds.reading.unknown_headings import close, unknown_heading
from feeds.reading.vocabulary import Vocabulary
from schemas import faults
from schemas.headings import CORRECTION_HEADING, RESULT_HEADING, plain
from schemas.marketplace_files import other_file
from schemas.wording import enumerated

_ORDER_ID = "order-id"
_ORDER_NUMBER = "[0-9]{3}-?[0-9]{7}-?[0-9]{7}"
_LONGEST_SHOWN, _SHEETS_NAMED = 60, 12


class FeedRefusedError(Exception):
    """A file cannot be read as a feed: a Fatal code and its sentence, with heading and sheet if they are known."""

    def __init__(self, code: int, sentence: str, heading: str | None = None, sheet: str | None = None) -> None:
        super().__init__(sentence)
        self.code, self.heading, self.sheet = code, heading, sheet


@dataclass(frozen=True)
class HeadingRow:
    """A row with order-id and at least one more heading of some feed; ``names`` are its cells in plain form."""

    grid: Grid
    index: int
    names: tuple[str, ...]
    literal: bool = True

    def typed(self, position: int) -> str:
        """The heading at a position as the file writes it, cut if it is long."""
        shown = " ".join(self.grid.head[self.index][position].split())
        return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"

    def place(self, position: int) -> str:
        """The name of the cell of a heading, such as ``B3``."""
        return cell(self.index + 1, position)

    @property
    def is_ours(self) -> bool:
        """True for the sheet of a corrections workbook with the rows to correct."""
        return plain(CORRECTION_HEADING) in self.names

    @property
    def has_records(self) -> bool:
        """True if any cell below is filled."""
        below = (column[self.index + 1 :] for column in self.grid.columns)
        return any(len(column) > column.null_count for column in below)

    def has_numbers_below(self, names: Collection[str]) -> bool:
        """True if a cell below one of these headings holds an order number."""
        below = (self.grid.columns[at][self.index + 1 :] for at, name in enumerate(self.names) if name in names)
        return any(pc.any(pc.match_substring_regex(column, _ORDER_NUMBER)).as_py() for column in below)


def find_heading_row(grids: Sequence[Grid], vocabularies: Sequence[Vocabulary]) -> HeadingRow:
    """The heading row of the one sheet that has one; if several have one, of the one with records below it.

    The sheet with the rows to correct of a corrections workbook is read whatever other sheets hold. A sheet with all
    required headings comes before definitions and lists that hold some of them.
    """
    grids = _chosen(grids, vocabularies[0].directions.sheet)
    found = _rows(grids, vocabularies, 2)
    if not found and vocabularies[0].directions.sets:
        # A value set by an option replaces the second heading, so order-id alone is enough.
        found = _rows(grids, vocabularies, 1)
    if not found:
        raise _no_heading_row(grids, vocabularies)
    found = [row for row in found if row.is_ours] or found
    found = _without_definitions(found, vocabularies)
    filled = [row for row in found if row.has_records]
    if len(filled) > 1:
        # A sheet that only lists order numbers for people must not stop the data sheet from being read.
        filled = [row for row in filled if row.literal or _is_whole(row, vocabularies)] or filled
    if len(filled) > 1:
        raise FeedRefusedError(faults.SHEET_UNCLEAR, _unclear([str(row.grid.name) for row in filled]))
    row = (filled or found)[0]
    refuse_unfit(row, vocabularies)
    _refuse_other_file(row, vocabularies)
    return row


def _chosen(grids: Sequence[Grid], name: str | None) -> Sequence[Grid]:
    """The sheet called ``name``, whatever its case; all sheets without a name, or if one has rows to correct.

    Raises FeedRefusedError if no visible sheet, or more than one, has the name.
    """
    if name is None or any(plain(CORRECTION_HEADING) in map(plain, cells) for grid in grids for cells in grid.head):
        return grids
    names = [grid.name for grid in grids if grid.name is not None]
    if not names:
        raise FeedRefusedError(faults.SHEET_UNKNOWN, f'--sheet names "{name}", and a text has no sheets.')
    exact = [grid for grid in grids if grid.name == name]
    chosen = exact or [grid for grid in grids if grid.name and grid.name.strip().casefold() == name.strip().casefold()]
    if len(chosen) != 1:
        said = f'No visible sheet is called "{name}", which --sheet names.{close(name, names)}'
        raise FeedRefusedError(faults.SHEET_UNKNOWN, f"{said} The workbook shows: {', '.join(names[:_SHEETS_NAMED])}.")
    return chosen


def marked_sheet(grids: Sequence[Grid]) -> Grid | None:
    """The sheet of a corrections workbook that is the user's own sheet with the result of each row, else None."""
    ours = plain(RESULT_HEADING)
    return next((grid for grid in grids if any(ours in map(plain, cells) for cells in grid.head)), None)


def _unclear(names: Sequence[str]) -> str:
    """The message about several sheets with records: their names, and the options that read one of them."""
    shown = [f"--sheet {name if name.isidentifier() else quoted(name)}" for name in names[:_SHEETS_NAMED]]
    both = "both" if len(names) == 2 else "all"
    said = f"The sheets {enumerated(names[:_SHEETS_NAMED])} {both} hold records."
    return f"{said} {' or '.join(shown)} reads one of them; upload the file once with each to read them all."


def refuse_unfit(row: HeadingRow, vocabularies: Sequence[Vocabulary]) -> None:
    """Raises FeedRefusedError if a heading named in an option (such as --map or --set) does not fit the file's."""
    names_headings = vocabularies[0].directions.names_headings
    sentence = unknown_heading(row.grid.head[row.index], vocabularies) if names_headings else None
    if sentence:
        raise FeedRefusedError(faults.DIRECTION_UNFIT, sentence, None, row.grid.name)


def _without_definitions(rows: list[HeadingRow], vocabularies: Sequence[Vocabulary]) -> list[HeadingRow]:
    """The rows with all required headings or with order numbers below; all rows if none has all required headings."""
    whole = [_is_whole(row, vocabularies) for row in rows]
    if not any(whole):
        return rows
    order_ids = _order_ids(vocabularies)
    return [row for row, all_there in zip(rows, whole, strict=True) if all_there or row.has_numbers_below(order_ids)]


def _is_whole(row: HeadingRow, vocabularies: Sequence[Vocabulary]) -> bool:
    return any(not vocabulary.missing(row.names) for vocabulary in vocabularies)


def _rows(grids: Sequence[Grid], vocabularies: Sequence[Vocabulary], least: int) -> list[HeadingRow]:
    """The best row of each sheet that has one with at least ``least`` headings.

    Rows that hold order-id itself come before those that hold a synonym of it, since a row of localized headings may
    be above the real one.
    """
    meanings = [{name: heading for name, heading in one.meanings.items() if heading} for one in vocabularies]
    order_ids = _order_ids(vocabularies)
    literal = order_ids & {plain(_ORDER_ID), *(name for one in vocabularies for name in one.mapped)}
    found = []
    for grid in grids:
        spelled = {text: plain(text) for text in set().union(*grid.head)}
        rows = [(index, tuple(map(spelled.__getitem__, cells))) for index, cells in enumerate(grid.head)]
        scored = [
            (not literal.isdisjoint(names), score, -index, names)
            for index, names in rows
            if not order_ids.isdisjoint(names) and (score := _headings_in(names, meanings)) >= least
        ]
        if scored:
            is_literal, _, index, names = max(scored)
            found.append(HeadingRow(grid, -index, names, is_literal))
    return found


def _order_ids(vocabularies: Sequence[Vocabulary]) -> set[str]:
    return {name for one in vocabularies for name, heading in one.meanings.items() if heading == _ORDER_ID}


def _headings_in(names: Collection[str], meanings: Sequence[Mapping[str, str]]) -> int:
    """The largest number of headings of one feed in a row; a heading in two languages counts once."""
    held = frozenset(names)
    return max(len({known[name] for name in held & known.keys()}) for known in meanings)


def _no_heading_row(grids: Sequence[Grid], vocabularies: Sequence[Vocabulary]) -> FeedRefusedError:
    texts = [text for grid in grids for cells in grid.head for text in cells if text]
    directions = vocabularies[0].directions
    sentence = unknown_heading(texts, vocabularies, of_one_row=False) if directions.maps or directions.sets else None
    if sentence:
        return FeedRefusedError(faults.DIRECTION_UNFIT, sentence)
    known = {name for one in vocabularies for name, heading in one.meanings.items() if heading}
    order_ids = {name for one in vocabularies for name, heading in one.meanings.items() if heading == _ORDER_ID}
    return FeedRefusedError(*what_it_is(grids, known, order_ids))


def _refuse_other_file(row: HeadingRow, vocabularies: Sequence[Vocabulary]) -> None:
    """Raises FeedRefusedError for another file of the marketplace, unless an option names the kind of feed."""
    other = None if vocabularies[0].directions.kind else other_file(row.names)
    if other:
        raise FeedRefusedError(
            faults.OTHER_FILE, f"This is {other.name}, which is no feed. {other.instead}", None, row.grid.name
        )


def tell_kind(row: HeadingRow, vocabularies: Mapping[str, Vocabulary]) -> str:
    """The name of the feed that the headings belong to.

    The row must hold headings that only this feed has. If it has such headings of several feeds, it belongs to the one
    whose required headings are all there. Raises FeedRefusedError if that leaves none or several.
    """
    own = {name: _held_alone(row, name, vocabularies) for name in vocabularies}
    likely = [name for name, headings in own.items() if headings]
    whole = [name for name in likely if not vocabularies[name].missing(row.names)]
    if len(whole) == 1 or len(likely) == 1:
        return (whole or likely)[0]
    said = "; ".join(f"{', '.join(sorted(own[name])[:3])} of {name}" for name in likely)
    seen = f"It has headings of several feeds: {said}." if said else "order-id alone does not tell."
    raise FeedRefusedError(faults.KIND_UNCLEAR, f"The headings do not tell what kind of feed this is. {seen}")


def _held_alone(row: HeadingRow, name: str, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """The headings in the row, under their own names or a synonym, that this feed has and no other."""
    mine = vocabularies[name]
    others = [vocabulary for other, vocabulary in vocabularies.items() if other != name]
    alone = set(mine.own.values()).difference(mine.item_names, *(vocabulary.own.values() for vocabulary in others))
    telling = zip(row.names, mine.read(row.names), strict=True)
    read = {one: heading for one, heading in telling if heading and heading not in mine.item_names}
    exact = {heading for one, heading in read.items() if one in mine.own or one in mine.mapped}
    by_synonym = {
        heading for one, heading in read.items() if not any(vocabulary.meanings.get(one) for vocabulary in others)
    }
    return (alone & (exact | mine.sets.keys())) | by_synonym
