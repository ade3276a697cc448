"""A desk at night: the clock, undos and the check of the order table, in transactions as the commands open them."""

from dataclasses import dataclass
from typing import Any

from feeds import clock
from feeds.changes.undo import undo
from feeds.changes.words import verify
from feeds.kinds.kind import Occasion
from schemas.deadlines import Terms
from schemas.store.history import PACKAGES
from schemas.store.opening import writing
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import CHARGED

# What an undo must bring back: everything but the history, the uploads and the rows that are kept for the record.
_FACTS = {
    # But for given_back_at, by which an order that an undo gave back stays open for a day.
    "orders": "SELECT order_no, order_id, verified, purchase_at, payments_at, payments_offset, latest_ship_at, "
    "latest_ship_offset, verified_at FROM orders",
    "items": "SELECT * FROM items",
    "order_details": "SELECT * FROM order_details",
    "buyers": "SELECT * FROM buyers",
    "item_details": "SELECT * FROM item_details",
    "charges": CHARGED,
    # But for before, which is of the history.
    "packages": f"SELECT {', '.join(cell.name for cell in PACKAGES.c if cell.name != 'before')}, package_details.* "
    "FROM packages LEFT JOIN package_details USING (package_no) WHERE taken_back_by IS NULL",
    "cancellations": "SELECT item_no, upload_no, record, sum(quantity), reason FROM cancellations "
    "WHERE reverses IS NULL AND cancellation_no NOT IN (SELECT reverses FROM cancellations WHERE reverses > 0) "
    "GROUP BY item_no, upload_no, record, reason",
}


@dataclass(frozen=True)
class Night:
    """What a run of the clock did: its upload, items canceled and units of each, orders warned and orders late."""

    upload: int | None
    canceled: list[tuple[str, int]]
    warned: list[str]
    late: list[str]


class NightDesk(Desk):
    """A desk whose clock runs."""

    def clock(self, as_of: str, terms: Terms | None = None) -> Night:
        moment, terms = at(as_of), terms or Terms()
        with self.engine.connect() as connection, writing(connection):
            items = clock.open_items(connection, self.merchant, moment, terms)
            due = clock.due(items, clock.told_before(connection, items), moment, terms)
            number = clock.run(connection, self.merchant, Occasion(moment, terms), due)
        canceled = list(zip(due.cancel["order_item_id"], due.cancel["open"].tolist(), strict=True))
        return Night(number, canceled, due.warn["order_id"].tolist(), due.late["order_id"].tolist())

    def undo(self, upload: int, as_of: str = AS_OF) -> tuple[int | None, int, list[tuple[str, str]]]:
        """The undo's own number, how many orders it took back, and those it spared with the reason."""
        with self.engine.connect() as connection, writing(connection):
            undone = undo(connection, self.merchant, upload, at(as_of))
        spared = list(zip(undone.spared["order_id"], undone.spared["reason"], strict=True))
        return undone.upload_no, undone.orders, spared

    def facts(self) -> dict[str, list[Any]]:
        """What the order table holds of orders, in an order of its own."""
        return {name: sorted(map(repr, self.sql(query))) for name, query in _FACTS.items()}

    def faults(self) -> list[tuple[str, tuple[str, ...]]]:
        """What does not hold of the order table."""
        with self.engine.connect() as connection, connection.begin():
            return [(checked.holds, checked.named) for checked in verify(connection) if checked.broken]
