"""What an undo of an orders upload took out of the order table, so that an undo of that undo can bring it back."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from schemas.order_table import METADATA

REMOVED_ROWS = Table(
    "removed_rows",
    METADATA,
    Column("row_no", Integer, primary_key=True),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    # Kept for good: the numbers of what is gone are never given again.
    Column("order_no", Integer, nullable=False),
    Column("item_no", Integer),
    Column("table_name", String, nullable=False),
    # The row's cells as JSON; empty once they were purged.
    Column("cells", Text),
    Index("removed_rows_by_upload", "upload_no"),
)
