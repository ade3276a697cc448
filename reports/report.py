"""Of whom and of when a report tells, and what each of its columns holds."""

from dataclasses import dataclass, field

from schemas.deadlines import Terms
from schemas.orders_report import SCHEMA

_DERIVED = {"reporting-date": "date", "days-past-promise": "number"}
_HOLDS = {name: (column.metadata or {}).get("holds", "text") for name, column in SCHEMA.columns.items()} | _DERIVED


@dataclass(frozen=True)
class Viewpoint:
    """Whose orders a report tells of, as of which instant (seconds since 1970 UTC), on which terms."""

    merchant: str
    as_of: int
    terms: Terms = field(default_factory=Terms)


def holds(heading: str) -> str:
    """What a column holds: ``date``, ``number``, ``amount``, ``identifier``, ``choice`` or ``text``."""
    return str(_HOLDS.get(heading, "text"))
