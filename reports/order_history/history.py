"""Every change of an order in the sequence it was made, by upload: a file, a run of the clock, an undo or a purge."""

from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from reports.order_history import facts
from reports.order_history.source_cells import place, places
from reports.order_history.texts import instant, value
from schemas import fields
from schemas.store.authors import is_off, is_rehearsal
from schemas.store.history import ENTRIES, UPLOADS

# The field of the clock's late flag.
_LATE = "latest_ship"
_OF_UPLOAD = ("upload_no", "kind", "path", "as_of", "done_at", "done_by", "undoes")


def history(
    connection: Connection, order_no: int, items: list[dict[str, Any]], done: facts.Done
) -> list[dict[str, Any]]:
    """One dict per upload that changed the order, with its ``changes``."""
    columns = [column for column in ENTRIES.c if column.name != "merchant_id"]
    query = select(*columns).where(ENTRIES.c.order_no == order_no).order_by(ENTRIES.c.entry_no)
    entries = [dict(row) for row in connection.execute(query).mappings()]
    numbers = {entry["upload_no"] for entry in entries}
    uploads = _uploads(connection, numbers)
    rehearsed = is_rehearsal(connection)
    taken_back = _taken_back(uploads)
    where = places(connection, numbers)
    known = _known_items(connection, order_no, items, entries)
    answer = []
    for number, group in groupby(entries, lambda entry: entry["upload_no"]):
        author = _author(uploads[number], taken_back.get(number), rehearsed=rehearsed)
        changes = [
            change_of(entry, known.get(entry["item_no"], {}), done)
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


def _known_items(
    connection: Connection, order_no: int, items: list[dict[str, Any]], entries: list[dict[str, Any]]
) -> dict[int, Any]:
    """The items by number, including those that an undo removed."""
    known = {item["item_no"]: item for item in items}
    undos = {entry["upload_no"] for entry in entries if entry["item_no"] is not None and entry["item_no"] not in known}
    gone = facts.removed_items(connection, undos, order_no) if undos else []
    return {item["item_no"]: item for item in gone} | known


def change_of(entry: dict[str, Any], item: dict[str, Any], done: facts.Done) -> dict[str, Any]:
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
