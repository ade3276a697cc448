"""The packages of an order, with the addresses at which carriers show them, and those that were taken back."""

from typing import Any

from schemas.history import PACKAGE_COLUMNS, PACKAGE_DETAIL_COLUMNS
from schemas.tracking_links import tracking_link

_HYPHENED = (*PACKAGE_COLUMNS, "cod_collection_method")


def heading(field: str) -> str:
    """The heading of the shipping confirmation under which a field of a package stands."""
    return field.replace("_", "-") if field in _HYPHENED else field


def packages(rows: list[dict[str, Any]], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The packages in the order in which they were confirmed; ``details`` holds what else is filled."""
    ids = {item["item_no"]: item["order_item_id"] for item in items}
    return [_package(row, ids[row["item_no"]]) for row in rows]


def _package(row: dict[str, Any], item: str) -> dict[str, Any]:
    return {
        "package": row["package_no"],
        "order-item-id": item,
        "quantity": row["quantity"],
        **{heading(name): row[name] for name in PACKAGE_COLUMNS},
        "tracking-link": tracking_link(row["carrier_code"], row["carrier_name"], row["tracking_number"]),
        "details": {heading(name): row[name] for name in PACKAGE_DETAIL_COLUMNS if row[name]},
        "upload": row["upload_no"],
        "record": row["record"],
        "taken-back-by": row["taken_back_by"],
    }
