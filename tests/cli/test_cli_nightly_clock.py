"""The clock of ``orderfeeds nightly``, its brakes, and ``orderfeeds deadlines``.

The orders were bought on 2 March at 12:00: their deadline is 1 April 12:00, the warning comes on 25 March.
"""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.desk_calls import Desk
from tests.cli.feeds_written import (
    BOUGHT,
    FIRST,
    ORDER_HEADINGS,
    ORDERS,
    PAID,
    PARCELS,
    PARCELS_WITH_FAULTS,
    PENDING,
    TWO_ITEMS,
    YEN,
)

WARNING, DEADLINE = "2026-03-26T03:00:00+00:00", "2026-04-02T03:00:00+00:00"


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with three verified orders."""
    assert desk.upload(desk.file("orders.txt", ORDERS[:-1])).code == 0
    return desk


def night(desk: Desk, as_of: str, *more: str) -> tuple[int, str, str]:
    said = desk.call("nightly", "--out", desk.folder / "nights", "--as-of", as_of, *more)
    return said.code, said.out.splitlines()[0] if said.out else "", said.err


def renamed(desk: Desk, table: str, name: str) -> None:
    with closing(sqlite3.connect(desk.store)) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO {name}")


def many(desk: Desk, count: int) -> None:
    lines = [
        [f"303-0000000-{number:07}", f"3{number:010}", BOUGHT, PAID, "1", "USD", "1.00"] for number in range(count)
    ]
    assert desk.upload(desk.file("many.txt", [ORDER_HEADINGS, *lines])).code == 0


def test_a_night_warns_then_cancels_and_the_same_night_again_changes_nothing(stocked: Desk) -> None:
    assert night(stocked, WARNING) == (
        0,
        "The clock, upload 2: 0 orders canceled (0 units), 3 warned of the deadline, 3 past the latest ship date.",
        "",
    )
    first = night(stocked, DEADLINE)
    assert first[1] == (
        "The clock, upload 3: 3 orders canceled (7 units), 0 warned of the deadline, 0 past the latest ship date."
    )
    kept = stocked.contents()
    assert night(stocked, DEADLINE) == (0, "The clock had nothing left to do.", "")
    assert stocked.contents() == kept
    assert "NotConfirmed" in {reason for (reason,) in stocked.rows("SELECT reason FROM cancellations")}


def test_a_night_can_be_written_without_the_clock(stocked: Desk) -> None:
    assert night(stocked, DEADLINE, "--no-clock")[0] == 0
    assert stocked.rows("SELECT count(*) FROM uploads") == [(1,)]


def test_a_time_before_the_last_run_or_far_ahead_of_the_machine_is_refused(stocked: Desk) -> None:
    night(stocked, DEADLINE)
    kept = stocked.contents()
    code, _, err = night(stocked, WARNING)
    assert (code, err) == (
        2,
        "The clock ran for 2026-04-02T03:00:00+00:00 already, and 2026-03-26T03:00:00+00:00 is before that. "
        "--no-clock writes the reports of then alone.\n",
    )
    code, _, err = night(stocked, "2999-01-01T00:00:00+00:00")
    assert (code, err) == (
        2,
        "2999-01-01T00:00:00+00:00 is more than a day ahead of this machine. Nothing was canceled or written.\n",
    )
    assert stocked.contents() == kept


def test_a_night_that_would_cancel_too_much_stops_with_the_list_until_it_is_confirmed(stocked: Desk) -> None:
    many(stocked, 60)
    kept = stocked.contents()
    code, out, err = night(stocked, DEADLINE)
    listed = stocked.folder / "nights" / "would-cancel-2026-04-02.txt"
    assert (code, out) == (2, "")
    assert err.startswith("63 of 63 open orders are past their deadline and would be canceled. Nothing was done.")
    assert stocked.contents() == kept
    lines = listed.read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[0]) == (65, "order-id\torder-item-id\tquantity\tdeadline\tstate")
    assert f"{FIRST}\t10000000001\t2\t2026-04-01T12:00:00+00:00\topen" in lines
    assert night(stocked, DEADLINE, "--confirm-cancellations")[1].startswith("The clock, upload 3: 63 orders canceled")


@pytest.mark.parametrize(
    ("more", "stops"), [(0, False), (1, True), (75, True), (77, False)], ids="three four under over".split()
)
def test_more_than_three_orders_and_five_percent_stop_a_night(stocked: Desk, more: int, *, stops: bool) -> None:
    """Four of 79 open orders are more than five percent, four of 80 are not."""
    later = "2026-03-09T12:00:00+00:00"
    lines = [
        [f"303-0000000-{n:07}", f"3{n:010}", BOUGHT if n == 0 else later, PAID, "1", "USD", "1.00"] for n in range(more)
    ]
    stocked.upload(stocked.file("more.txt", [ORDER_HEADINGS, *lines])) if more else None
    assert night(stocked, DEADLINE)[0] == (2 if stops else 0)


def test_a_night_names_the_orders_that_it_canceled_warned_of_and_flagged(stocked: Desk) -> None:
    said = stocked.call("nightly", "--out", stocked.folder / "nights", "--as-of", WARNING).out.splitlines()
    assert said[1:7] == [
        *(f"  warned    {order}  confirm by 2026-04-01 12:00" for order in (FIRST, YEN, TWO_ITEMS)),
        *(f"  late      {order}  should have shipped by 2026-03-04 23:59" for order in (FIRST, YEN, TWO_ITEMS)),
    ]
    said = stocked.call("nightly", "--out", stocked.folder / "nights", "--as-of", DEADLINE).out.splitlines()
    assert said[1:4] == [
        f"  canceled  {order}  {units}, not confirmed by 2026-04-01 12:00"
        for order, units in ((FIRST, "2 units"), (YEN, "1 unit"), (TWO_ITEMS, "4 units"))
    ]
    lines = (stocked.folder / "nights" / DEADLINE[:10] / "clock.txt").read_text(encoding="utf-8").splitlines()
    when, meaning = "2026-04-01T12:00:00+00:00", "Not confirmed by its deadline: what was open is canceled"
    assert [line.split("\t")[:6] for line in lines[1:]] == [
        ["canceled", order, units, when, "3", DEADLINE] for order, units in ((FIRST, "2"), (YEN, "1"), (TWO_ITEMS, "4"))
    ]
    assert lines[1].split("\t")[6].startswith(meaning)


def test_a_night_whose_folder_cannot_be_written_lets_no_time_act(stocked: Desk) -> None:
    kept = stocked.contents()
    folder = stocked.folder / "nights"
    place = folder / DEADLINE[:10]
    folder.mkdir()
    place.write_text("in the way", encoding="utf-8")
    code, out, err = night(stocked, DEADLINE)
    assert (code, out, stocked.contents()) == (2, "", kept)
    why = "a file of that name is in the way. Nothing was canceled or written."
    assert err == f"The night cannot be written to {folder}: {place}: {why}\n"


def test_only_a_command_that_applies_files_says_that_a_file_was_not_kept(stocked: Desk) -> None:
    parcels = stocked.file("parcels.txt", PARCELS)
    renamed(stocked, "upload_faults", "lost")
    cannot = "cannot be used now: no such table: upload_faults."
    night_said = stocked.call("nightly", "--out", stocked.folder / "nights", "--no-clock", "--as-of", DEADLINE)
    assert (night_said.code, night_said.err.endswith(f"{cannot}\n")) == (2, True)
    upload_said = stocked.upload(parcels)
    assert (upload_said.code, upload_said.err.endswith(f"{cannot} Nothing of the file was kept.\n")) == (2, True)
    renamed(stocked, "lost", "upload_faults")


def test_a_night_that_acted_and_then_fails_says_what_it_did_and_how_to_go_on(stocked: Desk) -> None:
    renamed(stocked, "scheduled_runs", "lost")
    code, out, err = night(stocked, DEADLINE)
    assert (code, out) == (2, "")
    assert err.splitlines()[:2] == [
        "The clock, upload 2: 3 orders canceled (7 units), 0 warned of the deadline, 0 past the latest ship date.",
        f"  canceled  {FIRST}  2 units, not confirmed by 2026-04-01 12:00",
    ]
    assert "it stays done; the night's folder was not written." in err
    assert "orderfeeds undo 2 takes the run back." in err
    assert err.splitlines()[-1].endswith("orders.db cannot be used now: no such table: scheduled_runs.")
    renamed(stocked, "lost", "scheduled_runs")
    assert night(stocked, DEADLINE)[:2] == (0, "The clock had nothing left to do.")
    listed = stocked.folder / "nights" / DEADLINE[:10] / "clock.txt"
    assert len(listed.read_text(encoding="utf-8").splitlines()) == 4


def test_a_night_in_json(stocked: Desk) -> None:
    said = stocked.call("nightly", "--out", stocked.folder / "nights", "--as-of", DEADLINE, "--json")
    told = json.loads(said.out)
    assert told["clock"] == {"upload": 2, "orders-canceled": 3, "units-canceled": 7, "warned": 0, "late": 0}
    assert {"path", "lines"} == set(told["files"][0])
    assert [(row["what"], row["order-id"], row["units"]) for row in told["orders"]] == [
        ("canceled", FIRST, "2"),
        ("canceled", YEN, "1"),
        ("canceled", TWO_ITEMS, "4"),
    ]


def test_deadlines_lists_what_will_be_canceled_and_what_a_file_would_save(stocked: Desk) -> None:
    kept = stocked.contents()
    said = stocked.call("deadlines", "--as-of", WARNING)
    by = "confirm by 2026-04-01T12:00:00+00:00     6.4 days"
    assert said.out.splitlines() == [
        "3 orders, 7 units within 7 days:",
        f"  {FIRST}  {by}    2 open",
        f"  {YEN}  {by}    1 open",
        f"  {TWO_ITEMS}  {by}    4 open",
    ]
    saving = stocked.call("deadlines", "--as-of", WARNING, "--with", stocked.file("parcels.txt", PARCELS))
    assert saving.out.splitlines() == [
        "3 orders, 7 units within 7 days:",
        f"  {FIRST}  {by}    2 open  saved by the upload",
        f"  {YEN}  {by}    1 open  saved by the upload",
        f"  {TWO_ITEMS}  {by}    4 open",
        "The upload would save 2 of 3 orders. Nothing was kept.",
    ]
    assert stocked.contents() == kept
    past = json.loads(stocked.call("deadlines", "--as-of", DEADLINE, "--json").out)
    assert past["orders"][0] == {
        "order-id": FIRST,
        "deadline": "2026-04-01T12:00:00+00:00",
        "units": 2,
        "passed": True,
        "pending": False,
    }
    assert stocked.call("deadlines", "--as-of", BOUGHT).out == "No open order reaches its deadline within 7 days.\n"


def test_pending_orders_have_a_list_and_are_among_the_deadlines(desk: Desk) -> None:
    old = [YEN, "10000000006", "2026-02-01T12:00:00+00:00", "", "1", "USD", "5.00"]
    assert desk.upload(desk.file("orders.txt", [*ORDERS[:2], ORDERS[-1], old])).code == 0
    as_of = "2026-03-22T18:00:00+00:00"
    assert desk.call("deadlines", "--pending", "--as-of", as_of).out.splitlines() == [
        "2 orders, 2 units Pending: payment or details not verified yet. No report has them.",
        f"  {YEN}  bought 2026-02-01T12:00:00+00:00, 49.2 days ago    1 open  stays: it was older when it came",
        f"  {PENDING}  bought {BOUGHT}, 20.2 days ago    1 open  canceled at 2026-03-23T12:00:00+00:00",
    ]
    assert json.loads(desk.call("deadlines", "--pending", "--as-of", "2026-03-24", "--json").out)["orders"][1] == {
        "order-id": PENDING,
        "deadline": "2026-03-23T12:00:00+00:00",
        "units": 1,
        "passed": True,
        "pending": True,
        "purchase-date": BOUGHT,
    }
    assert desk.call("deadlines", "--as-of", as_of).out.splitlines() == [
        "1 order, 1 unit within 24 hours:",
        f"  {PENDING}  verified by 2026-03-23T12:00:00+00:00     0.8 days    1 open  Pending: else canceled",
    ]
    warned = desk.call("nightly", "--out", desk.folder / "nights", "--as-of", as_of).out.splitlines()
    assert f"  warned    {PENDING}  Pending: canceled on 2026-03-23 12:00 unless it is verified" in warned
    paid = [*ORDERS[-1][:3], PAID, *ORDERS[-1][4:]]
    assert desk.upload(desk.file("paid.txt", [ORDERS[0], paid])).code == 0
    assert PENDING not in desk.call("deadlines", "--pending", "--as-of", as_of).out
    assert desk.call("deadlines", "--pending", "--with", "x.txt").code == 2


def test_deadlines_says_what_of_a_file_would_not_be_applied(stocked: Desk) -> None:
    faulty = stocked.file("faulty.txt", PARCELS_WITH_FAULTS)
    said = stocked.call("deadlines", "--as-of", WARNING, "--with", faulty, "--with", stocked.folder / "none.txt")
    assert said.code == 2
    assert "faulty.txt: 2 records would be refused; orderfeeds check tells why." in said.err
    assert "Would not be processed." in said.err
    assert "The upload would save 2 of 3 orders." in said.out


def test_uploads_shows_runs_of_the_clock_and_undos_with_what_they_did(stocked: Desk) -> None:
    night(stocked, WARNING)
    night(stocked, DEADLINE)
    assert stocked.call("undo", 3, "--yes", "--as-of", DEADLINE).code == 0
    listed = [line.split() for line in stocked.call("uploads").out.splitlines()]
    assert [line[-2:] for line in listed[2:]] == [["(the", "clock)"], ["(the", "clock)"], ["of", "3)"]]
    assert "undone by 4" in stocked.call("uploads").out
    warned = stocked.call("uploads", 2).out.splitlines()
    assert warned[0] == "Upload 2: the clock, applied: 6 changes."
    confirm = "Confirm as shipped by 2026-04-01T12:00:00+00:00 to avoid cancellation"
    assert f"  {FIRST}    {confirm}" in warned
    assert f"  {FIRST}    not shipped by its latest ship date, 2026-03-04T23:59:59+00:00" in warned
    assert f"  {FIRST}  10000000001  canceled 0 -> 2, NotConfirmed" in stocked.call("uploads", 3).out.splitlines()
    assert f"  {FIRST}  10000000001  canceled 2 -> 0, NotConfirmed" in stocked.call("uploads", 4).out.splitlines()
    assert [row["undone-by"] for row in json.loads(stocked.call("uploads", "--json").out)["uploads"]] == [
        None,
        None,
        4,
        None,
    ]


def test_the_nights_of_a_rehearsal_may_be_ahead_of_the_machine(desk: Desk) -> None:
    assert desk.call("terms", "--rehearsal").code == 0
    assert desk.upload(desk.file("orders.txt", ORDERS[:-1])).code == 0
    said = desk.call("nightly", "--out", desk.folder / "nights", "--as-of", "2126-03-11", "--confirm-cancellations")
    assert (said.code, said.err, (desk.folder / "nights/2126-03-11").is_dir()) == (0, "", True)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_night_writes_its_lists_in_any_format(stocked: Desk, format: str) -> None:
    code, first, err = night(stocked, WARNING, "--format", format)
    assert (code, first.startswith("The clock, upload 2: 0 orders canceled"), err) == (0, True, "")
    names = {path.name for path in (stocked.folder / "nights").glob("2026-*/*")}
    assert {f"clock.{format}", f"uploads.{format}", f"health.{format}", f"orders-1-days.{format}"} <= names
