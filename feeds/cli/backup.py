"""``orderfeeds backup``: a checked copy of the order table in one file, made while others work."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli.applying import opened
from feeds.cli.options import Refusal
from feeds.cli.output import echo, echo_json, number_of, say_done
from feeds.cli.progress import at_work
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from schemas.store.backups import Contents


def run(file: Path, replace: bool, as_json: bool, db: str, merchant: str) -> int:
    """Runs ``orderfeeds backup``; returns its exit code."""
    from schemas.store.backups import BackupError, back_up  # noqa: PLC0415 - help must not wait for it

    # Opening it the usual way checks that it is an order table of a known version.
    with opened(db, create=False):
        pass
    if file.exists() and not replace:
        raise Refusal(f"{printable(file)} is there already and was left as it is. Name another file, or add --replace.")
    try:
        with at_work("backup: copying"):
            contents = back_up(Path(db), file, replace=replace)
    except (BackupError, FileExistsError) as fault:
        raise Refusal(f"No backup in {printable(file)}. {fault}") from None
    if as_json:
        echo_json({"backup": printable(file)} | as_dict(contents))
    else:
        echo(f"{printable(file)}: {in_words(contents)}; checked.")
    say_done(f"{printable(file)} was written.")
    return 0


def in_words(contents: "Contents") -> str:
    """The contents of an order table in a few words."""
    said = f"{number_of(contents.orders, 'order')}, {number_of(contents.uploads, 'upload')}"
    last = _last(contents)
    return said + (f", the last as of {last}" if last else "")


def as_dict(contents: "Contents") -> dict[str, Any]:
    """The contents of an order table as a dict for JSON."""
    return {"orders": contents.orders, "uploads": contents.uploads, "last-as-of": _last(contents)}


def _last(contents: "Contents") -> str | None:
    from feeds.cli.clock_output import moment  # noqa: PLC0415

    return None if contents.last_as_of is None else moment(contents.last_as_of)
