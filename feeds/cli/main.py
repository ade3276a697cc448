"""The command ``orderfeeds``: its group of commands, and the handling of a command that cannot run."""

import difflib
import errno
import os
import re
import sys
from itertools import pairwise
from typing import Any, NoReturn

import click

from feeds.cli.commands import files_in, history, reports_out, settings_and_help
from feeds.cli.output import applies_files, begin, close_quietly, echo, echo_json, is_unsaid
from feeds.cli.settings import defaults

# The sections of the help, and the commands of each.
_SECTIONS = {
    "Files in": files_in.COMMANDS,
    "Reports out": reports_out.COMMANDS,
    "Orders and their history": history.COMMANDS,
    "Settings and help": settings_and_help.COMMANDS,
}
# click's words for a value that is no number, and plainer ones.
_NUMBERS = {
    "is not a valid integer range.": "is no whole number.",
    "is not a valid integer.": "is no whole number.",
    "is not a valid float range.": "is no number.",
}
_COMMANDS = {str(command.name): command for commands in _SECTIONS.values() for command in commands}


class _Commands(click.Group):
    """The commands in the sections of the help, with their defaults from the settings file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _COMMANDS.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, with its defaults from the settings file."""
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], _COMMANDS, 3, 0.5)
            meant = f"Did you mean {' or '.join(near)}?" if near else "orderfeeds --help lists them."
            raise click.UsageError(f"There is no command {args[0]!r}. {meant}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            ctx.default_map = {name: defaults(command, name, _COMMANDS)}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, _COMMANDS))
        for title, commands in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{command.name:<{width}}", command.short_help or "") for command in commands])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="orderfeeds", message="%(prog)s %(version)s")
def orderfeeds() -> None:
    """Runs order feeds: filled templates in, order table changed, reports out.

    \b
    A first look:
      orderfeeds samples demo              # sample files to try it with
      orderfeeds upload demo/orders.txt    # bring orders in
      orderfeeds check demo/*.xlsx         # what would these files do?
      orderfeeds upload demo/*.xlsx        # do it, and write a processing report for each
      orderfeeds report unshipped --days 7

    The order table is an SQLite file in your data folder; name another with --db or ORDERFEEDS_DB.

    Exit codes: 0 all records applied, 1 some refused, 2 a file or the command could not run.
    """


def main() -> None:
    """Runs the command line and ends the process; prints a message and exits with 2 if a command could not run."""
    code: Any = 2
    begin()
    try:
        code = orderfeeds.main(prog_name="orderfeeds", standalone_mode=False)
    except click.ClickException as refusal:
        _fail(_plainly(refusal))
    except (click.Abort, KeyboardInterrupt):
        _say("\nStopped. A file that was being applied is wholly in or wholly out: see orderfeeds uploads.")
    except SystemExit:
        # click exits this way on a closed pipe, which is no fault.
        close_quietly()
        code = 0
    except OSError as fault:
        _say(_of_file(fault))
    except Exception as fault:
        if os.environ.get("ORDERFEEDS_DEBUG"):
            raise
        kept = " and kept nothing of the file at hand" if applies_files() else ""
        said = f"{type(fault).__module__.partition('.')[0]}: {fault}".splitlines()[0][:300]
        _say(f"orderfeeds failed{kept} ({said}).\nTry again; with ORDERFEEDS_DEBUG=1 it shows where. Please report it.")
    _end(2 if is_unsaid() else code if isinstance(code, int) else 0)


def _of_file(fault: OSError) -> str:
    """What went wrong with a file, and what to do if it could not be written."""
    name, why = fault.filename or "A file", fault.strerror or fault
    if fault.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{name}: {why}."
    return f"{name} cannot be written: {why}. Name another folder, or see that you may write there."


def _fail(refusal: click.ClickException) -> None:
    """Prints why a command could not run, with its usage if it was called wrongly."""
    if _wants_json():
        _say(refusal.format_message())
    else:
        refusal.show()


def _say(words: str) -> None:
    """Prints what went wrong: on standard error, or as a JSON object on standard output if the command prints JSON."""
    if _wants_json():
        echo_json({"error": {"message": " ".join(words.split()), "exit-code": 2}})
    else:
        echo(words, err=True)


def _wants_json() -> bool:
    # Reads sys.argv, as the options may be what could not be parsed.
    command, *options = sys.argv[1:] or [""]
    if command == "export":
        return "--format=json" in options or ("--format", "json") in pairwise(options)
    return "--json" in (command, *options)


def _plainly(refusal: click.ClickException) -> click.ClickException:
    """A refusal without click's prefix for an invalid value, and with plainer words."""
    if not isinstance(refusal, click.BadParameter):
        return refusal
    words = refusal.format_message().removeprefix("Invalid value for ")
    for said, plain in _NUMBERS.items():
        words = words.replace(said, plain)
    return click.UsageError(words + _meant(refusal), refusal.ctx)


def _meant(refusal: click.BadParameter) -> str:
    """A suggestion for a mistyped value of a choice."""
    kind, typed = refusal.param and refusal.param.type, re.search("'([^']*)' is not one of", refusal.message)
    if not (typed and isinstance(kind, click.Choice)):
        return ""
    near = difflib.get_close_matches(typed[1], [str(choice) for choice in kind.choices], 1)
    return f" Did you mean {near[0]}?" if near else ""


def _end(code: int) -> NoReturn:
    """Ends the process at once: everything is on disk, and an orderly shutdown of the libraries takes 0.2 seconds."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # There is nowhere left to report it.
        pass
    os._exit(code)
