"""What a person says beside a file about how it is to be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What a file may take: megabytes of a workbook as saved and of a text, records, and what reading may cost.

    ``seconds`` and ``memory_mb`` come on top of what an honest file of the same size takes.
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
class Directions:
    """How to read a file, where its own bytes and headings do not tell or tell otherwise.

    ``kind``: the feed's name. ``encoding``: of a text. ``region``: whose carriers and language count, as ``JP``.
    ``maps``: a heading of the file to the template's, or to an empty text where its column is left out. ``sets``: a
    heading of the template to the value of its absent column or empty cells.
    """

    kind: str | None = None
    encoding: str | None = None
    region: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
