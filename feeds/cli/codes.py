"""``orderfeeds codes``: the table of fault codes."""

import textwrap

import click

from feeds.cli.output import echo, echo_json, terminal_width
from schemas.faults import FAULTS

_INDENT = " " * 16
_WIDEST = 100


def run(code: int | None, as_json: bool) -> int:
    """Runs ``orderfeeds codes``; returns its exit code."""
    if code is not None and code not in FAULTS:
        raise click.UsageError(f"There is no code {code}. orderfeeds codes lists them.")
    wanted = [FAULTS[code]] if code is not None else sorted(FAULTS.values(), key=lambda fault: fault.code)
    if as_json:
        echo_json({"codes": [vars(fault) for fault in wanted]})
        return 0
    for fault in wanted:
        echo(_filled(f"{fault.code}  {fault.severity:<7}  {fault.meaning}", ""))
        echo(_filled(fault.remedy, _INDENT))
    return 0


def _filled(words: str, first: str) -> str:
    return textwrap.fill(
        words,
        min(terminal_width() or _WIDEST, _WIDEST),
        initial_indent=first,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )
