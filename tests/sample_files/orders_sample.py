"""The sample orders: some 90 invented orders over the 100 days before AS_OF, and the orders file that has them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sample_feeds.dating import AS_OF
from schemas import fields
from schemas.currencies import as_decimal
from schemas.states import CANCELED, PARTIALLY_SHIPPED, PENDING, SHIPPED, UNSHIPPED
from tests.sample_files.people import MARKETPLACES, Marketplace, buyer
from tests.sample_files.products import PRODUCTS, Product

HEADINGS = (
    *fields.ORDERS_REPORT.headings,
    *"latest-ship-date gift-wrap-price gift-wrap-tax item-promotion-discount item-promotion-id".split(),
    *"ship-promotion-discount ship-promotion-id order-status quantity-shipped fulfillment-channel".split(),
    *fields.WISHES.headings,
)
# Their buyers have asked to cancel; one of them is confirmed all the same.
CANCEL_REQUESTS = (47, 50)
# How many orders of each state were placed how many days ago: (state, from, to, orders).
_PLAN = (
    (PENDING, 0, 1, 3), (PENDING, 1, 2, 1), (PENDING, 2, 7, 1), (PENDING, 7, 21, 1),
    (UNSHIPPED, 0, 1, 4), (UNSHIPPED, 1, 2, 5), (UNSHIPPED, 2, 7, 10), (UNSHIPPED, 7, 15, 12),
    (UNSHIPPED, 15, 23, 8), (UNSHIPPED, 23, 30, 6), (UNSHIPPED, 30, 60, 2), (UNSHIPPED, 60, 90, 1),
    (PARTIALLY_SHIPPED, 2, 7, 2), (PARTIALLY_SHIPPED, 7, 15, 2), (PARTIALLY_SHIPPED, 15, 23, 2),
    (PARTIALLY_SHIPPED, 23, 30, 1), (PARTIALLY_SHIPPED, 30, 60, 1),
    (SHIPPED, 1, 2, 1), (SHIPPED, 2, 7, 3), (SHIPPED, 7, 15, 5), (SHIPPED, 15, 30, 6), (SHIPPED, 30, 60, 6),
    (SHIPPED, 60, 90, 5), (SHIPPED, 90, 100, 3),
    (CANCELED, 2, 7, 1), (CANCELED, 7, 15, 1), (CANCELED, 30, 60, 1), (CANCELED, 90, 100, 1),
)  # fmt: skip
# What a US cent's worth of goods costs in the minor units of the other currencies.
_RATES = {"USD": "1", "GBP": "0.8", "EUR": "0.92", "JPY": "1.5"}


@dataclass
class Item:
    """One item of an order; ``amounts`` are minor units under the headings of the orders file."""

    id: str
    product: Product
    quantity: int
    shipped: int
    amounts: dict[str, int]
    promotions: dict[str, str] = field(default_factory=dict)


@dataclass
class Order:
    """One order as the marketplace has it when the orders file is made."""

    id: str
    number: int
    market: Marketplace
    country: str
    placed: datetime
    state: str
    items: list[Item] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The currency of all its amounts."""
        return self.market.currency


def orders() -> list[Order]:
    """The sample orders by purchase date, the same ones every time."""
    return _drawn(20260131, [(state, start, end) for state, start, end, count in _PLAN for _ in range(count)])


def further_orders(count: int) -> list[Order]:
    """Orders of the last day that no sample order is: what a second orders file may bring in."""
    return _drawn(20260201, [(UNSHIPPED, 0, 1)] * count)


def _drawn(seed: int, plans: list[tuple[str, int, int]]) -> list[Order]:
    chance = random.Random(seed)
    made = [_order(chance, number, *plan) for number, plan in enumerate(plans)]
    return sorted(made, key=lambda order: order.placed)


def _order(chance: random.Random, number: int, state: str, start: int, end: int) -> Order:
    market = MARKETPLACES[(0, 0, 1, 2, 3)[number % 5]]
    placed = AS_OF - timedelta(seconds=chance.randint(start * 86_400 + 900, end * 86_400 - 900))
    serial = f"{chance.randint(0, 9_999_999):07}-{chance.randint(0, 9_999_999):07}"
    order_id = f"{chance.choice(market.prefixes)}-{serial}"
    country = market.countries[number // 5 % len(market.countries)]
    order = Order(order_id, number, market, country, placed.astimezone(market.offset(number // 5)), state)
    count = chance.choice((2, 3)) if state == PARTIALLY_SHIPPED else chance.choice((1, 1, 1, 1, 1, 2, 2, 3))
    for product in chance.sample(PRODUCTS, count):
        order.items.append(_item(chance, order, product))
    return order


def _item(chance: random.Random, order: Order, product: Product) -> Item:
    quantity = chance.choice((1, 1, 1, 2, 2, 3, 4))
    first = not order.items
    shipped = quantity if order.state == SHIPPED or (order.state == PARTIALLY_SHIPPED and first) else 0
    amounts = _charges(order, product, quantity)
    item_id = str(chance.randint(10**10, 10**11 - 1) if order.number % 4 else chance.randint(10**13, 10**14 - 1))
    item = Item(item_id, product, quantity, shipped, amounts)
    if order.number % 6 == 1:
        amounts["item-promotion-discount"] = amounts["item-price"] // 10
        item.promotions["item-promotion-id"] = "WINTER-10"
    if order.number % 8 == 3:
        amounts["ship-promotion-discount"] = amounts["shipping-price"]
        item.promotions["ship-promotion-id"] = "FREE-SHIPPING"
    return item


def _charges(order: Order, product: Product, quantity: int) -> dict[str, int]:
    rate, tax = Decimal(_RATES[order.currency]), order.market.tax_percent
    prices = {"item": product.cents * quantity, "shipping": 499}
    if order.number % 7 == 2:
        prices["gift-wrap"] = 350
    charges: dict[str, int] = {}
    for name, cents in prices.items():
        price = int(cents * rate)
        charges |= {f"{name}-price": price, f"{name}-tax": price * tax // 100}
    return charges


def lines(order: Order) -> Iterator[dict[str, str]]:
    """The lines of an order in the orders file; a second promotion of an item is a continuation line."""
    for item in order.items:
        yield _line(order, item)
        if order.number % 18 == 1 and item is order.items[0]:
            discount = amount(item.amounts["item-price"] // 20, order.currency)
            yield {"item-promotion-discount": discount, "item-promotion-id": "LOYALTY-5"} | (
                {"order-id": order.id, "order-item-id": item.id} if order.number % 36 == 1 else {}
            )


def _line(order: Order, item: Item) -> dict[str, str]:
    units = {"quantity-purchased": str(item.quantity), "quantity-shipped": str(item.shipped)}
    named = {"order-id": order.id, "order-item-id": item.id, "sku": item.product.sku, "product-name": item.product.name}
    money = {name: amount(minor, order.currency) for name, minor in item.amounts.items()}
    status = {"order-status": order.state, "currency": order.currency}
    wishes = _wishes(order, item)
    return named | units | money | item.promotions | status | _dates(order) | _delivery(order) | _buyer(order) | wishes


def _wishes(order: Order, item: Item) -> dict[str, str]:
    """What the buyer asks of an item: gifts have a message, and few are to be canceled."""
    asked = order.number in CANCEL_REQUESTS
    told = {"fulfillment-channel": "Merchant", fields.CANCEL_REQUESTED.heading: "true" if asked else "false"}
    if asked:
        told["buyer-requested-cancel-reason"] = "Ordered by mistake"
    if "gift-wrap-price" in item.amounts:
        told |= {"gift-message-text": "With all good wishes, and see you soon!", "gift-wrap-type": "Paper, blue"}
    return told


def _buyer(order: Order) -> dict[str, str]:
    return buyer(order.country, order.number // 5)


def _dates(order: Order) -> dict[str, str]:
    dates = {"purchase-date": order.placed.isoformat("T", "seconds")}
    verified = order.state != PENDING and (order.state != CANCELED or order.number % 2)
    if verified:
        paid = order.placed + timedelta(minutes=31 + order.number * 17 % 240)
        dates["payments-date"] = min(paid, AS_OF.astimezone(order.placed.tzinfo)).isoformat("T", "seconds")
    if order.number % 3:
        days = 14 if order.number % 11 == 4 else 3
        last = (order.placed + timedelta(days=days)).replace(hour=23, minute=59, second=59)
        dates["latest-ship-date"] = last.isoformat("T", "seconds")
    return dates


def _delivery(order: Order) -> dict[str, str]:
    number = order.number
    service = ("Standard", "Standard", "Expedited", "SecondDay", "NextDay")[number % 5 if number % 2 else 0]
    told = {"ship-service-level": service, "sales-channel": order.market.channel, "is-sold-by-ab": "false"}
    told["is-business-order"] = "true" if number % 9 == 5 else "false"
    if number % 9 == 5:
        told |= {"purchase-order-number": f"PO-2026-{number:03}", "price-designation": "Business Price"}
    if number % 13 == 6:
        start = (order.placed + timedelta(days=5)).replace(hour=8, minute=0, second=0)
        told |= {"delivery-start-date": start.isoformat("T", "seconds"), "delivery-time-zone": "UTC"}
        told |= {"delivery-end-date": (start + timedelta(hours=10)).isoformat("T", "seconds")}
        told |= {"delivery-Instructions": "Ring twice; leave it behind the shed if nobody opens"}
    return told


def amount(minor: int, currency: str) -> str:
    """Minor units as the marketplace writes them: ``9.90`` in dollars, ``990`` in yen."""
    return str(as_decimal(minor, currency))


def as_text(rows: list[dict[str, str]], headings: tuple[str, ...] = HEADINGS) -> str:
    """Rows as a tab-delimited file with a heading row."""
    cells = [headings, *[[row.get(name, "") for name in headings] for row in rows]]
    return "".join("\t".join(line) + "\n" for line in cells)
