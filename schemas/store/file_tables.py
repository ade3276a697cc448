"""The list of files that hold buyers' texts: those that were uploaded, and those that were written here.

A purge deletes of them what is due, and nothing that is not on the list or has changed since.
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


DROPPED_FILES = Table(
    "dropped_files",
    METADATA,
    # Given when the file is taken out of the inbox, and the name of its folder until it is put in its place.
    Column("token", String, primary_key=True),
    Column("merchant_id", String, nullable=False),
    Column("upload_no", ForeignKey("uploads.upload_no"), nullable=False),
    # Its records were those of an earlier upload, which this row names.
    Column("repeat", Boolean(create_constraint=True, name="dropped_files_repeat"), nullable=False),
    Column("name", Text, nullable=False),
    # What its name, and those of its report and corrections, got before their endings, so that each is free.
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
    # Absolute, in bytes: the name of a file need not be text.
    Column("path", LargeBinary, nullable=False),
)


def save_places(connection: Connection, upload_no: int, places: Mapping[str, Path]) -> None:
    """Notes where files of an upload were written, by what they are, inside the caller's write transaction."""
    rows = [
        {"upload_no": upload_no, "what": what, "path": os.fsencode(path.absolute())} for what, path in places.items()
    ]
    statement = insert(TOLD_FILES)
    there = {"path": statement.excluded.path}
    connection.execute(statement.on_conflict_do_update(index_elements=["upload_no", "what"], set_=there), rows)
