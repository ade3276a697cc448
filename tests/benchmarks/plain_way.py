"""The plain way to apply a confirmation file: pandas, and a loop with one SELECT, UPDATE and INSERT a row.

``plain_way.py FILE STORE [quick]``; ``quick``: the loop is itertuples, not iterrows.
"""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import date

import pandas as pd

_COLUMNS = ["order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "tracking-number"]
_CARRIERS = {"UPS", "USPS", "FedEx", "DHL"}


def rows(file: str, *, quick: bool) -> Iterator[tuple[str, ...]]:
    """The rows of the file, as texts."""
    if file.endswith(".xlsx"):
        frame = pd.read_excel(file, sheet_name="ShippingConfirmation", dtype=str)
    else:
        frame = pd.read_csv(file, sep="\t", dtype=str)
    if quick:
        yield from frame[_COLUMNS].itertuples(index=False, name=None)
        return
    for _, row in frame.iterrows():
        yield tuple(row[name] for name in _COLUMNS)


def may_ship(found: tuple[str, int] | None, quantity: int, ship_date: str, carrier: str) -> bool:
    """The item is there, has that many open units, and date and carrier are such."""
    if found is None or int(found[0]) - found[1] < quantity or carrier not in _CARRIERS:
        return False
    try:
        date.fromisoformat(ship_date)
    except ValueError:
        return False
    return True


def apply(file: str, store: str, *, quick: bool) -> None:
    """Ships what can be shipped, in one transaction."""
    connection = sqlite3.connect(store)
    for order, item, quantity, ship_date, carrier, number in rows(file, quick=quick):
        found = connection.execute(
            "SELECT quantity_purchased, quantity_shipped FROM orders WHERE order_item_id = ? AND order_id = ?",
            (item, order),
        ).fetchone()
        if not may_ship(found, int(quantity), ship_date, carrier):
            continue
        connection.execute(
            "UPDATE orders SET quantity_shipped = quantity_shipped + ? WHERE order_item_id = ?", (int(quantity), item)
        )
        connection.execute(
            "INSERT INTO shipments VALUES (?, ?, ?, ?, ?)", (item, int(quantity), ship_date, carrier, number)
        )
    connection.commit()
    connection.close()


if __name__ == "__main__":
    apply(sys.argv[1], sys.argv[2], quick="quick" in sys.argv[3:])
