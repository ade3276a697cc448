"""What the headings of a file mean for one kind of feed: its own, those it has no use for, synonyms, what is mapped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pandera.pandas import DataFrameSchema

from feeds.reading.directions import Directions
from schemas.headings import CORRECTION_HEADING, RESULT_HEADING, plain, synonyms

# Their columns are ours: they tell a person of a fault, and nothing is read from them.
_OUR_MARKS = {plain(CORRECTION_HEADING): "", plain(RESULT_HEADING): ""}


def readable(schema: DataFrameSchema) -> dict[str, str]:
    """The headings that a schema knows, plain form to its own spelling."""
    return {plain(name): name for name, column in schema.columns.items() if "derive" not in (column.metadata or {})}


def silent(schema: DataFrameSchema) -> set[str]:
    """Headings of the marketplace's own files that a schema has no use for, in plain form."""
    return {plain(name) for name in (schema.metadata or {}).get("ignored", ())}


@dataclass(frozen=True)
class Vocabulary:
    """The headings of one kind of feed as a file may write them, and what is directed beside the file."""

    schema: DataFrameSchema
    directions: Directions = field(default_factory=Directions)

    @property
    def title(self) -> str:
        """The kind with its article, as ``an order adjustment``."""
        title = (self.schema.title or "feed").lower()
        return f"an {title}" if title[0] in "aeiou" else f"a {title}"

    @cached_property
    def own(self) -> dict[str, str]:
        """The schema's headings, plain form to its own spelling."""
        return readable(self.schema)

    @cached_property
    def mapped(self) -> dict[str, str]:
        """What a person maps: a heading of the file, in plain form, to one of ours; empty where it is left out."""
        pairs = [(plain(theirs), ours) for theirs, ours in self.directions.maps.items()]
        return {theirs: self.own[plain(ours)] if ours else "" for theirs, ours in pairs if not ours or self.knows(ours)}

    @cached_property
    def sets(self) -> dict[str, str]:
        """The values set beside the file, by heading."""
        given = {plain(heading): value for heading, value in self.directions.sets.items()}
        return {self.own[name]: value for name, value in given.items() if name in self.own}

    @cached_property
    def _synonyms(self) -> dict[str, str]:
        known = set(self.own.values())
        table = synonyms(str(self.schema.name)).values()
        return {synonym.plain: synonym.heading for synonym in table if synonym.heading in known}

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Plain headings of a file to the schema's own; to an empty text where the column is left out silently."""
        return self._synonyms | dict.fromkeys(silent(self.schema), "") | self.own | _OUR_MARKS | self.mapped

    def knows(self, heading: str) -> bool:
        """True for a heading of the template, however it is written."""
        return plain(heading) in self.own

    def read(self, names: Sequence[str]) -> list[str | None]:
        """What each plain heading of a row means: the schema's, an empty text for one left out, None if unknown."""
        found = [self.meanings.get(name) for name in names]
        yielding = {synonym.plain for synonym in synonyms(str(self.schema.name)).values() if synonym.yields}
        return [
            None
            if name in yielding - self.own.keys() - self.mapped.keys() and meaning and found.count(meaning) > 1
            else meaning
            for name, meaning in zip(names, found, strict=True)
        ]

    def held(self, names: Sequence[str]) -> set[str]:
        """The headings that a row holds or that are set beside the file."""
        return {heading for heading in self.read(names) if heading} | self.sets.keys()

    def missing(self, names: Sequence[str]) -> list[str]:
        """The required headings that are neither held nor set."""
        held = self.held(names)
        return [name for name in self.own.values() if self.schema.columns[name].required and name not in held]

    def left_out(self, name: str) -> bool:
        """True for a column of ours, and one that a person leaves out: its cells alone make no record."""
        return name in _OUR_MARKS or self.mapped.get(name) == ""
