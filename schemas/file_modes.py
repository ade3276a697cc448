"""The modes of the files and folders that are written: private, unless the command is asked to share them.

Buyers' names and addresses are in these files, so nobody but their owner may read them by default.
"""

import os
from contextlib import suppress
from pathlib import Path

PRIVATE, UMASK = "private", "umask"
_OWNER_ALONE = 0o600
_mode = _OWNER_ALONE


class ModeError(ValueError):
    """The text names no mode."""


def use(said: str) -> None:
    """Settles the modes for this process: ``private``, ``umask`` (as other programs do), or octal as ``660``.

    Raises ModeError where it is none of these, or the owner could not read and write.
    """
    global _mode  # noqa: PLW0603 - as the umask, it is one for the whole process
    _mode = _read(said.strip().lower())


def _read(said: str) -> int:
    if said == PRIVATE:
        return _OWNER_ALONE
    if said == UMASK:
        # It can be asked for only by setting it.
        os.umask(masked := os.umask(0))
        return 0o666 & ~masked | _OWNER_ALONE
    try:
        mode = int(said, 8)
    except ValueError:
        raise ModeError from None
    if mode & ~0o666 or mode & _OWNER_ALONE != _OWNER_ALONE:
        raise ModeError
    return mode


def of_files() -> int:
    """The mode of a file that is written, as 0o600."""
    return _mode


def of_folders() -> int:
    """The mode of a folder that is made: whoever reads its files may enter it, as 0o700."""
    return _mode | (_mode & 0o444) >> 2


def settle(path: Path) -> None:
    """Gives a file or folder that was just made its mode, whatever the umask, and leaves its setgid bit."""
    if os.name != "posix":
        return
    asked = of_folders() if path.is_dir() else of_files()
    # Another user's lock file is left as it is, and some network drives have no modes.
    with suppress(PermissionError):
        path.chmod(asked | path.stat().st_mode & 0o2000)


def give_group(path: Path, like: Path) -> None:
    """Gives what was just made the group of the folder ``like``, where that is setgid and the system lets us."""
    told = like.stat()
    if os.name != "posix" or not told.st_mode & 0o2000:
        return
    # Its owner may not be in that group.
    with suppress(PermissionError):
        os.chown(path, -1, told.st_gid)
        if path.is_dir():
            path.chmod(path.stat().st_mode & 0o777 | 0o2000)
