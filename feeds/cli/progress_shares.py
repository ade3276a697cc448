"""How far a command is and how long it will still take: the arithmetic behind the progress line on a terminal.

The relative durations of the stages are known from measurements; how fast this machine is today is computed from the
time that this run took for what it has done.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic


@dataclass(frozen=True)
class Weight:
    """What a stage takes, in seconds per million rows.

    ``tells``: the part of that time during which the stage reports rows. ``times``: how often it reports each row.
    """

    seconds: float
    tells: float = 0
    times: float = 1

    def of(self, rows: float) -> float:
        """The seconds for ``rows`` rows."""
        return self.seconds * rows / 1e6


_TEXTS = (".txt", ".csv", ".tsv")
# Measured with confirmations of 19 columns.
_READING_TEXT, _READING_BOOK = 3.5, 8.0
_READING_TIMES = {"orders": 1.9, "order-cancellation": 0.5, "order-adjustment": 0.5}
# The libraries are loaded while the first file is read.
START = 0.5
# The assumed share of refused records: the real one is not known until the judging is over.
REFUSED = 0.05
# Measured on two cores: a million confirmations into ten million items, 5 % of them refused; for the other kinds
# 200,000 to 300,000 records into one million, while the machine had other work, scaled down by how much longer
# confirmations took at that time.
WEIGHTS = {
    "checking": Weight(1.5),
    "checking orders": Weight(4.2),
    # All but the first part is looked up while other parts are judged.
    "looking up": Weight(2.0, tells=0.5),
    "looking up orders": Weight(1.3, tells=0.9, times=2),
    "judging": Weight(3.4),
    "judging orders": Weight(1.8),
    "judging order-cancellation": Weight(0.6),
    "judging order-adjustment": Weight(5.8),
    "writing": Weight(6.4, tells=0.35),
    "writing orders": Weight(13.0, tells=0.9, times=7),
    "writing order-cancellation": Weight(5.0, tells=0.9, times=3),
    "writing order-adjustment": Weight(9.0, tells=0.9, times=3),
    "keeping": Weight(1.2),
    "keeping orders": Weight(1.9),
    "reporting": Weight(0.5),
    "reporting orders": Weight(6.0),
    "correcting": Weight(5.0),  # of the refused alone, and most of it while they are kept and reported
    "planning": Weight(15.0),
}


def reading(ending: str, kind: str) -> Weight:
    """The weight of reading a file with this ending, as ``.txt``, and of this kind."""
    return Weight((_READING_TEXT if ending in _TEXTS else _READING_BOOK) * _READING_TIMES.get(kind, 1))


Size = tuple[Path, str, int]
_OF_A_FILE = "looking up", "judging", "writing"
# A long file is looked up and judged part by part: these two stages alternate.
_TURNS = ("looking up", "judging")
# From this share on, a stage that reports no rows approaches its end ever more slowly.
_STRAIGHT = 0.8


@dataclass
class Step:
    """One stage of one file: the ``place`` of the file in the call, from 1, its rows, and how many are done."""

    name: str
    path: Path | None
    place: int
    rows: int = 0
    weight: Weight = field(default_factory=lambda: Weight(0))
    done: float = 0


@dataclass(frozen=True)
class View:
    """What can be shown of a course at one moment; times in seconds, None if not yet known."""

    stage: str
    path: Path | None
    place: int
    files: int
    rows: int
    most_rows: int
    spent: float
    share: float | None = None
    rate: float | None = None
    left: float | None = None


class Course:
    """The stages of a command's files in their order, how far it is in them, and since when."""

    def __init__(self, files: Sequence[Path], stage: str = "reading", clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._stage, self._files = clock, stage, len(files)
        self._steps = [Step("reading", path, place) for place, path in enumerate(files, 1)]
        self._at, self._rows, self._read, self._most = 0, 0, 0.0, 0.0
        self._began = self._since = clock()
        self._visit, self._told, self._expected = 0, 0, 0.0

    def expect(self, sizes: Sequence[Size], steps: Callable[[Sequence[Size]], list[Step]]) -> None:
        """Sets the rows of each file once all are read; files that could not be read are not in ``sizes``."""
        self._steps, self._at = steps(sizes), -1
        self._rows, self._visit = sum(rows for _, _, rows in sizes), 0
        for step in self._steps:
            # Files that could not be read come first.
            step.place += self._files - len(sizes)
        self._read = START + sum(reading(path.suffix.lower(), kind).of(rows) for path, kind, rows in sizes)

    def stage(self, name: str, rows: int, path: Path | None) -> None:
        """Begins a stage for ``rows`` rows of a file; earlier stages count as done or skipped."""
        found = [
            at for at, step in enumerate(self._steps) if at >= self._at - 1 and (step.name, step.path) == (name, path)
        ]
        self._leave()
        self._stage, self._since, self._told, self._visit = name, self._clock(), 0, 0
        if not found:
            return
        self._at, self._visit = found[0], rows
        step = self._steps[self._at]
        for before in self._steps[: self._at]:
            if not (before is self._steps[self._at - 1] and (before.name, name) == _TURNS):
                before.done = before.rows
        # The number of refused records is a guess until this stage.
        step.rows = rows if name == "correcting" else max(step.rows, rows)
        spent, weighed = self._since - self._began, self._weighed(0)
        self._expected = step.weight.of(rows) * (spent / weighed if weighed else 1)

    def done(self, rows: int) -> None:
        """Counts ``rows`` more rows of the stage as done."""
        self._told += rows

    def view(self) -> View:
        """How far it is now; the share never falls and never reaches 1."""
        now = self._clock()
        step = self._steps[self._at] if 0 <= self._at < len(self._steps) else Step(self._stage, None, 0)
        rows = step.rows if self._read else self._told
        most = max((one.rows for one in self._steps), default=0)
        plain = View(self._stage, step.path, step.place, self._files, rows, most, now - self._began)
        whole = self._read + sum(one.weight.of(one.rows) for one in self._steps)
        spent, share = now - self._began, self._weighed(self._fraction(now)) / whole if self._read else 0
        if not share or not spent or self._at < 0:
            return plain
        self._most = max(self._most, min(share, 0.999))
        return replace(plain, share=self._most, rate=self._rows * share / spent, left=spent * (1 - share) / share)

    def _leave(self) -> None:
        if self._visit:
            self._steps[self._at].done += self._visit

    def _weighed(self, fraction: float) -> float:
        """The measured seconds of all that is done, plus a fraction of the visit under way."""
        under_way = self._steps[self._at].weight.of(self._visit) * fraction if self._visit else 0
        return self._read + under_way + sum(step.weight.of(min(step.done, step.rows)) for step in self._steps)

    def _fraction(self, now: float) -> float:
        """How much of the visit under way is done: partly by the rows it reports, partly by the time passed."""
        if not self._visit:
            return 0
        weight = self._steps[self._at].weight
        passed = by_time((now - self._since) / self._expected) if self._expected else 0
        if not weight.tells:
            return passed
        told = min(self._told / (self._visit * weight.times), 1)
        return weight.tells * told + (1 - weight.tells) * passed


def by_time(passed: float) -> float:
    """The share of a stage that is done after ``passed`` times its expected seconds: always below 1."""
    if passed <= _STRAIGHT:
        return passed
    rest = 1 - _STRAIGHT
    return 1 - rest * math.exp(-(passed - _STRAIGHT) / rest)


def steps_of_upload(sizes: Sequence[Size]) -> list[Step]:
    """The cells of all files, then each file from its orders to its corrections."""
    return [*_steps(sizes, "checking"), *_steps(sizes, *_OF_A_FILE, "keeping", "reporting", "correcting")]


def steps_of_check(sizes: Sequence[Size]) -> list[Step]:
    """The cells of all files, then each file judged and written, then the plan of all files."""
    plan = Step("planning", None, 0, sum(rows for _, _, rows in sizes), WEIGHTS["planning"])
    return [*_steps(sizes, "checking"), *_steps(sizes, *_OF_A_FILE), plan]


def _steps(sizes: Sequence[Size], *names: str) -> list[Step]:
    return [_step(name, size, place) for place, size in enumerate(sizes, 1) for name in names]


def _step(name: str, size: Size, place: int) -> Step:
    path, kind, rows = size
    weight = WEIGHTS.get(f"{name} {kind}") or WEIGHTS[name]
    return Step(name, path, place, round(rows * REFUSED) if name == "correcting" else rows, weight)
