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
# Times the plain way, at least and better; and at most this part of the time of the good engineer's script.
_AIMS = {"xlsx": (19.0, 25.0), "txt": (14.0, 19.0)}
_OF_SCRIPT = 0.6


def measure(place: Workplace) -> Section:
    """Good files (5 % bad records) and wholly bad ones, from a workbook and from text."""
    rows, marks = [], []
    for ending, (aim, better) in _AIMS.items():
        good, bad = ours(place, ending, ROWS, _BAD), ours(place, ending, ROWS, 1.0)
        slow, quick = (_whole(place, ending, way) for way in ("", "quick"))
        script = plain(place, ending, "at-once", rows=ROWS)
        rows += [
            row(f"{ending}: orderfeeds", good, ""),
            row(f"{ending}: plain way (iterrows)", slow, f"**{slow.seconds / good.seconds:.1f}**"),
            row(f"{ending}: plain way (itertuples)", quick, f"**{quick.seconds / good.seconds:.1f}**"),
            row(f"{ending}: the good engineer's script", script, f"**{script.seconds / good.seconds:.2f}**"),
            row(f"{ending}: orderfeeds, every record bad", bad, ""),
        ]
        what = f"{place.size(ROWS):,} confirmations ({ending})"
        marks.append(at_most(what, _OF_SCRIPT, good.seconds / script.seconds, "times the good engineer's script"))
        marks += [at_least(what, aim, slow.seconds / good.seconds, better), *_further(what, good, bad)]
    return Section(_text(place) + "\n\n" + table(["", *COST, "times orderfeeds"], rows), tuple(marks))


def ours(place: Workplace, ending: str, rows: int, bad: float, numbered: int | None = None) -> Cost:
    """The cost of uploading that many confirmations of the newest items; all good ones must be applied."""
    count, items = numbered or place.size(rows), place.size(ITEMS)
    file = files.confirmations(place, ending, recent(count, items), f"recent-of-{items}", bad)
    cost = place.upload(file, stores.orders(place, items))
    must_ship(place.folder / "copy.db", "SELECT sum(shipped) FROM items", files.good_records(count, bad) * _UNITS)
    return cost


@cache
def plain(place: Workplace, ending: str, way: str, *, rows: int = PLAIN_ROWS) -> Cost:
    """The cost of another way (see plain_way.py) for that many rows of the same kind; it must ship the same units."""
    count, items = (rows if rows == FEW else place.size(rows)), place.size(ITEMS)
    file = files.confirmations(place, ending, recent(count, items), f"recent-of-{items}", _BAD)
    original, script = stores.plain(place, items), str(Path(__file__).parent / "plain_way.py")
    say(f"the plain way with {file.name} {way}")
    command = [sys.executable, "-W", "ignore", script, str(file), str(place.folder / "copy.db")]
    cost = place.cost([*command, *way.split()], before=lambda: place.fresh(original))
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


def _whole(place: Workplace, ending: str, way: str) -> Cost:
    """The plain way at full size, from the fewer rows it was measured with: all but its start-up grows with them."""
    part, start = plain(place, ending, way), plain(place, ending, way, rows=FEW)
    times = place.size(ROWS) / place.size(PLAIN_ROWS)
    seconds = start.seconds + (part.seconds - start.seconds) * times
    return Cost(seconds, start.cpu + (part.cpu - start.cpu) * times, part.memory, part.with_files)


def _further(what: str, good: Cost, bad: Cost) -> list[Mark]:
    return [
        at_most(f"{what}: memory", 1000, good.memory, "MB"),
        at_most(f"{what}, every record bad: time", 1.5, bad.seconds / good.seconds, "times the good file's"),
        at_most(f"{what}, every record bad: memory", 1.3, bad.memory / good.memory, "times the good file's"),
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
        f"rows is multiplied by {times:g}**; its memory is that of the fewer rows. **The good engineer's script**: "
        "pandas with calamine or pyarrow.csv, checks of whole columns, a temporary table, and a statement each for all "
        "items and all shipments, in one transaction; measured at full size. All ways ship the same units."
    )
