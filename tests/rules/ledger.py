"""Reads back what the order table holds, in the shortest form that a test can compare whole."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import pandas as pd
from sqlalchemy import Engine, text

from reports.order_lines import Viewpoint
from reports.windows import Name, write_windows
from schemas import fields
from schemas.states import state
from tests.rules.writings import order_id

_TYPED: dict[str, Callable[[str], int]] = {
    "promise-date": lambda text: int(datetime.fromisoformat(text).timestamp()),
    "days-past-promise": int,
}
_KEPT = ("orders", "items", "packages", "package_details", "cancellations", "refunds", "buyers", "item_details")
_PACKAGES = "packages JOIN items USING (item_no) LEFT JOIN package_details USING (package_no)"
_FACTS = (
    "SELECT order_id, i.order_no, i.verified, purchased, shipped, canceled FROM items i JOIN orders USING (order_no)"
)


class Ledger:
    """The read side of a desk."""

    def __init__(self, engine: Engine, merchant: str) -> None:
        self.engine, self.merchant = engine, merchant

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.engine.dispose()

    def sql(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def states(self) -> dict[int, str]:
        """The state of each order, by its number."""
        rows = self.sql(f"{_FACTS} ORDER BY item_no")
        names = ["order_id", "order_no", "verified", "purchased", "shipped", "canceled"]
        facts = pd.DataFrame(rows, columns=names)
        return {int(named[-7:]): told for named, told in zip(facts["order_id"], state(facts), strict=True)}

    def state(self, order: int = 1) -> str:
        return self.states()[order]

    def units(self, order: int = 1) -> list[tuple[int, int, int]]:
        """Purchased, shipped and canceled units of each item."""
        query = "SELECT purchased, shipped, canceled FROM items JOIN orders USING (order_no) WHERE order_id = :order"
        return self.sql(f"{query} ORDER BY item_no", order=order_id(order))

    def packages(self, *columns: str) -> list[tuple[Any, ...]]:
        """The packages in the order in which they were confirmed, by default quantity and tracking-number."""
        names = ", ".join(columns or ("quantity", "tracking_number"))
        return self.sql(f"SELECT {names} FROM {_PACKAGES} ORDER BY package_no")

    def canceled(self) -> list[tuple[Any, ...]]:
        """Order-item-id, units and reason of each cancellation."""
        joined = "cancellations c JOIN items USING (item_no)"
        return self.sql(f"SELECT order_item_id, quantity, reason FROM {joined} ORDER BY cancellation_no")

    def refunded(self) -> dict[str, dict[str, int]]:
        """The refunds of each order-item-id, component by component, in minor units."""
        rows = self.sql(f"SELECT order_item_id, {', '.join(fields.REFUNDED.columns)} FROM items ORDER BY item_no")
        sums = {
            row[0]: {name[9:]: cell for name, cell in zip(fields.REFUNDED.columns, row[1:], strict=True)}
            for row in rows
        }
        return {item: {name: sum for name, sum in of.items() if sum} for item, of in sums.items() if any(of.values())}

    def refunds(self, *columns: str) -> list[tuple[Any, ...]]:
        """The refunds in the order in which they were made, by default upload and record."""
        return self.sql(f"SELECT {', '.join(columns or ('upload_no', 'record'))} FROM refunds ORDER BY refund_no")

    def history(self, upload: int) -> list[tuple[Any, ...]]:
        """Record, what, field, before and after of each change that an upload made."""
        query = "SELECT record, what, field, before, after FROM entries WHERE upload_no = :upload ORDER BY entry_no"
        return self.sql(query, upload=upload)

    def uploads(self) -> int:
        """How many uploads are listed."""
        return len(self.sql("SELECT upload_no FROM uploads"))

    def kept(self, *, history: bool = True) -> dict[str, list[tuple[Any, ...]]]:
        """Everything the order table holds but the list of uploads."""
        return {name: self.sql(f"SELECT * FROM {name}") for name in (*_KEPT, *(["entries"] if history else []))}

    def report(self, name: Name, as_of: int) -> pd.DataFrame:
        """The report of the last 90 days as its file has it, but promise-date in seconds and days as a number."""
        with TemporaryDirectory() as folder, self.engine.connect() as connection:
            viewpoint = Viewpoint(self.merchant, as_of)
            [(path, _)] = write_windows(connection, (name, [90]), viewpoint, Path(folder), "txt")
            lines = pd.read_csv(path, sep="\t", dtype="str", quoting=csv.QUOTE_NONE)
        return lines.assign(**{heading: lines[heading].map(_TYPED[heading]) for heading in _TYPED if heading in lines})
