"""Rows that a person leaves as a prefilled template had them are no records; of any other file every row is one."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from feeds.reading.options import Directions
from feeds.uploaded_file import UploadedFile, read_file
from schemas import faults

ORDER, OTHER = "202-0000000-0000001", "202-0000000-0000002"
FILLED_IN = ["order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "tracking-number"]
SHIP = [*FILLED_IN, "recipient-name", "sku", "product-name", "promise-date"]
LEFT = [ORDER, "1", "2", "", "", "", "Ann", "A-1", "Mug", "2026-03-04"]
DONE = [OTHER, "2", "1", "2026-03-05", "UPS", "1Z999", "Bob", "B-1", "Cup", "2026-03-04"]


def read(folder: Path, headings: Sequence[str], *rows: Sequence[str], **directions: dict[str, str]) -> UploadedFile:
    path = folder / "feed.txt"
    path.write_text("".join("\t".join(row) + "\n" for row in (headings, *rows)), encoding="utf-8")
    return read_file(path, Directions(**directions))  # type: ignore[arg-type]


def records(file: UploadedFile) -> list[tuple[int, int, str]]:
    """Number, row in the file and order-id of each record."""
    assert file.sheet is not None
    cells = file.sheet.cells
    return [(number, int(file.sheet.rows[number]), cells["order-id"][number]) for number in cells.index]


def notes(file: UploadedFile) -> list[tuple[int, str]]:
    assert file.sheet is not None
    return [(note.code, note.wording) for note in file.sheet.notes if note.code == faults.ROWS_LEFT]


def test_rows_left_are_skipped_like_blank_ones_and_told_once(tmp_path: Path) -> None:
    file = read(tmp_path, SHIP, LEFT, DONE, LEFT, LEFT)
    assert records(file) == [(1, 3, OTHER)]
    assert notes(file) == [(faults.ROWS_LEFT, "3 rows were left as prefilled and were skipped.")]


@pytest.mark.parametrize("column", ["ship-date", "carrier-code", "tracking-number"])
def test_a_row_with_any_cell_that_a_person_fills_is_a_record(column: str, tmp_path: Path) -> None:
    touched = list(LEFT)
    touched[SHIP.index(column)] = "x"
    file = read(tmp_path, SHIP, touched, DONE)
    assert (records(file), notes(file)) == ([(1, 2, ORDER), (2, 3, OTHER)], [])


@pytest.mark.parametrize("column", ["order-id", "order-item-id", "quantity"])
def test_a_row_from_which_something_was_taken_is_a_record(column: str, tmp_path: Path) -> None:
    emptied = list(LEFT)
    emptied[SHIP.index(column)] = ""
    assert [number for number, _, _ in records(read(tmp_path, SHIP, emptied, DONE))] == [1, 2]


@pytest.mark.parametrize("lacking", ["recipient-name", "promise-date"])
def test_of_a_file_without_the_grey_headings_every_row_is_a_record(lacking: str, tmp_path: Path) -> None:
    at = SHIP.index(lacking)
    rows = [row[:at] + row[at + 1 :] for row in (SHIP, LEFT, DONE)]
    file = read(tmp_path, *rows)
    assert (records(file), notes(file)) == ([(1, 2, ORDER), (2, 3, OTHER)], [])


def test_a_value_set_beside_the_file_makes_no_record_of_a_row_left(tmp_path: Path) -> None:
    file = read(tmp_path, SHIP, LEFT, DONE, sets={"ship-date": "2026-03-06", "carrier-code": "UPS"})
    assert records(file) == [(1, 3, OTHER)]


def test_a_template_in_which_nothing_was_filled_in_has_no_record(tmp_path: Path) -> None:
    file = read(tmp_path, SHIP, LEFT, LEFT)
    assert file.fatal is not None
    assert file.fatal.code == faults.NO_RECORDS
    assert "Every row was left as prefilled." in file.fatal.sentence


def test_a_cancellation_left_without_a_reason_cancels_nothing(tmp_path: Path) -> None:
    headings = "order-id cancellation-reason-code amazon-order-item-code recipient-name promise-date".split()
    left, reasoned = [ORDER, "", "1", "Ann", "2026-03-04"], [OTHER, "NoInventory", "2", "Bob", "2026-03-04"]
    file = read(tmp_path, headings, left, reasoned, [ORDER, "", "", "Ann", "2026-03-04"])
    # Without its item, the last row means the whole order, as in any cancellation.
    assert records(file) == [(1, 3, OTHER), (2, 4, ORDER)]


def test_an_adjustment_left_without_reason_and_amount_is_skipped(tmp_path: Path) -> None:
    headings = "order-id order-item-id adjustment-reason-code currency item-price-adj recipient-name refundable".split()
    left, done = (
        [ORDER, "1", "", "USD", "", "Ann", "item-price 5.00"],
        [OTHER, "2", "CustomerReturn", "USD", "5", "", ""],
    )
    assert records(read(tmp_path, headings, left, done)) == [(1, 3, OTHER)]
