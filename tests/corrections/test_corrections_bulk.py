"""Long corrections are written by a shorter road, to the same bytes."""

import io
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from feeds.corrections import first_sheet
from feeds.corrections.saving import saved
from feeds.corrections.sheet_layout import Listing, Texts

ODD = [None, "  two  ", "<&>\"'", "=1+1", "a\nb", "_x0041_", "\x07bell", "日本 語", "x" * 40_000, "-", "{}", "#", " "]
ROWS = 3000


def listing() -> Listing:
    columns = [Texts.of(ODD[(row + at) % len(ODD)] for row in range(ROWS)) for at in range(3)]
    messages = Texts.of(f"quantity must be a whole number.\nrow {row} <ok>" for row in range(ROWS))
    marks = [(row, 1, "wrong", row % 2 == 0) for row in range(0, 1400, 7)]
    return Listing(["order-id", "quantity", "note"], columns, messages, marks, [(1500, 2)], [(1, ["1", "2"])], ["Do."])


def parts() -> dict[str, bytes]:
    book = Workbook(write_only=True)
    first_sheet.write(book, listing())
    with ZipFile(io.BytesIO(saved(book))) as zipped:
        # When it was made is told in one part.
        return {name: zipped.read(name) for name in zipped.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("is_long", [True, False])
def test_texts_added_in_bulk_are_the_same_bytes_as_cells_added_one_by_one(
    monkeypatch: pytest.MonkeyPatch, *, is_long: bool
) -> None:
    monkeypatch.setattr(first_sheet, "_LONG", 0 if is_long else ROWS)
    fast = parts()
    monkeypatch.setattr(first_sheet, "_LONG", ROWS)
    monkeypatch.setattr(first_sheet, "takes_texts", lambda sheet: False)
    assert parts() == fast
