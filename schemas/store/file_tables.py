"""The list of files with buyers' texts: uploaded files, and files that we wrote.

A purge deletes those that are due; it never touches a file that is not on the list or has changed since.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.sqlite import insert

from schemas.store.tables import METADATA

UPLOAD, PROCESSING_REPORT, CORRECTIONS = "upload", "processing report", "corrections"
REPORT, TEMPLATE, SLIPS, EXPORT = "report", "template", "slips", "export"
# Not a file to delete: the order table's own file is still to be rewritten, so that deleted texts leave its bytes.
ORDER_TABLE = "order table"
KINDS = (UPLOAD, PROCESSING_REPORT, CORRECTIONS, REPORT, TEMPLATE, SLIPS, EXPORT, ORDER_TABLE)

KNOWN_FILES = Table(
    "known_files",
    METADATA,
    Column("file_no", Integer, primary_key=True),
    Column("merchant_id", String, nullable=False),
    # The upload whose file this is, or that the file is about.
    Column("upload_no", ForeignKey("uploads.upload_no")),
    # Absolute, as bytes, because a file name need not be text.
    Column("path", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False),
    Column(
        "what",
        String,
        CheckConstraint(f"what IN ({', '.join(map(repr, KINDS))})", name="known_files_what"),
        nullable=False,
    ),
    Column("as_of", BigInteger, nullable=False),
    # The last history entry when the file was made: texts purged by then are not in a file made of the order table.
    Column("entry_no", Integer, nullable=False),
    # The orders in the file, packed by feeds.purge.order_ids_in_files, if its own bytes do not name them.
    Column("orders", LargeBinary),
    Index("known_files_by_path", "merchant_id", "path", unique=True),
)


DROPPED_FILES = Table(
    "dropped_files",
    METADATA,
    # Given when the file is taken out of the inbox; also the name of its folder until it is moved to its final place.
    Column("token", String, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    # Its records were those of an earlier upload, and upload_no is that one.
    Column("repeat", Boolean(create_constraint=True, name="dropped_files_repeat"), nullable=False),
    Column("name", Text, nullable=False),
    # Added before the endings of its name and those of its report and corrections, so that each name is free.
    Column("tag", String, nullable=False),
    Column("path", Text, nullable=False),
    Index("dropped_files_by_upload", "upload_no"),
)


TOLD_FILES = Table(
    "told_files",
    METADATA,
    Column("upload_no", ForeignKey("uploads.upload_no"), primary_key=True),
    # schemas.store.file_tables.PROCESSING_REPORT or CORRECTIONS.
    Column("what", String, primary_key=True),
    # Absolute, as bytes, because a file name need not be text.
    Column("path", LargeBinary, nullable=False),
)


def save_places(connection: Connection, upload_no: int, places: Mapping[str, Path]) -> None:
    """Notes where an upload's files were written, by type of file, inside the caller's write transaction."""
    rows = [
        {"upload_no": upload_no, "what": what, "path": os.fsencode(path.absolute())} for what, path in places.items()
    ]
    statement = insert(TOLD_FILES)
    there = {"path": statement.excluded.path}
    connection.execute(statement.on_conflict_do_update(index_elements=["upload_no", "what"], set_=there), rows)
