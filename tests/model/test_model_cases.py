"""Short sequences in which the last word once did not win: what the product and the model must both say."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.model.book import Book
from tests.model.orders import Row, seconds
from tests.model.sequences import Step
from tests.model.side_by_side import (
    by_the_product,
    by_the_rules,
    kept_by_the_product,
    kept_by_the_rules,
    moment,
    outcomes,
)
from tests.night.night_desk import NightDesk
from tests.rules.writings import cancellation, item_id, line, order_id, parcel

A, B = order_id(1), order_id(2)
_FIRST, _SECOND = "T4925140647", "T5801929228"


def order(number: int = 1, units: int = 1, **cells: str) -> Row:
    """A line of an orders file, bought on Sunday 1 March at 10:00."""
    bought = "2026-03-01T10:00:00+00:00"
    plain = {"order_status": "", "latest_ship_date": "", "ship_address_1": "Old Road 1", "sku": "", "item_tax": ""}
    plain |= {"quantity_shipped": "", "item_promotion_discount": "", "purchase_date": bought, "payments_date": bought}
    return line(number, 1, **(plain | {"quantity_purchased": str(units)} | cells))


def box(number: int = 1, quantity: str = "1", tracking: str = _FIRST, **cells: str) -> Row:
    """A row of a confirmation, for item 1 of an order."""
    plain = {"quantity": quantity, "ship_date": "2026-03-02", "tracking_number": tracking, "ship_method": ""}
    return parcel(number, 1, **(plain | cells))


def at(day: str, word: str, *rows: Row, **how: Any) -> Step:
    return Step(word, seconds(f"2026-{day}:00:00+00:00"), rows, **how)


ORDER_1 = at("03-02T00", "orders", order())
BOTH = at("03-02T00", "orders", order(), order(2))
FIVE_UNITS = at("03-02T00", "orders", order(units=5))
SHIPPED = at("03-03T00", "ship", box())
TIME_CANCELED = [
    at("03-02T00", "orders", order(units=2)),
    at("04-02T00", "clock", confirmed=True),
    at("04-02T01", "undo", number=2),
]


@dataclass(frozen=True)
class Case:
    """Steps; what is answered to the last one; purchased, shipped and canceled units of each item after it."""

    steps: list[Step]
    last: Any
    units: dict[str, tuple[int, int, int]]


def units(*of_orders: tuple[int, int, int]) -> dict[str, tuple[int, int, int]]:
    return {item_id(number, 1): of for number, of in enumerate(of_orders, 1)}


CASES = {
    "a file of which one order was taken back confirms that order and knows the other": Case(
        [
            BOTH,
            SHIPPED,
            at("03-03T01", "ship", box(), box(2)),
            at("03-04T00", "undo", number=2),
            at("03-04T01", "ship", box(), box(2)),
        ],
        (5, ["new", "already so"]),
        units((1, 1, 0), (1, 1, 0)),
    ),
    "a file of cancellations of which one was taken back cancels that order and knows the other": Case(
        [
            BOTH,
            at("03-03T00", "cancel", cancellation(1, None)),
            at("03-03T01", "cancel", cancellation(1, None), cancellation(2, None)),
            at("03-04T00", "undo", number=2),
            at("03-04T01", "cancel", cancellation(1, None), cancellation(2, None)),
        ],
        (5, ["new", "already so"]),
        units((1, 0, 1), (1, 0, 1)),
    ),
    "an older file does not revert an edit, even where another row of it is refused": Case(
        [
            ORDER_1,
            SHIPPED,
            at("03-03T01", "ship", box(tracking=_SECOND)),
            at("03-04T00", "ship", box(), box(9)),
            at("03-05T00", "ship", box(tracking=_SECOND)),
        ],
        (5, ["already so"]),
        units((1, 1, 0)),
    ),
    "a row that differs from a package in ship-method alone ships nothing more": Case(
        [
            FIVE_UNITS,
            at("03-03T00", "ship", box(quantity="2", ship_method="Ground")),
            at("03-04T00", "ship", box(quantity="2", ship_method="Air")),
        ],
        (3, ["already so"]),
        units((5, 2, 0)),
    ),
    "what a file insists on ships more": Case(
        [
            FIVE_UNITS,
            at("03-03T00", "ship", box(quantity="2")),
            at("03-04T00", "ship", box(quantity="2"), again=True),
        ],
        (3, ["new"]),
        units((5, 4, 0)),
    ),
    "beside a row that ships the rest, a row with another ship-date edits the package of its number": Case(
        [
            FIVE_UNITS,
            at("03-03T00", "ship", box(quantity="2")),
            at("03-04T00", "ship", box(quantity="3", tracking=_SECOND), box(quantity="2", ship_date="2026-03-03")),
        ],
        (3, ["new", "edited"]),
        units((5, 5, 0)),
    ),
    "a package is known by its quantity, whether its row typed it or left it empty": Case(
        [
            at("03-02T00", "orders", order(units=2), order(2, units=2)),
            at("03-03T00", "ship", box(quantity="", ship_method="Ground"), box(2, quantity="2", ship_method="Ground")),
            at("03-04T00", "ship", box(quantity="2", ship_method="Air"), box(2, quantity="", ship_method="Air")),
        ],
        (3, ["already so", "already so"]),
        units((2, 2, 0), (2, 2, 0)),
    ),
    "what shipped is edited after the deadline": Case(
        [
            ORDER_1,
            SHIPPED,
            at("04-20T00", "ship", box(tracking=_SECOND)),
        ],
        (3, ["edited"]),
        units((1, 1, 0)),
    ),
    "what an undo of the clock gave back can be confirmed past the deadline": Case(
        [*TIME_CANCELED, at("04-02T02", "ship", box(ship_date="2026-03-29"))],
        (4, ["new"]),
        units((2, 1, 0)),
    ),
    "what an undo of the clock gave back is not canceled before a day has passed": Case(
        [*TIME_CANCELED, at("04-03T00", "clock", confirmed=True)],
        {"cancel": [], "warn": [A], "late": [A]},
        units((2, 0, 0)),
    ),
    "what an undo of the clock gave back is canceled once a day has passed": Case(
        [*TIME_CANCELED, at("04-03T02", "clock", confirmed=True)],
        {"cancel": [A], "warn": [], "late": []},
        units((2, 0, 2)),
    ),
    "time cancels an order that stays Pending for more than 21 days": Case(
        [
            at("03-02T00", "orders", order(units=2, order_status="Pending", payments_date="")),
            at("03-23T00", "clock", confirmed=True),
        ],
        {"cancel": [A], "warn": [], "late": []},
        units((2, 0, 2)),
    ),
    "an order that was listed, taken back and taken in again is not listed twice": Case(
        [
            ORDER_1,
            at("03-02T22", "scheduled"),
            at("03-03T00", "undo", number=1),
            at("03-03T01", "orders", order()),
            at("03-04T22", "scheduled"),
        ],
        [],
        units((1, 0, 0)),
    ),
    "a changed address blocks no undo": Case(
        [
            BOTH,
            at("03-02T01", "orders", order(ship_address_1="New Road 2")),
            at("03-03T00", "undo", number=1),
        ],
        ([A, B], []),
        {},
    ),
    "a changed address is taken back": Case(
        [
            BOTH,
            at("03-02T01", "orders", order(ship_address_1="New Road 2")),
            at("03-03T00", "undo", number=2),
        ],
        ([A], []),
        units((1, 0, 0), (1, 0, 0)),
    ),
    "what was taken back blocks no undo of what was before it": Case(
        [ORDER_1, SHIPPED, at("03-03T01", "undo", number=2), at("03-03T02", "undo", number=1)],
        ([A], []),
        {},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_product_and_the_rules_say(case: Case, tmp_path: Path) -> None:
    book = Book()
    with NightDesk(tmp_path) as desk:
        for step in case.steps:
            said = by_the_rules(book, step)
            assert by_the_product(desk, step) == said
            assert kept_by_the_product(desk) == kept_by_the_rules(book)
        assert (said, kept_by_the_product(desk)["units"]) == (case.last, case.units)


def test_no_message_to_a_row_that_is_a_package_already_advises_to_ship_it_once_more(tmp_path: Path) -> None:
    with NightDesk(tmp_path) as desk:
        *earlier, last = CASES["a row that differs from a package in ship-method alone ships nothing more"].steps
        for step in earlier:
            by_the_product(desk, step)
        answer = desk.upload("ship", last.rows, as_of=moment(last.as_of))
        assert outcomes(desk, answer, 1) == ["already so"]
        assert answer.messages
        assert not any("--again" in message for message in answer.messages)
