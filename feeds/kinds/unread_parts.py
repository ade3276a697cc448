"""Rows that would touch several items or units while a column that nothing is read from names a part of them.

Each cell is looked at with the items of its row's own order, so that a long file comes out the same in parts. A heading
only tells what the cells may hold; the cells decide.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.findings import found, none_found, together
from feeds.kinds.kind import UNREAD
from feeds.kinds.twins import among
from feeds.reading.no_feed import quoted
from schemas import faults, telling_headings
from schemas.telling_headings import CONTENT, ITEM, ORDERED, OTHER_UNITS, QUANTITY, TRACKING
from schemas.texts import array

_ASIN = re.compile("B0[0-9A-Z]{8}")
_BETWEEN = r"[\s,;|/()\[\]{}+&、，；]+"
_BLANK = re.compile(r"[-–—./\s]*|n/?a|#n/a|none|null|nan|0+(\.0+)?|なし|无|無", re.IGNORECASE)
_COUNT = re.compile(r"0*([0-9]{1,6})(?:\.0+)?(?: ?(?:x|×|pcs?|units?|stk\.?|個|件))?", re.IGNORECASE)
_DECIMAL = re.compile(r"[^\w]*[0-9.,]+[^\w]*")
_TIMES = re.compile(r"(?<![\w.-])(?:[x×*] ?([0-9]{1,3})|([0-9]{1,3}) ?[x×*])(?![\w.-])", re.IGNORECASE)
_NUMBER = re.compile(r"(?=(?:.*[0-9]){6})[0-9A-Za-z][0-9A-Za-z -]{6,39}")
_DAY = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}.*")
_NAMED_ALONE = f"^(?:{_ASIN.pattern}|(?i:{telling_headings.PARTLY.pattern}))$"
_ITEM_WORDS = frozenset("item items sku skus article artikel product products line position articulo articolo".split())
_NAMES = ("order_item_id", "sku", "product_name")
_SHOWN = 60
_NUMBER_COLUMN = "tracking-number"
_CANCELS = "cancel"


class _Named(NamedTuple):
    """What a cell seems to hold, and the heading of ours under which it would be read; empty where there is none."""

    what: str
    target: str


@dataclass(frozen=True)
class _Row:
    """A suspicious record: its order and the items of that, the ones it touches, and how many units of them."""

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
        """Whether it touches more than one item or unit."""
        return len(self.touched) > 1 or self.units > 1


def apart(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records without their unread columns, and those with the number that they are compared with."""
    is_unread = records.columns.str.startswith(UNREAD)
    if not is_unread.any():
        return records, records[[]]
    return records.loc[:, ~is_unread], records.loc[:, is_unread | (records.columns == _NUMBER_COLUMN)]


def part_findings(
    reach: pd.DataFrame, records: pd.DataFrame, items: pd.DataFrame, item_heading: str, verb: str
) -> pd.DataFrame:
    """Errors on records that reach several items or units, and of which an unread cell names a part.

    ``reach``: one row a record and item with record, order_id, order_item_id, whole, asked (a quantity that is typed),
    units that it would touch and purchased. ``records``: the unread columns, as ``apart`` gives them. ``verb``: what
    the kind does to them. ``items``: of the orders.
    """
    names = [str(name) for name in records if str(name).startswith(UNREAD)]
    if not names or reach.empty:
        return none_found()
    by_record = reach.groupby("record")
    sums = by_record.agg(items=("units", "size"), units=("units", "sum"), bought=("purchased", "sum"))
    sums = sums.join(by_record[["whole", "asked", "order_id"]].first())
    sums["units"] = sums["units"].mask(~sums["whole"] & sums["asked"].notna(), sums["asked"]).astype("int64")
    wide = sums[(sums["items"] > 1) | (sums["units"] > 1)]
    silent = [name for name in names if telling_headings.told_by(name.removeprefix(UNREAD)) is None]
    seen = _names_in(records, silent, wide[wide["whole"]], items)
    for name in set(names).difference(silent):
        told = telling_headings.told_by(name.removeprefix(UNREAD))
        rows = sums if told == ITEM else wide
        cells = records[name].reindex(rows.index).dropna()
        seen[name] = cells[_is_suspicious(told, cells, rows.loc[cells.index])]
    looked_at = _Rows(sums, reach, records, items)
    return together(
        _of_column(name.removeprefix(UNREAD), seen[name], looked_at, (item_heading, verb))
        for name in names
        if name in seen
    )


def _is_suspicious(told: str | None, cells: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """The cells of a heading that tells what they hold to look at one by one: all but the units that are right."""
    if told in (QUANTITY, ORDERED):
        return (cells != rows["units"].astype("str")) & ((cells != rows["bought"].astype("str")) | (told == QUANTITY))
    return pd.Series(data=True, index=cells.index)


def _names_in(
    records: pd.DataFrame, columns: list[str], rows: pd.DataFrame, items: pd.DataFrame
) -> dict[str, pd.Series]:
    """The cells of columns whose headings tell nothing that name an item or a part, by column where there are any.

    All columns are looked at as one: a workbook may have thousands.
    """
    if rows.empty or not columns:
        return {}
    places = pa.array(records.index.get_indexer(rows.index))
    texts = pa.concat_arrays([array(records[name]).take(places) for name in columns])
    mine = items[among(items["order_id"], rows["order_id"])]
    known = pa.concat_arrays([array(mine[name]) for name in _NAMES]).drop_null().unique()
    is_one = _true(pc.is_in(texts, value_set=known)) | _true(pc.match_substring_regex(texts, _NAMED_ALONE))
    parted = pc.split_pattern_regex(texts, _BETWEEN)
    is_one[pc.list_parent_indices(parted).to_numpy()[_true(pc.is_in(parted.flatten(), value_set=known))]] = True
    states = [at for at, name in enumerate(columns) if telling_headings.is_numbered_state(name.removeprefix(UNREAD))]
    if states:
        in_state = np.isin(np.arange(len(texts)) // len(rows), states)
        is_one |= in_state & _true(pc.equal(texts, telling_headings.PART_NUMBER))
    hits = np.flatnonzero(is_one)
    found_in = pd.DataFrame({"column": hits // len(rows), "record": rows.index[hits % len(rows)]})
    found_in["text"] = pd.array(texts.take(pa.array(hits)), dtype="str")
    return {columns[int(str(at))]: part.set_index("record")["text"] for at, part in found_in.groupby("column")}


def _true(answers: pa.BooleanArray) -> np.ndarray:
    truths: np.ndarray = answers.fill_null(False).to_numpy(zero_copy_only=False)
    return truths.copy()


class _Rows:
    """The suspicious records one at a time, each with the items of its order."""

    def __init__(self, sums: pd.DataFrame, reach: pd.DataFrame, records: pd.DataFrame, items: pd.DataFrame) -> None:
        self._sums, self._reach, self._records, self._items = sums, reach, records, items

    def of(self, numbers: pd.Index) -> dict[int, _Row]:
        """What is known of the records of these numbers."""
        sums = self._sums.loc[numbers]
        reach = self._reach[self._reach["record"].isin(numbers)]
        touched = reach.groupby("record")["order_item_id"].agg(set)
        mine = self._items[among(self._items["order_id"], sums["order_id"])]
        by_order: dict[str, list[tuple[Any, ...]]] = {}
        for order, *named in mine[["order_id", *_NAMES]].itertuples(index=False):
            by_order.setdefault(order, []).append(tuple("" if pd.isna(name) else str(name) for name in named))
        typed = self._records.get(_NUMBER_COLUMN, pd.Series(dtype="str")).reindex(numbers).fillna("")
        rows = zip(
            numbers, sums["order_id"], sums["whole"], sums["units"], sums["asked"], sums["bought"], typed, strict=True
        )
        return {
            int(number): _Row(
                order, bool(whole), int(units), not pd.isna(asked), int(bought), touched[number], by_order[order], text
            )
            for number, order, whole, units, asked, bought, text in rows
        }


def _of_column(heading: str, seen: pd.Series, rows: _Rows, kind: tuple[str, str]) -> pd.DataFrame:
    item_heading, verb = kind
    told = telling_headings.told_by(heading)
    if seen.empty:
        return none_found()
    known, texts, ways, codes = rows.of(seen.index), [], [], []
    numbers = []
    for number, text in seen.items():
        row = known[int(str(number))]
        meant = _meant(told, heading, text, row)
        if meant is None:
            continue
        numbers.append(int(str(number)))
        takes_all = verb == _CANCELS and meant.target == "quantity"
        codes.append(faults.CANCELS_WHOLE if takes_all else faults.PART_UNREAD)
        texts.append(_words(heading, text, row, meant, verb))
        target = "" if takes_all else item_heading if meant.target == "order-item-id" else meant.target
        ways.append(_way_out(heading, target))
    told_of = pd.DataFrame({"record": numbers, "code": codes, "wording": texts, "advice": ways})
    parts = [(code, told_of[told_of["code"] == code]) for code in (faults.PART_UNREAD, faults.CANCELS_WHOLE)]
    return together(
        found(part["record"], code, heading, part["wording"].astype("str"), part["advice"].astype("str"))
        for code, part in parts
    )


def _words(heading: str, text: str, row: _Row, meant: _Named, verb: str) -> str:
    count = len(row.touched)
    units = f"{row.units} unit{'' if row.units == 1 else 's'}"
    reached = f"{units} of {f'{count} items' if count > 1 else f'item {min(row.touched)}'} of order {row.order}"
    if verb == _CANCELS and meant.target == "quantity":
        return (
            f"A cancellation takes the whole item: the row would cancel {reached}, and {heading} says {text[:_SHOWN]}."
        )
    return f'{heading} seems to hold {meant.what}, here "{text[:_SHOWN]}", and the row would {verb} {reached}.'


def _way_out(heading: str, target: str) -> str:
    left_out = f"If the column does not matter: --ignore {quoted(heading)}."
    if re.fullmatch("column [A-Z]{1,3}", heading):
        return f"Give the column its heading. {left_out}"
    return f"To read the column: --map {quoted(f'{heading}={target}')}. {left_out}" if target else left_out


def _meant(told: str | None, heading: str, text: str, row: _Row) -> _Named | None:
    """What the cell names that its row does not; None where the row means all that the cell does."""
    if _BLANK.fullmatch(text):
        return None
    if told in _TESTS:
        return _TESTS[told](text, row)
    return _as_item(told, heading, text, row)


def _as_units(text: str, row: _Row) -> _Named | None:
    count = _COUNT.fullmatch(text)
    fits = {row.units, row.bought} if row.asked else {row.units}
    return _Named("quantities", "quantity") if count and int(count[1]) not in fits else None


def _as_ordered(text: str, row: _Row) -> _Named | None:
    count = _COUNT.fullmatch(text)
    return _Named("quantities", "quantity") if count and int(count[1]) not in (row.units, row.bought) else None


def _as_other_units(text: str, row: _Row) -> _Named | None:
    return _Named("quantities", "") if _COUNT.fullmatch(text) and row.is_wide else None


def _as_number(text: str, row: _Row) -> _Named | None:
    """A second tracking number, or one of a column in the place of ours."""
    if not _NUMBER.fullmatch(text) or _DAY.fullmatch(text) or _bare(text) in (_bare(row.number), _bare(row.order)):
        return None
    return _Named("tracking-numbers", "tracking-number")


def _bare(text: str) -> str:
    return re.sub("[^0-9A-Z]", "", text.upper())


def _as_item(told: str | None, heading: str, text: str, row: _Row) -> _Named | None:
    """An item of the order by its id, sku or name, an ASIN, or what a heading says is one."""
    by_name = _named_in(text, heading, row)
    if not row.whole:
        others = {item for item, _ in by_name} - row.touched
        return _Named("items", "item") if told == ITEM and others else None
    several = len(row.touched) > 1
    if by_name:
        all_named = {item for item, _ in by_name} >= row.touched and _times_fit(text, row)
        by = min(which for _, which in by_name)
        named = _Named(*(("order-item-ids", "order-item-id"), ("skus", "sku"), ("names of products", "item"))[by])
        return None if all_named and (several or by == 2) else named
    if telling_headings.says_part(heading, text):
        return _Named("the word for a part of an order", "")
    if _ASIN.fullmatch(text):
        return _Named("ASINs", "item")
    if told == ITEM:
        return _Named("items", "item")
    return _as_content(text, row) if told == CONTENT else None


def _named_in(text: str, heading: str, row: _Row) -> set[tuple[str, int]]:
    """The items that the cell names, each with by what: its id (0), sku (1) or name (2)."""
    tokens = {text, *re.split(_BETWEEN, text)}
    tells = not _ITEM_WORDS.isdisjoint(telling_headings.words(heading))
    named = set()
    for item, sku, name in row.items:
        # A short number may be anything.
        plain_sku = sku if tells or len(sku) > 3 or not (sku.isdigit() or len(sku) < 3) else ""
        for which, spelled in enumerate((item, plain_sku)):
            if spelled and (spelled in tokens or (" " in spelled and spelled in text)):
                named.add((item, which))
        if name and name.casefold() == text.casefold() and len(row.touched) > 1:
            named.add((item, 2))
    names = {item for item, which in named if which == 2}
    # A name that all items of the order have tells none of them.
    return {one for one in named if one[1] < 2} or (named if len(names) < len(row.items) else set())


def _as_content(text: str, row: _Row) -> _Named | None:
    if count := _COUNT.fullmatch(text):
        fits = int(count[1]) in (row.units, row.bought, len(row.touched))
        return None if fits else _Named("quantities", "quantity")
    if _DECIMAL.fullmatch(text):
        return None
    folded = text.casefold()
    mentioned = {
        item for item, *names in row.items if any(name and name.casefold() in folded for name in (item, *names))
    }
    all_there = mentioned >= row.touched or len(row.touched) == 1
    return None if all_there and _times_fit(text, row) else _Named("items", "item")


def _times_fit(text: str, row: _Row) -> bool:
    """Whether the numbers of pieces that a text tells, as ``x 2``, come to the units that the row touches."""
    for name in (name for names in row.items for name in names if name):
        text = text.replace(name, " ")
    counts = [int(behind or before) for behind, before in _TIMES.findall(text)]
    return not counts or sum(counts) == row.units


_TESTS: dict[str | None, Callable[[str, _Row], _Named | None]] = {
    QUANTITY: _as_units,
    ORDERED: _as_ordered,
    OTHER_UNITS: _as_other_units,
    TRACKING: _as_number,
}
