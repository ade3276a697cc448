"""Rules 3 and 4: cancellations, and adjustments with their running sums."""

from collections.abc import Mapping, Sequence

from tests.model.confirmation import NEW, REFUSED, SAME
from tests.model.orders import Item, Order, Row, cents

COMPONENTS = ("item-price-adj", "item-tax-adj", "shipping-price-adj")
PROMOTION = "item-promotion-adj"
AMOUNTS = (*COMPONENTS, PROMOTION)
_CANCELING = ("NoInventory", "CustomerCancel")
CURRENCY = "USD"


def cancel(orders: Mapping[str, Order], rows: Sequence[Row]) -> list[str]:
    """Rule 3: an item of which nothing shipped, or a whole order of which nothing shipped.

    What this file cancels is canceled to its later records; whether an order is Pending or has shipped was so before.
    """
    return [_cancel(orders.get(row["order-id"]), row["amazon-order-item-code"]) for row in rows]


def _cancel(order: Order | None, named: str) -> str:
    if order is None or order.state == "Pending" or (named and named not in order.items):
        return REFUSED
    items = [order.items[named]] if named else list(order.items.values())
    if any(item.shipped for item in items):
        return REFUSED
    left = [item for item in items if item.open]
    for item in left:
        item.canceled += item.open
    return NEW if left else SAME


def adjust(orders: Mapping[str, Order], rows: Sequence[Row], upload: int, *, again: bool = False) -> list[str]:
    """Rule 4, record by record, in file order; refused ones count for none after them."""
    earlier = (
        [] if again else [row for order in orders.values() for item in order.items.values() for row in _made(item)]
    )
    shipped = {name for name, order in orders.items() if any(item.shipped for item in order.items.values())}
    outcomes = []
    for row in rows:
        # 6.4: of equal records as many are known as earlier uploads applied.
        known = row in earlier
        if known:
            earlier.remove(row)
        order = orders.get(row["order-id"])
        item = order.items.get(row["order-item-id"]) if order else None
        if known or order is None or item is None or not _allowed(row, order, item, shipped):
            outcomes.append(REFUSED)
            continue
        item.refunds.append((row, upload))
        item.canceled += _units(row)
        outcomes.append(NEW)
    return outcomes


def _made(item: Item) -> list[Row]:
    return [row for row, _ in item.refunds]


def _units(row: Row) -> int:
    """4.3: quantity-cancelled cancels with these reasons; with others it is information."""
    return int(row["quantity-cancelled"] or 0) if row["adjustment-reason-code"] in _CANCELING else 0


def _allowed(row: Row, order: Order, item: Item, shipped: set[str]) -> bool:
    amounts = {name: cents(row[name]) for name in AMOUNTS if row[name]}
    units = _units(row)
    if order.state in ("Pending", "Canceled") or row["currency"] != CURRENCY or not (amounts or units):
        return False
    if (amounts and not item.shipped) or (units and (order.name not in shipped or units > item.open)):
        return False
    return not amounts or (_net(amounts) > 0 and _bounded(amounts, item))


def _net(amounts: Mapping[str, int]) -> int:
    return sum(amounts.get(name, 0) for name in COMPONENTS) - amounts.get(PROMOTION, 0)


def _bounded(amounts: Mapping[str, int], item: Item) -> bool:
    """4.2: each running sum stays between zero and what was charged, and the net at most charges less discounts."""
    sums = {name: item.refunded(name) + amounts.get(name, 0) for name in AMOUNTS}
    charged = {name: item.charged.get(name, 0) for name in AMOUNTS}
    inside = all(0 <= sums[name] <= charged[name] for name in AMOUNTS)
    return inside and 0 <= _net(sums) <= _net(charged)
