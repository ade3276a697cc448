"""What was undone blocks no undo before it, and neither does an address that changed since."""

import pytest

from tests.night.night_desk import NightDesk
from tests.rules.writings import cancellation, line, order_id, parcel, refund

LATER = "2026-03-11T12:00:00+00:00"
MOVED, MOVED_AGAIN = {"ship_city": "Lyon", "ship_address_1": "Rue 1"}, {"ship_city": "Nice"}


def done(desk: NightDesk, number: int | None) -> int:
    """Takes an upload back, of which nothing may be spared, and returns the undo's number."""
    undo, _, spared = desk.undo(number or 0)
    assert (spared, desk.faults()) == ([], [])
    return undo or 0


def cities(desk: NightDesk) -> list[str | None]:
    return [city for (city,) in desk.sql("SELECT ship_city FROM buyers ORDER BY order_no")]


def worked(desk: NightDesk) -> list[int]:
    """Orders taken in, shipped, edited, refunded and canceled; the numbers of the uploads."""
    rows = [line(1, 1, quantity_purchased="2"), line(1, 2), line(2, 1), line(3, 1)]
    uploads = [
        desk.orders(*rows),
        desk.ship(parcel(1, 1, quantity="1", ship_from_address_name="Depot"), parcel(2, 1)),
        desk.ship(parcel(2, 1, tracking_number="T0000000999")),
        desk.adjust(refund(1, 1, item_price_adj="12.50"), refund(2, 1, item_price_adj="2.00")),
        desk.cancel(cancellation(1, 2), cancellation(3, None)),
    ]
    return [upload.upload for upload in uploads]


def test_uploads_are_taken_back_one_after_the_other_down_to_the_orders_themselves(desk: NightDesk) -> None:
    uploads = worked(desk)
    full = desk.facts()
    undos = [done(desk, number) for number in reversed(uploads)]
    assert {name: rows for name, rows in desk.facts().items() if rows} == {}
    for undo in reversed(undos):
        done(desk, undo)
    assert desk.facts() == full


def test_what_was_taken_back_of_an_order_comes_back_with_it_and_its_numbers_are_never_given_again(
    desk: NightDesk,
) -> None:
    uploads = worked(desk)
    full = desk.facts()
    undos = [done(desk, number) for number in reversed(uploads)]
    numbers = "SELECT max(package_no), (SELECT max(refund_no) FROM refunds), "
    numbers += "(SELECT max(cancellation_no) FROM cancellations) FROM packages"
    desk.orders(line(4, 1, quantity_purchased="2"), line(4, 2), as_of=LATER)
    desk.ship(parcel(4, 1, quantity="1"), as_of=LATER)
    desk.adjust(refund(4, 1, item_price_adj="1.00"), as_of=LATER)
    desk.cancel(cancellation(4, 2), as_of=LATER)
    assert desk.sql(numbers) == [(32, 5, 5)]
    for undo in reversed(undos):
        done(desk, undo)
    now = desk.facts()
    assert {name: [row for row in rows if row not in now[name]] for name, rows in full.items()} == {
        name: [] for name in full
    }


@pytest.mark.parametrize("table", ["refunds", "cancellations"])
def test_refunds_and_cancellations_stay_append_only_where_their_order_is_there(desk: NightDesk, table: str) -> None:
    worked(desk)
    with pytest.raises(Exception, match=f"{table} is append-only"):
        desk.sql(f"DELETE FROM {table}")


def test_the_address_before_comes_back_with_an_undo_and_the_later_one_with_its_undo(desk: NightDesk) -> None:
    desk.orders(line(1, ship_city="Paris", ship_address_1="Quai 1"), line(2, ship_city="Rome"))
    before = desk.facts()
    number = desk.orders(line(1, **MOVED), as_of=LATER).upload
    after = desk.facts()
    undo = done(desk, number)
    assert (cities(desk), desk.facts()) == (["Paris", "Rome"], before)
    again = done(desk, undo)
    assert (cities(desk), desk.facts()) == (["Lyon", "Rome"], after)
    done(desk, again)
    assert desk.facts() == before


def test_a_changed_address_blocks_no_undo_of_anything_else(desk: NightDesk) -> None:
    first = desk.orders(line(1, ship_city="Paris"), line(2)).upload
    canceled = desk.cancel(cancellation(2, None)).upload
    desk.orders(line(1, **MOVED), as_of=LATER)
    done(desk, canceled)
    undo = done(desk, first)
    assert desk.states() == {}
    done(desk, undo)
    assert cities(desk)[0] == "Lyon"


def test_of_two_changes_of_an_address_the_later_one_is_taken_back_first(desk: NightDesk) -> None:
    desk.orders(line(1, ship_city="Paris"))
    first = desk.orders(line(1, **MOVED), as_of=LATER).upload
    second = desk.orders(line(1, **MOVED_AGAIN), as_of=LATER).upload
    assert desk.undo(first) == (None, 0, [(order_id(1), f"changed since by upload {second}")])
    done(desk, second)
    assert cities(desk) == ["Lyon"]
    done(desk, first)
    assert cities(desk) == ["Paris"]


def test_an_order_shipped_to_its_new_address_keeps_it_until_that_is_taken_back(desk: NightDesk) -> None:
    desk.orders(line(1, ship_city="Paris"))
    moved = desk.orders(line(1, **MOVED), as_of=LATER).upload
    shipped = desk.ship(parcel(1), as_of=LATER).upload
    assert desk.undo(moved) == (None, 0, [(order_id(1), f"changed since by upload {shipped}")])
    done(desk, shipped)
    done(desk, moved)
    assert cities(desk) == ["Paris"]
