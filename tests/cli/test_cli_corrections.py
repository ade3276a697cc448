"""``orderfeeds upload`` gives the refused rows back as a workbook, which is corrected and uploaded."""

import csv
import json
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import FIRST, NUMBERS, PARCELS, SHIP_HEADINGS, TWO_ITEMS, UNKNOWN, YEN, parcel
from tests.corrections.returned import MESSAGE, comments, records, under

# A clerk's mistakes: an unknown order and an unknown carrier; what the right cells are.
WRONG = [SHIP_HEADINGS, parcel(), parcel(UNKNOWN), [YEN, "", "", "2026-03-05", "UBS", NUMBERS[YEN]]]
RIGHT = {"order-id": {UNKNOWN: TWO_ITEMS}, "carrier-code": {"UBS": "UPS"}}


def workbook(path: Path, table: Sequence[Sequence[str]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Parcels"
    for row in table:
        sheet.append(list(row))
    book.save(path)
    return path


def separated(path: Path, table: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def correct(path: Path, right: Mapping[str, Mapping[str, str]]) -> Path:
    """What a clerk does: types over the wrong cells of the first sheet, and saves."""
    book = load_workbook(path)
    for record in records(book.worksheets[0]):
        for heading, cell in record.items():
            cell.value = right.get(heading, {}).get(str(cell.value), cell.value)
    book.save(path)
    return path


@pytest.mark.parametrize(("name", "write"), [("parcels.xlsx", workbook), ("parcels.csv", separated)])
def test_refused_rows_come_back_and_are_applied_when_corrected(
    stocked: Desk, name: str, write: Callable[[Path, Sequence[Sequence[str]]], Path]
) -> None:
    said = stocked.upload(write(stocked.folder / name, WRONG))
    back = stocked.folder / "parcels.corrections.xlsx"
    assert (said.code, said.err) == (1, "")
    assert said.out.endswith(f"Corrections: {back}\n")
    assert stat.S_IMODE(back.stat().st_mode) == 0o600
    again = stocked.upload(correct(back, RIGHT))
    assert (again.code, again.err) == (0, "")
    assert "2 records, 2 applied, 0 refused" in again.out
    assert stocked.rows(
        "SELECT count(DISTINCT order_id) FROM packages JOIN items USING (item_no) JOIN orders USING (order_no)"
    ) == [(3,)]
    assert sorted(path.name for path in stocked.folder.glob("*.xlsx") if path.name != name) == [back.name]


def test_what_was_mapped_and_set_beside_the_file_stands_in_its_corrections(stocked: Desk) -> None:
    table = [["Ref", "Parcel no", "Shelf"], [FIRST, "1Z999", "A1"], [UNKNOWN, "1Z998", "B2"]]
    said = stocked.upload(
        *(separated(stocked.folder / "acme.csv", table), "--map", "Ref=order-id", "--map", "Parcel no=tracking-number"),
        *("--set", "carrier-code=UPS", "--set", "ship-date=2026-03-05"),
    )
    assert "2 records, 1 applied, 1 refused" in said.out
    back = stocked.folder / "acme.corrections.xlsx"
    [record] = records(load_workbook(back).worksheets[0])
    assert [(name, cell.value) for name, cell in record.items() if name != MESSAGE] == [
        ("order-id", UNKNOWN),
        ("tracking-number", "1Z998"),
        ("Shelf", "B2"),
        ("carrier-code", "UPS"),
        ("ship-date", "2026-03-05"),
    ]
    again = stocked.upload(correct(back, {"order-id": {UNKNOWN: YEN}}))
    assert (again.code, "1 record, 1 applied, 0 refused" in again.out) == (0, True)


def test_rows_that_are_still_wrong_come_back_once_more_with_their_cells_in_that_sheet(stocked: Desk) -> None:
    stocked.upload(workbook(stocked.folder / "parcels.xlsx", WRONG))
    back = correct(stocked.folder / "parcels.corrections.xlsx", {"carrier-code": RIGHT["carrier-code"]})
    first = back.read_bytes()
    said = stocked.upload(back)
    assert "2 records, 1 applied, 1 refused" in said.out
    [fault] = json.loads(stocked.report("parcels.corrections.report.json"))["faults"]
    place = records(load_workbook(back).worksheets[0])[0]["order-id"].coordinate
    assert (fault["sheet"], fault["cell"], fault["found"]) == ("Corrections", place, UNKNOWN)
    more = stocked.folder / "parcels.3.corrections.xlsx"
    assert said.out.endswith(f"Corrections: {more}\n")
    assert back.read_bytes() == first
    assert stocked.upload(correct(more, RIGHT)).code == 0


def test_a_number_that_excel_rounded_is_refused_until_somebody_types_it_again(stocked: Desk) -> None:
    path = workbook(stocked.folder / "parcels.xlsx", [SHIP_HEADINGS, parcel(), parcel(YEN)])
    book = load_workbook(path)
    book.worksheets[0]["F2"], book.worksheets[0]["F3"] = 9400110200882398712345, "=A2"
    book.save(path)
    assert "0 applied, 2 refused" in stocked.upload(path).out
    back = stocked.folder / "parcels.corrections.xlsx"
    assert "2 records, 0 applied, 2 refused" in stocked.upload(back, "--again").out
    correct(back, {"tracking-number": {"9.4001102008824e+21": "1Z999AA10123456784", "=A2": NUMBERS[YEN]}})
    assert "2 records, 2 applied" in stocked.upload(back).out


@pytest.mark.parametrize("option", ["--no-corrections", "--strict"])
def test_a_good_file_a_repeat_a_fatal_one_and_a_check_have_no_corrections(stocked: Desk, option: str) -> None:
    good = stocked.file("parcels.txt", PARCELS)
    lines = [stocked.upload(good, option).out, stocked.upload(good).out]
    lines.append(stocked.upload(stocked.file("notes.txt", [["what", "ever"], ["1", "2"]])).err)
    lines.append(stocked.call("check", stocked.file("wrong.txt", WRONG), "--as-of", AS_OF).out)
    assert ["Corrections:" in line for line in lines] == [False] * 4
    assert list(stocked.folder.glob("*.xlsx")) == []


def test_no_corrections_where_none_are_wanted(stocked: Desk) -> None:
    said = stocked.upload(stocked.file("parcels.txt", WRONG), "--no-corrections", "--json")
    assert json.loads(said.out)["files"][0]["corrections"] is None
    assert list(stocked.folder.glob("*.xlsx")) == []


def test_corrections_go_beside_the_report_and_programs_are_told_where(stocked: Desk) -> None:
    told = stocked.folder / "told"
    said = stocked.upload(stocked.file("parcels.txt", WRONG), "--reports", told, "--json")
    assert json.loads(said.out)["files"][0]["corrections"] == str(told / "parcels.corrections.xlsx")
    assert sorted(path.name for path in told.iterdir()) == [
        f"parcels.{ending}" for ending in ("corrections.xlsx", "report.json", "report.txt")
    ]


def test_the_corrections_of_another_upload_are_left_alone(stocked: Desk) -> None:
    before = stocked.file("parcels.corrections.xlsx", [["mine"]]).read_bytes()
    said = stocked.upload(stocked.file("parcels.txt", WRONG))
    assert said.out.endswith("parcels.2.corrections.xlsx\n")
    assert (stocked.folder / "parcels.corrections.xlsx").read_bytes() == before


def test_a_workbook_that_cannot_be_written_is_a_warning_and_the_upload_stands(stocked: Desk) -> None:
    name = "x" * 242
    said = stocked.upload(stocked.file(f"{name}.txt", WRONG))
    assert (said.code, "Corrections:" in said.out) == (1, False)
    assert said.err == (
        f"Warning: no corrections of {name}.txt in {stocked.folder} (File name too long). "
        "The processing report tells of every refused row.\n"
    )
    assert stocked.rows("SELECT state FROM uploads WHERE upload_no = 2") == [("applied in part",)]


def test_a_folder_that_cannot_be_written_is_one_warning(stocked: Desk) -> None:
    path = stocked.file("parcels.txt", WRONG)
    said = stocked.upload(path, "--reports", path / "folder")
    assert (said.code, said.err.count("Warning: ")) == (1, 1)


def test_of_a_strict_upload_every_row_comes_back_and_only_bad_cells_are_coloured(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", WRONG), "--strict")
    sheet = load_workbook(stocked.folder / "parcels.corrections.xlsx").worksheets[0]
    assert under(sheet, "order-id") == [[FIRST], [UNKNOWN], [YEN]]
    assert [list(of_row) for of_row in comments(sheet)] == [[], ["order-id"], ["carrier-code"]]
