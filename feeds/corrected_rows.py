"""Finds rows of a corrections workbook that come back uncorrected: they are refused again and change nothing.

The message of a refused row, in the one column that is ours, begins with the row's original number and ends with a
mark: a hash of its cells, and the upload and record that refused it first. A row whose mark still fits its cells is
refused again, whatever the order table or the other rows would make of it now; the mark stays with its row wherever
that is sorted, copied or saved as text. To have the row taken as it is, a person clears the message.
"""

import hashlib
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from feeds.checking.check import Checked
from feeds.checking.dates import differ
from feeds.checking.findings import combined, error_codes, finding, none_found, refused_records
from feeds.corrections.sheet_layout import RETYPE
from feeds.reading.cell_names import letters
from feeds.reading.options import Directions
from feeds.reading.sheet import Sheet
from schemas import faults
from schemas.headings import CORRECTION_HEADING, RESULT_HEADING, plain
from schemas.text_columns import array

# Why a row was refused: its own fault, already refunded by an earlier upload, or other rows of a strict file refused.
_ITSELF, _REFUNDED, _STRICT = "x", "r", "s"
_MARK = (
    r"\[(row (?P<why>[xrs])(?P<cells>[0-9a-f]{16})(?P<given>[0-9a-f]{6})?)?"
    r"(, )?(upload (?P<upload>[0-9]{1,9}), record (?P<record>[0-9]{1,9}))?\]\s*$"
)
_ROW = r"^Row (?P<row>[0-9]{1,7}): "
_SAID = "Nothing in the row has changed since it was refused"
_LONGEST, _SHOWN = 240, 3
_OURS = {plain(CORRECTION_HEADING), plain(RESULT_HEADING)}
_NOTHING, _BETWEEN, _BEFORE = (pa.scalar(sign, pa.large_string()) for sign in ("", "\x1f", "\x1e"))


def marks(columns: Mapping[str, pd.Series], told: pd.DataFrame, directions: Directions) -> pd.Series:
    """The mark of each refused row; empty where only other rows of its order are at fault.

    ``columns``: the cells of the rows as they are written to the workbook, by heading. ``told``: the rows' findings.
    ``directions``: those under which the rows were refused; directions added later may settle the fault.
    """
    errors = told.loc[told["code"].isin(error_codes(told)), ["record", "code"]].drop_duplicates()
    codes = errors.groupby("record")["code"]
    only = codes.first().where(codes.size() == 1)
    reason = {faults.ALREADY_REFUNDED: _REFUNDED, faults.NOT_APPLIED_STRICT: _STRICT, faults.ORDER_REFUSED_WHOLE: ""}
    hashes = _hashes(columns)
    why = only.map(reason).reindex(hashes.index).fillna(_ITSELF).astype("str")
    return ("row " + why + hashes + _given(directions)).where(why != "", "")


def origins(sheet: Sheet) -> pd.DataFrame:
    """Where each row of a corrections workbook was refused first: its row, upload and record, missing if unknown."""
    ours = _ours(sheet)
    if ours is None:
        return pd.DataFrame(columns=["upload", "record", "row"], dtype="Int64")
    said = sheet.beside(ours).fillna("")
    finding = said.str.extract(_MARK)[["upload", "record"]].assign(row=said.str.extract(_ROW)["row"])
    return finding.astype("Int64")


def messages(said: pd.Series, rows: pd.Series, marks: pd.Series, upload: int | None, before: pd.DataFrame) -> pd.Series:
    """The text of the first column for each row: its row number, its fault, and its mark.

    ``before``: the origins of the rows, if they come from a corrections workbook themselves.
    """
    numbers, records = pd.Series(upload, index=said.index, dtype="Int64"), said.index.to_series().astype("Int64")
    known = before["upload"].reindex(said.index)
    first, of = known.fillna(numbers), before["record"].reindex(said.index).where(known.notna(), records)
    origin = ("upload " + first.astype("str") + ", record " + of.astype("str")).where(first.notna(), "")
    between = pd.Series(", ", index=said.index).where((marks != "") & (origin != ""), "")
    both = marks + between + origin
    row = before["row"].reindex(said.index).fillna(rows.reindex(said.index).astype("Int64")).astype("str")
    return "Row " + row + ": " + said + ("\n[" + both + "]").where(both != "", "")


def _as_they_were(sheet: Sheet) -> pd.Series:
    """True for rows of a corrections workbook whose cells are the same as when the row was refused."""
    ours = _ours(sheet)
    if ours is None:
        return pd.Series(data=False, index=sheet.cells.index)
    cells = sheet.beside(ours).fillna("").str.extract(_MARK)["cells"]
    return cells == _hashes(_columns(sheet)) if cells.notna().any() else cells.notna()


def as_refused(checked: Checked, sheet: Sheet, directions: Directions, *, again: bool) -> Checked:
    """``checked`` with an Error for each row of a corrections workbook that is unchanged since it was refused.

    Rows for which directions were given that were not given when the row was refused get none. ``again``: what was
    refunded before is refunded once more.
    """
    ours = _ours(sheet)
    if ours is None:
        return checked
    messages = sheet.beside(ours).fillna("")
    told = messages.str.extract(_MARK)
    if not told["why"].notna().any():
        return checked
    given = _given(directions)
    same = _as_they_were(sheet) & (told["given"].eq(given) if given else True)
    same &= (told["why"] != _REFUNDED) | (not again)
    # The good rows of a strict file stay refused as long as a faulty one is uncorrected.
    waiting = told["why"] == _STRICT
    refused = same & (~waiting | bool((same & ~waiting).any()))
    records = checked.records.assign(faulty=checked.records["faulty"] | refused)
    silent = refused & ~checked.records["faulty"]
    words = _SAID + ": " + _quoted(messages[silent])
    return Checked(records, combined([checked.findings, finding(words.index, faults.NOT_CORRECTED, "order-id", words)]))


def corrected_elsewhere(sheet: Sheet) -> pd.DataFrame:
    """One finding about the file if refused rows were corrected in the person's own sheet and not in ours.

    Cells are compared as texts; dates, which our sheet shows as they were read, are compared by the day they mean.
    Formulas and dates that can no longer be read are ignored.
    """
    marked, came = sheet.marked, origins(sheet)["row"]
    if marked is None or came.dropna().empty:
        return none_found()
    rows = came[_as_they_were(sheet) & came.between(1, marked.height)]
    places = pa.array(rows.to_numpy("int64") - 1)
    head = next(cells for cells in marked.head if plain(RESULT_HEADING) in map(plain, cells))
    positions = {plain(name): at for at, name in enumerate(head) if name}
    changed = []
    for name, cells in _columns(sheet).items():
        at = positions.get(plain(name))
        if at is None:
            continue
        of_dates = "date" in plain(name)
        theirs = pd.Series(marked.columns[at].take(places).to_pylist(), index=rows.index, dtype="str")
        kinds = marked.kinds[at].take(places).to_pylist() if at in marked.kinds else [""] * len(rows)
        typed = pd.Series(kinds, index=rows.index).isin(["", "number", None, *(["date"] if of_dates else [])])
        ours = _spaced(cells.reindex(rows.index).fillna(""))
        other = theirs.notna() & typed & (ours != RETYPE) & (_spaced(theirs) != ours)
        if of_dates and other.any():
            days = [differ(*both) for both in zip(ours[other], _spaced(theirs[other]), strict=True)]
            other &= pd.Series(days, ours.index[other]).reindex(ours.index, fill_value=False)
        changed += [f"{letters(at)}{row}" for row in rows[other]]
    return _told_elsewhere(changed, marked.name, sheet.name)


def _told_elsewhere(cells: list[str], marked: str | None, read: str | None) -> pd.DataFrame:
    if not cells:
        return none_found()
    named = f"{cells[0]} of the sheet {marked} was" if len(cells) == 1 else f"Cells of the sheet {marked} were"
    shown = "" if len(cells) == 1 else f" ({', '.join(cells[:_SHOWN])}{' …' if len(cells) > _SHOWN else ''})"
    words = f"{named} changed{shown}, and only the sheet {read} is read."
    return finding([0], faults.CORRECTED_ELSEWHERE, "", words)


def _spaced(cells: pd.Series) -> pd.Series:
    return cells.str.replace(r"\s+", " ", regex=True).str.strip()


def told_once(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings, keeping "not corrected" only for rows that no other finding refuses."""
    as_it_was = findings["code"] == faults.NOT_CORRECTED
    if not as_it_was.any():
        return findings
    told: pd.DataFrame = findings[~as_it_was | ~findings["record"].isin(refused_records(findings[~as_it_was]))]
    return told.reset_index(drop=True)


def _ours(sheet: Sheet) -> int | None:
    """The position of the column with our messages; None in a sheet that is not ours."""
    if sheet.grid is None:
        return None
    for position, column in enumerate(sheet.grid.columns):
        if plain(column[sheet.heading_row].as_py() or "") == plain(CORRECTION_HEADING):
            return position
    return None


def _columns(sheet: Sheet) -> dict[str, pd.Series]:
    """The cells of a sheet by heading, without our own columns."""
    if sheet.grid is None:
        return {}
    headings = {at: str(column[sheet.heading_row].as_py() or "") for at, column in enumerate(sheet.grid.columns)}
    return {name: sheet.beside(at) for at, name in headings.items() if name and plain(name) not in _OURS}


def _hashes(columns: Mapping[str, pd.Series]) -> pd.Series:
    """16 hexadecimal digits per row, equal if all filled cells and their headings are.

    A run of white space counts as one space.
    """
    index = next(iter(columns.values())).index
    parts = [
        pc.binary_join_element_wise(_BEFORE, pa.scalar(plain(name), pa.large_string()), _texts(cells), _BETWEEN)
        for name, cells in sorted(columns.items(), key=lambda column: plain(column[0]))
    ]
    joined = pc.binary_join_element_wise(*parts, _NOTHING, null_handling="replace", null_replacement="")
    numbers = pd.util.hash_pandas_object(pd.Series(pd.array(joined, dtype="str")), index=False)
    return pd.Series([f"{number:016x}" for number in numbers], index=index, dtype="str")


def _texts(cells: pd.Series) -> pa.LargeStringArray:
    texts = pc.utf8_trim_whitespace(pc.replace_substring_regex(array(cells), r"\s+", " "))
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)


def _given(directions: Directions) -> str:
    """Six digits for the directions that may settle what a row means; empty if there are none."""
    conditions = sorted((plain(one.heading), one.value, one.unequal) for one in directions.conditions)
    names = [sorted(map(plain, given)) for given in (directions.ignored, directions.trusted)]
    given = [sorted(directions.maps.items()), sorted(directions.sets.items()), conditions, *names]
    return hashlib.sha256(repr(given).encode()).hexdigest()[:6] if any(given) else ""


def _quoted(messages: pd.Series) -> pd.Series:
    """The earlier message of each row, in one line and without the mark."""
    said = (
        messages.str.replace(_MARK, "", regex=True)
        .str.replace(_ROW, "", regex=True)
        .str.replace(rf"^.*{_SAID}: ", "", regex=True)
    )
    said = said.str.replace(r"\s+", " ", regex=True).str.strip()
    return said.where(said.str.len() <= _LONGEST, said.str.slice(0, _LONGEST) + "…").str.rstrip(".") + "."
