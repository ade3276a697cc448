"""Finds which files of an inbox are complete ("at rest"), and which are still being written.

This uses names, sizes and times of change, which every file system provides, also over a network, and whether a program
has the file open for writing, if the system can tell. Times of change are compared only with each other, never with the
clock, since a file server has its own clock.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from feeds.drop_folder.folder import Look, is_open_for_writing
from feeds.drop_folder.names import is_left_alone

# Files at rest wait for files that are still being written, up to this many times the settle time.
PATIENCE = 10
_OPEN = "is still open in the program that writes it, and is not read before it is closed."


@dataclass(frozen=True)
class Seen:
    """The result of a look at an inbox.

    ``go``: True if files are to be applied now. ``batch``: the files to take, in the order of arrival. ``waits``: True
    if other files are not complete yet. ``odd``: entries that are not read, by name, with the reason.
    """

    go: bool
    batch: list[tuple[str, Look]]
    waits: bool
    odd: dict[str, str]


@dataclass
class Inbox:
    """Remembers the files it saw and since when they are unchanged; ``settle`` is in seconds."""

    folder: Path
    settle: float
    _known: dict[str, tuple[Look, float]] = field(default_factory=dict)
    _since: float | None = None

    def look(self, now: float, *, taken: bool = False) -> Seen:
        """Looks at the inbox at ``now``, in seconds of a monotonic clock; raises OSError if the inbox cannot be read.

        ``taken``: files that were taken earlier still have to be applied; they wait as if they were in the inbox.
        """
        looks, odd = _looks(self.folder)
        self._known = {
            name: (look, self._known[name][1] if self._known.get(name, (None,))[0] == look else now)
            for name, look in looks.items()
        }
        at_rest = {name for name, (_, since) in self._known.items() if now - since >= self.settle}
        written = {name for name in at_rest if is_open_for_writing(self.folder / name)}
        ready = [(name, looks[name]) for name in at_rest - written if not is_left_alone(name)]
        moving = len(looks) > len(at_rest - written)
        odd |= {name: _OPEN for name in written if now - self._known[name][1] >= PATIENCE * self.settle}
        if not (ready or taken):
            self._since = None
            return Seen(False, [], moving, odd)
        self._since = now if self._since is None else self._since
        if moving and now - self._since < PATIENCE * self.settle:
            return Seen(False, [], True, odd)
        self._since = None
        return Seen(True, sorted(ready, key=lambda entry: (entry[1].changed, entry[0])), moving, odd)


def _looks(folder: Path) -> tuple[dict[str, Look], dict[str, str]]:
    looks, odd = {}, {}
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                told = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if stat.S_ISREG(told.st_mode):
                looks[entry.name] = Look(told.st_size, told.st_mtime_ns)
            elif not is_left_alone(entry.name):
                odd[entry.name] = f"is {_word(told.st_mode)}, not a file: left alone. Put the file itself there."
    return looks, odd


def _word(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link"
    return "a folder" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
