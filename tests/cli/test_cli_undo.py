"""``orderfeeds undo`` shows first and does it when told to; ``orderfeeds verify`` says what holds."""

import json
import sqlite3
from contextlib import closing

from tests.cli.desk_calls import AS_OF, Desk
from tests.cli.feeds_written import CANCELLATIONS, FIRST, ORDERS, PARCELS, TWO_ITEMS, YEN


def undo(desk: Desk, *args: object) -> tuple[int, list[str], str]:
    said = desk.call("undo", *args, "--as-of", AS_OF)
    return said.code, said.out.splitlines(), said.err


def test_an_undo_is_shown_first_and_done_when_told_to(stocked: Desk) -> None:
    before = stocked.orders_kept()
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    shipped = stocked.orders_kept()
    told = [
        f"  {FIRST}  Shipped -> Unshipped  takes back the shipping of 2 units",
        f"  {YEN}  Shipped -> Unshipped  takes back the shipping of 1 unit",
    ]
    would = ["2 orders would change:", *told, "Nothing was changed yet. Do it: orderfeeds undo 2 --yes"]
    assert undo(stocked, 2) == (0, would, "")
    assert stocked.orders_kept() == shipped
    done = [
        "2 orders changed:",
        *told,
        "Upload 2 was taken back by upload 3. orderfeeds undo 3 would bring it back.",
    ]
    assert undo(stocked, 2, "--yes") == (0, done, "")
    assert stocked.orders_kept()["items"] == before["items"]
    assert undo(stocked, 2)[::2] == (2, "Upload 2 was taken back by upload 3 already.\n")


def test_spared_orders_are_listed_and_exit_1(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", [PARCELS[0], PARCELS[1], [TWO_ITEMS, "10000000004", *PARCELS[1][2:]]]))
    stocked.upload(stocked.file("gone.txt", CANCELLATIONS))
    code, lines, _ = undo(stocked, 2, "--yes")
    assert (code, lines[2:4]) == (1, ["1 order spared:", f"  {TWO_ITEMS}  changed since by upload 3"])
    said = json.loads(stocked.call("undo", 2, "--json").out)
    assert said == {
        "upload": 2,
        "undo": None,
        "kept": False,
        "orders-taken-back": 0,
        "orders-removed": 0,
        "orders": [],
        "spared": [{"order-id": TWO_ITEMS, "reason": "changed since by upload 3"}],
    }


def test_an_ioss_number_that_came_later_is_told_and_taken_back(stocked: Desk) -> None:
    before = stocked.orders_kept()
    lines = [[*ORDERS[0], "ioss-number"], [*ORDERS[1], "IM0000000001"]]
    said = stocked.upload(stocked.file("ioss.txt", lines))
    assert "1 record, 1 applied (1 edited), 0 refused" in said.out.replace("0 new, ", "")
    told = stocked.call("order", FIRST).out
    assert ("IM0000000001" in told, "ioss.txt" in told) == (True, True)
    assert undo(stocked, 2, "--yes")[0] == 0
    assert stocked.orders_kept()["order_details"] == before["order_details"]
    assert undo(stocked, 3, "--yes")[0] == 0
    assert stocked.rows("SELECT ioss_number FROM order_details WHERE ioss_number IS NOT NULL") == [("IM0000000001",)]
    assert stocked.call("verify").code == 0


def test_orders_that_an_upload_took_in_are_removed(stocked: Desk) -> None:
    code, lines, _ = undo(stocked, 1, "--yes")
    assert (code, lines[0]) == (0, "4 orders that it took in were removed.")
    assert stocked.rows("SELECT count(*) FROM orders") == [(0,)]
    assert undo(stocked, 2, "--yes")[:2] == (
        0,
        [
            "4 orders changed:",
            f"  {FIRST}  new -> Unshipped  takes in 1 item",
            f"  {YEN}  new -> Unshipped  takes in 1 item",
            f"  {TWO_ITEMS}  new -> Unshipped  takes in 2 items",
            "  202-0000000-0000004  new -> Pending    takes in 1 item",
            "Upload 2 was taken back by upload 3. orderfeeds undo 3 would bring it back.",
        ],
    )


def test_verify_says_what_it_checked_and_what_does_not_hold(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    said = stocked.call("verify")
    assert (said.code, said.out.splitlines()[-1]) == (0, "20 checks, all hold.")
    assert "ok                5  units shipped are those of the packages" in said.out.splitlines()
    with closing(sqlite3.connect(stocked.store)) as connection:
        connection.execute("UPDATE packages SET taken_back_by = 1 WHERE item_no = 1")
        connection.commit()
    said = stocked.call("verify")
    assert (said.code, said.out.splitlines()[-1]) == (1, "20 checks, 1 does not hold.")
    assert "FAULT             5  units shipped are those of the packages" in said.out.splitlines()
    assert said.out.count("item 10000000001: shipped is 2, its rows give 0") == 1
    told = json.loads(stocked.call("verify", "--json").out)
    assert (told["sound"], sum(check["broken"] for check in told["checks"])) == (False, 1)
