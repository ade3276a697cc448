"""One process of the fuzz: reads input after input within limits of its own, and tells what became of each."""

import os
import random
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from feeds.reading.grid import FileRefusedError, unpack
from feeds.reading.opening import grids
from feeds.reading.options import Limits
from feeds.upload import ready
from feeds.uploaded_file import read_file
from tests.fuzz.changes import made_input
from tests.fuzz.seeds import Seed

SLOW_SECONDS, MEMORY_MB, WHOLE_PATH = 5, 1500, 10


@dataclass(frozen=True)
class Found:
    """What became of an input: ``read``, ``refused`` (with the code), or a fault with its words."""

    number: int
    outcome: str
    words: str = ""
    seconds: float = 0.0


def input_of(seeds: list[Seed], seed: int, number: int) -> tuple[Seed, bytes]:
    """The input with a number: the same on every day."""
    chance = random.Random(f"{seed} {number}")
    chosen = chance.choice(seeds)
    return chosen, made_input(chosen, chance)


def work(seeds: list[Seed], seed: int, numbers: range, folder: Path, told: Connection) -> None:
    """Reads the inputs of these numbers; before each it tells the number, so that a death has a name."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_MB * 1_000_000,) * 2)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    path = folder / f"input-{os.getpid()}"
    for number in numbers:
        told.send(number)
        # One that never ends is ended here, as the limited child is by its parent.
        signal.alarm(4 * SLOW_SECONDS)
        told.send(_tried(seeds, seed, number, path))
    signal.alarm(0)
    told.send(None)


def _tried(seeds: list[Seed], seed: int, number: int, path: Path) -> Found:
    _, content = input_of(seeds, seed, number)
    path.write_bytes(content)
    start = time.perf_counter()
    try:
        outcome = read(path, whole=number % WHOLE_PATH == 0)
        words = ""
    except MemoryError:
        outcome, words = "memory", ""
    except BaseException as fault:
        outcome, words = "fault", f"{type(fault).__name__}: {fault} | {_place(fault)}"
    return Found(number, outcome, words[:400], time.perf_counter() - start)


def read(path: Path, *, whole: bool) -> str:
    """Reads a file as the limited child does; ``whole``: then finds its headings and checks its cells too."""
    arguments = {"path": os.fsdecode(path), "encoding": None, "region": None, "ahead": True}
    answer, payloads = grids(arguments, Limits(), lambda _seconds, _megabytes: None)
    if "refused" in answer:
        return f"refused {answer['code']}"
    found = unpack(answer, payloads)
    if not whole:
        return "read"
    try:
        file = read_file(path, None, lambda _path, _directions: found)
    except FileRefusedError:
        return "refused"
    if file.fatal:
        return f"refused {file.fatal.code}"
    ready(file)
    return "read and checked"


def _place(fault: BaseException) -> str:
    frames = traceback.extract_tb(fault.__traceback__)[-3:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))


def spread(inputs: int, first: int, size: int = 500) -> Iterator[range]:
    """The numbers of inputs, in pieces."""
    yield from (range(start, min(start + size, first + inputs)) for start in range(first, first + inputs, size))
