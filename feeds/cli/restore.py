"""``orderfeeds restore``: brings a backup of the order table back, and keeps the table that it replaces."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.cli import options
from feeds.cli.applying import is_missing
from feeds.cli.backup import as_dict, in_words
from feeds.cli.options import Refusal
from feeds.cli.output import echo, echo_json, say_done
from feeds.cli.progress import at_work
from feeds.reading.file_names import printable

if TYPE_CHECKING:
    from schemas.store.backups import Contents


def run(file: Path, yes: bool, as_json: bool, db: str, merchant: str) -> int:
    """Runs ``orderfeeds restore``; returns its exit code."""
    from schemas.store.backups import BackupError, look  # noqa: PLC0415 - help must not wait for it

    if "://" in db or db == ":memory:" or Path(db).is_dir():
        raise Refusal(f"{db} is no place for an order table. Name a file: --db.")
    try:
        contents = look(file)
    except BackupError as fault:
        raise Refusal(f"{printable(file)} cannot be restored. {fault} Nothing was changed.") from None
    present, damage = _present(Path(db))
    kept = _do(file, Path(db), present) if yes else None
    if as_json:
        now = as_dict(present) if present else None
        told = {"done": yes, "backup": as_dict(contents), "replaced": now, "damage": damage}
        echo_json(told | {"kept": printable(kept) if kept else None})
    else:
        echo(f"The backup: {in_words(contents)}.")
        if present or damage:
            echo(f"The order table {printable(db)}: {in_words(present) if present else damage}.")
        echo(_ending(file, db, kept, yes=yes))
    if yes:
        say_done(f"{printable(db)} is what the backup holds.")
    return 0


def _present(place: Path) -> tuple["Contents | None", str | None]:
    """The contents of the present order table, or what is wrong with it; neither if there is none."""
    from schemas.store.backups import BackupError, look  # noqa: PLC0415

    if is_missing(str(place)):
        return None, None
    try:
        return look(place), None
    except BackupError as fault:
        return None, str(fault).rstrip(".")


def _do(file: Path, place: Path, present: "Contents | None") -> Path | None:
    """Restores; returns the path to which the former order table was saved, None if there was none."""
    from schemas.store.backups import BackupError, back_up, restore, set_aside  # noqa: PLC0415

    stamp, kept = datetime.fromtimestamp(options.now(), UTC).strftime("%Y%m%dT%H%M%SZ"), None
    try:
        with at_work("restore: copying"):
            if present:
                back_up(place, kept := place.with_name(f"{place.name}.before-{stamp}"), replace=False)
            elif place.exists():
                kept = set_aside(place, f"damaged-{stamp}")
            restore(file, place)
    except (BackupError, FileExistsError) as fault:
        raise Refusal(f"The order table {printable(place)} was not restored. {fault}") from None
    return kept


def _ending(file: Path, db: str, kept: Path | None, *, yes: bool) -> str:
    if not yes:
        return f"Nothing was changed yet. Do it: orderfeeds restore {printable(file)} --db {printable(db)} --yes"
    said = f"{printable(db)} is what the backup holds."
    return said + (f" What was there is kept: {printable(kept)}" if kept else "")
