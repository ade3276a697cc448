"""A corrections workbook that is uploaded unchanged never changes anything; a row that is corrected is applied."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from feeds import upload
from feeds.checking.findings import combined, finding, refused_records
from feeds.kinds.kind import Changes, Judgement
from schemas import faults
from schemas.faults import FAULTS
from tests.cli.desk_calls import Desk, call
from tests.cli.feeds_written import (
    ADJUST_HEADINGS,
    CANCEL_HEADINGS,
    FIRST,
    ORDER_HEADINGS,
    ORDERS,
    SHIP_HEADINGS,
    TWO_ITEMS,
    UNKNOWN,
    YEN,
    parcel,
)
from tests.corrections.returned import MESSAGE, records
from tests.samples.sample_files import AS_OF, FAULTY, FOLDER
from tests.samples.sample_files import FIRST as FIRST_SAMPLES

ERRORS = sorted(code for code, fault in FAULTS.items() if fault.severity == "Error")
# These refuse no row by what it is itself: other rows of its order, or of a file uploaded with --strict, are at fault.
OF_OTHERS = (faults.ORDER_REFUSED_WHOLE, faults.NOT_APPLIED_STRICT)
ITEM, OTHER_ITEM = "10000000003", "10000000004"
NUMBERS = [f"1Z999AA10123{digit**3 + 1:06}" for digit in range(4)]
FILES = {
    "shipping-confirmation": [SHIP_HEADINGS, parcel(), parcel(YEN)],
    "order-cancellation": [CANCEL_HEADINGS, [FIRST, "NoInventory", ""], [YEN, "NoInventory", ""]],
    "order-adjustment": [
        ADJUST_HEADINGS,
        [FIRST, "10000000001", "CustomerReturn", "USD", "12.50"],
        [YEN, "10000000002", "CustomerReturn", "JPY", "500"],
    ],
    "orders": [
        ORDER_HEADINGS,
        *[
            [
                f"202-0000000-000001{number}",
                f"2000000000{number}",
                *"2026-03-02T12:00:00Z 2026-03-02T12:30:00Z 1 USD 9".split(),
            ]
            for number in (1, 2)
        ],
    ],
}


@pytest.fixture
def stocked(tmp_path: Path) -> Desk:
    """A desk with orders."""
    desk = Desk(tmp_path)
    assert desk.upload(desk.file("orders.txt", ORDERS)).code == 0
    return desk


def refused(desk: Desk, table: Sequence[Sequence[str]], *options: str) -> Path:
    """The corrections of a file of which some row is refused."""
    said = desk.upload(desk.file("file.txt", table), *options)
    assert said.code == 1, said.out + said.err
    return desk.folder / "file.corrections.xlsx"


def unchanged(desk: Desk, back: Path, *options: str) -> None:
    """Uploads corrections as they are, and sees that it changes nothing and applies nothing."""
    kept = desk.orders_kept()
    said = desk.upload(back, *options)
    assert (said.code, " 0 applied" in said.out) == (1, True), said.out
    assert desk.orders_kept() == kept


def edited(path: Path, **cells: str) -> Path:
    """The first row of the corrections with other cells (underscores for hyphens)."""
    book = load_workbook(path)
    first = records(book.worksheets[0])[0]
    for name, value in cells.items():
        first[name.replace("_", "-")].value = value or None
    book.save(path)
    return path


# Some codes of each kind, and all where there is time.
EVERY = [
    pytest.param(kind, code, marks=[] if place % 20 == 5 * at else pytest.mark.slow)
    for place, code in enumerate(sorted(set(ERRORS) - set(OF_OTHERS)))
    for at, kind in enumerate(FILES)
]


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_a_row_is_refused_again_though_its_fault_has_gone(
    stocked: Desk, monkeypatch: pytest.MonkeyPatch, kind: str, code: int
) -> None:
    judge = vars(upload)["judge"]

    def faulty(*arguments: Any) -> Judgement:
        judgement = judge(*arguments)
        findings = combined([judgement.findings, finding([1], code, "order-id", "It is so.")])
        refused_now = refused_records(findings)
        words = {
            word: rows[~rows["record"].isin(refused_now)]
            for word, rows in ((word, judgement.changes[word]) for word in judgement.changes)
        }
        return Judgement(Changes(**words), findings)

    if kind == "order-adjustment":
        assert stocked.upload(stocked.file("shipped.txt", FILES["shipping-confirmation"])).code == 0
    with monkeypatch.context() as patched:
        patched.setattr(upload, "judge", faulty)
        back = refused(stocked, FILES[kind])
    unchanged(stocked, back)
    before = stocked.orders_kept()
    assert stocked.upload(edited(back, **{MESSAGE: ""})).code == 0
    assert stocked.orders_kept() != before


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTY)
@pytest.mark.parametrize("strict", [False, True])
def test_the_corrections_of_every_fault_of_a_kind_change_nothing(tmp_path: Path, name: str, *, strict: bool) -> None:
    desk = Desk(tmp_path)
    options = ["--as-of", AS_OF, "--db", desk.store, "--reports", tmp_path]
    assert call("upload", *[FOLDER / first for first in FIRST_SAMPLES], *options).code == 0
    assert call("upload", FOLDER / name, *options, *(["--strict"] if strict else [])).code == 1
    kept = desk.orders_kept()
    said = call("upload", tmp_path / f"{Path(name).stem}.corrections.xlsx", *options)
    assert (said.code, " 0 applied" in said.out) == (1, True)
    assert desk.orders_kept() == kept


TWICE = [TWO_ITEMS, OTHER_ITEM, "", "2026-03-05", "UPS"]
SCENES: dict[str, tuple[list[list[str]], list[str]]] = {
    "the rows before took all units": ([SHIP_HEADINGS, [*TWICE, NUMBERS[0]], [*TWICE, NUMBERS[1]]], []),
    "a whole order behind its items": (
        [
            SHIP_HEADINGS,
            *[parcel(TWO_ITEMS, item, tracking=NUMBERS[0]) for item in (ITEM, OTHER_ITEM)],
            parcel(TWO_ITEMS, tracking=NUMBERS[1]),
        ],
        [],
    ),
    "parcels of an order": ([SHIP_HEADINGS, *[parcel(TWO_ITEMS, tracking=number) for number in NUMBERS]], []),
    "good rows of a strict file": ([SHIP_HEADINGS, parcel(), parcel(UNKNOWN)], ["--strict"]),
    "a carrier of another region": (
        [SHIP_HEADINGS, parcel(), [YEN, "", "", "2026-03-05", "Delhivery", NUMBERS[0]]],
        ["--region", "US"],
    ),
    "the order of day and month is settled by no row": (
        [
            SHIP_HEADINGS,
            [FIRST, "", "", "03/04/2026", "UPS", NUMBERS[0]],
            [YEN, "", "", "04/03/2026", "UPS", NUMBERS[0]],
        ],
        [],
    ),
    "columns that were mapped and set": (
        [["Ref", "Parcel no"], [UNKNOWN, NUMBERS[0]]],
        [
            *"--map Ref=order-id --set carrier-code=UPS --set ship-date=2026-03-05 --map".split(),
            "Parcel no=tracking-number",
        ],
    ),
    "lines of one order": (
        [
            ORDER_HEADINGS,
            [UNKNOWN, "30000000001", "2026-03-02T12:00:00Z", "", "1", "USD", "9.00"],
            [UNKNOWN, "30000000002", "2026-03-02T12:00:00Z", "", "one", "USD", "9.00"],
        ],
        [],
    ),
}


@pytest.mark.parametrize("scene", SCENES)
def test_corrections_change_nothing_whatever_refused_their_rows(stocked: Desk, scene: str) -> None:
    table, options = SCENES[scene]
    back = refused(stocked, table, *options)
    unchanged(stocked, back)
    unchanged(stocked, back, *(options if "--map" not in options else []))


def test_corrections_of_corrections_change_nothing_and_tell_the_first_reason(stocked: Desk) -> None:
    back = refused(stocked, *SCENES["the rows before took all units"][:1])
    unchanged(stocked, back)
    more = stocked.folder / "file.3.corrections.xlsx"
    unchanged(stocked, more)
    said = [fault for fault in stocked.report("file.3.corrections.report.txt").splitlines() if "\t70160\t" in fault]
    assert len(said) == 1
    assert said[0].count("Nothing in the row has changed") == 1
    assert "has 0 of 3 units open, taken by record 1 of this file" in said[0]


def test_rows_are_known_again_in_another_order_and_as_text(stocked: Desk) -> None:
    back = refused(stocked, [SHIP_HEADINGS, *[parcel(TWO_ITEMS, OTHER_ITEM, tracking=number) for number in NUMBERS]])
    sheet = load_workbook(back).worksheets[0]
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True) if any(row)]
    head = next(at for at, row in enumerate(rows) if MESSAGE in row)
    turned = [rows[head][::-1], *[row[::-1] for row in rows[:head:-1]]]
    book = Workbook()
    for row in turned:
        book.worksheets[0].append(row)
    book.save(stocked.folder / "sorted.xlsx")
    with (stocked.folder / "saved.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(turned)
    unchanged(stocked, stocked.folder / "sorted.xlsx")
    unchanged(stocked, stocked.folder / "saved.csv")


def test_only_the_rows_that_are_corrected_are_applied(stocked: Desk) -> None:
    back = refused(stocked, [SHIP_HEADINGS, *[parcel(TWO_ITEMS, tracking=number) for number in NUMBERS[:2]]])
    said = stocked.upload(edited(back, order_item_id=OTHER_ITEM, quantity="1"))
    assert "2 records, 1 applied, 1 refused" in said.out
    assert stocked.rows("SELECT item_no, quantity, tracking_number FROM packages") == [(4, 1, NUMBERS[0])]


def test_the_good_rows_of_a_strict_file_are_applied_once_the_others_are_corrected(stocked: Desk) -> None:
    back = refused(stocked, [SHIP_HEADINGS, parcel(UNKNOWN), parcel(), parcel(YEN, "7")], "--strict")
    assert "0 applied, 3 refused" in stocked.upload(edited(back, order_id=TWO_ITEMS), "--strict").out
    back = refused(stocked, [SHIP_HEADINGS, parcel(UNKNOWN), parcel()], "--strict")
    assert "0 applied, 2 refused" in stocked.upload(stocked.folder / "file.4.corrections.xlsx").out
    assert (
        "2 records, 2 applied" in stocked.upload(edited(stocked.folder / "file.4.corrections.xlsx", order_id=YEN)).out
    )


def test_what_is_directed_beside_the_workbook_may_settle_a_row_as_it_is(stocked: Desk) -> None:
    table = [[*SHIP_HEADINGS[:3], "carrier-code", "tracking-number"], [FIRST, "", "", "UPS", NUMBERS[0]]]
    back = refused(stocked, table, "--set", "ship-date=2026-02-01")
    unchanged(stocked, back, "--set", "ship-date=2026-02-01")
    assert "0 applied" in stocked.upload(back, "--set", "ship-date=2026-03-05").out
    voided = [[*SHIP_HEADINGS, "Status"], [FIRST, "", "", "2026-03-05", "UPS", NUMBERS[0], "void"]]
    stocked.upload(stocked.file("void.txt", voided))
    assert "1 applied" in stocked.upload(stocked.folder / "void.corrections.xlsx", "--ignore", "Status").out


def test_an_empty_cell_of_a_row_to_correct_is_not_filled_from_beside(stocked: Desk) -> None:
    empty = [SHIP_HEADINGS, [FIRST, "", "", "", "UPS", NUMBERS[0]]]
    stocked.upload(stocked.file("empty.txt", empty))
    assert "0 applied" in stocked.upload(stocked.folder / "empty.corrections.xlsx", "--set", "ship-date=2026-03-05").out


def test_what_was_refunded_before_is_refunded_once_more_with_again_alone(stocked: Desk) -> None:
    refunds = FILES["order-adjustment"]
    stocked.upload(stocked.file("shipped.txt", FILES["shipping-confirmation"]))
    assert stocked.upload(stocked.file("refunds.txt", FILES["order-adjustment"])).code == 0
    back = refused(stocked, [*refunds[:2], [FIRST, "10000000001", "CustomerReturn", "USD", "1.00"]])
    unchanged(stocked, back)
    assert "1 applied" in stocked.upload(back, "--again").out
