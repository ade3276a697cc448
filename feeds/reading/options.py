"""What a person says beside a file about how it is to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.headings import plain

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What a file may take: megabytes of a workbook as saved and of a text, records, and what reading may cost.

    ``seconds`` of the processor and ``memory_mb`` come on top of what an honest file of the same size takes.
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
    """Which rows of a file count: those whose cell under ``heading`` is ``value``, or is not where ``unequal``."""

    heading: str
    value: str
    unequal: bool = False


@dataclass(frozen=True)
class Directions:
    """How to read a file, where its own bytes and headings do not tell or tell otherwise.

    ``kind``: the feed's name. ``encoding``: of a text. ``region``: whose carriers and language count, as ``JP``.
    ``maps``: a heading of the file to the template's, or to an empty text where its column is left out. ``sets``: a
    heading of the template to the value of its absent column or empty cells. ``sheet``: the sheet of a workbook that is
    read. ``ignored``: headings of the file whose columns are left out on purpose, whatever they hold. ``conditions``:
    which rows count. ``trusted``: headings of the template whose columns no finding on a whole column refuses.
    ``strict_tracking``: a tracking number whose form or check digit is not its carrier's is refused.
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
        """Whether a heading is named that has to be there or be known."""
        return bool(self.maps or self.sets or self.ignored or self.conditions)

    def trusts(self, heading: str) -> bool:
        """Whether a finding on the whole column of a heading of the template is overruled."""
        return plain(heading) in map(plain, self.trusted)
