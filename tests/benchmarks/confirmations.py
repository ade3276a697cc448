"""A million confirmations into ten million items, against the plain way; and the same with every record bad."""

import sqlite3
import sys
from functools import cache
from pathlib import Path

from tests.benchmarks import files, stores
from tests.benchmarks.identifiers import recent
from tests.benchmarks.measuring import Cost
from tests.benchmarks.results import COST, Mark, Section, at_least, at_most, row, table
from tests.benchmarks.workplace import Workplace, say

ITEMS, ROWS, PLAIN_ROWS, FEW = 10_000_000, 1_000_000, 100_000, 10
_BAD, _UNITS = 0.05, 2
_AIMS = {"xlsx": 12.0, "txt": 15.0}


def measure(place: Workplace) -> Section:
    """Good files (5 % bad records) and wholly bad ones, from a workbook and from text."""
    rows, marks = [], []
    for ending, aim in _AIMS.items():
        good, bad = ours(place, ending, ROWS, _BAD), ours(place, ending, ROWS, 1.0)
        slow, quick = (_whole(place, ending, quick=quick) for quick in (False, True))
        rows += [
            row(f"{ending}: orderfeeds", good, ""),
            row(f"{ending}: plain way (iterrows)", slow, f"**{slow.seconds / good.seconds:.1f}**"),
            row(f"{ending}: plain way (itertuples)", quick, f"**{quick.seconds / good.seconds:.1f}**"),
            row(f"{ending}: orderfeeds, every record bad", bad, ""),
        ]
        what = f"{place.size(ROWS):,} confirmations ({ending})"
        better = 20.0 if ending == "xlsx" else None
        marks += [at_least(what, aim, slow.seconds / good.seconds, better), *_further(what, ending, good, bad)]
    return Section(_text(place) + "\n\n" + table(["", *COST, "times orderfeeds"], rows), tuple(marks))


def ours(place: Workplace, ending: str, rows: int, bad: float, numbered: int | None = None) -> Cost:
    """The cost of uploading that many confirmations of the newest items; all good ones must be applied."""
    count, items = numbered or place.size(rows), place.size(ITEMS)
    file = files.confirmations(place, ending, recent(count, items), f"recent-of-{items}", bad)
    cost = place.upload(file, stores.orders(place, items))
    must_ship(place.folder / "copy.db", "SELECT sum(shipped) FROM items", files.good_records(count, bad) * _UNITS)
    return cost


@cache
def plain(place: Workplace, ending: str, *, quick: bool, rows: int = PLAIN_ROWS) -> Cost:
    """The cost of the plain way for fewer rows of the same kind; it must ship the same units."""
    count, items = (rows if rows == FEW else place.size(rows)), place.size(ITEMS)
    file = files.confirmations(place, ending, recent(count, items), f"recent-of-{items}", _BAD)
    original, script = stores.plain(place, items), str(Path(__file__).parent / "plain_way.py")
    say(f"the plain way with {file.name}{', itertuples' if quick else ''}")
    command = [sys.executable, "-W", "ignore", script, str(file), str(place.folder / "copy.db")]
    cost = place.cost([*command, *["quick"] * quick], before=lambda: place.fresh(original))
    units = files.good_records(count, _BAD) * _UNITS
    must_ship(place.folder / "copy.db", "SELECT sum(quantity_shipped) FROM orders", units)
    return cost


def must_ship(store: Path, sql: str, units: int) -> None:
    """The store has that many shipped units, or what was measured is not what it is called."""
    connection = sqlite3.connect(store)
    [[shipped]] = connection.execute(sql).fetchall()
    connection.close()
    if shipped != units:
        raise AssertionError(f"{shipped} units are shipped, not {units}")


def _whole(place: Workplace, ending: str, *, quick: bool) -> Cost:
    """The plain way at full size, from the fewer rows it was measured with: all but its start-up grows with them."""
    part, start = plain(place, ending, quick=quick), plain(place, ending, quick=quick, rows=FEW)
    times = place.size(ROWS) / place.size(PLAIN_ROWS)
    seconds = start.seconds + (part.seconds - start.seconds) * times
    return Cost(seconds, start.cpu + (part.cpu - start.cpu) * times, part.memory, part.with_files)


def _further(what: str, ending: str, good: Cost, bad: Cost) -> list[Mark]:
    memory = [at_most(f"{what}: memory", 1800, good.memory, "MB", better=1200)] if ending == "xlsx" else []
    return [
        *memory,
        at_most(f"{what}, every record bad: time", 2, bad.seconds / good.seconds, "times the good file's"),
        at_most(f"{what}, every record bad: memory", 1.1, bad.memory / good.memory, "times the good file's"),
    ]


def _text(place: Workplace) -> str:
    times = place.size(ROWS) / place.size(PLAIN_ROWS)
    return (
        f"{place.size(ROWS):,} confirmations of the newest orders into an order table of {place.size(ITEMS):,} items, "
        "each run into a fresh copy. 5 % of the records are bad: an unknown order, too many units, no date, an unknown "
        "carrier, a wrong item id. orderfeeds checks all, keeps the history, and writes the processing report and the "
        "workbook of corrections. The plain way: pandas.read_excel (openpyxl) or read_csv, then a loop with one "
        "SELECT, one UPDATE and one INSERT a row on one wide table in WAL mode, in one transaction; bad rows are left "
        f"out without a word. **It is measured at {place.size(PLAIN_ROWS):,} rows, and its time beyond that of {FEW} "
        f"rows is multiplied by {times:g}**; its memory is that of the fewer rows. Both ways ship the same units."
    )
