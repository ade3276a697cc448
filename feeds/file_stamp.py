"""Checks whether a file is unchanged since it was last examined; opens regular files only.

Nothing here needs pandas, so that a file can be examined while the libraries that judge it are still loading.
"""

import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path

# Inode number, size and modification time (ns) of a regular file.
Signature = tuple[int, int, int]


def signature(path: Path) -> Signature | None:
    """The path's signature, which differs once the file is changed or replaced; None if it is no regular file."""
    try:
        return told_by(path.lstat())
    except OSError:
        return None


def told_by(status: os.stat_result) -> Signature | None:
    """The signature from a file's status; None if it is no regular file."""
    regular = stat.S_ISREG(status.st_mode)
    return (status.st_ino, status.st_size, status.st_mtime_ns) if regular else None


def opened(path: Path) -> BufferedReader:
    """Opens a regular file for reading, without following links and without waiting.

    Raises OSError if it cannot be read or is another kind of file.
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
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.file_digest(file, "sha256").hexdigest()
