"""A biography of orders that an undo went back over, or removed, and of ids that are none."""

from typing import Any

import pytest

from feeds.changes.undo import undo
from reports.order_history.biography import biography
from reports.order_history.similar_ids import near
from reports.order_lines import Viewpoint
from schemas.store.opening import writing
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import item_id, line, order_id, parcel, refund


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Upload 1 brings two orders in, upload 2 ships the first."""
    desk.orders(line(1, quantity_purchased="2"), line(2))
    desk.ship(parcel(1, quantity="1"))
    return desk


def told(desk: Desk, order: str) -> Any:
    with desk.engine.connect() as connection:
        return biography(connection, Viewpoint("main", at(AS_OF)), order)


def take_back(desk: Desk, upload: int) -> None:
    with desk.engine.connect() as connection, writing(connection):
        undo(connection, "main", upload, at(AS_OF))


def authors(history: Any) -> list[tuple[Any, ...]]:
    names = ("upload", "kind", "undoes", "taken-back-by")
    return [tuple(upload[name] for name in names) for upload in history]


def values(history: Any) -> list[tuple[Any, ...]]:
    names = ("what", "before", "after", "record", "cell")
    return [tuple(change[name] for name in names) for upload in history[2:] for change in upload["changes"]]


def test_what_was_taken_back_and_by_whom_is_marked(desk: Desk) -> None:
    take_back(desk, 2)
    order = told(desk, order_id(1))
    assert authors(order["history"])[1:] == [(2, "shipping-confirmation", None, 3), (3, "undo", 2, None)]
    assert values(order["history"]) == [("ship", 1, 0, None, None)]
    assert [package["taken-back-by"] for package in order["packages"]] == [3]
    assert (order["state"], order["charged-date"], order["items"][0]["components"]) == ("Unshipped", None, [])


def test_what_an_undo_of_an_undo_brought_back_stands(desk: Desk) -> None:
    take_back(desk, 2)
    take_back(desk, 3)
    order = told(desk, order_id(1))
    assert authors(order["history"])[1:] == [
        (2, "shipping-confirmation", None, None),
        (3, "undo", 2, 4),
        (4, "undo", 3, None),
    ]
    assert [package["taken-back-by"] for package in order["packages"]] == [None]
    assert order["state"] == "PartiallyShipped"


def test_refunds_of_an_undone_upload_are_marked_and_all_is_left_again(desk: Desk) -> None:
    desk.adjust(refund(1, item_price_adj="5.00"))
    take_back(desk, 3)
    order = told(desk, order_id(1))
    rows = [(row["in-all"], row["reverses"], row["reversed-by"]) for row in order["refunds"]]
    assert rows == [("5.00", None, 2), ("-5.00", 1, None)]
    assert order["items"][0]["components"][0]["left"] == "100.00"


def test_an_undo_is_no_mark_of_an_order_that_it_spared(desk: Desk) -> None:
    desk.ship(parcel(1, quantity="1", tracking_number="T2"), parcel(2))
    desk.ship(parcel(1, tracking_number="T2", ship_date="2026-03-06"))
    take_back(desk, 3)
    marks = [authors(told(desk, order_id(number))["history"])[-1] for number in (1, 2)]
    assert marks == [(4, "shipping-confirmation", None, None), (5, "undo", 3, None)]
    assert [upload[3] for upload in authors(told(desk, order_id(1))["history"])] == [None, None, None, None]


def test_of_a_removed_order_the_history_is_told_and_which_undo_brings_it_back(desk: Desk) -> None:
    desk.orders(line(3, quantity_purchased="4"))
    take_back(desk, 3)
    order = told(desk, order_id(3))
    assert {name: order[name] for name in ("order-id", "state", "removed-by")} == {
        "order-id": order_id(3),
        "state": "Removed",
        "removed-by": 4,
    }
    assert authors(order["history"]) == [(3, "orders", None, 4), (4, "undo", 3, None)]
    removed = [(change["order-item-id"], change["what"]) for change in order["history"][1]["changes"]]
    assert removed == [(None, "unverify"), (item_id(3, 1), "remove")]
    take_back(desk, 4)
    assert (told(desk, order_id(3))["state"], len(told(desk, order_id(3))["history"])) == ("Unshipped", 3)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("20200000000000002", [order_id(2)]),
        ("202 0000000 0000002", [order_id(2)]),
        (item_id(2, 1), [order_id(2)]),
        (order_id(2)[:-1], [order_id(2), order_id(1)]),
        ("202-0000000-000O001", [order_id(1), order_id(2)]),
        ("303-0000000-0000001", []),
        ("", []),
        ("%", []),
    ],
)
def test_an_id_that_is_none_has_near_ones(desk: Desk, given: str, meant: list[str]) -> None:
    with desk.engine.connect() as connection:
        assert near(connection, "main", given) == meant
        assert near(connection, "other", given) == []
