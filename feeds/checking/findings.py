"""Tables of the faults found in records: collected while a file is judged, and turned into messages afterwards."""

from collections.abc import Iterable, Iterator
from functools import cache

import pandas as pd

from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.faults import FAULTS

# record: original-record-number; heading: the column at fault; wording: what is wrong; advice: what else may help.
COLUMNS = ("record", "code", "heading", "wording", "advice")
# For these the remedy differs from row to row: a finding's own advice replaces the general remedy.
_ADVISED_INSTEAD = (faults.TOO_MANY_UNITS, faults.HEADING_UNKNOWN)
_LONGEST_SHOWN = 80
_AT_A_TIME = 50_000


@cache
def none_found() -> pd.DataFrame:
    """An empty table of findings."""
    return pd.DataFrame({name: pd.Series(dtype="int64" if name in COLUMNS[:2] else "str") for name in COLUMNS})


def finding(
    records: "pd.Series | pd.Index | list[int]",
    code: int,
    heading: str,
    wording: str | pd.Series,
    advice: str | pd.Series = "",
) -> pd.DataFrame:
    """One finding for each record, of one fault in one column; ``wording`` and ``advice`` are for all or for each."""
    if not len(records):
        return none_found()
    numbers = pd.Index(records, dtype="int64")
    table = {"record": numbers, "code": code, "heading": heading, "wording": _plain(wording), "advice": _plain(advice)}
    return pd.DataFrame(table, index=pd.RangeIndex(len(numbers)), columns=list(COLUMNS)).astype(
        {"heading": "str", "wording": "str", "advice": "str"}
    )


def of_the_file(sheet: Sheet) -> pd.DataFrame:
    """The findings on the file as a whole, as record 0: unknown headings, and the notes of its reader."""
    unknown = [
        (faults.HEADING_UNKNOWN, name, f"The heading {name} is unknown; its column was ignored.")
        for name in sheet.unknown
    ]
    noted = [(note.code, note.heading, note.wording) for note in sheet.notes]
    codes, headings, words = zip(*unknown, *noted, strict=True) if unknown or noted else ((), (), ())
    table = {"record": 0, "code": codes, "heading": headings, "wording": words, "advice": ""}
    return pd.DataFrame(table, index=pd.RangeIndex(len(codes))).astype(none_found().dtypes.to_dict())


def _plain(words: str | pd.Series) -> object:
    return words.to_numpy() if isinstance(words, pd.Series) else words


def combined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several tables of findings as one, without duplicates."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True).drop_duplicates(list(COLUMNS[:4])) if filled else none_found()


def refused_records(findings: pd.DataFrame) -> pd.Index:
    """The records that have an Error."""
    of_errors = findings["code"].isin(error_codes(findings))
    refused: pd.Index = pd.Index(findings.loc[of_errors, "record"].unique())
    return refused


def error_codes(findings: pd.DataFrame) -> list[int]:
    """The codes among the findings that refuse a record."""
    return [code for code in findings["code"].unique() if FAULTS[code].severity == "Error"]


def messages(findings: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """The findings as the processing report shows them, sorted by record and column.

    Returns columns record, order_id, order_item_id, code, message, sheet, cell, heading, found, remedy. A message says
    what is wrong and what to do, and ends with column, value and cell.
    """
    return _told(_in_order(findings, sheet), sheet)


def messages_in_parts(findings: pd.DataFrame, sheet: Sheet) -> Iterator[pd.DataFrame]:
    """Yields the result of ``messages`` in parts, as the messages of a million faults are long."""
    table = _in_order(findings, sheet)
    for start in range(0, len(table), _AT_A_TIME):
        yield _told(table.iloc[start : start + _AT_A_TIME].reset_index(drop=True), sheet)


def _in_order(findings: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    order = findings["heading"].map({name: at for at, name in enumerate(sheet.columns)}).fillna(-1)
    return findings.assign(at=order).sort_values(["record", "at", "code"], kind="stable", ignore_index=True)


def _told(table: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    remedy = table["code"].map({code: FAULTS[code].remedy for code in table["code"].unique()}).astype("str")
    advised = table["advice"].fillna("")
    general = remedy.where((advised == "") | ~table["code"].isin(_ADVISED_INSTEAD), "")
    table["remedy"] = (advised + " " + general).str.strip()
    noted = {note.heading: note.cell for note in sheet.notes if note.heading} | sheet.unknown
    row = sheet.heading_row + 1
    of_column = table["heading"].map({name: f"{letter}{row}" for name, letter in sheet.columns.items()})
    of_column = of_column.astype("str").where(table["record"] == 0)
    of_heading = table["heading"].map(noted).astype("str").fillna(of_column)
    table["cell"] = sheet.place(table["record"], table["heading"]).fillna(of_heading)
    table["found"] = _found(table, sheet)
    table["message"] = table["wording"] + " " + table["remedy"] + _ending(table, sheet)
    table["sheet"] = pd.Series([sheet.name] * len(table), index=table.index, dtype="str")
    for name, headings in (("order_id", ["order-id"]), ("order_item_id", ["order-item-id", "amazon-order-item-code"])):
        table[name] = _cells(table["record"], sheet, headings)
    names = "record order_id order_item_id code message sheet cell heading found remedy".split()
    return table[names]


def _cells(records: pd.Series, sheet: Sheet, headings: list[str]) -> pd.Series:
    for heading in headings:
        if heading in sheet.cells:
            return sheet.cells[heading].reindex(records.to_numpy()).set_axis(records.index)
    return pd.Series(None, index=records.index, dtype="str")


def _found(table: pd.DataFrame, sheet: Sheet) -> pd.Series:
    """The value of each finding's cell, as typed."""
    answer = pd.Series(None, index=table.index, dtype="str")
    for heading, rows in table[table["record"] > 0].groupby("heading").groups.items():
        position = sheet.unread.get(str(heading))
        cells = sheet.cells.get(heading) if position is None else sheet.beside(position)
        if cells is not None:
            answer.loc[rows] = cells.reindex(table.loc[rows, "record"].to_numpy()).to_numpy()
    # The value of a finding on a heading is the heading itself.
    return answer.mask((table["record"] == 0) & (table["heading"] != ""), table["heading"])


def _ending(table: pd.DataFrame, sheet: Sheet) -> pd.Series:
    """The end of each message: column, value and cell."""
    value = table["found"].fillna("")
    shown = value.str.slice(0, _LONGEST_SHOWN) + pd.Series("…", value.index).where(value.str.len() > _LONGEST_SHOWN, "")
    named = f"{sheet.name}!" if sheet.name else ""
    cell = (", cell " + named + table["cell"]).fillna(", which the file does not have")
    said = " Column " + table["heading"] + ', value "' + shown + '"' + cell
    return said.where(table["heading"] != "", "")
