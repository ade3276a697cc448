"""What a person says beside a file: --map names a column, --set fills one, and what does not fit is refused."""

from pathlib import Path
from typing import Any

import pytest

from feeds.checking.check import check
from feeds.checking.findings import messages
from feeds.kinds.all_kinds import KINDS
from feeds.reading.options import Directions
from feeds.reading.sheet import Sheet
from feeds.uploaded_file import Fatal, read_file
from schemas import faults
from tests.reading.written_files import Table, records, text_file, workbook

TRACKING: Table = [
    ["Order ID", "Ref", "Note to self"],
    ["202-0000000-0000001", "1Z999", "red box"],
    ["", "", ""],
    ["202-0000000-0000002", "1Z998", ""],
]
SETS = {"carrier-code": "UPS", "ship-date": "2026-01-10"}


def sheet_of(path: Path, **said: Any) -> Sheet:
    file = read_file(path, Directions(**said))
    assert file.sheet is not None, file.fatal
    return file.sheet


def fatal_of(path: Path, **said: Any) -> Fatal:
    file = read_file(path, Directions(**said))
    assert file.fatal is not None
    return file.fatal


def notes(sheet: Sheet, code: int) -> list[tuple[str, str, str | None]]:
    return [(note.wording, note.heading, note.cell) for note in sheet.notes if note.code == code]


@pytest.mark.parametrize("written", ["Ref", "REF", " ref "])
@pytest.mark.parametrize("ours", ["tracking-number", "Tracking Number"])
@pytest.mark.parametrize("ending", ["xlsx", "txt"])
def test_a_column_mapped_on_purpose_is_read_as_the_heading_it_is_mapped_to_without_a_warning(
    tmp_path: Path, written: str, ours: str, ending: str
) -> None:
    path = tmp_path / f"parcels.{ending}"
    path = workbook(path, {"Sheet1": TRACKING}) if ending == "xlsx" else text_file(path, TRACKING)
    sheet = sheet_of(path, maps={written: ours}, sets=SETS)
    filled = {"tracking-number": "1Z999"} | SETS
    assert records(sheet) == {
        2: {"order-id": "202-0000000-0000001"} | filled,
        4: {"order-id": "202-0000000-0000002"} | filled | {"tracking-number": "1Z998"},
    }
    assert notes(sheet, faults.HEADING_READ_AS) == []
    assert sheet.unknown == {"Note to self": "C1"}


def test_a_mapped_heading_that_is_like_none_of_the_file_is_refused_with_those_that_the_file_has(tmp_path: Path) -> None:
    table = [["order-id", "ship-date", "carrier-code", "Ref"], ["202-0000000-0000001", "2026-01-10", "UPS", "1Z999"]]
    fatal = fatal_of(workbook(tmp_path / "parcels.xlsx", {"Sheet1": table}), maps={"Waybill": "tracking-number"})
    assert fatal.sentence.startswith(
        'parcels.xlsx: The file has no heading "Waybill", which --map names. It has: order-id, ship-date, '
    )


def test_a_mapped_heading_wins_over_what_it_would_be_read_as(tmp_path: Path) -> None:
    table = [["Order Number", "Waybill", "carrier-code", "ship-date"], ["202-0000000-0000001", "Air", "UPS", "x"]]
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": table})
    sheet = sheet_of(path, maps={"waybill": "ship-method", "carrier-code": "carrier-name"}, sets={"carrier-code": "Z"})
    assert records(sheet)[2] == {
        "order-id": "202-0000000-0000001",
        "ship-method": "Air",
        "carrier-name": "UPS",
        "ship-date": "x",
        "carrier-code": "Z",
    }


def test_order_id_itself_can_be_mapped(tmp_path: Path) -> None:
    table = [["Export of today"], ["Their No", "Ref"], ["202-0000000-0000001", "1Z999"]]
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": table})
    sheet = sheet_of(path, maps={"Their No": "order-id", "Ref": "tracking-number"}, sets=SETS)
    assert records(sheet) == {3: {"order-id": "202-0000000-0000001", "tracking-number": "1Z999"} | SETS}


def test_a_column_left_out_is_neither_read_nor_told_and_its_cells_make_no_record(tmp_path: Path) -> None:
    table = [[*TRACKING[0], "Waybill", "Total"], *([*row, "W", ""] for row in TRACKING[1:]), ["", "", "", "", "9"]]
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": table})
    maps = {"Ref": "tracking-number", "Waybill": "", "total": "", "Note to self": ""}
    sheet = sheet_of(path, maps=maps, sets=SETS)
    assert (list(records(sheet)), sheet.unknown, "W" in sheet.cells.to_numpy()) == ([2, 4], {}, False)


def test_two_columns_for_one_heading_are_parted_by_leaving_one_out(tmp_path: Path) -> None:
    table = [["order-id", "Tracking #", "Waybill", "carrier-code", "ship-date"], ["1", "2", "3", "4", "5"]]
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": table})
    assert fatal_of(path).code == faults.HEADING_TWICE
    assert fatal_of(path, maps={"Tracking #": "tracking-number"}).code == faults.HEADING_TWICE
    assert sheet_of(path, maps={"Waybill": ""}).cells["tracking-number"].tolist() == ["2"]
    assert sheet_of(path, maps={"Tracking #": ""}).cells["tracking-number"].tolist() == ["3"]


def test_a_set_value_fills_an_absent_column_or_empty_cells_and_is_told_with_its_records(tmp_path: Path) -> None:
    table = [
        ["order-id", "carrier-code", "ship-method"],
        ["202-0000000-0000001", "DHL", "Air"],
        ["202-0000000-0000002", "", "Sea"],
        ["202-0000000-0000003", "", "Road"],
    ]
    sheet = sheet_of(text_file(tmp_path / "parcels.txt", table), sets=SETS | {"ship-method": "Rail"})
    assert sheet.cells["carrier-code"].tolist() == ["DHL", "UPS", "UPS"]
    assert sheet.cells["ship-date"].tolist() == ["2026-01-10"] * 3
    assert sheet.cells["ship-method"].tolist() == ["Air", "Sea", "Road"]
    assert notes(sheet, faults.CELLS_SET) == [
        ('carrier-code was set to "UPS" in 2 records (where it was empty).', "", None),
        ('ship-date was set to "2026-01-10" in 3 records (the file has no such column).', "", None),
    ]
    assert sheet.columns == {"order-id": "A", "carrier-code": "B", "ship-method": "C"}


def test_what_is_set_tells_the_kind_even_of_a_list_of_order_ids_alone(tmp_path: Path) -> None:
    path = text_file(tmp_path / "cancels.txt", [["Order ID"], ["202-0000000-0000001"], [""], ["202-0000000-0000002"]])
    assert fatal_of(path).code == faults.NO_HEADING_ROW
    file = read_file(path, Directions(sets={"cancellation_reason_code": "NoInventory"}))
    assert file.kind is not None
    assert file.sheet is not None
    assert (file.kind.name, len(file.sheet.cells)) == ("order-cancellation", 2)


def test_a_set_value_at_fault_is_told_without_a_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": TRACKING})
    sheet = sheet_of(path, maps={"Ref": "tracking-number", "Note to self": ""}, sets=SETS | {"carrier-code": "Upps"})
    schema = KINDS["shipping-confirmation"].schema
    table = messages(check(sheet, schema).findings, sheet)
    assert table[["record", "code", "found"]].to_numpy().tolist() == [
        [1, faults.CARRIER_UNKNOWN, "Upps"],
        [2, faults.CARRIER_UNKNOWN, "Upps"],
    ]
    assert table["cell"].isna().all()
    assert all(
        said.endswith('Column carrier-code, value "Upps", which the file does not have') for said in table["message"]
    )


UNFIT: list[tuple[dict[str, Any], str]] = [
    (
        {"maps": {"Reff": "tracking-number"}},
        'The file has no heading "Reff", which --map names. Did you mean Ref?',
    ),
    (
        {"maps": {"Parcel": ""}},
        'The file has no heading "Parcel", which --map names.',
    ),
    (
        {"maps": {"Ref": "trackin-number"}},
        'No feed has a heading "trackin-number", which --map names for "Ref". Did you mean tracking-number?',
    ),
    (
        {"maps": {"Ref": "trackin-number"}, "kind": "shipping-confirmation"},
        'A shipping confirmation has no heading "trackin-number", which --map names for "Ref". '
        "Did you mean tracking-number?",
    ),
    (
        {"maps": {"Ref": "purchase-date"}, "sets": SETS},
        'A shipping confirmation has no heading "purchase-date", which --map names for "Ref".',
    ),
    (
        {"maps": {"Ref": "tracking-number"}, "sets": {"carier-code": "UPS"}},
        'No feed has a heading "carier-code", which --set names. Did you mean carrier-code or carrier-name?',
    ),
    (
        {"kind": "order-adjustment", "sets": {"curency": "USD"}},
        'An order adjustment has no heading "curency", which --set names. Did you mean currency?',
    ),
    (
        {"sets": {"carrier-name with Other": "x"}},
        'No feed has a heading "carrier-name with Other", which --set names. Did you mean carrier-name?',
    ),
]


@pytest.mark.parametrize(("said", "sentence"), UNFIT)
def test_what_does_not_fit_the_file_is_refused_with_what_is_close(
    tmp_path: Path, said: dict[str, Any], sentence: str
) -> None:
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": TRACKING})
    fatal = fatal_of(path, **{"maps": {}, "sets": {}} | said)
    remedy = faults.FAULTS[faults.DIRECTION_UNFIT].remedy
    assert (fatal.code, fatal.sentence) == (faults.DIRECTION_UNFIT, f"parcels.xlsx: {sentence} {remedy}")


def test_a_mapped_heading_that_no_row_has_is_told_even_where_no_heading_row_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "parcels.xlsx", {"Sheet1": [["Their No", "Ref"], ["1", "2"]]})
    fatal = fatal_of(path, maps={"Their Nr": "order-id"})
    assert fatal.code == faults.DIRECTION_UNFIT
    assert 'no heading "Their Nr", which --map names. Did you mean Their No?' in fatal.sentence
    assert fatal_of(path, maps={"Ref": "tracking-number"}).code == faults.NO_HEADING_ROW
