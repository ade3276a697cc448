"""A month at a desk, made of a seed: each day's orders and feeds with faults, and what a person does about them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.desk_calls import Said, call, tabbed

FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)
ORDER_HEADINGS = (
    "order-id order-item-id purchase-date payments-date quantity-purchased currency item-price shipping-price "
    "buyer-name recipient-name ship-address-1 ship-city"
).split()
SHIP_HEADINGS = "order-id order-item-id quantity ship-date carrier-code tracking-number".split()
CANCEL_HEADINGS = "order-id cancellation-reason-code amazon-order-item-code".split()
ADJUST_HEADINGS = "order-id order-item-id adjustment-reason-code currency item-price-adj shipping-price-adj".split()


@dataclass
class Month:
    """``folder`` holds the files and the order table; ``items`` are order-id, order-item-id and units, as taken in."""

    folder: Path
    seed: int
    orders_a_day: int
    chance: random.Random = field(init=False)
    items: list[tuple[str, str, int]] = field(default_factory=list)
    files: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.store = self.folder / "orders.db"

    def day(self, number: int) -> Iterator[list[list[str]]]:
        """The tables of one day's files, orders first."""
        now = FIRST_DAY + timedelta(days=number)
        yield self._orders(number, now)
        yield self._shipped(now)
        yield [CANCEL_HEADINGS, *self._canceled()]
        yield [ADJUST_HEADINGS, *self._refunded()]

    def _orders(self, day: int, now: datetime) -> list[list[str]]:
        lines = []
        for order in range(self.orders_a_day):
            number = day * self.orders_a_day + order
            bought = (now - timedelta(minutes=self.chance.randrange(1, 1300))).isoformat()
            name = f"Buyer {number:06} of Köln"
            for item in range(self.chance.choice((1, 1, 2, 3))):
                ids = (f"202-{number // 10**7:07}-{number % 10**7:07}", f"{number:08}{item:03}")
                units = self.chance.choice((1, 1, 2, 5))
                paid = "" if self.chance.random() < 0.05 else bought
                price = "x" if self.chance.random() < 0.01 else f"{self.chance.randrange(100, 9999) / 100:.2f}"
                lines.append([*ids, bought, paid, str(units), "EUR", price, "4.90", name, name, "Domstraße 1", "Köln"])
                self.items.append((*ids, units))
        return [ORDER_HEADINGS, *lines]

    def _shipped(self, now: datetime) -> list[list[str]]:
        rows = []
        for order, item, units in self._some(0.7):
            bad = self.chance.random()
            quantity = str(units + 9) if bad < 0.02 else self.chance.choice(("", str(units), "1"))
            date = "2026-13-01" if 0.02 < bad < 0.04 else f"{now:%Y-%m-%d}"
            carrier = "UPPS" if 0.04 < bad < 0.05 else "UPS"
            rows.append([order, item, quantity, date, carrier, f"T{self.chance.randrange(10**9):09}"])
        return [SHIP_HEADINGS, *rows]

    def _canceled(self) -> list[list[str]]:
        reasons = ("NoInventory", "BuyerCanceled", "Elsewhere")
        return [[order, self.chance.choice(reasons), item] for order, item, _ in self._some(0.06)]

    def _refunded(self) -> list[list[str]]:
        return [
            [order, item, "CustomerReturn", self.chance.choice(("EUR", "EUR", "EUR", "USD")), "0.50", "0.10"]
            for order, item, _ in self._some(0.08)
        ]

    def _some(self, part: float) -> list[tuple[str, str, int]]:
        """Items of the last days, about so many as ``part`` of a day's orders."""
        recent = self.items[-12 * self.orders_a_day :]
        return self.chance.sample(recent, min(len(recent), int(self.orders_a_day * 1.6 * part)))

    def moment(self, day: int, hour: int) -> str:
        return (FIRST_DAY + timedelta(days=day, hours=hour)).isoformat()

    def call(self, command: str, *args: object) -> Said:
        return call(command, *args, "--db", self.store)

    def upload(self, table: list[list[str]], as_of: str) -> Path | None:
        """Uploads the table as a file, if it has a record; exit 2 would be a fault of ours."""
        if len(table) < 2:
            return None
        self.files += 1
        path = tabbed(self.folder / f"feed-{self.files:04}.txt", table)
        said = self.call("upload", path, "--as-of", as_of)
        assert said.code in (0, 1), said
        return path
