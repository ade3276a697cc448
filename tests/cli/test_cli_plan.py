"""The plan of edits cell by cell, ``upload --plan``, and the orders of any upload."""

import json
from typing import Any

import pytest

from tests.cli.desk_calls import AS_OF, Desk, Said
from tests.cli.feeds_written import FIRST, ORDER_HEADINGS, ORDERS, PARCELS, SHIP_HEADINGS, TWO_ITEMS, YEN, parcel

EDITS = [SHIP_HEADINGS, parcel(tracking="1Z999AA10123456700"), parcel(TWO_ITEMS)]
EDITED = {
    "order-item-id": "10000000001",
    "column": "tracking-number",
    "before": "1Z999AA10123456784",
    "after": "1Z999AA10123456700",
}


@pytest.fixture
def shipped(stocked: Desk) -> Desk:
    """The orders of PARCELS confirmed by upload 2, and what would edit one of them in edits.txt."""
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    stocked.file("edits.txt", EDITS)
    return stocked


def check(desk: Desk, *args: object) -> Said:
    return desk.call("check", *args, "--as-of", AS_OF)


def told(said: Said) -> dict[str, Any]:
    return dict(json.loads(said.out))


def plan_of(desk: Desk, *names: str) -> str:
    return str(told(check(desk, *(desk.folder / name for name in names), "--json"))["plan"])


def test_the_plan_of_an_edit_shows_each_cell_before_and_after(shipped: Desk) -> None:
    said = check(shipped, shipped.folder / "edits.txt")
    assert said.out.splitlines()[-6:-2] == [
        "2 orders would change:",
        f"  {FIRST}  Shipped               edits tracking-number",
        "    10000000001: tracking-number 1Z999AA10123456784 -> 1Z999AA10123456700",
        f"  {TWO_ITEMS}  Unshipped -> Shipped  ships 4 units",
    ]
    orders = told(check(shipped, shipped.folder / "edits.txt", "--json"))["orders"]
    assert [order["cells"] for order in orders] == [[EDITED], []]


def test_a_buyer_s_texts_are_not_in_the_plan_of_what_changes_them(stocked: Desk) -> None:
    headings = [*ORDER_HEADINGS, "recipient-name", "latest-ship-date"]
    path = stocked.file("orders2.txt", [headings, [*ORDERS[1], "B. Muster", "2026-03-20T00:00:00+00:00"]])
    said = check(stocked, path)
    assert "    order: recipient-name changes" in said.out
    assert "    order: latest-ship-date (empty) -> 2026-03-20T00:00:00+00:00" in said.out
    assert "Muster" not in said.out


def test_an_upload_does_just_what_its_plan_says(shipped: Desk) -> None:
    mark = plan_of(shipped, "edits.txt")
    said = shipped.upload(shipped.folder / "edits.txt", "--plan", mark.upper())
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("edits.txt: shipping confirmation, upload 3: 2 records, 2 applied (1 new, 1 edited)")
    assert shipped.report("edits.report.txt").startswith("Feed Processing Summary")


def other_file(desk: Desk) -> None:
    desk.file("edits.txt", [*EDITS[:2], parcel(TWO_ITEMS, tracking="1Z999AA10123456701")])


def other_orders(desk: Desk) -> None:
    desk.upload(desk.file("between.txt", [SHIP_HEADINGS, parcel(TWO_ITEMS, "10000000003")]))


@pytest.mark.parametrize("happens", [other_file, other_orders])
def test_where_the_plan_is_another_now_nothing_is_applied_and_it_is_shown(shipped: Desk, happens: Any) -> None:
    mark = plan_of(shipped, "edits.txt")
    happens(shipped)
    kept, now = shipped.contents(), plan_of(shipped, "edits.txt")
    said = shipped.upload(shipped.folder / "edits.txt", "--plan", mark)
    assert (said.code, shipped.contents()) == (2, kept)
    assert said.err == (f"Nothing was applied: the files would not do what plan {mark} says. The plan is {now} now.\n")
    assert "2 orders would change:" in said.out
    assert not (shipped.folder / "edits.report.txt").exists()
    refused = shipped.upload(shipped.folder / "edits.txt", "--plan", mark, "--json")
    assert (refused.code, told(refused)["plan"], told(refused)["refused"]) == (2, now, said.err.rstrip("\n"))
    assert shipped.upload(shipped.folder / "edits.txt", "--plan", now).code == 0


def test_a_file_saved_again_has_the_same_plan_and_the_time_of_day_does_not_matter(shipped: Desk) -> None:
    mark = plan_of(shipped, "edits.txt")
    shipped.file("edits.csv", EDITS)
    later = shipped.call("check", shipped.folder / "edits.txt", "--as-of", "2026-03-10T15:00:00+00:00", "--json")
    assert [plan_of(shipped, "edits.csv"), told(later)["plan"]] == [mark, mark]


def test_several_files_are_applied_together_or_none_of_them(stocked: Desk) -> None:
    first = stocked.file("first.txt", PARCELS)
    then = stocked.file("then.txt", [SHIP_HEADINGS, parcel(TWO_ITEMS)])
    mark, kept = plan_of(stocked, "first.txt", "then.txt"), stocked.contents()
    assert stocked.upload(first, "--plan", mark).code == 2
    assert stocked.upload(first, then, stocked.folder / "none.txt", "--plan", mark).code == 2
    assert stocked.contents() == kept
    said = stocked.upload(first, then, "--plan", mark)
    assert (said.code, [line.partition(":")[0] for line in said.out.splitlines()]) == (0, ["first.txt", "then.txt"])


def test_a_file_that_cannot_be_read_has_no_plan(stocked: Desk) -> None:
    bad = stocked.file("bad.txt", [["nothing"]])
    assert told(check(stocked, bad, "--json"))["plan"] is None
    kept = stocked.contents()
    assert stocked.upload(bad, "--plan", "0123456789abcdef").code == 2
    assert stocked.contents() == kept


def test_the_orders_of_any_upload_are_listed_with_what_it_changed_whatever_came_later(shipped: Desk) -> None:
    shipped.upload(shipped.folder / "edits.txt")
    lines = shipped.call("uploads", "3").out.splitlines()
    assert lines[lines.index("2 orders changed:") :] == [
        "2 orders changed:",
        f"  {FIRST}  Shipped               edits tracking-number",
        "    10000000001: tracking-number 1Z999AA10123456784 -> 1Z999AA10123456700",
        f"  {TWO_ITEMS}  Unshipped -> Shipped  ships 4 units",
    ]
    shipped.call("undo", "3", "--yes", "--as-of", AS_OF)
    [first, second, third, fourth] = (
        told(shipped.call("uploads", number, "--json"))["orders"] for number in ("1", "2", "3", "4")
    )
    assert [(order["order-id"], order["before"], order["after"]) for order in second] == [
        (FIRST, "Unshipped", "Shipped"),
        (YEN, "Unshipped", "Shipped"),
    ]
    assert [order["before"] for order in first] == ["new"] * 4
    assert [order["cells"] for order in third] == [[EDITED], []]
    assert [order["changes"] for order in fourth] == ["edits tracking-number", "takes back the shipping of 4 units"]


def test_orders_that_were_removed_since_are_listed_too(stocked: Desk) -> None:
    stocked.call("undo", "1", "--yes", "--as-of", AS_OF)
    orders = told(stocked.call("uploads", "1", "--json"))["orders"]
    assert [(order["after"], order["changes"]) for order in orders] == [
        ("removed since", "takes in 1 item"),
        ("removed since", "takes in 1 item"),
        ("removed since", "takes in 2 items"),
        ("removed since", "takes in 1 item"),
    ]
