"""One process at a time in a folder, for as long as it takes; a killed process gives up its turn."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas import file_modes

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Waits until no other process has its turn in ``folder``, then has it; leaves an empty hidden file there."""
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
        # Closing gives the lock back.
        os.close(handle)
