"""The command ``orderfeeds``: its group of commands, and the handling of a command that cannot run."""

import errno
import importlib
import os
import re
import sys
from itertools import pairwise
from typing import Any, NoReturn

import click

from feeds.cli.output import applies_files, begin, close_quietly, echo, echo_json, is_unsaid

# The sections of the help: each command's module and what it does.
_SECTIONS = {
    "Files in": {
        "upload": ("feeds.cli.upload", "Apply files to the order table and say what became of every record."),
        "check": ("feeds.cli.check", "Say what an upload would do, and keep nothing."),
        "watch": ("feeds.cli.watch", "Apply whatever is put into a folder, and put it away."),
        "template": ("feeds.cli.template", "Write a template to fill in, blank or with the open items."),
        "profile": ("feeds.cli.profile", "Keep how a supplier's files are read; list, show, delete."),
    },
    "Reports out": {
        "nightly": ("feeds.cli.nightly", "Write everything a night needs into one folder."),
        "report": ("feeds.cli.report", "Write the Orders, Unshipped Orders or health report."),
        "slips": ("feeds.cli.slips", "Write packing slips as a PDF, with the order-id as a barcode."),
        "deadlines": ("feeds.cli.deadlines", "List what will be canceled soon, and what a file would save."),
    },
    "Orders and their history": {
        "orders": ("feeds.cli.orders", "List orders by state, item, parcel, day, place or lateness."),
        "order": ("feeds.cli.order", "Tell the biography of an order: every change, and what is left."),
        "uploads": ("feeds.cli.uploads", "List the uploads; show one; write its report again."),
        "undo": ("feeds.cli.undo", "Take an upload, or a run of the clock, back."),
        "verify": ("feeds.cli.verify", "Check the order table against its own history."),
        "backup": ("feeds.cli.backup", "Copy the order table to a file, while others work."),
        "restore": ("feeds.cli.restore", "Bring a backup of the order table back."),
        "export": ("feeds.cli.export", "Write what is held of orders and their buyers."),
        "purge": ("feeds.cli.purge", "Delete buyers' texts of orders that were closed long ago."),
    },
    "Settings and help": {
        "paths": ("feeds.cli.paths", "Show where the order table, profiles and settings lie."),
        "terms": ("feeds.cli.terms", "Show or settle handling time, deadline and holidays."),
        "codes": ("feeds.cli.codes", "List the fault codes, what each means and what to do."),
        "samples": ("feeds.cli.samples", "Write sample feeds, dated today, and blank templates."),
    },
}
# click's words for a value that is no number, and plainer ones.
_NUMBERS = {
    "is not a valid integer range.": "is no whole number.",
    "is not a valid integer.": "is no whole number.",
    "is not a valid float range.": "is no number.",
}
_COMMANDS = {name: found for section in _SECTIONS.values() for name, found in section.items()}


class _Commands(click.Group):
    """The commands, each loaded when it is used: help must not wait for the libraries that judge a file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, with its defaults from the settings file."""
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415

            near = difflib.get_close_matches(args[0], _COMMANDS, 3, 0.5)
            meant = f"Did you mean {' or '.join(near)}?" if near else "orderfeeds --help lists them."
            raise click.UsageError(f"There is no command {args[0]!r}. {meant}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            from feeds.cli.settings import defaults  # noqa: PLC0415 - help must not wait for it

            ctx.default_map = {name: defaults(command, name, _COMMANDS)}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, _COMMANDS))
        for title, commands in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", words) for name, (_, words) in commands.items()])


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
    import difflib  # noqa: PLC0415

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
