"""What a report is before it is a file, and what each of its columns holds."""

from dataclasses import dataclass, field

import pandas as pd

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


@dataclass(frozen=True)
class Report:
    """The lines of one report, typed.

    ``name`` is its file's without the ending, ``title`` its sheet's. ``lines`` has the columns of the file: dates are
    Int64 seconds since 1970 UTC (or text that is ISO 8601 already), amounts whole minor units of the line's
    ``currency``, quantities Int64, the rest text; an empty cell is a missing value.
    """

    name: str
    title: str
    as_of: int
    lines: pd.DataFrame


def holds(heading: str) -> str:
    """What a column holds: ``date``, ``number``, ``amount``, ``identifier``, ``choice`` or ``text``."""
    return str(_HOLDS.get(heading, "text"))
