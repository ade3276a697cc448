"""Which files of an inbox are at rest, and which others are still on their way.

Names, sizes and times of change are asked, which every system of files tells, also over a network; and whether somebody
has the file open to write to it, where the system tells that. Times of change are compared with each other only, never
with a clock: a server has its own.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from feeds.drop_folder.folder import Look, is_open_for_writing
from feeds.drop_folder.names import is_left_alone

# So many times the settle time the files at rest wait for those that came with them and are still being written.
PATIENCE = 10
_OPEN = "is still open in the program that writes it, and is not read before it is closed."


@dataclass(frozen=True)
class Seen:
    """A look at an inbox.

    ``go``: whether files are to be applied now. ``batch``: those to take for it, in the order in which they came.
    ``waits``: whether another look may bring more. ``odd``: what lies there and is not read, by name, with the
    words that say why.
    """

    go: bool
    batch: list[tuple[str, Look]]
    waits: bool
    odd: dict[str, str]


@dataclass
class Inbox:
    """Remembers what it saw, and since when it has been so; ``settle`` in seconds."""

    folder: Path
    settle: float
    _known: dict[str, tuple[Look, float]] = field(default_factory=dict)
    _since: float | None = None

    def look(self, now: float, *, taken: bool = False) -> Seen:
        """Looks at the inbox at ``now``, seconds of a clock that only goes forward; raises OSError where it cannot.

        ``taken``: files that were taken earlier are to be applied yet; they wait as if they lay here.
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
