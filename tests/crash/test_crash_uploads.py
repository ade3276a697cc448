"""An upload is wholly in or wholly out, wherever its process is killed or interrupted, and can be run again."""

import shutil
import signal
from pathlib import Path

import pytest

from tests.cli.desk_calls import Desk, without_real_times
from tests.crash.scenes import SCENES, CleanRun, clean_run, dump, of_orders, run, set_up

# The scene, the point, and which of the times that it is reached: from the first (0.0) to the last (1.0).
# A kill of each kind; the slow run has the first and the last of each, and every statement.
QUICK = [("intake", "statement", 0.5), ("confirmations", "statement", 0.5), ("adjustments", "statement", 0.4)]
QUICK += [("confirmations", point, 0.0) for point in ("commit", "committed", "link")]
SLOW = [
    *[("intake", "statement", share) for share in (0.0, 0.9)],
    *[("intake", point, share) for point, share in (("commit", 0.0), ("commit", 1.0), ("committed", 1.0))],
    *[("confirmations", "statement", share) for share in (0.0, 0.25, 0.75)],
    *[("confirmations", point, share) for point, share in (("fsync", 0.0), ("link", 1.0), ("unlink", 1.0))],
    *[("adjustments", "statement", share) for share in (0.0, 0.8)],
    *[("adjustments", point, 0.0) for point in ("commit", "committed", "link")],
]
KILLS = [*QUICK, *[pytest.param(*kill, marks=pytest.mark.slow) for kill in SLOW]]
QUICK_INTERRUPTS = [("confirmations", "import pandas", 0.0), ("confirmations", "statement", 0.5)]
QUICK_INTERRUPTS += [("confirmations", "commit", 0.0)]
SLOW_INTERRUPTS = [
    ("confirmations", point, 0.0) for point in ("import schemas.store.opening", "statement", "committed", "link")
]
INTERRUPTS = [*QUICK_INTERRUPTS, *[pytest.param(*one, marks=pytest.mark.slow) for one in SLOW_INTERRUPTS]]


def broken_off(name: str, number: str, point: str, share: float, folder: Path) -> tuple[Desk, CleanRun, int, str]:
    """A desk whose upload was broken off; with the clean run, the exit code and what was said."""
    clean = clean_run(name)
    times = clean.reached.get(point, 0)
    assert times, f"the upload never reaches {point}"
    desk = set_up(name, folder)
    done = run(desk, number, point, 1 + round(share * (times - 1)))
    return desk, clean, done.returncode, done.stderr


def is_whole(desk: Desk, clean: CleanRun) -> None:
    """The order table is as before or as after, and the same command again ends as one clean run."""
    state = dump(desk)
    assert state in (clean.before, clean.after)
    again = desk.upload(desk.folder / "feed.txt")
    assert (again.code, of_orders(dump(desk))) == (clean.code, of_orders(clean.after))
    report = Path(again.out.rpartition("Report: ")[2].partition(" Corrections: ")[0].strip())
    assert report.exists()
    assert report.with_name(f"{report.name.removesuffix('.txt')}.json").exists()
    if state == clean.before:
        assert dump(desk) == clean.after
        assert without_real_times(report.read_text(encoding="utf-8")) == clean.report


@pytest.mark.parametrize(("name", "point", "share"), KILLS)
def test_a_killed_upload_is_wholly_in_or_wholly_out(tmp_path: Path, name: str, point: str, share: float) -> None:
    desk, clean, code, _ = broken_off(name, "SIGKILL", point, share, tmp_path)
    assert code == -signal.SIGKILL
    assert dump(desk) == (clean.before if point in ("statement", "commit") else clean.after) or name == "intake"
    is_whole(desk, clean)


@pytest.mark.parametrize(("name", "point", "share"), INTERRUPTS)
def test_an_interrupted_upload_is_wholly_in_or_wholly_out_and_says_so(
    tmp_path: Path, name: str, point: str, share: float
) -> None:
    desk, clean, code, said = broken_off(name, "SIGINT", point, share, tmp_path)
    assert (code, "Traceback" in said, "Stopped." in said) == (2, False, True)
    is_whole(desk, clean)


def test_the_report_of_an_upload_that_was_killed_after_its_commit_can_be_written(tmp_path: Path) -> None:
    desk, clean, _, _ = broken_off("confirmations", "SIGKILL", "committed", 0.0, tmp_path)
    assert not (desk.folder / "feed.report.txt").exists()
    assert desk.call("uploads", "3", "--report").code == 0
    assert without_real_times(desk.report("feed.report.txt")) == clean.report


def test_a_store_that_a_killed_process_left_can_be_copied_with_its_log(tmp_path: Path) -> None:
    _, clean, _, _ = broken_off("adjustments", "SIGKILL", "committed", 0.0, tmp_path)
    (tmp_path / "copy").mkdir()
    for path in tmp_path.glob("orders.db*"):
        shutil.copy(path, tmp_path / "copy" / path.name)
    copied = Desk(tmp_path / "copy")
    assert of_orders(dump(copied)) == of_orders(clean.after)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_killed_at_every_statement_in_turn_an_upload_is_whole(tmp_path: Path, name: str) -> None:
    times = clean_run(name).reached["statement"]
    for at in range(times):
        folder = tmp_path / str(at)
        folder.mkdir()
        desk, clean, code, _ = broken_off(name, "SIGKILL", "statement", at / (times - 1), folder)
        assert code == -signal.SIGKILL
        is_whole(desk, clean)


@pytest.mark.slow
def test_killed_again_and_again_the_same_upload_ends_as_one_clean_run(tmp_path: Path) -> None:
    clean = clean_run("adjustments")
    desk = set_up("adjustments", tmp_path)
    for point, at in [("statement", 3), ("statement", 8), ("commit", 1), ("committed", 1), ("link", 1), ("fsync", 2)]:
        run(desk, "SIGKILL", point, at)
        assert dump(desk) in (clean.before, clean.after)
    is_whole(desk, clean)
