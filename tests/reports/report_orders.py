"""Orders for the tests of reports, put into a real store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from reports.files.writing import Format
from reports.order_lines import Viewpoint
from reports.windows import Name, write_windows
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import UPLOAD_FAULTS, UPLOADS
from schemas.store.opening import opened_store, writing
from schemas.store.tables import BUYERS, ITEM_DETAILS, ITEMS, ORDER_DETAILS, ORDERS


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


# A Wednesday.
AS_OF = at("2026-03-18T12:00:00+00:00")
VIEW = Viewpoint("main", AS_OF)
HOUR, DAY = 3600, 86_400


@contextmanager
def store(folder: Path) -> Iterator[Engine]:
    """A new store in a folder, with one upload and no orders."""
    with opened_store(str(folder / "orders.db")) as engine:
        with engine.connect() as connection, writing(connection):
            add_upload(connection)
        yield engine


def add_upload(connection: Connection, **more: Any) -> None:
    row = {"merchant_id": "main", "kind": "orders", "path": "in/orders.txt", "as_of": AS_OF, "state": "applied"}
    counts = {"records": 0, "applied": 0, "refused": 0, "warnings": 0}
    connection.execute(insert(UPLOADS).values(row | counts | more))


def add_fault(connection: Connection, **fault: Any) -> None:
    connection.execute(insert(UPLOAD_FAULTS).values(fault))


def order_id(number: int) -> str:
    return f"202-0000000-{number:07}"


def add_order(engine: Engine, number: int, bought: int, *items: dict[str, Any], **more: Any) -> None:
    """One order; columns of any table by name, those of items in ``items`` (one plain item by default)."""
    with engine.connect() as connection, writing(connection):
        facts = {"merchant_id": "main", "order_id": order_id(number), "verified": True, "purchase_offset": 0}
        order = facts | {"purchase_at": bought} | more
        _insert(connection, ORDERS, order | {"order_no": number})
        for table in (ORDER_DETAILS, BUYERS):
            _insert(connection, table, more | {"order_no": number})
        for position, item in enumerate(items or ({},), 1):
            _add_item(connection, order | {"order_no": number}, number * 100 + position, item)


def _add_item(connection: Connection, order: Mapping[str, Any], item_no: int, item: dict[str, Any]) -> None:
    units = {"purchased": 1, "shipped": 0, "canceled": 0, "order_item_id": str(item_no), "item_no": item_no}
    owner = {name: order[name] for name in ("merchant_id", "order_no", "verified")}
    row = owner | units | item
    _insert(connection, ITEMS, row)
    _insert(connection, ITEM_DETAILS, row)


def _insert(connection: Connection, table: Any, values: Mapping[str, Any]) -> None:
    connection.execute(insert(table).values({name: cell for name, cell in values.items() if name in table.c}))


def verify(engine: Engine, *numbers: int) -> None:
    """The entries of orders that become verified."""
    with engine.connect() as connection, writing(connection):
        for number in numbers:
            merchant = select(ORDERS.c.merchant_id).where(ORDERS.c.order_no == number).scalar_subquery()
            row = {"upload_no": 1, "record": number, "order_no": number, "what": "verify", "field": "verified"}
            connection.execute(insert(ENTRY_ROWS).values(row | {"merchant_id": merchant}))


def written(
    engine: Engine, name: Name, folder: Path, days: int = 7, format: Format = "txt", view: Viewpoint = VIEW
) -> Path:
    """The file of one window."""
    with engine.connect() as connection:
        [(path, _)] = write_windows(connection, (name, (days,)), view, folder, format)
    return path


def lines(path: Path) -> list[dict[str, str]]:
    """The lines of a text file, each by heading."""
    heading, *rest = [line.split("\t") for line in path.read_bytes().decode().removesuffix("\n").split("\n")]
    return [dict(zip(heading, line, strict=True)) for line in rest]
