"""Packing slips put in their place: one PDF, or several of at most so many slips."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from reports.placing import put_in_place
from reports.slips.contents import Slip
from reports.slips.pages import Look, pdf

# Setting a slip takes up to a megabyte of memory, which only the end of the process gives back.
MOST = 1000


class WrittenFile(NamedTuple):
    """A file, and the order-ids of its slips."""

    path: Path
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class WrittenSlips:
    """The files, and how often each character stands in them that no font has."""

    files: tuple[WrittenFile, ...]
    missing: dict[str, int]


def write(slips: Sequence[Slip], look: Look, path: Path, most: int = MOST) -> WrittenSlips:
    """Writes the slips to ``path``; more than ``most`` to files of as many, as ``slips-1.pdf``; mode 0600.

    Each file stands there whole or not at all. Raises OSError where a file cannot be written.
    """
    parts = [slips[at : at + most] for at in range(0, len(slips), most)] or [slips]
    places = [path] if len(parts) == 1 else [path.with_stem(f"{path.stem}-{part}") for part in range(1, len(parts) + 1)]
    missing: Counter[str] = Counter()
    for place, (content, without_font) in zip(places, _made(parts, look), strict=True):
        put_in_place(place, content)
        missing.update(without_font)
    files = [
        WrittenFile(place, tuple(slip["order"] for slip in part)) for place, part in zip(places, parts, strict=True)
    ]
    return WrittenSlips(tuple(files), dict(missing))


def _made(parts: Sequence[Sequence[Slip]], look: Look) -> Iterator[tuple[bytes, dict[str, int]]]:
    if len(parts) == 1:
        yield pdf(parts[0], look)
        return
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=apart, max_tasks_per_child=1) as pool:
        yield from pool.map(partial(pdf, look=look), parts)
