"""Finds out whether a cell of an unread column names items, units or parcels that its row does not mean.

The heading only suggests what the cells may hold; each cell is judged with the items of its own row's order.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from schemas import near_headings
from schemas.near_headings import CONTENT, ITEM, ORDERED, OTHER_UNITS, QUANTITY, TRACKING

ASIN = re.compile("B0[0-9A-Z]{8}")
BETWEEN = r"[\s,;|/()\[\]{}+&、，；]+"
_BLANK = re.compile(r"[-–—./\s]*|n/?a|#n/a|none|null|nan|0+(\.0+)?|なし|无|無", re.IGNORECASE)
_COUNT = re.compile(r"0*([0-9]{1,6})(?:\.0+)?(?: ?(?:x|×|pcs?|units?|stk\.?|個|件))?", re.IGNORECASE)
_DECIMAL = re.compile(r"[^\w]*[0-9.,]+[^\w]*")
_TIMES = re.compile(r"(?<![\w.-])(?:[x×*] ?([0-9]{1,3})|([0-9]{1,3}) ?[x×*])(?![\w.-])", re.IGNORECASE)
_NUMBER = re.compile(r"(?=(?:.*[0-9]){6})[0-9A-Za-z][0-9A-Za-z -]{6,39}")
_DAY = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}.*")
_ITEM_WORDS = frozenset("item items sku skus article artikel product products line position articulo articolo".split())


class Named(NamedTuple):
    """What a cell seems to hold, and the heading of ours under which it would be read, empty if there is none."""

    what: str
    target: str


# The values of ``Named.what`` for cells that name items.
OF_ITEMS = frozenset({"order-item-ids", "skus", "names of products", "items", "ASINs"})
# A cell that names no item of its row's order, in a column whose other cells name items.
UNNAMED = Named("no item", "item")


@dataclass(frozen=True)
class Row:
    """A suspicious record, with its order and that order's items, the items that it touches, and its units of them."""

    order: str
    whole: bool
    units: int
    asked: bool
    bought: int
    touched: set[str]
    items: list[tuple[Any, ...]]
    number: str

    @property
    def is_wide(self) -> bool:
        """Whether the record touches more than one item or unit."""
        return len(self.touched) > 1 or self.units > 1


def meant(told: str | None, heading: str, text: str, row: Row) -> Named | None:
    """What the cell names and its row does not mean, or None; ``told``: what the heading suggests of its cells."""
    if _BLANK.fullmatch(text):
        return None
    if told in _TESTS:
        return _TESTS[told](text, row)
    return _as_item(told, heading, text, row)


def _as_units(text: str, row: Row) -> Named | None:
    count = _COUNT.fullmatch(text)
    fits = {row.units, row.bought} if row.asked else {row.units}
    return Named("quantities", "quantity") if count and int(count[1]) not in fits else None


def _as_ordered(text: str, row: Row) -> Named | None:
    count = _COUNT.fullmatch(text)
    return Named("quantities", "quantity") if count and int(count[1]) not in (row.units, row.bought) else None


def _as_other_units(text: str, row: Row) -> Named | None:
    return Named("quantities", "") if _COUNT.fullmatch(text) and row.is_wide else None


def _as_number(text: str, row: Row) -> Named | None:
    """A tracking-number other than the row's own."""
    if not _NUMBER.fullmatch(text) or _DAY.fullmatch(text) or _bare(text) in (_bare(row.number), _bare(row.order)):
        return None
    return Named("tracking-numbers", "tracking-number")


def _bare(text: str) -> str:
    return re.sub("[^0-9A-Z]", "", text.upper())


def _as_item(told: str | None, heading: str, text: str, row: Row) -> Named | None:
    """An item of the order by its id, sku or name, an ASIN, or any text under a heading for items."""
    by_name = named_in(text, heading, row)
    if not row.whole:
        others = {item for item, _ in by_name} - row.touched
        return Named("items", "item") if told == ITEM and others else None
    several = len(row.touched) > 1
    if by_name:
        all_named = {item for item, _ in by_name} >= row.touched and _times_fit(text, row)
        by = min(which for _, which in by_name)
        named = Named(*(("order-item-ids", "order-item-id"), ("skus", "sku"), ("names of products", "item"))[by])
        return None if all_named and (several or by == 2) else named
    if near_headings.says_part(heading, text):
        return Named("the word for a part of an order", "")
    if ASIN.fullmatch(text):
        return Named("ASINs", "item")
    if told == ITEM:
        return Named("items", "item")
    return _as_content(text, row) if told == CONTENT else None


def named_in(text: str, heading: str, row: Row) -> set[tuple[str, int]]:
    """The items that the cell names, each with how: by its id (0), sku (1) or name (2)."""
    tokens = {text, *re.split(BETWEEN, text)}
    tells = not _ITEM_WORDS.isdisjoint(near_headings.words(heading))
    named = set()
    for item, sku, name in row.items:
        # A very short sku may be any number or word, so it counts only under a heading for items.
        plain_sku = sku if tells or len(sku) > 3 or not (sku.isdigit() or len(sku) < 3) else ""
        for which, spelled in enumerate((item, plain_sku)):
            if spelled and (spelled in tokens or (" " in spelled and spelled in text)):
                named.add((item, which))
        if name and name.casefold() == text.casefold() and len(row.touched) > 1:
            named.add((item, 2))
    names = {item for item, which in named if which == 2}
    # A name that all items of the order have names none of them.
    return {one for one in named if one[1] < 2} or (named if len(names) < len(row.items) else set())


def _as_content(text: str, row: Row) -> Named | None:
    if count := _COUNT.fullmatch(text):
        fits = int(count[1]) in (row.units, row.bought, len(row.touched))
        return None if fits else Named("quantities", "quantity")
    if _DECIMAL.fullmatch(text):
        return None
    folded = text.casefold()
    mentioned = {
        item for item, *names in row.items if any(name and name.casefold() in folded for name in (item, *names))
    }
    all_there = mentioned >= row.touched or len(row.touched) == 1
    return None if all_there and _times_fit(text, row) else Named("items", "item")


def _times_fit(text: str, row: Row) -> bool:
    """Whether the counts in a text, as ``x 2``, add up to the units that the row touches; True if it has none."""
    for name in (name for names in row.items for name in names if name):
        text = text.replace(name, " ")
    counts = [int(behind or before) for behind, before in _TIMES.findall(text)]
    return not counts or sum(counts) == row.units


_TESTS: dict[str | None, Callable[[str, Row], Named | None]] = {
    QUANTITY: _as_units,
    ORDERED: _as_ordered,
    OTHER_UNITS: _as_other_units,
    TRACKING: _as_number,
}
