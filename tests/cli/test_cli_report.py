"""``orderfeeds report`` and ``orderfeeds nightly``: which files are written where, and what a wrong call is told."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from feeds.cli.commands import reports_out
from reports import windows
from tests.cli.desk_calls import AS_OF, Desk, Said, process
from tests.cli.feeds_written import FIRST, ORDER_HEADINGS, ORDERS, PARCELS, TWO_ITEMS, YEN

WINDOWS = (1, 2, 7, 15, 30, 60, 90)
ALLOWED = "1, 2, 7, 15, 30, 60, 90"


def report(desk: Desk, *args: object) -> Said:
    return desk.call("report", *args, "--as-of", AS_OF, "--out", desk.folder / "out")


def written(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.folder / "out").iterdir())


@pytest.mark.parametrize("wrong", [["3"], ["0"], ["-1"], ["7", "8"], ["365"]])
def test_a_wrong_window_says_which_are_allowed(stocked: Desk, wrong: list[str]) -> None:
    said = report(stocked, "orders", *(part for days in wrong for part in ("--days", days)))
    assert (said.code, said.out) == (2, "")
    assert ALLOWED in said.err
    assert wrong[-1] in said.err
    assert not (stocked.folder / "out").exists()


@pytest.mark.parametrize("args", [["orders"], ["unshipped"], ["health"]])
def test_no_window_says_which_are_allowed(stocked: Desk, args: list[str]) -> None:
    said = report(stocked, *args)
    assert (said.code, ALLOWED in said.err) == (2, True)


def test_no_number_of_days_says_so(stocked: Desk) -> None:
    said = report(stocked, "orders", "--days", "week")
    assert (said.code, "'week' is no whole number." in said.err) == (2, True)


@pytest.mark.parametrize(("name", "stem"), [("orders", "orders"), ("unshipped", "unshipped-orders")])
def test_one_window_several_and_all_of_them(stocked: Desk, name: str, stem: str) -> None:
    assert report(stocked, name, "--days", "15").code == 0
    assert written(stocked) == [f"{stem}-15-days.txt"]
    assert report(stocked, name, "--days", "7", "--days", "1", "--days", "7").code == 0
    assert written(stocked) == sorted(f"{stem}-{days}-days.txt" for days in (1, 7, 15))
    said = report(stocked, name, "--all")
    assert written(stocked) == sorted(f"{stem}-{days}-days.txt" for days in WINDOWS)
    lines = {days: 0 if days < 15 else 4 for days in WINDOWS}
    assert said.out.splitlines() == [
        f"{stocked.folder / 'out' / f'{stem}-{days}-days.txt'}: {lines[days]} lines" for days in WINDOWS
    ]


@pytest.mark.parametrize("ending", ["txt", "csv", "xlsx"])
def test_every_format_holds_the_same_lines(stocked: Desk, ending: str) -> None:
    assert report(stocked, "orders", "--days", "15", "--format", ending).code == 0
    path = stocked.folder / "out" / f"orders-15-days.{ending}"
    if ending == "xlsx":
        table = [[str(cell.value or "") for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].rows]
    else:
        text = path.read_text(encoding="utf-8-sig")
        table = list(csv.reader(text.splitlines(), delimiter="," if ending == "csv" else "\t"))
    ids = [dict(zip(table[0], row, strict=True))["order-item-id"] for row in table[1:]]
    assert ids == ["10000000001", "10000000002", "10000000003", "10000000004"]
    assert set(ORDER_HEADINGS) <= set(table[0])
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_unshipped_report_holds_what_is_open(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    report(stocked, "unshipped", "--days", "15")
    lines = (stocked.folder / "out" / "unshipped-orders-15-days.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["order-id", TWO_ITEMS, TWO_ITEMS]


def test_health_is_shown_with_a_column_a_window_and_writes_nothing(stocked: Desk) -> None:
    said = stocked.call("report", "health", "--days", "15", "--days", "7", "--as-of", AS_OF)
    lines = said.out.splitlines()
    assert (said.code, said.err, lines[0]) == (0, "", "Health of main as of 2026-03-10T12:00:00+00:00")
    found = {line[:40].strip(): line[40:].split("  ") for line in lines[2:]}
    assert [cell.strip() for cell in found["Orders"] if cell] == ["0", "3"]
    assert [cell.strip() for cell in found["Late shipment rate (below 4 %)"] if cell] == ["no orders", "0.00 %"]
    assert sorted(path.name for path in stocked.folder.iterdir()) == ["orders.db"]


@pytest.mark.parametrize(("args", "name"), [([], "health.txt"), (["--format", "xlsx"], "health.xlsx")])
def test_health_is_written_where_out_says_in_any_format(stocked: Desk, args: list[str], name: str) -> None:
    said = report(stocked, "health", "--all", *args)
    assert (said.code, said.out) == (0, f"{stocked.folder / 'out' / name}: 28 lines\n")
    assert written(stocked) == [name]


def test_health_as_json_is_what_a_program_reads_with_or_without_a_file(stocked: Desk) -> None:
    stocked.upload(stocked.file("parcels.txt", PARCELS))
    alone = stocked.call("report", "health", "--days", "15", "--json", "--as-of", AS_OF)
    [window] = json.loads(alone.out)["windows"]
    assert (window["days"], window["orders"], window["packages"], window["open-units"]) == (15, 3, 2, 4)
    assert window["late-shipment-rate"] == {
        **{"count": 2, "of": 3, "rate": 2 / 3, "target": {"below": 0.04}, "met": False}
    }
    assert report(stocked, "health", "--days", "15", "--json").out == alone.out
    assert written(stocked) == ["health.txt"]


def test_json_names_the_files_and_their_lines(stocked: Desk) -> None:
    said = report(stocked, "orders", "--days", "7", "--days", "15", "--json")
    out = stocked.folder / "out"
    files = [
        {"path": str(out / "orders-7-days.txt"), "lines": 0},
        {"path": str(out / "orders-15-days.txt"), "lines": 4},
    ]
    assert json.loads(said.out) == {"files": files}


def test_without_out_the_report_is_written_into_this_folder(stocked: Desk) -> None:
    said = process("report", "orders", "--days", "15", "--as-of", AS_OF, "--db", "orders.db", cwd=stocked.folder)
    assert (said.code, said.out, said.err) == (0, "orders-15-days.txt: 4 lines\n", "")
    ids = [line.split("\t")[0] for line in stocked.report("orders-15-days.txt").splitlines()]
    assert ids == ["order-id", FIRST, YEN, TWO_ITEMS, TWO_ITEMS]


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(stocked: Desk) -> None:
    (stocked.folder / "file").touch()
    for command in (["report", "orders", "--all"], ["nightly"]):
        said = stocked.call(*command, "--out", stocked.folder / "file" / "deep")
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
        assert str(stocked.folder / "file") in said.err
        assert "Errno" not in said.err


def night_files(ending: str = "txt") -> list[str]:
    windows = [f"{name}-{days}-days.{ending}" for name in ("orders", "unshipped-orders") for days in WINDOWS]
    return sorted([*windows, *(f"{name}.{ending}" for name in ("clock", "orders-scheduled", "health", "uploads"))])


@pytest.mark.parametrize("ending", ["txt", "xlsx"])
def test_a_night_is_one_folder_named_by_its_date_with_all_reports(stocked: Desk, ending: str) -> None:
    nights = stocked.folder / "nights"
    said = stocked.call("nightly", "--out", nights, "--as-of", "2026-03-10T23:30:00-05:00", "--format", ending)
    assert (said.code, said.err, [path.name for path in nights.iterdir() if path.is_dir()]) == (0, "", ["2026-03-11"])
    assert sorted(path.name for path in (nights / "2026-03-11").iterdir()) == sorted(
        [*night_files(ending), "clock.html", "health.html", "overview.html", "uploads.html"]
    )
    told = {Path(line.partition(": ")[0]).name for line in said.out.splitlines()}
    assert set(night_files(ending)) - told == set()


def scheduled(nights: Path, date: str) -> list[str]:
    text = (nights / date / "orders-scheduled.txt").read_text(encoding="utf-8")
    return [line.split("\t")[0] for line in text.splitlines()[1:]]


def test_each_verified_order_is_in_one_night_and_the_same_night_again_is_the_same(stocked: Desk) -> None:
    nights = stocked.folder / "nights"
    for date in ("2026-03-10", "2026-03-11", "2026-03-10"):
        assert stocked.call("nightly", "--no-clock", "--out", nights, "--as-of", date).code == 0
        if date == "2026-03-10":
            assert scheduled(nights, date) == [FIRST, YEN, TWO_ITEMS, TWO_ITEMS]
    assert scheduled(nights, "2026-03-11") == []
    later = [ORDERS[0], ["202-0000000-0000005", "10000000006", *ORDERS[1][2:]]]
    stocked.upload(stocked.file("later.txt", later))
    stocked.call("nightly", "--out", nights, "--as-of", "2026-03-12")
    assert scheduled(nights, "2026-03-12") == ["202-0000000-0000005"]


def test_the_windows_that_help_names_are_those_of_the_reports() -> None:
    assert reports_out.WINDOWS == windows.WINDOWS == WINDOWS
