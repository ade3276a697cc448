"""The refused rows of an upload as the first sheet of its corrections shows them, and the messages at rows and cells.

A cell is shown as typed, except where the row would be read differently when it comes back without the rows around it.
A date that was read is shown as yyyy-mm-dd, a date that other rows put in doubt with both its readings, and a value
that a line got from the line above is written into it.
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandera.pandas import DataFrameSchema

from feeds.checking.cell_meanings import read_cells
from feeds.checking.check import check
from feeds.checking.day_order import AS_WRITTEN, BESIDE_TEXT, IN_ORDER, ORDERS, READ, swapped_days
from feeds.checking.findings import error_codes, refused_records
from feeds.checking.placeholders import UNSAID
from feeds.corrected_rows import marks as marks_of
from feeds.corrected_rows import messages as messages_of
from feeds.corrected_rows import origins
from feeds.corrections.sheet_layout import CORRECT_THERE, MOST_MARKS, RETYPE, Listing, Mark, Texts
from feeds.reading.cell_names import coordinates
from feeds.reading.sheet import Sheet
from feeds.reading.vocabulary import Vocabulary
from feeds.upload import Ready
from schemas import faults
from schemas.headings import CORRECTION_HEADING, RESULT_HEADING, plain
from schemas.template_columns import lists
from schemas.text_columns import array

_OURS = {plain(CORRECTION_HEADING), plain(RESULT_HEADING)}
_IMPOSSIBLE = (faults.DAY_AND_MONTH_CHANGED, faults.SHIPPED_BEFORE_PURCHASE, faults.SHIPPED_IN_FUTURE)
_RETYPE = "Nothing that can be read is left of this cell: type it again."


def listing(ready: Ready, told: pd.DataFrame, most: int, upload: int | None) -> Listing:
    """The first ``most`` refused rows of an upload.

    ``told``: its findings. ``upload``: its number. Raises ValueError for a file without records.
    """
    if ready.file.sheet is None or ready.file.kind is None or ready.checked is None:
        raise ValueError("a file without records has no refused rows")
    sheet, schema = ready.file.sheet, ready.file.kind.schema
    refused = refused_records(told).sort_values()[:most]
    of_rows = told[told["record"].isin(refused)]
    known = _known(sheet, ready.checked.records, schema, of_rows, refused)
    table = _empty_last(_in_order_of_the_file(sheet, schema, known, refused), of_rows)
    headings = list(table)
    rows, places = {record: at for at, record in enumerate(refused)}, {name: at for at, name in enumerate(headings)}
    broken = _lost(ready, known, refused)
    lost = [(rows[record], places[name]) for record, name in broken]
    mark = marks_of(_as_shown(table, broken), of_rows, ready.file.directions)
    said = _row_messages(of_rows).reindex(refused)
    messages = Texts(array(messages_of(said, sheet.rows, mark, upload, origins(sheet))))
    bad = _to_retype(marks(of_rows, rows, places), lost)
    columns = [Texts(array(column)) for column in table.values()]
    offered = lists(schema, ready.file.directions.region)
    choices = [(places[name], list(values)) for name, values in offered.items() if name in places]
    return Listing(headings, columns, messages, bad, lost, choices)


def _as_shown(table: Mapping[str, pd.Series], broken: list[tuple[int, str]]) -> dict[str, pd.Series]:
    """The cells as the sheet shows them: an error in each ``broken`` cell, which has to be typed again."""
    shown = dict(table)
    for name in {name for _, name in broken}:
        records = [record for record, heading in broken if heading == name]
        shown[name] = shown[name].mask(shown[name].index.isin(records), RETYPE)
    return shown


def _to_retype(bad: list[Mark], lost: list[tuple[int, int]]) -> list[Mark]:
    """The marks with a further sentence for each cell that has to be typed again."""
    told = {(row, column): (words, severe) for row, column, words, severe in bad}
    for place in lost:
        told[place] = (f"{told.get(place, ('', True))[0]}\n{_RETYPE}".strip(), True)
    return [(row, column, words, severe) for (row, column), (words, severe) in sorted(told.items())]


def _known(
    sheet: Sheet, checked: pd.DataFrame, schema: DataFrameSchema, of_rows: pd.DataFrame, refused: pd.Index
) -> dict[str, pd.Series]:
    """The file's columns that the schema knows, and empty ones for findings on columns that the file lacks."""
    lacking = [name for name in of_rows["heading"].unique() if name in schema.columns and name not in sheet.cells]
    empty = pd.Series(None, index=refused, dtype="str")
    rows = checked.reindex(refused)
    columns = {str(name): sheet.cells[name].reindex(refused) for name in sheet.cells}
    for name, cells in columns.items():
        if (schema.columns[name].metadata or {}).get("holds") == "date":
            unsettled = [column for order in ORDERS if (column := IN_ORDER.format(name, order)) in rows]
            read = rows[name].mask(rows[unsettled].notna().any(axis="columns"))
            columns[name] = _with_doubts(name, read.fillna(cells), rows, of_rows)
    return columns | {str(name): empty for name in lacking}


def _with_doubts(name: str, days: pd.Series, rows: pd.DataFrame, of_rows: pd.DataFrame) -> pd.Series:
    """The dates; those in doubt only because of other rows get ``or`` and their other reading (or ``?``) appended."""
    codes = of_rows[of_rows["heading"] == name].set_index("record")["code"]
    dragged = days.index.isin(codes.index[codes == faults.DAYS_DRAGGED])
    days = days.mask(dragged, days + " or ?")
    if BESIDE_TEXT.format(name) not in rows and not (codes == faults.DAYS_AND_MONTHS_CHANGED).any():
        return days
    clear = codes.index[codes.isin(_IMPOSSIBLE)]
    other = swapped_days(days[(rows.get(AS_WRITTEN.format(name), days) != READ) & ~days.index.isin(clear)])
    return days.mask(days.index.isin(other.index), days + " or " + other)


def _in_order_of_the_file(
    sheet: Sheet, schema: DataFrameSchema, known: Mapping[str, pd.Series], refused: pd.Index
) -> dict[str, pd.Series]:
    """All columns in the order of the file; those that are not read keep their own headings."""
    if sheet.grid is None:
        return dict(known)
    ours = {coordinates(f"{letter}1")[1]: name for name, letter in sheet.columns.items()}
    typed = {at: str(column[sheet.heading_row].as_py() or "") for at, column in enumerate(sheet.grid.columns)}
    names = {at: ours.get(at, heading) for at, heading in typed.items() if heading or at in ours}
    read = Vocabulary(schema).read([plain(name) for name in names.values()])
    rows = sheet.rows.reindex(refused).to_numpy() - 1
    table: dict[str, pd.Series] = {}
    for (at, name), meaning in zip(names.items(), read, strict=True):
        if at in ours:
            table[name] = known[name]
        # A column that an option left out is not written: it would be read when the workbook comes back.
        elif not meaning and plain(name) not in _OURS:
            cells = sheet.grid.columns[at].take(pa.array(rows))
            table[_apart(name, {*table, *known})] = pd.Series(pd.array(cells, dtype="str"), index=refused)
    return table | {name: cells for name, cells in known.items() if name not in table}


def _empty_last(table: dict[str, pd.Series], of_rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns with the empty ones last, which need not be printed; a column with a finding is not empty."""
    needed = set(of_rows["heading"])
    return dict(sorted(table.items(), key=lambda column: column[0] not in needed and bool(column[1].isna().all())))


def _apart(heading: str, taken: set[str]) -> str:
    """The heading with a number added if it is already taken; neither of the equal columns is read."""
    number, name = 2, heading
    while name in taken:
        number, name = number + 1, f"{heading} {number}"
    return name


def _lost(ready: Ready, known: Mapping[str, pd.Series], refused: pd.Index) -> list[tuple[int, str]]:
    """Cells that Excel spoiled, where the text alone does not show the fault and would be applied."""
    file, checked = ready.file, ready.checked
    if file.sheet is None or file.kind is None or checked is None:
        return []
    kinds = {name: file.sheet.kinds[name].reindex(refused) for name in known if name in file.sheet.kinds}
    spoiled = {(record, name) for name, what in kinds.items() for record in refused[what.fillna("").to_numpy() != ""]}
    at_fault = spoiled & _errors(checked.findings)
    if at_fault:
        texts = Sheet(file.sheet.path, None, pd.DataFrame(known, index=refused), file.sheet.rows, {})
        reading = read_cells(texts, file.kind.schema, file.kind.settles)
        at_fault -= _errors(check(replace(texts, cells=reading.cells), file.kind.schema, reading.findings).findings)
    return sorted(at_fault | _silent(checked.records.reindex(refused), known))


def _errors(findings: pd.DataFrame) -> set[tuple[int, str]]:
    """The cells, as record and heading, that have Errors."""
    of_errors = findings[findings["code"].isin(error_codes(findings))]
    return set(zip(of_errors["record"], of_errors["heading"], strict=True))


def _silent(checked: pd.DataFrame, known: Mapping[str, pd.Series]) -> set[tuple[int, str]]:
    """Cells whose formula shows nothing where that matters: an empty cell would be taken as intended."""
    return {
        (record, name)
        for name, cells in known.items()
        if UNSAID.format(name) in checked
        for record in checked.index[checked[UNSAID.format(name)].eq(other=True) & cells.isna()]
    }


def marks(told: pd.DataFrame, rows: Mapping[int, int], columns: Mapping[str, int]) -> list[Mark]:
    """The cells with faults and their messages; if very many records have faults, only those of the first ones.

    ``rows``: the row of each record, in the order of the records. ``columns``: the column of each heading.
    """
    # In a strict file a good row is refused only because others are faulty, so it gets no mark.
    placed = told[told["heading"].isin(list(columns)) & (told["code"] != faults.NOT_APPLIED_STRICT)]
    placed = placed[placed["record"].isin(list(rows))]
    first = placed["record"].drop_duplicates().nsmallest(MOST_MARKS + 1)
    placed = placed[placed["record"] <= first.max()] if len(first) > MOST_MARKS else placed
    errors = set(error_codes(placed))
    cells: dict[tuple[int, int], tuple[str, bool]] = {}
    said = zip(placed["record"], placed["heading"], placed["code"], _short(placed), strict=True)
    for record, heading, code, words in said:
        place = (rows[record], columns[heading])
        before, severe = cells.get(place, ("", False))
        cells[place] = (f"{before}\n{words}".strip(), severe or code in errors)
    return [(row, column, words, severe) for (row, column), (words, severe) in sorted(cells.items())]


def _row_messages(told: pd.DataFrame) -> pd.Series:
    """The messages of each record, one line per fault."""
    said = pd.Series(_short(told).to_numpy(), index=told["record"].to_numpy(), dtype="str")
    several = said.index.duplicated(keep=False)
    if not several.any():
        return said
    joined: pd.Series = pd.concat([said[~several], said[several].groupby(level=0, sort=False).agg("\n".join)])
    return joined


def results(told: pd.DataFrame, records: pd.Index) -> list[str]:
    """The result of each record, in one line: applied, applied with warnings, or refused."""
    of_errors = told["code"].isin(error_codes(told))
    refused = _row_messages(told[of_errors]).str.replace("\n", " ")
    warned = _row_messages(told[~of_errors]).str.replace("\n", " ")
    said = ("refused: " + refused.reindex(records) + f" {CORRECT_THERE}.").fillna(
        "applied, with warnings: " + warned.reindex(records)
    )
    return said.fillna("applied").tolist()


def _short(told: pd.DataFrame) -> pd.Series:
    """The messages without their ending (column, value, cell), since they are shown at the cell or its row."""
    answer = told["message"].copy()
    for name in told["heading"].fillna("").unique():
        of_heading = told["heading"].fillna("") == name
        messages = pa.array(told.loc[of_heading, "message"], pa.large_string())
        # The user's text may look like an ending, so only the last match counts.
        parts = pc.split_pattern(messages, f' Column {name}, value "', max_splits=1, reverse=True)
        said = pc.list_element(parts, 0)
        if name:
            named = pc.binary_join_element_wise(f"{name}: ", said.cast(pa.string()), "").cast(pa.large_string())
            said = pc.if_else(pc.match_substring(said, name), said, named)
        answer[of_heading] = pd.array(said, dtype="str")
    return answer
