"""Finds the delimiter of a text (tab, comma, semicolon or vertical bar) from its first 50 lines.

It is the delimiter that gives a row of at least two cells the most known headings, if possible with that of the order
among them. If no delimiter gives a known heading, it is the one that splits the most lines into the same number of
cells, at least two; between two that split as many lines, the one that makes more cells. So title rows, which split
differently from the table below them, and commas inside texts and amounts do not count. A file that none of them
splits has one column.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from feeds.reading.text.encoding_choice import HEADINGS
from feeds.reading.text.lines import LONGEST, first_lines

DELIMITERS = "\t,;|"
_ORDER = frozenset(
    "order-id amazon-order-id amazonorderid orderid order-number order-no 订单号 订单编号 注文番号 注文id".split()
)
_KNOWN = (
    _ORDER
    | HEADINGS
    | frozenset(
        """
        order-item-id amazon-order-item-code quantity qty ship-date carrier-code carrier-name carrier tracking-number
        tracking tracking-# tracking-no tracking-id waybill waybill-number awb cancellation-reason-code
        adjustment-reason-code sku
        """.split()
    )
)


def delimiter_of(content: bytes) -> str:
    """The delimiter of a text in UTF-8."""
    csv.field_size_limit(LONGEST)
    lines = first_lines(content)
    # The line "sep=," that a program may write above the table, from which Excel takes the delimiter.
    said = re.fullmatch(r'"?sep=([\t,;|])"?', lines[0].rstrip("\r\n"), re.IGNORECASE) if lines else None
    if said:
        return said.group(1)
    ways: list[tuple[str, Literal[0, 3]]] = [("\t", csv.QUOTE_NONE)]
    ways += [(delimiter, csv.QUOTE_MINIMAL) for delimiter in DELIMITERS]
    parted = [(delimiter, list(csv.reader(lines, delimiter=delimiter, quoting=how))) for delimiter, how in ways]
    for score in (_headings, _evenness):
        best, delimiter = max(((score(rows), delimiter) for delimiter, rows in parted), key=lambda scored: scored[0])
        if best:
            return delimiter
    return "\t"


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """For the row with the best headings: 1 if the order's is among them, the number of known ones, that of cells."""
    plain = [[_plain(cell) for cell in row] for row in rows if len(row) > 1]
    counted = [(int(not _ORDER.isdisjoint(row)), sum(cell in _KNOWN for cell in row), len(row)) for row in plain]
    return max((found for found in counted if found[1]), default=())


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The number of rows with the commonest number of cells, and that number."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=())


def _plain(cell: str) -> str:
    return re.sub(r"[\s_-]+", "-", cell.strip('" \t\u3000\xa0').lower())
