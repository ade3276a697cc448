"""Upgrades a store of an earlier version to this one and keeps its contents."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Table

from schemas import fields
from schemas.store import entries, given_numbers
from schemas.store.authors import STORE_FACTS
from schemas.store.corrected_records import RETURNED_ROWS
from schemas.store.file_tables import DROPPED_FILES, KNOWN_FILES, TOLD_FILES
from schemas.store.given_numbers import GIVEN_NUMBERS
from schemas.store.history import CANCELLATIONS, REFUNDS, REMOVED_ROWS, UPLOAD_PLACES, no_delete
from schemas.store.merchant_terms import MERCHANT_TERMS
from schemas.store.nights import NIGHT_RATES, PAGE_LINKS
from schemas.store.tables import BUYER_WISHES, sql_column

VERSION = max(4, *(field.since for field in fields.FIELDS))

_STEPS: dict[int, tuple[str, ...]] = {
    # From 1 to 2: what an undo, the clock and a purge need.
    1: (
        "ALTER TABLE uploads ADD COLUMN from_entry INTEGER",
        "ALTER TABLE uploads ADD COLUMN to_entry INTEGER",
        "ALTER TABLE uploads ADD COLUMN undoes INTEGER REFERENCES uploads (upload_no)",
        "ALTER TABLE packages ADD COLUMN taken_back_by INTEGER REFERENCES uploads (upload_no)",
        "ALTER TABLE cancellations ADD COLUMN reverses INTEGER REFERENCES cancellations (cancellation_no)",
        "ALTER TABLE refunds ADD COLUMN reverses INTEGER REFERENCES refunds (refund_no)",
        "ALTER TABLE entries ADD COLUMN package_no INTEGER",
        "ALTER TABLE buyers ADD COLUMN purged_at BIGINT",
        "CREATE INDEX entries_by_order ON entries (order_no)",
        # An upload wrote its entries in one go, while nobody else wrote.
        "UPDATE uploads SET from_entry = first - 1, to_entry = last FROM (SELECT upload_no AS number, "
        "min(entry_no) AS first, max(entry_no) AS last FROM entries GROUP BY upload_no) WHERE upload_no = number",
    ),
    # From 2 to 3: how long an order stays open that was verified late or given back; undone orders as they were; what
    # became of the applied records; packages as they were before edits; what buyers ask for items; who did what and
    # when it really was; where files about uploads are; the rates of nights and the links of their pages.
    2: (
        "ALTER TABLE uploads ADD COLUMN done_at BIGINT",
        "ALTER TABLE uploads ADD COLUMN done_by TEXT",
        "ALTER TABLE orders ADD COLUMN verified_at BIGINT",
        "ALTER TABLE orders ADD COLUMN given_back_at BIGINT",
        "UPDATE orders SET verified_at = moment FROM (SELECT order_no AS number, max(as_of) AS moment FROM entries "
        "JOIN uploads USING (upload_no) WHERE what IN ('verify', 'verify again') AND before = '0' GROUP BY order_no) "
        "WHERE order_no = number AND verified",
        "ALTER TABLE removed_rows ADD COLUMN key_no INTEGER",
        "UPDATE removed_rows SET key_no = CASE WHEN table_name IN ('items', 'item_details') THEN item_no "
        "ELSE order_no END",
        "CREATE INDEX removed_rows_by_key ON removed_rows (table_name, key_no)",
        "ALTER TABLE uploads ADD COLUMN new_records INTEGER",
        "ALTER TABLE uploads ADD COLUMN edited_records INTEGER",
        "ALTER TABLE uploads ADD COLUMN same_records INTEGER",
        "ALTER TABLE uploads ADD COLUMN same_as TEXT",
        "CREATE INDEX entries_by_package ON entries (package_no) WHERE package_no IS NOT NULL",
        *(
            statement
            for table in (CANCELLATIONS, REFUNDS)
            for statement in (f"DROP TRIGGER {table.name}_no_delete", no_delete(table))
        ),
    ),
    # From 3 to 4: a package is its own entry of the history, and tells when its order was charged.
    3: (
        "ALTER TABLE packages ADD COLUMN before INTEGER",
        "DROP TRIGGER entries_no_update",
        "DROP TRIGGER entries_no_delete",
        "ALTER TABLE entries RENAME TO entry_rows",
        entries.VIEW,
        *entries.TRIGGERS,
        "DROP TABLE charges",
    ),
}
_TABLES: dict[int, tuple[Table, ...]] = {
    1: (MERCHANT_TERMS, KNOWN_FILES, REMOVED_ROWS, DROPPED_FILES, UPLOAD_PLACES),
    2: (BUYER_WISHES, STORE_FACTS, GIVEN_NUMBERS, RETURNED_ROWS, TOLD_FILES, NIGHT_RATES, PAGE_LINKS),
}
# Functions that fill a new table from existing ones.
_FILLS: dict[int, tuple[Callable[[Connection], None], ...]] = {2: (given_numbers.fill,)}


def upgrade(connection: Connection, version: int) -> None:
    """Upgrades the store from ``version`` to VERSION step by step, inside the caller's write transaction."""
    for number in range(version, VERSION):
        for statement in (*_STEPS.get(number, ()), *_new_columns(number + 1)):
            if not _is_made(connection, statement):
                connection.exec_driver_sql(statement)
        for table in _TABLES.get(number, ()):
            table.create(connection)
        for fill in _FILLS.get(number, ()):
            fill(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={number + 1}")


def _new_columns(version: int) -> Iterator[str]:
    """The statements that add the columns of fields that this version of the store has first."""
    for field in fields.FIELDS:
        if field.since == version:
            yield f"ALTER TABLE {field.table} ADD COLUMN {field.column} {sql_column(field).type}"


def _is_made(connection: Connection, statement: str) -> bool:
    """Whether the column or index of a step exists: a table of an earlier step is created in today's shape."""
    match statement.split():
        case ["ALTER", "TABLE", table, "ADD", "COLUMN", name, *_]:
            return name in {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
        case ["CREATE", "INDEX", name, *_]:
            return connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).first() is not None
    return False
