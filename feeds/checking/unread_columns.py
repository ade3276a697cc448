"""Prepares the columns of a file that nothing is read from, and those that only help to find an item.

They are passed on to the judging of the records: their cells may show that a row means only a part of its order.
"""

from dataclasses import replace

import pandas as pd

from feeds.kinds.kind import UNREAD, Kind
from feeds.kinds.unread_parts import map_advice
from feeds.reading.no_heading_row import quoted
from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.cells import item_names

_BY_UNREAD = (faults.NOT_THIS_ONE, faults.PART_UNREAD, faults.CANCELS_WHOLE)
_OF_NAMES = (faults.ITEM_UNCLEAR, faults.ITEM_CONTRADICTED)


def with_quiet_names(sheet: Sheet, kind: Kind) -> Sheet:
    """The sheet without item names that a spreadsheet damaged, in rows that have the item's id."""
    names = [name for name in item_names(kind.schema) if name in sheet.cells]
    if not names or kind.item_heading not in sheet.cells:
        return sheet
    given = sheet.cells[kind.item_heading].notna()
    spoiled = {name: given & _spoiled(sheet, name) for name in names}
    cells = {name: sheet.cells[name].mask(rows) for name, rows in spoiled.items() if rows.any()}
    kinds = {name: sheet.kinds[name].mask(rows, "") for name, rows in spoiled.items() if name in sheet.kinds}
    merged = {at: place for at, place in sheet.merged.items() if at[1] not in names or not given[at[0]]}
    return replace(sheet, cells=sheet.cells.assign(**cells), kinds={**sheet.kinds, **kinds}, merged=merged)


def _spoiled(sheet: Sheet, name: str) -> pd.Series:
    rows = sheet.cells[name].str.startswith("#")
    return rows | sheet.kinds[name].isin(["error", "formula"]) if name in sheet.kinds else rows


def unread(sheet: Sheet, kind: Kind) -> pd.DataFrame:
    """The filled unread columns, each named UNREAD and its heading; empty if the kind does not look at them."""
    if not kind.means_parts or sheet.grid is None:
        return pd.DataFrame(index=sheet.cells.index)
    columns = {heading: sheet.beside_as_array(position) for heading, position in sheet.unread.items()}
    filled = {
        f"{UNREAD}{heading}": pd.array(texts, dtype="str")
        for heading, texts in columns.items()
        if texts.null_count < len(texts)
    }
    return pd.DataFrame(filled, index=sheet.cells.index)


def with_way_out(findings: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """The findings with advice on the options that help, spelled with this file's headings."""
    findings = _not_ignored(findings)
    findings = findings.assign(advice=_instead(findings, sheet))
    of_names = findings["code"].isin(_OF_NAMES)
    if not of_names.any():
        return findings
    typed = {
        name: f"If the column names no item of the order: --ignore {quoted(sheet.typed(name))}."
        for name in sheet.columns
    }
    advice = findings["heading"].map(typed).fillna("").astype("str")
    return findings.assign(advice=findings["advice"].mask(of_names, advice))


def _not_ignored(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings, with new words for an unknown column whose cells refuse rows: it was not simply ignored."""
    refusing = findings.loc[findings["code"].isin(_BY_UNREAD), "heading"]
    used = (findings["code"] == faults.HEADING_UNKNOWN) & findings["heading"].isin(refusing)
    if not used.any():
        return findings
    words = "The heading " + findings["heading"] + " is unknown; its column was only looked through, and refuses rows."
    advice = findings["advice"].mask(used, "What to do is said of each of these rows.")
    return findings.assign(wording=findings["wording"].mask(used, words), advice=advice)


def _instead(findings: pd.DataFrame, sheet: Sheet) -> pd.Series:
    """The advice, with a second ``--map`` if the file already has the column that another one is to be read as."""
    advice = findings["advice"].copy()
    parts = findings.loc[findings["code"] == faults.PART_UNREAD, "heading"]
    for heading in parts.unique():
        mine = parts.index[parts == heading]
        for name in sheet.columns:
            both = map_advice(heading, name, instead_of=sheet.typed(name))
            advice[mine] = advice[mine].str.replace(map_advice(heading, name), both, regex=False)
    return advice
