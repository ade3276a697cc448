"""Where the processing report and the corrections of each upload were written last, so that a page can lead to them."""

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, String, Table
from sqlalchemy.dialects.sqlite import insert

from schemas.order_table import METADATA

TOLD_FILES = Table(
    "told_files",
    METADATA,
    Column("upload_no", ForeignKey("uploads.upload_no"), primary_key=True),
    # schemas.known_files.PROCESSING_REPORT or CORRECTIONS.
    Column("what", String, primary_key=True),
    # Absolute, in bytes: the name of a file need not be text.
    Column("path", LargeBinary, nullable=False),
)


def note(connection: Connection, upload_no: int, places: Mapping[str, Path]) -> None:
    """Notes where files of an upload were written, by what they are, inside the caller's write transaction."""
    rows = [
        {"upload_no": upload_no, "what": what, "path": os.fsencode(path.absolute())} for what, path in places.items()
    ]
    statement = insert(TOLD_FILES)
    there = {"path": statement.excluded.path}
    connection.execute(statement.on_conflict_do_update(index_elements=["upload_no", "what"], set_=there), rows)
