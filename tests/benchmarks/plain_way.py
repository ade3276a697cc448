"""Other ways to apply a confirmation file: ``plain_way.py FILE STORE [quick | at-once]``.

The plain way is pandas and a loop with one SELECT, UPDATE and INSERT a row; ``quick``: the loop is itertuples, not
iterrows. ``at-once`` is the script of a good engineer: read by calamine or pyarrow, a temporary table, set-based
statements in one transaction. None of them says what became of a row that is left out.
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


def apply_at_once(file: str, store: str) -> None:
    """Ships what can be shipped by a statement for all rows, in one transaction."""
    if file.endswith(".xlsx"):
        frame = pd.read_excel(file, sheet_name="ShippingConfirmation", dtype=str, engine="calamine")[_COLUMNS]
    else:
        frame = pd.read_csv(file, sep="\t", dtype=str, engine="pyarrow")[_COLUMNS]
    good = frame["order-id"].str.fullmatch(r"\d{3}-\d{7}-\d{7}") & frame["order-item-id"].str.fullmatch(r"\d+")
    good &= frame["carrier-code"].isin(_CARRIERS)
    good &= pd.to_datetime(frame["ship-date"], format="%Y-%m-%d", errors="coerce").notna()
    frame = frame[good.fillna(value=False).astype(bool)]
    frame = frame.assign(quantity=frame["quantity"].astype(int))
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA cache_size=-262144")
    connection.execute("CREATE TEMP TABLE file (order_id, item, quantity, ship_date, carrier, number)")
    connection.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)", frame.itertuples(index=False, name=None))
    connection.execute(
        "CREATE TEMP TABLE shipped AS SELECT file.* FROM file JOIN orders ON order_item_id = item "
        "AND orders.order_id = file.order_id WHERE CAST(quantity_purchased AS INTEGER) - quantity_shipped >= quantity"
    )
    connection.execute(
        "UPDATE orders SET quantity_shipped = quantity_shipped + units FROM "
        "(SELECT item, sum(quantity) AS units FROM shipped GROUP BY item) WHERE order_item_id = item"
    )
    connection.execute("INSERT INTO shipments SELECT item, quantity, ship_date, carrier, number FROM shipped")
    connection.commit()
    connection.close()


if __name__ == "__main__":
    if "at-once" in sys.argv[3:]:
        apply_at_once(sys.argv[1], sys.argv[2])
    else:
        apply(sys.argv[1], sys.argv[2], quick="quick" in sys.argv[3:])
