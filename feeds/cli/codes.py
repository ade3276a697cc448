"""``orderfeeds codes``: the table of fault codes."""

import json
import textwrap

import click

from feeds.cli import options
from schemas.faults import FAULTS


@click.command("codes")
@click.argument("code", type=int, required=False)
@options.as_json
def command(code: int | None, as_json: bool) -> int:
    """List the fault codes, or explain CODE: what it means and what to do."""
    if code is not None and code not in FAULTS:
        raise click.UsageError(f"There is no code {code}. orderfeeds codes lists them.")
    wanted = [FAULTS[code]] if code is not None else sorted(FAULTS.values(), key=lambda fault: fault.code)
    if as_json:
        click.echo(json.dumps([vars(fault) for fault in wanted], indent=2))
        return 0
    for fault in wanted:
        indent = " " * 16
        click.echo(textwrap.fill(f"{fault.code}  {fault.severity:<7}  {fault.meaning}", 100, subsequent_indent=indent))
        click.echo(textwrap.fill(fault.remedy, 100, initial_indent=indent, subsequent_indent=indent))
    return 0
