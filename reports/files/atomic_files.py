"""Puts files in their place: completely or not at all, and safe on the disk before anybody sees them."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from schemas import file_modes

Content = bytes | Callable[[BinaryIO], None]


def put_in_place(path: Path, content: Content) -> None:
    """Writes ``content`` to ``path`` in one step, replacing an existing file; private, unless files are shared.

    ``content`` is the bytes, or a function that writes them to an open file. If that fails, an existing file is
    unchanged and no temporary file remains; raises OSError, or whatever ``content`` raises.
    """
    with in_place(path) as file:
        _fill(file, content)


@contextmanager
def in_place(path: Path) -> Iterator[BinaryIO]:
    """An open file whose content is at ``path`` after the block; if the block raises, nothing is written there."""
    with _fresh(path) as (fresh, file):
        yield file
        _close_safely(file)
        fresh.replace(path)
    sync_folder(path.parent)


def put_where_free(path: Path, content: Content) -> bool:
    """Writes ``content`` to ``path`` unless a different file is there; returns whether ``path`` now has it."""
    with _fresh(path) as (filled, file):
        _fill(file, content)
        _close_safely(file)
        try:
            # Unlike a rename, a link never replaces a file that was created in the meantime.
            os.link(filled, path)
        except FileExistsError:
            return path.read_bytes() == filled.read_bytes()
        except OSError:
            # FAT and some network drives do not support links.
            if path.exists():
                return path.read_bytes() == filled.read_bytes()
            filled.replace(path)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Makes the folder's own entries safe on the disk, if the system supports that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _fresh(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file next to its future place ``path``; deleted at the end unless it was moved there."""
    try:
        handle, name = tempfile.mkstemp(prefix=".orderfeeds-", suffix=".tmp", dir=path.parent)
    except OSError as fault:
        # The error names the file that the person knows, not the temporary one.
        raise OSError(fault.errno, fault.strerror, os.fspath(path)) from None
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file_modes.settle(fresh)
            yield fresh, file
    finally:
        fresh.unlink(missing_ok=True)


def _fill(file: BinaryIO, content: Content) -> None:
    if isinstance(content, bytes):
        file.write(content)
    else:
        content(file)


def _close_safely(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()


if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Takes the lock of ``folder``, waiting for other processes; leaves an empty hidden file there."""
    place = folder / ".orderfeeds-lock"
    handle = os.open(place, os.O_RDWR | os.O_CREAT, file_modes.of_files())
    try:
        file_modes.settle(place)
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        # Closing the file releases the lock.
        os.close(handle)
