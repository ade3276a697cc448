"""The lines of the Orders report of the last 90 days as one SQL join, for whatever else may write them."""

from schemas import fields
from schemas.store.tables import BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS
from tests.benchmarks.workplace import NOW

DAYS = 90
DATES = ("purchase-date", "payments-date")
AMOUNTS = tuple(name for name in fields.CHARGES.column_of if name in fields.ORDERS_REPORT.headings)
_SHORT = {"o": ORDERS, "i": ITEMS, "t": ITEM_DETAILS, "d": ORDER_DETAILS, "b": BUYERS}
_JOINED = f"""
FROM orders o JOIN items i ON i.order_no = o.order_no
LEFT JOIN item_details t ON t.item_no = i.item_no
LEFT JOIN order_details d ON d.order_no = o.order_no
LEFT JOIN buyers b ON b.order_no = o.order_no
WHERE o.merchant_id = 'main' AND o.verified AND o.purchase_at > {NOW - DAYS * 86_400} AND o.purchase_at <= {NOW}
ORDER BY o.purchase_at, o.order_id, i.order_item_id
"""


def as_text() -> str:
    """Every cell as the report's text has it; all amounts of these stores have two decimals."""
    return _query({name: f"coalesce({_text(name)}, '')" for name in fields.ORDERS_REPORT.headings})


def as_held() -> str:
    """Dates as seconds since 1970 UTC, amounts as minor units, a missing cell as NULL."""
    return _query({name: _column(name) for name in fields.ORDERS_REPORT.headings})


def _query(columns: dict[str, str]) -> str:
    return "SELECT " + ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items()) + _JOINED


def _column(heading: str) -> str:
    field = fields.under(heading)
    [table] = [short for short, table in _SHORT.items() if field.table == table.name]
    return f"{table}.{field.column}"


def _text(heading: str) -> str:
    column = _column(heading)
    if heading in DATES:
        return f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {column}, 'unixepoch')"
    if heading in AMOUNTS:
        return f"iif({column} IS NULL, NULL, printf('%d.%02d', {column} / 100, {column} % 100))"
    return column
