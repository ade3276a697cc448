"""The files that a drop folder took in: which upload each became, so that none is applied twice, and where it lies."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from schemas.order_table import METADATA

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
