"""The options of ``orderfeeds upload``: kind, strict, again, as-of, json, and whose orders in which table."""

import json
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF, Desk, call, contents, process, rows
from tests.cli.feeds_written import (
    CANCELLATIONS,
    ORDERS,
    PARCELS,
    PARCELS_WITH_FAULTS,
    REFUNDS,
    SHIP_HEADINGS,
    parcel,
)


def test_kind_overrules_headings_that_tell_nothing_or_two_things(stocked: Desk) -> None:
    both = [[*CANCELLATIONS[0], *REFUNDS[0][1:]], [*CANCELLATIONS[1], *[""] * 4]]
    path = stocked.file("both.txt", both)
    assert stocked.upload(path).code == 2
    said = stocked.upload(path, "--kind", "order-cancellation")
    assert (said.code, said.out.partition(", upload")[0]) == (0, "both.txt: order cancellation")
    assert stocked.rows("SELECT sum(canceled) FROM items") == [(1,)]


def test_kind_is_not_needed_where_it_can_be_told_and_does_not_hurt(stocked: Desk) -> None:
    assert stocked.upload(stocked.file("parcels.txt", PARCELS), "--kind", "shipping-confirmation").code == 0


def test_strict_applies_all_records_or_none(stocked: Desk) -> None:
    kept = stocked.orders_kept()
    said = stocked.upload(stocked.file("parcels.txt", PARCELS_WITH_FAULTS), "--strict")
    assert said.code == 1
    assert "4 records, 0 applied, 4 refused, 1 warning." in said.out
    assert stocked.orders_kept() == kept
    lines = [line.split("\t") for line in stocked.report("parcels.report.txt").splitlines()[5:]]
    assert [line[0] for line in lines if "not applied: strict" in line[5]] == ["1", "3"]
    assert stocked.upload(stocked.file("good.txt", PARCELS), "--strict").code == 0


def test_again_takes_records_that_were_applied_before_as_new_ones(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    refunds = stocked.file("refunds.txt", [REFUNDS[0], REFUNDS[1]])
    said = [stocked.upload(refunds, *options) for options in ([], [], ["--again"])]
    assert [answer.code for answer in said] == [0, 0, 0]
    assert [("upload 3" in answer.out, "Nothing changed" in answer.out) for answer in said] == [
        (True, False),
        (True, True),
        (False, False),
    ]
    assert stocked.rows("SELECT refunded_item_price FROM items WHERE order_item_id = '10000000001'") == [(2500,)]


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        ("2026-03-05T00:00:00+00:00", []),
        ("2026-03-05", []),
        ("2026-03-04T10:00:00+00:00", []),  # The 5th has begun at UTC+14.
        ("2026-03-04T09:59:59+00:00", ["71005"]),
        ("2026-03-03", ["71005"]),
        ("2026-04-01T11:59:59+00:00", []),
        ("2026-04-01T12:00:00+00:00", ["71003"]),
        ("2026-04-01T13:59:59+02:00", []),
        ("2026-04-01", ["71003"]),
    ],
)
def test_as_of_is_the_time_at_which_files_are_judged(stocked: Desk, as_of: str, codes: list[str]) -> None:
    path = stocked.file("parcels.txt", [SHIP_HEADINGS, parcel()])
    said = stocked.call("upload", path, "--as-of", as_of)
    assert said.code == int(bool(codes))
    assert [line.split("\t")[3] for line in stocked.report("parcels.report.txt").splitlines()[5:]] == codes


def told_in_text(answer: dict[str, object]) -> str:
    """The line that an answer to a program stands for."""
    kind = str(answer["kind"]).replace("-", " ")
    numbers = ((answer["records"], "record"), (answer["warnings"], "warning"))
    records, warnings = (f"{count} {word}{'' if count == 1 else 's'}" for count, word in numbers)
    counts = f"{records}, {answer['applied']} applied, {answer['refused']} refused, {warnings}"
    back = f" Corrections: {answer['corrections']}" if answer["corrections"] else ""
    return f"{answer['file']}: {kind}, upload {answer['upload']}: {counts}. Report: {answer['report']}{back}"


def test_json_says_the_same_as_the_text_and_nothing_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    files = [desk.file("orders.txt", ORDERS), desk.file("parcels.txt", PARCELS_WITH_FAULTS), desk.folder / "none.txt"]
    told = call("upload", *files, "--as-of", AS_OF, "--db", tmp_path / "text.db")
    for beside in (*tmp_path.glob("*.report.*"), *tmp_path.glob("*.corrections.*")):
        beside.unlink()
    said = desk.upload(*files, "--json")
    answers = json.loads(said.out)["files"]
    assert (said.code, said.err, told.code) == (2, f"New order table: {desk.store}\n", 2)
    assert sorted([told_in_text(answer) for answer in answers[1:]]) == sorted(told.out.splitlines())
    assert (answers[0]["state"], [fault["code"] for fault in answers[0]["faults"]]) == ("Fatal", [76001])
    assert answers[0]["faults"][0]["message"] in told.err
    assert contents(tmp_path / "text.db") == desk.contents()


def test_the_table_is_named_by_option_before_environment(tmp_path: Path) -> None:
    path = Desk(tmp_path).file("orders.txt", ORDERS)
    named, other = tmp_path / "named.db", tmp_path / "deep" / "other.db"
    assert call("upload", path, env={"ORDERFEEDS_DB": str(other)}).code == 0
    assert (named.exists(), other.exists()) == (False, True)
    assert call("upload", path, "--db", named, env={"ORDERFEEDS_DB": str(other)}).code == 0
    assert rows(named, "SELECT count(*) FROM uploads") == rows(other, "SELECT count(*) FROM uploads") == [(1,)]


def test_without_either_the_table_is_in_the_data_folder_of_the_platform(tmp_path: Path) -> None:
    path = Desk(tmp_path).file("orders.txt", ORDERS)
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "ORDERFEEDS_DB": ""}
    assert process("upload", path.name, cwd=tmp_path, env=env).code == 0
    assert [place.name for place in tmp_path.rglob("*.db")] == ["orders.db"]
    assert not (tmp_path / "orders.db").exists()


def test_merchants_in_one_table_never_touch_each_other_s_orders(stocked: Desk) -> None:
    parcels = stocked.file("parcels.txt", [SHIP_HEADINGS, parcel()])
    assert stocked.upload(parcels, "--merchant", "other").code == 1
    assert stocked.upload(stocked.file("theirs.txt", ORDERS), "--merchant", "other").code == 0
    assert stocked.upload(parcels, "--merchant", "other").code == 0
    units = "SELECT merchant_id, sum(purchased), sum(shipped) FROM items GROUP BY 1 ORDER BY 1"
    assert stocked.rows(units) == [("main", 8, 0), ("other", 8, 2)]
    assert stocked.upload(parcels).code == 0
    assert stocked.rows(units) == [("main", 8, 2), ("other", 8, 2)]
    listed = [len(stocked.call("uploads", "--merchant", name).out.splitlines()) - 1 for name in ("main", "other", "no")]
    assert listed == [2, 3, 0]
    assert stocked.call("uploads", "1", "--merchant", "other").code == 2
    window = ("report", "unshipped", "--days", "90", "--as-of", AS_OF, "--out", stocked.folder)
    assert stocked.call(*window, "--merchant", "no").code == 0
    assert len(stocked.report("unshipped-orders-90-days.txt").splitlines()) == 1
