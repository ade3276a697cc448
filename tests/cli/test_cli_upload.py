"""``orderfeeds upload``: a line for each file, its counts, and where its processing report is."""

import json
import re
from pathlib import Path

from tests.cli.desk_calls import AS_OF, Desk, process
from tests.cli.feeds_written import (
    CANCELLATIONS,
    ORDERS,
    PARCELS,
    PARCELS_WITH_FAULTS,
    REFUNDS,
    SHIP_HEADINGS,
    UNKNOWN,
    parcel,
)

REPORT_OF_FAULTS = """\
Feed Processing Summary:
	Number of records processed		4
	Number of records successful		2

original-record-number	order-id	order-item-id	error-code	error-type	error-message
2	202-0000000-0000009		18028	Error	"""
COUNTS = re.compile(r"([\d,]+) records?, ([\d,]+) applied, ([\d,]+) refused, ([\d,]+) warnings?")


def test_each_file_has_a_line_with_its_kind_its_counts_and_its_report(desk: Desk) -> None:
    files = [desk.file("orders.txt", ORDERS), desk.file("parcels.txt", PARCELS_WITH_FAULTS)]
    said = desk.upload(*files)
    assert (said.code, said.err) == (1, f"New order table: {desk.store}\n")
    assert said.out.splitlines() == [
        "orders.txt: orders, upload 1: 5 records, 5 applied, 0 refused, 0 warnings. "
        f"Report: {desk.folder / 'orders.report.txt'}",
        "parcels.txt: shipping confirmation, upload 2: 4 records, 2 applied, 2 refused, 1 warning. "
        f"Report: {desk.folder / 'parcels.report.txt'} Corrections: {desk.folder / 'parcels.corrections.xlsx'}",
    ]


def test_a_report_is_written_beside_each_file_with_a_twin_for_programs(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS_WITH_FAULTS))
    text, twin = stocked.report("parcels.report.txt"), json.loads(stocked.report("parcels.report.json"))
    assert text.startswith(REPORT_OF_FAULTS)
    lines = [line.split("\t") for line in text.splitlines()[5:]]
    errors_first = sorted(twin["faults"], key=lambda fault: str(fault["type"]))
    assert [[str(fault["record"]), str(fault["code"]), fault["type"], fault["message"]] for fault in errors_first] == [
        [record, code, severity, message] for record, _, _, code, severity, message in lines
    ]
    places = [(fault["cell"], fault["column"], fault["found"]) for fault in twin["faults"]]
    assert places[0] == ("A3", "order-id", UNKNOWN)
    assert all(fault["remedy"] for fault in twin["faults"])


def test_a_file_without_a_fault_has_the_summary_alone(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    assert stocked.report("parcels.report.txt") == (
        "Feed Processing Summary:\n\tNumber of records processed\t\t2\n\tNumber of records successful\t\t2\n\n"
    )


def test_reports_go_into_the_folder_that_is_named_which_is_made(stocked: Desk) -> None:
    (stocked.folder / "in").mkdir()
    files = [stocked.file("in/parcels.txt", PARCELS), stocked.file("refunds.txt", REFUNDS)]
    said = stocked.upload(*files, "--reports", stocked.folder / "told" / "today")
    names = {path.name for path in (stocked.folder / "told" / "today").iterdir()}
    assert names == {f"{stem}.report.{ending}" for stem in ("parcels", "refunds") for ending in ("txt", "json")}
    assert said.out.count(str(stocked.folder / "told" / "today")) == 2
    assert [path.name for path in (stocked.folder / "in").iterdir()] == ["parcels.txt"]


def test_two_files_of_one_name_have_two_reports(stocked: Desk) -> None:
    files = [stocked.file("parcels.txt", PARCELS), stocked.file("parcels.csv", [*PARCELS, parcel(UNKNOWN)])]
    stocked.upload(*files)
    texts = [stocked.report(name) for name in ("parcels.report.txt", "parcels.3.report.txt")]
    assert ["18028" in text for text in texts] == [False, True]


def test_kinds_are_told_by_the_headings_and_orders_come_first(desk: Desk) -> None:
    tables = {"4": REFUNDS, "3": CANCELLATIONS, "2": PARCELS, "1": ORDERS}
    said = desk.upload(*(desk.file(f"{name}.txt", table) for name, table in tables.items()))
    assert said.code == 0
    assert [line.partition(", upload")[0] for line in said.out.splitlines()] == [
        "1.txt: orders",
        "2.txt: shipping confirmation",
        "3.txt: order cancellation",
        "4.txt: order adjustment",
    ]


def test_a_file_named_twice_in_one_call_happens_once(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    refunds = stocked.file("refunds.txt", REFUNDS)
    said = stocked.upload(refunds, refunds)
    assert said.code == 0
    assert "upload 3 of 2026-03-10 had the same records" in said.out.splitlines()[1]
    assert stocked.rows("SELECT sum(refunded_item_price) FROM items") == [(1250 + 500,)]


def test_the_same_file_again_changes_nothing_and_names_the_earlier_upload(stocked: Desk) -> None:
    first = stocked.upload(stocked.file("parcels.txt", PARCELS))
    kept = stocked.rows("SELECT * FROM packages, entries, items")
    again = stocked.upload(stocked.file("resaved.csv", [PARCELS[0], *PARCELS[:0:-1]]))
    assert (first.code, again.code, stocked.rows("SELECT * FROM packages, entries, items")) == (0, 0, kept)
    assert again.out.startswith(
        "resaved.csv: shipping confirmation, upload 3: 2 records, 2 applied (2 already so by upload 2), 0 refused, "
        "0 warnings. Nothing changed. Report: "
    )


def test_new_edited_and_already_so_are_told_apart_in_line_and_json(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", [SHIP_HEADINGS, parcel(), parcel("202-0000000-0000002")]))
    rows = [parcel(), parcel("202-0000000-0000002", tracking="T0000000009"), parcel("202-0000000-0000003")]
    path = stocked.file("more.txt", [SHIP_HEADINGS, *rows, parcel(UNKNOWN)])
    said = stocked.upload(path)
    assert "4 records, 3 applied (1 new, 1 edited, 1 already so by upload 2), 1 refused, 0 warnings." in said.out
    [told] = json.loads(stocked.upload(path, "--json").out)["files"]
    assert [told[name] for name in ("new", "edited", "already-so", "refused", "already-so-by")] == [0, 0, 3, 1, [2, 3]]


def test_a_call_applies_what_the_line_says(stocked: Desk) -> None:
    said = stocked.upload(stocked.file("parcels.txt", PARCELS_WITH_FAULTS))
    counts = COUNTS.search(said.out)
    assert counts is not None
    listed = stocked.rows("SELECT records, applied, refused, warnings FROM uploads WHERE upload_no = 2")
    assert [tuple(map(int, counts.groups()))] == listed == [(4, 2, 2, 1)]
    assert stocked.rows("SELECT sum(shipped) FROM items") == [(3,)]


def test_thousands_are_counted_with_commas(stocked: Desk) -> None:
    rows = [parcel(f"202-0000001-{number:07}", tracking="") for number in range(1200)]
    said = stocked.upload(stocked.file("parcels.txt", [SHIP_HEADINGS, *rows]))
    assert "1,200 records, 0 applied, 1,200 refused, 0 warnings" in said.out


def test_the_installed_script_does_it_too_from_the_folder_of_the_files(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.file("orders.txt", ORDERS)
    desk.file("parcels.txt", PARCELS_WITH_FAULTS)
    said = process("upload", "orders.txt", "parcels.txt", "--as-of", AS_OF, "--db", "orders.db", cwd=tmp_path)
    assert (said.code, said.err) == (1, "New order table: orders.db\n")
    assert [line.rpartition("Report: ")[2] for line in said.out.splitlines()] == [
        "orders.report.txt",
        "parcels.report.txt Corrections: parcels.corrections.xlsx",
    ]
    assert (tmp_path / "orders.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "parcels.report.txt").stat().st_mode & 0o777 == 0o600
