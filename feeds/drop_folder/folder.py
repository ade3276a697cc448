"""The folders of a drop folder, and how a file goes through them: never lost, never over another.

``inbox/NAME`` is taken to ``work/TOKEN/NAME``. What is told of it is written to ``work/TOKEN.new``, which becomes
``work/TOKEN.out`` when it is whole. From there all of it is moved to ``done``, ``partly`` or ``failed``, the
file itself last. Each step is one rename, so that whoever comes after a crash sees from the names alone what is left
to do.
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


if sys.platform == "linux":
    import fcntl
if sys.platform != "win32":
    import pwd


def is_open_for_writing(path: Path) -> bool:
    """True where somebody writes to the file; False also where the system does not tell, as over a network.

    Linux gives a lease for reading only of a file that nobody has open to write to it (fcntl(2), "Leases"), to the
    file's owner and to root.
    """
    if sys.platform != "linux":
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # Who opens the file in this moment is told by a signal, and the usual one would end the process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as fault:
        return fault.errno == errno.EAGAIN
    finally:
        # Closing gives the lease back.
        os.close(handle)
    return False


def owner(path: Path) -> str:
    """The login of a file's owner; empty where the system does not know it."""
    if sys.platform == "win32":
        return ""
    try:
        return pwd.getpwuid(path.lstat().st_uid).pw_name
    except (OSError, KeyError):
        return ""


_TOKEN = re.compile("[0-9a-f]{32}")
# Buyers' names and addresses are in these files.
_PRIVATE = 0o700
_PLACES = {"applied": "done", "applied in part": "partly"}


@dataclass(frozen=True)
class Look:
    """What a look at a file told of it: bytes and the time of its last change, in nanoseconds as its system has it."""

    size: int
    changed: int

    @classmethod
    def at(cls, path: Path) -> "Look | None":
        """A look at ``path`` now; None where no plain file is. A link is none."""
        try:
            told = path.lstat()
        except FileNotFoundError:
            return None
        return cls(told.st_size, told.st_mtime_ns) if stat.S_ISREG(told.st_mode) else None


@dataclass(frozen=True)
class Taken:
    """A file that was taken out of the inbox; ``look``: as it was then."""

    token: str
    path: Path
    look: Look | None

    @property
    def fresh(self) -> Path:
        """Where what is told of the file is being written."""
        return self.path.parent.with_name(f"{self.token}.new")

    @property
    def out(self) -> Path:
        """Where all that is told of the file lies, once it is whole."""
        return self.path.parent.with_name(f"{self.token}.out")

    @property
    def written(self) -> list[Path]:
        """The file, and what is told of it while that is being written, in the order of Names.all."""
        return [self.path, *(self.fresh / f"{STEM}{ending}" for ending in TOLD)]

    def changed(self) -> bool:
        """Whether somebody has written to the file since it was taken, or is about to, or it is gone."""
        return self.look is None or Look.at(self.path) != self.look or is_open_for_writing(self.path)


@dataclass(frozen=True)
class DropFolder:
    """A folder with ``inbox``, ``work``, ``done``, ``partly`` and ``failed`` in it."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where files are put."""
        return self.root / "inbox"

    @property
    def work(self) -> Path:
        """Where files lie while they are being applied."""
        return self.root / "work"

    @property
    def heartbeat(self) -> Path:
        """The file that tells when the folder was last looked at."""
        return self.root / "heartbeat"

    def place(self, state: str) -> Path:
        """Where a file goes, by the state of its upload: whether all, some or none of its records were applied."""
        return self.root / _PLACES.get(state, "failed")

    def prepare(self) -> None:
        """Makes the folders that are missing; raises OSError where they cannot be made."""
        for folder in (self.inbox, self.work, *(self.root / name for name in ("done", "partly", "failed"))):
            if not folder.is_dir():
                folder.mkdir(mode=_PRIVATE)
                file_modes.settle(folder)
                file_modes.give_group(folder, self.inbox)
        # What a process that was killed had begun to write.
        for begun in self.root.glob(".orderfeeds-*.tmp"):
            begun.unlink()

    def take(self, name: str, look: Look) -> Taken | None:
        """Takes a file out of the inbox; None where it is gone, or no longer what it was at that look.

        Raises OSError where it cannot be moved; then it lies where it lay.
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
        # On the disk before anything of it is applied: else the inbox could have it again after a power failure.
        for folder in (taken.path.parent, self.work, self.inbox):
            safe(folder)
        if taken.changed():
            self.give_back(taken)
            return None
        return taken

    def give_back(self, taken: Taken) -> Path:
        """Puts a file back into the inbox, of which nothing was applied; its path there."""
        # Whoever comes after a crash must know that it is not to be applied from here.
        taken.path.parent.rename(back := taken.path.parent.with_name(f"{taken.token}.back"))
        return self._give_back(back / taken.path.name)

    def _give_back(self, path: Path) -> Path:
        names = Names.of(path.name)
        tags = chain([""], (f".{number}" for number in count(2)))
        place = next(place for tag in tags if move_where_free(path, place := self.inbox / names.file(tag)))
        path.parent.rmdir()
        return place

    def unfinished(self) -> list[Taken]:
        """The files that were taken out of the inbox and are not in their place yet, in the order in which they came.

        Clears what is left of those that are.
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
        """Clears the folders of a file that is in its place."""
        for name in (f"{token}.new", f"{token}.out", f"{token}.back", token):
            with suppress(FileNotFoundError):
                shutil.rmtree(self.work / name)

    def free_tag(self, place: Path, name: str, upload_no: int) -> str:
        """The first tag with which nothing that comes with the file meets another name in ``place``."""
        names = Names.of(name)
        for tag in _tags(upload_no):
            all_of_it = names.all(tag)
            if len(set(all_of_it)) == len(all_of_it) and not any(os.path.lexists(place / one) for one in all_of_it):
                return tag
        raise AssertionError("tags never end")

    def put(self, taken: Taken, place: Path, tag: str) -> bool:
        """Moves what is told of a file, then the file, to ``place``; False where another came under one of its names.

        Can be called again after a crash or a fault. Raises OSError where it cannot be moved.
        """
        names = Names.of(taken.path.name)
        for told in sorted(taken.out.iterdir()):
            file_modes.give_group(told, self.inbox)
            if not move_where_free(told, place / names.told(told.name, tag)):
                return False
        if not move_where_free(taken.path, place / names.file(tag)):
            return False
        safe(place)
        return True


def _tags(upload_no: int) -> Iterator[str]:
    yield from ("", f".{upload_no}")
    yield from (f".{upload_no}-{number}" for number in count(2))
