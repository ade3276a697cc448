"""A call that reads files: its options, and its first file, which is read while the libraries that judge it load.

Loads neither pandas nor SQLAlchemy, so that the child process that reads starts first.
"""

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.cli.lazy_body import run
from feeds.cli.options import Store, now
from feeds.cli.profile import chosen
from feeds.cli.progress import Shown, showing
from feeds.file_stamp import Signature, signature
from feeds.profiles import Profile
from feeds.reading import child_process
from feeds.reading.options import Directions, Limits


@dataclass(frozen=True)
class Call:
    """How the files of a call are read and judged; a field that is left out is as without the option.

    ``reading``: the options that a profile may have, by the fields of Profile; ``terms``: those that differ from the
    merchant's; ``as_of``: None for the time at which the files are judged.
    """

    store: Store
    reading: Mapping[str, Any] = field(default_factory=dict)
    profile: str | None = None
    limits: Sequence[tuple[str, int]] = ()
    terms: Mapping[str, int | None] = field(default_factory=dict)
    strict: bool = False
    refuse: Sequence[str] = ()
    again: bool = False
    edit: bool = False
    as_of: int | None = None
    by: str = ""

    def directions(self) -> Directions:
        """How the files are read: options take precedence over the profile, which raises Refusal if there is none."""
        said = Profile(**self.reading).over(chosen(self.profile) if self.profile else Profile())
        return Directions(
            said.kind,
            said.encoding,
            said.region,
            said.map,
            said.sets_on(now() if self.as_of is None else self.as_of),
            said.sheet,
            said.ignore,
            said.conditions(),
            said.trust,
            said.strict_tracking,
            Limits(**dict(self.limits)),
        )


@dataclass(frozen=True)
class Begun:
    """The files of a call, the first of which is being read; ``seen``: their signatures before that."""

    call: Call
    files: Sequence[Path]
    shown: Shown
    seen: Mapping[Path, Signature | None]
    directions: Directions
    first: Future[Any]


@contextmanager
def begun(call: Call, files: Sequence[Path], shown: Shown) -> Iterator[Begun]:
    """Begins to read the first of ``files`` in the child process; the block does the rest."""
    seen = {path: signature(path) for path in files}
    # Arrow's own allocator keeps what was freed; pyarrow asks for it when it is loaded.
    for name, allocator in child_process.ALLOCATOR.items():
        os.environ.setdefault(name, allocator)
    child_process.prepare()
    from feeds.reading.files import read_grids  # noqa: PLC0415 - loads pyarrow, while the child starts

    directions = call.directions()
    with ThreadPoolExecutor(1) as pool:
        yield Begun(call, files, shown, seen, directions, pool.submit(read_grids, files[0], directions))


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Turns off Python's search for reference cycles: frames and cells have none, and it takes longer than judging."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def upload(
    files: Sequence[Path], reports: Path | None, no_corrections: bool, plan: str | None, as_json: bool, **given: Any
) -> int:
    """Begins ``orderfeeds upload``; returns its exit code."""
    with (
        no_garbage_collection(),
        showing(files, keeps=True) as shown,
        begun(Call(**given), files, shown) as first,
    ):
        more = {"reports": reports, "corrected": not no_corrections, "plan": plan, "as_json": as_json}
        return run("feeds.cli.upload:run", begun=first, **more)


def check(files: Sequence[Path], as_json: bool, **given: Any) -> int:
    """Begins ``orderfeeds check``; returns its exit code."""
    with no_garbage_collection(), showing(files, keeps=False) as shown, begun(Call(**given), files, shown) as first:
        return run("feeds.cli.check:run", begun=first, as_json=as_json)
