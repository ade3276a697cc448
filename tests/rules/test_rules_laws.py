"""What holds of any files in any order: counts, bounds, sums, repeats, and that items do not disturb each other."""

from collections import Counter
from functools import partial
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from feeds import upload
from feeds.judging import judge
from feeds.reading.options import Directions
from tests.rules.desk import Desk
from tests.rules.random_files import (
    File,
    astray,
    cancellations,
    files,
    forbidden,
    item_parcels,
    parcels,
    parcels_of_different_orders,
    pool,
    refunds,
)
from tests.rules.writings import Row, parcel

EXAMPLES = pytest.mark.parametrize("examples", [2, pytest.param(40, marks=pytest.mark.slow)])
UNKNOWN = parcel(99, None)


def searching(examples: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, derandomize=examples < 40, suppress_health_check=slow)


@EXAMPLES
def test_after_any_uploads_every_record_is_counted_and_bounds_and_sums_hold(examples: int) -> None:
    @searching(examples)
    @given(st.lists(files, min_size=2, max_size=4))
    def law(batch: list[File]) -> None:
        with pool() as desk:
            for word, rows in [("ship", [parcel(1, 1, quantity="1"), parcel(2, None)]), *batch]:
                answer = desk.upload(word, rows)
                records, applied, refused = answer.counts
                assert (records, applied + refused) == (len(rows), len(rows))
                assert (forbidden(desk), astray(desk)) == ([], [])

    law()


@EXAMPLES
def test_judged_some_orders_at_a_time_as_judged_whole(examples: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(batch: list[File], at_a_time: int) -> list[Any]:
        monkeypatch.setattr(upload, "judge", partial(judge, at_a_time=at_a_time))
        with pool() as desk:
            answers = [desk.upload(word, rows) for word, rows in batch]
            return [desk.kept(), *((answer.counts, answer.faults) for answer in answers)]

    @searching(examples)
    @given(st.lists(files, min_size=2, max_size=4))
    def law(batch: list[File]) -> None:
        batch = [("ship", [parcel(1, 1, quantity="1"), parcel(2, None)]), *batch]
        assert told(batch, at_a_time=1) == told(batch, at_a_time=1000)

    law()


@EXAMPLES
def test_confirmations_uploaded_twice_change_nothing_the_second_time(examples: int) -> None:
    @searching(examples)
    @given(parcels)
    def law(rows: list[Row]) -> None:
        with pool() as desk:
            desk.ship(*rows, UNKNOWN)
            kept = desk.kept()
            desk.ship(*rows, UNKNOWN)
            assert desk.kept() == kept

    law()


@EXAMPLES
def test_edits_uploaded_twice_change_nothing_the_second_time(examples: int) -> None:
    @searching(examples)
    @given(parcels, parcels_of_different_orders)
    def law(earlier: list[Row], rows: list[Row]) -> None:
        with pool() as desk:
            desk.ship(*earlier)
            first = desk.ship(*rows, UNKNOWN)
            kept = desk.kept()
            assert desk.ship(*rows, UNKNOWN).counts == first.counts
            assert desk.kept() == kept

    law()


@EXAMPLES
def test_cancellations_uploaded_twice_change_nothing_the_second_time(examples: int) -> None:
    @searching(examples)
    @given(parcels, cancellations)
    def law(earlier: list[Row], rows: list[Row]) -> None:
        with pool() as desk:
            desk.ship(*earlier)
            first = desk.cancel(*rows)
            kept = desk.kept()
            assert desk.cancel(*rows).faults == first.faults
            assert desk.kept() == kept

    law()


@EXAMPLES
def test_adjustments_uploaded_twice_are_applied_at_most_as_often_as_the_file_holds_them(examples: int) -> None:
    @searching(examples)
    @given(refunds)
    def law(rows: list[Row]) -> None:
        with pool() as desk:
            desk.ship(parcel(1, 1, quantity="1"), parcel(1, 2), parcel(2, None))
            desk.adjust(*rows)
            desk.adjust(*rows)
            applied = Counter(_content(rows[record - 1]) for _, record in desk.refunds())
            assert applied <= Counter(_content(row) for row in rows)

    law()


def _content(row: Row) -> str:
    return repr(sorted(row.items()))


# One number for parcels of two carriers: most of them seem to be in the wrong rows.
_ONE_NUMBER = [
    parcel(1, item, tracking_number=number, carrier_code=carrier)
    for item, number, carrier in [
        *[(1, "T0000000001", "UPS")] * 3,
        (1, "", "UPS"),
        (2, "T0000000001", "UPS"),
        (1, "T0000000001", "UPS"),
        *[(1, "T0000000001", "fedex")] * 2,
    ]
]


@EXAMPLES
def test_the_order_of_records_of_different_items_does_not_matter(examples: int) -> None:
    @searching(examples)
    @given(st.lists(item_parcels, min_size=2, max_size=8), st.permutations(range(6)))
    @example(_ONE_NUMBER, list(range(6)))
    def law(rows: list[Row], turns: list[int]) -> None:
        places = sorted(range(len(rows)), key=lambda at: turns[int(rows[at]["order-item-id"]) % len(turns)])
        with pool() as first, pool() as second:
            # What a column shows as a whole does depend on the order of its rows.
            how = Directions(trusted=("tracking-number",))
            told = first.ship(*rows, directions=how).faults
            moved = second.ship(*(rows[at] for at in places), directions=how).faults
            # What is told once of a whole column is told as record 0.
            theirs = sorted((places[record - 1] + 1, code) for record, code in moved if record)
            assert theirs == sorted((record, code) for record, code in told if record)
            assert _packages(first) == _packages(second)

    law()


def _packages(desk: Desk) -> list[tuple[Any, ...]]:
    """The packages by item, those of one item in the order in which they were confirmed."""
    columns = ("order_item_id", "quantity", "carrier_code", "tracking_number", "ship_date")
    return sorted(desk.packages(*columns), key=itemgetter(0))
