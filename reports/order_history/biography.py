"""An order's biography: state, deadline, packages, refunds and refundable amounts, and every change with its author.

Its values are those of JSON: names with hyphens, times as ISO 8601 (UTC), money as decimal texts, and texts without
control characters. The as-of affects what depends on the time; it never hides changes.
"""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping

from reports.order_history import facts
from reports.order_history.history import history
from reports.order_history.texts import instant, money, plain
from reports.order_lines import Viewpoint
from schemas import deadlines, fields
from schemas.carriers import tracking_link
from schemas.selection import hyphened
from schemas.states import PENDING, state
from schemas.times import DAY

TOTAL = "in-all"


def packages(rows: list[dict[str, Any]], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The packages in the order of their confirmation; ``details`` has the other fields that are filled."""
    ids = {item["item_no"]: item["order_item_id"] for item in items}
    return [_package(row, ids[row["item_no"]]) for row in rows]


def _package(row: dict[str, Any], item: str) -> dict[str, Any]:
    return {
        "package": row["package_no"],
        "order-item-id": item,
        "quantity": row["quantity"],
        **{name: row[column] for name, column in fields.PACKAGE.column_of.items()},
        "tracking-link": tracking_link(row["carrier_code"], row["carrier_name"], row["tracking_number"]),
        "details": {of.heading: row[of.column] for of in fields.DETAILS_OF_PACKAGE if row[of.column]},
        "upload": row["upload_no"],
        "record": row["record"],
        "taken-back-by": row["taken_back_by"],
    }


REMOVED = "Removed"
_QUANTITIES = fields.QUANTITIES.column_of | {"quantity-to-ship": "open"}


def biography(
    connection: Connection, viewpoint: Viewpoint, order_id: str, *, address: bool = False
) -> dict[str, Any] | None:
    """The biography of one order of the viewpoint's merchant; None if there is no order with this id.

    ``address``: include the recipient, street and phone, not only city and country. An order that an undo removed has
    the state Removed and, apart from that, only its history.
    """
    order = facts.order(connection, viewpoint.merchant, order_id)
    if order is None:
        return _removed(connection, viewpoint, order_id)
    items = facts.items(connection, order["order_no"])
    rows = facts.Done(connection, [item["item_no"] for item in items])
    past = history(connection, order["order_no"], items, rows)
    told = {
        "order-id": order_id,
        "as-of": instant(viewpoint.as_of),
        "state": _state(order, items),
        **{f"{name}-date": instant(order[f"{name}_at"]) for name in ("purchase", "payments", "charged")},
        "ship-service-level": order["ship_service_level"],
        **({"ioss-number": order["ioss_number"]} if order["ioss_number"] else {}),
        "deadline": _deadline(order, items, viewpoint)
        if order["verified"]
        else _pending(order, items, past, viewpoint),
        "ship-to": _ship_to(order, address=address),
        "items": [_with_refundable(_item(item), item) for item in items],
        "packages": packages(rows.packages, items),
        "refunds": refunds(rows.refunds, items),
        "history": past,
    }
    return _plain(told)


def _removed(connection: Connection, viewpoint: Viewpoint, order_id: str) -> dict[str, Any] | None:
    gone = facts.removed(connection, viewpoint.merchant, order_id)
    if gone is None:
        return None
    told = {"order-id": order_id, "as-of": instant(viewpoint.as_of), "state": REMOVED, "removed-by": gone["upload_no"]}
    return _plain(told | {"history": history(connection, gone["order_no"], [], facts.Done(connection, []))})


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(of) for name, of in told.items()}


def _state(order: RowMapping, items: list[dict[str, Any]]) -> str:
    if not items:
        return PENDING
    frame = pd.DataFrame(items)[["purchased", "shipped", "canceled"]]
    return str(state(frame.assign(order_no=order["order_no"], verified=order["verified"])).iloc[0])


def _item(item: dict[str, Any]) -> dict[str, Any]:
    named = {"order-item-id": item["order_item_id"], "sku": item["sku"], "product-name": item["product_name"]}
    told = named | {name: item[key] for name, key in _QUANTITIES.items()} | {"currency": item["currency"]}
    # What the buyer asks for the item, if anything.
    return told | {of.heading: item[of.column] for of in fields.WISHES if item[of.column]}


def _deadline(order: RowMapping, items: list[dict[str, Any]], viewpoint: Viewpoint) -> dict[str, Any]:
    """The latest ship date and the time to confirm by; if units are open, also the whole days to each, rounded down.

    ``days-past-promise`` is negative before the latest ship date; ``days-left`` is negative past the deadline.
    """
    as_of, terms = viewpoint.as_of, viewpoint.terms
    times = pd.DataFrame({name: [order[name]] for name in deadlines.TIMES}, dtype="Int64")
    ship_by = deadlines.latest_ship(times, terms)
    confirm_by = deadlines.deadline(times, terms)
    told: dict[str, Any] = {
        "latest-ship-date": instant(int(ship_by.iloc[0])),
        "confirm-by": instant(int(confirm_by.iloc[0])),
        "units-open": sum(item["open"] for item in items),
    }
    if not told["units-open"]:
        return told
    return told | {
        "days-past-promise": int(deadlines.days_past_promise(ship_by, as_of).iloc[0]),
        "verge-of-lateShipment": bool(deadlines.at_verge_of_late_shipment(ship_by, as_of).iloc[0]),
        "days-left": (int(confirm_by.iloc[0]) - as_of) // DAY,
        "verge-of-cancellation": bool(deadlines.at_verge_of_cancellation(confirm_by, as_of, terms).iloc[0]),
    }


def _pending(
    order: RowMapping, items: list[dict[str, Any]], past: list[dict[str, Any]], viewpoint: Viewpoint
) -> dict[str, Any]:
    """Until when an unverified order may stay Pending; None if it came in after that time, as the clock then spares it.

    If units are open, also the whole days that are left, rounded down.
    """
    times = pd.DataFrame({name: [order[name]] for name in deadlines.TIMES}, dtype="Int64")
    until, usual = (int(of(times).iloc[0]) for of in (deadlines.pending_end, deadlines.usual_pending_end))
    stays = bool(past) and past[0]["at"] >= str(instant(usual))
    told = {"latest-ship-date": None, "confirm-by": None, "pending-until": None if stays else instant(until)}
    told |= {"units-open": sum(item["open"] for item in items)}
    return told | ({"days-left": (until - viewpoint.as_of) // DAY} if told["units-open"] and not stays else {})


def _ship_to(order: RowMapping, *, address: bool) -> dict[str, Any]:
    headings = facts.ADDRESS if address else facts.PLACE
    told: dict[str, Any] = {heading: order[name] for heading, name in headings.items() if order[name]}
    return told | ({"deleted-on": instant(order["purged_at"])} if order["purged_at"] is not None else {})


def _signed(row: dict[str, Any], prefix: str = "") -> dict[str, int]:
    """The amounts of an item or a refund that are not missing; those of promotions are negative."""
    held = {name: row[f"{prefix}{name}"] for name in fields.AMOUNTS.columns if row[f"{prefix}{name}"] is not None}
    return {name: -amount if name in fields.DISCOUNTS.columns else amount for name, amount in held.items()}


def _with_refundable(told: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """Adds ``components`` to an item: charged, refunded and left; nothing is charged before a unit has shipped."""
    if not item["shipped"]:
        return told | {"components": []}
    charged, refunded = _signed(item), _signed(item, "refunded_")
    names = [name for name in fields.AMOUNTS.columns if charged.get(name) or refunded.get(name)]
    rows = {name: (charged.get(name, 0), refunded.get(name, 0)) for name in names}
    if rows:
        rows[TOTAL] = sum(charged.values()), sum(refunded.values())
    currency = item["currency"]
    components = [
        {
            "component": hyphened(name),
            "charged": money(paid, currency),
            "refunded": money(back, currency),
            "left": money(paid - back, currency),
        }
        for name, (paid, back) in rows.items()
    ]
    return told | {"components": components}


def refunds(rows: list[dict[str, Any]], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All refunds, including one that was taken back (``reversed-by``) and the row that reverses it (``reverses``)."""
    ids = {item["item_no"]: item for item in items}
    reversing = {row["reverses"]: row["refund_no"] for row in rows if row["reverses"] is not None}
    return [_refund(row, ids[row["item_no"]], reversing.get(row["refund_no"])) for row in rows]


def _refund(row: dict[str, Any], item: dict[str, Any], reversed_by: int | None) -> dict[str, Any]:
    currency, amounts = row["currency"] or item["currency"], _signed(row)
    return {
        "refund": row["refund_no"],
        "order-item-id": item["order_item_id"],
        "reason": row["reason"],
        "currency": currency,
        "amounts": {hyphened(name): money(amount, currency) for name, amount in amounts.items()},
        TOTAL: money(sum(amounts.values()), currency),
        "quantity-cancelled": row["quantity_cancelled"],
        "upload": row["upload_no"],
        "record": row["record"],
        "reverses": row["reverses"],
        "reversed-by": reversed_by,
    }
