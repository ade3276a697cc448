"""What went out of the order table and may come back: rows that an undo removed, and addresses before a change."""

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, func, select

from schemas.store.tables import METADATA

# An address as it was before an upload changed it, which stays in the order table; else a row is its table's.
ADDRESS_BEFORE = "address before"

REMOVED_ROWS = Table(
    "removed_rows",
    METADATA,
    Column("row_no", Integer, primary_key=True),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    # Kept for good: the numbers of what is gone are never given again.
    Column("order_no", Integer, nullable=False),
    Column("item_no", Integer),
    Column("table_name", String, nullable=False),
    # The row's own key in its table.
    Column("key_no", Integer),
    # The row's cells as JSON; empty once they were purged.
    Column("cells", Text),
    Index("removed_rows_by_upload", "upload_no"),
    Index("removed_rows_by_key", "table_name", "key_no"),
)


def highest_given(connection: Connection, table: Table, key: str) -> int:
    """The highest number of a table's key that was ever given, 0 where none was: those of removed rows stay theirs."""
    removed = select(func.max(REMOVED_ROWS.c.key_no)).where(REMOVED_ROWS.c.table_name == table.name)
    return max(connection.execute(query).scalar() or 0 for query in (select(func.max(table.c[key])), removed))
