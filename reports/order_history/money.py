"""The amounts of each item, charged, refunded and left, component by component, and the refunds one by one.

A promotion is money that the buyer was not charged: its amounts are negative, so that the components add up.
"""

from typing import Any

from reports.order_history.texts import money
from schemas import fields
from schemas.selection import hyphened

TOTAL = "in-all"


def _signed(row: dict[str, Any], prefix: str = "") -> dict[str, int]:
    """The amounts of an item or a refund that are not missing; those of promotions are negative."""
    held = {name: row[f"{prefix}{name}"] for name in fields.AMOUNTS.columns if row[f"{prefix}{name}"] is not None}
    return {name: -amount if name in fields.DISCOUNTS.columns else amount for name, amount in held.items()}


def with_refundable(told: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
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
