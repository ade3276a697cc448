"""The folders of a drop folder, and how a file moves through them without getting lost or overwriting another.

``inbox/NAME`` is moved to ``work/TOKEN/NAME``. Its report and corrections are written to ``work/TOKEN.new``, which
is renamed to ``work/TOKEN.out`` when they are complete. From there everything is moved to ``done``, ``partly`` or
``failed``, the file itself last. Each step is one rename, so the next process after a crash sees from the names alone
what is left to do.
"""

import errno
import os
import re
import shutil
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from uuid import uuid4

from feeds.drop_folder.names import STEM, TOLD, Names
from schemas import file_modes

# The errors of file systems that cannot sync a folder to disk, or need not.
_NOT_THERE = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES}


def _move_where_free(source: Path, place: Path) -> bool:
    """Moves a file; False if another file has the name. Calling it again after a crash finishes the move."""
    try:
        # Unlike a rename, a link never replaces a file that was created in the meantime.
        os.link(source, place, follow_symlinks=False)
    except FileExistsError:
        if not os.path.samestat(source.lstat(), place.lstat()):
            return False
    except OSError as fault:
        if isinstance(fault, FileNotFoundError):
            raise
        # FAT and some network drives have no links, and some systems forbid a link to another user's file.
        if os.path.lexists(place):
            return False
        source.rename(place)
        return True
    source.unlink()
    return True


def safe(folder: Path) -> None:
    """Syncs the entries of a folder to disk, if the system can do that."""
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


if sys.platform == "linux":
    import fcntl
if sys.platform != "win32":
    import pwd


def is_open_for_writing(path: Path) -> bool:
    """True if a program has the file open for writing; False also if the system cannot tell, as over a network.

    Linux grants a read lease only on a file that nobody has open for writing (fcntl(2), "Leases"), and only to the
    file's owner and to root.
    """
    if sys.platform != "linux":
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # If another process opens the file at this moment, a signal comes; the default one would end this process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as fault:
        return fault.errno == errno.EAGAIN
    finally:
        # Closing the file releases the lease.
        os.close(handle)
    return False


def owner(path: Path) -> str:
    """The login name of a file's owner; empty if the system does not know it."""
    if sys.platform == "win32":
        return ""
    try:
        return pwd.getpwuid(path.lstat().st_uid).pw_name
    except (OSError, KeyError):
        return ""


_TOKEN = re.compile("[0-9a-f]{32}")
# These folders are private because the files contain buyers' names and addresses.
_PRIVATE = 0o700
_PLACES = {"applied": "done", "applied in part": "partly"}


@dataclass(frozen=True)
class Look:
    """The state of a file: its size in bytes, and the time of its last change in nanoseconds by its system's clock."""

    size: int
    changed: int

    @classmethod
    def at(cls, path: Path) -> "Look | None":
        """The current state of the file at ``path``; None if there is no regular file. A link is not one."""
        try:
            told = path.lstat()
        except FileNotFoundError:
            return None
        return cls(told.st_size, told.st_mtime_ns) if stat.S_ISREG(told.st_mode) else None


@dataclass(frozen=True)
class Taken:
    """A file that was taken out of the inbox; ``look``: its state at that time."""

    token: str
    path: Path
    look: Look | None

    @property
    def fresh(self) -> Path:
        """The folder where the report and corrections of the file are being written."""
        return self.path.parent.with_name(f"{self.token}.new")

    @property
    def out(self) -> Path:
        """The folder with the report and corrections of the file once they are complete."""
        return self.path.parent.with_name(f"{self.token}.out")

    @property
    def written(self) -> list[Path]:
        """The paths of the file and of its reports and corrections as they are written, in the order of Names.all."""
        return [self.path, *(self.fresh / f"{STEM}{ending}" for ending in TOLD)]

    def changed(self) -> bool:
        """True if the file is gone, has changed since it was taken, or is open for writing."""
        return self.look is None or Look.at(self.path) != self.look or is_open_for_writing(self.path)


@dataclass(frozen=True)
class DropFolder:
    """A folder with ``inbox``, ``work``, ``done``, ``partly`` and ``failed`` in it."""

    root: Path

    @property
    def inbox(self) -> Path:
        """The folder into which users put files."""
        return self.root / "inbox"

    @property
    def work(self) -> Path:
        """The folder for files while they are being applied."""
        return self.root / "work"

    @property
    def heartbeat(self) -> Path:
        """The file that records when the inbox was last checked."""
        return self.root / "heartbeat"

    def place(self, state: str) -> Path:
        """The folder for a file by the state of its upload: all, some or none of its records were applied."""
        return self.root / _PLACES.get(state, "failed")

    def prepare(self) -> None:
        """Creates missing folders and deletes unfinished files; raises OSError if a folder cannot be created."""
        for folder in (self.inbox, self.work, *(self.root / name for name in ("done", "partly", "failed"))):
            if not folder.is_dir():
                folder.mkdir(mode=_PRIVATE)
                file_modes.settle(folder)
                file_modes.give_group(folder, self.inbox)
        # Files that a killed process had started to write.
        for begun in self.root.glob(".orderfeeds-*.tmp"):
            begun.unlink()

    def take(self, name: str, look: Look) -> Taken | None:
        """Takes a file out of the inbox; None if it is gone, or if its state is no longer ``look``.

        Raises OSError if it cannot be moved; then it stays in the inbox.
        """
        taken = Taken(token := uuid4().hex, self.work / token / name, look)
        taken.path.parent.mkdir(mode=_PRIVATE)
        try:
            (self.inbox / name).rename(taken.path)
        except OSError as fault:
            taken.path.parent.rmdir()
            if isinstance(fault, FileNotFoundError):
                return None
            raise
        # Synced before anything is applied: otherwise the file could be in the inbox again after a power failure.
        for folder in (taken.path.parent, self.work, self.inbox):
            safe(folder)
        if taken.changed():
            self.give_back(taken)
            return None
        return taken

    def give_back(self, taken: Taken) -> Path:
        """Puts a file that was not applied back into the inbox; returns its path there."""
        # The new folder name shows the next process after a crash that the file must not be applied from here.
        taken.path.parent.rename(back := taken.path.parent.with_name(f"{taken.token}.back"))
        return self._give_back(back / taken.path.name)

    def _give_back(self, path: Path) -> Path:
        names = Names.of(path.name)
        tags = chain([""], (f".{number}" for number in count(2)))
        place = next(place for tag in tags if _move_where_free(path, place := self.inbox / names.file(tag)))
        path.parent.rmdir()
        return place

    def unfinished(self) -> list[Taken]:
        """The files that were taken from the inbox but have not reached their final folder, in the order of arrival.

        Deletes leftover folders of files that have.
        """
        tokens = sorted({name for path in self.work.iterdir() if _TOKEN.fullmatch(name := path.name.partition(".")[0])})
        held = [taken for token in tokens if (taken := self._held(token))]
        return sorted(held, key=lambda taken: (taken.look.changed if taken.look else 0, taken.path.name))

    def _held(self, token: str) -> Taken | None:
        folder, back = self.work / token, self.work / f"{token}.back"
        if back.is_dir():
            for path in back.iterdir():
                self._give_back(path)
        files = list(folder.iterdir()) if folder.is_dir() else []
        if files:
            return Taken(token, files[0], Look.at(files[0]))
        self.forget(token)
        return None

    def forget(self, token: str) -> None:
        """Deletes the work folders of a file that has reached its final folder."""
        for name in (f"{token}.new", f"{token}.out", f"{token}.back", token):
            with suppress(FileNotFoundError):
                shutil.rmtree(self.work / name)

    def free_tag(self, place: Path, name: str, upload_no: int) -> str:
        """The first tag with which the file, its reports and its corrections have free names in ``place``."""
        names = Names.of(name)
        for tag in _tags(upload_no):
            all_of_it = names.all(tag)
            if len(set(all_of_it)) == len(all_of_it) and not any(os.path.lexists(place / one) for one in all_of_it):
                return tag
        raise AssertionError("tags never end")

    def put(self, taken: Taken, place: Path, tag: str) -> bool:
        """Moves a file's reports and corrections, then the file, to ``place``; False if one of the names is taken.

        Can be called again after a crash or an error. Raises OSError if something cannot be moved.
        """
        names = Names.of(taken.path.name)
        for told in sorted(taken.out.iterdir()):
            file_modes.give_group(told, self.inbox)
            if not _move_where_free(told, place / names.told(told.name, tag)):
                return False
        if not _move_where_free(taken.path, place / names.file(tag)):
            return False
        safe(place)
        return True


def _tags(upload_no: int) -> Iterator[str]:
    yield from ("", f".{upload_no}")
    yield from (f".{upload_no}-{number}" for number in count(2))
