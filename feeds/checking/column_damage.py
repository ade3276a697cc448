"""Finds whole columns that a spreadsheet damaged: each row looks right alone, and only the column shows the damage.

The affected rows are refused, and one finding describes what seems to have happened and lists the cells. A column that
the user trusts (``--trust COLUMN``) is applied, and still gets that finding.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from pandera.pandas import DataFrameSchema

from feeds.checking.check import Checked
from feeds.checking.filled_down import counting_values, is_sorted
from feeds.checking.findings import combined, finding
from feeds.checking.tracking.changed_digits import rounded, short, unlike_others
from feeds.checking.tracking.column import NUMBER, Suspicion, numbers_of
from feeds.checking.tracking.wrong_rows import copied, in_wrong_rows, of_several_orders, shared
from feeds.reading.options import Directions
from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.wording import enumerated

_MOST_RANGES = 8
# A shorter run may be chance: amounts and quantities are small, and often alike.
_FEWEST_AMOUNTS, _FEWEST_QUANTITIES = 4, 5
_LIKELY = 0.01


def whole_columns(checked: Checked, sheet: Sheet, schema: DataFrameSchema, directions: Directions) -> Checked:
    """``checked`` with the findings on whole columns of a sheet, and the affected rows refused."""
    seen, warned, often = [], [], pd.Series(dtype="str")
    if NUMBER in checked.records:
        numbers = numbers_of(checked.records)
        if len(numbers.texts):
            seen += [*in_wrong_rows(numbers), *rounded(numbers), *short(numbers)]
            warned.append(unlike_others(numbers))
            often = shared(numbers)
    seen += _counting(checked.records, schema)
    looked_at = settled(checked, seen, sheet, directions, warned)
    if len(often):
        often = often[looked_at.records.loc[often.index, NUMBER].notna()]
    return replace(looked_at, shared=often)


def in_several_orders(checked: Checked, parties: pd.Series, sheet: Sheet, directions: Directions) -> Checked:
    """``checked`` with the rows refused whose tracking-number is given for three or more buyers or addresses.

    Two of them are a Warning. ``parties``: the buyer and address of each order, by order-id.
    """
    orders = checked.records.loc[checked.shared.index, "order-id"].dropna()
    numbers = checked.shared[orders.index]
    suspicions = copied(numbers, orders, parties)
    told = pd.Index([]).append([one.records for one in suspicions])
    rest = numbers[~numbers.index.isin(told)]
    warned = of_several_orders(rest, orders[rest.index], parties)
    looked_at = settled(checked, suspicions, sheet, directions)
    return replace(looked_at, findings=combined([looked_at.findings, warned]))


def settled(
    checked: Checked,
    suspicions: Iterable[Suspicion],
    sheet: Sheet,
    directions: Directions,
    warned: Iterable[pd.DataFrame] = (),
) -> Checked:
    """``checked`` with the findings of each suspicion; the suspected cells of refused rows are emptied.

    ``warned``: Warnings on single cells; those on refused tracking-numbers are left out.
    """
    records, tables, refused = checked.records, [checked.findings], dict[str, pd.Index]()
    for one in suspicions:
        trusted, concerned = directions.trusts(one.heading), one.records.difference(refused.get(one.heading, []))
        if concerned.empty:
            continue
        where = _cells(concerned, one.heading, sheet)
        if trusted and not one.warns:
            words = f"--trust {one.heading} overruled this: {one.story} {where}"
            tables.append(finding([0], faults.COLUMN_TRUSTED, one.heading, words))
        else:
            tables.append(finding([0], faults.COLUMN_SUSPECT, one.heading, f"{one.story} {where}", _advice(one)))
        if trusted or one.warns:
            continue
        each = one.wording if isinstance(one.wording, str) else one.wording[concerned]
        tables.append(finding(concerned, one.code, one.heading, each, _advice(one)))
        refused[one.heading] = concerned.union(refused.get(one.heading, pd.Index([], dtype="int64")))
    for heading, rows in refused.items():
        at = records.index.isin(rows)
        records = records.assign(**{heading: records[heading].mask(at), "faulty": records["faulty"] | at})
    quiet = [table[~table["record"].isin(refused.get(NUMBER, []))] for table in warned]
    return Checked(records, combined([*tables, *quiet]))


def _advice(one: Suspicion) -> str:
    """The option that overrules a suspicion, as the user would type it."""
    return "" if one.warns else f"If the column is right as it is, upload with --trust {one.heading}."


def _cells(records: pd.Index, heading: str, sheet: Sheet) -> str:
    """The cells of these records in short form, ``Cells G2:G7 and G9.``"""
    letter = sheet.columns.get(heading, "")
    rows = np.sort(sheet.rows[records].to_numpy())
    parts = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    said = [f"{letter}{part[0]}" + (f":{letter}{part[-1]}" if len(part) > 1 else "") for part in parts[:_MOST_RANGES]]
    if (more := len(rows) - sum(map(len, parts[:_MOST_RANGES]))) > 0:
        said.append(f"{more:,} more")
    return f"{'Cell' if letter else 'Row'}{'s' if len(rows) > 1 else ''} {enumerated(said)}."


def _counting(records: pd.DataFrame, schema: DataFrameSchema) -> list[Suspicion]:
    """Suspicions on quantities 1, 2, 3 … and amounts that rise by 1.00, as when a spreadsheet fills a column down."""
    told = []
    for heading, least, step in _counted(schema):
        texts = records[heading]
        if int(texts.notna().sum()) < least:
            continue
        runs = counting_values(texts, least)
        inside = np.flatnonzero(runs.run >= 0)
        if not len(inside) or not _no_chance(texts, runs.run, least):
            continue
        story = (
            f"{len(inside):,} cells of {heading} go on by {step} from row to row, as when a spreadsheet fills a column"
        )
        words = f"{heading} is one of {len(inside):,} that go on by {step} from row to row: the column was filled down."
        told.append(Suspicion(heading, faults.VALUES_FILLED, texts.index[inside], f"{story} down.", words))
    return told


def _counted(schema: DataFrameSchema) -> Iterable[tuple[str, int, str]]:
    """Yields heading, fewest rows of a run and step of each column of quantities or amounts that people fill in."""
    if (schema.metadata or {}).get("prefill") is None:
        return
    for heading, column in schema.columns.items():
        holds = (column.metadata or {}).get("holds")
        if holds == "number":
            yield heading, _FEWEST_QUANTITIES, "1"
        elif holds == "amount":
            yield heading, _FEWEST_AMOUNTS, "1.00"


def _no_chance(texts: pd.Series, run: np.ndarray, least: int) -> bool:
    """Whether the runs of a column are more than chance explains, and more than a sorted column has anyway."""
    filled = int(texts.notna().sum())
    inside = int((run >= 0).sum())
    if inside * 2 <= filled and is_sorted(texts):
        return False
    by_one = counting_values(texts, 2).run
    elsewhere = int(((by_one >= 0) & (run < 0)).sum()) // 2
    often = (elsewhere + 1) / (filled - inside + 20)
    return filled * often ** (least - 1) < _LIKELY
