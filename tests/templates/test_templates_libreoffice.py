"""A template, opened in LibreOffice, filled in as a person does, stored and uploaded: all of it is applied."""

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from feeds.kinds.all_kinds import KINDS
from reports.templates import validations
from schemas.template_columns import headings
from tests.cli.desk_calls import AS_OF, Desk, call
from tests.templates.desk_libreoffice import in_libreoffice

pytestmark = pytest.mark.slow
IDS = [f"202-0000000-000000{number}" for number in range(1, 5)]
BOUGHT, PAID = "2026-03-02T12:00:00+00:00", "2026-03-02T12:30:00+00:00"
HEADINGS = "order-id order-item-id purchase-date payments-date quantity-purchased currency item-price sku".split()
LINES = [[order, f"1000000000{at}", BOUGHT, PAID, "2", "USD", "100.00", "=A1"] for at, order in enumerate(IDS)]
LONG = "9400110200882398712345"
# In the confirmation: D ship-date, E carrier-code, F carrier-name, G tracking-number.
PARCELS = {
    **{"D2": "2026-03-05", "E2": "USPS", "G2": LONG},
    **{"D3": "2026-03-05T10:30:00+01:00", "E3": "Other", "F3": "=Kurier Nord", "G3": "00340434161094042557"},
    **{"C4": "1", "D4": "2026-03-06", "E4": "UPS", "G4": "1Z999AA10123456784"},
}
KEPT = [
    ("=Kurier Nord", "00340434161094042557", "2026-03-05T10:30:00+01:00", 2),
    (None, "1Z999AA10123456784", "2026-03-06", 1),
    (None, LONG, "2026-03-05", 2),
]
PACKAGES = "SELECT carrier_name, tracking_number, ship_date, quantity FROM packages ORDER BY tracking_number"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with an order table of four open items."""
    desk = Desk(tmp_path)
    assert desk.upload(desk.file("first.txt", [HEADINGS, *LINES])).code == 0
    return desk


def made(desk: Desk, kind: str, *args: object) -> Path:
    path = desk.folder / f"{kind}.xlsx"
    assert call("template", kind, "--out", path, "--db", desk.store, "--as-of", AS_OF, *args).code == 0
    return path


def counts(desk: Desk) -> tuple[str, int, int, int]:
    """State, records, applied and warnings of the last upload."""
    [row] = desk.rows("SELECT state, records, applied, warnings FROM uploads ORDER BY upload_no DESC LIMIT 1")
    return row


@pytest.mark.parametrize("ending", [".xlsx", ".ods", ".xls"])
def test_a_prefilled_confirmation_filled_in_is_applied_with_every_digit(ending: str, desk: Desk) -> None:
    stored = desk.folder / f"stored{ending}"
    in_libreoffice(made(desk, "shipping-confirmation", "--prefill"), desk.folder, typed=PARCELS, store=[stored])
    said = desk.upload(stored)
    assert (said.code, said.err) == (0, "")
    assert counts(desk)[:3] == ("applied", 3, 3)
    assert desk.rows(PACKAGES) == KEPT
    assert "1 row was left as prefilled and was skipped." in desk.report("stored.report.txt")


def test_a_prefilled_cancellation_and_adjustment_filled_in_are_applied(desk: Desk) -> None:
    canceled, refunded = desk.folder / "canceled.xlsx", desk.folder / "refunded.ods"
    in_libreoffice(
        made(desk, "order-cancellation", "--prefill"), desk.folder, typed={"B2": "NoInventory"}, store=[canceled]
    )
    assert desk.upload(canceled).code == 0
    assert counts(desk) == ("applied", 1, 1, 1)
    shipped = desk.file("out.txt", [["order-id", "ship-date", "carrier-code"], [IDS[1], "2026-03-05", "UPS"]])
    assert desk.upload(shipped).code == 0
    typed = {"C2": "CustomerReturn", "E2": "12.50"}
    in_libreoffice(made(desk, "order-adjustment", "--prefill"), desk.folder, typed=typed, store=[refunded])
    assert desk.upload(refunded).code == 0
    assert counts(desk) == ("applied", 1, 1, 0)
    assert desk.rows("SELECT refunded_item_price FROM items WHERE refunded_item_price > 0") == [(1250,)]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("orders", ["203-0000000-0000009", "12345678901234", BOUGHT, PAID, "0012", "=1+1", "3", "USD", "9.90"]),
        ("shipping-confirmation", [IDS[0], "10000000000", "2", "2026-03-05", "SAGAWA", "", LONG]),
        ("order-cancellation", [IDS[0], "BuyerCanceled", "10000000000"]),
    ],
)
def test_a_blank_template_filled_in_is_applied(kind: str, cells: list[str], desk: Desk) -> None:
    stored = desk.folder / "stored.xlsx"
    typed = {f"{letter}2": cell for letter, cell in zip("ABCDEFGHI", cells, strict=False) if cell}
    seen = in_libreoffice(made(desk, kind), desk.folder, typed=typed, store=[stored], read=list(typed))
    assert seen == list(typed.values())
    assert desk.upload(stored).code == 0
    assert counts(desk)[:3] == ("applied", 1, 1)


GOOD_AND_BAD = {
    ("shipping-confirmation", "order-id"): (
        ["202-1234567-7654321"],
        [
            "202-1234567-765432",
            "2021234567-7654321-",
            "202-1234567-765432A",
            "20212345677654321",
            "202-12345-6-7654321",
        ],
    ),
    ("shipping-confirmation", "order-item-id"): (
        ["1", "12345678901234", "0" * 64, "NULL"],
        ["1" * 65, "12a", "1.5", "1E5", "-1", "１２"],
    ),
    ("order-adjustment", "order-item-id"): (["12345678901234"], ["NULL", "12 34"]),
    ("shipping-confirmation", "quantity"): (["1", "007", "999999999"], ["0", "-1", "1.0", "two", "1 2"]),
    ("orders", "quantity-to-ship"): (["0", "3"], ["-0", "x"]),
    ("shipping-confirmation", "ship-date"): (
        ["2026-01-31", "2024-02-29", "1990-01-02", "2100-12-31", "2026-01-31T10:00:00Z", "2026-01-31T10:00-08:00"],
        [
            "2026-02-30",
            "31.01.2026",
            "1/31/2026",
            "2026/01/31",
            "20260131",
            "2026-01-31T10:00",
            "1989-12-31",
            "2101-01-01",
        ],
    ),
    ("orders", "purchase-date"): (
        ["2026-01-31T10:00:00Z", "2026-01-31T10:00:00.123+09:00"],
        ["2026-01-31", "2026-01-31 10:00:00Z", "2026-02-30T10:00:00Z"],
    ),
    ("order-adjustment", "item-price-adj"): (["12.50", "-3", "1000"], ["1,000.00", "12,50", "$5", "1.2.3", "ten"]),
    ("shipping-confirmation", "ship_from_address_countrycode"): (["US", "NULL"], ["USA", "U"]),
}


def test_the_checks_of_the_cells_tell_right_from_wrong_as_the_upload_does(tmp_path: Path) -> None:
    cases = [(key, cell, True) for key, (good, _) in GOOD_AND_BAD.items() for cell in good]
    cases += [(key, cell, False) for key, (_, bad) in GOOD_AND_BAD.items() for cell in bad]
    book = xlsxwriter.Workbook(drawn := BytesIO())
    sheet, text = book.add_worksheet("Cases"), book.add_format({"num_format": "@"})
    for row, ((kind, name), cell, _) in enumerate(cases):
        check = validations.check(name, KINDS[kind].schema, f"A{row + 1}")
        assert check is not None
        assert check["validate"] == "custom"
        sheet.write_string(row, 0, cell, text)
        sheet.write_formula(row, 1, check["value"])
    book.close()
    path = tmp_path / "cases.xlsx"
    path.write_bytes(drawn.getvalue())
    seen = in_libreoffice(path, tmp_path, typed={}, read=[f"B{row + 1}" for row in range(len(cases))])
    wrong = [(*case, shown) for case, shown in zip(cases, seen, strict=True) if shown != str(case[2]).upper()]
    assert wrong == []


def test_no_column_that_is_checked_is_missing_here() -> None:
    custom = {
        (kind, name, (check or {}).get("error_message", "").partition(" ")[2])
        for kind, feed in KINDS.items()
        for name in headings(feed.schema)
        if (check := validations.check(name, feed.schema, "A2")) and check["validate"] == "custom"
    }
    shown = {words for kind, name, words in custom if (kind, name) in GOOD_AND_BAD}
    assert {words for _, _, words in custom} - shown == set()
