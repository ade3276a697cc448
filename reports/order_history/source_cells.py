"""Where a change comes from: sheet, row and cell of the record in the file as it was when it was uploaded."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from schemas.order_adjustment import AMOUNTS
from schemas.orders_report import BUYER, CHARGES, DISCOUNTS
from schemas.source_rows import row_of, unpacked
from schemas.store.history import PACKAGE_COLUMNS, UPLOAD_PLACES
from schemas.store.tables import FILLED_LATER, REFUNDED_COLUMNS, stored

# The headings from which a field is read; the first one that the file has counts.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "purchased": ("quantity-purchased",),
    "shipped": ("quantity", "quantity-shipped", "quantity-to-ship"),
    "canceled": ("quantity-cancelled", "order-status"),
    "verified": ("order-status", "payments-date"),
    "payments_at": ("payments-date",),
    "payments_offset": ("payments-date",),
    "latest_ship_at": ("latest-ship-date", "promise-date"),
    "latest_ship_offset": ("latest-ship-date", "promise-date"),
    "cod_collection_method": ("cod-collection-method",),
    **{name: (name.replace("_", "-"),) for name in (*PACKAGE_COLUMNS, *FILLED_LATER)},
    **{name: (heading,) for heading, name in (CHARGES | DISCOUNTS).items()},
    **{stored(heading): (heading,) for heading in BUYER},
    **{name: (heading,) for name, heading in zip(REFUNDED_COLUMNS, AMOUNTS, strict=True)},
}


@dataclass(frozen=True)
class Places:
    """Where the records of one upload were: ``letters`` of the columns by heading, and ``ahead``, the unpacked rows."""

    sheet: str | None
    letters: dict[str, str]
    ahead: list[int]


def places(connection: Connection, uploads: Collection[int]) -> dict[int, Places]:
    """Where the records of uploads were, by upload; earlier versions did not store this."""
    query = select(UPLOAD_PLACES).where(UPLOAD_PLACES.c.upload_no.in_(uploads))
    return {
        row.upload_no: Places(row.sheet, json.loads(row.letters), unpacked(row.record_rows))
        for row in connection.execute(query)
    }


def place(of_upload: Places | None, entry: dict[str, Any]) -> dict[str, Any]:
    """Sheet, row and cell of an entry's record, None if the places of the file are not stored.

    The cell is that of the field, or of the order-id if the file has no column for the field.
    """
    record = entry["record"]
    if of_upload is None:
        return {"sheet": None, "row": None, "cell": None}
    row, letters = row_of(of_upload.ahead, record), of_upload.letters
    headings = (*_HEADINGS.get(entry["field"], (entry["field"],)), "order-id")
    letter = next((letters[heading] for heading in headings if heading in letters), None)
    return {"sheet": of_upload.sheet, "row": row, "cell": f"{letter}{row}" if letter else None}
