"""``orderfeeds purge``: the order table loses the buyers' texts to the last byte; shown first, and never half done."""

import json
import sqlite3
from contextlib import closing

import pytest

from feeds.purge import purge
from schemas.store.opening import open_store, writing
from tests.cli.buyers_written import (
    CANCELED,
    DUE,
    HEADINGS,
    OPEN,
    SHIPPED,
    SOON,
    order_line,
    purged,
    shipped,
    text_of,
    texts_of,
    written_in,
)
from tests.cli.desk_calls import Desk, call
from tests.cli.feeds_written import CANCEL_HEADINGS, SHIP_HEADINGS, parcel

LAST = "Nothing was deleted yet. What is deleted is gone: orderfeeds purge --older-than 30d --yes\n"


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """Two orders, one in each of two files; the first is shipped, its address has changed before."""
    for number, order in enumerate((SHIPPED, OPEN), 1):
        path = desk.file(f"orders{number}.txt", [HEADINGS, order_line(order)])
        assert desk.upload(path).code == 0
    moved = [cell.replace("ship-city", "former city") for cell in order_line(SHIPPED)]
    desk.upload(desk.file("moved.txt", [HEADINGS, moved]))
    desk.upload(desk.folder / "orders1.txt")
    shipped(desk, SHIPPED)
    return desk


def test_a_purge_shows_what_it_would_do_and_changes_nothing(closed: Desk) -> None:
    kept, files = closed.contents(), sorted(closed.folder.iterdir())
    said = purged(closed)
    folder = closed.folder
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "1 order: buyer would be deleted; 2 files would be deleted, 0 left.\n"
        f"  to delete: {folder}/moved.txt\n  to delete: {folder}/orders1.txt\n{LAST}"
    )
    assert (closed.contents(), sorted(closed.folder.iterdir())) == (kept, files)


def test_the_texts_leave_every_byte_of_the_order_table_and_others_stay(closed: Desk) -> None:
    assert written_in(closed, SHIPPED) == texts_of(SHIPPED)
    said = purged(closed, "--yes")
    folder = closed.folder
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "1 order: buyer deleted; 2 files deleted, 0 left.\n"
        f"  deleted: {folder}/moved.txt\n  deleted: {folder}/orders1.txt\n"
    )
    assert (written_in(closed, SHIPPED), written_in(closed, OPEN)) == (set(), texts_of(OPEN))
    content = closed.store.read_bytes()
    assert text_of(SHIPPED, "former city").encode() not in content
    assert SHIPPED.encode() in content


def test_a_text_of_many_pages_leaves_too(desk: Desk) -> None:
    long = [cell + " x" * 40_000 if "recipient" in cell else cell for cell in order_line(SHIPPED)]
    desk.upload(desk.file("long.txt", [HEADINGS, long]))
    shipped(desk, SHIPPED)
    assert b" x" * 1_000 in desk.store.read_bytes()
    assert purged(desk, "--yes").code == 0
    assert b" x" * 10 not in desk.store.read_bytes()


def test_what_an_earlier_delete_left_in_free_pages_leaves_too(closed: Desk) -> None:
    with closing(sqlite3.connect(closed.store)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE notes (words TEXT)")
        connection.executemany(
            "INSERT INTO notes VALUES (?)", [(f"{text_of(CANCELED, 'ship-city')} {n}",) for n in range(999)]
        )
        connection.execute("DROP TABLE notes")
        connection.commit()
    assert text_of(CANCELED, "ship-city").encode() in closed.store.read_bytes()
    assert purged(closed, "--yes").code == 0
    assert text_of(CANCELED, "ship-city").encode() not in closed.store.read_bytes()


def test_a_purge_again_does_nothing_and_makes_no_row(closed: Desk) -> None:
    purged(closed, "--yes")
    kept, content = closed.contents(), closed.store.read_bytes()
    said = purged(closed, "--yes")
    assert (said.code, said.out) == (0, "0 orders: buyer deleted; 0 files deleted, 0 left.\n")
    assert (closed.contents(), closed.store.read_bytes()) == (kept, content)


def test_nothing_is_due_a_second_too_early(closed: Desk) -> None:
    kept = closed.contents()
    said = closed.call("purge", "--as-of", SOON, "--yes")
    assert (said.code, said.out) == (0, "0 orders: buyer deleted; 0 files deleted, 0 left.\n")
    assert closed.contents() == kept


@pytest.mark.parametrize(
    ("age", "as_of", "orders"),
    [
        ("4w", "2026-04-07T12:00:00+00:00", 1),
        ("4w", "2026-04-07T11:59:59+00:00", 0),
        ("1D", "2026-03-11T12:00:00+00:00", 1),
    ],
)
def test_the_age_is_in_days_or_weeks(closed: Desk, age: str, as_of: str, orders: int) -> None:
    said = closed.call("purge", "--older-than", age, "--as-of", as_of, "--json")
    assert json.loads(said.out)["orders"] == orders


@pytest.mark.parametrize("age", ["30", "d", "-1d", "1.5d", "30 days", "1m"])
def test_another_age_is_told_with_the_forms_that_are_right(closed: Desk, age: str) -> None:
    said = closed.call("purge", "--older-than", age)
    assert (said.code, said.out) == (2, "")
    assert f"'{age}' is no age as 30d (days) or 4w (weeks)." in said.err


def test_an_as_of_more_than_a_day_ahead_of_the_machine_is_refused(closed: Desk) -> None:
    kept = closed.contents()
    said = closed.call("purge", "--as-of", "2999-01-01", "--yes")
    assert (said.code, said.out) == (2, "")
    assert said.err == "2999-01-01T23:59:59+00:00 is more than a day ahead of this machine. Nothing was done.\n"
    assert closed.contents() == kept


def test_without_an_order_table_nothing_is_made(desk: Desk) -> None:
    said = purged(desk, "--yes")
    assert (said.code, said.out, desk.store.exists()) == (2, "", False)


def test_programs_get_counts_and_files(closed: Desk) -> None:
    preview, done = (json.loads(purged(closed, "--json", *how).out) for how in ((), ("--yes",)))
    files = [{"path": f"{closed.folder}/{name}.txt", "what": "upload"} for name in ("moved", "orders1")]
    told = {
        "orders": 1,
        "removed-orders": 0,
        "faults": 0,
        "names": 0,
        "files": files,
        "left": [],
        "pages": [],
        "pages-left": [],
        "not-written-anew": None,
    }
    assert preview == {"done": False, "upload": None} | told
    assert done == {"done": True, "upload": 6} | told


def test_a_purge_is_in_the_list_of_uploads_and_cannot_be_taken_back(closed: Desk) -> None:
    purged(closed, "--yes")
    row = closed.rows("SELECT kind, path, state, records, applied FROM uploads WHERE upload_no = 6")
    assert row == [("purge", "", "applied", 1, 1)]
    assert closed.call("uploads").code == 0
    said = closed.call("undo", 6, "--yes")
    assert (said.code, written_in(closed, SHIPPED)) == (2, set())


def test_a_purge_that_ended_half_way_is_ended_by_the_next(closed: Desk) -> None:
    engine = open_store(str(closed.store))
    with engine.connect() as connection, writing(connection):
        purge.purge(connection, "main", 1_775_736_000, purge.due(connection, "main", 1_775_736_000 - 30 * 86_400))
    engine.dispose()
    assert (closed.folder / "orders1.txt").exists()
    said = purged(closed, "--yes")
    assert (said.code, said.out.splitlines()[0]) == (0, "0 orders: buyer deleted; 2 files deleted, 0 left.")
    assert written_in(closed, SHIPPED) == set()
    assert text_of(SHIPPED, "former city").encode() not in closed.store.read_bytes()
    kept = closed.store.read_bytes()
    purged(closed, "--yes")
    assert closed.store.read_bytes() == kept


def test_where_another_program_reads_the_texts_are_deleted_and_their_bytes_by_the_next_purge(
    closed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schemas.store.opening.BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(closed.store)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM buyers").fetchall()
        said = purged(closed, "--yes")
    assert (said.code, said.out.splitlines()[0]) == (1, "1 order: buyer deleted; 2 files deleted, 0 left.")
    assert "still in bytes of the order table's file" in said.err
    again = purged(closed, "--yes")
    assert (again.code, again.err, written_in(closed, SHIPPED)) == (0, "", set())


def test_orders_that_an_undo_removed_are_deleted_where_they_were_kept_aside(desk: Desk) -> None:
    desk.upload(desk.file("orders.txt", [HEADINGS, order_line(SHIPPED)]))
    assert desk.call("undo", 1, "--yes", "--as-of", "2026-03-10T12:00:00+00:00").code == 0
    assert written_in(desk, SHIPPED) == texts_of(SHIPPED)
    said = purged(desk, "--yes")
    assert said.out.splitlines()[0] == (
        "0 orders: buyer deleted; 1 order that an undo removed: buyer deleted; 1 file deleted, 0 left."
    )
    assert written_in(desk, SHIPPED) == set()
    assert desk.call("undo", 2, "--yes").code != 0
    assert purged(desk, "--yes").out == "0 orders: buyer deleted; 0 files deleted, 0 left.\n"


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Ada Lovelace", "…"),
        ("refund_ADA-LOVELACE_2", "refund_…_2"),
        ("ada.lovelace@example.com", "…"),
        ("Lovelace Ada", "Lovelace Ada"),
        ("Bo Diddley", "Bo Diddley"),
        ("refund", "refund"),
    ],
)
def test_the_name_of_a_file_loses_the_buyer_s_name_in_the_list_of_uploads(desk: Desk, name: str, left: str) -> None:
    line = order_line(SHIPPED)
    line[6:8] = ["ada.lovelace@example.com", "Ada Lovelace"]
    line[9] = "refund"
    desk.upload(desk.file("orders.txt", [HEADINGS, line]))
    desk.upload(desk.file(f"{name}.txt", [SHIP_HEADINGS, parcel(SHIPPED, tracking="T0000000001")]))
    purged(desk, "--yes")
    assert desk.rows("SELECT path FROM uploads WHERE upload_no = 2") == [(f"{desk.folder}/{left}.txt",)]


def test_reports_show_empty_cells_for_a_deleted_buyer(closed: Desk) -> None:
    purged(closed, "--yes")
    assert closed.call("report", "orders", "--days", 60, "--as-of", DUE, "--out", closed.folder).code == 0
    lines = [line.split("\t") for line in closed.report("orders-60-days.txt").splitlines()]
    [headings, mine, other] = sorted(lines, key=lambda cells: cells[0], reverse=True)
    named = dict(zip(headings, mine, strict=True)), dict(zip(headings, other, strict=True))
    names = {of["order-id"]: (of["sku"], of["ship-city"], of["delivery-Instructions"]) for of in named}
    wanted = ("A1", text_of(OPEN, "ship-city"), text_of(OPEN, "delivery-Instructions"))
    assert names == {SHIPPED: ("A1", "", ""), OPEN: wanted}


def test_an_order_that_is_canceled_is_purged_as_one_that_is_shipped(desk: Desk) -> None:
    desk.upload(desk.file("orders.txt", [HEADINGS, order_line(CANCELED)]))
    desk.upload(desk.file("cancel.txt", [CANCEL_HEADINGS, [CANCELED, "NoInventory", ""]]))
    assert purged(desk, "--yes").out.startswith("1 order: buyer deleted; 1 file deleted")
    assert written_in(desk, CANCELED) == set()


def test_help_tells_of_it(desk: Desk) -> None:
    assert "cannot be brought back" in " ".join(call("purge", "--help").out.split())
