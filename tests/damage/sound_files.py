"""Sound shipping confirmations of many carriers: in any order, from rolls of labels, sorted, with columns of notes."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.damage.carriers_numbers import CARRIERS, Maker, next_of_roll
from tests.rules.writings import Row

BOUGHT = "2026-03-02T12:00:00+00:00"
_NOTES = [
    "",
    "",
    "",
    "gift wrapped",
    "leave at door",
    "2nd attempt",
    "fragile",
    "paid twice, refunded 12.50",
    "VIP 4711",
]
_UNITS = [1] * 12 + [2] * 4 + [3, 3, 4, 5, 10]


@dataclass
class Shop:
    """A shop's orders as lines of an Orders report, and what was shipped of each; ``draw`` makes them."""

    draw: random.Random
    lines: list[Row] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def parcel(self, code: str, name: str, number: str) -> list[Row]:
        """The rows of a parcel: one order of one item, now and then of two or three items, or two orders of a buyer."""
        orders = 2 if self.draw.random() < 0.01 else 1
        return [row for _ in range(orders) for row in self._order(code, name, number)]

    def _order(self, code: str, name: str, number: str) -> list[Row]:
        order = f"{self.draw.choice((113, 202, 250, 303, 402, 701))}-{self._id(7)}-{self._id(7)}"
        rows = []
        for _ in range(self.draw.choice((1,) * 15 + (2, 3))):
            item, units = self._id(14), str(self.draw.choice(_UNITS))
            shipped = {"order-id": order, "order-item-id": item}
            bought = {"purchase-date": BOUGHT, "payments-date": BOUGHT, "quantity-purchased": units}
            bought |= {"buyer-email": f"{number.lower()}@example.com", "ship-address-1": f"Street {number}"}
            self.lines.append(
                shipped | bought | {"currency": "EUR", "item-price": f"{self.draw.randrange(500, 99_999) / 100:.2f}"}
            )
            sent = {"quantity": units, "ship-date": f"2026-03-{self.draw.randrange(3, 11):02}", "carrier-code": code}
            named = {"carrier-name": name, "tracking-number": number, "ship-method": self.draw.choice(["", "Ground"])}
            rows.append(shipped | sent | named)
        return rows

    def _id(self, length: int) -> str:
        while (made := "".join(self.draw.choices("0123456789", k=length))) in self.taken:
            pass
        self.taken.add(made)
        return made

    def file(self, style: str, parcels: int) -> list[Row]:
        """A file of some parcels in one of STYLES."""
        rows = STYLES[style](self, parcels)
        if self.draw.random() < 0.5:
            rows = [
                row | {"Notes": self.draw.choice(_NOTES), "Customer": f"K{self.draw.randrange(10**6)}"} for row in rows
            ]
        return rows


Style = Callable[[Shop, int], list[Row]]


def _mixed(shop: Shop, parcels: int) -> list[Row]:
    chosen = [shop.draw.choice(CARRIERS) for _ in range(parcels)]
    return [row for code, name, make in chosen for row in shop.parcel(code, name, make(shop.draw))]


def _two_carriers(shop: Shop, parcels: int) -> list[Row]:
    pair = shop.draw.sample(CARRIERS, 2)
    chosen = [pair[shop.draw.random() < 0.2] for _ in range(parcels)]
    return [row for code, name, make in chosen for row in shop.parcel(code, name, make(shop.draw))]


def _one_carrier(shop: Shop, parcels: int) -> list[Row]:
    code, name, make = shop.draw.choice(CARRIERS)
    return [row for _ in range(parcels) for row in shop.parcel(code, name, make(shop.draw))]


def _rolls(shop: Shop, parcels: int) -> list[Row]:
    code, name, make = shop.draw.choice(CARRIERS)
    return [row for number in _of_rolls(shop.draw, code, make, parcels) for row in shop.parcel(code, name, number)]


def _of_rolls(draw: random.Random, code: str, make: Maker, parcels: int) -> Sequence[str]:
    numbers = [make(draw)]
    while len(numbers) < parcels:
        numbers.append(make(draw) if draw.random() < 0.05 else next_of_roll(numbers[-1], code))
    return list(dict.fromkeys(numbers))


def _by(heading: str, of: str) -> Style:
    return lambda shop, parcels: sorted(STYLES[of](shop, parcels), key=lambda row: row[heading])


STYLES: dict[str, Style] = {
    "mixed": _mixed,
    "two carriers": _two_carriers,
    "one carrier": _one_carrier,
    "rolls": _rolls,
    "rolls, by order": _by("order-id", "rolls"),
    "by number": _by("tracking-number", "mixed"),
    "by carrier": _by("carrier-code", "mixed"),
    "by quantity": _by("quantity", "mixed"),
    "by order": _by("order-id", "two carriers"),
    "one carrier, by number": _by("tracking-number", "one carrier"),
}
