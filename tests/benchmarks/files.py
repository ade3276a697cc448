"""The files that are uploaded: confirmations with a share of bad records, cancellations, adjustments, new orders."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import xlsxwriter

from tests.benchmarks.identifiers import item_id, order_id, tracking_number
from tests.benchmarks.stores import DAY
from tests.benchmarks.workplace import NOW, Workplace

_CONFIRMATION = (
    "order-id order-item-id quantity ship-date carrier-code carrier-name tracking-number ship-method "
    "transparency_code ship_from_address_name ship_from_address_line1 ship_from_address_line2 "
    "ship_from_address_line3 ship_from_address_city ship_from_address_county ship_from_address_state_or_region "
    "ship_from_address_postalcode ship_from_address_countrycode ship_from_supply_source_id"
).split()
_CANCELLATION = ["order-id", "cancellation-reason-code", "amazon-order-item-code"]
_ADJUSTMENT = ["order-id", "order-item-id", "adjustment-reason-code", "currency", "item-price-adj"]
_ORDERS = (
    "order-id order-item-id purchase-date payments-date buyer-email buyer-name buyer-phone-number sku product-name "
    "quantity-purchased currency item-price item-tax shipping-price shipping-tax ship-service-level recipient-name "
    "ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country "
    "ship-phone-number sales-channel is-business-order latest-ship-date"
).split()
_Rows = Iterable[list[str]]


def confirmations(place: Workplace, ending: str, numbers: list[int], named: str, bad: float = 0.0) -> Path:
    """A file that confirms the items with these numbers, a share ``bad`` of its records with one fault each.

    ``named`` tells the choice of items in the file's name. ``ending`` is ``txt`` or ``xlsx``.
    """
    name = f"{named}-{len(numbers)}-{round(bad * 100)}-bad-{ending}.{ending}"
    filled = _confirmed(numbers, bad)
    if ending == "txt":
        return place.made(name, lambda path: _write_text(path, _CONFIRMATION, filled))
    return place.made(name, lambda path: _write_book(path, filled))


def good_records(count: int, bad: float) -> int:
    """How many records of such a file are good."""
    return count - sum(_are_bad(count, bad))


def cancellations(place: Workplace, numbers: list[int], named: str) -> Path:
    """A text that cancels the items with these numbers."""
    filled = ([order_id(number), "BuyerCanceled", item_id(number)] for number in numbers)
    return place.made(f"cancel-{named}-{len(numbers)}.txt", lambda path: _write_text(path, _CANCELLATION, filled))


def adjustments(place: Workplace, numbers: list[int], named: str) -> Path:
    """A text that refunds one unit of currency of each of the items with these numbers."""
    filled = ([order_id(number), item_id(number), "CustomerReturn", "USD", "1.00"] for number in numbers)
    return place.made(f"adjust-{named}-{len(numbers)}.txt", lambda path: _write_text(path, _ADJUSTMENT, filled))


def new_orders(place: Workplace, count: int) -> Path:
    """An orders file with that many orders of one item, bought evenly over 24 days."""
    return place.made(f"new-{count}.txt", lambda path: _write_text(path, _ORDERS, _bought(count)))


def _are_bad(count: int, share: float) -> Iterator[bool]:
    draw = random.Random(3)
    return (draw.random() < share for _ in range(count))


def _confirmed(numbers: list[int], bad: float) -> Iterator[list[str]]:
    for place, (number, spoilt) in enumerate(zip(numbers, _are_bad(len(numbers), bad), strict=True)):
        row = [order_id(number), item_id(number), "2", "2026-01-30", "UPS", "", tracking_number(place), "Ground"]
        yield _spoilt(row, place % 5) if spoilt else row


def _spoilt(row: list[str], way: int) -> list[str]:
    """The row with one fault: unknown order, too many units, no date, unknown carrier, no item id."""
    where, what = [(0, f"999-{row[0][4:]}"), (2, "3"), (3, "2026-13-30"), (4, "UPPS"), (1, f"{row[1]}x")][way]
    return [*row[:where], what, *row[where + 1 :]]


def _bought(count: int) -> Iterator[list[str]]:
    for number in range(count):
        bought = _written(NOW - 25 * DAY + number * 24 * DAY // count)
        facts = [order_id(number), item_id(number), bought, bought]
        buyer = [f"buyer{number}@example.com", f"Buyer {number}", "+1 206-555-0118"]
        product = [f"SKU-{number}", f"Product {number}", "2", "USD", "39.98", "3.20", "4.99", "0.39", "Standard"]
        address = [f"Buyer {number}", f"Street {number}", "", "", "Springfield", "OR", "97477", "US", "+1 206-555-0118"]
        yield [*facts, *buyer, *product, *address, "Example.com", "false", _written(NOW + 2 * DAY)]


def _written(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()


def _write_text(path: Path, headings: list[str], filled: _Rows) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in chain([headings], filled):
            file.write("\t".join(row) + "\t" * (len(headings) - len(row)) + "\n")


def _write_book(path: Path, filled: _Rows) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("ShippingConfirmation")
    for place, row in enumerate(chain([_CONFIRMATION], filled)):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(place, column, cell)
    book.close()
