"""Rules 6.1 and 6.2: an upload is one transaction, and applies what is good."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from feeds.cli.main import orderfeeds
from schemas.store.opening import writing
from tests.rules.desk import AS_OF, Desk
from tests.rules.writings import cancellation, line, parcel, refund

STRICT = 75001


@pytest.mark.parametrize("table", ["uploads", "upload_faults", "packages", "upload_places"])
def test_an_upload_that_fails_half_way_leaves_nothing(stocked: Desk, table: str) -> None:
    stocked.do(f"CREATE TRIGGER full AFTER INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    kept, uploads = stocked.kept(), stocked.uploads()
    with pytest.raises(IntegrityError, match="disk full"):
        stocked.ship(parcel(1), parcel(99))
    assert (stocked.kept(), stocked.uploads()) == (kept, uploads)


def test_the_order_table_is_locked_before_its_facts_are_read(stocked: Desk) -> None:
    with (
        Desk(stocked.folder) as other,
        stocked.engine.connect() as first,
        writing(first),
        other.engine.connect() as second,
    ):
        second.exec_driver_sql("PRAGMA busy_timeout = 0")
        second.commit()
        with pytest.raises(OperationalError, match="locked"), writing(second):
            second.execute(text("SELECT 1"))


def test_good_records_are_applied_and_bad_ones_refused(stocked: Desk) -> None:
    answer = stocked.ship(parcel(1, 2), parcel(99), parcel(2, 2, carrier_code=""), parcel(3, 2))
    assert (answer.state, answer.counts) == ("applied in part", (4, 2, 2))
    assert stocked.packages("record") == [(1,), (4,)]
    assert stocked.ship(parcel(99)).state == "refused"
    assert stocked.ship(parcel(4, 2)).state == "applied"


def test_strict_applies_all_or_nothing_and_says_of_good_records_not_applied_strict(stocked: Desk) -> None:
    stocked.ship(parcel(9, 2))
    for word, good, bad in (
        ("ship", parcel(1, 2), parcel(99)),
        ("cancel", cancellation(2, 2), cancellation(99)),
        ("adjust", refund(9, 2, item_price_adj="1.00"), refund(99, item_price_adj="1.00")),
        ("orders", line(10), line(11, quantity_purchased="0")),
    ):
        kept = stocked.kept()
        refused = stocked.upload(word, [good, bad], strict=True)
        assert (refused.state, refused.counts) == ("refused", (2, 0, 2))
        assert refused.faults[0] == (1, STRICT)
        assert "not applied: strict" in refused.messages[0]
        assert stocked.kept() == kept
        assert stocked.upload(word, [good], strict=True).counts == (1, 1, 0)
        assert stocked.kept() != kept


def test_check_does_everything_but_keep_it(stocked: Desk, tmp_path: Path) -> None:
    path = stocked.file("ship", [parcel(1, 2), parcel(99)])
    kept, uploads = stocked.kept(), stocked.uploads()
    args = [str(path), "--db", str(stocked.place), "--as-of", AS_OF]
    checked = CliRunner().invoke(orderfeeds, ["check", *args], standalone_mode=False)
    assert checked.return_value == 1
    assert "2 records, 1 applied, 1 refused" in checked.output
    assert (stocked.kept(), stocked.uploads()) == (kept, uploads)
    assert stocked.apply(path).counts == (2, 1, 1)


def test_check_judges_each_file_after_the_ones_before_it(desk: Desk) -> None:
    paths = [
        desk.file("orders", [line()]),
        desk.file("ship", [parcel()]),
        desk.file("adjust", [refund(item_price_adj="1")]),
    ]
    args = [*map(str, reversed(paths)), "--db", str(desk.place), "--as-of", AS_OF]
    checked = CliRunner().invoke(orderfeeds, ["check", *args], standalone_mode=False)
    assert checked.return_value == 0
    assert desk.uploads() == 0
