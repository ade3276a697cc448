from pathlib import Path

import pytest
from sqlalchemy import Engine

from reports.order_lines import Viewpoint
from tests.reports.report_orders import AS_OF, add_order, at, lines, written


def only_line(engine: Engine, as_of: int, folder: Path) -> dict[str, str]:
    [line] = lines(written(engine, "unshipped-orders", folder, days=90, view=Viewpoint("main", as_of)))
    return line


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        # Bought on Monday 2 March at noon; promised by the end of Wednesday 4 March; canceled on 1 April at noon.
        ("2026-03-03T23:59:58+00:00", ["-2", "false", "false"]),
        ("2026-03-03T23:59:59+00:00", ["-1", "false", "true"]),
        ("2026-03-04T23:59:58+00:00", ["-1", "false", "true"]),
        ("2026-03-04T23:59:59+00:00", ["0", "false", "true"]),
        ("2026-03-05T23:59:58+00:00", ["0", "false", "true"]),
        ("2026-03-05T23:59:59+00:00", ["1", "false", "true"]),
        ("2026-03-25T11:59:59+00:00", ["20", "false", "true"]),
        ("2026-03-25T12:00:00+00:00", ["20", "true", "true"]),
        ("2026-04-01T12:00:00+00:00", ["27", "true", "true"]),
    ],
)
def test_verge_flags_turn_at_their_boundaries(
    as_of: str, expected: list[str], empty_store: Engine, tmp_path: Path
) -> None:
    add_order(empty_store, 1, at("2026-03-02T12:00:00+00:00"))
    line = only_line(empty_store, at(as_of), tmp_path)
    assert [line[name] for name in ("days-past-promise", "verge-of-cancellation", "verge-of-lateShipment")] == expected


@pytest.mark.parametrize(
    ("bought", "paid", "own", "promise"),
    [
        ("2026-03-12T23:00:00+00:00", None, None, "2026-03-16T23:59:59+00:00"),  # Thursday: Friday, Monday
        ("2026-03-13T12:00:00+00:00", None, None, "2026-03-17T23:59:59+00:00"),  # Friday: Monday, Tuesday
        ("2026-03-14T12:00:00+00:00", None, None, "2026-03-17T23:59:59+00:00"),  # Saturday
        ("2026-03-15T12:00:00+00:00", None, None, "2026-03-17T23:59:59+00:00"),  # Sunday
        ("2026-03-12T12:00:00+00:00", "2026-03-16T01:00:00+00:00", None, "2026-03-18T23:59:59+00:00"),
        ("2026-03-12T12:00:00+00:00", None, "2026-03-14T05:00:00-08:00", "2026-03-14T13:00:00+00:00"),
    ],
)
def test_promise_date_skips_weekends(
    bought: str, paid: str | None, own: str | None, promise: str, empty_store: Engine, tmp_path: Path
) -> None:
    dates = {"payments_at": paid and at(paid), "latest_ship_at": own and at(own)}
    add_order(empty_store, 1, at(bought), **dates)
    assert at(only_line(empty_store, AS_OF, tmp_path)["promise-date"]) == at(promise)
