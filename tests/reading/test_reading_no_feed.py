"""What is said of a file that is no feed: another file of the marketplace, or lines that no delimiter parts."""

from pathlib import Path

import pytest

from feeds.kinds.all_kinds import KINDS
from feeds.reading.options import Directions
from feeds.reading.vocabulary import Vocabulary, readable
from feeds.uploaded_file import Fatal, read_file
from schemas import faults, fields
from schemas.headings import plain
from schemas.marketplace_files import REPORT_COLUMNS, other_file
from tests.reading.written_files import text_file, workbook

ID = "202-0000000-0000001"


def fatal_of(path: Path, directions: Directions | None = None) -> Fatal:
    fatal = read_file(path, directions).fatal
    assert fatal is not None
    return fatal


# What the file is called, the headings of a real one (the first of them) -> what to do instead.
KNOWN: list[tuple[str, str, str]] = [
    (
        "the All Orders report",
        "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel "
        "sales-channel order-channel ship-service-level product-name sku asin item-status quantity currency item-price",
        "To bring orders in, request the Orders or the Unshipped Orders report (Order Reports) and upload that.",
    ),
    (
        "the Amazon fulfilled shipments report",
        "amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id merchant-order-item-id "
        "purchase-date payments-date shipment-date sku quantity-shipped currency carrier tracking-number",
        "Amazon ships these orders itself, and nothing of them is confirmed, canceled or adjusted by a feed of yours.",
    ),
    (
        "the FBA customer returns report",
        "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id detailed-disposition reason",
        "Amazon ships these orders itself, and nothing of them is confirmed, canceled or adjusted by a feed of yours.",
    ),
    (
        "the FBA removal shipment report",
        "request-date order-id shipment-date sku fnsku disposition shipped-quantity carrier tracking-number "
        "removal-order-type",
        "Amazon ships these orders itself, and nothing of them is confirmed, canceled or adjusted by a feed of yours.",
    ),
    (
        "a settlement report",
        "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type "
        "order-id adjustment-id shipment-id amount-type amount-description amount order-item-code sku",
        "It tells what has happened, and changes no order.",
    ),
    (
        "the FBA inventory report",
        "sku fnsku asin product-name condition your-price afn-warehouse-quantity afn-fulfillable-quantity",
        "It is about stock or listings, and changes no order.",
    ),
    (
        "a processing report",
        "original-record-number order-id order-item-id error-code error-type error-message",
        "Upload the corrected feed itself.",
    ),
    (
        "the Returns report",
        "Order_ID Order_date Return_request_date Return_request_status Amazon_RMA_ID Return_carrier Tracking_ID",
        "To refund, fill in the adjustment template: orderfeeds template order-adjustment.",
    ),
]


@pytest.mark.parametrize(("name", "headings", "instead"), KNOWN)
def test_a_known_file_of_the_marketplace_is_named_with_what_to_use_instead(
    tmp_path: Path, name: str, headings: str, instead: str
) -> None:
    table = [headings.split(), [ID] * len(headings.split())]
    said = f"report.txt: This is {name}, which is no feed. {instead} {faults.FAULTS[faults.OTHER_FILE].remedy}"
    told = fatal_of(text_file(tmp_path / "report.txt", table))
    assert (told.code, told.sentence) == (faults.OTHER_FILE, said)
    above = [["Report of January"], [], *table]
    assert fatal_of(workbook(tmp_path / "report.xlsx", {"Report": above})).code == faults.OTHER_FILE


def test_a_known_file_whose_kind_is_named_all_the_same_says_what_it_lacks(tmp_path: Path) -> None:
    headings = KNOWN[0][1].split()
    path = text_file(tmp_path / "all.txt", [headings, [ID] * len(headings)])
    told = fatal_of(path, Directions(kind="orders"))
    assert told.code == faults.HEADING_MISSING
    assert told.sentence.startswith(
        "all.txt: This is the All Orders report. The headings order-item-id, quantity-purchased are missing"
    )


def test_no_template_and_no_orders_report_is_taken_for_another_file() -> None:
    feeds = [list(readable(kind.schema).values()) for kind in KINDS.values()]
    feeds += [
        [*fields.ORDERS_REPORT.headings, *REPORT_COLUMNS],
        [*fields.UNSHIPPED_ORDERS_REPORT.headings, *REPORT_COLUMNS],
    ]
    assert [other_file(map(plain, headings)) for headings in feeds] == [None] * len(feeds)


def test_every_column_of_the_marketplace_s_own_reports_is_known_to_an_orders_file() -> None:
    meanings = Vocabulary(KINDS["orders"].schema).meanings
    columns = {*fields.ORDERS_REPORT.headings, *fields.UNSHIPPED_ORDERS_REPORT.headings, *REPORT_COLUMNS}
    assert [name for name in columns if plain(name) not in meanings] == []


TRIED = "Neither tab, comma, semicolon nor vertical bar parts its lines: "
# The lines of a text -> what is said of it.
UNPARTED: list[tuple[str, str]] = [
    ("order-id\\tship-date\\tcarrier-code", "the two characters \\t, which should have been a tab"),
    ("order-id~ship-date~carrier-code", 'the sign "~"'),
    ("order-id^ship-date^carrier-code", 'the sign "^"'),
    ("order-id¦ship-date¦carrier-code", 'the sign "¦"'),
    ("order-id:ship-date:carrier-code", "colons"),
    ("Order Number        Ship Date   Carrier", "spaces, each column of a fixed width"),
    ("order-id ship-date carrier-code", "single spaces, which cells may hold themselves"),
]


@pytest.mark.parametrize(("line", "called"), UNPARTED)
def test_a_line_that_no_delimiter_parts_says_which_were_tried_and_what_parts_it(
    tmp_path: Path, line: str, called: str
) -> None:
    path = tmp_path / "feed.txt"
    path.write_text(f"{line}\n{ID}~x\n", encoding="utf-8")
    told = fatal_of(path)
    said = f"feed.txt: {TRIED}{line} Its cells seem to be parted by {called}."
    assert (told.code, told.sentence) == (
        faults.TEXT_NOT_PARTED,
        f"{said} {faults.FAULTS[faults.TEXT_NOT_PARTED].remedy}",
    )


def test_cells_in_single_quotation_marks_are_named(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(f"'order-id','ship-date','carrier-code'\n'{ID}','2026-01-10','UPS'\n", encoding="utf-8")
    told = fatal_of(path)
    assert told.code == faults.TEXT_NOT_PARTED
    assert "in single quotation marks" in told.sentence


def test_a_text_of_one_column_without_headings_says_that_nothing_parts_it(tmp_path: Path) -> None:
    path = tmp_path / "feed.txt"
    path.write_text("Dear team\nplease ship all\n", encoding="utf-8")
    told = fatal_of(path)
    assert told.code == faults.NO_HEADING_ROW
    assert "Neither tab, comma, semicolon nor vertical bar parts its lines into cells." in told.sentence


def test_a_column_of_order_ids_under_an_unknown_heading_is_named_with_its_map(tmp_path: Path) -> None:
    table = [["Ref of Sale", "Waybill"], [ID, "1Z999"]]
    told = fatal_of(text_file(tmp_path / "feed.txt", table))
    assert told.code == faults.NO_HEADING_ROW
    assert "Column A holds order-ids: --map 'Ref of Sale=order-id' reads it." in told.sentence


# A heading of the file -> the --map that is suggested for the missing ship-date; None: --set is.
NEAR: list[tuple[str, str | None]] = [
    ("Shipped On Date", "'Shipped On Date=ship-date'"),
    ("Actual Ship Date", "'Actual Ship Date=ship-date'"),
    ("Ship Dte", "'Ship Dte=ship-date'"),
    ("Data spedizione merce", "'Data spedizione merce=ship-date'"),
    ("Ship By Date", None),
    ("Latest Ship Date UTC", None),
    ("Expected Delivery Date", None),
    ("Note", None),
]


@pytest.mark.parametrize(("heading", "mapped"), NEAR)
def test_a_missing_heading_with_a_near_one_suggests_the_map_and_not_the_set(
    tmp_path: Path, heading: str, mapped: str | None
) -> None:
    table = [["order-id", "carrier-code", "tracking-number", heading], [ID, "UPS", "1Z999", "2026-01-10"]]
    told = fatal_of(text_file(tmp_path / "feed.txt", table))
    suggested = (
        f"If one of its columns is meant: --map {mapped}."
        if mapped
        else "If it is one value for all records: --set ship-date=…."
    )
    assert told.code == faults.HEADING_MISSING
    assert told.sentence.startswith(
        f"feed.txt: The heading ship-date is missing, which a shipping confirmation requires. {suggested}"
    )


def test_a_missing_heading_is_found_by_the_values_of_an_unread_column(tmp_path: Path) -> None:
    table = [
        ["order-id", "ship-date", "Sent with", "Note"],
        [ID, "2026-01-10", "UPS", "x"],
        [ID, "2026-01-10", "DHL", "y"],
    ]
    told = fatal_of(text_file(tmp_path / "feed.txt", table))
    assert told.sentence.startswith(
        "feed.txt: The heading carrier-code is missing, which a shipping confirmation requires. "
        "If one of its columns is meant: --map 'Sent with=carrier-code'. Add"
    )
