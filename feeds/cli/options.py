"""The options that commands share; those that belong together are handed to a command as one value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from platformdirs import user_data_path

from feeds.cli.option_types import LIMITS, Age, Instant, Limit, Pair, Test
from feeds.cli.output import be_quiet, echo_wrapped
from feeds.cli.standard_input import with_standard_input
from schemas import file_modes
from schemas.login import login
from schemas.times import DAY, iso

_Command = Callable[..., Any]


class Refusal(click.ClickException):
    """A command that could not run, with a message for its user."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Prints the message without the usage: the command was called correctly."""
        for line in self.message.splitlines():
            echo_wrapped(line, err=True)


def now() -> int:
    """The machine's clock, read only here and passed on from here."""
    return int(datetime.now(UTC).timestamp())


def refuse_ahead(instant: int, undone: str) -> None:
    """Raises Refusal if an as-of is more than a day ahead of the machine: a typing slip would do things too early.

    ``undone``: the sentence that says what was not done.
    """
    if instant > now() + DAY:
        raise Refusal(f"{iso(instant)} is more than a day ahead of this machine. {undone}")


def default_store() -> str:
    """The path of the order table in the platform's data folder."""
    return str(user_data_path("orderfeeds", appauthor=False) / "orders.db")


def _all_of(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _as_one(
    name: str, make: Callable[..., Any], *options: Callable[[_Command], _Command]
) -> Callable[[_Command], _Command]:
    """Options of which a command gets one value: ``make(**values)`` under ``name``."""
    listed = click.command()(_all_of(*options)(lambda: None)).params
    names = [str(parameter.name) for parameter in listed if parameter.expose_value]

    def decorate(command: _Command) -> _Command:
        @wraps(command)
        def with_one(**given: Any) -> Any:
            values = {part: given.pop(part) for part in names}
            return command(**given, **{name: make(**values)})

        return _all_of(*options)(with_one)

    return decorate


@dataclass(frozen=True)
class Store:
    """The order table at ``db``, as it was named, and the merchant whose orders are meant."""

    db: str
    merchant: str


def _use_mode(ctx: click.Context, param: click.Parameter, value: str) -> None:
    """Sets the modes of the files that this command writes."""
    try:
        file_modes.use(value)
    except file_modes.ModeError:
        raise click.BadParameter(f"{value!r} is no mode as 660, umask or private.", ctx, param) from None
    ctx.call_on_close(lambda: file_modes.use(file_modes.PRIVATE))


def _use_quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Leaves out messages about success, for as long as this command runs."""
    be_quiet(quiet=value)
    ctx.call_on_close(lambda: be_quiet(quiet=False))


quiet = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_use_quiet,
    help="Say only what went wrong or was refused.",
)
modes = click.option(
    "--mode",
    envvar="ORDERFEEDS_MODE",
    default="private",
    show_default=True,
    expose_value=False,
    callback=_use_mode,
    metavar="MODE",
    help="Who may read the files that are written: private, umask, or octal as 660. Environment: ORDERFEEDS_MODE.",
)
store = _as_one(
    "store",
    Store,
    click.option(
        "--db",
        envvar="ORDERFEEDS_DB",
        default=default_store,
        show_default="your data folder",
        help="The order table: an SQLite file. Environment: ORDERFEEDS_DB.",
    ),
    click.option("--merchant", default="main", help="The seller, if the order table holds several.", hidden=False),
    modes,
)


def _as_of(default: Callable[[], int] | None) -> Callable[[_Command], _Command]:
    words = "Judge as at this time instead of now; a day is its end (UTC)."
    return click.option("--as-of", type=Instant(), default=default, metavar="TIME", help=words)


as_of = _as_of(default=lambda: now())  # noqa: PLW0108 - the clock of the time at which the command runs
# For what reads files first: None, if they are judged as at the time at which that is done.
judged_as_of = _as_of(default=None)
author = click.option(
    "--by",
    envvar="ORDERFEEDS_USER",
    default=login,
    show_default="your login",
    metavar="NAME",
    help="Who does it, for the list of uploads. Environment: ORDERFEEDS_USER.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_ELSE = "Default: see orderfeeds terms."
# What is not given is None: then the merchant's terms hold.
terms = _as_one(
    "terms",
    dict,
    click.option("--handling-days", type=click.IntRange(0, 60), help=f"Business days to ship in. {_ELSE}"),
    click.option("--deadline-days", type=click.IntRange(1, 365), help=f"Days to confirm in. {_ELSE}"),
    click.option("--warning-days", type=click.IntRange(0, 365), help=f"Days of warning before. {_ELSE}"),
)


REGIONS = ("US", "JP", "SG", "AU", "IN")
KINDS = ("orders", "shipping-confirmation", "order-cancellation", "order-adjustment")


def _as_table(ctx: click.Context, param: click.Parameter, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    return dict(pairs)


# How files are read, under the names of feeds.profiles.Profile.
reading = _as_one(
    "reading",
    dict,
    click.option("--kind", type=click.Choice(KINDS), help="What the files are, if their headings do not show it."),
    click.option(
        "--map",
        "map",
        type=Pair(),
        multiple=True,
        callback=_as_table,
        metavar="THEIRS=OURS",
        help="Read a column of the file under our heading; THEIRS= leaves it out.",
    ),
    click.option(
        "--set",
        "set",
        type=Pair(),
        multiple=True,
        callback=_as_table,
        metavar="HEADING=VALUE",
        help="Fill an absent column, or the empty cells of one; today is the day of the upload in a date column.",
    ),
    click.option("--encoding", metavar="NAME", help="The encoding of a text file, as cp932."),
    click.option(
        "--region",
        type=click.Choice(REGIONS, case_sensitive=False),
        metavar="|".join(REGIONS),
        help="Accept only the carriers of this region.",
    ),
    click.option("--sheet", metavar="NAME", help="Read this sheet of a workbook."),
    click.option("--ignore", multiple=True, metavar="COLUMN", help="Leave a column out, whatever it holds."),
    click.option(
        "--where",
        type=Test(),
        multiple=True,
        metavar="COLUMN=VALUE",
        help="Read only the rows whose cell has this value; COLUMN!=VALUE: only the others.",
    ),
    click.option("--trust", multiple=True, metavar="COLUMN", help="Apply a column that looks damaged as a whole."),
    click.option("--strict-tracking", is_flag=True, help="Refuse a tracking number that is not its carrier's."),
)
_limits = click.option(
    "--limit",
    "limits",
    type=Limit(),
    multiple=True,
    metavar="NAME=N",
    envvar="ORDERFEEDSLIMITS",
    help=f"Change a limit: {', '.join(LIMITS)}.",
)


older_than = click.option(
    "--older-than", type=Age(), metavar="AGE", help="Days or weeks since an order was shipped or canceled: 30d, 4w."
)
with_requested = click.option(
    "--with-cancel-requests",
    "with_requested",
    is_flag=True,
    help="Include what buyers have asked to cancel.",
)
REFUSABLE = ("buyer-cancel",)


def judging(name: str) -> Callable[[_Command], _Command]:
    """The options for how files are read and judged; ``name``: the command's word for what it does to a file."""
    return _all_of(
        reading,
        click.option("--profile", metavar="NAME", help="Read the files as orderfeeds profile NAME says."),
        _limits,
        click.option("--strict", is_flag=True, help=f"{name} all records of a file or none."),
        click.option(
            "--refuse",
            type=click.Choice(REFUSABLE),
            multiple=True,
            help="Refuse to confirm what the buyer has asked to cancel; without this it is a Warning.",
        ),
    )


anew = _all_of(
    click.option("--again", is_flag=True, help="Apply records again that were applied before."),
    click.option("--edit", is_flag=True, help="Let rows that repeat a package change it; nothing ships again."),
)


def feed(name: str) -> Callable[[_Command], _Command]:
    """The options of ``upload`` and ``check``; ``name``: the command's word for what it does to a file."""
    return _all_of(
        click.argument(
            "files",
            nargs=-1,
            required=True,
            type=click.Path(path_type=Path, allow_dash=True, readable=False),
            metavar="FILE...",
            callback=with_standard_input,
        ),
        judging(name),
        anew,
        judged_as_of,
        as_json,
        store,
        terms,
    )
