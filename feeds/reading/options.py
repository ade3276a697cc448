"""The options for reading a file: its limits, and how the user wants it read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.headings import plain

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The limits of a file: megabytes of a workbook as saved and of a text, records, and the cost of reading it.

    ``seconds`` of processor time and ``memory_mb`` come on top of what an honest file of the same size takes.
    """

    workbook_mb: int = 100
    text_mb: int = 2000
    records: int = 2_000_000
    seconds: int = 5
    memory_mb: int = 300

    @property
    def workbook_bytes(self) -> int:
        """The largest workbook, as saved."""
        return self.workbook_mb * _MEGABYTE

    @property
    def text_bytes(self) -> int:
        """The largest text, unpacked."""
        return self.text_mb * _MEGABYTE


@dataclass(frozen=True)
class Condition:
    """Selects the rows whose cell under ``heading`` is ``value``, or, with ``unequal``, those where it is not."""

    heading: str
    value: str
    unequal: bool = False


@dataclass(frozen=True)
class Directions:
    """How the user wants a file read; this overrides what its bytes and headings show.

    ``kind``: the name of the feed. ``encoding``: that of a text. ``region``: the region whose carriers and language
    apply, such as ``JP``. ``maps``: a heading of the file to one of the template, or to an empty text to leave its
    column out. ``sets``: a heading of the template to the value for its absent column or empty cells. ``sheet``: the
    sheet of a workbook to read. ``ignored``: headings of the file whose columns are left out on purpose, whatever their
    cells hold. ``conditions``: which rows are read. ``trusted``: headings of the template whose columns are not refused
    for a finding on the whole column. ``strict_tracking``: refuses a tracking number whose form or check digit is not
    its carrier's.
    """

    kind: str | None = None
    encoding: str | None = None
    region: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    ignored: Sequence[str] = ()
    conditions: Sequence[Condition] = ()
    trusted: Sequence[str] = ()
    strict_tracking: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def names_headings(self) -> bool:
        """True if an option names a heading that must be in the file or be known."""
        return bool(self.maps or self.sets or self.ignored or self.conditions)

    def trusts(self, heading: str) -> bool:
        """True if findings on the whole column of this heading of the template are overruled."""
        return plain(heading) in map(plain, self.trusted)
