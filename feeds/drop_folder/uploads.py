"""Records which upload each file of a drop folder became, in the transaction that applied it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from feeds.purge.registered_files import moved, stored
from feeds.reading.file_names import printable
from schemas.store.file_tables import DROPPED_FILES, KNOWN_FILES, TOLD_FILES
from schemas.store.history import UPLOADS
from schemas.store.opening import writing


def dropped(connection: Connection, token: str) -> Any:
    """The row of a file that was applied or was a repeat, by its token; None if it was neither."""
    return connection.execute(select(DROPPED_FILES).where(DROPPED_FILES.c.token == token)).one_or_none()


def note(connection: Connection, row: dict[str, Any], path: Path) -> None:
    """Records in the caller's transaction which upload a file became; ``path``: its final path."""
    connection.execute(DROPPED_FILES.insert(), row | {"path": printable(path.absolute())})
    _tell_upload(connection, row["upload_no"], path, repeat=row["repeat"])


def place_anew(connection: Connection, row: Any, tag: str, path: Path) -> None:
    """Records another tag and path for a file whose names were taken before it was moved there."""
    mine = DROPPED_FILES.c.token == row.token
    connection.execute(update(DROPPED_FILES).where(mine).values(tag=tag, path=printable(path.absolute())))
    _tell_upload(connection, row.upload_no, path, repeat=row.repeat)


def list_there(engine: Engine, merchant: str, moves: Mapping[Path, Path]) -> None:
    """Updates the stored paths of moved files: in the list of personal files, and for the reports of uploads.

    ``moves``: old path to new path. Calling it again changes nothing.
    """
    here = [stored(path) for path in moves]
    with engine.connect() as connection, connection.begin():
        known, told = (
            set(connection.execute(select(table.c.path).where(table.c.path.in_(here))).scalars())
            for table in (KNOWN_FILES, TOLD_FILES)
        )
    if known or told:
        with engine.connect() as connection, writing(connection):
            moved(connection, merchant, {path: to for path, to in moves.items() if stored(path) in known})
            for path, to in moves.items():
                of = TOLD_FILES.c.path == stored(path)
                connection.execute(update(TOLD_FILES).where(of).values(path=stored(to)))


def _tell_upload(connection: Connection, upload_no: int, path: Path, *, repeat: bool) -> None:
    # For a repeat, the file of the earlier upload stays where it is.
    if not repeat:
        connection.execute(
            update(UPLOADS).where(UPLOADS.c.upload_no == upload_no).values(path=printable(path.absolute()))
        )
