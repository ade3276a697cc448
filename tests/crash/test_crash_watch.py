"""A watch that is killed anywhere loses no file and applies none twice: the next one ends as if nothing had been."""

import json
import signal
from pathlib import Path

import pytest

from tests.cli.drop_folders import DropDesk
from tests.crash.drop_scene import FILES, clean_run, kept, run, set_up

# The point, and which of the times that it is reached: from the first (0.0) to the last (1.0).
# A kill at each kind of point; the others of the slow run are between the first and the last of their kind.
QUICK = [("rename", 0.4), ("link", 0.3), ("unlink", 0.5), ("fsync", 0.15), ("commit", 0.5), ("committed", 0.5)]
SLOW = [
    *[("rename", share) for share in (0.0, 0.2, 0.6, 0.8, 1.0)],
    *[("link", share) for share in (0.0, 0.6, 1.0)],
    *[("unlink", share) for share in (0.0, 0.3, 0.7, 1.0)],
    *[("fsync", share) for share in (0.0, 0.5, 0.85)],
    *[("statement", share) for share in (0.0, 0.3, 0.7, 1.0)],
    *[("commit", share) for share in (0.0, 1.0)],
    *[("committed", share) for share in (0.0, 0.25, 0.75, 1.0)],
]
STOPS = [("statement", 0.5), ("link", 0.5), ("rename", 0.0)]
KILLS = [*QUICK, *[pytest.param(*kill, marks=pytest.mark.slow) for kill in SLOW]]


def nth(point: str, share: float) -> int:
    times = clean_run().reached.get(point, 0)
    assert times, f"the watch never reaches {point}"
    return 1 + round(share * (times - 1))


def is_as_after_a_clean_run(desk: DropDesk) -> None:
    clean = clean_run()
    # What was taken before waits for what is still in the inbox, and is applied in its turn.
    again = desk.once(settle=0.1)
    assert again.code in (0, 1, 2)
    assert kept(desk) == clean.kept
    assert desk.tree() == clean.tree


def test_the_clean_run_applies_two_files_in_part_and_one_not_at_all() -> None:
    clean = clean_run()
    assert clean.code == 2
    assert [(row[2], row[5], row[7], row[8]) for row in clean.kept["uploads"]][2:] == [
        (None, "Fatal", 0, 0),
        ("shipping-confirmation", "applied in part", 3, 2),
        ("order-adjustment", "applied in part", 4, 1),
    ]
    assert {"partly/a-refunds.corrections.xlsx", "partly/b-parcels.corrections.xlsx", "failed/c-unread.txt"} < set(
        clean.tree
    )
    assert (clean.tree["inbox"], clean.tree["work"]) == (None, None)


@pytest.mark.parametrize(("point", "share"), KILLS)
def test_what_a_killed_watch_left_is_ended_by_the_next_one(tmp_path: Path, point: str, share: float) -> None:
    desk = set_up(tmp_path)
    assert run(desk, "SIGKILL", point, nth(point, share)).returncode == -signal.SIGKILL
    is_as_after_a_clean_run(desk)


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
@pytest.mark.parametrize(
    ("point", "share"),
    [("committed", 0.5), *[pytest.param(*one, marks=pytest.mark.slow) for one in STOPS]],
)
def test_a_watch_that_is_asked_to_stop_ends_the_file_at_hand(
    tmp_path: Path, number: str, point: str, share: float
) -> None:
    desk = set_up(tmp_path)
    done = run(desk, number, point, nth(point, share))
    told = [json.loads(line)["file"] for line in done.stdout.splitlines()]
    assert "Traceback" not in done.stderr
    placed = {path.name for path in desk.drop.glob("*/*") if path.parent.name in ("done", "partly", "failed")}
    assert set(told) == placed & set(FILES)
    waiting = {path.name for path in desk.drop.rglob("*") if path.is_file()} & set(FILES) - placed
    assert len(waiting) == 3 - len(told)
    assert len(told) in ((0,) if point == "rename" else (1, 2))
    is_as_after_a_clean_run(desk)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["rename", "link", "unlink", "committed", "fsync"])
def test_killed_at_every_such_point_in_turn_nothing_is_lost_or_repeated(tmp_path: Path, point: str) -> None:
    for at in range(1, clean_run().reached[point] + 1):
        folder = tmp_path / str(at)
        folder.mkdir()
        desk = set_up(folder)
        assert run(desk, "SIGKILL", point, at).returncode == -signal.SIGKILL
        is_as_after_a_clean_run(desk)


@pytest.mark.slow
def test_killed_again_and_again_the_same_batch_ends_as_one_clean_run(tmp_path: Path) -> None:
    desk = set_up(tmp_path)
    points = [("rename", 2), ("statement", 40), ("committed", 3), ("link", 2), ("fsync", 9), ("unlink", 6)]
    for point, at in [*points, *points, ("committed", 2), ("commit", 4), ("rename", 1)]:
        run(desk, "SIGKILL", point, at)
    is_as_after_a_clean_run(desk)
