"""What the model keeps of an order: quantities, packages, refunds, and the state that follows from them (rule 1)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

DAY = 86_400
HANDLING_DAYS, DEADLINE_DAYS, WARNING_DAYS, PENDING_DAYS = 2, 30, 7, 21
Row = dict[str, str]


def seconds(text: str) -> int:
    """An instant as seconds since 1970 UTC."""
    return int(datetime.fromisoformat(text).timestamp())


def day_of(instant: int, ahead: int = 0) -> str:
    """The calendar day of an instant at UTC, or some hours ahead of it."""
    return (datetime.fromtimestamp(instant, UTC) + timedelta(hours=ahead)).date().isoformat()


def cents(text: str) -> int:
    return round(float(text) * 100)


def end_of_handling(start: int) -> int:
    """The last second of the second Monday-to-Friday day after an instant (rule 5)."""
    day, left = datetime.fromtimestamp(start, UTC).date(), HANDLING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return seconds(f"{day}T23:59:59+00:00")


@dataclass
class Version:
    """What a package was before an edit; ``filled``: the cells that the edit before that one set, if there was one."""

    cells: Row
    filled: set[str] | None


@dataclass
class Package:
    """One item's part of one confirmation record; ``typed``: the record named its quantity."""

    quantity: int
    cells: Row
    whole: bool
    typed: bool
    was: list[Version] = field(default_factory=list)
    filled: set[str] | None = None


@dataclass
class Item:
    name: str
    sku: str
    purchased: int
    charged: dict[str, int]
    shipped: int = 0
    canceled: int = 0
    packages: list[Package] = field(default_factory=list)
    # Each adjustment that stands, with the upload that made it.
    refunds: list[tuple[Row, int]] = field(default_factory=list)

    @property
    def open(self) -> int:
        return self.purchased - self.shipped - self.canceled

    def refunded(self, component: str) -> int:
        return sum(cents(row[component]) for row, _ in self.refunds if row.get(component))


@dataclass
class Order:
    name: str
    verified: bool
    bought: int
    paid: int | None
    latest_ship: int | None
    address: str
    items: dict[str, Item]
    taken_in: int
    verified_late: int | None = None
    # When its first unit was confirmed, and the buyer charged (2.8).
    charged: int | None = None
    # When an undo of the clock opened it again.
    given_back: int | None = field(default=None, compare=False)
    # The instants that the clock warned of, and called late; they tell of an order and change nothing of it.
    told: dict[str, int] = field(default_factory=dict, compare=False)

    @property
    def state(self) -> str:
        some_open, some_shipped = (any(getattr(item, name) for item in self.items.values()) for name in _UNITS)
        if some_open and not self.verified:
            return "Pending"
        if some_open:
            return "PartiallyShipped" if some_shipped else "Unshipped"
        return "Shipped" if some_shipped else "Canceled"

    @property
    def promise(self) -> int:
        """The latest ship date: the order's own, else the end of the handling time."""
        return self.latest_ship if self.latest_ship is not None else end_of_handling(self.paid or self.bought)

    @property
    def usual_deadline(self) -> int:
        """When time cancels it: 30 days from the purchase, 21 where it is Pending still."""
        return self.bought + (PENDING_DAYS if self.state == "Pending" else DEADLINE_DAYS) * DAY

    @property
    def deadline(self) -> int:
        """The same, but with the handling time from a late verification, and a day from the undo that gave it back."""
        given_back = self.given_back + DAY if self.given_back is not None else 0
        verified = end_of_handling(self.verified_late) + 1 if self.verified_late is not None else 0
        return max(self.usual_deadline, given_back, verified)


_UNITS = ("open", "shipped")
