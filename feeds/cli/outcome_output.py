"""What became of a file, as a line that people read, and its faults: one line each, with cell and order first."""

import os
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import click
import pandas as pd

from feeds.cli.output import INDENT, day, echo, echo_more, terminal_width, wrapped
from feeds.reading.file_names import printable
from reports.fault_lines import fault_lines, without_ending
from reports.processing import Outcome
from schemas.wording import number_of

MOST_LINES = 40
_LONGEST_VALUE = 40
_COLOURS = {"Error": "red", "Fatal": "red", "Warning": "yellow"}


def line(outcome: Outcome, path: Path, report: Path | None, corrections: Path | None, *, repeat: bool) -> str:
    """The result of a file and where its reports are, in one line."""
    where = f" Report: {printable(report)}" if report else ""
    if corrections:
        where += f" Corrections: {printable(corrections)}"
    if outcome.state == "Fatal":
        return f"Not processed. {outcome.faults['message'].iloc[0]}{where}"
    kind = (outcome.kind or "").replace("-", " ")
    said = f"{printable(path.name)}: {kind}, upload {outcome.upload}: {counted(outcome)}."
    if repeat:
        said += f" Nothing changed: upload {outcome.upload} of {day(outcome.as_of)} had the same records."
    elif outcome.same and outcome.same == outcome.records:
        said += " Nothing changed."
    for number, rows in outcome.corrects.items():
        said += f" Corrects {number_of(rows, 'row')} that upload {number} refused."
    return said + where


def in_short(outcome: Outcome) -> str:
    """The result of a file, as short as possible."""
    number = "not listed" if outcome.upload is None else f"upload {outcome.upload}"
    return f"{Path(outcome.file).name}: {number}, {outcome.state}."


def counted(outcome: Outcome) -> str:
    """The counts of an upload in words."""
    records, warnings = number_of(outcome.records, "record"), number_of(outcome.warnings, "warning")
    return f"{records}, {outcome.applied:,} applied{_became(outcome)}, {outcome.refused:,} refused, {warnings}"


def _became(outcome: Outcome) -> str:
    """The result of the applied records, if they are not all new."""
    if not (outcome.edited or outcome.same):
        return ""
    counts = ((outcome.new, "new"), (outcome.edited, "edited"), (outcome.same, "already so"))
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    numbers = ", ".join(map(str, outcome.same_as))
    by = f" by upload{'' if len(outcome.same_as) == 1 else 's'} {numbers}" if numbers else ""
    return f" ({said}{by})"


def print_faults(faults: pd.DataFrame, *, err: bool = False) -> None:
    """Prints errors before warnings; equal warnings share one line, and equal errors do too if there are many."""
    if faults.empty:
        return
    errors, warnings = fault_lines(faults)
    if len(errors) > MOST_LINES:
        errors, warnings = fault_lines(faults, errors_too=True)
    lines = pd.concat([errors.head(MOST_LINES), warnings.head(max(MOST_LINES - len(errors), 0))])
    width = terminal_width(err=err)
    for row, said in zip(lines.to_dict("records"), without_ending(lines), strict=True):
        for line in wrapped(f"{_lead(row)}: {_what(row, said)}", width):
            echo(INDENT + coloured(line, str(row["type"])), err=err)
    echo_more(len(errors) + len(warnings) - len(lines), err=err)


def coloured(line: str, severity: str) -> str:
    """The line with the word of its severity coloured; ``echo`` drops the colour if the output is no terminal."""
    if os.environ.get("NO_COLOR"):
        return line
    styled = click.style(severity, fg=_COLOURS[severity], bold=True)
    return re.sub(rf"(^\s*|: ){severity}(?= |$)", lambda found: found.group(1) + styled, line, count=1)


def _lead(row: dict[Hashable, Any]) -> str:
    """Cell and order, and the further cells with the same fault."""
    named = isinstance(row["cell"], str)
    cell = row["cell"] if named else f"record {row['record']}" if row["record"] else "the file"
    order = f" order {printable(str(row['order_id']))}" if isinstance(row["order_id"], str) else ""
    return f"{cell}{order}{row['more']}"


def _what(row: dict[Hashable, Any], said: str) -> str:
    """Column and found value, the fault and its remedy."""
    found = str(row["found"]) if isinstance(row["found"], str) else ""
    shown = found if len(found) <= _LONGEST_VALUE else f"{found[:_LONGEST_VALUE]}…"
    # The line already begins with the order-id.
    column = f', {row["heading"]} "{shown}"' if row["heading"] and found != row["order_id"] else ""
    return printable(f"{row['type']} {row['code']}{column}: {said}")
