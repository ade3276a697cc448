"""Exports all stored data of orders and their buyers, order by order: for a buyer who asks, and before a purge."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from reports import order_lines
from schemas import fields
from schemas.currencies import EXPONENTS
from schemas.selection import Selection
from schemas.states import state
from schemas.store import dialect, stored_rows
from schemas.store.history import ADDRESS_BEFORE, PACKAGES, REMOVED_ROWS, UPLOAD_FAULTS, UPLOADS, WISHES_BEFORE
from schemas.store.tables import BUYERS, ITEMS, ORDERS, sql_column

Format = Literal["json", "csv"]
FORMATS: tuple[Format, ...] = ("json", "csv")
_AT_A_TIME = 2_000
_FORMER_TEXTS = {"former-addresses": ADDRESS_BEFORE, "former-wishes": WISHES_BEFORE}
_FORMER = {ADDRESS_BEFORE: fields.BUYER, WISHES_BEFORE: fields.WISH_TEXTS}
_INSTANTS = fields.INSTANTS.holding("instant")
_TEXTS = Selection((*fields.STORED_AS_READ, *fields.LINE.of("items").texts))
_FAULT = {"upload_no": "upload", "record": "record", "heading": "column", "found": "found", "message": "message"}
# Cells that a spreadsheet would read as a formula (OWASP, "CSV Injection"); phone numbers are not among them.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9 ()./-]*$)")


def parts(connection: Connection, merchant: str, order_nos: Sequence[int], format: Format) -> Iterator[str]:
    """The text of the export, piece by piece: JSON with a line (one object) per order, or csv with a line per item.

    ``order_nos`` are orders of the merchant. The csv has no packages, former texts or faults of uploads.
    """
    if format == "csv":
        yield "\ufeff" + _line(_HEADINGS)
    for start in range(0, len(order_nos), _AT_A_TIME):
        some = list(order_nos[start : start + _AT_A_TIME])
        lines = _lines(connection, some)
        if format == "csv":
            yield from (_line(map(_plain, _flat(line))) for line in lines)
        else:
            yield from _objects(connection, merchant, some, lines)


def _lines(connection: Connection, order_nos: Sequence[int]) -> list[dict[str, Any]]:
    """One line per item, with each column of the order table under its own name, and ``state``."""
    columns: list[ColumnElement[Any]] = [ORDERS, BUYERS.c.purged_at]  # type: ignore[list-item]
    of_lines = (*_TEXTS, *fields.QUANTITIES, fields.CANCEL_REQUESTED, *fields.AMOUNTS, *fields.REFUNDED)
    columns += map(sql_column, of_lines)
    asked = order_lines.query(columns, ORDERS.c.order_no.in_(dialect.given(order_nos)))
    named = {"order_id", "merchant_id", *_TEXTS.columns}
    frame = stored_rows.read(connection, order_lines.with_wishes(asked), named)
    return stored_rows.as_dicts(frame.assign(state=state(frame)))


def _objects(
    connection: Connection, merchant: str, order_nos: Sequence[int], lines: list[dict[str, Any]]
) -> Iterator[str]:
    packages = _by_order(_packages(connection, order_nos))
    faults = _by_order(_faults(connection, merchant, order_nos))
    former = {heading: _before(connection, order_nos, name) for heading, name in _FORMER_TEXTS.items()}
    for number, items in groupby(lines, lambda line: line["order_no"]):
        of_order = list(items)
        order = _order(of_order[0]) | {heading: before.get(number, []) for heading, before in former.items()}
        order |= {"items": [_item(line) for line in of_order]}
        order |= {"packages": packages.get(number, []), "faults": faults.get(number, [])}
        yield json.dumps(order, ensure_ascii=False) + "\n"


def _order(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "order-id": line["order_id"],
        "state": line["state"],
        "verified": bool(line["verified"]),
        **{of.heading: _instant(line, of.column) for of in _INSTANTS},
        "buyer": _cells(line, fields.BUYER),
        "buyer-deleted-at": _moment(line["purged_at"], 0),
        "details": _cells(line, fields.DETAILS),
    }


def _cells(line: dict[str, Any], selection: Selection) -> dict[str, Any]:
    return {of.heading: line[of.column] for of in selection}


def _item(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "order-item-id": line["order_item_id"],
        **_cells(line, fields.ITEM_TEXTS),
        fields.CANCEL_REQUESTED.heading: bool(line[fields.CANCEL_REQUESTED.column]),
        **_cells(line, fields.WISH_TEXTS),
        **_cells(line, fields.QUANTITIES),
        "currency": line["currency"],
        **{of.heading: _amount(line, of.column) for of in fields.AMOUNTS},
        "refunded": {of.heading: _amount(line, f"refunded_{of.column}") for of in fields.AMOUNTS},
    }


def _flat(line: dict[str, Any]) -> list[Any]:
    """The cells of a csv line, in the order of its headings."""
    order, item = _order(line), _item(line)
    buyer, details, refunded = order.pop("buyer"), order.pop("details"), item.pop("refunded")
    return [*order.values(), *buyer.values(), *details.values(), *item.values(), *refunded.values()]


_HEADINGS = [
    *("order-id", "state", "verified", *_INSTANTS.headings, "buyer-deleted-at"),
    *(*fields.BUYER.headings, *fields.DETAILS.headings, "order-item-id", *fields.ITEM_TEXTS.headings),
    *(*fields.WISHES.headings, *fields.QUANTITIES.headings, "currency", *fields.AMOUNTS.headings),
    *fields.REFUNDED.headings,
]


def _line(cells: Any) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _plain(cell: Any) -> str:
    text = "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def _instant(line: dict[str, Any], column: str) -> str | None:
    return _moment(line[column], line[f"{column.removesuffix('_at')}_offset"])


def _moment(at: int | None, offset: int | None) -> str | None:
    if at is None:
        return None
    zone = timezone(timedelta(minutes=offset)) if offset else UTC
    return datetime.fromtimestamp(at, zone).isoformat()


def _amount(line: dict[str, Any], name: str) -> str | None:
    minor = line[name]
    return None if minor is None else str(Decimal(minor).scaleb(-EXPONENTS.get(line["currency"], 2)))


def _packages(connection: Connection, order_nos: Sequence[int]) -> pd.DataFrame:
    texts = [PACKAGES.c[name] for name in fields.PACKAGE.columns]
    joined = PACKAGES.join(ITEMS, ITEMS.c.item_no == PACKAGES.c.item_no)
    standing = ITEMS.c.order_no.in_(dialect.given(order_nos)) & PACKAGES.c.taken_back_by.is_(None)
    columns = [ITEMS.c.order_no, ITEMS.c.order_item_id, PACKAGES.c.quantity, *texts]
    asked = select(*columns).select_from(joined).where(standing).order_by(PACKAGES.c.package_no)
    frame = stored_rows.read(connection, asked, {"order_item_id", *fields.PACKAGE.columns})
    return frame.rename(columns={"order_item_id": "order-item-id", **fields.PACKAGE.heading_of})


def _before(connection: Connection, order_nos: Sequence[int], name: str) -> dict[int, list[dict[str, Any]]]:
    """The buyers' texts of orders as they were before uploads changed them, if they are still stored."""
    rows = REMOVED_ROWS.c
    given = dialect.given(order_nos)
    keys = given if name == ADDRESS_BEFORE else select(ITEMS.c.item_no).where(ITEMS.c.order_no.in_(given))
    mine = (rows.table_name == name) & rows.key_no.in_(keys) & rows.cells.is_not(None)
    columns = [rows.order_no, rows.upload_no, rows.cells, UPLOADS.c.as_of]
    asked = select(*columns).join(UPLOADS, UPLOADS.c.upload_no == rows.upload_no).where(mine).order_by(rows.row_no)
    held: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(asked):
        cells = json.loads(row.cells)
        texts = {of.heading: cells.get(of.column) for of in _FORMER[name]}
        until = {"changed-by-upload": row.upload_no, "changed-at": _moment(row.as_of, 0)}
        held.setdefault(row.order_no, []).append(until | texts)
    return held


def _faults(connection: Connection, merchant: str, order_nos: Sequence[int]) -> pd.DataFrame:
    """The faults that uploads reported for the orders; they may repeat a buyer's text."""
    same = (UPLOAD_FAULTS.c.order_id == ORDERS.c.order_id) & (UPLOADS.c.merchant_id == merchant)
    joined = UPLOAD_FAULTS.join(UPLOADS, UPLOADS.c.upload_no == UPLOAD_FAULTS.c.upload_no).join(ORDERS, same)
    mine = (ORDERS.c.merchant_id == merchant) & ORDERS.c.order_no.in_(dialect.given(order_nos))
    columns = [UPLOAD_FAULTS.c[name].label(key) for name, key in _FAULT.items()]
    asked = select(ORDERS.c.order_no, *columns).select_from(joined).where(mine)
    ordered = asked.order_by(UPLOAD_FAULTS.c.upload_no, UPLOAD_FAULTS.c.fault_no)
    return stored_rows.read(connection, ordered, ("column", "found", "message"))


def _by_order(rows: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    by_order: dict[int, list[dict[str, Any]]] = {}
    for row in stored_rows.as_dicts(rows):
        by_order.setdefault(row.pop("order_no"), []).append(row)
    return by_order
