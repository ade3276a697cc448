"""One process at a time at a drop folder; one that is killed leaves it free."""

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
    """Another process has the folder; the text says which."""


@dataclass(frozen=True)
class Lock:
    """The lock as it is held: ``before`` is what its last holder wrote of itself."""

    path: Path
    handle: int
    before: dict[str, Any]

    def is_held(self) -> bool:
        """False where the lock file was deleted, or the folder was mounted anew: then another may have the folder."""
        try:
            return os.path.samestat(os.fstat(self.handle), self.path.stat())
        except FileNotFoundError:
            return False

    def write(self, told: dict[str, Any]) -> None:
        """Tells whoever comes by of the holder."""
        content = json.dumps(told).encode()
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, content, 0) if hasattr(os, "pwrite") else os.write(self.handle, content)


@contextmanager
def held(folder: Path) -> Iterator[Lock]:
    """Holds the folder, or raises HeldError at once; leaves a hidden file there. Raises OSError where it cannot."""
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
        # Closing gives the lock back.
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
