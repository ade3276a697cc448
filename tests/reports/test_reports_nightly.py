import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from reports import nightly
from reports.nightly import write_night
from reports.order_lines import Viewpoint
from reports.overview import page
from reports.scheduled import Run, take_run
from reports.windows import WINDOWS
from schemas.store.entries import ENTRY_ROWS
from schemas.store.history import SCHEDULED_RUNS
from schemas.store.opening import writing
from tests.reports.report_orders import AS_OF, DAY, VIEW, add_order, verify

DATE = "2026-03-18"
LOCK = ".orderfeeds-lock"


@pytest.fixture
def engine(empty_store: Engine) -> Engine:
    for number, age in enumerate((0, 5, 40), 1):
        add_order(empty_store, number, AS_OF - age * DAY)
    verify(empty_store, 1, 2, 3)
    return empty_store


def night(day: int) -> Viewpoint:
    return Viewpoint("main", AS_OF + day * DAY)


def listed(folder: Path) -> list[str]:
    """The order items of a night's scheduled report."""
    return [line.split("\t")[1] for line in (folder / "orders-scheduled.txt").read_text().splitlines()[1:]]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_night_is_one_folder_with_every_file(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = write_night(engine, VIEW, out)
    counts = {1: 1, 2: 1, 7: 2, 15: 2, 30: 2, 60: 3, 90: 3}
    expected = [("clock.txt", 0), ("orders-scheduled.txt", 3)]
    for name in ("orders", "unshipped-orders"):
        expected += [(f"{name}-{days}-days.txt", counts[days]) for days in WINDOWS]
    # The upload that brought the orders; of the health report all lines of numbers.
    expected += [("health.txt", 28), ("uploads.txt", 1)]
    assert (written.folder, written.overview) == (out / DATE, out / DATE / "overview.html")
    assert written.files == tuple((out / DATE / name, lines) for name, lines in expected)
    assert names(out) == [LOCK, DATE]
    pages = ["clock.html", "health.html", "overview.html", "uploads.html"]
    assert names(out / DATE) == sorted([*pages, *(name for name, _ in expected)])
    assert stat.S_IMODE((out / DATE).stat().st_mode) == 0o700


def test_every_verified_order_is_listed_in_exactly_one_run(engine: Engine, tmp_path: Path) -> None:
    first = write_night(engine, night(0), tmp_path)
    add_order(engine, 4, AS_OF - 400 * DAY)
    add_order(engine, 5, AS_OF, verified=False)
    verify(engine, 4)
    second = write_night(engine, night(1), tmp_path)
    third = write_night(engine, night(2), tmp_path)
    assert [listed(run.folder) for run in (first, second, third)] == [["301", "201", "101"], ["401"], []]


def test_the_same_date_again_rewrites_the_same_run_and_moves_no_mark(engine: Engine, tmp_path: Path) -> None:
    write_night(engine, night(0), tmp_path)
    add_order(engine, 4, AS_OF)
    verify(engine, 4)
    again = write_night(engine, Viewpoint("main", AS_OF + 3600), tmp_path)
    assert listed(again.folder) == ["301", "201", "101"]
    write_night(engine, night(1), tmp_path)
    assert listed(write_night(engine, night(0), tmp_path).folder) == ["301", "201", "101"]
    assert listed(write_night(engine, night(1), tmp_path).folder) == ["401"]


def test_a_run_for_an_earlier_date_lists_nothing_twice(engine: Engine, tmp_path: Path) -> None:
    write_night(engine, night(0), tmp_path)
    assert listed(write_night(engine, night(-3), tmp_path).folder) == []


def test_only_entries_of_verification_count(engine: Engine, tmp_path: Path) -> None:
    write_night(engine, night(0), tmp_path)
    row = {"merchant_id": "main", "upload_no": 1, "record": 1, "order_no": 1, "what": "ship", "field": "shipped"}
    with engine.connect() as connection, writing(connection):
        connection.execute(insert(ENTRY_ROWS).values(row))
    assert listed(write_night(engine, night(1), tmp_path).folder) == []


def test_each_merchant_has_runs_of_its_own(engine: Engine, tmp_path: Path) -> None:
    add_order(engine, 4, AS_OF, merchant_id="other")
    verify(engine, 4)
    assert listed(write_night(engine, VIEW, tmp_path / "a").folder) == ["301", "201", "101"]
    assert listed(write_night(engine, Viewpoint("other", AS_OF), tmp_path / "b").folder) == ["401"]


def test_a_run_is_kept_even_if_its_files_cannot_be_written(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_night(engine, VIEW, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out" / DATE).iterdir()}

    def full(*_what: object) -> None:
        raise OSError("disk full")

    add_order(engine, 4, AS_OF)
    verify(engine, 4)
    for module, name in ((nightly, "write_windows"), (nightly, "write_health"), (page, "put_in_place")):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, full)
            with pytest.raises(OSError, match="disk full"):
                write_night(engine, night(1), tmp_path / "out")
    assert names(tmp_path / "out") == [LOCK, DATE]
    assert {path.name: path.read_bytes() for path in (tmp_path / "out" / DATE).iterdir()} == before
    assert listed(write_night(engine, night(1), tmp_path / "out").folder) == ["401"]


def test_what_a_killed_run_left_is_cleared_up(engine: Engine, tmp_path: Path) -> None:
    unfinished, aside, replaced = (
        tmp_path / "out" / name
        for name in (".orderfeeds-new-2026-03-01", ".orderfeeds-old-2026-03-02", ".orderfeeds-old-2026-03-03")
    )
    for folder in (unfinished, aside, replaced, tmp_path / "out" / "2026-03-03"):
        folder.mkdir(parents=True)
        (folder / "orders-1-days.txt").write_text(folder.name)
    write_night(engine, VIEW, tmp_path / "out")
    assert names(tmp_path / "out") == [LOCK, "2026-03-02", "2026-03-03", DATE]
    assert (tmp_path / "out" / "2026-03-02" / "orders-1-days.txt").read_text() == aside.name
    assert (tmp_path / "out" / "2026-03-03" / "orders-1-days.txt").read_text() == "2026-03-03"


def test_a_folder_of_the_same_date_is_replaced_but_for_what_is_not_ours(engine: Engine, tmp_path: Path) -> None:
    write_night(engine, VIEW, tmp_path, "csv")
    (tmp_path / DATE / "notes.txt").write_text("mine")
    folder = write_night(engine, VIEW, tmp_path).folder
    assert (folder / "notes.txt").read_text() == "mine"
    assert sorted({path.suffix for path in folder.iterdir()}) == [".html", ".txt"]
    assert len(names(folder)) == 23


def test_processes_of_the_same_night_do_not_break_each_other(engine: Engine, tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            write_night(engine, VIEW, tmp_path / "out")
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        runs = connection.execute(select(SCHEDULED_RUNS.c.from_entry, SCHEDULED_RUNS.c.to_entry)).all()
    assert (faults, [tuple(run) for run in runs]) == ([], [(0, 3)])
    assert (names(tmp_path / "out"), len(names(tmp_path / "out" / DATE))) == ([LOCK, DATE], 22)


def test_runs_of_several_dates_follow_each_other_without_gap(engine: Engine) -> None:
    runs = [take_run(engine, night(0))]
    verify_later = 4
    add_order(engine, verify_later, AS_OF)
    verify(engine, verify_later)
    runs += [take_run(engine, night(2)), take_run(engine, night(1)), take_run(engine, night(0))]
    assert runs == [Run(DATE, 0, 3), Run("2026-03-20", 3, 4), Run("2026-03-19", 4, 4), Run(DATE, 0, 3)]
