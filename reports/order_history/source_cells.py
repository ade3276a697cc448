"""Where a change comes from: sheet, row and cell of the record in the file as it was when it was uploaded."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from schemas import fields
from schemas.source_rows import row_of, unpacked
from schemas.store.history import UPLOAD_PLACES


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
    headings = (*_read_from(entry["field"]), "order-id")
    letter = next((letters[heading] for heading in headings if heading in letters), None)
    return {"sheet": of_upload.sheet, "row": row, "cell": f"{letter}{row}" if letter else None}


def _read_from(column: str) -> tuple[str, ...]:
    """The headings that a field of the history is read from; none for what a buyer asks for."""
    field = fields.named(column)
    return field.read_from if field and field.table != "buyer_wishes" else ()
