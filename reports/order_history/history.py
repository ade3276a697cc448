"""Every change of an order, or of an upload, in the sequence it was made, with the cell of the file it comes from."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from reports.order_history import facts
from reports.order_history.texts import instant, value
from schemas import fields
from schemas.source_rows import row_of, unpacked
from schemas.store import dialect
from schemas.store.authors import is_off, is_rehearsal
from schemas.store.entries import entries_where
from schemas.store.history import REMOVED_ROWS, UPLOAD_PLACES, UPLOADS
from schemas.store.tables import ITEMS, ORDERS

# The field of the clock's late flag.
_LATE = "latest_ship"
_OF_UPLOAD = ("upload_no", "kind", "path", "as_of", "done_at", "done_by", "undoes")


def history(
    connection: Connection, order_no: int, items: list[dict[str, Any]], done: facts.Done
) -> list[dict[str, Any]]:
    """One dict per upload that changed the order, with its ``changes``; ``items``: those that it has now."""
    of_order = entries_where(lambda entries: entries.order_no == order_no).c
    columns = [column for column in of_order if column.name != "merchant_id"]
    query = select(*columns).order_by(of_order.entry_no)
    entries = [dict(row) for row in connection.execute(query).mappings()]
    numbers = {entry["upload_no"] for entry in entries}
    uploads = _uploads(connection, numbers)
    rehearsed = is_rehearsal(connection)
    taken_back = _taken_back(uploads)
    where = places(connection, numbers)
    known = {item["item_no"]: item for item in items}
    gone = {entry["item_no"] for entry in entries if entry["item_no"] is not None} - known.keys()
    known |= facts.removed_items(connection, gone)
    answer = []
    for number, group in groupby(entries, lambda entry: entry["upload_no"]):
        author = _author(uploads[number], taken_back.get(number), rehearsed=rehearsed)
        changes = [
            _change_of(entry, known.get(entry["item_no"], {}), done)
            | {"record": entry["record"] if author["file"] else None}
            | place(where.get(number), entry)
            for entry in group
        ]
        answer.append(author | {"changes": changes})
    return answer


def _uploads(connection: Connection, numbers: set[int]) -> dict[int, Any]:
    query = select(*(UPLOADS.c[name] for name in _OF_UPLOAD)).where(UPLOADS.c.upload_no.in_(numbers))
    return {row["upload_no"]: row for row in connection.execute(query).mappings()}


def _taken_back(uploads: dict[int, Any]) -> dict[int, int]:
    """The undo that took back each upload's changes of this order and is not itself undone.

    Only undos that changed this order count, since an undo may spare some orders.
    """
    gone: dict[int, int] = {}
    for number in sorted(uploads, reverse=True):
        if uploads[number]["undoes"] is not None and number not in gone:
            gone[uploads[number]["undoes"]] = number
    return gone


def _author(upload: Any, taken_back_by: int | None, *, rehearsed: bool) -> dict[str, Any]:
    path = upload["path"] or None
    done_at = None if rehearsed else upload["done_at"]
    return {
        "at": instant(upload["as_of"]),
        "done-at": instant(done_at),
        "done-by": None if rehearsed else upload["done_by"],
        "as-of-is-off": is_off(upload["as_of"], done_at),
        "upload": upload["upload_no"],
        "kind": upload["kind"],
        "file": path.rpartition("/")[2].rpartition("\\")[2] if path else None,
        "path": path,
        "undoes": upload["undoes"],
        "taken-back-by": taken_back_by,
    }


def _change_of(entry: dict[str, Any], item: dict[str, Any], done: facts.Done) -> dict[str, Any]:
    """A change as a biography has it: item, what, field, before and after, currency, package and reason."""
    field, currency = entry["field"], item.get("currency")
    before, after = (value(field, entry[name], currency) for name in ("before", "after"))
    return {
        "order-item-id": item.get("order_item_id"),
        "what": entry["what"],
        "field": fields.words("latest_ship_at" if field == _LATE else field),
        "before": before,
        "after": after,
        "currency": currency if field in fields.REFUNDED.columns else None,
        "package": entry["package_no"] or _of_record(entry, done.packages, "shipped", "package_no"),
        "reason": _of_record(entry, done.cancellations, "canceled", "reason"),
    }


def _of_record(entry: dict[str, Any], rows: list[dict[str, Any]], field: str, name: str) -> Any:
    """The cell ``name`` of the row that the entry's record added for the entry's item; None for other fields."""
    if entry["field"] != field:
        return None
    keys = ("upload_no", "record", "item_no")
    return next((row[name] for row in rows if all(row[key] == entry[key] for key in keys)), None)


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
    """The headings that a field of the history is read from."""
    field = fields.named(column)
    return field.read_from if field else ()


def changes(connection: Connection, merchant: str, upload_no: int, most: int) -> tuple[list[dict[str, Any]], int]:
    """The first ``most`` changes of an upload, each as in the biography of its order, and the number of all.

    Each has ``order-id`` in addition, also of an order that was removed since; empty if its texts were purged.
    """
    uploads = UPLOADS.c
    mine = select(uploads.from_entry, uploads.to_entry)
    mine = mine.where(uploads.merchant_id == merchant, uploads.upload_no == upload_no)
    first, last = connection.execute(mine).one()
    first, last = first or 0, last or 0
    of_upload = entries_where(lambda made: made.entry_no.between(first + 1, last) & (made.upload_no == upload_no))
    count = connection.execute(select(func.count()).select_from(of_upload)).scalar_one()
    entries = of_upload.c
    gone = select(dialect.of_object(REMOVED_ROWS.c.cells, "order_id")).limit(1)
    gone = gone.where(REMOVED_ROWS.c.order_no == entries.order_no, REMOVED_ROWS.c.table_name == ORDERS.name)
    order_id = func.coalesce(ORDERS.c.order_id, gone.scalar_subquery()).label("order_id")
    joined = of_upload.outerjoin(ORDERS, ORDERS.c.order_no == entries.order_no)
    joined = joined.outerjoin(ITEMS, ITEMS.c.item_no == entries.item_no)
    query = select(of_upload, order_id, ITEMS.c.order_item_id, ITEMS.c.currency).select_from(joined)
    rows = [dict(row) for row in connection.execute(query.order_by(entries.entry_no).limit(most)).mappings()]
    known = {row["item_no"]: row["order_item_id"] for row in rows if row["item_no"] is not None}
    removed = facts.removed_items(connection, {number for number, item_id in known.items() if item_id is None})
    done = facts.Done(connection, known)
    return [
        {"order-id": row["order_id"] or ""} | _change_of(row, removed.get(row["item_no"], row), done) for row in rows
    ], int(count)
