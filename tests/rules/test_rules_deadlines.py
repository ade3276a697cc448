"""Rule 5: what is computed from the clock: latest ship date, deadline and verge flags."""

import ast
from pathlib import Path
from typing import Any

import pandas as pd

from schemas import deadlines
from schemas.deadlines import Terms
from tests.rules.desk import Desk, at
from tests.rules.writings import line, order_id

PRODUCT = Path(__file__).parents[2]


def test_the_latest_ship_date_is_the_order_s_own_or_the_second_working_day_after_payment_or_purchase(
    desk: Desk,
) -> None:
    monday, friday, saturday = (f"2026-03-{day:02}T12:00:00+00:00" for day in (2, 6, 7))
    cases: list[tuple[dict[str, str], str]] = [
        ({"purchase_date": monday, "payments_date": monday}, "2026-03-04T23:59:59+00:00"),
        ({"purchase_date": monday, "payments_date": friday}, "2026-03-10T23:59:59+00:00"),
        ({"purchase_date": monday, "payments_date": saturday}, "2026-03-10T23:59:59+00:00"),
        ({"purchase_date": friday, "payments_date": ""}, "2026-03-10T23:59:59+00:00"),
        ({"purchase_date": "2026-03-04T23:00:00-08:00", "payments_date": ""}, "2026-03-09T23:59:59+00:00"),
        ({"latest_ship_date": "2026-03-20T22:00:00-08:00"}, "2026-03-21T06:00:00+00:00"),
    ]
    desk.orders(*(line(order, order_status="Unshipped", **cells) for order, (cells, _) in enumerate(cases, 1)))
    lines = desk.report("unshipped-orders", at("2026-03-10T12:00:00+00:00")).set_index("order-id")
    told = lines["promise-date"].reindex([order_id(order) for order in range(1, len(cases) + 1)])
    assert told.tolist() == [at(promise) for _, promise in cases]


def flags(desk: Desk, as_of: str) -> list[Any]:
    [row] = desk.report("unshipped-orders", at(as_of)).to_dict("records")
    return [row["days-past-promise"], row["verge-of-cancellation"], row["verge-of-lateShipment"]]


def test_days_past_promise_and_verge_flags_turn_at_their_instants(desk: Desk) -> None:
    desk.orders(line(latest_ship_date="2026-03-20T12:00:00+00:00"))  # canceled on 1 April at 12:00
    moments = {
        "2026-03-19T11:59:59+00:00": [-2, "false", "false"],
        "2026-03-19T12:00:00+00:00": [-1, "false", "true"],
        "2026-03-20T11:59:59+00:00": [-1, "false", "true"],
        "2026-03-20T12:00:00+00:00": [0, "false", "true"],
        "2026-03-21T12:00:00+00:00": [1, "false", "true"],
        "2026-03-25T11:59:59+00:00": [4, "false", "true"],
        "2026-03-25T12:00:00+00:00": [5, "true", "true"],
        "2026-04-01T12:00:00+00:00": [12, "true", "true"],
    }
    assert {moment: flags(desk, moment) for moment in moments} == moments


def test_the_settings_have_defaults_that_can_be_overridden() -> None:
    assert Terms() == Terms(handling_days=2, deadline_days=30, warning_days=7)
    bought, none = pd.Series([at("2026-03-02T12:00:00+00:00")]), pd.Series([None], dtype="Int64")
    terms = Terms(handling_days=1, deadline_days=10, warning_days=3)
    ends = deadlines.deadline(pd.DataFrame({"purchase_at": bought, "verified_at": none, "given_back_at": none}), terms)
    assert ends.tolist() == [at("2026-03-12T12:00:00+00:00")]
    times = pd.DataFrame({"latest_ship_at": none, "payments_at": none, "purchase_at": bought})
    assert deadlines.latest_ship(times, terms).tolist() == [at("2026-03-03T23:59:59+00:00")]
    verge = [
        deadlines.at_verge_of_cancellation(ends, at(moment), terms).tolist()
        for moment in ("2026-03-09T11:59:59+00:00", "2026-03-09T12:00:00+00:00")
    ]
    assert verge == [[False], [True]]


def test_times_are_stored_in_utc_with_the_offset_they_came_with(desk: Desk) -> None:
    desk.orders(line(purchase_date="2026-03-02T02:00:00+09:00", latest_ship_date="2026-03-20T22:00:00-08:00"))
    names = "purchase_at, purchase_offset, payments_offset, latest_ship_at, latest_ship_offset"
    assert desk.sql(f"SELECT {names} FROM orders") == [
        (at("2026-03-01T17:00:00+00:00"), 540, 0, at("2026-03-21T06:00:00+00:00"), -480)
    ]


def test_the_machine_s_clock_is_read_where_commands_and_programs_begin_alone() -> None:
    sources = [path for name in ("feeds", "schemas", "reports") for path in (PRODUCT / name).rglob("*.py")]
    reading = [path.relative_to(PRODUCT).as_posix() for path in sources if _reads_the_clock(path)]
    assert sorted(reading) == ["feeds/api.py", "feeds/cli/options.py"]


def _reads_the_clock(path: Path) -> bool:
    calls = {"datetime.now", "datetime.today", "date.today", "time.time", "datetime.utcnow"}
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return any(isinstance(node, ast.Attribute) and ast.unparse(node) in calls for node in nodes)
