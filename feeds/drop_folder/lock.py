"""Locks a drop folder so that only one process works on it; the lock of a killed process is released."""

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import file_modes

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".orderfeeds-watch"


class HeldError(Exception):
    """Another process has locked the folder; the text names it."""


@dataclass(frozen=True)
class Lock:
    """The lock that this process holds; ``before`` is what its last holder wrote about itself."""

    path: Path
    handle: int
    before: dict[str, Any]

    def is_held(self) -> bool:
        """False if the lock file was deleted or the folder remounted: then another process may have the folder."""
        try:
            return os.path.samestat(os.fstat(self.handle), self.path.stat())
        except FileNotFoundError:
            return False

    def write(self, told: dict[str, Any]) -> None:
        """Writes data about the holder into the lock file, for other processes."""
        content = json.dumps(told).encode()
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, content, 0) if hasattr(os, "pwrite") else os.write(self.handle, content)


@contextmanager
def held(folder: Path) -> Iterator[Lock]:
    """Locks the folder with a hidden file that stays there; raises HeldError at once if another process has it.

    Raises OSError if the file cannot be locked.
    """
    path = folder / NAME
    handle = os.open(path, os.O_RDWR | os.O_CREAT, file_modes.of_files())
    try:
        file_modes.settle(path)
        before = _told(path)
        try:
            _lock(handle)
        except OSError as fault:
            if fault.errno not in (errno.EAGAIN, errno.EACCES):
                raise OSError(fault.errno, fault.strerror, os.fspath(path)) from None
            raise HeldError(f"process {before.get('pid', 'unknown')}") from None
        yield Lock(path, handle, _told(path))
    finally:
        # Closing the file releases the lock.
        os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _told(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes() or b"{}")
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
