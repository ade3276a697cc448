"""Rule 7: what buyers have asked to cancel is kept, and confirming it is a Warning; what Amazon ships is left out."""

from typing import Any

import pytest

from feeds.changes import undo
from feeds.purge import purge
from schemas.store.opening import writing
from tests.rules.desk import AS_OF, Desk, at
from tests.rules.writings import cancellation, item_id, line, order_id, parcel

ASKED, REFUSED, KEPT, LEFT_OUT = 71016, 71017, 74010, 76017
REASON = "Ordered by mistake"
REQUEST = {"is_buyer_requested_cancellation": "true", "buyer_requested_cancel_reason": REASON}
GIFT = {"gift_message_text": "Happy birthday, Bo", "gift_wrap_type": "Blue paper"}


def wishes(desk: Desk) -> list[tuple[Any, ...]]:
    """Item, whether to cancel it and why, message and wrapping of each item of which a buyer asks anything."""
    return desk.sql("SELECT * FROM buyer_wishes ORDER BY item_no")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("true", [(1, 1, REASON, None, None)]),
        ("TRUE", [(1, 1, REASON, None, None)]),
        ("Yes", [(1, 1, REASON, None, None)]),
        ("false", [(1, 0, REASON, None, None)]),
        ("", [(1, 0, REASON, None, None)]),
    ],
)
def test_a_request_to_cancel_is_kept_with_its_reason(desk: Desk, cell: str, kept: list[tuple[Any, ...]]) -> None:
    asked = REQUEST | {"is_buyer_requested_cancellation": cell}
    assert desk.orders(line(1, **asked), line(2, quantity_purchased="2")).counts == (2, 2, 0)
    assert wishes(desk) == kept


def test_a_word_that_is_no_truth_refuses_the_order(desk: Desk) -> None:
    answer = desk.orders(line(1, is_buyer_requested_cancellation="perhaps"), line(2))
    assert (answer.counts, answer.faults) == ((2, 1, 1), [(1, 70106)])


def test_gift_messages_wrapping_and_ioss_numbers_are_kept(desk: Desk) -> None:
    desk.orders(line(1, **GIFT, ioss_number="IM0000000001"), line(2))
    assert wishes(desk) == [(1, 0, None, "Happy birthday, Bo", "Blue paper")]
    assert desk.sql("SELECT ioss_number FROM order_details ORDER BY order_no") == [("IM0000000001",), (None,)]


def test_a_later_file_brings_a_request_and_what_was_never_there(desk: Desk) -> None:
    desk.orders(line(1), line(2), line(3))
    desk.orders(line(1, **REQUEST), line(2, **GIFT), line(3))
    assert wishes(desk) == [(1, 1, REASON, None, None), (2, 0, None, "Happy birthday, Bo", "Blue paper")]
    told = desk.sql("SELECT what, field, before, after FROM entries WHERE what = 'amend' ORDER BY entry_no")
    assert told == [
        ("amend", "is_buyer_requested_cancellation", "0", "1"),
        ("amend", "buyer_requested_cancel_reason", None, None),
        ("amend", "gift_message_text", None, None),
        ("amend", "gift_wrap_type", None, None),
    ]


def test_a_file_that_does_not_have_the_request_keeps_it_and_says_so_while_anything_is_open(desk: Desk) -> None:
    desk.orders(line(1, **REQUEST), line(2, **REQUEST))
    desk.cancel(cancellation(2, 1, "BuyerCanceled"))
    no = {"is_buyer_requested_cancellation": "false"}
    assert desk.orders(line(1, **no), line(2, **no)).faults == [(1, KEPT)]
    assert desk.orders(line(1), line(2)).faults == []
    assert [row[1] for row in wishes(desk)] == [1, 1]


@pytest.mark.parametrize(("item", "faults"), [(None, [(1, ASKED)]), (1, [(1, ASKED)]), (2, [])])
def test_confirming_what_the_buyer_asked_to_cancel_is_a_warning(
    desk: Desk, item: int | None, faults: list[tuple[int, int]]
) -> None:
    desk.orders(line(1, 1, **REQUEST), line(1, 2))
    answer = desk.ship(parcel(1, item))
    assert (answer.counts, answer.faults) == ((1, 1, 0), faults)
    assert all(f"item {item_id(1, 1)} of order {order_id(1)}" in message for message in answer.messages)


def test_refuse_makes_it_an_error_and_other_rows_go(desk: Desk) -> None:
    desk.orders(line(1, **REQUEST), line(2))
    answer = desk.ship(parcel(1), parcel(2), refused=("buyer-cancel",))
    assert (answer.counts, answer.faults) == ((2, 1, 1), [(1, REFUSED)])
    assert desk.states() == {1: "Unshipped", 2: "Shipped"}


def test_what_is_canceled_or_shipped_before_is_told_no_more(desk: Desk) -> None:
    desk.orders(line(1, 1, **REQUEST), line(1, 2), line(2, **REQUEST))
    desk.cancel(cancellation(1, 1, "BuyerCanceled"))
    desk.ship(parcel(2))
    assert desk.ship(parcel(1, None)).faults == []
    # Seen again, and edited: nothing ships.
    assert desk.ship(parcel(2), parcel(1, None)).faults == []
    assert desk.ship(parcel(2, tracking_number="T0000000077")).faults == []


def test_the_cancellation_of_it_does_not_count_against_the_seller(desk: Desk) -> None:
    desk.orders(line(1, **REQUEST))
    answer = desk.cancel(cancellation(1, 1, "BuyerCanceled"))
    assert (answer.counts, desk.sql("SELECT reason FROM cancellations")) == ((1, 1, 0), [("BuyerCanceled",)])


def test_an_undo_takes_a_request_back_and_an_undo_of_it_brings_it_again(desk: Desk) -> None:
    desk.orders(line(1), line(2))
    later = desk.orders(line(1, **REQUEST), line(3, **REQUEST, **GIFT))
    before = wishes(desk)
    number = take_back(desk, later.upload)
    assert [row[:2] for row in wishes(desk)] == [(1, 0)]
    take_back(desk, number)
    assert wishes(desk) == before


def take_back(desk: Desk, upload: int) -> int:
    with desk.engine.connect() as connection, writing(connection):
        number = undo.undo(connection, desk.merchant, upload, at(AS_OF)).upload_no
    assert number is not None
    return number


def test_a_purge_deletes_what_buyers_wrote_and_no_later_file_brings_it_back(desk: Desk) -> None:
    desk.orders(line(1, **REQUEST, **GIFT), line(2, **GIFT))
    desk.ship(parcel(1))
    with desk.engine.connect() as connection, writing(connection):
        due = purge.due(connection, desk.merchant, at(AS_OF))
        purge.purge(connection, desk.merchant, at(AS_OF), due)
    gone = (1, 1, None, None, None)
    assert wishes(desk) == [gone, (2, 0, None, "Happy birthday, Bo", "Blue paper")]
    desk.orders(line(1, **REQUEST, **GIFT), line(1, 2, **GIFT, order_status="Shipped", quantity_shipped="1"))
    assert wishes(desk)[0] == gone
    assert [row for row in wishes(desk) if row[0] > 2] == []


@pytest.mark.parametrize("channel", ["Amazon", "AFN", "amazon", " AFN ", "AMAZON_NA"])
def test_lines_of_what_amazon_ships_are_left_out_with_a_count(desk: Desk, channel: str) -> None:
    answer = desk.orders(
        line(1, fulfillment_channel=channel, item_promotion_id="P1", item_promotion_discount="1.00"),
        # A further promotion of the line above: it goes with it.
        {"item-promotion-id": "P2", "item-promotion-discount": "2.00"},
        line(2, fulfillment_channel="Merchant"),
        line(3, fulfillment_channel="MFN"),
        line(4, 1, fulfillment_channel=""),
        line(4, 2, fulfillment_channel=channel),
    )
    assert (answer.counts, answer.faults) == ((3, 3, 0), [(0, LEFT_OUT)])
    assert answer.messages[0].startswith("3 lines are of goods that Amazon ships (fulfillment-channel), and left out.")
    assert desk.sql("SELECT order_id FROM orders ORDER BY 1") == [(order_id(number),) for number in (2, 3, 4)]
    assert desk.units(4) == [(1, 0, 0)]
    assert desk.sql("SELECT coalesce(sum(item_promotion), 0) FROM items") == [(0,)]


def test_a_file_of_nothing_else_is_applied_and_changes_nothing(desk: Desk) -> None:
    answer = desk.orders(line(1, fulfillment_channel="Amazon"))
    assert (answer.state, answer.counts, answer.faults) == ("applied", (0, 0, 0), [(0, LEFT_OUT)])
    assert desk.sql("SELECT count(*) FROM orders") == [(0,)]
