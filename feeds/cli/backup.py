"""``orderfeeds backup`` and ``restore``: a checked copy of the order table in one file, made and brought back."""

from pathlib import Path
from typing import Any

from feeds.cli.options import Refusal, Store, now
from feeds.cli.order_table import is_missing, opened
from feeds.cli.output import echo, echo_json, say_done
from feeds.cli.progress import at_work
from feeds.reading.file_names import printable
from schemas import times
from schemas.store import backups
from schemas.store.backups import BackupError, Contents, back_up, look, set_aside
from schemas.times import iso
from schemas.wording import number_of


def run(file: Path, replace: bool, as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds backup``; returns its exit code."""
    # Opening it the usual way checks that it is an order table of a known version.
    with opened(store.db, create=False):
        pass
    if file.exists() and not replace:
        raise Refusal(f"{printable(file)} is there already and was left as it is. Name another file, or add --replace.")
    try:
        with at_work("backup: copying"):
            contents = back_up(Path(store.db), file, replace=replace)
    except (BackupError, FileExistsError) as fault:
        raise Refusal(f"No backup in {printable(file)}. {fault}") from None
    if as_json:
        echo_json({"backup": printable(file)} | _as_dict(contents))
    else:
        echo(f"{printable(file)}: {_in_words(contents)}; checked.")
    say_done(f"{printable(file)} was written.")
    return 0


def _in_words(contents: Contents) -> str:
    """The contents of an order table in a few words."""
    said = f"{number_of(contents.orders, 'order')}, {number_of(contents.uploads, 'upload')}"
    last = _last(contents)
    return said + (f", the last as of {last}" if last else "")


def _as_dict(contents: Contents) -> dict[str, Any]:
    """The contents of an order table as a dict for JSON."""
    return {"orders": contents.orders, "uploads": contents.uploads, "last-as-of": _last(contents)}


def _last(contents: Contents) -> str | None:

    return None if contents.last_as_of is None else iso(contents.last_as_of)


def restore(file: Path, yes: bool, as_json: bool, store: Store) -> int:
    """Runs ``orderfeeds restore``; returns its exit code."""
    db = store.db
    if "://" in db or db == ":memory:" or Path(db).is_dir():
        raise Refusal(f"{db} is no place for an order table. Name a file: --db.")
    try:
        contents = look(file)
    except BackupError as fault:
        raise Refusal(f"{printable(file)} cannot be restored. {fault} Nothing was changed.") from None
    present, damage = _present(Path(db))
    kept = _restore(file, Path(db), present) if yes else None
    if as_json:
        now = _as_dict(present) if present else None
        told = {"done": yes, "backup": _as_dict(contents), "replaced": now, "damage": damage}
        echo_json(told | {"kept": printable(kept) if kept else None})
    else:
        echo(f"The backup: {_in_words(contents)}.")
        if present or damage:
            echo(f"The order table {printable(db)}: {_in_words(present) if present else damage}.")
        echo(_what_was_done(file, db, kept, yes=yes))
    if yes:
        say_done(f"{printable(db)} is what the backup holds.")
    return 0


def _present(place: Path) -> tuple[Contents | None, str | None]:
    """The contents of the present order table, or what is wrong with it; neither if there is none."""
    if is_missing(str(place)):
        return None, None
    try:
        return look(place), None
    except BackupError as fault:
        return None, str(fault).rstrip(".")


def _restore(file: Path, place: Path, present: Contents | None) -> Path | None:
    """Restores; returns the path to which the former order table was saved, None if there was none."""
    stamp, kept = times.moment(now()).strftime("%Y%m%dT%H%M%SZ"), None
    try:
        with at_work("restore: copying"):
            if present:
                back_up(place, kept := place.with_name(f"{place.name}.before-{stamp}"), replace=False)
            elif place.exists():
                kept = set_aside(place, f"damaged-{stamp}")
            backups.restore(file, place)
    except (BackupError, FileExistsError) as fault:
        raise Refusal(f"The order table {printable(place)} was not restored. {fault}") from None
    return kept


def _what_was_done(file: Path, db: str, kept: Path | None, *, yes: bool) -> str:
    if not yes:
        return f"Nothing was changed yet. Do it: orderfeeds restore {printable(file)} --db {printable(db)} --yes"
    said = f"{printable(db)} is what the backup holds."
    return said + (f" What was there is kept: {printable(kept)}" if kept else "")
