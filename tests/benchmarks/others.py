"""Cancellations and adjustments beside confirmations, and the intake of new orders."""

from pathlib import Path

from tests.benchmarks import files, stores
from tests.benchmarks.confirmations import FEW, must_ship
from tests.benchmarks.identifiers import recent
from tests.benchmarks.measuring import Cost
from tests.benchmarks.results import COST, Section, at_most, row, table
from tests.benchmarks.workplace import Workplace

_ITEMS, _ROWS, _NEW = 1_000_000, 100_000, 1_000_000
_INTAKE = 15.7


def measure(place: Workplace) -> Section:
    """The other kinds of feed, from text, all records good."""
    items, rows = place.size(_ITEMS), place.size(_ROWS)
    costs = {kind: _cost_of(place, kind, items, rows) for kind in ("confirmations", "cancellations", "adjustments")}
    intake = place.upload(files.new_orders(place, place.size(_NEW)), None)
    must_ship(place.folder / "copy.db", "SELECT count(*) FROM items WHERE verified", place.size(_NEW))
    each = {kind: whole.seconds - start.seconds for kind, (whole, start) in costs.items()}
    lines = [
        row(f"{rows:,} {kind}", whole, f"{each[kind] / rows * 1e6:.1f}", f"{each[kind] / each['confirmations']:.2f}")
        for kind, (whole, _) in costs.items()
    ]
    lines.append(row(f"{place.size(_NEW):,} new orders", intake, "", ""))
    marks = [
        at_most(f"{rows:,} {kind}", 1.5, each[kind] / each["confirmations"], "times the cost of a confirmation")
        for kind in ("cancellations", "adjustments")
    ]
    new = f"{place.size(_NEW):,} new orders into an empty table"
    marks.append(at_most(new, _INTAKE, intake.cpu, "processor seconds, half of what they took before"))
    text = (
        f"From text, all records good, into a fresh copy of an order table of {items:,} items each run; the adjusted "
        f"items have shipped before. The cost of a row is without the time of {FEW} rows."
    )
    return Section(f"{text}\n\n{table(['', *COST, 'µs a row', 'to confirmations'], lines)}", tuple(marks))


def _cost_of(place: Workplace, kind: str, items: int, rows: int) -> tuple[Cost, Cost]:
    """The costs of a file of a kind and of one of ten rows."""
    make = {"cancellations": files.cancellations, "adjustments": files.adjustments}.get(kind, _confirmations)
    original = _shipped(place, items, rows) if kind == "adjustments" else stores.orders(place, items)
    whole, start = (make(place, recent(count, items), f"recent-of-{items}") for count in (rows, FEW))
    return place.upload(whole, original), place.upload(start, original)


def _confirmations(place: Workplace, numbers: list[int], named: str) -> Path:
    return files.confirmations(place, "txt", numbers, named)


def _shipped(place: Workplace, items: int, rows: int) -> Path:
    """The order table after the newest items of it have been confirmed."""
    original = stores.orders(place, items)
    file = _confirmations(place, recent(rows, items), f"recent-of-{items}")

    def make(path: Path) -> None:
        place.upload(file, original, runs=1)
        (place.folder / "copy.db").rename(path)

    return place.made(f"shipped-{rows}-of-{original.name}", make)
