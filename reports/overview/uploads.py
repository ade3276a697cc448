"""The uploads of the night with their faults, for the page and as a separate report."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, select

from reports.files.writing import Format, Written, write_rows
from reports.files.xlsx import Sheet
from reports.order_lines import Viewpoint
from schemas.faults import FAULTS
from schemas.store import stored_rows
from schemas.store.corrected_records import settled
from schemas.store.history import UPLOAD_FAULTS, UPLOADS, undone_uploads
from schemas.times import DAY, moment

NAME = "uploads"
COLUMNS = (
    *("upload", "as-of", "kind", "file", "state", "records", "applied", "refused", "warnings"),
    *("error-code", "error-type", "times", "meaning"),
)
_FATAL = "Fatal"


class Told(NamedTuple):
    """A fault code, and how many times an upload, or all uploads of a night, had it."""

    code: int
    times: int

    @property
    def severity(self) -> str:
        """Fatal, Error or Warning."""
        return FAULTS[self.code].severity

    @property
    def meaning(self) -> str:
        """What is wrong."""
        return FAULTS[self.code].meaning

    @property
    def remedy(self) -> str:
        """What a person does about it."""
        return FAULTS[self.code].remedy


class Upload(NamedTuple):
    """An upload of the night; ``faults``: the most frequent first. A Fatal upload applied and refused nothing.

    ``waiting``: how many of its refused records were neither applied later nor refused again by a later upload;
    ``closed``: the faults of its other refused records.
    """

    number: int
    as_of: datetime
    kind: str
    file: str
    state: str
    records: int
    applied: int
    refused: int
    warnings: int
    faults: tuple[Told, ...]
    waiting: int = 0
    closed: tuple[Told, ...] = ()


def of_night(connection: Connection, viewpoint: Viewpoint) -> list[Upload]:
    """The merchant's uploads of the last day, as-of - 24 h < as-of of the upload <= as-of, in their order."""
    columns = ("upload_no", "as_of", "kind", "path", "state", "records", "applied", "refused", "warnings")
    query = select(*[UPLOADS.c[name] for name in columns]).where(*of_last_day(viewpoint)).order_by(UPLOADS.c.upload_no)
    faults, gone = _faults(connection, viewpoint), undone_uploads(connection, viewpoint.merchant)
    uploads = [
        _upload(row, tuple(faults.get(row.upload_no, ())), gone=row.upload_no in gone)
        for row in connection.execute(query)
    ]
    right = settled(connection, viewpoint.merchant)
    return [
        upload._replace(
            waiting=0 if upload.number in gone else upload.refused - len(right.get(upload.number, ())),
            closed=_closed(connection, upload, None if upload.number in gone else right.get(upload.number, set())),
        )
        for upload in uploads
    ]


def _closed(connection: Connection, upload: Upload, records: set[int] | None) -> tuple[Told, ...]:
    """The faults of the given records of an upload; all its faults if it was undone (``records`` is None)."""
    if records is None:
        return upload.faults
    if not records:
        return ()
    columns = UPLOAD_FAULTS.c
    query = select(columns.record, columns.code).where(columns.upload_no == upload.number)
    told = stored_rows.read(connection, query)
    times = told.loc[told["record"].isin(records), "code"].value_counts()
    return tuple(Told(int(str(code)), int(count)) for code, count in times.items())


def _upload(row: Row[Any], faults: tuple[Told, ...], *, gone: bool) -> Upload:
    fatal, state = row.state == _FATAL, row.state + (", taken back" if gone else "")
    records, applied, refused = (0, 0, 0) if fatal else (row.records, row.applied, row.refused)
    named = (row.upload_no, moment(row.as_of), row.kind or "", PurePath(row.path).name)
    return Upload(*named, state, records, applied, refused, row.warnings, faults)


def of_last_day(viewpoint: Viewpoint) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the merchant's uploads with as-of - 24 h < as-of of the upload <= as-of."""
    mine, as_of = UPLOADS.c.merchant_id == viewpoint.merchant, UPLOADS.c.as_of
    return mine, as_of > viewpoint.as_of - DAY, as_of <= viewpoint.as_of


def _faults(connection: Connection, viewpoint: Viewpoint) -> dict[int, list[Told]]:
    number, code, times = UPLOAD_FAULTS.c.upload_no, UPLOAD_FAULTS.c.code, func.count()
    query = select(number, code, times).join(UPLOADS, UPLOADS.c.upload_no == number).where(*of_last_day(viewpoint))
    found: dict[int, list[Told]] = {}
    for upload, *told in connection.execute(query.group_by(number, code).order_by(number, times.desc(), code)):
        found.setdefault(upload, []).append(Told(*told))
    return found


def most_frequent(uploads: Sequence[Upload]) -> list[Told]:
    """The fault codes of all uploads together without closed faults, the most frequent first."""
    times: Counter[int] = Counter()
    for upload in uploads:
        times.update({told.code: told.times for told in upload.faults})
        times.subtract({told.code: told.times for told in upload.closed})
    return sorted((Told(*pair) for pair in (+times).items()), key=lambda told: (-told.times, told.code))


def write_uploads(uploads: Sequence[Upload], viewpoint: Viewpoint, folder: Path, format: Format) -> Written:
    """Writes ``uploads.txt`` (or another format): one line per fault code of an upload, or one line if it has none."""
    rows, sheet = [cells for upload in uploads for cells in _cells(upload)], Sheet("Uploads", COLUMNS, viewpoint.as_of)
    return write_rows(rows, sheet, folder / f"{NAME}.{format}", format)


def _cells(upload: Upload) -> list[tuple[str, ...]]:
    number, as_of, *rest, faults, _, _ = upload
    own = (str(number), as_of.isoformat(), *map(str, rest))
    return [(*own, str(told.code), told.severity, str(told.times), told.meaning) for told in faults] or [
        (*own, "", "", "", "")
    ]
