"""Order tables and workbooks of a given size, the same content for orderfeeds and for the plain way."""

import random
import sqlite3
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from feeds import intake
from schemas.order_table import AMOUNT_COLUMNS, BUYER_COLUMNS, DETAIL_COLUMNS
from schemas.orders_report import COLUMNS
from schemas.store import open_store, writing

# 2026-01-31T12:00:00Z
_NOW = 1_769_860_800
_BATCH = 100_000
_TEMPLATE = (
    "order-id order-item-id quantity ship-date carrier-code carrier-name tracking-number ship-method "
    "transparency_code ship_from_address_name ship_from_address_line1 ship_from_address_line2 "
    "ship_from_address_line3 ship_from_address_city ship_from_address_county ship_from_address_state_or_region "
    "ship_from_address_postalcode ship_from_address_countrycode ship_from_supply_source_id"
).split()
_SHIPPING = (
    "quantity_shipped INTEGER",
    *(f"{name} TEXT" for name in "ship_date carrier_code tracking_number ship_method".split()),
)


def order_id(number: int) -> str:
    """The order-id of the order with this number; neighbours in time are no neighbours by id."""
    scattered = number * 7_368_787 % 10_000_000_000
    return f"{200 + number % 7}-{scattered // 1000 % 10_000_000:07d}-{number % 10_000_000:07d}"


def item_id(number: int) -> str:
    """The order-item-id of the item with this number."""
    return str(10_000_000_000_000 + number * 7_368_787 % 89_999_999_999_983)


def tracking_number(number: int) -> str:
    """A UPS number with its check digit: letters count as (code - 63) mod 10, every second place twice."""
    body = f"999AA1{number:09d}"
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    return f"1Z{body}{-(sum(values[::2]) + 2 * sum(values[1::2])) % 10}"


def lines(first: int, count: int) -> pd.DataFrame:
    """``count`` lines of new orders of one item each, bought evenly over the 25 days before the as-of."""
    numbers = np.arange(first, first + count)
    frame = pd.DataFrame({"record": numbers + 1, "order_no": pd.array([None] * count, dtype="Int64")})
    texts = {"sku": "SKU-", "product_name": "Product ", "recipient_name": "Buyer ", "ship_address_1": "Street "}
    empty = [*AMOUNT_COLUMNS[1:], *BUYER_COLUMNS, *DETAIL_COLUMNS, "item_promotion_id", "ship_promotion_id"]
    times = {"latest_ship_at": None, "latest_ship_offset": None, "purchase_offset": 0, "payments_offset": 0}
    return frame.assign(
        order_id=[order_id(int(number)) for number in numbers],
        order_item_id=[item_id(int(number)) for number in numbers],
        purchase_at=_NOW - 25 * 86_400 + numbers % (24 * 86_400),
        payments_at=_NOW - 25 * 86_400 + numbers % (24 * 86_400),
        **times,
        **dict.fromkeys([name for name in empty if name not in texts]),
        **{name: [f"{words}{number}" for number in numbers] for name, words in texts.items()},
        purchased=2,
        shipped=0,
        canceled=0,
        verified=True,
        currency="USD",
        item_price=1999,
    )


def make_store(path: Path, items: int) -> None:
    """An order table of orderfeeds with that many items."""
    with open_store(str(path)).connect() as connection:
        for first in range(0, items, _BATCH):
            with writing(connection):
                intake.take_in(connection, "main", lines(first, min(_BATCH, items - first)))


def make_plain(path: Path, items: int) -> None:
    """One wide table with the Orders report's columns and what a confirmation fills, its key the order-item-id."""
    columns = [name.replace("-", "_") for name in COLUMNS]
    kinds = [f"{name} TEXT{' PRIMARY KEY' if name == 'order_item_id' else ''}" for name in columns]
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute(f"CREATE TABLE orders ({', '.join([*kinds, *_SHIPPING])})")
    names = ["order_id", "order_item_id", "sku", "product_name", "recipient_name", "ship_address_1", "currency"]
    sql = f"INSERT INTO orders ({', '.join(names)}, quantity_purchased) VALUES ({', '.join('?' * len(names))}, '2')"
    for first in range(0, items, _BATCH):
        store.executemany(sql, lines(first, min(_BATCH, items - first))[names].itertuples(index=False, name=None))
        store.commit()
    store.close()


def recent(rows: int, items: int) -> list[int]:
    """The newest items of the table, in no order: what a carrier's file of the day names."""
    numbers = list(range(items - rows, items))
    random.Random(7).shuffle(numbers)
    return numbers


def spread(rows: int, items: int) -> list[int]:
    """Items evenly spread over the whole table, so that every page of it is met."""
    return list(range(0, items, items // rows))


def make_confirmations(path: Path, numbers: list[int]) -> None:
    """A workbook in the form of the US template that confirms the items with these numbers."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("ShippingConfirmation")
    sheet.write_row(0, 0, _TEMPLATE)
    for row, number in enumerate(numbers):
        known = [order_id(number), item_id(number), "2", "2026-01-30", "UPS", "", tracking_number(row), "Ground"]
        sheet.write_row(row + 1, 0, known)
    book.close()


def make(folder: Path, rows: int, items: int) -> None:
    """Both tables, and a workbook of the newest items and one of items spread over the table."""
    make_confirmations(folder / "recent.xlsx", recent(rows, items))
    make_confirmations(folder / "spread.xlsx", spread(rows, items))
    make_plain(folder / "plain.db", items)
    make_store(folder / "orders.db", items)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
