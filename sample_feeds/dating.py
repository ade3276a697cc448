"""Moves the dates of the sample files: as stored they fit one fixed day, written for a person they fit today.

Every ISO date and every date cell is moved by the same number of whole days, so that everything the samples show stays
as it is. Dates in other forms, and dates that no calendar has, are there for their faults and stay.
"""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

# The instant at which the stored files are meant to be uploaded.
AS_OF = datetime(2026, 1, 31, 12, tzinfo=UTC)

_DAY = re.compile(rb"(?<![0-9-])(20[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9-])")
# A date cell counts days since the end of 1899; no other number in the samples is in this range.
_DATE_CELL = re.compile(rb"(?<=<v>)4[56][0-9]{3}(?=(\.[0-9]+)?</v>)")
_OF_CELLS = re.compile(r"xl/(sharedStrings|worksheets/sheet[0-9]+)\.xml")


def days_to(as_of: int) -> int:
    """The number of whole days between the day of the files and ``as_of``, seconds since 1970 UTC."""
    return (datetime.fromtimestamp(as_of, UTC) - AS_OF) // timedelta(days=1)


def dated(content: bytes, days: int) -> bytes:
    """A sample file, text or workbook, with its dates moved by ``days``."""
    if not days:
        return content
    if not content.startswith(b"PK"):
        return _moved(content, days)
    with ZipFile(BytesIO(content)) as parts, ZipFile(written := BytesIO(), "w", ZIP_STORED) as book:
        for part in parts.infolist():
            cells = parts.read(part)
            book.writestr(part, _moved(cells, days) if _OF_CELLS.fullmatch(part.filename) else cells)
    return written.getvalue()


def is_dated(content: bytes, sample: bytes) -> bool:
    """True if a file is the sample with its dates moved and nothing else changed."""
    if content == sample:
        return True
    try:
        there, here = _first_day(content), _first_day(sample)
    except (BadZipFile, ValueError):
        return False
    return bool(there and here) and dated(sample, there - here) == content


def _first_day(content: bytes) -> int:
    """The first date of a file as a number of days; 0 if it has none."""
    cells = content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            cells = b"".join(parts.read(name) for name in parts.namelist() if _OF_CELLS.fullmatch(name))
    if found := _DAY.search(cells):
        return _day(found).toordinal()
    number = _DATE_CELL.search(cells)
    return int(number.group()) if number else 0


def _moved(cells: bytes, days: int) -> bytes:
    def day(found: re.Match[bytes]) -> bytes:
        try:
            return (_day(found) + timedelta(days=days)).isoformat().encode()
        except ValueError:
            return found.group()

    return _DATE_CELL.sub(lambda found: str(int(found.group()) + days).encode(), _DAY.sub(day, cells))


def _day(found: re.Match[bytes]) -> date:
    return date(*(int(number) for number in found.groups()))
