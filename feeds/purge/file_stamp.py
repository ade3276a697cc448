"""Tells whether a file is still the one that it was, and reads no other kind of file than a regular one.

Nothing here needs pandas, so that a file can be looked at while the libraries that judge it are still being loaded.
"""

import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path

# Number, size and time of change of a regular file.
Signature = tuple[int, int, int]


def signature(path: Path) -> Signature | None:
    """What tells whether a file was changed or replaced; None where there is no regular file."""
    try:
        return told_by(path.lstat())
    except OSError:
        return None


def told_by(status: os.stat_result) -> Signature | None:
    """The same of a file that was looked at."""
    regular = stat.S_ISREG(status.st_mode)
    return (status.st_ino, status.st_size, status.st_mtime_ns) if regular else None


def opened(path: Path) -> BufferedReader:
    """A regular file, open for reading; never what a link leads to, and never waited for.

    Raises OSError where it cannot be read or is another kind of file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_symlink():
        raise OSError(f"{path} is a link")
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(f"{path} is no regular file")
    return file


def sha256(file: BufferedReader) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.file_digest(file, "sha256").hexdigest()
