"""The first sheet of corrections as it is read when the workbook is sent back."""

from collections.abc import Collection
from pathlib import Path

from openpyxl import load_workbook

from feeds.checking.findings import messages
from feeds.upload import ready
from feeds.uploaded_file import UploadedFile, read_file
from tests.corrections.returned import HEADINGS, MESSAGE, content, parcels, records, row, saved

WRONG = [row(quantity="two"), row(quantity="three"), row(quantity="four")]


def sent_back(folder: Path, emptied: Collection[tuple[int, str]]) -> UploadedFile:
    """The corrections of three wrong rows, read again with some cells emptied: their row, from zero, and heading."""
    book, _ = parcels([HEADINGS, *WRONG])
    path = folder / "back.xlsx"
    path.write_bytes(content(saved(book, folder / "a.xlsx")))
    back = load_workbook(path)
    rows = records(back.worksheets[0])
    for at, heading in emptied:
        rows[at][heading].value = None
    return read_file(saved(back, path))


def test_a_row_of_which_the_message_alone_is_left_is_no_record(tmp_path: Path) -> None:
    sheet = sent_back(tmp_path, [(1, heading) for heading in HEADINGS]).sheet
    assert sheet is not None
    assert sheet.cells.to_numpy().tolist() == [WRONG[0], WRONG[2]]
    assert sheet.rows.tolist() == [3, 5]


def test_a_sheet_of_messages_alone_holds_no_record(tmp_path: Path) -> None:
    fatal = sent_back(tmp_path, [(at, heading) for at in range(3) for heading in HEADINGS]).fatal
    assert fatal is not None
    assert fatal.sentence.startswith("back.xlsx: There is no record below the headings in sheet Corrections.")


def test_an_order_id_that_was_emptied_is_missed_in_its_cell_and_no_message_is_taken_for_it(tmp_path: Path) -> None:
    seen = ready(sent_back(tmp_path, [(0, "order-id")]))
    assert seen.checked is not None
    assert seen.file.sheet is not None
    faults = messages(seen.checked.findings, seen.file.sheet)
    place = records(load_workbook(tmp_path / "back.xlsx").worksheets[0])[0]["order-id"].coordinate
    [message] = faults.loc[faults["heading"] == "order-id", "message"]
    assert message == f'order-id is required. Fill it in. Column order-id, value "", cell Corrections!{place}'


def test_messages_may_be_emptied_too_as_long_as_their_heading_stays(tmp_path: Path) -> None:
    sheet = sent_back(tmp_path, [(at, MESSAGE) for at in range(3)]).sheet
    assert sheet is not None
    assert (sheet.name, sheet.cells.to_numpy().tolist()) == ("Corrections", WRONG)
