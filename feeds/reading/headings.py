"""The heading row: where it stands, which feed it belongs to, and which column is which."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pandera.pandas import DataFrameSchema

from feeds.reading.grid import Grid
from feeds.reading.places import cell
from schemas import faults

_FIRST_ROWS = 50


@dataclass(frozen=True)
class HeadingRow:
    """A row that holds order-id and at least one heading more of some feed."""

    grid: Grid
    index: int
    names: tuple[str, ...]


class FeedRefusedError(Exception):
    """A file that is no feed of ours as it stands: a Fatal code with its sentence and, where one is known, its cell."""

    def __init__(self, code: int, sentence: str, heading: str | None = None, sheet: str | None = None) -> None:
        super().__init__(sentence)
        self.code, self.heading, self.sheet = code, heading, sheet


def plain(heading: object) -> str:
    """A heading without the differences that do not count: case, outer space, hyphen or underscore."""
    return re.sub(r"[\s_-]+", "-", str(heading).strip().lower())


def readable(schema: DataFrameSchema) -> dict[str, str]:
    """The headings that a schema knows, plain form to its own spelling."""
    return {plain(name): name for name, column in schema.columns.items() if "derive" not in (column.metadata or {})}


def silent(schema: DataFrameSchema) -> set[str]:
    """Headings of the marketplace's own files that a schema has no use for, in plain form."""
    return {plain(name) for name in (schema.metadata or {}).get("ignored", ())}


def find_heading_row(grids: Sequence[Grid], schemas: Sequence[DataFrameSchema]) -> HeadingRow:
    """The heading row of the one sheet that has one (with records below it, where several have one)."""
    known = {name for schema in schemas for name in readable(schema)}
    found = [row for grid in grids if (row := _best_row(grid, known))]
    if not found:
        raise FeedRefusedError(faults.NO_HEADING_ROW, _no_heading_row(grids))
    filled = [
        row for row in found if any(any(cell != "" for cell in cells) for cells in row.grid.rows[row.index + 1 :])
    ]
    if len(filled) > 1:
        names = " and ".join(str(row.grid.name) for row in filled[:2])
        raise FeedRefusedError(faults.SHEET_UNCLEAR, f"The sheets {names} both hold records.")
    return (filled or found)[0]


def _best_row(grid: Grid, known: set[str]) -> HeadingRow | None:
    rows = [tuple(plain(cell) for cell in cells) for cells in grid.rows[:_FIRST_ROWS]]
    scored = [(len(known.intersection(names)), -index) for index, names in enumerate(rows) if "order-id" in names]
    if not scored or max(scored)[0] < 2:
        return None
    index = -max(scored)[1]
    return HeadingRow(grid, index, rows[index])


def _no_heading_row(grids: Sequence[Grid]) -> str:
    seen = [str(cell) for grid in grids for cells in grid.rows[:1] for cell in cells if cell != ""][:3]
    shown = f" It begins with {', '.join(seen)[:80]}." if seen else ""
    return f"No row among the first {_FIRST_ROWS} holds order-id and the other headings of a feed.{shown}"


def tell_kind(row: HeadingRow, schemas: Mapping[str, DataFrameSchema]) -> str:
    """The name of the feed that the headings belong to.

    It is the one whose own headings (those no other feed has) the row holds; where it holds some of two feeds, the one
    whose required headings are all there.
    """
    own = {name: _distinctive(name, schemas).intersection(row.names) for name in schemas}
    likely = [name for name, headings in own.items() if headings]
    whole = [name for name in likely if not missing(row, schemas[name])]
    if len(whole) == 1 or len(likely) == 1:
        return (whole or likely)[0]
    said = "; ".join(f"{', '.join(sorted(own[name])[:3])} of {name}" for name in likely)
    seen = f"It has headings of several feeds: {said}." if said else "order-id alone does not tell."
    raise FeedRefusedError(faults.KIND_UNCLEAR, f"The headings do not tell what kind of feed this is. {seen}")


def _distinctive(name: str, schemas: Mapping[str, DataFrameSchema]) -> set[str]:
    others = {heading for other, schema in schemas.items() if other != name for heading in readable(schema)}
    return set(readable(schemas[name])) - others


def missing(row: HeadingRow, schema: DataFrameSchema) -> list[str]:
    """The required headings that the row does not hold."""
    held = set(row.names)
    return [name for name, column in schema.columns.items() if _is_required(column) and plain(name) not in held]


def _is_required(column: object) -> bool:
    return bool(getattr(column, "required", False)) and "derive" not in (getattr(column, "metadata", None) or {})


def columns_of(row: HeadingRow, schema: DataFrameSchema) -> tuple[dict[str, int], dict[str, str]]:
    """Which column holds which heading (position from zero), and the unknown headings with their cell.

    Raises FeedRefusedError where a required heading is missing or a heading stands twice.
    """
    lacking = missing(row, schema)
    if lacking:
        title = (schema.title or "feed").lower()
        few = f"The heading {lacking[0]} is missing, which a {title} requires."
        said = few if len(lacking) == 1 else f"The headings {', '.join(lacking)} are missing, which a {title} requires."
        raise FeedRefusedError(faults.HEADING_MISSING, said, lacking[0], row.grid.name)
    known, ignored = readable(schema), silent(schema)
    positions: dict[str, int] = {}
    for position, name in enumerate(row.names):
        if name not in known:
            continue
        if known[name] in positions:
            both = f"{cell(row.index + 1, positions[known[name]])} and {cell(row.index + 1, position)}"
            raise FeedRefusedError(faults.HEADING_TWICE, f"The heading {name} stands twice, in {both}.", name)
        positions[known[name]] = position
    unknown = {
        str(row.grid.rows[row.index][position]).strip(): cell(row.index + 1, position)
        for position, name in enumerate(row.names)
        if name and name not in known and name not in ignored
    }
    return positions, unknown
