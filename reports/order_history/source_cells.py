"""Where in its file a change comes from: sheet, row and cell of the record, the file as it was when uploaded."""

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

# The headings that a field is read from: the first that the file has.
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
    """Where the records of one upload stood: ``letters`` of the columns by heading, ``ahead`` as record_rows has it."""

    sheet: str | None
    letters: dict[str, str]
    ahead: list[int]


def places(connection: Connection, uploads: Collection[int]) -> dict[int, Places]:
    """What is kept of where the records of uploads stood, by upload; nothing of those of earlier versions."""
    query = select(UPLOAD_PLACES).where(UPLOAD_PLACES.c.upload_no.in_(uploads))
    return {
        row.upload_no: Places(row.sheet, json.loads(row.letters), unpacked(row.record_rows))
        for row in connection.execute(query)
    }


def place(of_upload: Places | None, entry: dict[str, Any]) -> dict[str, Any]:
    """Sheet, row and cell of an entry's record, missing where the file's places are not kept.

    The cell is that of the field, or of the order-id where the file has no column of the field's own.
    """
    record = entry["record"]
    if of_upload is None:
        return {"sheet": None, "row": None, "cell": None}
    row, letters = row_of(of_upload.ahead, record), of_upload.letters
    headings = (*_HEADINGS.get(entry["field"], (entry["field"],)), "order-id")
    letter = next((letters[heading] for heading in headings if heading in letters), None)
    return {"sheet": of_upload.sheet, "row": row, "cell": f"{letter}{row}" if letter else None}
