"""Makes the corrections of an upload as one workbook: the refused rows first, then the uploaded sheets, marked."""

import os
from dataclasses import asdict, replace

import pandas as pd
from openpyxl import Workbook

from feeds.checking.findings import refused_records
from feeds.corrections import first_sheet
from feeds.corrections.marking import Marking
from feeds.corrections.refused_rows import listing, marks, results
from feeds.corrections.saving import saved
from feeds.corrections.sheet_layout import MOST_MARKS, Listing
from feeds.reading import child_process
from feeds.reading.cell_names import coordinates
from feeds.reading.options import Limits
from feeds.upload import Ready
from schemas.headings import CORRECTION_HEADING, plain
from schemas.sheet_cells import ROWS

# Marking a sheet takes about a second for 2,000 rows of ten cells.
_MOST_ROWS = 20_000
# Without the notes and the headings.
_ROWS_OF_A_SHEET = ROWS - 6
_WHAT_TO_DO = (
    "Correct the coloured cells in this sheet, save, and upload this workbook. Only this sheet is read. A row in which "
    "nothing is corrected is refused again; if nothing in it is wrong, clear its first cell."
)
LEFT_OUT = {
    "text": "The file was a text, so this is the only sheet.",
    "size": "Your own sheets are left out: the workbook is too large to be marked.",
    "form": "Your own sheets are left out: they can be kept of .xlsx and .xlsm workbooks alone.",
    "fault": "Your own sheets are left out: the workbook cannot be marked.",
    "again": "Your own sheets are in the corrections before these.",
}


def corrections(ready: Ready, told: pd.DataFrame, most: int = _ROWS_OF_A_SHEET, *, upload: int | None = None) -> bytes:
    """The workbook for an upload with the findings ``told``; at least one record of it must be refused.

    ``most``: the largest number of rows in it. ``upload``: the number of the upload, which identifies the rows when
    they come back.
    """
    rows, notes = listing(ready, told, most, upload), [_WHAT_TO_DO]
    if len(rows.marks) > MOST_MARKS:
        notes.append(f"Of the bad cells, the first {MOST_MARKS:,} are coloured; the first column tells of all.")
    refused = len(refused_records(told))
    if refused > most:
        notes.append(f"A sheet holds no more: these are the first {most:,} of {refused:,} refused rows.")
    rows = replace(rows, notes=notes)
    marking = _marking(ready, told)
    why, content = (
        _marked(marking, rows, ready.file.directions.limits) if isinstance(marking, Marking) else (marking, b"")
    )
    if why:
        book = Workbook(write_only=True)
        first_sheet.write(book, replace(rows, notes=[*rows.notes, LEFT_OUT[why]]))
        content = saved(book)
    return content


def _marking(ready: Ready, told: pd.DataFrame) -> Marking | str:
    """What to mark in the uploaded sheets, or the key in LEFT_OUT of the reason not to."""
    sheet = ready.file.sheet
    if sheet is None or sheet.name is None or sheet.grid is None:
        return "text"
    headings = [plain(column[sheet.heading_row].as_py()) for column in sheet.grid.columns]
    if plain(CORRECTION_HEADING) in headings:
        return "again"
    if len(sheet.cells) > _MOST_ROWS:
        return "size"
    rows = dict(zip(sheet.rows.index, sheet.rows.tolist(), strict=True))
    columns = {name: coordinates(f"{letter}1")[1] + 1 for name, letter in sheet.columns.items()}
    bad = marks(told, rows, columns)[:MOST_MARKS]
    said = results(told, sheet.cells.index)
    return Marking(os.fsdecode(sheet.path), sheet.name, sheet.heading_row + 1, sheet.rows.tolist(), said, bad)


def _marked(marking: Marking, rows: Listing, limits: Limits) -> tuple[str, bytes]:
    """The uploaded workbook, marked and with the refused rows first, or the key in LEFT_OUT of why it cannot be made.

    Returns the key (empty if the workbook was made) and the bytes.
    """
    texts = {"columns": [list(column) for column in rows.columns], "messages": list(rows.messages)}
    arguments = {"marking": asdict(marking), "listing": vars(rows) | texts}
    try:
        answer = child_process.call("corrections", arguments, limits)
    except (child_process.StoppedError, child_process.FailedError):
        return "fault", b""
    if "left_out" in answer.told:
        return answer.told["left_out"], b""
    return "", bytes(answer.payloads[0])
