"""Moves a file to another folder without taking the place of any, on disks and on folders of the network."""

import errno
import os
from pathlib import Path

# What systems of files say that cannot make a folder safe, or need not.
_NOT_THERE = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES}


def move_where_free(source: Path, place: Path) -> bool:
    """Moves a file; False where another one has the name. The same call again after a crash finishes the move."""
    try:
        # Unlike a rename, a link never takes the place of a file that came in the meantime.
        os.link(source, place, follow_symlinks=False)
    except FileExistsError:
        if not os.path.samestat(source.lstat(), place.lstat()):
            return False
    except OSError as fault:
        if isinstance(fault, FileNotFoundError):
            raise
        # FAT and some network drives have no links, and some systems forbid a link to another's file.
        if os.path.lexists(place):
            return False
        source.rename(place)
        return True
    source.unlink()
    return True


def safe(folder: Path) -> None:
    """Makes the folder's own entries safe on the disk, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in _NOT_THERE:
            raise
    finally:
        os.close(handle)
