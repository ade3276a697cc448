"""Sequences of uploads, undos and runs of the clock, made of a seed, over a handful of small orders."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.model.book import Book
from tests.model.orders import DAY, Item, Order, Row, day_of, seconds
from tests.rules.writings import item_id, order_id

START = seconds("2026-03-10T12:00:00+00:00")
_BOUGHT_DAYS_AGO = (1, 1, 1, 2, 2, 2, 3, 4, 5, 9, 15, 19, 22, 27, 33)
_HOUR = 3600


@dataclass(frozen=True)
class Step:
    """``word``: orders, ship, cancel, adjust (with ``rows`` and how they are saved), undo (of ``number``), clock or
    scheduled."""

    word: str
    as_of: int
    rows: tuple[Row, ...] = ()
    ending: str = "txt"
    again: bool = False
    edit: bool = False
    strict: bool = False
    check: bool = False
    number: int = 0
    confirmed: bool = False


@dataclass
class Sequence:
    """A sequence of a seed; each step is made for what ``book`` holds by then."""

    seed: int
    chance: random.Random = field(init=False)
    book: Book = field(default_factory=Book)
    now: int = START
    lines: dict[str, list[Row]] = field(default_factory=dict)
    made: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def steps(self, count: int) -> Iterator[Step]:
        """``count`` steps; the first brings orders in."""
        for place in range(count):
            step = self._orders(new=self.chance.choice((1, 2, 2, 3, 4 + self.seed % 2))) if place == 0 else self._any()
            self.made.append(step)
            yield step
            self.now += self.chance.choice((1, 1, 3, 5, 20, 25, 60, 170)) * _HOUR

    def a_file(self, word: str) -> Step:
        """A further file of a kind, apart from the steps."""
        makers = {"ship": self._ship, "cancel": self._cancel, "adjust": self._adjust, "orders": self._later_orders}
        return makers[word]()

    def _any(self) -> Step:
        makers = {
            self._ship: 24, self._cancel: 3, self._adjust: 5, self._clock: 4, self._undo: 8, self._older: 12,
            self._later_orders: 3, self._scheduled: 2,
        }  # fmt: skip
        if not self.book.orders:
            return self._saved("orders", [row for rows in self.lines.values() for row in rows])
        if len(self.made) == 1 and self.chance.random() < 0.8:
            return self._ship()
        [maker] = self.chance.choices(list(makers), list(makers.values()))
        return maker()

    def _saved(self, word: str, rows: list[Row]) -> Step:
        ending = self.chance.choice(("txt", "txt", "txt", "txt", "csv", "csv", "xlsx"))
        [option] = self.chance.choices(("", "again", "edit", "strict", "check"), (80, 5, 5, 5, 5))
        how = {name: name == option for name in ("again", "strict", "check")}
        how["edit"] = option == "edit" and word == "ship"
        return Step(word, self.now, tuple(rows), ending, **how)

    def _older(self) -> Step:
        """A file that was uploaded before, saved anew, records of different orders perhaps in another order."""
        files = [step for step in self.made if step.rows]
        step = self.chance.choice([step for step in files if step.word != "orders"] or files)
        turns = {row["order-id"]: self.chance.random() for row in step.rows}
        rows = list(step.rows)
        if self.chance.random() < 0.3:
            rows.sort(key=lambda row: turns[row["order-id"]])
        if step.word != "orders" and self.chance.random() < 0.3:
            rows = rows[: self.chance.randint(1, len(rows))]
        return self._saved(step.word, rows)

    def _undo(self) -> Step:
        changing = [number for number, upload in enumerate(self.book.uploads, 1) if upload.orders] or [1]
        if self.chance.random() < 0.8:
            changing = changing[1:] or changing
        number = self.chance.choice((changing[-1], changing[-1], self.chance.choice(changing)))
        return Step("undo", self.now, number=number)

    def _clock(self) -> Step:
        return Step("clock", self.now, confirmed=self.chance.random() < 0.5)

    def _scheduled(self) -> Step:
        return Step("scheduled", self.now)

    def _orders(self, new: int) -> Step:
        rows = [row for _ in range(new) for row in self._new_order()]
        if new > 3 and self.chance.random() < 0.15:
            wrong = {"quantity-purchased": "1000"} if self.chance.random() < 0.5 else {"item-price": "-1.00"}
            rows[0] |= wrong
        return self._saved("orders", rows)

    def _new_order(self) -> list[Row]:
        number = len(self.lines) + 1
        alike = self.seed % 8 == 0
        bought = (
            self.now
            - (26 if alike else self.chance.choice(_BOUGHT_DAYS_AGO)) * DAY
            - self.chance.randint(0, 20) * _HOUR
        )
        status = self.chance.choice(
            ("", "", "", "", "Unshipped", "Unshipped", "Pending", "PartiallyShipped", "Shipped")
        )
        paid = self.chance.random() < 0.8 if status == "" else status != "Pending"
        common = {
            "order-id": order_id(number),
            "purchase-date": _text(bought),
            "payments-date": _text(bought + _HOUR) if paid else "",
            "currency": "USD",
            "order-status": status,
            "latest-ship-date": self.chance.choice(("", "", _text(bought + 4 * DAY))),
            "ship-address-1": "Old Road 1",
        }
        rows = []
        for item in range(1, self.chance.choice((1, 1, 1, 2, 2, 3)) + 1):
            units = self.chance.choice((1, 2, 3, 3, 4)) if status != "PartiallyShipped" else self.chance.choice((2, 3))
            rows.append(
                {
                    **common,
                    "order-item-id": item_id(number, item),
                    "sku": self.chance.choice(("BLUE", f"RED-{item}", f"RED-{item}")),
                    "quantity-purchased": str(units),
                    "quantity-shipped": "1" if status == "PartiallyShipped" else "",
                    "item-price": "10.00",
                    "item-tax": self.chance.choice(("", "1.00")),
                    "shipping-price": self.chance.choice(("", "5.00", "5.00")),
                    "item-promotion-discount": self.chance.choice(("", "", "2.00")),
                }
            )
        self.lines[order_id(number)] = rows
        return rows

    def _later_orders(self) -> Step:
        """Orders known before with what a later file may change, or must not; and sometimes a new one."""
        rows = self._new_order() if self.chance.random() < 0.3 else []
        for name in self.chance.sample(sorted(self.lines), min(len(self.lines), self.chance.randint(1, 2))):
            if any(row["order-id"] == name for row in rows):
                continue
            change = self.chance.choice(
                (
                    {"order-status": "Unshipped", "payments-date": _text(self.now)},
                    {"order-status": "Unshipped", "payments-date": _text(self.now)},
                    {"order-status": "Canceled"},
                    {"order-status": "", "payments-date": _text(self.now - _HOUR)},
                    {"latest-ship-date": _text(self.now + 2 * DAY)},
                    {"item-price": "12.00"},
                    {"ship-address-1": "New Road 2"},
                    {},
                )
            )
            if "order-status" in change:
                change = change | {"quantity-shipped": ""}
            rows += [row | change for row in self.lines[name]]
        return self._saved("orders", rows)

    def _ship(self) -> Step:
        rows: list[Row] = []
        for _ in range(self.chance.choice((1, 2, 2, 3))):
            row = self._again_a_package() if self.chance.random() < 0.5 else self._parcel()
            same_item = [other for other in rows if other["order-item-id"] == row["order-item-id"]]
            if not same_item or self.chance.random() < 0.5:
                rows.append(row)
        if self.chance.random() < 0.15:
            change = self.chance.choice(({}, {"ship-method": "Sea"}, {"quantity": "1"}))
            rows.append(rows[0] | (change if rows[0]["order-item-id"] else {}))
        return self._saved("ship", rows)

    def _again_a_package(self) -> Row:
        """A row that is a package, or was it before an edit, in all cells or all but some."""
        items = [item for order in self.book.orders.values() for item in order.items.values() if item.packages]
        if not items:
            return self._parcel()
        item = self.chance.choice(items)
        package = self.chance.choice(item.packages)
        [order] = [order.name for order in self.book.orders.values() if item in order.items.values()]
        known = self.chance.choice([package.cells, package.cells, *(was.cells for was in package.was)])
        cells = {
            "ship-date": day_of(self.now),
            "tracking-number": self._number(order),
            "ship-method": self.chance.choice(("Sea", "NULL")),
            "quantity": str(self.chance.randint(1, item.purchased)),
        }
        others = self.chance.sample(sorted(cells), self.chance.choice((0, 1, 1, 2)))
        row = known | {"order-id": order, "sku": "", "quantity": self.chance.choice(("", str(package.quantity)))}
        row |= {"order-item-id": "" if package.whole and self.chance.random() < 0.7 else item.name}
        row["quantity"] = row["quantity"] if row["order-item-id"] else ""
        return row | {name: cells[name] for name in others if name != "quantity" or row["order-item-id"]}

    def _order(self, *states: str) -> Order | None:
        """An order of the book, rather one in these states and before its deadline; now and then an unknown one."""
        orders = sorted(self.book.orders.values(), key=lambda order: order.name)
        live = [order for order in orders if order.state in states and (order.deadline > self.now or not states[1:])]
        chosen = live if live and self.chance.random() < 0.92 else orders
        return self.chance.choice(chosen) if chosen and self.chance.random() < 0.97 else None

    def _parcel(self) -> Row:
        order = self._order("Unshipped", "PartiallyShipped")
        name = order.name if order else order_id(99)
        item = self._item(order)
        carrier = self.chance.choice(("UPS", "UPS", "UPS", "FedEx", "Other"))
        row = {
            "order-id": name,
            "order-item-id": item.name if item else "",
            "sku": "",
            "quantity": "",
            "ship-date": day_of(self.now - self.chance.choice((0, 0, 1)) * DAY),
            "carrier-code": carrier,
            "carrier-name": "Bike" if carrier == "Other" else self.chance.choice(("", "", "", "Brown")),
            "tracking-number": self._number(name),
            "ship-method": self.chance.choice(("", "", "Ground", "Air", "NULL")),
        }
        if item and self.chance.random() < 0.7:
            row["quantity"] = str(self.chance.randint(1, item.open or item.purchased))
        return row | self._odd_cells(item)

    def _item(self, order: Order | None) -> Item | None:
        if order is None or self.chance.random() < 0.15:
            return None
        items = [order.items[name] for name in sorted(order.items)]
        return self.chance.choice([item for item in items if item.open] or items)

    def _number(self, order: str) -> str:
        """One of three numbers of the order, which do not count up; rarely none."""
        place = self.chance.choice((1, 1, 1, 2, 2, 3, 0))
        own = random.Random(f"{order} {place}")
        return f"T{own.randrange(10**9, 10**10)}" if place else ""

    def _odd_cells(self, item: Item | None) -> Row:
        odd = self.chance.random()
        if odd < 0.02:
            return {"carrier-code": "Pigeon"}
        if odd < 0.04:
            return {"ship-date": self.chance.choice(("2025-01-01", day_of(self.now + 3 * DAY)))}
        if odd < 0.05:
            return {"quantity": "0"}
        if odd < 0.06:
            return {"tracking-number": "NULL"}
        if odd < 0.12 and item:
            return {"order-item-id": "", "sku": item.sku}
        return {}

    def _cancel(self) -> Step:
        rows = []
        for _ in range(self.chance.randint(1, 3)):
            order = self._order("Unshipped", "PartiallyShipped")
            item = self._item(order)
            reason = self.chance.choice(("NoInventory", "BuyerCanceled"))
            code = item.name if item else ""
            name = order.name if order else order_id(99)
            rows.append({"order-id": name, "cancellation-reason-code": reason, "amazon-order-item-code": code})
        return self._saved("cancel", rows)

    def _adjust(self) -> Step:
        rows = []
        for _ in range(self.chance.randint(1, 4)):
            order = self._order(self.chance.choice(("Shipped", "PartiallyShipped")))
            items = [order.items[name] for name in sorted(order.items)] if order else []
            if items and self.chance.random() < 0.9:
                items = [item for item in items if item.shipped] or items
            rows.append(
                self._refund(order.name if order else order_id(99), self.chance.choice(items) if items else None)
            )
        if self.chance.random() < 0.2:
            rows.append(rows[0])
        return self._saved("adjust", rows)

    def _refund(self, order: str, item: Item | None) -> Row:
        units = self.chance.choice(("", "", "", "", "1", "2"))
        promotion = self.chance.choice(("", "", "", "", "", "", "", "1.00"))
        return {
            "order-id": order,
            "order-item-id": item.name if item else item_id(99, 1),
            "adjustment-reason-code": self.chance.choice(
                ("CustomerReturn", "CustomerReturn", "NoInventory", "CustomerCancel")
            ),
            "currency": self.chance.choice((*("USD",) * 15, "EUR")),
            "item-price-adj": self.chance.choice(("", "2.00", "5.00", "2.00", "2.00", "10.00", "3.50", "-2.00")),
            "item-tax-adj": self.chance.choice(("", "", "", "", "", "0.50")),
            "shipping-price-adj": self.chance.choice(("", "", "", "", "1.50", "5.00", "-1.50")),
            "item-promotion-adj": promotion,
            "item-promotion-id": "P1" if promotion else "",
            "quantity-cancelled": units,
        }


def _text(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()
