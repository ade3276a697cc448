"""Lists that a person asks for: printed as a table that fits the terminal, printed as JSON, or written to a file."""

from pathlib import Path

from feeds.cli.options import Refusal
from feeds.cli.output import Table, echo, echo_files, echo_json, echo_more, say_done, table_lines, terminal_width
from reports.files.atomic_files import put_in_place, put_where_free
from reports.files.writing import Format
from reports.listings.listing import Listing, as_file

MOST_SHOWN = 100


def show(listing: Listing, table: Table, none: str) -> None:
    """Prints the first lines of a list as a table, and how many more there are; ``none``: printed for an empty list."""
    if not listing.rows:
        echo(none)
        return
    for line in table_lines(listing.rows[:MOST_SHOWN], table, terminal_width()):
        echo(line, asked_for=True)
    rest = "; all of them with --json or --out FILE.csv."
    echo_more(len(listing.rows) - MOST_SHOWN, rest, indent="", asked_for=True)


def show_json(listing: Listing, name: str) -> None:
    """Prints the whole list as JSON, under ``name``."""
    echo_json({name: listing.as_json()})


def write(listing: Listing, path: Path, format: Format, *, as_json: bool, over: bool = False) -> None:
    """Writes the list to a file and reports it, ``as_json`` as a JSON object.

    Raises Refusal if the file exists, unless it may be written ``over``.
    """
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it, or name another: --out FOLDER/{path.name}")
    content = as_file(listing, format)
    if over:
        put_in_place(path, content)
    elif path.exists() or not put_where_free(path, content):
        raise Refusal(f"{path} is there already and was left as it is. Name another file with --out.")
    echo_files([(path, len(listing.rows))], as_json=as_json)
    say_done(f"{path} was written.")
