"""Lists printed as a table that fits the terminal, printed as JSON, or written to a file."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli.options import Refusal
from feeds.cli.output import echo, echo_json, number_of, say_done
from feeds.cli.terminal_text import columns, fitted

if TYPE_CHECKING:
    from reports.listings.listing import Format, Listing

MOST_SHOWN = 100
# The least width of the last column; with less room its further lines begin at a fixed indent.
_NARROWEST = 10
# Each column's heading and the text of its cells; the last column may wrap over several lines.
Shown = Mapping[str, Callable[[Mapping[str, Any]], str]]


def show(listing: "Listing", shown: Shown, none: str) -> None:
    """Prints the first lines of a list as a table, and how many more there are; ``none``: printed for an empty list."""
    if not listing.rows:
        echo(none)
        return
    for line in lines(listing.rows[:MOST_SHOWN], shown, width()):
        echo(line, asked_for=True)
    if (more := len(listing.rows) - MOST_SHOWN) > 0:
        echo(f"... and {more:,} more; all of them with --json or --out FILE.csv.", asked_for=True)


def lines(rows: Sequence[Mapping[str, Any]], shown: Shown, width: int | None) -> Iterator[str]:
    """The heading and lines of a table; ``width``: the columns of the terminal, None for no limit."""
    table = [list(shown), *([cell(row) for cell in shown.values()] for row in rows)]
    widths = [max(columns(row[at]) for row in table) for at in range(len(shown) - 1)]
    for *first, last in table:
        begun = "".join(text + " " * (size - columns(text) + 2) for text, size in zip(first, widths, strict=True))
        indent = columns(begun) if width is None or columns(begun) <= width - _NARROWEST else 4
        yield from fitted(begun + last, width, indent)


def show_json(listing: "Listing", name: str) -> None:
    """Prints the whole list as JSON, under ``name``."""
    echo_json({name: listing.as_json()})


def write(listing: "Listing", path: Path, format: "Format", *, as_json: bool, over: bool = False) -> None:
    """Writes the list to a file and reports it, ``as_json`` as a JSON object.

    Raises Refusal if the file exists, unless it may be written ``over``.
    """
    from reports.files.atomic_files import put_in_place, put_where_free  # noqa: PLC0415
    from reports.listings.listing import as_file  # noqa: PLC0415 - help must not wait for it

    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it, or name another: --out FOLDER/{path.name}")
    content = as_file(listing, format)
    if over:
        put_in_place(path, content)
    elif path.exists() or not put_where_free(path, content):
        raise Refusal(f"{path} is there already and was left as it is. Name another file with --out.")
    count = len(listing.rows)
    if as_json:
        echo_json({"files": [{"path": str(path), "lines": count}]})
    else:
        echo(f"{path}: {number_of(count, 'line')}")
    say_done(f"{path} was written.")


def width() -> int | None:
    """The columns of the terminal; None in a pipe, where no line is broken."""
    if not sys.stdout.isatty():
        return None
    try:
        own = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        own = 0
    return own or shutil.get_terminal_size().columns


def day(seconds: int | None) -> str:
    """The day of an instant (UTC) as an ISO 8601 date; empty for None."""
    from datetime import UTC, datetime  # noqa: PLC0415

    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()
