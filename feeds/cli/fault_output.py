"""Prints the faults of a file, one line each with cell and order first, in the terminal's width and colours."""

import os
import re
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import click

from feeds.cli.output import INDENT, echo, terminal_width, wrapped
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES = 40
_LONGEST_VALUE = 40
_COLOURS = {"Error": "red", "Fatal": "red", "Warning": "yellow"}


def print_faults(faults: "pd.DataFrame", *, err: bool = False) -> None:
    """Prints errors before warnings; equal warnings share one line, and equal errors do too if there are many."""
    if faults.empty:
        return
    import pandas as pd  # noqa: PLC0415 - help must not wait for it

    from reports.fault_lines import fault_lines, without_ending  # noqa: PLC0415

    errors, warnings = fault_lines(faults)
    if len(errors) > MOST_LINES:
        errors, warnings = fault_lines(faults, errors_too=True)
    lines = pd.concat([errors.head(MOST_LINES), warnings.head(max(MOST_LINES - len(errors), 0))])
    width = terminal_width(err=err)
    for row, said in zip(lines.to_dict("records"), without_ending(lines), strict=True):
        for line in wrapped(f"{_lead(row)}: {_what(row, said)}", width):
            echo(INDENT + coloured(line, str(row["type"])), err=err)
    if len(errors) + len(warnings) > len(lines):
        echo(f"{INDENT}... and {len(errors) + len(warnings) - len(lines):,} more; all of them with --json.", err=err)


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
