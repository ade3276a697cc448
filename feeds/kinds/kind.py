"""What a kind of feed is: a schema and one pure function, frames in and frames out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.checking.findings import none_found
from schemas.deadlines import Terms
from schemas.headings import plain

# The records of a kind that ``means_parts`` have a column more for each of the file's that nothing is read from.
UNREAD = "unread: "
# What --refuse refuses: confirming what the buyer asked to cancel.
BUYER_CANCEL = "buyer-cancel"


@dataclass(frozen=True)
class Occasion:
    """When and how a file is judged: the instant (seconds, UTC), the marketplace's terms, and whether repeats count.

    ``trusted``: headings of the template whose columns are taken as they are, whatever they look like. ``refused``:
    what is an Error where it is a Warning else, as ``buyer-cancel``. ``edit``: a record that is a package of an earlier
    upload, or was it before an edit, changes that package.
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
    """What the order table holds of the orders that a file names.

    ``items``: every item of those orders, with its order's columns and ``state``. ``packages``, ``cancellations`` and
    ``refunds``: what earlier uploads confirmed, canceled and refunded of those items. ``edits``: how the packages were
    edited, by edit: package_no, upload_no, field, before. All are empty unless the kind asks for them.
    A kind that asks for ``wishes`` has ``cancel_requested`` in ``items``: the buyer has asked to cancel it.
    """

    items: pd.DataFrame
    packages: pd.DataFrame
    refunds: pd.DataFrame
    # order_item_id and order_id of the named items, whichever order they belong to.
    owners: pd.DataFrame
    edits: pd.DataFrame = field(default_factory=pd.DataFrame)
    cancellations: pd.DataFrame = field(default_factory=pd.DataFrame)


def none_before() -> pd.DataFrame:
    """No record that an earlier upload has done."""
    return pd.DataFrame({"record": [], "upload_no": []}, dtype="int64")


@dataclass(frozen=True)
class Changes:
    """What a file does to the order table, in a small closed vocabulary; each frame has ``record``.

    ``ship``: packages, without the columns that none of them fills. ``edit``: package_no, order_no, item_no, field,
    before, after. ``cancel``: order_no, item_no, quantity, reason, before. ``refund``: one row a refund with its
    amounts. ``take_in``: lines of new orders. ``amend``: order_no, item_no, field, before, after of known orders.
    """

    ship: pd.DataFrame = field(default_factory=pd.DataFrame)
    edit: pd.DataFrame = field(default_factory=pd.DataFrame)
    cancel: pd.DataFrame = field(default_factory=pd.DataFrame)
    refund: pd.DataFrame = field(default_factory=pd.DataFrame)
    take_in: pd.DataFrame = field(default_factory=pd.DataFrame)
    amend: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Judgement:
    """The changes of the records that are good, and the findings of all of them.

    ``tally``: by unread column what its cells name, for kinds whose records may mean a part of an order.
    ``already``: record and upload_no, of records that change nothing and the earlier uploads that did what they say.
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

    ``needs``: which facts beside the items it asks for. ``repeats``: whether a file with the records of an earlier one
    is answered with that one's result. ``prepare`` readies the cells before they are checked. ``settles``: headings of
    which it tells itself what a cell of two meanings means, where the column does not. ``by_order``: its records of one
    order can be judged without those of others. ``means_parts``: a record may mean a part of its order, and what the
    file's other columns hold of that is looked at. ``second_look(records, judgement, occasion)``: the records marked,
    where what was found in some puts others in doubt, so that all are judged once more, or None; and what else is told.
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
        """The kind as a person types it, as ``shipping-confirmation``."""
        return str(self.schema.name)

    @property
    def title(self) -> str:
        """The kind as a person reads it, as ``shipping confirmation``."""
        return str(self.schema.title).lower()
