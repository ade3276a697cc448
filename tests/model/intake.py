"""Rule 7, orders intake: new orders come as the file has them, known ones change where they may."""

from collections.abc import Sequence

from tests.model.confirmation import NEW, REFUSED, SAME
from tests.model.orders import Item, Order, Row, cents, seconds

_CHARGES = {
    "item-price": "item-price-adj",
    "item-tax": "item-tax-adj",
    "shipping-price": "shipping-price-adj",
    "item-promotion-discount": "item-promotion-adj",
}
_MOST_OF_ITEM, _MOST_UNITS = 999, 1000


def take_in(orders: dict[str, Order], rows: Sequence[Row], as_of: int) -> list[str]:
    """What becomes of each line; a fault in one refuses all lines of its order."""
    owners = {name: order.name for order in orders.values() for name in order.items}
    wrong = set()
    for row in rows:
        owner = owners.setdefault(row["order-item-id"], row["order-id"])
        units = sum(int(other["quantity-purchased"]) for other in rows if other["order-id"] == row["order-id"])
        if owner != row["order-id"] or int(row["quantity-purchased"]) > _MOST_OF_ITEM or units > _MOST_UNITS:
            wrong.add(row["order-id"])
        if any(row[name].startswith("-") for name in _CHARGES if row[name]):
            wrong.add(row["order-id"])
    outcomes: dict[int, str] = {}
    for name in dict.fromkeys(row["order-id"] for row in rows):
        lines = [row for row in rows if row["order-id"] == name]
        if name in wrong:
            told = [REFUSED] * len(lines)
        elif name in orders:
            told = _amend(orders[name], lines, as_of)
        else:
            orders[name], told = _new(lines, as_of), [NEW] * len(lines)
        outcomes |= dict(zip(map(id, lines), told, strict=True))
    return [outcomes[id(row)] for row in rows]


def _verified(lines: Sequence[Row]) -> bool:
    """With order-status as it says; without, or where it is Canceled, an order is verified once it is paid."""
    status = lines[0]["order-status"]
    return bool(lines[0]["payments-date"]) if status in ("", "Canceled") else status != "Pending"


def _new(lines: Sequence[Row], as_of: int) -> Order:
    first = lines[0]
    paid, latest = (seconds(first[name]) if first[name] else None for name in ("payments-date", "latest-ship-date"))
    verified = _verified(lines)
    order = Order(
        first["order-id"], verified, seconds(first["purchase-date"]), paid, latest, first["ship-address-1"], {}, as_of
    )
    for row in lines:
        item = Item(row["order-item-id"], row["sku"], int(row["quantity-purchased"]), {})
        item.charged = {_CHARGES[name]: cents(row[name]) for name in _CHARGES if row[name]}
        whole = item.purchased if row["order-status"] == "Shipped" else 0
        item.shipped = int(row["quantity-shipped"]) if row["quantity-shipped"] else whole
        item.canceled = item.open if row["order-status"] in ("Shipped", "Canceled") else 0
        order.items[item.name] = item
    return order


def _amend(order: Order, lines: Sequence[Row], as_of: int) -> list[str]:
    """Pending to verified or canceled, address and latest ship date while unshipped; nothing else changes."""
    first, state = lines[0], order.state
    changed = False
    if state in ("Pending", "Unshipped"):
        changed |= order.address != first["ship-address-1"]
        order.address = first["ship-address-1"]
    if state in ("Pending", "Unshipped") and first["latest-ship-date"]:
        changed |= order.latest_ship != seconds(first["latest-ship-date"])
        order.latest_ship = seconds(first["latest-ship-date"])
    if state == "Pending" and _verified(lines):
        order.verified, order.verified_late, changed = True, as_of, True
        if order.paid is None and first["payments-date"]:
            order.paid = seconds(first["payments-date"])
    if state == "Pending" and first["order-status"] == "Canceled":
        changed = True
        for item in order.items.values():
            item.canceled += item.open
    # One line of an order tells of it for all.
    return [NEW if changed and place == 0 else SAME for place in range(len(lines))]
