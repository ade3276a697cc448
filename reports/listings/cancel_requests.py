"""The open items that buyers have asked to cancel, sorted by latest ship date."""

from sqlalchemy import Connection, func

from reports import order_lines
from reports.listings.listing import Holds, Listing
from reports.order_lines import Viewpoint
from schemas import deadlines, fields
from schemas.store import stored_rows
from schemas.store.tables import ORDERS
from schemas.times import DAY

NAME, TITLE = "cancel-requests", "Cancel requests"
HOLDS: dict[str, Holds] = {
    "order-id": "text",
    "order-item-id": "text",
    "sku": "text",
    "product-name": "text",
    "quantity-to-ship": "number",
    "quantity-shipped": "number",
    "purchase-date": "instant",
    "latest-ship-date": "instant",
    "buyer-requested-cancel-reason": "text",
}
_TIMES = ("purchase_at", "payments_at", "latest_ship_at")
_READ = [name for name, holds in HOLDS.items() if holds != "instant"]


def cancel_requests(connection: Connection, viewpoint: Viewpoint, days: int | None = None) -> Listing:
    """The open items of verified orders that buyers have asked to cancel, sorted by latest ship date.

    ``days``: only orders bought in the last ``days``.
    """
    columns = [order_lines.stored_column(name).label(name) for name in _READ] + [ORDERS.c[name] for name in _TIMES]
    asked = [order_lines.verified(viewpoint.merchant), order_lines.OPEN_UNITS > 0]
    asked.append(func.coalesce(order_lines.stored_column(fields.CANCEL_REQUESTED.heading), 0) == 1)
    if days is not None:
        asked.append(ORDERS.c.purchase_at > viewpoint.as_of - days * DAY)
        asked.append(ORDERS.c.purchase_at <= viewpoint.as_of)
    query = order_lines.with_wishes(order_lines.query(columns, *asked))
    items = stored_rows.read(connection, query, {name for name in _READ if HOLDS[name] == "text"})
    latest = deadlines.latest_ship(items, viewpoint.terms)
    items = items.assign(**{"purchase-date": items["purchase_at"], "latest-ship-date": latest})
    items = items.sort_values("latest-ship-date", kind="stable")
    return Listing(TITLE, HOLDS, stored_rows.as_dicts(items[list(HOLDS)]), viewpoint.as_of)
