"""What a command costs: wall-clock and processor seconds, and the memory of all its processes at one time.

Linux alone: memory is read from /proc, and processes that outlive the command are waited for, so that their processor
time counts too.
"""

import ctypes
import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.05
_SAMPLES_A_LOOK = 4  # new processes are looked for in every fourth sample: that reads the whole of /proc
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
_PROC = Path("/proc")
MEMORY_TEXT = (
    "Memory is that of all processes of a command at one time, sampled every 50 ms: `memory` is what is theirs alone "
    "(RssAnon and RssShmem), `with files` adds mapped files (RssFile: libraries, once a process, and the pages of a "
    "memory-mapped order table, which are the system's page cache and can be taken back at any time)."
)


@dataclass(frozen=True)
class Cost:
    """What a command took: wall-clock and processor seconds; peak memory in MB, without and with mapped files."""

    seconds: float
    cpu: float
    memory: float
    with_files: float


def one_after_the_other(costs: Sequence[Cost]) -> Cost:
    """What commands cost of which each begins when the one before has ended."""
    seconds, cpu, memory, with_files = zip(*map(astuple, costs), strict=True)
    return Cost(sum(seconds), sum(cpu), max(memory), max(with_files))


def run(command: Sequence[str], codes: Sequence[int] = (0,)) -> Cost:
    """Runs a command to its end, its output thrown away; raises RuntimeError for another exit code than ``codes``."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], list(command), os.environ, file_actions=silent)
    watch = _Watch(child)
    watch.start()
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    watch.end()
    if os.waitstatus_to_exitcode(status) not in codes:
        raise RuntimeError(f"{' '.join(command)[:200]} ended with {os.waitstatus_to_exitcode(status)}")
    cpu = usage.ru_utime + usage.ru_stime + _cpu_of_survivors()
    return Cost(seconds, cpu, watch.memory / 1024, watch.with_files / 1024)


def median(command: Sequence[str], runs: int, before: Callable[[], object], codes: Sequence[int] = (0,)) -> Cost:
    """The median of each figure over ``runs`` runs; ``before`` is called, unmeasured, before each."""
    costs = []
    for _ in range(runs):
        before()
        costs.append(run(command, codes))
    return Cost(*(statistics.median(figures) for figures in zip(*map(astuple, costs), strict=True)))


def _cpu_of_survivors() -> float:
    """The processor seconds of processes that the command left behind, which are ours now; waits for their end."""
    spent = 0.0
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return spent
        spent += usage.ru_utime + usage.ru_stime


class _Watch(threading.Thread):
    """Samples the memory of a process and of its descendants, in kB."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._first, self._over = process, threading.Event()
        self.memory, self.with_files = 0, 0

    def run(self) -> None:
        count, family = 0, {self._first}
        while True:
            if count % _SAMPLES_A_LOOK == 0:
                family = _family(self._first)
            held = [_kilobytes(process) for process in family]
            own = sum(figures.get("RssAnon", 0) + figures.get("RssShmem", 0) for figures in held)
            files = sum(figures.get("RssFile", 0) for figures in held)
            self.memory, self.with_files = max(self.memory, own), max(self.with_files, own + files)
            count += 1
            if self._over.wait(_SAMPLE_SECONDS):
                return

    def end(self) -> None:
        self._over.set()
        self.join()


def _family(first: int) -> set[int]:
    parents = {int(entry.name): _parent(entry) for entry in _PROC.iterdir() if entry.name.isdigit()}
    family, grown = {first}, True
    while grown:
        children = {process for process, parent in parents.items() if parent in family} - family
        family |= children
        grown = bool(children)
    return family


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _kilobytes(process: int) -> dict[str, int]:
    """The resident memory of a process by kind; empty where it has ended."""
    try:
        lines = (_PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith("Rss")}
