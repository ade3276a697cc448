"""Defines a kind of feed: a schema and one pure function, frames in and frames out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.checking.findings import none_found
from schemas.deadlines import Terms
from schemas.headings import plain

# Begins the name of an unread column of the file, which records have in addition if their kind ``means_parts``.
UNREAD = "unread: "
# A choice of --refuse: do not confirm what the buyer asked to cancel.
BUYER_CANCEL = "buyer-cancel"


@dataclass(frozen=True)
class Occasion:
    """When and how a file is judged: the instant (seconds, UTC), the marketplace's terms, and whether repeats count.

    ``again``: records equal to earlier ones are applied again. ``trusted``: headings of the template whose columns are
    taken as they are, whatever they look like. ``refused``: what is an Error instead of a Warning, as ``buyer-cancel``.
    ``edit``: a record that is a package of an earlier upload, or was that before an edit, changes the package.
    """

    as_of: int
    terms: Terms = field(default_factory=Terms)
    again: bool = False
    trusted: Sequence[str] = ()
    refused: Sequence[str] = ()
    edit: bool = False

    def trusts(self, heading: str) -> bool:
        """Whether the column of a heading is taken as it is."""
        return plain(heading) in map(plain, self.trusted)


@dataclass(frozen=True)
class Facts:
    """What the order table has about the orders that a file names; columns: ``schemas.frames.FACTS``.

    ``items``: every item of those orders. ``packages``, ``cancellations`` and ``refunds``: what earlier uploads
    confirmed, canceled and refunded of those items. ``edits``: the edits of the packages. ``owners``: which order each
    named item belongs to. All but ``items`` are empty unless the kind needs them.
    """

    items: pd.DataFrame
    packages: pd.DataFrame
    refunds: pd.DataFrame
    owners: pd.DataFrame
    edits: pd.DataFrame = field(default_factory=pd.DataFrame)
    cancellations: pd.DataFrame = field(default_factory=pd.DataFrame)


def none_before() -> pd.DataFrame:
    """An empty ``Judgement.already``: no record repeats what an earlier upload did."""
    return pd.DataFrame({"record": [], "upload_no": []}, dtype="int64")


class Changes:
    """What a file does to the order table: a frame for each word of change, as ``ship`` or ``cancel``.

    The words are in feeds.changes; the columns of their frames are in ``schemas.frames.CHANGES``.
    """

    def __init__(self, **frames: pd.DataFrame) -> None:
        """Keeps the frames that have rows; each argument is named as its word."""
        self._frames = {word: frame for word, frame in frames.items() if len(frame)}

    def __getitem__(self, word: str) -> pd.DataFrame:
        """The frame of a word; an empty one without columns if the file does no such thing."""
        return self._frames.get(word, pd.DataFrame())

    def __iter__(self) -> Iterator[str]:
        """The words that the file uses."""
        return iter(self._frames)


@dataclass(frozen=True)
class Judgement:
    """The changes of the good records, and the findings of all records; columns: ``schemas.frames.JUDGEMENT``.

    ``tally``: for each unread column how many cells name items, for kinds whose records may mean a part of an order.
    ``already``: the records that repeat what an earlier upload did.
    """

    changes: Changes
    findings: pd.DataFrame
    tally: pd.DataFrame = field(default_factory=pd.DataFrame)
    already: pd.DataFrame = field(default_factory=none_before)


SecondLook = Callable[[pd.DataFrame, Judgement, Occasion], tuple[pd.DataFrame | None, pd.DataFrame]]


def _no_second_look(*_: object) -> tuple[None, pd.DataFrame]:
    return None, none_found()


@dataclass(frozen=True)
class Kind:
    """A kind of feed; ``judge(records, facts, occasion)`` is pure.

    ``needs``: the facts that it uses besides the items. ``repeats``: a file with the same records as an earlier one
    gets that one's result. ``prepare`` changes the cells before they are checked. ``settles``: headings for which the
    kind decides what a cell with two meanings means, if the column does not. ``by_order``: the records of one order can
    be judged without those of others. ``means_parts``: a record may mean a part of its order, so unread columns are
    searched for that. ``second_look(records, judgement, occasion)``: returns the records with marks if findings on some
    put others in doubt, so that all are judged once more, or None; and further findings.
    """

    schema: DataFrameSchema
    judge: Callable[[pd.DataFrame, Facts, Occasion], Judgement]
    needs: frozenset[str] = frozenset()
    repeats: bool = True
    item_heading: str = "order-item-id"
    prepare: Callable[[pd.DataFrame], pd.DataFrame] = lambda cells: cells
    settles: frozenset[str] = frozenset()
    by_order: bool = False
    means_parts: bool = False
    second_look: SecondLook = _no_second_look

    @property
    def name(self) -> str:
        """The kind as users type it, as ``shipping-confirmation``."""
        return str(self.schema.name)

    @property
    def title(self) -> str:
        """The kind as users read it, as ``shipping confirmation``."""
        return str(self.schema.title).lower()
