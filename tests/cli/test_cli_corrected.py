"""Corrections that come back: they close the faults of the upload that refused them, and are read from one sheet."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.desk_calls import AS_OF, Desk, call
from tests.cli.feeds_written import (
    ADJUST_HEADINGS,
    BOUGHT,
    CANCEL_HEADINGS,
    FIRST,
    ORDER_HEADINGS,
    ORDERS,
    PAID,
    PENDING,
    SHIP_HEADINGS,
    TWO_ITEMS,
    UNKNOWN,
    YEN,
    parcel,
)
from tests.cli.test_cli_corrections import correct, workbook

# Upload 2 of the tests: three of its four rows are refused, in the rows 3, 4 and 5 of the sheet Parcels.
BAD_CARRIER = [YEN, "", "", "2026-03-05", "UBS", "1Z999AA10123456784"]
GOOD = [*BAD_CARRIER[:4], "UPS", BAD_CARRIER[5]]
WRONG = [SHIP_HEADINGS, parcel(), parcel(UNKNOWN), parcel(PENDING), BAD_CARRIER]
CARRIER, ORDER = {"carrier-code": {"UBS": "UPS"}}, {"order-id": {UNKNOWN: TWO_ITEMS}}
THREE = (FIRST, YEN, TWO_ITEMS)
ELSEWHERE = "Make the correction in the sheet Corrections, and upload the workbook again."


@pytest.fixture
def refused(stocked: Desk) -> Path:
    """The corrections of upload 2."""
    stocked.upload(workbook(stocked.folder / "parcels.xlsx", WRONG))
    return stocked.folder / "parcels.corrections.xlsx"


def listed(desk: Desk) -> list[object]:
    return [row["corrected"] for row in json.loads(desk.call("uploads", "--json").out)["uploads"]]


def test_the_list_says_how_many_refused_rows_came_right_and_by_which_upload(stocked: Desk, refused: Path) -> None:
    said = stocked.upload(correct(refused, CARRIER | ORDER))
    assert "upload 3: 3 records, 2 applied, 1 refused" in said.out
    assert " Corrects 2 rows that upload 2 refused." in said.out
    assert listed(stocked) == [None, {"records": 2, "uploads": [3]}, None]
    assert "applied in part, 2 of 3 corrected by upload 3 " in stocked.call("uploads").out
    assert "2 of 3 corrected by upload 3." in stocked.call("uploads", "2").out.splitlines()


def test_corrections_of_corrections_close_the_faults_of_both(stocked: Desk, refused: Path) -> None:
    stocked.upload(correct(refused, CARRIER))
    stocked.upload(correct(stocked.folder / "parcels.3.corrections.xlsx", ORDER))
    assert listed(stocked) == [
        None,
        {"records": 2, "uploads": [3, 4]},
        {"records": 1, "uploads": [4]},
        None,
    ]
    assert "2 of 3 corrected by uploads 3 and 4 " in stocked.call("uploads").out


def test_what_is_taken_back_is_open_again(stocked: Desk, refused: Path) -> None:
    stocked.upload(correct(refused, CARRIER | ORDER))
    assert stocked.call("undo", "3", "--yes", "--as-of", AS_OF).code == 0
    assert listed(stocked)[:3] == [None, None, None]


def test_a_row_that_says_it_was_refused_by_another_upload_closes_nothing(
    stocked: Desk, refused: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    call("upload", stocked.file("orders.txt", ORDERS), "--db", other, "--as-of", AS_OF)
    call("upload", stocked.file("fine.txt", [SHIP_HEADINGS, parcel()]), "--db", other, "--as-of", AS_OF)
    said = call("upload", correct(refused, CARRIER), "--db", other, "--as-of", AS_OF)
    assert "3 records, 1 applied, 2 refused" in said.out
    assert "Corrects" not in said.out


def in_their_sheet(path: Path, cells: dict[str, str]) -> Path:
    """What a clerk does who knows the sheet Parcels: types over wrong cells there, and saves."""
    book = load_workbook(path)
    for place, text in cells.items():
        book["Parcels"][place].value = text
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"E5": "UPS"}, f"E5 of the sheet Parcels was changed, and only the sheet Corrections is read. {ELSEWHERE}"),
        (
            {"A3": TWO_ITEMS, "E5": "UPS"},
            f"Cells of the sheet Parcels were changed (A3, E5), and only the sheet Corrections is read. {ELSEWHERE}",
        ),
    ],
)
def test_a_person_who_corrects_in_the_marked_sheet_is_told_so_in_one_sentence(
    stocked: Desk, refused: Path, cells: dict[str, str], told: str
) -> None:
    assert "0 applied, 3 refused" in stocked.upload(in_their_sheet(refused, cells)).out
    faults = json.loads(stocked.report("parcels.corrections.report.json"))["faults"]
    assert [fault["message"] for fault in faults if fault["code"] == 70161] == [told]


@pytest.mark.parametrize(
    ("stored", "typed", "changed"),
    [
        ("2026-01-01", "2026-03-05", True),
        ("2026-01-01", datetime(2026, 3, 5), True),
        (datetime(2026, 1, 1), "5 March 2026", True),
        ("2026-02-31", "2026-02-28", True),
        # The same day, or perhaps the same.
        ("1.2.2026", "2026-02-01", False),
        (datetime(2026, 1, 1), "2026-01-01", False),
        (datetime(2026, 1, 1), datetime(2026, 1, 1), False),
        ("2026-01-01", "sometime", False),
    ],
)
def test_a_date_that_is_corrected_in_the_marked_sheet_is_told_where_it_is_another_day(
    stocked: Desk, stored: Any, typed: Any, *, changed: bool
) -> None:
    path = workbook(stocked.folder / "parcels.xlsx", [SHIP_HEADINGS, [*parcel()[:3], stored, *parcel()[4:]]])
    assert "0 applied, 1 refused" in stocked.upload(path).out
    book = load_workbook(stocked.folder / "parcels.corrections.xlsx")
    book["Parcels"]["D2"].value = typed
    book.save(stocked.folder / "parcels.corrections.xlsx")
    stocked.upload(stocked.folder / "parcels.corrections.xlsx")
    faults = json.loads(stocked.report("parcels.corrections.report.json"))["faults"]
    told = f"D2 of the sheet Parcels was changed, and only the sheet Corrections is read. {ELSEWHERE}"
    assert [fault["message"] for fault in faults if fault["code"] == 70161] == ([told] if changed else [])


def test_nothing_is_told_where_the_row_is_corrected_in_our_sheet_or_nowhere(stocked: Desk, refused: Path) -> None:
    stocked.upload(refused)
    stocked.upload(in_their_sheet(correct(refused, CARRIER), {"E5": "USPS"}))
    assert stocked.rows("SELECT count(*) FROM upload_faults WHERE code = 70161") == [(0,)]


def test_a_persons_own_file_corrected_and_uploaded_whole_closes_what_was_refused_of_it(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", WRONG))
    said = stocked.upload(
        stocked.file("parcels.txt", [SHIP_HEADINGS, parcel(), parcel(UNKNOWN), parcel(PENDING), GOOD])
    )
    assert "upload 3: 4 records, 2 applied (1 new, 1 already so by upload 2), 2 refused" in said.out
    assert " Corrects 1 row that upload 2 refused." in said.out
    assert listed(stocked) == [None, {"records": 1, "uploads": [3]}, None]
    assert "\tNumber of records corrected that upload 2 refused\t\t1\n" in stocked.report("parcels.3.report.txt")
    # Those that it refused once more are the same rows.
    last = stocked.upload(stocked.file("last.txt", [SHIP_HEADINGS, parcel(), parcel(YEN, tracking=GOOD[-1])]))
    assert "Corrects" not in last.out


def test_what_was_refused_twice_is_closed_in_both_uploads(stocked: Desk) -> None:
    for name in ("parcels.txt", "again.txt"):
        stocked.upload(stocked.file(name, WRONG))
    stocked.upload(stocked.file("third.txt", [SHIP_HEADINGS, GOOD]))
    one = {"records": 1, "uploads": [4]}
    assert listed(stocked) == [None, one, one, None]


def test_of_two_parcels_of_an_item_the_one_that_was_applied_closes_nothing(stocked: Desk) -> None:
    first, second = parcel(FIRST, "10000000001", "1"), parcel(FIRST, "10000000001", "1", "1Z999AA10000777124")
    wrong = [*second[:4], "UBS", second[5]]
    stocked.upload(stocked.file("parcels.txt", [SHIP_HEADINGS, first, wrong]))
    stocked.upload(stocked.file("only the first.txt", [SHIP_HEADINGS, first]))
    assert listed(stocked) == [None, None, None]
    stocked.upload(stocked.file("both.txt", [SHIP_HEADINGS, first, second]))
    assert listed(stocked) == [None, {"records": 1, "uploads": [4]}, None, None]


def test_a_whole_order_that_must_name_its_items_is_closed_by_one_that_does(stocked: Desk) -> None:
    stocked.upload(stocked.file("a.txt", [SHIP_HEADINGS, [TWO_ITEMS, *BAD_CARRIER[1:]]]))
    stocked.upload(stocked.file("b.txt", [SHIP_HEADINGS, parcel(TWO_ITEMS, "10000000003")]))
    assert listed(stocked) == [None, {"records": 1, "uploads": [3]}, None]


@pytest.mark.parametrize(
    "later",
    [
        [SHIP_HEADINGS, parcel(TWO_ITEMS)],
        [CANCEL_HEADINGS, [YEN, "NoInventory", "10000000002"]],
        [SHIP_HEADINGS, parcel(YEN, "10000000009")],
    ],
)
def test_other_records_and_feeds_of_another_kind_close_nothing(stocked: Desk, later: list[list[str]]) -> None:
    stocked.upload(stocked.file("parcels.txt", [SHIP_HEADINGS, [YEN, "10000000002", *BAD_CARRIER[2:]]]))
    stocked.upload(stocked.file("later.txt", later))
    assert listed(stocked) == [None, None, None]


def test_orders_and_refunds_that_come_back_right_close_theirs(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", [SHIP_HEADINGS, parcel()]))
    refund = [FIRST, "10000000001", "CustomerReturn", "USD", "12.50"]
    stocked.upload(stocked.file("refunds.txt", [ADJUST_HEADINGS, [*refund[:4], "1200.50"]]))
    stocked.upload(stocked.file("refunds.txt", [ADJUST_HEADINGS, refund]))
    line = [UNKNOWN, "10000000009", BOUGHT, PAID, "1", "USD", "5.00"]
    stocked.upload(stocked.file("orders.txt", [ORDER_HEADINGS, [*line[:5], "USDD", "5.00"]]))
    stocked.upload(stocked.file("orders.txt", [ORDER_HEADINGS, line]))
    right = {number + 1: row for number, row in enumerate(listed(stocked)) if row}
    assert right == {3: {"records": 1, "uploads": [4]}, 5: {"records": 1, "uploads": [6]}}


def test_what_is_corrected_in_several_steps_counts_for_every_upload_that_refused_it(stocked: Desk) -> None:
    def own_file(*carriers: str) -> str:
        rows = [[*parcel(order)[:4], name, parcel(order)[5]] for order, name in zip(THREE, carriers, strict=True)]
        return stocked.upload(workbook(stocked.folder / "parcels.xlsx", [SHIP_HEADINGS, *rows])).out

    assert "0 applied, 3 refused" in own_file("UBS", "UBS", "UBS")
    assert " Corrects 1 row that upload 2 refused." in own_file("UPS", "UBS", "UBS")
    said = stocked.upload(correct(stocked.folder / "parcels.3.corrections.xlsx", CARRIER))
    assert " Corrects 2 rows that upload 2 refused." in said.out
    assert listed(stocked)[1:] == [{"records": 3, "uploads": [3, 4]}, {"records": 2, "uploads": [4]}, None]
    assert "3 of 3 corrected by uploads 3 and 4." in stocked.call("uploads", "2").out.splitlines()
    assert "2 of 2 corrected by upload 4." in stocked.call("uploads", "3").out.splitlines()
    stocked.call("undo", "4", "--yes")
    assert listed(stocked)[1:4] == [{"records": 1, "uploads": [3]}, None, None]


def test_a_store_that_names_what_came_back_by_the_upload_before_counts_the_same(stocked: Desk) -> None:
    rows = [[*parcel(order)[:4], "UBS", parcel(order)[5]] for order in THREE]
    stocked.upload(workbook(stocked.folder / "parcels.xlsx", [SHIP_HEADINGS, *rows]))
    stocked.upload(workbook(stocked.folder / "parcels.xlsx", [SHIP_HEADINGS, *rows[:2]]))
    stocked.upload(correct(stocked.folder / "parcels.3.corrections.xlsx", CARRIER))
    with closing(sqlite3.connect(stocked.store)) as connection, connection:
        connection.execute("UPDATE returned_rows SET of_upload = 3 WHERE upload_no = 4")
    assert listed(stocked)[1:] == [{"records": 2, "uploads": [4]}, {"records": 2, "uploads": [4]}, None]
