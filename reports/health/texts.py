"""The health report as text for people, and as cells and JSON for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.health.definitions import RATES, Definition
from reports.health.measures import Health, Rate, Window
from reports.health.report_lines import Cell, Line, heading, lines, missed, share
from schemas.currencies import as_decimal
from schemas.times import iso

_MISSED = " !"


def text(health: Health, width: int | None = None) -> str:
    """The report as a table with a column per window, lines ending in LF; a missed target has an exclamation mark.

    ``width``: the most characters of a line; windows that do not fit go into further tables.
    """
    headings = [heading(window) for window in health.windows]
    table = [
        ("", headings),
        *((_title(line), [_cell(cell, line.definition) for cell in line.cells]) for line in lines(health)),
    ]
    first = max(len(title) for title, _ in table)
    widths = [max(len(cells[at]) for _, cells in table if cells) for at in range(len(headings))]
    body: list[str] = []
    for some in _fitting(first, widths, width):
        body += ["", *(_row(title, cells[some], first, widths[some]) for title, cells in table)]
    marks = ["", f"{_MISSED.strip()} misses its target"] if any(_MISSED in line for line in body) else []
    return "\n".join([f"Health of {health.merchant} as of {iso(health.as_of)}", *body, *marks, ""])


def _fitting(first: int, widths: Sequence[int], width: int | None) -> list[slice]:
    """The windows of each table: as many as fit the width, at least one."""
    found, begin, used = [], 0, first + 1
    for at, each in enumerate(widths):
        # Each column has a space before it and the mark after it.
        used += each + 1 + len(_MISSED)
        if width is not None and used > width and at > begin:
            found.append(slice(begin, at))
            begin, used = at, first + 1 + each + 1 + len(_MISSED)
    return [*found, slice(begin, len(widths))]


def _row(title: str, cells: Sequence[str], first: int, widths: Sequence[int]) -> str:
    # Room for the mark, so that the digits of a column are below each other.
    padded = [
        cell.removesuffix(_MISSED).rjust(width) + (_MISSED if cell.endswith(_MISSED) else "  ")
        for cell, width in zip(cells, widths, strict=False)
    ]
    line = (title.ljust(first) + "  " + " ".join(padded)).rstrip()
    return line if cells else f"\n{line}"


def _title(line: Line) -> str:
    target = line.definition.target if line.definition else None
    return ("  " if line.under else "") + line.title + (f" ({target})" if target else "")


def _cell(cell: Cell | None, definition: Definition | None) -> str:
    if isinstance(cell, Rate) and definition:
        return (share(cell) or definition.none) + (_MISSED if missed(cell, definition) else "")
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)


def table(health: Health) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and lines of the report as cells of text: no thousands commas, rates from 0 to 1."""
    body = []
    for line in lines(health):
        target = str(line.definition.target or "") if line.definition else ""
        if line.cells:
            body.append((f"{line.under}: {line.title}" if line.under else line.title, target, *map(_plain, line.cells)))
    return ("measure", "target", *(heading(window) for window in health.windows)), body


def _plain(cell: Cell | None) -> str:
    if isinstance(cell, Rate):
        return "" if cell.share is None else f"{cell.share:.6f}"
    if cell is None or isinstance(cell, int):
        return "" if cell is None else str(cell)
    return str(as_decimal(*cell))


def as_json(health: Health) -> dict[str, Any]:
    """The report as an object: amounts in minor units and as decimals, rates from 0 to 1 or null."""
    return {
        "merchant": health.merchant,
        "as-of": iso(health.as_of),
        "windows": [_window(window) for window in health.windows],
    }


def _window(window: Window) -> dict[str, Any]:
    refunds = [
        {"reason": reason, "orders": orders, "refunded": _amounts(refunded)}
        for reason, orders, refunded in window.refunds
    ]
    return {
        "days": window.days,
        "orders": window.orders,
        "units": window.units,
        "packages": window.packages,
        **{name: _rate(rate, RATES[name]) for name, rate in window.rates.items()},
        "refunded": _amounts(window.refunded),
        "refunds-by-reason": refunds,
        "open-units": window.open_units,
        "open-units-by-days-since-purchase": window.by_age,
        "open-units-by-days-to-deadline": window.by_deadline,
    }


def _amounts(refunded: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"currency": currency, "amount": str(as_decimal(minor, currency)), "minor-units": minor}
        for currency, minor in refunded.items()
    ]


def _rate(rate: Rate, definition: Definition) -> dict[str, Any]:
    told: dict[str, Any] = {"count": rate.counted, "of": rate.of, "rate": rate.share}
    if definition.target:
        bound = "above" if definition.target.above else "below"
        met = definition.target.met(*rate) if rate.of else None
        told |= {"target": {bound: definition.target.thousandths / 1000}, "met": met}
    return told
