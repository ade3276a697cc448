"""``orderfeeds watch``: what is put into the inbox is applied, and lies in its place with what became of it."""

import json
from pathlib import Path

import pytest

from tests.cli.desk_calls import AS_OF
from tests.cli.drop_folders import DropDesk
from tests.cli.feeds_written import (
    ADJUST_HEADINGS,
    CANCELLATIONS,
    FIRST,
    ORDERS,
    PARCELS,
    PARCELS_WITH_FAULTS,
    REFUNDS,
    SHIP_HEADINGS,
    TWO_ITEMS,
    UNKNOWN,
    parcel,
)

EMPTY = ["done", "failed", "inbox", "partly", "work"]


@pytest.fixture
def desk(tmp_path: Path) -> DropDesk:
    return DropDesk(tmp_path)


@pytest.fixture
def stocked(desk: DropDesk, store_with_orders: bytes) -> DropDesk:
    desk.store.write_bytes(store_with_orders)
    return desk


def uploads(desk: DropDesk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT upload_no, kind, state, path FROM uploads ORDER BY upload_no")


def names(desk: DropDesk, *wanted: str) -> list[str]:
    """The wanted names with the folders that are empty without them."""
    return sorted([*wanted, *(one for one in EMPTY if not any(name.startswith(f"{one}/") for name in wanted))])


def test_a_file_is_applied_and_lies_in_done_with_its_report(desk: DropDesk) -> None:
    content = desk.put("orders.txt", ORDERS).read_bytes()
    said = desk.once()
    assert (said.code, said.err) == (0, f"New order table: {desk.store}\n")
    assert said.out == (
        "orders.txt: orders, upload 1: 5 records, 5 applied, 0 refused, 0 warnings. "
        f"Report: {desk.drop / 'done/orders.report.txt'}\n"
    )
    assert desk.names() == names(desk, "done/orders.report.json", "done/orders.report.txt", "done/orders.txt")
    assert (desk.drop / "done/orders.txt").read_bytes() == content
    assert uploads(desk) == [(1, "orders", "applied", str(desk.drop / "done/orders.txt"))]


def test_report_corrections_and_order_table_are_those_of_an_upload(stocked: DropDesk, tmp_path: Path) -> None:
    stocked.put("parcels.txt", PARCELS_WITH_FAULTS)
    (tmp_path / "other").mkdir()
    other = DropDesk(tmp_path / "other")
    other.store.write_bytes(stocked.store.read_bytes())
    other.upload(other.put("parcels.txt", PARCELS_WITH_FAULTS))
    assert stocked.once().code == 1
    before, after = (
        {name.partition("/")[2]: held for name, held in one.tree().items() if held is not None}
        for one in (other, stocked)
    )
    assert {"parcels.txt", "parcels.report.txt", "parcels.report.json", "parcels.corrections.xlsx"} == set(after)
    assert after == before
    assert [len(rows) for name, rows in stocked.orders_kept().items() if rows != other.orders_kept()[name]] == [1]
    assert stocked.rows("SELECT name, upload_no FROM dropped_files") == [("parcels.txt", 2)]


def test_files_of_which_nothing_was_applied_go_to_failed_with_their_reports(stocked: DropDesk) -> None:
    stocked.put("unread.txt", [["what", "is", "this"], ["1", "2", "3"]])
    stocked.put("refused.txt", [SHIP_HEADINGS, parcel(UNKNOWN)])
    stocked.put("partly.txt", PARCELS_WITH_FAULTS)
    (stocked.inbox / "empty.xlsx").touch()
    assert stocked.once().code == 2
    report = (stocked.drop / "failed/unread.report.txt").read_text(encoding="utf-8")
    assert "unread.txt: No row among the first 50 holds order-id" in report
    assert str(stocked.drop) not in report
    assert stocked.names() == names(
        stocked,
        *(f"partly/partly.{end}" for end in ("corrections.xlsx", "report.json", "report.txt", "txt")),
        *(f"failed/empty.{end}" for end in ("report.json", "report.txt", "xlsx")),
        *(f"failed/refused.{end}" for end in ("corrections.xlsx", "report.json", "report.txt", "txt")),
        *(f"failed/unread.{end}" for end in ("report.json", "report.txt", "txt")),
    )


def test_a_batch_is_applied_in_the_order_of_its_kinds_whatever_it_is_called(desk: DropDesk) -> None:
    desk.put("a.txt", [ADJUST_HEADINGS, [FIRST, "10000000001", "CustomerReturn", "USD", "12.50"]])
    desk.put("b.txt", CANCELLATIONS)
    desk.put("c.txt", PARCELS)
    desk.put("d.txt", ORDERS)
    assert desk.once().code == 0
    assert [(kind, state, Path(str(path)).name) for _, kind, state, path in uploads(desk)] == [
        ("orders", "applied", "d.txt"),
        ("shipping-confirmation", "applied", "c.txt"),
        ("order-cancellation", "applied", "b.txt"),
        ("order-adjustment", "applied", "a.txt"),
    ]


def test_of_files_of_one_kind_the_one_that_came_first_is_applied_first(stocked: DropDesk) -> None:
    from os import utime  # noqa: PLC0415 - of this test alone

    for at, name in enumerate(["z.txt", "m.txt", "a.txt"]):
        utime(stocked.put(name, [SHIP_HEADINGS, parcel(tracking=f"1Z999AA1012345678{at}")]), (at, at))
    stocked.once()
    assert [Path(str(path)).name for *_, path in uploads(stocked)[1:]] == ["z.txt", "m.txt", "a.txt"]
    assert stocked.rows("SELECT tracking_number FROM packages") == [("1Z999AA10123456782",)]


def test_nothing_is_put_over_anything(stocked: DropDesk) -> None:
    (stocked.drop / "done").mkdir()
    theirs = {"parcels.txt": b"theirs", "refunds.report.json": b"theirs too"}
    for name, held in theirs.items():
        (stocked.drop / "done" / name).write_bytes(held)
    for _ in range(3):
        stocked.put("parcels.txt", PARCELS)
        stocked.put("refunds.txt", REFUNDS)
        assert stocked.once().code == 0
    assert {name: (stocked.drop / "done" / name).read_bytes() for name in theirs} == theirs
    ours = [f"parcels.{tag}" for tag in ("2", "4", "5")] + [f"refunds.{tag}" for tag in ("3", "3-2", "3-3")]
    assert stocked.names() == names(
        stocked,
        *(f"done/{name}" for name in theirs),
        *(f"done/{name}.{end}" for name in ours for end in ("report.json", "report.txt", "txt")),
    )
    assert stocked.rows("SELECT upload_no, repeat, tag FROM dropped_files ORDER BY upload_no, tag") == [
        (2, 0, ".2"),
        (3, 0, ".3"),
        (3, 1, ".3-2"),
        (3, 1, ".3-3"),
        (4, 0, ".4"),
        (5, 0, ".5"),
    ]


def test_corrections_that_are_put_into_the_inbox_again_get_names_of_their_own(stocked: DropDesk) -> None:
    stocked.put("parcels.txt", [SHIP_HEADINGS, parcel(), parcel(UNKNOWN)])
    for _ in range(2):
        stocked.once()
        newest = max(stocked.drop.glob("*/*.corrections.xlsx"), key=lambda path: path.stat().st_mtime_ns)
        (stocked.inbox / newest.name).write_bytes(newest.read_bytes())
    assert stocked.once().code == 1
    ends = ("report.json", "report.txt")
    assert stocked.names() == names(
        stocked,
        *(f"partly/parcels.{end}" for end in (*ends, "txt", "corrections.xlsx")),
        *(f"failed/parcels.corrections.3.{end}" for end in (*ends, "xlsx")),
        *(f"failed/parcels.3.corrections.4.{end}" for end in (*ends, "xlsx")),
        "failed/parcels.3.corrections.xlsx",
        "failed/parcels.4.corrections.xlsx",
    )


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ([], 0),
        ([PARCELS], 0),
        ([PARCELS_WITH_FAULTS], 1),
        ([PARCELS_WITH_FAULTS, [["nothing"]], PARCELS], 2),
    ],
)
def test_once_ends_with_the_highest_exit_code_of_its_files(
    stocked: DropDesk, tables: list[list[list[str]]], code: int
) -> None:
    for at, table in enumerate(tables):
        stocked.put(f"{at}.txt", table)
    said = stocked.once()
    assert (said.code, bool(said.out or said.err)) == (code, bool(tables))


def test_each_line_is_a_json_object_where_a_program_reads_them(stocked: DropDesk) -> None:
    stocked.put("parcels.txt", PARCELS_WITH_FAULTS)
    stocked.put("unread.txt", [["nothing"]])
    said = stocked.once("--log-json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert said.err == ""
    told = {"time", "event", "file", "upload", "kind", "as-of", "state", "records", "applied", "refused", "warnings"}
    told |= {"new", "edited", "already-so", "already-so-by"}
    told |= {"done-at", "done-by", "fingerprint", "repeat", "path", "report", "corrections", "message"}
    assert [set(line) - {"rows-seen"} for line in lines] == [told, told]
    counts = ("event", "file", "upload", "records", "applied", "refused", "warnings")
    assert [[line[name] for name in counts] for line in lines] == [
        ["failed", "unread.txt", 2, 0, 0, 0, 0],
        ["partly", "parcels.txt", 3, 4, 2, 2, 1],
    ]
    assert [line["path"] for line in lines] == [
        str(stocked.drop / "failed/unread.txt"),
        str(stocked.drop / "partly/parcels.txt"),
    ]
    assert lines[0]["as-of"] == AS_OF != lines[0]["time"]


def test_the_options_of_upload_are_those_of_every_file(stocked: DropDesk) -> None:
    theirs = [["Ref", *SHIP_HEADINGS[1:4], "tracking-number"]]
    theirs += [[row[0], *row[1:4], row[5]] for row in (parcel(), parcel(TWO_ITEMS, "10000000003"), parcel(UNKNOWN))]
    stocked.put("a.txt", theirs[:3])
    stocked.put("b.txt", theirs)
    assert stocked.once("--map", "Ref=order-id", "--set", "carrier-code=UPS", "--strict").code == 1
    assert sorted((path.parent.name, path.name) for path in stocked.drop.glob("*/?.txt")) == [
        ("done", "a.txt"),
        ("failed", "b.txt"),
    ]


def test_rows_of_a_drop_folder_edit_packages_or_ship_again_where_that_is_said(stocked: DropDesk) -> None:
    stocked.put("first.txt", [SHIP_HEADINGS, parcel(FIRST, "10000000001", "1")])
    assert stocked.once().code == 0
    later = [*parcel(FIRST, "10000000001", "1")[:3], "2026-03-06", *parcel()[4:]]
    stocked.put("edit.txt", [SHIP_HEADINGS, later])
    assert stocked.once("--edit").code == 0
    packages = "SELECT quantity, ship_date FROM packages ORDER BY package_no"
    assert stocked.rows(packages) == [(1, "2026-03-06")]
    stocked.put("again.txt", [SHIP_HEADINGS, later])
    assert stocked.once().code == 0
    assert stocked.rows(packages) == [(1, "2026-03-06")]
    stocked.put("again.txt", [SHIP_HEADINGS, later])
    assert stocked.once("--again").code == 0
    assert stocked.rows(packages) == [(1, "2026-03-06"), (1, "2026-03-06")]


def test_a_folder_that_is_not_there_or_cannot_be_used_is_told(desk: DropDesk, tmp_path: Path) -> None:
    said = desk.call("watch", tmp_path / "nowhere", "--once")
    assert (said.code, said.err) == (
        2,
        f"There is no folder {tmp_path / 'nowhere'}. Make it first; its inbox is made then.\n",
    )
    (desk.drop / "done").write_text("a file", encoding="utf-8")
    said = desk.once()
    assert (said.code, said.err) == (2, f"{desk.drop / 'done'}: File exists.\n")
    (desk.drop / "done").unlink()
    desk.store.write_bytes(b"no order table" * 99)
    desk.put("orders.txt", ORDERS)
    said = desk.once()
    assert (said.code, "is not an order table" in said.err) == (2, True)
    assert (desk.inbox / "orders.txt").exists()
