"""The cost of a row, start-up subtracted, as files and order tables grow."""

from collections.abc import Callable

from tests.benchmarks import files, stores
from tests.benchmarks.confirmations import FEW
from tests.benchmarks.identifiers import recent, spread
from tests.benchmarks.results import Mark, Section, at_most, table
from tests.benchmarks.workplace import Workplace

_ITEMS, _ROWS = (100_000, 1_000_000, 10_000_000), (10_000, 100_000, 1_000_000)
# A row of recent orders in the largest table to one in the smallest, and one of random orders to one of recent ones.
_GROWTH, _RANDOM = 1.3, 3.0
_CHOICES: dict[str, tuple[Callable[[int, int], list[int]], float]] = {"recent": (recent, 1.5), "random": (spread, 3.0)}


def measure(place: Workplace) -> Section:
    """Files of three lengths into tables of three sizes, of the newest orders and of orders from the whole table."""
    sizes, lengths = sorted({place.size(items) for items in _ITEMS}), sorted({place.size(rows) for rows in _ROWS})
    lines: list[list[str]] = []
    marks: list[Mark] = []
    largest: dict[str, dict[int, float]] = {}
    for choice, (choose, aim) in _CHOICES.items():
        costs = {items: _by_length(place, items, lengths, choose, choice) for items in sizes}
        for items, found in costs.items():
            cells = [f"{found[rows] * 1e6:.1f}" if rows in found else "" for rows in lengths]
            lines.append([f"{choice} orders, {items:,} items", *cells])
        seen = [cost for found in costs.values() for cost in found.values()]
        what = f"microseconds a row, largest to smallest, {choice} orders"
        marks.append(at_most(what, aim, _times(max(seen), min(seen)), "times"))
        largest[choice], smallest = costs[sizes[-1]], costs[sizes[0]]
        marks += [
            at_most(f"{rows:,} rows, {choice} orders, {sizes[-1]:,} items", _GROWTH,
                    _times(largest[choice][rows], smallest[rows]), f"times that of {sizes[0]:,} items")
            for rows in smallest if choice == "recent"
        ]  # fmt: skip
    marks += [
        at_most(f"{rows:,} random orders, {sizes[-1]:,} items", _RANDOM,
                _times(largest["random"][rows], largest["recent"][rows]), "times recent ones")
        for rows in largest["random"]
    ]  # fmt: skip
    text = (
        f"Confirmations from text, all good, each run into a fresh copy: microseconds a row, the time of {FEW} rows "
        "subtracted. Recent orders are the newest of the table, random ones come from the whole of it."
    )
    return Section(f"{text}\n\n{table(['', *(f'{rows:,} rows' for rows in lengths)], lines)}", tuple(marks))


def _times(one: float, other: float) -> float:
    return one / other if other > 0 else 0.0


def _by_length(
    place: Workplace, items: int, lengths: list[int], choose: Callable[[int, int], list[int]], named: str
) -> dict[int, float]:
    """The seconds a row of each length of file that the table has orders for."""

    def seconds(rows: int) -> float:
        file = files.confirmations(place, "txt", choose(rows, items), f"{named}-of-{items}")
        return place.upload(file, stores.orders(place, items)).seconds

    start = seconds(FEW)
    return {rows: (seconds(rows) - start) / rows for rows in lengths if rows <= items}
