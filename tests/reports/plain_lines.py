"""The lines of both reports as plain Python makes them, cell by cell: what the reports must hold."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from reports.order_lines import Viewpoint, holds
from schemas import fields
from schemas.currencies import as_decimal
from tests.reports.report_orders import DAY

COLUMNS = {"orders": fields.ORDERS_REPORT.headings, "unshipped-orders": fields.UNSHIPPED_ORDERS_REPORT.headings}
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_NAMES = {"purchase-date": "purchase_at", "payments-date": "payments_at", "promise-date": "latest_ship_at"}
_UNITS = {"quantity-purchased": "purchased", "quantity-shipped": "shipped", "quantity-to-ship": "open"}
_QUERY = """
SELECT *, purchased - shipped - canceled AS open FROM orders JOIN items USING (order_no)
LEFT JOIN item_details USING (item_no) LEFT JOIN order_details USING (order_no) LEFT JOIN buyers USING (order_no)
WHERE orders.merchant_id = :merchant AND orders.verified
"""


def plain_lines(connection: Connection, name: str, days: int, view: Viewpoint) -> list[list[str]]:
    """The cells of a window's lines, the handling time being two business days."""
    rows = connection.execute(text(_QUERY), {"merchant": view.merchant}).mappings().all()
    bought = [row for row in rows if view.as_of - days * DAY < row["purchase_at"] <= view.as_of]
    listed = [row for row in bought if name == "orders" or row["open"] > 0]
    listed.sort(key=lambda row: (row["purchase_at"], row["order_id"], row["order_item_id"]))
    return [[_cell(_told(dict(row), view), heading) for heading in COLUMNS[name]] for row in listed]


def _told(row: dict[str, Any], view: Viewpoint) -> dict[str, Any]:
    promise = row["latest_ship_at"] or _promise(row["payments_at"] or row["purchase_at"])
    return row | {
        "reporting_date": view.as_of,
        "latest_ship_at": promise,
        "days_past_promise": (view.as_of - promise) // DAY,
        "verge_of_cancellation": str(view.as_of >= row["purchase_at"] + 23 * DAY).lower(),
        "verge_of_lateshipment": str(view.as_of >= promise - DAY).lower(),
    }


def _promise(start: int) -> int:
    day, left = date(1970, 1, 1) + timedelta(start // DAY), 2
    while left:
        day += timedelta(1)
        left -= day.weekday() < 5
    return ((day - date(1970, 1, 1)).days + 1) * DAY - 1


def _cell(row: dict[str, Any], heading: str) -> str:
    value = row[(_NAMES | _UNITS).get(heading, heading.lower().replace("-", "_"))]
    if value is None:
        return ""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", value)
    if holds(heading) == "date":
        return datetime.fromtimestamp(value, UTC).isoformat()
    return f"{as_decimal(value, row['currency']):f}" if holds(heading) == "amount" else str(value)
