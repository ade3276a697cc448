"""Puts files in their place: whole or not at all, and safe on the disk before anybody sees them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

Content = bytes | Callable[[BinaryIO], None]


def put_in_place(path: Path, content: Content) -> None:
    """Puts ``content`` at ``path`` in one step, over a file that is there; mode 0600.

    ``content`` is the bytes, or what writes them to an open file. On failure the file that was there stays, nothing
    else is left, and OSError, or what ``content`` raises, is passed on.
    """
    with _filled(path.parent, content) as filled:
        filled.replace(path)
    sync_folder(path.parent)


def put_where_free(path: Path, content: Content) -> bool:
    """Puts ``content`` at ``path`` unless something else stands there; mode 0600; tells whether it now stands there."""
    with _filled(path.parent, content) as filled:
        try:
            # Unlike a rename, a link never takes the place of a file that came in the meantime.
            os.link(filled, path)
        except FileExistsError:
            return path.read_bytes() == filled.read_bytes()
        except OSError:
            # FAT and some network drives have no links.
            if path.exists():
                return path.read_bytes() == filled.read_bytes()
            filled.replace(path)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Makes the folder's own entries safe on the disk, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _filled(folder: Path, content: Content) -> Iterator[Path]:
    """A file with the content beside its future place; removed at the end unless it was moved there."""
    try:
        handle, name = tempfile.mkstemp(prefix=".orderfeeds-", suffix=".tmp", dir=folder)
    except OSError as fault:
        # The name that is told is one that a person knows.
        raise OSError(fault.errno, fault.strerror, os.fspath(folder)) from None
    filled = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
            file.flush()
            os.fsync(file.fileno())
        yield filled
    finally:
        filled.unlink(missing_ok=True)
