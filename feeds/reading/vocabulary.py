"""The meaning of a file's headings for one kind of feed: its own, ignored ones, synonyms, and mapped ones."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pandera.pandas import DataFrameSchema

from feeds.reading.options import Directions
from schemas.cells import item_names
from schemas.headings import CORRECTION_HEADING, RESULT_HEADING, plain, synonyms

# The columns that we add to corrections workbooks for people to read; they are not read.
_OUR_MARKS = {plain(CORRECTION_HEADING): "", plain(RESULT_HEADING): ""}


def readable(schema: DataFrameSchema) -> dict[str, str]:
    """The headings that a schema reads: plain form to the schema's spelling."""
    return {plain(name): name for name, column in schema.columns.items() if "derive" not in (column.metadata or {})}


def silent(schema: DataFrameSchema) -> set[str]:
    """The headings of the marketplace's own files that a schema ignores, in plain form."""
    return {plain(name) for name in (schema.metadata or {}).get("ignored", ())}


@dataclass(frozen=True)
class Vocabulary:
    """The headings of one kind of feed as a file may write them, including those that options map or set."""

    schema: DataFrameSchema
    directions: Directions = field(default_factory=Directions)

    @property
    def title(self) -> str:
        """The kind with its article, such as ``an order adjustment``."""
        title = (self.schema.title or "feed").lower()
        return f"an {title}" if title[0] in "aeiou" else f"a {title}"

    @cached_property
    def own(self) -> dict[str, str]:
        """The schema's headings: plain form to the schema's spelling."""
        return readable(self.schema)

    @cached_property
    def item_names(self) -> list[str]:
        """The headings that can name an item instead of its id."""
        return item_names(self.schema)

    @cached_property
    def mapped(self) -> dict[str, str]:
        """The user's mapping: a heading of the file, in plain form, to one of ours, or to "" if it is left out."""
        pairs = [(plain(theirs), ours) for theirs, ours in self.directions.maps.items()]
        pairs += [(plain(theirs), "") for theirs in self.directions.ignored]
        return {theirs: self.own[plain(ours)] if ours else "" for theirs, ours in pairs if not ours or self.knows(ours)}

    @cached_property
    def sets(self) -> dict[str, str]:
        """The values set by options, by heading."""
        given = {plain(heading): value for heading, value in self.directions.sets.items()}
        return {self.own[name]: value for name, value in given.items() if name in self.own}

    @cached_property
    def _synonyms(self) -> dict[str, str]:
        known = set(self.own.values())
        table = synonyms(str(self.schema.name)).values()
        return {synonym.plain: synonym.heading for synonym in table if synonym.heading in known}

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Plain headings of a file to the schema's own, or to "" if the column is left out without a Warning."""
        return self._synonyms | dict.fromkeys(silent(self.schema), "") | self.own | _OUR_MARKS | self.mapped

    def knows(self, heading: str) -> bool:
        """True for a heading of the template in any spelling."""
        return plain(heading) in self.own

    def read(self, names: Sequence[str]) -> list[str | None]:
        """The meaning of each plain heading of a row: a heading of the schema, "" if left out, None if unknown."""
        row = tuple(names)
        if row not in self._rows_read:
            self._rows_read[row] = self._read(row)
        return self._rows_read[row]

    @cached_property
    def _rows_read(self) -> dict[tuple[str, ...], list[str | None]]:
        """A cache of ``read``: a row may have thousands of headings, and is read often."""
        return {}

    def _read(self, names: Sequence[str]) -> list[str | None]:
        found = [self.meanings.get(name) for name in names]
        ranks = [self._rank(name) for name in names]
        held: dict[str, Counter[int]] = defaultdict(Counter)
        for meaning, rank in zip(found, ranks, strict=True):
            held[meaning or ""][rank] += 1
        return [
            None if meaning and not self._is_read(meaning, rank, held[meaning]) else meaning
            for meaning, rank in zip(found, ranks, strict=True)
        ]

    def _rank(self, name: str) -> int:
        """The rank of a heading among those of one meaning; 0 is first, a higher rank yields to a lower one."""
        return 0 if name in self.own or name in self.mapped else self._ranks.get(name, 0)

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {synonym.plain: synonym.yields for synonym in synonyms(str(self.schema.name)).values()}

    def _is_read(self, meaning: str, rank: int, ranks: Counter[int]) -> bool:
        """True if a heading of this rank is read; ``ranks`` counts the headings of its meaning by rank.

        Only the lowest rank is read. If it has several headings that yield to others or only help to find an item, none
        of them is read.
        """
        alike = ranks[rank] > 1 and (rank > 0 or meaning in self.item_names)
        return rank == min(ranks) and not alike

    def held(self, names: Sequence[str]) -> set[str]:
        """The headings that a row holds or that options set."""
        return {heading for heading in self.read(names) if heading} | self.sets.keys()

    def missing(self, names: Sequence[str]) -> list[str]:
        """The required headings that are neither in the row nor set by options."""
        held = self.held(names)
        return [name for name in self.own.values() if self.schema.columns[name].required and name not in held]

    def left_out(self, name: str) -> bool:
        """True for a column that we added or that the user leaves out; its cells alone do not make a record."""
        return name in _OUR_MARKS or self.mapped.get(name) == ""
