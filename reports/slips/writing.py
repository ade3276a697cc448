"""Writes packing slips to one PDF, or to several with a limited number of slips each."""

import errno
import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from reports.files.atomic_files import put_where_free
from reports.slips.contents import Slip
from reports.slips.pages import Look, pdf

# A slip takes up to a megabyte of memory, which is freed only when the process ends.
MOST = 1000


class WrittenFile(NamedTuple):
    """A file, and the order-ids of its slips."""

    path: Path
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class WrittenSlips:
    """The files, and how often they contain each character that no font has."""

    files: tuple[WrittenFile, ...]
    missing: dict[str, int]


def write(slips: Sequence[Slip], look: Look, path: Path, most: int = MOST) -> WrittenSlips:
    """Writes the slips to ``path``, or to several files of up to ``most`` slips each, as ``slips-1.pdf``; mode 0600.

    Each file appears completely or not at all, and no existing file is replaced: raises FileExistsError if one exists,
    and OSError if one cannot be written. Without slips no file is written.
    """
    parts = [slips[at : at + most] for at in range(0, len(slips), most)]
    missing: Counter[str] = Counter()
    files = []
    wanted = places(path, len(slips), most)
    for place in wanted:
        _refuse_taken(place)
    for place, part, (content, without_font) in zip(wanted, parts, _made(parts, look), strict=True):
        if not put_where_free(place, content):
            _refuse_taken(place)
        files.append(WrittenFile(place, tuple(slip["order"] for slip in part)))
        missing.update(without_font)
    return WrittenSlips(tuple(files), dict(missing))


def places(path: Path, count: int, most: int = MOST) -> list[Path]:
    """The files for ``count`` slips: ``path`` itself, or numbered files next to it."""
    files = -(-count // most)
    return [path] * files if files < 2 else [path.with_stem(f"{path.stem}-{part}") for part in range(1, files + 1)]


def _refuse_taken(place: Path) -> None:
    if place.exists():
        raise FileExistsError(errno.EEXIST, "is there already and was left as it is", str(place))


def _made(parts: Sequence[Sequence[Slip]], look: Look) -> Iterator[tuple[bytes, dict[str, int]]]:
    if len(parts) < 2:
        yield from (pdf(part, look) for part in parts)
        return
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=apart, max_tasks_per_child=1) as pool:
        yield from pool.map(partial(pdf, look=look), parts)
