"""An undo brings back what was before the upload, spares what changed since, and can itself be undone."""

from collections.abc import Callable

import pytest

from feeds.changes.undo_target import UndoRefusedError
from tests.night.night_desk import NightDesk
from tests.rules.desk import Answer
from tests.rules.writings import cancellation, item_id, line, order_id, parcel, refund

LATER = "2026-03-11T12:00:00+00:00"


def shipped(desk: NightDesk) -> Answer:
    return desk.ship(parcel(1, None), parcel(2, 1, quantity="2"), parcel(2, 1, tracking_number="T2"))


def canceled(desk: NightDesk) -> Answer:
    return desk.cancel(cancellation(1, None), cancellation(2, 2, "BuyerCanceled"))


def edited(desk: NightDesk) -> Answer:
    shipped(desk)
    return desk.ship(
        parcel(1, 1, tracking_number="T-NEW", ship_from_address_name="Depot"),
        parcel(1, 2, carrier_code="FedEx", tracking_number="T0000000001"),
    )


def refunded(desk: NightDesk) -> Answer:
    shipped(desk)
    return desk.adjust(
        refund(1, 1, item_price_adj="12.50", shipping_price_adj="1.00"), refund(1, 1, item_price_adj="2.50"),
        refund(2, 2, adjustment_reason_code="NoInventory", item_price_adj="", quantity_cancelled="1"),
    )  # fmt: skip


def brought_in(desk: NightDesk) -> Answer:
    return desk.orders(
        line(20, 1, ship_city="Köln", order_status="Unshipped"), line(21, 1, payments_date=""),
        line(1, 3, order_status="Unshipped", quantity_shipped="0"), line(22, 1, order_status="Shipped"),
        as_of=LATER,
    )  # fmt: skip


def verified(desk: NightDesk) -> Answer:
    desk.orders(line(30, 1, payments_date=""), line(31, 1, payments_date="", latest_ship_date=""))
    return desk.orders(
        line(30, 1, latest_ship_date="2026-03-20T12:00:00+00:00"), line(31, 1, order_status="Canceled"), as_of=LATER
    )


UPLOADS: list[Callable[[NightDesk], Answer]] = [shipped, canceled, edited, refunded, brought_in, verified]


@pytest.mark.parametrize("upload", UPLOADS)
def test_an_undo_brings_back_what_was_and_its_own_undo_what_became(
    stocked: NightDesk, upload: Callable[[NightDesk], Answer]
) -> None:
    seen = []
    apply = stocked.apply

    def noted(*args: object, **how: object) -> Answer:
        seen.append(stocked.facts())
        return apply(*args, **how)  # type: ignore[arg-type]

    stocked.apply = noted  # type: ignore[method-assign]
    number = upload(stocked).upload
    before, after = seen[-1], stocked.facts()
    assert before != after
    first, orders, spared = stocked.undo(number)
    assert (orders > 0, spared, stocked.facts(), stocked.faults()) == (True, [], before, [])
    assert first is not None
    again, *_ = stocked.undo(first)
    assert (stocked.facts(), stocked.faults()) == (after, [])
    assert again is not None
    stocked.undo(again)
    assert (stocked.facts(), stocked.faults()) == (before, [])


def test_an_order_changed_since_is_spared_and_listed_until_that_is_taken_back_too(stocked: NightDesk) -> None:
    untouched = stocked.facts()
    number = stocked.ship(parcel(1, 1, quantity="1"), parcel(2, 1)).upload
    later = stocked.cancel(cancellation(1, 2)).upload
    undo, orders, spared = stocked.undo(number)
    assert (orders, spared) == (1, [(order_id(1), f"changed since by upload {later}")])
    assert (stocked.units(1), stocked.units(2)) == ([(3, 1, 0), (1, 0, 1)], [(3, 0, 0), (1, 0, 0)])
    assert stocked.undo(later)[1:] == (1, [])
    assert stocked.undo(number)[1:] == (1, [])
    assert (stocked.facts(), stocked.faults()) == (untouched, [])
    with pytest.raises(UndoRefusedError, match="taken back"):
        stocked.undo(number)
    assert undo is not None


def test_nothing_is_written_where_every_order_is_spared(stocked: NightDesk) -> None:
    number = stocked.ship(parcel(1, 1, quantity="1")).upload
    later = stocked.ship(parcel(1, 1, quantity="1", tracking_number="T2")).upload
    uploads = stocked.uploads()
    assert stocked.undo(number) == (None, 0, [(order_id(1), f"changed since by upload {later}")])
    assert stocked.uploads() == uploads


def test_an_undone_file_can_be_uploaded_again(stocked: NightDesk) -> None:
    path = stocked.file("ship", [parcel(1), parcel(2)])
    first = stocked.apply(path)
    assert stocked.apply(path).became == (0, 0, 2, (first.upload,))
    stocked.undo(first.upload)
    again = stocked.apply(path)
    assert (again.became, stocked.packages()) == (
        (2, 0, 0, ()),
        [(3, "T0000000001"), (3, "T0000000008")] * 2,
    )
    assert stocked.sql("SELECT count(*) FROM packages WHERE taken_back_by IS NULL") == [(2,)]


def test_a_refund_taken_back_can_be_made_again_and_one_brought_back_cannot(stocked: NightDesk) -> None:
    stocked.ship(parcel(1))
    rows = [refund(1, item_price_adj="12.50"), refund(1, shipping_price_adj="1.00")]
    first = stocked.adjust(*rows)
    undo, *_ = stocked.undo(first.upload)
    assert stocked.refunded() == {}
    assert undo is not None
    stocked.undo(undo)
    twin = stocked.adjust(rows[0])
    assert twin.messages[0].startswith(f"The row was already refunded by upload {first.upload}, record 1.")
    redo = stocked.uploads() - 1
    stocked.undo(redo)
    assert stocked.adjust(rows[0]).counts == (1, 1, 0)
    assert (stocked.refunded(), stocked.faults()) == ({item_id(1, 1): {"item_price": 1250}}, [])


def test_an_orders_upload_is_undone_but_for_orders_that_something_touched(desk: NightDesk) -> None:
    number = desk.orders(line(1), line(2), line(3)).upload
    desk.ship(parcel(2))
    undo, orders, spared = desk.undo(number)
    assert (orders, [order for order, _ in spared], list(desk.states())) == (2, [order_id(2)], [2])
    again = desk.orders(line(1), as_of=LATER)
    assert again.counts == (1, 1, 0)
    # Numbers of removed orders are never given again: the history would tell of two orders as one.
    assert desk.sql("SELECT order_no FROM orders ORDER BY 1") == [(2,), (4,)]
    assert undo is not None
    assert desk.undo(undo)[1:] == (1, [(order_id(1), "it was taken in again since")])
    assert (list(desk.states()), desk.faults()) == ([2, 3, 1], [])


def test_the_history_tells_both_ways(stocked: NightDesk) -> None:
    number = stocked.ship(parcel(1, 1, quantity="2")).upload
    undo, *_ = stocked.undo(number)
    assert undo is not None
    assert stocked.history(number) == [(1, "ship", "shipped", "0", "2")]
    assert stocked.history(undo) == [(1, "ship", "shipped", "2", "0")]


REFUSED = {99: "There is no upload 99", 2: "Upload 2 changed nothing"}


@pytest.mark.parametrize("number", REFUSED)
def test_what_cannot_be_undone_is_refused_with_what_it_was(stocked: NightDesk, number: int) -> None:
    stocked.ship(parcel(8, 1, carrier_code="UPPS"))
    with pytest.raises(UndoRefusedError, match=REFUSED[number]):
        stocked.undo(number)


def test_another_merchant_s_upload_is_unknown(stocked: NightDesk) -> None:
    stocked.merchant = "other"
    with pytest.raises(UndoRefusedError, match="There is no upload 1"):
        stocked.undo(1)
