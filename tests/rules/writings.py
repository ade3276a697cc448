"""The rows that files are written from: headings to cells, a plain good row by default."""

from typing import Any

Row = dict[str, Any]


# When each order was charged: by the first confirmation that is in force.
CHARGED = (
    "SELECT order_id, as_of AS charged_at FROM orders JOIN items USING (order_no) JOIN packages USING (item_no) "
    "JOIN uploads USING (upload_no) WHERE taken_back_by IS NULL GROUP BY order_no HAVING min(package_no)"
)


def order_id(number: int) -> str:
    return f"202-0000000-{number:07}"


def item_id(order: int, item: int) -> str:
    return f"{order:06}{item:05}"


def tracking_number(order: int) -> str:
    """A number of UPS without a check digit; those of different orders do not count up."""
    return f"T{order**3:010}"


def _row(plain: Row, cells: Row) -> Row:
    """``plain`` with the cells given; their names may have underscores for hyphens; None leaves a column out."""
    named = plain | {name.replace("_", "-"): cell for name, cell in cells.items()}
    return {name: cell for name, cell in named.items() if cell is not None}


def line(order: int = 1, item: int = 1, /, **cells: Any) -> Row:
    """A line of an Orders report: one unit for 100.00 USD and 10.00 shipping, bought and paid on Monday 2 March."""
    plain = {
        "order-id": order_id(order),
        "order-item-id": item_id(order, item),
        "purchase-date": "2026-03-02T12:00:00+00:00",
        "payments-date": "2026-03-02T12:30:00+00:00",
        "quantity-purchased": "1",
        "currency": "USD",
        "item-price": "100.00",
        "shipping-price": "10.00",
    }
    return _row(plain, cells)


def parcel(order: int = 1, item: int | None = 1, /, **cells: Any) -> Row:
    """A row of a shipping confirmation that gets no warning; ``item`` None: the whole order."""
    plain = {
        "order-id": order_id(order),
        "order-item-id": "" if item is None else item_id(order, item),
        "quantity": "",
        "ship-date": "2026-03-05",
        "carrier-code": "UPS",
        "carrier-name": "",
        "tracking-number": tracking_number(order),
    }
    return _row(plain, cells)


def cancellation(order: int = 1, item: int | None = 1, reason: str = "NoInventory") -> Row:
    """A row of an order cancellation; ``item`` None: the whole order."""
    code = "" if item is None else item_id(order, item)
    return {"order-id": order_id(order), "cancellation-reason-code": reason, "amazon-order-item-code": code}


def refund(order: int = 1, item: int = 1, /, **cells: Any) -> Row:
    """A row of an order adjustment; without an amount it refunds nothing."""
    plain = {
        "order-id": order_id(order),
        "order-item-id": item_id(order, item),
        "adjustment-reason-code": "CustomerReturn",
        "currency": "USD",
    }
    return _row(plain, cells)


# Orders 1 to 9, unshipped: item 1 is three units, item 2 one unit.
STOCK = [
    line(order, item, quantity_purchased=units) for order in range(1, 10) for item, units in enumerate(("3", "1"), 1)
]
