"""Refuses rows that would touch several items or units while an unread column names only a part of them.

Each cell is judged with the items of its own row's order, so that a long file can be judged in parts with the same
result. If most cells of a column name items, its other rows with several items or units are refused too.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.findings import combined, finding, none_found
from feeds.kinds.kind import UNREAD
from feeds.kinds.matching import is_in
from feeds.kinds.part_cells import ASIN, BETWEEN, OF_ITEMS, UNNAMED, Named, Row, meant, named_in
from feeds.reading.no_heading_row import quoted
from schemas import faults, near_headings
from schemas.near_headings import ITEM, ORDERED, QUANTITY
from schemas.text_columns import array

_NAMED_ALONE = f"^(?:{ASIN.pattern}|(?i:{near_headings.PARTLY.pattern}))$"
_NAMES = ("order_item_id", "sku", "product_name")
_SHOWN = 60
_NUMBER_COLUMN = "tracking-number"
_CANCELS = "cancel"
# Begins the name of an unread column that was found to name items; no heading begins like this.
_NAMING = f"{UNREAD}\0"
# A column names items if at least these shares of its filled cells, and of all rows with several items or units, do so:
# a column of notes may name some too.
_ENOUGH, _ENOUGH_OF_ROWS = 0.5, 1 / 3


class Parts(NamedTuple):
    """The findings, and a row of counts for each unread column, which ``tallied`` adds up."""

    findings: pd.DataFrame
    tally: pd.DataFrame


def tallied(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The sums of the counts for each unread column, over all parts of a file.

    ``rows``: rows of a whole order with several items or units; ``filled``: those that fill the column; ``naming``:
    those whose cell names items.
    """
    filled = [part for part in parts if len(part)]
    return pd.concat(filled).groupby(level=0).sum() if filled else pd.DataFrame()


def second_look(records: pd.DataFrame, tally: pd.DataFrame) -> pd.DataFrame | None:
    """The records, with marked names for columns where most cells name items; None if that refuses no further row."""
    if tally.empty:
        return None
    naming = tally["naming"]
    enough = (naming >= _ENOUGH * tally["filled"]) & (naming >= _ENOUGH_OF_ROWS * tally["rows"])
    mostly = tally.index[(naming > 0) & enough & (naming < tally["rows"])]
    marks = {name: _NAMING + name.removeprefix(UNREAD) for name in mostly}
    return records.rename(columns=marks) if marks else None


def apart(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records without their unread columns, and a frame of these columns with the tracking-number."""
    is_unread = records.columns.str.startswith(UNREAD)
    if not is_unread.any():
        return records, records[[]]
    return records.loc[:, ~is_unread], records.loc[:, is_unread | (records.columns == _NUMBER_COLUMN)]


def part_findings(
    reach: pd.DataFrame, records: pd.DataFrame, items: pd.DataFrame, item_heading: str, verb: str
) -> Parts:
    """Errors on records that touch several items or units while an unread cell names a part of them.

    ``reach``: one row for each record and item, with record, order_id, order_item_id, whole, asked (the typed
    quantity), units (that it would touch) and purchased. ``records``: the unread columns, as ``apart`` returns them.
    ``items``: all items of the orders. ``verb``: what the kind does to units, as ``ship``.
    """
    names = [str(name) for name in records if str(name).startswith(UNREAD)]
    if not names or reach.empty:
        return Parts(none_found(), pd.DataFrame())
    sums = _sums(reach)
    wide = sums[(sums["items"] > 1) | (sums["units"] > 1)]
    whole = wide.index[wide["whole"]]
    silent = [name for name in names if near_headings.told_by(_heading(name)) is None]
    places = pa.array(records.index.get_indexer(whole))
    cells_of = {name: array(records[name]).take(places) for name in names}
    seen = _names_in({name: cells_of[name] for name in silent}, wide.loc[whole], items)
    for name in set(names).difference(silent):
        told = near_headings.told_by(_heading(name))
        rows = sums if told == ITEM else wide
        cells = records[name].reindex(rows.index).dropna()
        seen[name] = cells[_is_suspicious(told, cells, rows.loc[cells.index])]
    for name in names:
        if name.startswith(_NAMING):
            filled = pd.Series(pd.array(cells_of[name].fill_null(""), dtype="str"), index=whole)
            seen[name] = filled.combine_first(seen.get(name, pd.Series(dtype="str")))
    looked_at = _Rows(sums, reach, records, items)
    judged = {name: _of_column(name, seen[name], looked_at, (item_heading, verb)) for name in names if name in seen}
    counts = {
        "rows": len(whole),
        "filled": [len(cells) - cells.null_count for cells in cells_of.values()],
        "naming": [judged[name].naming if name in judged else 0 for name in names],
    }
    return Parts(combined(column.findings for column in judged.values()), pd.DataFrame(counts, index=names))


def _sums(reach: pd.DataFrame) -> pd.DataFrame:
    by_record = reach.groupby("record")
    sums = by_record.agg(items=("units", "size"), units=("units", "sum"), bought=("purchased", "sum"))
    sums = sums.join(by_record[["whole", "asked", "order_id"]].first())
    sums["units"] = sums["units"].mask(~sums["whole"] & sums["asked"].notna(), sums["asked"]).astype("int64")
    return sums


def _heading(name: str) -> str:
    return name.removeprefix(_NAMING).removeprefix(UNREAD)


def _is_suspicious(told: str | None, cells: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """True for cells to judge one by one, under a heading that suggests what they hold: all but matching quantities."""
    if told in (QUANTITY, ORDERED):
        return (cells != rows["units"].astype("str")) & ((cells != rows["bought"].astype("str")) | (told == QUANTITY))
    return pd.Series(data=True, index=cells.index)


def _names_in(cells_of: dict[str, pa.StringArray], rows: pd.DataFrame, items: pd.DataFrame) -> dict[str, pd.Series]:
    """The cells that name an item or a part, by column, in columns whose headings suggest nothing.

    ``cells_of``: for each column the cells of ``rows``. All columns are searched at once, as there may be thousands.
    """
    if rows.empty or not cells_of:
        return {}
    columns, texts = list(cells_of), pa.concat_arrays(list(cells_of.values()))
    mine = items[is_in(items["order_id"], rows["order_id"])]
    known = pa.concat_arrays([array(mine[name]) for name in _NAMES]).drop_null().unique()
    is_one = _true(pc.is_in(texts, value_set=known)) | _true(pc.match_substring_regex(texts, _NAMED_ALONE))
    parted = pc.split_pattern_regex(texts, BETWEEN)
    is_one[pc.list_parent_indices(parted).to_numpy()[_true(pc.is_in(parted.flatten(), value_set=known))]] = True
    states = [at for at, name in enumerate(columns) if near_headings.is_numbered_state(_heading(name))]
    if states:
        in_state = np.isin(np.arange(len(texts)) // len(rows), states)
        is_one |= in_state & _true(pc.equal(texts, near_headings.PART_NUMBER))
    hits = np.flatnonzero(is_one)
    found_in = pd.DataFrame({"column": hits // len(rows), "record": rows.index[hits % len(rows)]})
    found_in["text"] = pd.array(texts.take(pa.array(hits)), dtype="str")
    return {columns[int(str(at))]: part.set_index("record")["text"] for at, part in found_in.groupby("column")}


def _true(answers: pa.BooleanArray) -> np.ndarray:
    truths: np.ndarray = answers.fill_null(False).to_numpy(zero_copy_only=False)
    return truths.copy()


class _Column(NamedTuple):
    """The findings of a column, and the number of rows of whole orders where it names items."""

    findings: pd.DataFrame
    naming: int


class _Rows:
    """Looks up suspicious records, each with the items of its order."""

    def __init__(self, sums: pd.DataFrame, reach: pd.DataFrame, records: pd.DataFrame, items: pd.DataFrame) -> None:
        self._sums, self._reach, self._records, self._items = sums, reach, records, items

    def of(self, numbers: pd.Index) -> dict[int, Row]:
        """The records with these numbers, by number."""
        sums = self._sums.loc[numbers]
        reach = self._reach[self._reach["record"].isin(numbers)]
        touched = reach.groupby("record")["order_item_id"].agg(set)
        mine = self._items[is_in(self._items["order_id"], sums["order_id"])]
        by_order: dict[str, list[tuple[Any, ...]]] = {}
        for order, *named in mine[["order_id", *_NAMES]].itertuples(index=False):
            by_order.setdefault(order, []).append(tuple("" if pd.isna(name) else str(name) for name in named))
        typed = self._records.get(_NUMBER_COLUMN, pd.Series(dtype="str")).reindex(numbers).fillna("")
        rows = zip(
            numbers, sums["order_id"], sums["whole"], sums["units"], sums["asked"], sums["bought"], typed, strict=True
        )
        return {
            int(number): Row(
                order, bool(whole), int(units), not pd.isna(asked), int(bought), touched[number], by_order[order], text
            )
            for number, order, whole, units, asked, bought, text in rows
        }


def _of_column(name: str, seen: pd.Series, rows: _Rows, kind: tuple[str, str]) -> _Column:
    heading, item_heading, verb = _heading(name), *kind
    told = near_headings.told_by(heading)
    known, found_in = rows.of(seen.index), []
    naming = 0
    for record, text in seen.items():
        row = known[int(str(record))]
        cell = meant(told, heading, text, row)
        naming += row.whole and cell is not None and cell.what in OF_ITEMS
        if cell is None and name.startswith(_NAMING) and not named_in(text, heading, row):
            cell = UNNAMED
        if cell is not None:
            takes_all = verb == _CANCELS and cell.target == "quantity"
            target = "" if takes_all else item_heading if cell.target == "order-item-id" else cell.target
            code = faults.CANCELS_WHOLE if takes_all else faults.PART_UNREAD
            found_in.append((record, code, _words(heading, text, row, cell, verb), _way_out(heading, target)))
    table = pd.DataFrame(found_in, columns=["record", "code", "wording", "advice"])
    parts = [table[table["code"] == code] for code in (faults.PART_UNREAD, faults.CANCELS_WHOLE)]
    findings = combined(
        finding(part["record"], code, heading, part["wording"].astype("str"), part["advice"].astype("str"))
        for code, part in zip((faults.PART_UNREAD, faults.CANCELS_WHOLE), parts, strict=True)
    )
    return _Column(findings, naming)


def _words(heading: str, text: str, row: Row, cell: Named, verb: str) -> str:
    count = len(row.touched)
    units = f"{row.units} unit{'' if row.units == 1 else 's'}"
    reached = f"{units} of {f'{count} items' if count > 1 else f'item {min(row.touched)}'} of order {row.order}"
    if verb == _CANCELS and cell.target == "quantity":
        return (
            f"A cancellation takes the whole item: the row would cancel {reached}, and {heading} says {text[:_SHOWN]}."
        )
    if cell == UNNAMED:
        here = f'holds "{text[:_SHOWN]}" here, which none of this order has' if text else "is empty here"
        return f"{heading} names items in other rows and {here}, and the row would {verb} {reached}."
    return f'{heading} seems to hold {cell.what}, here "{text[:_SHOWN]}", and the row would {verb} {reached}.'


def _way_out(heading: str, target: str) -> str:
    left_out = f"If the column does not matter: --ignore {quoted(heading)}."
    if re.fullmatch("column [A-Z]{1,3}", heading):
        return f"Give the column its heading. {left_out}"
    return f"{map_advice(heading, target)}{left_out}" if target else left_out


def map_advice(heading: str, target: str, instead_of: str = "") -> str:
    """A sentence with the option that reads a column, and one that leaves out the one read so far (``instead_of``)."""
    if not instead_of:
        return f"To read the column: --map {quoted(f'{heading}={target}')}. "
    left_out = f"--map {quoted(f'{instead_of}=')} --map {quoted(f'{heading}={target}')}"
    return f"To read the column instead of {instead_of}: {left_out}. "
