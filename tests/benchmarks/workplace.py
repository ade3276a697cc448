"""The folder of a run: stores and files are made in it once, and every run begins with a fresh copy."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import Cost, median

AS_OF = "2026-01-31T12:00:00+00:00"
NOW = 1_769_860_800  # AS_OF in seconds since 1970 UTC
ORDERFEEDS = str(Path(sys.executable).parent / "orderfeeds")
_FEWEST = 10


@dataclass(frozen=True)
class Workplace:
    """Where stores and files lie, how many runs a median is of, and what all sizes are divided by."""

    folder: Path
    runs: int = 3
    scale: int = 1

    def size(self, full: int) -> int:
        """A full size, made smaller as the run is."""
        return max(full // self.scale, _FEWEST)

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """The file ``name``, made where it is not there; an unfinished one is never taken for it."""
        place, unfinished = self.folder / name, self.folder / f"unfinished-{name}"
        if not place.exists():
            say(f"making {name}")
            remove(unfinished)
            make(unfinished)
            unfinished.rename(place)
        return place

    def fresh(self, original: Path) -> Path:
        """A new copy of a store, on the disk, so that writing it back does not run beside what is measured."""
        copy = self.folder / "copy.db"
        self.tidy()
        with original.open("rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 24)
            target.flush()
            os.fsync(target.fileno())
        return copy

    def tidy(self) -> None:
        """Deletes the copy of the last run."""
        remove(*self.folder.glob("copy.db*"))

    def cost(self, command: Sequence[str], before: Callable[[], object] = lambda: None) -> Cost:
        """The median cost of a command."""
        return median(command, self.runs, before)

    def upload(self, file: Path, original: Path | None, runs: int = 0) -> Cost:
        """The median cost of uploading a file, with every default, into a fresh copy of a store (None: into none).

        ``runs``: as often as that, not as often as all else.
        """
        say(f"uploading {file.name} into {original.name if original else 'an empty store'}")
        copy = self.folder / "copy.db"

        def before() -> None:
            remove(*(left for left in file.parent.glob(f"{file.stem}.*") if left != file))
            if original:
                self.fresh(original)
            else:
                self.tidy()

        command = [ORDERFEEDS, "upload", str(file), "--as-of", AS_OF, "--db", str(copy)]
        # 1: some records were refused, as they should be.
        return median(command, runs or self.runs, before, codes=(0, 1))


def remove(*paths: Path) -> None:
    """Deletes the files that are there."""
    for path in paths:
        path.unlink(missing_ok=True)


def say(text: str) -> None:
    """What goes on, for who waits."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
