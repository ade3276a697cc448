"""``python -m tests.fuzz --inputs N --seed S``: the fuzz, whose counts go to tests/fuzz/RESULTS.md with ``--keep``."""

import argparse
import multiprocessing
import multiprocessing.connection
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.seeds import Seed, seeds
from tests.fuzz.worker import SLOW_SECONDS, Found, input_of, spread, work

RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass
class Tally:
    """Outcomes by kind, and the inputs to look at again."""

    outcomes: Counter[str] = field(default_factory=Counter)
    odd: list[Found] = field(default_factory=list)

    def add(self, found: Found) -> None:
        self.outcomes[found.outcome] += 1
        if found.words or found.outcome.startswith("died") or found.seconds > SLOW_SECONDS:
            self.odd.append(found)


@dataclass
class Worker:
    """A process, the pipe on which it tells, and what it has still to do."""

    numbers: range
    process: multiprocessing.process.BaseProcess
    pipe: multiprocessing.connection.Connection
    at: int = -1


def fuzz(kinds: list[Seed], inputs: int, seed: int, first: int, processes: int, folder: Path) -> Tally:
    """Reads ``inputs`` inputs in a few processes; one that dies is told and begun again behind its input."""
    tally, left = Tally(), list(spread(inputs, first))[::-1]
    workers: list[Worker] = []
    while left or workers:
        while left and len(workers) < processes:
            workers.append(_begun(kinds, seed, left.pop(), folder))
        ready = multiprocessing.connection.wait([worker.pipe for worker in workers])
        for worker in [worker for worker in workers if worker.pipe in ready]:
            if not _heard(worker, tally):
                workers.remove(worker)
                worker.process.join()
                rest = range(worker.at + 1, worker.numbers.stop)
                if rest:
                    left.append(rest)
    return tally


def _begun(kinds: list[Seed], seed: int, numbers: range, folder: Path) -> Worker:
    forked = multiprocessing.get_context("fork")
    ours, theirs = forked.Pipe(duplex=False)
    process = forked.Process(target=work, args=(kinds, seed, numbers, folder, theirs))
    process.start()
    theirs.close()
    return Worker(numbers, process, ours)


def _heard(worker: Worker, tally: Tally) -> bool:
    """Takes what a worker tells; False once it has ended."""
    try:
        told = worker.pipe.recv()
    except EOFError:
        worker.process.join()
        tally.add(Found(worker.at, f"died of {-(worker.process.exitcode or 0)}"))
        return False
    if told is None:
        worker.at = worker.numbers.stop
        return False
    if isinstance(told, Found):
        tally.add(told)
    else:
        worker.at = told
    return True


def told(tally: Tally, kinds: list[Seed], seed: int, seconds: float) -> str:
    """The results as Markdown."""
    total = sum(tally.outcomes.values())
    head = f"{total:,} inputs from {len(kinds)} files of the zoo, seed {seed}, {seconds:,.0f} seconds.\n\n"
    head += "| outcome | inputs |\n|---|---|\n"
    counts = "".join(f"| {outcome} | {count:,} |\n" for outcome, count in sorted(tally.outcomes.items()))
    return f"# Fuzz of the reading of files\n\n{head}{counts}{_looked_at(tally, kinds, seed)}"


def _looked_at(tally: Tally, kinds: list[Seed], seed: int) -> str:
    causes: dict[str, list[Found]] = {}
    for found in tally.odd:
        # The same place with the same class is one cause, whatever value it names.
        name, _, rest = found.words.partition(":")
        causes.setdefault(f"{name} at {rest.rpartition('|')[2].strip()}" if name else found.outcome, []).append(found)
    lines = []
    for cause, all_found in sorted(causes.items(), key=lambda pair: -len(pair[1])):
        names = ", ".join(f"{one.number} ({input_of(kinds, seed, one.number)[0].name})" for one in all_found[:3])
        slowest = max(one.seconds for one in all_found)
        lines.append(f"- {len(all_found):,} times: {cause} [{names}; {slowest:.1f} s]\n")
    return "\n## To look at\n\n" + ("".join(lines) or "Nothing.\n")


def main() -> int:
    """Runs the fuzz; exit code 1 where a reading failed other than by a refusal."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    for name, default in (("inputs", 100_000), ("seed", 1), ("first", 0), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--keep", action="store_true", help="write the results to tests/fuzz/RESULTS.md")
    given = parser.parse_args()
    kinds, start = seeds(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tally = fuzz(kinds, given.inputs, given.seed, given.first, given.processes, Path(folder))
    text = told(tally, kinds, given.seed, time.perf_counter() - start)
    sys.stdout.write(text)
    if given.keep:
        RESULTS.write_text(text, encoding="utf-8")
    return int(tally.outcomes["fault"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
