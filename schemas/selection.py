"""What a row of the table of fields says of its field, and selections of rows; the rows are in schemas.fields."""

from dataclasses import dataclass
from typing import Literal

# The table that stores it; empty: computed when a report is written.
LineTable = Literal["", "orders", "items", "order_details", "item_details", "buyers", "buyer_wishes"]
Table = Literal[LineTable, "packages", "package_details", "refunds"]
Holds = Literal["id", "text", "code", "flag", "units", "days", "money", "instant", "offset", "day", "instant as text"]
# Buyers' texts, which a purge deletes: a person's name, what else leads to one person, a place that many share, and
# free text that a buyer wrote.
Personal = Literal["", "name", "contact", "place", "own words"]
# What may change it later: a later orders file, always or only where it is missing, or an edit of the package.
Amended = Literal["", "orders file", "filled later", "edit"]
Amount = Literal["", "charge", "discount", "refunded"]
Report = Literal["orders", "unshipped-orders"]

_UNITS: dict[Holds, str] = {
    "units": "units",
    "days": "days",
    "money": "minor units of the item's currency",
    "instant": "seconds since 1970 UTC",
    "offset": "minutes ahead of UTC",
}


def stored(heading: str) -> str:
    """A heading in the spelling of the order table's columns."""
    return heading.lower().replace("-", "_")


def hyphened(column: str) -> str:
    """A name of the order table in the spelling of most headings."""
    return column.replace("_", "-")


@dataclass(frozen=True)
class Field:
    """One row: a field under its heading, and where and how it is stored.

    ``column``: its name in the order table and in the history. ``words``: its name where the history is shown.
    ``read_from``: the headings that it is read from; the first one that a file has counts. ``amount``: for money, a
    component of a charge, a discount, or the sum refunded of one of these. ``since``: the version of the store that
    added the column, if its table is older.
    """

    heading: str
    table: Table = ""
    holds: Holds = "text"
    reports: tuple[Report, ...] = ()
    personal: Personal = ""
    amended: Amended = ""
    amount: Amount = ""
    column: str = ""
    words: str = ""
    read_from: tuple[str, ...] = ()
    since: int = 1

    def __post_init__(self) -> None:
        """Fills in the names that follow from the heading."""
        same = self.column in ("", stored(self.heading))
        defaults = {
            "column": stored(self.heading),
            "words": self.heading if same else hyphened(self.column),
            "read_from": (self.heading,),
        }
        for name, value in defaults.items():
            object.__setattr__(self, name, getattr(self, name) or value)

    @property
    def unit(self) -> str:
        """The unit of what it holds; empty for texts, codes and flags."""
        return _UNITS.get(self.holds, "")

    @property
    def is_text(self) -> bool:
        """Whether the order table stores it as text; everything else is a whole number."""
        return self.holds in ("id", "text", "code", "day", "instant as text")


class Selection(tuple[Field, ...]):
    """Some rows of the table, in its order."""

    __slots__ = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the rows."""
        return tuple(field.heading for field in self)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the rows in the order table."""
        return tuple(field.column for field in self)

    @property
    def column_of(self) -> dict[str, str]:
        """The column of each heading."""
        return {field.heading: field.column for field in self}

    @property
    def heading_of(self) -> dict[str, str]:
        """The heading of each column."""
        return {field.column: field.heading for field in self}

    @property
    def texts(self) -> "Selection":
        """The rows that are stored as text."""
        return Selection(field for field in self if field.is_text)

    def of(self, *tables: Table) -> "Selection":
        """The rows that these tables store."""
        return Selection(field for field in self if field.table in tables)

    def holding(self, *holds: Holds) -> "Selection":
        """The rows that hold one of these."""
        return Selection(field for field in self if field.holds in holds)

    def amended(self, *how: Amended) -> "Selection":
        """The rows that may change in one of these ways."""
        return Selection(field for field in self if field.amended in how)

    def personal(self, *kinds: Personal) -> "Selection":
        """The buyers' texts of these kinds among the rows."""
        return Selection(field for field in self if field.personal in kinds)

    def amounts(self, amount: Amount) -> "Selection":
        """The rows that are such amounts."""
        return Selection(field for field in self if field.amount == amount)

    def in_report(self, report: Report) -> "Selection":
        """The columns of a report."""
        return Selection(field for field in self if report in field.reports)
