"""Rule 2.7 and 9: one tracking-number for orders of different buyers or addresses is told with the other order."""

from typing import Any

import pandas as pd
import pytest

from feeds.reading.options import Directions
from schemas.store import given_numbers
from tests.rules.desk import Answer, Desk
from tests.rules.writings import line, order_id, parcel

GIVEN = 70145
NUMBER, OTHER_NUMBER = "1Z999AA10123456784", "1Z999AA10000123991"
ADA = {"buyer_email": "ada@example.com", "recipient_name": "Ada", "ship_address_1": "1 Way", "ship_city": "Oslo"}
AT_WORK = ADA | {"ship_address_1": "9 Office Park"}
BO = {"buyer_email": "bo@example.com", "recipient_name": "Bo", "ship_address_1": "2 Way", "ship_city": "Oslo"}


def of_each(*orders: int) -> list[dict[str, Any]]:
    """Orders that each go to another buyer."""
    return [line(order, **BO | {"buyer_email": f"{order}@example.com"}) for order in orders]


def numbered(*orders: int, **cells: Any) -> list[dict[str, Any]]:
    return [parcel(order, tracking_number=NUMBER, **cells) for order in orders]


def said(answer: Answer) -> list[str]:
    return [message.split(" Nothing to do")[0] for message in answer.messages]


def row_of(order: int) -> str:
    return (
        f"tracking-number is in a row of order {order_id(order)} too, which does not go to the same buyer and address."
    )


def confirmed(order: int, upload: int) -> str:
    words = f"tracking-number is that of order {order_id(order)}, confirmed by upload {upload}"
    return f"{words}, which does not go to the same buyer and address."


@pytest.mark.parametrize(
    ("buyers", "faults"),
    [
        ((ADA, BO), [(1, GIVEN), (2, GIVEN)]),
        ((ADA, AT_WORK), [(1, GIVEN), (2, GIVEN)]),
        ((ADA, ADA), []),
        ((ADA, ADA | {"recipient_name": "ADA"}), []),
        # Who is to get them is not known, or of one of them alone.
        (({}, {}), []),
        ((ADA, {}), []),
    ],
)
def test_within_a_file_each_row_names_an_order_of_another_buyer_or_address(
    desk: Desk, buyers: tuple[dict[str, str], dict[str, str]], faults: list[tuple[int, int]]
) -> None:
    desk.orders(*(line(order, **buyer) for order, buyer in enumerate(buyers, 1)))
    answer = desk.ship(*numbered(1, 2))
    assert (answer.counts, answer.faults) == ((2, 2, 0), faults)
    assert said(answer) == ([row_of(2), row_of(1)] if faults else [])


def test_of_several_orders_of_two_buyers_each_names_one_of_the_other(desk: Desk) -> None:
    desk.orders(*(line(order, **buyer) for order, buyer in enumerate((ADA, ADA, BO, ADA), 1)))
    answer = desk.ship(*numbered(1, 2, 3, 4))
    assert (answer.counts, said(answer)) == ((4, 4, 0), [row_of(3), row_of(3), row_of(1), row_of(3)])


def test_of_three_buyers_the_rows_are_refused_and_told_no_more(desk: Desk) -> None:
    desk.orders(*(line(order) for order in (1, 2, 3)))
    answer = desk.ship(*numbered(1, 2, 3))
    assert answer.counts == (3, 0, 3)
    assert {code for _, code in answer.faults} == {70140, 70143}
    trusted = desk.ship(*numbered(1, 2, 3), directions=Directions(trusted=("tracking-number",)))
    assert (trusted.counts, [code for _, code in trusted.faults]) == ((3, 3, 0), [70149])


@pytest.mark.parametrize(("buyer", "faults"), [(BO, [(1, GIVEN)]), (AT_WORK, [(1, GIVEN)]), (ADA, []), ({}, [])])
def test_a_number_of_an_earlier_upload_names_the_order_and_the_upload(
    desk: Desk, buyer: dict[str, str], faults: list[tuple[int, int]]
) -> None:
    desk.orders(line(1, **ADA), line(2, **buyer), line(3, **BO))
    first = desk.ship(*numbered(1))
    answer = desk.ship(*numbered(2), parcel(3))
    assert (answer.counts, answer.faults) == ((2, 2, 0), faults)
    assert said(answer) == ([confirmed(1, first.upload)] if faults else [])


def test_two_orders_do_not_differ_because_nobody_knows_who_gets_them(desk: Desk) -> None:
    desk.orders(line(1), line(2), line(3, **ADA))
    desk.ship(*numbered(1))
    assert desk.ship(*numbered(2)).faults == []
    assert desk.ship(*numbered(3)).faults == []


def test_of_several_earlier_orders_the_last_one_of_another_buyer_is_named(desk: Desk) -> None:
    desk.orders(*(line(order, **buyer) for order, buyer in enumerate((ADA, ADA, BO, BO), 1)))
    desk.ship(*numbered(1))
    second = desk.ship(*numbered(2))
    desk.ship(*numbered(3))
    assert said(desk.ship(*numbered(4))) == [confirmed(2, second.upload)]


def test_an_order_s_own_number_is_no_other_s_however_often_it_comes(desk: Desk) -> None:
    desk.orders(line(1), line(2, 1), line(2, 2))
    desk.ship(*numbered(1))
    assert desk.ship(*numbered(1, ship_date="2026-03-06"), parcel(2, 1)).faults == []
    assert GIVEN not in [code for _, code in desk.ship(parcel(2, 2, tracking_number="T0000000008")).faults]


def test_what_was_edited_or_taken_back_counts_as_it_is_now(desk: Desk) -> None:
    desk.orders(*of_each(1, 2, 3, 4))
    desk.ship(*numbered(1))
    # Edited: the first number is free again, the second one is taken.
    edit = desk.ship(parcel(1, tracking_number=OTHER_NUMBER))
    assert desk.packages("tracking_number") == [(OTHER_NUMBER,)]
    assert desk.ship(*numbered(2)).faults == []
    answer = desk.ship(parcel(3, tracking_number=OTHER_NUMBER))
    assert said(answer)[0].startswith(f"tracking-number is that of order {order_id(1)}, confirmed by upload")
    desk.do(f"UPDATE packages SET taken_back_by = {edit.upload} WHERE tracking_number = '{OTHER_NUMBER}'")
    assert GIVEN not in [code for _, code in desk.ship(parcel(4, tracking_number=OTHER_NUMBER)).faults]


def test_an_order_that_the_same_file_gives_another_number_has_the_first_no_more(desk: Desk) -> None:
    desk.orders(*of_each(1, 2, 3))
    desk.ship(*numbered(1))
    second = desk.ship(parcel(2, tracking_number=OTHER_NUMBER))
    swapped = desk.ship(parcel(1, tracking_number=OTHER_NUMBER), *numbered(2))
    assert (swapped.counts, said(swapped)) == ((2, 2, 0), [])
    assert said(desk.ship(*numbered(3))) == [confirmed(2, second.upload)]


def test_an_edit_that_is_refused_leaves_the_number_where_it_is(desk: Desk) -> None:
    desk.orders(*of_each(1, 2))
    first = desk.ship(*numbered(1))
    answer = desk.ship(parcel(1, tracking_number=OTHER_NUMBER, ship_date="1999-01-01"), *numbered(2))
    assert (answer.counts[1], said(answer)[-1]) == (1, confirmed(1, first.upload))


@pytest.mark.parametrize("word", ["Hand delivered", "n.a.", "see 12"])
def test_a_word_in_place_of_a_number_is_no_number(desk: Desk, word: str) -> None:
    desk.orders(*of_each(1, 2, 3))
    cells = {"tracking_number": word, "carrier_code": "Other", "carrier_name": "Kurier Nord"}
    desk.ship(parcel(1, **cells))
    assert GIVEN not in [code for _, code in desk.ship(parcel(2, **cells), parcel(3, **cells)).faults]


def test_another_merchant_s_numbers_are_not_looked_at(desk: Desk) -> None:
    desk.orders(*of_each(1, 2))
    desk.ship(*numbered(1))
    desk.do("UPDATE given_numbers SET merchant_id = 'other'")
    assert desk.ship(*numbered(2)).faults == []


def test_what_is_kept_of_a_number_stays_the_same_for_ever(desk: Desk) -> None:
    """Numbers are found by what is stored of them: a library that reckoned it otherwise would find none of them."""
    desk.orders(line(1))
    desk.ship(*numbered(1))
    assert desk.sql("SELECT merchant_id, first_package, hex(hashes), hex(behind) FROM given_numbers") == [
        ("main", 3, "5DB00BF2", "00000000")
    ]
    with desk.engine.connect() as connection:
        numbers = pd.Series([OTHER_NUMBER, NUMBER, NUMBER], dtype="str")
        assert given_numbers.packages_of(connection, "main", numbers).tolist() == [3]
