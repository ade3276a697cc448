"""The list of files that hold buyers' texts: those that were uploaded, and those that were written here.

A purge deletes of them what is due, and nothing that is not on the list or has changed since.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from schemas.order_table import METADATA

UPLOAD, PROCESSING_REPORT, CORRECTIONS = "upload", "processing report", "corrections"
REPORT, TEMPLATE, SLIPS, EXPORT = "report", "template", "slips", "export"
# Not a file to delete: the order table's own is still to be written anew, so that deleted texts leave its bytes.
ORDER_TABLE = "order table"
KINDS = (UPLOAD, PROCESSING_REPORT, CORRECTIONS, REPORT, TEMPLATE, SLIPS, EXPORT, ORDER_TABLE)

KNOWN_FILES = Table(
    "known_files",
    METADATA,
    Column("file_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    # The upload that it is, or that it tells of.
    Column("upload_no", ForeignKey("uploads.upload_no")),
    # Absolute, in bytes: the name of a file need not be text.
    Column("path", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False),
    Column(
        "what",
        String,
        CheckConstraint(f"what IN ({', '.join(map(repr, KINDS))})", name="known_files_what"),
        nullable=False,
    ),
    Column("as_of", BigInteger, nullable=False),
    # The last entry of the history when it was made: what was purged by then is not in a file made of the order table.
    Column("entry_no", Integer, nullable=False),
    # The orders in it, where its own bytes do not tell: as feeds.purge_contents packs them.
    Column("orders", LargeBinary),
    Index("known_files_by_path", "merchant_id", "path", unique=True),
)
