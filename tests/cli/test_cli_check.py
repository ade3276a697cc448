"""``orderfeeds check``: the judgement of an upload, a plan of what would change, and nothing kept."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, Desk, Said, call, process
from tests.cli.feeds_written import (
    CANCELLATIONS,
    FIRST,
    ORDERS,
    PARCELS,
    PARCELS_WITH_FAULTS,
    PENDING,
    REFUNDS,
    TWO_ITEMS,
    UNKNOWN,
    YEN,
)

PLAN = re.compile(r"Plan ([0-9a-f]{16}): orderfeeds upload with --plan \1 does just this, or nothing\.")


def check(desk: Desk, *args: object) -> Said:
    return desk.call("check", *args, "--as-of", AS_OF)


def test_the_plan_tells_each_order_before_and_after_its_units_and_the_money(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    said = check(stocked, stocked.file("refunds.txt", REFUNDS), stocked.file("cancellations.txt", CANCELLATIONS))
    assert (said.code, said.err) == (0, "")
    *lines, plan, kept = said.out.splitlines()
    assert [*lines, kept] == [
        "cancellations.txt: order cancellation: 1 record, 1 applied, 0 refused, 0 warnings.",
        "refunds.txt: order adjustment: 2 records, 2 applied, 0 refused, 0 warnings.",
        "3 orders would change:",
        f"  {FIRST}  Shipped    refunds 12.50 USD",
        f"  {YEN}  Shipped    refunds 500 JPY",
        f"  {TWO_ITEMS}  Unshipped  cancels 1 unit",
        "Refunds: 500 JPY, 12.50 USD.",
        "Nothing was kept.",
    ]
    assert PLAN.fullmatch(plan)


def test_a_change_of_state_is_told_as_before_and_after(stocked: Desk) -> None:
    said = check(stocked, stocked.file("parcels.txt", PARCELS))
    assert said.out.splitlines()[1:4] == [
        "2 orders would change:",
        f"  {FIRST}  Unshipped -> Shipped  ships 2 units",
        f"  {YEN}  Unshipped -> Shipped  ships 1 unit",
    ]


def test_every_fault_leads_with_its_cell_and_order_and_errors_come_first(stocked: Desk) -> None:
    said = check(stocked, stocked.file("parcels.txt", PARCELS_WITH_FAULTS))
    assert said.code == 1
    assert said.out.splitlines()[1:4] == [
        f"  A3 order {UNKNOWN}: Error 18028: Order {UNKNOWN} is not in the order table. Copy order-id and "
        "order-item-id from the Orders report. What Amazon ships is not taken in: leave its row out.",
        f"  A5 order {PENDING}: Error 71001: Order {PENDING} is Pending: its payment or details are not verified yet. "
        "Wait until the order is in the Orders report, then upload the row again.",
        f'  F4 order {YEN}: Warning 70203, tracking-number "": tracking-number is empty, though UPS can be tracked. '
        "Upload the row again with its tracking-number; without it, it counts against the valid-tracking rate. While "
        "more units of the item are open, take the upload back first (orderfeeds undo), or the row ships them too.",
    ]


def test_the_files_of_a_call_are_judged_one_after_the_other(desk: Desk) -> None:
    said = check(desk, desk.file("parcels.txt", PARCELS), desk.file("orders.txt", ORDERS))
    assert said.code == 0
    assert f"  {FIRST}  new -> Shipped" in said.out


def test_the_numbers_are_those_that_the_upload_has_then(stocked: Desk) -> None:
    files = [stocked.file("parcels.txt", PARCELS_WITH_FAULTS), stocked.file("refunds.txt", REFUNDS)]
    checked = json.loads(check(stocked, *files, "--json").out)
    uploaded = json.loads(stocked.upload(*files, "--json").out)
    names = ("kind", "file", "state", "records", "applied", "refused", "warnings", "repeat")
    assert [[file[name] for name in names] for file in checked["files"]] == [
        [file[name] for name in names] for file in uploaded["files"]
    ]
    twins = [json.loads(stocked.report(f"{stem}.report.json")) for stem in ("parcels", "refunds")]
    assert [file["faults"] for file in checked["files"]] == [twin["faults"] for twin in twins]


def test_json_tells_the_plan_too_and_nothing_else(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    said = check(stocked, stocked.file("refunds.txt", REFUNDS), "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["orders"] == [
        {
            "order-id": FIRST,
            "before": "Shipped",
            "after": "Shipped",
            "changes": "refunds 12.50 USD",
            "refunds": ["12.50 USD"],
            "cells": [],
        },
        {
            "order-id": YEN,
            "before": "Shipped",
            "after": "Shipped",
            "changes": "refunds 500 JPY",
            "refunds": ["500 JPY"],
            "cells": [],
        },
    ]


@pytest.mark.parametrize("options", [[], ["--json"], ["--strict"], ["--again"]])
def test_nothing_is_kept(stocked: Desk, options: list[str]) -> None:
    files = [stocked.file("parcels.txt", PARCELS_WITH_FAULTS), stocked.folder / "none.txt"]
    kept, there = stocked.store.read_bytes(), {path.name for path in stocked.folder.iterdir()}
    tables = stocked.contents()
    assert check(stocked, *files, *options).code == 2
    assert stocked.contents() == tables
    assert stocked.store.read_bytes() == kept
    assert {path.name for path in stocked.folder.iterdir()} - {"orders.db-wal", "orders.db-shm"} == there


def test_a_process_that_checks_leaves_no_trace(stocked: Desk) -> None:
    stocked.file("parcels.txt", PARCELS)
    kept, there = stocked.store.read_bytes(), {path.name for path in stocked.folder.iterdir()}
    assert process("check", "parcels.txt", "--as-of", AS_OF, "--db", "orders.db", cwd=stocked.folder).code == 0
    assert (stocked.store.read_bytes(), {path.name for path in stocked.folder.iterdir()}) == (kept, there)


def test_where_there_is_no_order_table_none_is_made(desk: Desk) -> None:
    path = desk.file("parcels.txt", PARCELS)
    said = call("check", path, "--db", desk.folder / "deep" / "orders.db", "--as-of", AS_OF)
    assert said.code == 1
    assert said.out.count("Error 18028") == 2
    assert [place.name for place in desk.folder.iterdir()] == ["parcels.txt"]


def test_a_fatal_file_is_told_and_the_others_are_judged(stocked: Desk) -> None:
    bad = stocked.file("bad.txt", [PARCELS[0][:4], PARCELS[1][:4]])
    said = check(stocked, bad, stocked.file("parcels.txt", PARCELS))
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "bad.txt" in said.err
    assert "carrier-code" in said.err
    assert "parcels.txt: shipping confirmation: 2 records, 2 applied" in said.out


def test_a_file_that_would_change_nothing_names_the_upload_that_did_it(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    said = check(stocked, stocked.file("resaved.txt", PARCELS))
    assert said.out.splitlines() == [
        "resaved.txt: shipping confirmation: 2 records, 2 applied (2 already so by upload 2), 0 refused, 0 warnings.",
        "No order would change.",
    ]


def test_a_long_plan_is_cut_and_whole_with_json(stocked: Desk, tmp_path: Path) -> None:
    lines = [[f"202-0000001-{number:07}", f"2{number:010}", *ORDERS[1][2:]] for number in range(60)]
    path = stocked.file("more.txt", [ORDERS[0], *lines])
    text, told = check(stocked, path).out, json.loads(check(stocked, path, "--json").out)
    assert "60 orders would change:" in text
    assert len([line for line in text.splitlines() if line.startswith("  202-")]) == 40
    assert "... and 20 more; all of them with --json." in text
    assert [order["order-id"] for order in told["orders"]] == [line[0] for line in lines]
    assert UNKNOWN not in text
