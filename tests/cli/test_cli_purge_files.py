"""``orderfeeds purge`` and files: only those on the list and unchanged are deleted, and the others are told of."""

import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from feeds.file_stamp import signature
from feeds.purge.deleting_files import Listed, delete
from feeds.purge.registered_files import Made, register
from schemas.store.opening import open_store
from tests.cli.buyers_written import (
    CANCELED,
    CLOSED_AT,
    HEADINGS,
    OPEN,
    SHIPPED,
    order_line,
    purged,
    shipped,
    text_of,
)
from tests.cli.desk_calls import Desk
from tests.rules.desk import at

NOT_YET = "1 order in it not purged yet"


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """An order that was shipped, and one that is open, in a file each."""
    for name, order in (("first", SHIPPED), ("second", OPEN)):
        assert desk.upload(desk.file(f"{name}.txt", [HEADINGS, order_line(order)])).code == 0
    shipped(desk, SHIPPED)
    return desk


def told(desk: Desk, *args: object) -> tuple[list[str], dict[str, str]]:
    """The files that a purge deletes, and those that it leaves with the reason, by their names."""
    said = json.loads(purged(desk, "--json", *args).out)
    deleted = [Path(file["path"]).name for file in said["files"]]
    return deleted, {Path(file["path"]).name: file["reason"] for file in said["left"]}


def names(desk: Desk) -> set[str]:
    return {path.name for path in desk.folder.iterdir()}


def test_an_upload_goes_when_all_its_orders_are_purged(closed: Desk) -> None:
    before = names(closed)
    assert told(closed, "--yes") == (["first.txt"], {})
    assert before - names(closed) == {"first.txt"}


def test_an_upload_with_an_order_that_is_open_is_left_and_told_of_until_it_is_due(desk: Desk) -> None:
    path = desk.file("both.txt", [HEADINGS, order_line(SHIPPED), order_line(OPEN)])
    desk.upload(path)
    shipped(desk, SHIPPED)
    for _ in range(2):
        assert (told(desk, "--yes"), path.exists()) == (([], {"both.txt": NOT_YET}), True)
    shipped(desk, OPEN)
    assert (told(desk, "--yes"), path.exists()) == ((["both.txt"], {}), False)


def test_an_upload_that_holds_a_purged_order_once_more_goes_too(closed: Desk) -> None:
    told(closed, "--yes")
    closed.upload(closed.file("again.txt", [HEADINGS, order_line(SHIPPED)]))
    assert told(closed, "--yes") == (["again.txt"], {})


def test_an_upload_of_a_purged_order_that_is_open_again_is_left(closed: Desk) -> None:
    told(closed, "--yes")
    further = order_line(SHIPPED)
    further[1] = "29999999999"
    headings = [*HEADINGS, "order-status", "quantity-shipped"]
    # Two bought and one shipped of the item: one is open.
    further[4] = "2"
    path = closed.file("further.txt", [headings, [*further, "PartiallyShipped", "1"]])
    assert closed.upload(path).code == 0
    assert (told(closed, "--yes"), path.exists()) == (([], {"further.txt": NOT_YET}), True)


def test_a_file_that_was_changed_is_left(closed: Desk) -> None:
    path = closed.folder / "first.txt"
    path.write_text(path.read_text(encoding="utf-8") + "mine", encoding="utf-8")
    assert (told(closed, "--yes"), path.exists()) == (([], {"first.txt": "changed since"}), True)


def test_a_file_that_is_saved_with_the_same_bytes_goes(closed: Desk) -> None:
    path = closed.folder / "first.txt"
    path.write_bytes(path.read_bytes())
    os.utime(path, (1, 1))
    assert told(closed, "--yes") == (["first.txt"], {})


def test_a_copy_that_nobody_uploaded_stays(closed: Desk) -> None:
    shutil.copy(closed.folder / "first.txt", closed.folder / "copy.txt")
    told(closed, "--yes")
    assert "copy.txt" in names(closed)


def test_a_file_that_is_gone_is_told_of_once(closed: Desk) -> None:
    (closed.folder / "first.txt").unlink()
    assert told(closed) == ([], {"first.txt": "gone"})
    assert told(closed, "--yes") == ([], {"first.txt": "gone"})
    assert told(closed, "--yes") == ([], {})


def test_a_file_whose_folder_is_away_is_found_when_it_is_back(closed: Desk) -> None:
    drive, away = closed.folder / "drive", closed.folder / "away"
    drive.mkdir()
    closed.upload(closed.file("drive/orders.txt", [HEADINGS, order_line(SHIPPED)]))
    drive.rename(away)
    assert told(closed, "--yes") == (["first.txt"], {"orders.txt": "gone"})
    away.rename(drive)
    assert told(closed, "--yes") == (["orders.txt"], {})


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_regular_file_is_left(closed: Desk, kind: str) -> None:
    path, aside = closed.folder / "first.txt", closed.folder / "aside.txt"
    path.rename(aside)
    if kind == "link":
        path.symlink_to(aside)
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    assert told(closed, "--yes") == ([], {"first.txt": "not readable"})
    assert (os.path.lexists(path), aside.exists()) == (True, True)


def test_another_upload_under_the_same_name_is_another_file(closed: Desk) -> None:
    closed.upload(closed.file("first.txt", [HEADINGS, order_line(CANCELED)]))
    assert told(closed, "--yes") == ([], {})
    assert "first.txt" in names(closed)


def test_a_workbook_and_a_text_in_another_encoding_are_known_by_their_orders(desk: Desk) -> None:
    line = [cell.replace("Żółć", "注文") for cell in order_line(SHIPPED)]
    text = "".join("\t".join(row) + "\r\n" for row in (HEADINGS, line))
    (desk.folder / "sjis.txt").write_bytes(text.encode("cp932"))
    (desk.folder / "wide.txt").write_bytes(text.encode("utf-16"))
    (desk.folder / "theirs.txt").write_text(text.replace("order-id", "Auftrag"), encoding="utf-8")
    book = Workbook()
    for cells in (HEADINGS, line):
        book.worksheets[0].append(cells)
    book.save(desk.folder / "book.xlsx")
    assert desk.upload(*(desk.folder / name for name in ("sjis.txt", "wide.txt", "book.xlsx"))).code == 0
    assert desk.upload(desk.folder / "theirs.txt", "--map", "Auftrag=order-id").code == 0
    shipped(desk, SHIPPED)
    deleted, left = told(desk, "--yes")
    assert [name for name in deleted if ".report." not in name] == ["book.xlsx", "sjis.txt", "theirs.txt", "wide.txt"]
    assert left == {}


@pytest.mark.parametrize("format", ["txt", "csv", "xlsx"])
def test_a_report_that_was_written_before_goes_and_one_written_after_stays(closed: Desk, format: str) -> None:
    def report(folder: str) -> None:
        given = (
            "--days",
            60,
            "--days",
            1,
            "--as-of",
            "2026-03-20",
            "--out",
            closed.folder / folder,
            "--format",
            format,
        )
        assert closed.call("report", "orders", *given).code == 0

    report("before")
    # The window of a day has no order.
    assert told(closed, "--yes") == (["orders-60-days." + format, "first.txt"], {})
    report("after")
    assert told(closed, "--yes") == ([], {})
    assert sorted(path.name for path in (closed.folder / "after").iterdir()) == [
        f"orders-{days}-days.{format}" for days in (1, 60)
    ]


def test_a_prefilled_template_goes_and_so_does_the_upload_that_came_of_it(closed: Desk) -> None:
    path = closed.folder / "ship.xlsx"
    assert closed.call("template", "shipping-confirmation", "--prefill", "--out", path, "--as-of", CLOSED_AT).code == 0
    filled = closed.folder / "filled.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[-1]
    places = {cell.value: at for at, cell in enumerate(sheet[1], 1)}
    for name, value in (("ship-date", "2026-03-05"), ("carrier-code", "UPS"), ("tracking-number", "T0000000002")):
        sheet.cell(2, places[name]).value = value
    assert sheet.cell(2, places["recipient-name"]).value == text_of(OPEN, "recipient-name")
    book.save(filled)
    assert closed.call("upload", filled, "--as-of", CLOSED_AT).code == 0
    assert told(closed, "--yes") == (["filled.xlsx", "first.txt", "second.txt", "ship.xlsx"], {})


def test_a_feed_without_buyers_is_never_deleted(closed: Desk) -> None:
    told(closed, "--yes")
    assert "ship1.txt" in names(closed)


def test_reports_and_corrections_of_an_orders_file_go_with_what_they_tell(desk: Desk) -> None:
    bad = order_line(CANCELED)
    bad[4] = "many"
    rows = [HEADINGS, order_line(SHIPPED), bad]
    assert desk.upload(desk.file("orders.txt", rows)).code == 1
    wrong = desk.file("wrong.txt", [HEADINGS, order_line(SHIPPED, sku=text_of(SHIPPED, "moved"))])
    desk.upload(wrong)
    shipped(desk, SHIPPED)
    of_first = [f"orders.{ending}" for ending in ("corrections.xlsx", "report.json", "report.txt", "txt")]
    of_second = [f"wrong.{ending}" for ending in ("report.json", "report.txt", "txt")]
    assert told(desk, "--yes") == ([*of_first, *of_second], {})
    assert names(desk) == {"orders.db", "ship1.txt", "ship1.report.txt", "ship1.report.json"}


def test_a_file_of_orders_that_were_never_taken_in_goes_by_its_age(desk: Desk) -> None:
    bad = order_line(CANCELED)
    bad[4] = "many"
    assert desk.upload(desk.file("orders.txt", [HEADINGS, bad]), "--no-corrections").code == 1
    early = json.loads(desk.call("purge", "--as-of", "2026-04-09T11:59:59+00:00", "--yes", "--json").out)
    assert (early["faults"], early["files"], early["left"]) == (0, [], [])
    assert told(desk, "--yes") == (["orders.report.json", "orders.report.txt", "orders.txt"], {})


def test_an_export_goes_with_its_orders(closed: Desk) -> None:
    out = closed.folder / "ada.jsonl"
    assert closed.call("export", "--orders", SHIPPED, "--out", out, "--as-of", CLOSED_AT).code == 0
    assert told(closed, "--yes") == (["ada.jsonl", "first.txt"], {})


def test_a_file_that_was_made_of_a_deleted_buyer_s_order_stays(closed: Desk) -> None:
    told(closed, "--yes")
    out = closed.folder / "facts.jsonl"
    assert closed.call("export", "--orders", SHIPPED, "--out", out, "--as-of", "2026-03-11").code == 0
    shipped(closed, OPEN)
    assert told(closed, "--yes") == (["second.txt"], {})
    assert out.exists()


def test_a_file_that_is_changed_between_the_look_and_the_deletion_is_left(closed: Desk) -> None:
    path = closed.folder / "first.txt"
    listed = Listed(1, path, "upload", "", signature(path))
    path.write_text("mine", encoding="utf-8")
    assert [file.reason for file in delete([listed])] == ["changed since"]
    assert path.exists()


def test_a_file_that_was_replaced_while_it_was_read_is_not_listed(desk: Desk) -> None:
    path = desk.file("orders.txt", [HEADINGS, order_line(SHIPPED)])
    desk.upload(desk.file("other.txt", [HEADINGS, order_line(OPEN)]))
    before = signature(path)
    path.write_text("another", encoding="utf-8")
    engine = open_store(str(desk.store))
    assert register(engine, "main", 0, [Made(path, "upload", 1, seen=before)]) == [path]
    assert register(engine, "main", 0, [Made(path, "upload", 1, seen=signature(path))]) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("orders", "deleted"),
    [([SHIPPED, OPEN], ["first.txt", "slips.pdf"]), ([OPEN], ["first.txt"]), (None, ["first.txt"])],
)
def test_a_file_whose_bytes_do_not_tell_goes_by_the_orders_that_it_was_listed_with(
    closed: Desk, orders: list[str] | None, deleted: list[str]
) -> None:
    path = closed.folder / "slips.pdf"
    path.write_bytes(b"%PDF-1.7 " + SHIPPED.encode())
    engine = open_store(str(closed.store))
    named = None if orders is None else pd.Series(orders, dtype="str")
    assert register(engine, "main", at("2026-03-10T12:00:01+00:00"), [Made(path, "slips", orders=named)]) == []
    engine.dispose()
    assert told(closed) == (deleted, {})
    # A second later it is as old as the orders: then it goes, whatever is in it.
    later = closed.call("purge", "--as-of", "2026-04-09T12:00:01+00:00", "--json").out
    assert (str(path) in later) == (orders != [OPEN])


def test_a_name_that_is_no_text_is_found_again(desk: Desk) -> None:
    path = Path(os.fsdecode(os.fsencode(desk.folder) + b"/order\xff.txt"))
    path.write_text("".join("\t".join(row) + "\r\n" for row in (HEADINGS, order_line(SHIPPED))), encoding="utf-8")
    assert desk.upload(path).code == 0
    shipped(desk, SHIPPED)
    said = purged(desk, "--yes")
    assert (said.code, path.exists()) == (0, False)


def test_another_merchant_s_files_stay(closed: Desk) -> None:
    mine = [*order_line(SHIPPED)]
    mine[1] = "29999999999"
    closed.upload(closed.file("theirs.txt", [HEADINGS, mine]), "--merchant", "other")
    assert told(closed, "--yes") == (["first.txt"], {})
    assert told(closed, "--merchant", "other", "--yes") == ([], {})
    assert "theirs.txt" in names(closed)
