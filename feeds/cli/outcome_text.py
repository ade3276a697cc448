"""What became of a file, as a line that people read."""

from pathlib import Path
from typing import TYPE_CHECKING

from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from reports.processing import Outcome


def line(outcome: "Outcome", path: Path, report: Path | None, corrections: Path | None, *, repeat: bool) -> str:
    """The result of a file and where its reports are, in one line."""
    where = f" Report: {printable(report)}" if report else ""
    if corrections:
        where += f" Corrections: {printable(corrections)}"
    if outcome.state == "Fatal":
        return f"Not processed. {outcome.faults['message'].iloc[0]}{where}"
    kind = (outcome.kind or "").replace("-", " ")
    said = f"{printable(path.name)}: {kind}, upload {outcome.upload}: {counted(outcome)}."
    if repeat:
        said += f" Nothing changed: upload {outcome.upload} of {_day(outcome)} had the same records."
    elif outcome.same and outcome.same == outcome.records:
        said += " Nothing changed."
    for number, rows in outcome.corrects.items():
        said += f" Corrects {rows:,} row{'' if rows == 1 else 's'} that upload {number} refused."
    return said + where


def in_short(outcome: "Outcome") -> str:
    """The result of a file, as short as possible."""
    number = "not listed" if outcome.upload is None else f"upload {outcome.upload}"
    return f"{Path(outcome.file).name}: {number}, {outcome.state}."


def counted(outcome: "Outcome") -> str:
    """The counts of an upload in words."""
    numbers = ((outcome.records, "record"), (outcome.warnings, "warning"))
    records, warnings = (f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in numbers)
    return f"{records}, {outcome.applied:,} applied{_became(outcome)}, {outcome.refused:,} refused, {warnings}"


def _became(outcome: "Outcome") -> str:
    """The result of the applied records, if they are not all new."""
    if not (outcome.edited or outcome.same):
        return ""
    counts = ((outcome.new, "new"), (outcome.edited, "edited"), (outcome.same, "already so"))
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    numbers = ", ".join(map(str, outcome.same_as))
    by = f" by upload{'' if len(outcome.same_as) == 1 else 's'} {numbers}" if numbers else ""
    return f" ({said}{by})"


def _day(outcome: "Outcome") -> str:
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime.fromtimestamp(outcome.as_of, UTC).date().isoformat()
