"""What a person asks of a file's rows and columns: --where reads only some rows, --ignore leaves a column out."""

from pathlib import Path

import pytest

from feeds.reading.options import Condition, Directions
from feeds.reading.sheet import Sheet
from feeds.uploaded_file import Fatal, read_file
from schemas import faults
from tests.reading.written_files import Table, text_file, workbook

VOID: Table = [
    ["order-id", "ship-date", "carrier-code", "tracking-number", "VoidIndicator", "Depot"],
    ["202-0000000-0000001", "2026-03-05", "UPS", "1Z991", "Y", "north"],
    ["", "", "", "", "", ""],
    ["202-0000000-0000002", "2026-03-05", "UPS", "1Z992", "n ", "south"],
    ["202-0000000-0000003", "2026-03-05", "UPS", "1Z993", "", "north"],
    ["202-0000000-0000004", "2026-03-05", "UPS", "1Z994", "N", "east"],
]


def asked(path: Path, *conditions: Condition, ignored: tuple[str, ...] = ()) -> Sheet:
    file = read_file(path, Directions(conditions=conditions, ignored=ignored))
    assert file.sheet is not None, file.fatal
    return file.sheet


def refused(path: Path, *conditions: Condition, ignored: tuple[str, ...] = ()) -> Fatal:
    file = read_file(path, Directions(conditions=conditions, ignored=ignored))
    assert file.fatal is not None
    return file.fatal


@pytest.mark.parametrize("ending", ["xlsx", "txt"])
@pytest.mark.parametrize(
    ("conditions", "rows"),
    [
        ([Condition("VoidIndicator", "Y", unequal=True)], [4, 5, 6]),
        ([Condition("void indicator", "y", unequal=True)], [4, 5, 6]),
        ([Condition("VoidIndicator", "N")], [4, 6]),
        ([Condition("VoidIndicator", "")], [5]),
        ([Condition("VoidIndicator", "", unequal=True)], [2, 4, 6]),
        ([Condition("Depot", "north"), Condition("Depot", "east")], [2, 5, 6]),
        ([Condition("Depot", "north"), Condition("VoidIndicator", "Y", unequal=True)], [5]),
        ([Condition("tracking-number", "1Z994")], [6]),
        ([Condition("Depot", "west", unequal=True)], [2, 4, 5, 6]),
    ],
)
def test_only_the_rows_that_meet_the_conditions_are_records(
    tmp_path: Path, ending: str, conditions: list[Condition], rows: list[int]
) -> None:
    path = tmp_path / f"parcels.{ending}"
    path = workbook(path, {"Sheet1": VOID}) if ending == "xlsx" else text_file(path, VOID)
    sheet = asked(path, *conditions)
    assert sheet.rows.tolist() == rows
    assert sheet.cells.index.tolist() == list(range(1, len(rows) + 1))
    assert sheet.cells["tracking-number"].tolist() == [VOID[row - 1][3] for row in rows]
    left_out = [note.wording for note in sheet.notes if note.code == faults.ROWS_NOT_ASKED]
    assert bool(left_out) == (len(rows) < 4)


def test_the_rows_left_out_are_counted_once_with_the_condition(tmp_path: Path) -> None:
    sheet = asked(text_file(tmp_path / "parcels.txt", VOID), Condition("VoidIndicator", "N", unequal=True))
    said = [note.wording for note in sheet.notes if note.code == faults.ROWS_NOT_ASKED]
    assert said == ["2 rows were left out, as --where 'VoidIndicator!=N' says."]
    one = asked(text_file(tmp_path / "parcels.txt", VOID), Condition("Depot", "east", unequal=True))
    assert "1 row was left out, as --where 'Depot!=east' says." in [note.wording for note in one.notes]


def test_no_row_that_is_asked_for_is_fatal(tmp_path: Path) -> None:
    fatal = refused(text_file(tmp_path / "parcels.txt", VOID), Condition("Depot", "west"))
    assert fatal.code == faults.NO_RECORDS
    assert "No row is one that --where 'Depot=west' asks for." in fatal.sentence


@pytest.mark.parametrize("option", ["--where", "--ignore"])
def test_a_heading_that_the_file_has_not_is_fatal_with_near_ones(tmp_path: Path, option: str) -> None:
    path = text_file(tmp_path / "parcels.txt", VOID)
    fatal = (
        refused(path, Condition("VoidIndikator", "Y")) if option == "--where" else refused(path, ignored=("Depott",))
    )
    near = {"--where": ("VoidIndikator", "VoidIndicator"), "--ignore": ("Depott", "Depot")}[option]
    assert fatal.code == faults.DIRECTION_UNFIT
    said = f'The file has no heading "{near[0]}", which {option} names. Did you mean {near[1]}?'
    assert said in fatal.sentence


def test_a_heading_of_a_condition_that_two_columns_have_is_fatal(tmp_path: Path) -> None:
    table = [[*VOID[0], "depot"], *([*row, "x"] for row in VOID[1:])]
    fatal = refused(text_file(tmp_path / "parcels.txt", table), Condition("Depot", "north"))
    assert fatal.code == faults.DIRECTION_UNFIT
    assert 'The heading "Depot" that --where names stands twice: F1 and G1.' in fatal.sentence


def test_a_column_that_is_ignored_is_neither_told_nor_looked_at(tmp_path: Path) -> None:
    path = text_file(tmp_path / "parcels.txt", VOID)
    assert list(asked(path).unknown) == ["VoidIndicator", "Depot"]
    sheet = asked(path, ignored=("DEPOT",))
    assert (len(sheet.cells), list(sheet.unknown), list(sheet.unread)) == (4, ["VoidIndicator"], ["VoidIndicator"])


def test_a_heading_of_ours_can_be_ignored_too(tmp_path: Path) -> None:
    sheet = asked(text_file(tmp_path / "parcels.txt", VOID), ignored=("tracking-number",))
    assert "tracking-number" not in sheet.cells
    assert sheet.unknown == {"VoidIndicator": "E1", "Depot": "F1"}
