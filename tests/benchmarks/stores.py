"""Order tables of any size, made in minutes: INSERT ... SELECT over a table of numbers, indexes last."""

import sqlite3
import zlib
from pathlib import Path

from schemas import fields
from schemas.store.opening import open_store, opened_store
from tests.benchmarks.identifiers import SQL_ITEM_ID, SQL_ORDER_ID
from tests.benchmarks.workplace import NOW, Workplace

DAY = 86_400
_FAST = ("synchronous=OFF", "journal_mode=OFF", "cache_size=-1000000", "foreign_keys=OFF", "temp_store=MEMORY")
_PLAIN_TEXTS = (
    *(name.lower().replace("-", "_") for name in fields.ORDERS_REPORT.headings),
    *"latest_ship_date order_status ship_date carrier_code tracking_number ship_method".split(),
)


def orders(place: Workplace, items: int) -> Path:
    """An order table of that many unshipped orders of one item each, bought evenly over 24 days."""
    return place.made(f"orders-{items}-{_form():08x}.db", lambda path: _make(path, items, 24, NOW - DAY))


def windows(place: Workplace, lines: int) -> Path:
    """An order table whose last 90 days have that many orders of one item, a third of them unshipped.

    It holds 108 days; every 1,000th product is called ``=1+1``. A scheduled run of yesterday has told of all orders
    but the newest day's.
    """
    items = lines * 108 // 90
    return place.made(f"windows-{lines}-{_form():08x}.db", lambda path: _make(path, items, 108, NOW, third_open=True))


def plain(place: Workplace, items: int) -> Path:
    """The same orders as ``orders`` has, for the plain way: one wide table of text, a row an item, and shipments."""
    return place.made(f"plain-{items}.db", lambda path: _make_plain(path, items))


def _form() -> int:
    """Tells the tables of one version of the product from another's, so that a kept store is never of an older one."""
    with opened_store(":memory:") as engine, engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    return zlib.crc32(repr(rows).encode())


def _numbered(path: Path, items: int) -> sqlite3.Connection:
    """A connection that writes fast and unsafely, with a temporary table ``numbers`` of n = 0, 1, ..."""
    store = sqlite3.connect(path, isolation_level=None)
    for pragma in _FAST:
        store.execute(f"PRAGMA {pragma}")
    store.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
    counting = "WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < ?) SELECT n FROM s"
    store.execute(f"INSERT INTO numbers {counting}", (items,))
    return store


def _make(path: Path, items: int, days: int, newest: int, *, third_open: bool = False) -> None:
    open_store(str(path)).dispose()
    store = _numbered(path, items)
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = store.execute(found).fetchall()
    for name, _ in indexes:
        store.execute(f"DROP INDEX {name}")
    shipped = "CASE n % 3 WHEN 0 THEN 0 ELSE 2 END" if third_open else "0"
    bought = f"{newest - days * DAY} + (n + 1) * {days * DAY} / {items}"
    for table, columns in _contents(bought, shipped).items():
        _fill(store, table, columns)
    _add_history(store, items, items * (days - 1) // days if third_open else 0)
    for _, sql in indexes:
        store.execute(sql)
    _settle(store)


def _contents(bought: str, shipped: str) -> dict[str, dict[str, str]]:
    """What stands in each column of each table, as SQL."""
    key = {"merchant_id": "'main'"}
    times = {"purchase_at": bought, "purchase_offset": "0", "payments_at": bought, "payments_offset": "0"}
    units = {"purchased": "2", "shipped": shipped, "canceled": "0", "currency": "'USD'", "item_price": "1999"}
    name, street = "'Buyer ' || n", "'Street ' || n"
    town = {"ship_city": "'Springfield'", "ship_state": "'OR'", "ship_postal_code": "'97477'", "ship_country": "'US'"}
    buyer = {"buyer_email": "'buyer' || n || '@example.com'", "buyer_name": name, "recipient_name": name}
    product = {"sku": "'SKU-' || n", "product_name": "CASE n % 1000 WHEN 0 THEN '=1+1' ELSE 'Product ' || n END"}
    details = {"ship_service_level": "'Standard'", "sales_channel": "'Example.com'", "is_business_order": "'false'"}
    return {
        "orders": {"order_no": "n + 1", "order_id": SQL_ORDER_ID, "verified": "1", **key, **times},
        "items": {"item_no": "n + 1", "order_no": "n + 1", "verified": "1", "order_item_id": SQL_ITEM_ID}
        | {**key, **units},
        "item_details": {"item_no": "n + 1", **product},
        "order_details": {"order_no": "n + 1", **details},
        "buyers": {"order_no": "n + 1", **buyer, "ship_address_1": street, **town},
    }


def _fill(store: sqlite3.Connection, table: str, columns: dict[str, str]) -> None:
    store.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM numbers")


def _add_history(store: sqlite3.Connection, items: int, told: int) -> None:
    """The upload that brought the orders, and yesterday's scheduled run over the first ``told`` of them."""
    store.execute(
        "INSERT INTO uploads (upload_no, merchant_id, kind, path, as_of, state, records, applied, refused, warnings) "
        "VALUES (1, 'main', 'orders', 'orders.txt', 0, 'applied', ?, ?, 0, 0)",
        (items, items),
    )
    change = {"merchant_id": "'main'", "upload_no": "1", "record": "n + 1", "order_no": "n + 1"}
    taken = {"item_no": "n + 1", "what": "'take in'", "field": "'purchased'", "before": "'0'", "after": "'2'"}
    verified = {"what": "'verify'", "field": "'verified'", "after": "'1'"}
    _fill(store, "entry_rows", {"entry_no": "n + 1", **change, **taken})
    _fill(store, "entry_rows", {"entry_no": f"n + 1 + {items}", **change, **verified})
    if told:
        store.execute("INSERT INTO scheduled_runs VALUES ('main', '2026-01-30', 0, ?)", (items + told,))


def _make_plain(path: Path, items: int) -> None:
    store = _numbered(path, items)
    store.execute(
        f"CREATE TABLE orders ({', '.join(f'{name} TEXT' for name in _PLAIN_TEXTS)}, quantity_shipped INTEGER)"
    )
    store.execute(
        "CREATE TABLE shipments (order_item_id TEXT, quantity INTEGER, ship_date TEXT, carrier_code TEXT, "
        "tracking_number TEXT)"
    )
    contents = _contents("0", "0")
    texts = contents["buyers"] | contents["item_details"] | contents["order_details"]
    bought = f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {NOW - 25 * DAY} + (n + 1) * {24 * DAY} / {items}, 'unixepoch')"
    facts = {"order_id": SQL_ORDER_ID, "order_item_id": SQL_ITEM_ID, "currency": "'USD'", "item_price": "'19.99'"}
    facts |= {"purchase_date": bought, "payments_date": bought, "order_status": "'Unshipped'"}
    columns = {name: sql for name, sql in texts.items() if name in _PLAIN_TEXTS} | facts
    columns |= {"quantity_purchased": "'2'", "quantity_shipped": "0"}
    _fill(store, "orders", columns)
    store.execute("CREATE UNIQUE INDEX orders_by_item ON orders (order_item_id)")
    _settle(store)


def _settle(store: sqlite3.Connection) -> None:
    store.execute("PRAGMA journal_mode=WAL")
    store.close()
