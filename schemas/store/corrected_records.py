"""Rows of corrections that came back, and how many of an upload's refused records they have corrected."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, Integer, Table, func, select

from schemas.store.history import UPLOADS, undone_uploads
from schemas.store.tables import METADATA
from schemas.wording import enumerated

RETURNED_ROWS = Table(
    "returned_rows",
    METADATA,
    Column("upload_no", ForeignKey("uploads.upload_no"), primary_key=True),
    Column("record", Integer, primary_key=True),
    # The upload that first refused the row, and its record there.
    Column("of_upload", ForeignKey("uploads.upload_no"), nullable=False),
    Column("of_record", Integer, nullable=False),
    Column("applied", Boolean(create_constraint=True, name="returned_rows_applied"), nullable=False),
    Index("returned_rows_by_origin", "of_upload", "of_record"),
)


@dataclass(frozen=True)
class Corrected:
    """How many refused records of an upload came back and were applied, and by which uploads that are not undone."""

    records: int
    uploads: tuple[int, ...]

    def words(self, refused: int) -> str:
        """A text such as ``4 of 8 corrected by upload 12``."""
        numbers = [str(number) for number in self.uploads]
        uploads = "upload" if len(numbers) == 1 else "uploads"
        return f"{self.records:,} of {refused:,} corrected by {uploads} {enumerated(numbers)}"


def corrects(connection: Connection, upload_no: int) -> dict[int, int]:
    """How many applied rows of an upload had been refused before, by the number of the upload that refused them."""
    rows = RETURNED_ROWS.c
    query = select(rows.of_upload, func.count(rows.of_record.distinct())).where(rows.upload_no == upload_no)
    found = connection.execute(query.where(rows.applied).group_by(rows.of_upload).order_by(rows.of_upload))
    return {int(number): int(count) for number, count in found}


def corrected(connection: Connection, merchant: str) -> dict[int, Corrected]:
    """The corrections of each of the merchant's uploads by its number; uploads without any are left out."""
    by: dict[int, list[int]] = {}
    for row in _refused_rows(connection, merchant):
        for upload, _ in row.refused:
            if row.right > upload:
                by.setdefault(upload, []).append(row.right)
    return {number: Corrected(len(uploads), tuple(sorted(set(uploads)))) for number, uploads in by.items()}


def settled(connection: Connection, merchant: str) -> dict[int, set[int]]:
    """The refused records of each upload that were applied later, or that a later upload refused once more."""
    gone: dict[int, set[int]] = {}
    for row in _refused_rows(connection, merchant):
        last = max(upload for upload, _ in row.refused)
        for upload, record in row.refused:
            if upload < max(row.right, last):
                gone.setdefault(upload, set()).add(record)
    return gone


class _Refused(NamedTuple):
    """Every place where uploads that are not undone refused one row, and the last upload that applied it, or 0."""

    refused: list[tuple[int, int]]
    right: int


def _refused_rows(connection: Connection, merchant: str) -> list[_Refused]:
    """The rows that came back, each once: a row that came back several times counts where it was first refused."""
    rows, gone = RETURNED_ROWS.c, undone_uploads(connection, merchant)
    query = select(rows.upload_no, rows.record, rows.of_upload, rows.of_record, rows.applied)
    query = query.join(UPLOADS, UPLOADS.c.upload_no == rows.upload_no).where(UPLOADS.c.merchant_id == merchant)
    first: dict[tuple[int, int], tuple[int, int]] = {}
    by_first: dict[tuple[int, int], _Refused] = {}
    for upload, record, of_upload, of_record, applied in connection.execute(query.order_by(rows.upload_no)):
        origin = first[upload, record] = first.get((of_upload, of_record), (of_upload, of_record))
        if upload in gone:
            continue
        row = by_first.get(origin, _Refused([origin], 0))
        by_first[origin] = (
            row._replace(right=upload) if applied else _Refused([*row.refused, (upload, record)], row.right)
        )
    return list(by_first.values())
