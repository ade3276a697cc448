"""RESULTS.md: a summary of all marks, then a section a subject, each of which stands for itself."""

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tests.benchmarks.measuring import MEMORY_TEXT, Cost
from tests.benchmarks.workplace import Workplace

_TITLE = "# Benchmarks\n"
_METHOD = (
    "`make bench` writes this file; `python -m tests.benchmarks --only NAME` writes a section of it anew. Figures are "
    "those of whole commands in processes of their own, start-up included, with the files in the system's page cache. "
    f"Processor seconds are those of all processes of a command. {MEMORY_TEXT}"
)
_PACKAGES = (
    "pandas openpyxl python-calamine pyarrow pandera xlsxwriter fastexcel adbc-driver-sqlite polars xlsxturbo "
    "rustpy-xlsxwriter"
).split()
_MARKS = ["what", "mark", "measured", ""]
COST = ["seconds", "processor seconds", "memory, MB", "with files, MB"]


@dataclass(frozen=True)
class Mark:
    """One aim: what of, the aim in words, what was measured, and the verdict."""

    what: str
    aim: str
    measured: str
    verdict: str


@dataclass(frozen=True)
class Section:
    """A subject: its words and tables in Markdown, and its marks."""

    text: str
    marks: tuple[Mark, ...]


def at_least(what: str, aim: float, times: float, better: float | None = None) -> Mark:
    """How often the plain way's time holds that of orderfeeds; ``better``: a further mark beyond the aim."""
    met = (times >= aim, better is not None and times >= better)
    return _mark(what, f"at least {aim:g} times the plain way", (times, f"{times:.1f}"), met, better)


def at_most(what: str, aim: float, measured: float, words: str, better: float | None = None) -> Mark:
    """A figure that may not exceed the aim; ``better``: a further mark beyond it."""
    told = f"{measured:.2f}" if measured < 10 else f"{measured:.0f}"
    met = (measured <= aim, better is not None and measured <= better)
    return _mark(what, f"at most {aim:g} {words}", (measured, told), met, better)


def _mark(what: str, aim: str, measured: tuple[float, str], met: tuple[bool, bool], better: float | None) -> Mark:
    figure, told = measured
    if figure <= 0:
        # A difference of two times, in a trial with sizes so small that it drowns.
        return Mark(what, aim, "too small to tell", "**missed**")
    verdict = "met" if met[0] else "**missed**"
    if better is None:
        return Mark(what, aim, told, verdict)
    further = f", {better:g} too" if met[1] else f", {better:g} **missed**"
    return Mark(what, f"{aim}, better {better:g}", told, verdict + further * met[0])


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is words, the others figures."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def row(what: str, cost: Cost, *further: str) -> list[str]:
    """A line of a table of costs, whose headings are ``COST``."""
    return [what, f"{cost.seconds:.2f}", f"{cost.cpu:.2f}", f"{cost.memory:.0f}", f"{cost.with_files:.0f}", *further]


def write(path: Path, name: str, section: Section, place: Workplace, order: Sequence[str]) -> None:
    """Puts a section into the file in place of the one of its name, and makes the summary anew."""
    kept = _sections(path.read_text(encoding="utf-8") if path.exists() else "")
    kept[name] = f"{_machine(place)}\n\n{section.text}\n\n{_marks_table(section.marks)}"
    parts = [(name, kept[name]) for name in order if name in kept]
    summary = _summary(parts)
    whole = [
        _TITLE,
        *(
            f"## {title}\n\n{text.strip()}\n"
            for title, text in [("Summary", summary), ("How it is measured", _METHOD), *parts]
        ),
    ]
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text("\n".join(whole), encoding="utf-8")
    unfinished.replace(path)


def _marks_table(marks: Sequence[Mark]) -> str:
    rows = [[mark.what, mark.aim, mark.measured, mark.verdict] for mark in marks]
    return "\n".join(f"| {' | '.join(line)} |" for line in [_MARKS, ["---"] * 4, *rows])


def _sections(text: str) -> dict[str, str]:
    found = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def _summary(parts: Sequence[tuple[str, str]]) -> str:
    """The marks of all sections in one table, after the machines they were measured on."""
    heading = f"| {' | '.join(_MARKS)} |\n"
    lines = [line for _, text in parts for line in text.partition(heading)[2].splitlines()[1:] if line.startswith("|")]
    machines = dict.fromkeys(text.strip().partition("\n")[0] for _, text in parts)
    return "\n".join([*machines, "", heading + "|---|---|---|---|", *lines])


def _machine(place: Workplace) -> str:
    """Where and how it was measured: one line for the summary, and one of versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    trial = f" A trial: all sizes divided by {place.scale}." if place.scale > 1 else ""
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}. Medians of {place.runs}.{trial}\n\n"
        f"{', '.join(_versions())}."
    )


def _versions() -> list[str]:
    found = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"no {name}")
    return found
