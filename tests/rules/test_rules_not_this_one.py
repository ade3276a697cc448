"""Rows of which an unread column says "not this one" are refused, until the column is settled; notes are none."""

import pytest

from feeds.reading.options import Condition, Directions
from schemas import faults
from tests.rules.desk import Desk
from tests.rules.writings import Row, cancellation, order_id, parcel, refund


def refused(desk: Desk, row: Row, word: str = "ship", **how: object) -> bool:
    """Whether the row is refused for what its columns say."""
    answer = desk.apply(desk.file(word, [row]), directions=Directions(**how))  # type: ignore[arg-type]
    return faults.NOT_THIS_ONE in [code for _, code in answer.faults]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "void",
            "VOIDED",
            "Label voided",
            "canceled",
            "Cancelled",
            "Order cancelled by buyer",
            "On hold - not shipped",
        ),
        *("on-hold", "HOLD", "returned", "Returned to sender", "not shipped", "Do not ship", "Return", "refunded"),
        *(
            "cancelled, buyer changed his mind",
            "Shipped - Returned to Seller",
            "storniert",
            "Nicht versendet",
            "gelöscht",
        ),
        *("Annulé", "annule", "non expédié", "anulado", "Cancelado", "não enviado", "annullato", "geannuleerd"),
        *(
            "anulowane",
            "iptal edildi",
            "отменён",
            "取消",
            "已取消",
            "キャンセル",
            "キャンセル済み",
            "キャンセル(お客様都合)",
        ),
        *("作废", "保留中", "未発送", "发货拦截、已拦截", "취소"),
    ],
)
def test_a_word_that_says_not_this_one_refuses_the_row(stocked: Desk, cell: str) -> None:
    assert refused(stocked, parcel(1, 2) | {"Status": cell})
    assert stocked.units(1)[1] == (1, 0, 0)


@pytest.mark.parametrize(
    "cell",
    [
        *("shipped", "delivered", "", "customer returned call", "not voided", "no longer on hold", "hold for pickup"),
        *(
            "Return address: 1 Main St",
            "Return label included",
            "household goods",
            "avoid the stairs",
            "non-returnable",
        ),
        *("Please cancel the newsletter", "cancel by 2026-04-01", "He cancelled his first order, this is the second"),
        *("キャンセル待ち", "取消不可", "Holden", "threshold reached", "Voidberg GmbH", "cancellation fee 0.00"),
    ],
)
def test_a_longer_note_with_such_a_word_refuses_nothing(stocked: Desk, cell: str) -> None:
    assert not refused(stocked, parcel(1, 2) | {"Note": cell})
    assert stocked.units(1)[1] == (1, 1, 0)


@pytest.mark.parametrize(
    ("heading", "cell", "says_not"),
    [
        ("VoidIndicator", "Y", True),
        ("VoidIndicator", "N", False),
        ("VoidIndicator", "", False),
        ("Void?", "yes", True),
        ("Is Voided", "TRUE", True),
        ("Cancelled", "1", True),
        ("Cancelled", "0", False),
        ("On Hold", "x", True),
        ("キャンセルフラグ", "1", True),
        ("取消", "是", True),
        ("作废", "否", False),
        ("Shipped", "N", True),
        ("Shipped", "Y", False),
        ("Sent?", "no", True),
        ("status_shipped", "0", True),
        ("status_shipped", "1", False),
        ("Cancel by date", "1", False),
        ("Return address", "Y", False),
        ("Returnable", "Y", False),
        ("Hold for pickup", "Y", False),
        ("Gift", "N", False),
        ("order-status", "Unshipped", False),
        ("order-status", "Canceled", True),
    ],
)
def test_a_flag_says_it_by_its_heading(stocked: Desk, heading: str, cell: str, *, says_not: bool) -> None:
    assert refused(stocked, parcel(1, 2) | {heading: cell}) == says_not


def test_the_message_names_column_and_value_and_what_settles_it(stocked: Desk) -> None:
    answer = stocked.upload("ship", [parcel(1, 2) | {"VoidIndicator": "Y"}])
    assert answer.messages[-1] == (
        "VoidIndicator says \"Y\": the row is not to be shipped. To leave such rows out: --where 'VoidIndicator!=Y'. "
        "If the column does not matter: --ignore 'VoidIndicator'. "
        "Leave the row out; if it is to be done all the same, leave the column out. "
        'Column VoidIndicator, value "Y", cell H2'
    )


def test_ignore_map_and_where_settle_it(stocked: Desk) -> None:
    row = parcel(1, 2) | {"State": "on hold"}
    assert refused(stocked, row)
    assert not refused(stocked, row, ignored=["State"])
    assert not refused(stocked, parcel(2, 2) | {"State": "on hold"}, maps={"State": "ship-method"})
    assert not refused(stocked, parcel(3, 2) | {"State": "on hold"}, conditions=[Condition("State", "on hold")])


def test_where_leaves_the_voided_row_out_and_the_good_one_goes(stocked: Desk) -> None:
    rows = [parcel(1, 2) | {"VoidIndicator": "Y"}, parcel(1, 2, tracking_number="T0000000002") | {"VoidIndicator": "N"}]
    path = stocked.file("ship", rows)
    answer = stocked.apply(path, directions=Directions(conditions=[Condition("VoidIndicator", "Y", unequal=True)]))
    assert (answer.counts, stocked.packages()) == ((1, 1, 0), [(1, "T0000000002")])
    assert (0, faults.ROWS_NOT_ASKED) in answer.faults


@pytest.mark.parametrize(
    ("cell", "says_not"),
    [
        ("Canceled", False),
        ("returned", False),
        ("キャンセル", False),
        ("void", True),
        ("rejected", True),
        ("on hold", True),
    ],
)
def test_a_cancellation_may_say_that_its_order_is_canceled(stocked: Desk, cell: str, *, says_not: bool) -> None:
    assert refused(stocked, cancellation(1, 2) | {"Status": cell}, "cancel") == says_not


def test_do_not_cancel_refuses_a_cancellation_alone(stocked: Desk) -> None:
    assert refused(stocked, cancellation(1, 2) | {"Status": "do not cancel"}, "cancel")
    assert not refused(stocked, parcel(1, 2) | {"Status": "do not cancel"})


@pytest.mark.parametrize(("cell", "says_not"), [("returned", False), ("void", True), ("do not refund", True)])
def test_an_adjustment_may_say_that_its_item_was_returned(stocked: Desk, cell: str, *, says_not: bool) -> None:
    stocked.upload("ship", [parcel(1, 2)])
    assert refused(stocked, refund(1, 2, item_price_adj="1.00") | {"Status": cell}, "adjust") == says_not
    assert stocked.refunded() == ({} if says_not else {"00000100002": {"item_price": 100}})


def test_a_column_that_is_read_says_nothing_of_the_kind(stocked: Desk) -> None:
    assert not refused(stocked, parcel(1, 2) | {"ship-method": "Hold"})


def test_a_voided_row_takes_no_units_from_a_later_one(stocked: Desk) -> None:
    rows = [parcel(1, 1, quantity="3") | {"Status": "void"}, parcel(1, 1, quantity="3") | {"Status": "shipped"}]
    answer = stocked.upload("ship", rows)
    assert (answer.counts, stocked.units(1)[0]) == ((2, 1, 1), (3, 3, 0))
    assert order_id(1) in stocked.sql("SELECT order_id FROM orders")[0]


def test_a_column_that_refuses_a_row_is_not_told_as_ignored_and_another_is(stocked: Desk) -> None:
    answer = stocked.ship(
        parcel(1, 1) | {"note": "DO NOT SHIP", "box": "blue"}, parcel(2, 1) | {"note": "", "box": "red"}
    )
    assert answer.faults == [(0, 90061), (0, 90061), (1, 71015)]
    assert [message.partition(" Column ")[0] for message in answer.messages[:2]] == [
        "The heading note is unknown; its column was only looked through, and refuses rows. What to do is said of each "
        "of these rows.",
        "The heading box is unknown; its column was ignored. Nothing to do if the column is not needed; else correct "
        "the heading.",
    ]
