"""Brings a store that an earlier version made up to this one; what it holds stays as it is."""

from sqlalchemy import Connection

from schemas.drop_folder import DROPPED_FILES
from schemas.history import UPLOAD_PLACES
from schemas.known_files import KNOWN_FILES
from schemas.merchant_terms import MERCHANT_TERMS
from schemas.removed_rows import REMOVED_ROWS

VERSION = 2

_STEPS: dict[int, tuple[str, ...]] = {
    # From 1 to 2: what an undo, the clock and a purge need to know.
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
        # An upload wrote its entries in one go, and nobody else meanwhile.
        "UPDATE uploads SET from_entry = first - 1, to_entry = last FROM (SELECT upload_no AS number, "
        "min(entry_no) AS first, max(entry_no) AS last FROM entries GROUP BY upload_no) WHERE upload_no = number",
    ),
}
_TABLES = {1: (MERCHANT_TERMS, KNOWN_FILES, REMOVED_ROWS, DROPPED_FILES, UPLOAD_PLACES)}


def upgrade(connection: Connection, version: int) -> None:
    """Takes the store inside the caller's write transaction from ``version`` to VERSION, step by step."""
    for number in range(version, VERSION):
        for statement in _STEPS[number]:
            connection.exec_driver_sql(statement)
        for table in _TABLES[number]:
            table.create(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={number + 1}")
