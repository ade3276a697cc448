"""Data removed from the order table that may come back: rows that an undo removed, and addresses before a change."""

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, func, select

from schemas.store.tables import METADATA

# The table_name of an address as it was before an upload changed it; any other row has the name of its own table.
ADDRESS_BEFORE = "address before"

REMOVED_ROWS = Table(
    "removed_rows",
    METADATA,
    Column("row_no", Integer, primary_key=True),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    # Stored for good: the numbers of removed rows are never given again.
    Column("order_no", Integer, nullable=False),
    Column("item_no", Integer),
    Column("table_name", String, nullable=False),
    # The row's own key in its table.
    Column("key_no", Integer),
    # The row's cells as JSON; empty after a purge.
    Column("cells", Text),
    Index("removed_rows_by_upload", "upload_no"),
    Index("removed_rows_by_key", "table_name", "key_no"),
)


def highest_given(connection: Connection, table: Table, key: str) -> int:
    """The highest number that a table's key ever had, removed rows included; 0 if it never had any."""
    removed = select(func.max(REMOVED_ROWS.c.key_no)).where(REMOVED_ROWS.c.table_name == table.name)
    return max(connection.execute(query).scalar() or 0 for query in (select(func.max(table.c[key])), removed))
