"""The modes of the files and folders that we write: private, unless the command is asked to share them.

The files contain buyers' names and addresses, so by default only their owner may read them.
"""

import os
from contextlib import suppress
from pathlib import Path

PRIVATE, UMASK = "private", "umask"
_OWNER_ALONE = 0o600
_mode = _OWNER_ALONE


class ModeError(ValueError):
    """The text is not a mode."""


def use(said: str) -> None:
    """Sets the mode for this process: ``private``, ``umask`` (as other programs do), or octal as ``660``.

    Raises ModeError if the text is none of these, or the mode would keep the owner from reading and writing.
    """
    global _mode  # noqa: PLW0603 - as the umask, it is one for the whole process
    _mode = _read(said.strip().lower())


def _read(said: str) -> int:
    if said == PRIVATE:
        return _OWNER_ALONE
    if said == UMASK:
        # The umask can be read only by setting it.
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
    """The mode of a new file, as 0o600."""
    return _mode


def of_folders() -> int:
    """The mode of a new folder, as 0o700: everyone who may read its files may enter it."""
    return _mode | (_mode & 0o444) >> 2


def settle(path: Path) -> None:
    """Sets the mode of a file or folder that was just made, whatever the umask, and keeps its setgid bit."""
    if os.name != "posix":
        return
    asked = of_folders() if path.is_dir() else of_files()
    # Another user's lock file stays as it is, and some network drives have no modes.
    with suppress(PermissionError):
        path.chmod(asked | path.stat().st_mode & 0o2000)


def give_group(path: Path, like: Path) -> None:
    """Gives a new file or folder the group of the folder ``like`` if that is setgid and the system allows it."""
    told = like.stat()
    if os.name != "posix" or not told.st_mode & 0o2000:
        return
    # The owner may not be a member of that group.
    with suppress(PermissionError):
        os.chown(path, -1, told.st_gid)
        if path.is_dir():
            path.chmod(path.stat().st_mode & 0o777 | 0o2000)
