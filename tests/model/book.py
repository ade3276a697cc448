"""The rules as plain Python: a book of orders, what uploads, undos and the clock do to it, and what reports list.

It follows the specification sentence by sentence, with dicts and loops, and shares no code with the product.
"""

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import ClassVar

from tests.model.adjustment import adjust, cancel
from tests.model.confirmation import REFUSED, SAME, confirm
from tests.model.intake import take_in
from tests.model.orders import DAY, WARNING_DAYS, Order, Row, day_of

_MANY, _SOME, _PART = 50, 3, 0.05
_WINDOW = 90


@dataclass
class Upload:
    """``orders``: each order that it changed, as it was before and after (None: it was not there)."""

    word: str
    orders: dict[str, tuple[Order | None, Order | None]]
    undoes: int | None = None
    # What a run of the clock told of orders: by order and word, the instant before and after.
    told: dict[tuple[str, str], tuple[int | None, int | None]] = field(default_factory=dict)
    # An adjustment file of which nothing was refused is known by its records.
    records: Counter[str] | None = None


@dataclass
class Book:
    COLUMNS: ClassVar[dict[str, tuple[str, ...]]] = {
        "orders": ("order-id", "order-item-id", "quantity-purchased"),
        "unshipped-orders": (
            "order-id",
            "order-item-id",
            "quantity-to-ship",
            "promise-date",
            "days-past-promise",
            "verge-of-cancellation",
            "verge-of-lateShipment",
        ),
    }
    orders: dict[str, Order] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    # The scheduled report: which orders each day's run lists, and all that any run has listed.
    runs: dict[str, list[str]] = field(default_factory=dict)

    def upload(
        self,
        word: str,
        rows: Sequence[Row],
        as_of: int,
        *,
        again: bool = False,
        edit: bool = False,
        strict: bool = False,
    ) -> tuple[int, list[str]]:
        """The number of the upload that holds the result, and what became of each record."""
        records = Counter(repr(sorted(row.items())) for row in rows) if word == "adjust" else None
        if not again and (earlier := self._earlier(records)):
            return earlier, [SAME] * len(rows)
        number, after = len(self.uploads) + 1, deepcopy(self.orders)
        match word:
            case "orders":
                outcomes = take_in(after, rows, as_of)
            case "ship":
                outcomes = confirm(after, rows, as_of, again=again, edit=edit)
            case "cancel":
                outcomes = cancel(after, rows)
            case _:
                outcomes = adjust(after, rows, number, again=again)
        if strict and REFUSED in outcomes:
            after, outcomes = self.orders, [REFUSED] * len(rows)
        self._keep(Upload(word, {}, records=None if REFUSED in outcomes else records), after)
        return number, outcomes

    def _earlier(self, records: Counter[str] | None) -> int | None:
        """6.4: the last upload of equal records that stands and refused nothing."""
        for number in range(len(self.uploads), 0, -1):
            if records and self.uploads[number - 1].records == records and not self._undone(number):
                return number
        return None

    def _undone(self, number: int) -> bool:
        """Whether an undo that stands itself took an upload back."""
        undos = [later for later, upload in enumerate(self.uploads, 1) if upload.undoes == number]
        return any(not self._undone(undo) for undo in undos)

    def _keep(self, upload: Upload, after: dict[str, Order]) -> None:
        names = dict.fromkeys([*self.orders, *after])
        upload.orders = {
            name: (self.orders.get(name), after.get(name)) for name in names if self.orders.get(name) != after.get(name)
        }
        self.uploads.append(upload)
        self.orders = deepcopy(after)

    def undo(self, number: int, as_of: int) -> tuple[list[str], list[str]] | None:
        """Orders taken back, and orders spared since something changed them; None where there is nothing to undo."""
        if not 0 < number <= len(self.uploads):
            return None
        upload = self.uploads[number - 1]
        touched = dict.fromkeys([*upload.orders, *(name for name, _ in upload.told)])
        standing = {name: self._standing(name, number) for name in touched}
        mine = [name for name in touched if number in standing[name]]
        if not mine:
            return None
        taken = [name for name in mine if standing[name] == [number]]
        if taken:
            self._take_back(number, taken, as_of)
        return taken, [name for name in mine if name not in taken]

    def _take_back(self, number: int, taken: Sequence[str], as_of: int) -> None:
        after, upload = deepcopy(self.orders), self.uploads[number - 1]
        for name in taken:
            if name not in upload.orders:
                continue
            before, now = upload.orders[name][0], after.pop(name, None)
            if before is not None:
                after[name] = deepcopy(before)
                after[name].told = dict(now.told if now else before.told)
                if now and not self._changed_address(number, name):
                    after[name].address = now.address
                given_back = now.given_back if now else before.given_back
                after[name].given_back = as_of if self._cancels_for_time(number) else given_back
        told = {key: (later, earlier) for key, (earlier, later) in upload.told.items() if key[0] in taken}
        _tell(after, told)
        self._keep(Upload("undo", {}, undoes=number, told=told), after)

    def _standing(self, name: str, number: int) -> list[int]:
        """The changes of an order from an upload on; one and its undo are nothing together."""
        later_ones = range(number + 1, len(self.uploads) + 1)
        addressed = self._changed_address(number, name)
        changes = [number, *(k for k in later_ones if self._counts(k, name, addressed=addressed))]
        for later in reversed(changes):
            undoes = self.uploads[later - 1].undoes
            if later in changes and undoes in changes:
                changes = [k for k in changes if k not in (later, undoes)]
        return changes

    def _counts(self, number: int, name: str, *, addressed: bool) -> bool:
        """Whether an upload changed an order; an address alone counts only for one that changed the address too."""
        before, after = self.uploads[number - 1].orders.get(name, (None, None))
        if before is not None and after is not None and before == replace(after, address=before.address):
            return addressed and before.address != after.address
        return before is not after

    def _changed_address(self, number: int, name: str) -> bool:
        before, after = self.uploads[number - 1].orders.get(name, (None, None))
        return before is not None and after is not None and before.address != after.address

    def _cancels_for_time(self, number: int) -> bool:
        """Whether it is a run of the clock, or an undo of the undo of one."""
        upload, turns = self.uploads[number - 1], 0
        while upload.undoes is not None:
            upload, turns = self.uploads[upload.undoes - 1], turns + 1
        return upload.word == "clock" and turns % 2 == 0

    def clock(self, as_of: int, *, confirmed: bool = False) -> dict[str, list[str]] | None:
        """Orders that time cancels, warns of and calls late (rule 5); None where somebody has to look first."""
        due = [order.name for order in self.orders.values() if self._due(order, as_of)]
        open_orders = [order for order in self.orders.values() if any(item.open for item in order.items.values())]
        many = len(due) > _MANY or (len(due) > _SOME and len(due) > _PART * len(open_orders))
        if many and not confirmed:
            return None
        after = deepcopy(self.orders)
        for name in due:
            for item in after[name].items.values():
                item.canceled += item.open
        told = {key: value for order in after.values() for key, value in _telling(order, as_of).items()}
        _tell(after, told)
        self._keep(Upload("clock", {}, told=told), after)
        return {"cancel": due} | {what: [name for name, word in told if word == what] for what in ("warn", "late")}

    def _due(self, order: Order, as_of: int) -> bool:
        if not any(item.open for item in order.items.values()):
            return False
        return order.taken_in < order.usual_deadline and as_of >= order.deadline

    def orders_report(self, as_of: int) -> list[tuple[str, ...]]:
        """The lines of every verified order of the last 90 days."""
        rows = [(order, order.items[name]) for order in self._bought(as_of) for name in sorted(order.items)]
        return [(order.name, item.name, str(item.purchased)) for order, item in rows]

    def unshipped_report(self, as_of: int) -> list[tuple[str, ...]]:
        """The open units of the last 90 days, and how late they are."""
        lines: list[tuple[str, ...]] = []
        for order in self._bought(as_of):
            verges = (as_of >= order.deadline - WARNING_DAYS * DAY, as_of >= order.promise - DAY)
            late = (order.promise, (as_of - order.promise) // DAY, *verges)
            for name in sorted(order.items):
                cells = (order.name, name, order.items[name].open, *late)
                if order.items[name].open:
                    lines.append(tuple(str(cell).lower() for cell in cells))
        return lines

    def _bought(self, as_of: int) -> list[Order]:
        mine = [order for order in self.orders.values() if order.verified]
        mine = [order for order in mine if as_of - _WINDOW * DAY < order.bought <= as_of]
        return sorted(mine, key=lambda order: (order.bought, order.name))

    def scheduled(self, as_of: int) -> list[str]:
        """The orders of the day's run: those verified that no run listed; the same day again is the same run."""
        day = day_of(as_of)
        listed = [name for names in self.runs.values() for name in names]
        if day not in self.runs:
            self.runs[day] = [name for name, order in self.orders.items() if order.verified and name not in listed]
        known = [self.orders[name] for name in self.runs[day] if name in self.orders]
        return sorted(order.name for order in known if order.verified)


def _telling(order: Order, as_of: int) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """What is told of an order with units open before its deadline, each instant once."""
    if as_of >= order.deadline or not any(item.open for item in order.items.values()):
        return {}
    days = 1 if order.state == "Pending" else WARNING_DAYS
    due = {"warn": order.deadline} if as_of >= order.deadline - days * DAY else {}
    due |= {"late": order.promise} if as_of > order.promise and order.verified else {}
    return {(order.name, what): (order.told.get(what), at) for what, at in due.items() if order.told.get(what) != at}


def _tell(orders: dict[str, Order], told: dict[tuple[str, str], tuple[int | None, int | None]]) -> None:
    for (name, what), (_, instant) in told.items():
        if name in orders and instant is None:
            orders[name].told.pop(what, None)
        elif name in orders and instant is not None:
            orders[name].told[what] = instant
