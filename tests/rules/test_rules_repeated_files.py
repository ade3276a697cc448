"""Rule 6.4: an adjustment file of earlier records is answered with that upload's result, others are judged singly."""

from datetime import date

import pytest

from tests.rules.desk import Desk
from tests.rules.writings import STOCK, Row, cancellation, line, parcel, refund

LATER = "2026-03-11T12:00:00+00:00"
FILES: dict[str, list[Row]] = {
    "ship": [parcel(1, 1, quantity="2"), parcel(1, 1, quantity="1", tracking_number="T0000000002"), parcel(2, None)],
    "cancel": [cancellation(3, None, ""), cancellation(4, 1), cancellation(4, 2, "BuyerCanceled")],
    "adjust": [refund(9, item, item_price_adj=amount) for item, amount in ((1, "12.50"), (1, "5.00"), (2, "5"))],
}


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """Orders 1 to 8 unshipped, order 9 shipped by upload 2."""
    desk.begin(("orders", STOCK), ("ship", [parcel(9, None)]))
    return desk


def saved_otherwise(word: str) -> list[tuple[list[Row], dict[str, str]]]:
    """The rows of FILES in other orders, files and writings, with how each is uploaded."""
    rows = FILES[word]
    headings = list(rows[0])
    turned = [{name: row[name] for name in reversed(headings)} for row in rows]
    spaced = [{name: f" {cell} " for name, cell in row.items()} for row in rows]
    return [
        (rows, {}),
        (rows[::-1], {}),
        (turned, {"ending": "csv"}),
        (rows, {"ending": "xlsx", "as_of": LATER}),
        ([*spaced, dict.fromkeys(headings, "")], {"ending": "xlsx"}),
    ]


def test_the_same_adjustments_however_saved_or_ordered_are_answered_with_the_first_result(ready: Desk) -> None:
    first = ready.adjust(*FILES["adjust"])
    kept = ready.kept()
    again = [ready.upload("adjust", rows, **how) for rows, how in saved_otherwise("adjust")]
    assert [(answer.upload, answer.repeat, answer.counts) for answer in again] == [(3, True, (3, 3, 0))] * 5
    assert (first.upload, first.repeat, ready.uploads()) == (3, False, 3)
    assert ready.kept() == kept


@pytest.mark.parametrize("word", ["ship", "cancel"])
def test_the_same_confirmations_and_cancellations_are_judged_singly_and_change_nothing(ready: Desk, word: str) -> None:
    ready.upload(word, FILES[word])
    kept = ready.kept()
    again = [ready.upload(word, rows, **how) for rows, how in saved_otherwise(word)]
    assert [(answer.upload, answer.repeat, answer.counts) for answer in again] == [
        (number, False, (3, 3, 0)) for number in range(4, 9)
    ]
    assert [answer.became for answer in again] == [(0, 0, 3, (3,))] * 5
    assert ready.kept() == kept


def test_cells_that_excel_holds_as_numbers_and_dates_are_the_same_records(ready: Desk) -> None:
    ready.ship(*FILES["ship"])
    typed: list[Row] = [row | {"ship-date": date(2026, 3, 5)} for row in FILES["ship"]]
    typed[0]["quantity"], typed[1]["quantity"] = 2, 1.0
    assert ready.upload("ship", typed, ending="xlsx").became == (0, 0, 3, (3,))
    ready.adjust(*FILES["adjust"])
    amounts: list[Row] = [row | {"item-price-adj": float(row["item-price-adj"])} for row in FILES["adjust"]]
    assert ready.upload("adjust", amounts, ending="xlsx").repeat


def test_a_repeat_is_answered_with_the_warnings_and_the_state_of_then(ready: Desk) -> None:
    sku = {"item_price_adj": "1,00"}
    first = ready.adjust(refund(9, **sku))
    again = ready.adjust(refund(9, **sku))
    assert first.faults == [(1, 70124)]
    assert (again.repeat, again.faults, again.state) == (True, first.faults, "applied")


@pytest.mark.parametrize("word", FILES)
def test_a_file_of_which_records_were_refused_is_judged_singly(ready: Desk, word: str) -> None:
    bad = {"ship": parcel(99), "cancel": cancellation(99), "adjust": refund(99, item_price_adj="1.00")}[word]
    rows = [*FILES[word], bad]
    assert ready.upload(word, rows).counts == (4, 3, 1)
    kept, again = ready.kept(), ready.upload(word, rows)
    assert not again.repeat
    assert again.counts == ((4, 0, 4) if word == "adjust" else (4, 3, 1))
    assert ready.kept() == kept


def test_a_file_with_one_record_more_or_less_is_judged_singly(ready: Desk) -> None:
    ready.adjust(*FILES["adjust"])
    assert not ready.adjust(*FILES["adjust"][:2]).repeat
    assert not ready.adjust(*FILES["adjust"], refund(9, 2, item_price_adj="1.00")).repeat
    assert not ready.adjust(refund(9, 2, item_price_adj="2.00")).repeat
    assert ready.adjust(refund(9, 2, item_price_adj="2.00")).repeat


def test_a_twin_more_is_another_file(ready: Desk) -> None:
    twin = refund(9, item_price_adj="5.00")
    ready.adjust(twin)
    assert ready.adjust(twin, twin).faults == [(1, 73011)]
    assert ready.refunds() == [(3, 1), (4, 2)]


def test_a_cell_of_any_column_makes_another_record(ready: Desk) -> None:
    ready.adjust(refund(9, item_price_adj="1.00"))
    for cells in ({"currency": ""}, {"adjustment_reason_code": "Other"}, {"item_promotion_id": "P"}):
        assert not ready.adjust(refund(9, **{"item_price_adj": "1.00"} | cells)).repeat


def test_another_merchant_s_equal_file_is_no_repeat(ready: Desk) -> None:
    ready.adjust(*FILES["adjust"])
    ready.merchant = "other"
    assert ready.adjust(*FILES["adjust"]).counts == (3, 0, 3)


def test_again_insists(ready: Desk) -> None:
    for word, expected in (("ship", (3, 3, 0)), ("cancel", (3, 3, 0)), ("adjust", (3, 3, 0))):
        ready.upload(word, FILES[word])
        insisted = ready.upload(word, FILES[word], again=True)
        assert (insisted.repeat, insisted.counts) == (False, expected)
    assert len(ready.refunds()) == 6


def test_orders_files_are_never_repeats(desk: Desk) -> None:
    rows = (line(1), line(2))
    desk.orders(*rows)
    kept = desk.kept()
    again = desk.orders(*rows)
    assert (again.upload, again.repeat, again.counts) == (2, False, (2, 2, 0))
    assert desk.kept() == kept
