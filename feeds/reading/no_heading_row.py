"""Explains a file without a heading row of a feed: another file of the marketplace, or lines not split into cells."""

import re
from collections.abc import Collection, Iterator, Sequence

from feeds.reading.cell_names import letters
from feeds.reading.grid import FIRST_ROWS, Grid
from schemas import faults
from schemas.headings import plain
from schemas.marketplace_files import other_file

_TRIED = "Neither tab, comma, semicolon nor vertical bar"
_LONGEST = 60
# What other programs separate cells with, besides the delimiters of a feed, and the name for each.
_OTHER_WAYS = {
    "\\t": "the two characters \\t, which should have been a tab",
    "~": 'the sign "~"',
    "^": 'the sign "^"',
    "¦": 'the sign "¦"',
    "§": 'the sign "§"',
    "¬": 'the sign "¬"',
    "#": 'the sign "#"',
    "*": 'the sign "*"',
    "!": 'the sign "!"',
    "/": 'the sign "/"',
    ":": "colons",
    "  ": "spaces, each column of a fixed width",
    " ": "single spaces, which cells may hold themselves",
}
_ORDER_ID = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}")


def what_it_is(grids: Sequence[Grid], known: Collection[str], read: Collection[str]) -> tuple[int, str]:
    """The fault code and sentence for a file without a heading row.

    ``known``: the headings that the feeds know, in plain form. ``read``: those among them that mean order-id.
    """
    for grid in grids:
        for cells in grid.head:
            other = other_file(map(plain, cells))
            if other:
                return faults.OTHER_FILE, f"This is {other.name}, which is no feed. {other.instead}"
    unparted = next((sentence for grid in grids if grid.name is None and (sentence := _unparted(grid, known))), None)
    if unparted:
        return faults.TEXT_NOT_PARTED, unparted
    first = [text for grid in grids for cells in grid.head[:1] for text in cells if text][:3]
    said = f"No row among the first {FIRST_ROWS} holds order-id and the other headings of a feed."
    said += f" It begins with {', '.join(first)[:80]}." if first else ""
    if any(grid.name is None and len(grid.columns) == 1 for grid in grids):
        said += f" {_TRIED} parts its lines into cells."
    if any(grid.name is None for grid in grids) and not "".join(first).isascii():
        said += " If that is garbled, name the encoding of the text: --encoding NAME."
    return faults.NO_HEADING_ROW, said + next(_order_ids_under_another_heading(grids, read), "")


def _unparted(grid: Grid, known: Collection[str]) -> str | None:
    """The sentence on what separates the cells of a text instead of a delimiter; None if no headings show it."""
    for cells in grid.head:
        line = "".join(cells) if len(grid.columns) == 1 else ""
        for sign, called in _OTHER_WAYS.items():
            parts = re.split(r" {2,}", line) if sign == "  " else line.split(sign)
            if _holds_headings(parts, known):
                begins = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
                return f"{_TRIED} parts its lines: {begins} Its cells seem to be parted by {called}."
        quoted = [text[1:-1] for text in cells if re.fullmatch(r"'.*'|`.*`|´.*´|‘.*’", text)]
        if _holds_headings(quoted, known):
            begins = ", ".join(cells)[:_LONGEST]
            return f"Its cells are in single quotation marks, which are read as a part of them. It begins: {begins}."
    return None


def _holds_headings(parts: Sequence[str], known: Collection[str]) -> bool:
    return len({name for part in parts if (name := plain(part.strip(" '\"`"))) in known}) > 1


def _order_ids_under_another_heading(grids: Sequence[Grid], read: Collection[str]) -> Iterator[str]:
    """For each column with order-ids under a heading that does not mean order-id: the option that maps the heading."""
    for grid in grids:
        for position, cells in enumerate(zip(*grid.head, strict=True)):
            at = next((row for row, text in enumerate(cells) if _ORDER_ID.fullmatch(text)), 0)
            above = next((text for text in reversed(cells[:at]) if text), "")
            if above and plain(above) not in read:
                heading = " ".join(above.split())
                yield f" Column {letters(position)} holds order-ids: --map {quoted(f'{heading}=order-id')} reads it."


def quoted(argument: str) -> str:
    """An argument as typed in a shell: in single quotation marks, or in double ones if it contains a single one."""
    return f'"{argument}"' if "'" in argument else f"'{argument}'"
