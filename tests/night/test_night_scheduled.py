"""The scheduled report lists an order once, whatever is undone, brought back and taken in again."""

from pathlib import Path

import pytest

from reports import scheduled
from reports.order_lines import Viewpoint
from tests.night.night_desk import NightDesk
from tests.rules.desk import at
from tests.rules.writings import line, order_id

LATER = "2026-03-11T12:00:00+00:00"
FIRST, SECOND, THIRD = (order_id(number) for number in (1, 2, 3))


def listed(desk: NightDesk, date: str) -> list[str]:
    """The orders in the scheduled report of a date."""
    viewpoint, path = Viewpoint(desk.merchant, at(f"{date}T22:00:00+00:00")), desk.folder / f"{date}.txt"
    run = scheduled.take_run(desk.engine, viewpoint)
    with desk.engine.connect() as connection, connection.begin():
        scheduled.write_run(connection, run, viewpoint, path, "txt")
    return [row.partition("\t")[0] for row in path.read_text(encoding="utf-8").splitlines()[1:]]


def undone(desk: NightDesk, upload: int | None) -> int:
    undo, _, spared = desk.undo(upload or 0)
    assert spared == []
    return undo or 0


def test_an_order_that_was_listed_undone_and_taken_in_again_is_not_listed_twice(desk: NightDesk) -> None:
    first = desk.orders(line(1), line(2)).upload
    assert listed(desk, "2026-03-10") == [FIRST, SECOND]
    undone(desk, first)
    desk.orders(line(1), line(3), as_of=LATER)
    assert listed(desk, "2026-03-11") == [THIRD]
    # The first night written again: what it listed, as the order table has it now.
    assert listed(desk, "2026-03-10") == [FIRST]
    assert listed(desk, "2026-03-12") == []
    assert listed(desk, "2026-03-11") == [THIRD]


def test_an_order_that_was_undone_before_any_night_is_listed_when_it_comes_again(desk: NightDesk) -> None:
    first = desk.orders(line(1), line(2)).upload
    undo = undone(desk, first)
    assert listed(desk, "2026-03-10") == []
    desk.orders(line(3), as_of=LATER)
    undone(desk, undo)
    assert listed(desk, "2026-03-11") == [FIRST, SECOND, THIRD]
    assert listed(desk, "2026-03-12") == []


@pytest.mark.parametrize("night_before", [True, False])
def test_an_order_verified_unverified_and_verified_again_is_listed_once(desk: NightDesk, *, night_before: bool) -> None:
    desk.orders(line(1, payments_date=""))
    verified = desk.orders(line(1), as_of=LATER).upload
    first = listed(desk, "2026-03-10") if night_before else []
    undone(desk, verified)
    assert listed(desk, "2026-03-11") == []
    desk.orders(line(1), as_of=LATER)
    assert (first, listed(desk, "2026-03-12")) == (([FIRST], []) if night_before else ([], [FIRST]))


def test_another_merchant_s_order_of_the_same_id_is_another_order(tmp_path: Path) -> None:
    with NightDesk(tmp_path) as desk:
        first = desk.orders(line(1)).upload
        assert listed(desk, "2026-03-10") == [FIRST]
        undone(desk, first)
        desk.merchant = "other"
        desk.orders(line(1), as_of=LATER)
        assert listed(desk, "2026-03-11") == [FIRST]
