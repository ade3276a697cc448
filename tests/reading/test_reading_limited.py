"""The limited child process: what asks for too much takes only the child with it, and the next file is read."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from feeds.reading import child_process, child_worker
from feeds.reading.files import read_grids
from feeds.reading.grid import FileRefusedError
from feeds.reading.options import Directions, Limits
from feeds.uploaded_file import read_file
from schemas import faults

SMALL = Limits(seconds=1, memory_mb=100, text_mb=100_000)


def grids_of(path: Path, limits: Limits) -> child_process.Answer:
    return child_process.call("grids", {"path": str(path), "encoding": None, "region": None, "ahead": True}, limits)


def read_after(folder: Path) -> list[tuple[str, ...]]:
    good = folder / "good.txt"
    good.write_text("order-id\tquantity\n1\t2\n")
    [grid] = read_grids(good)
    return grid.head


def test_what_asks_for_endless_memory_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(child_process.StoppedError) as stopped:
        grids_of(Path("/dev/zero"), Limits(seconds=20, memory_mb=100))
    assert stopped.value.why == "memory"
    assert read_after(tmp_path) == [("order-id", "quantity"), ("1", "2")]


def test_what_waits_for_ever_is_stopped_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "_ROOM", 1)
    silent = tmp_path / "silent"
    os.mkfifo(silent)
    with pytest.raises(child_process.StoppedError) as stopped:
        grids_of(silent, SMALL)
    assert stopped.value.why == "time"
    assert read_after(tmp_path) == [("order-id", "quantity"), ("1", "2")]


def test_time_that_is_spent_waiting_does_not_count(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    os.mkfifo(slow)

    def write() -> None:
        with slow.open("wb") as file:
            time.sleep(1.5)
            file.write(b"order-id\tquantity\n1\t2\n")

    writer = Thread(target=write)
    writer.start()
    answer = grids_of(slow, SMALL)
    writer.join()
    assert "grids" in answer.told


LIMITED = (
    "import io; from feeds.reading import child_worker, run_in_fork; from feeds.reading.options import Limits; "
    "from feeds.reading.grid import OutOfTimeError; "
    "import time; print(time.process_time(), flush=True); "
    "allow = child_worker._allowing(Limits(seconds=1), io.BytesIO(), 1); allow(0, 0)\n"
    "def spin(seconds=60):\n    import time\n    while time.process_time() < seconds: pass\n    return True\n"
)
COPY_SPINS = f"{LIMITED}try: run_in_fork.start(spin)()\nexcept OutOfTimeError: print('copy', flush=True)\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "said", "most"),
    [
        (f"{LIMITED}spin()", ("",), 2.2),
        # What the copy took leaves this process nothing: some systems end it before it can say so.
        (COPY_SPINS, ("copy\n", ""), 2.5),
        # What the copy took is taken from what this process may take.
        (f"{LIMITED}run_in_fork.start(lambda: spin(0.9))(); spin()", ("",), 2.5),
    ],
)
def test_processor_time_is_what_is_limited_that_of_copies_too(code: str, said: tuple[str, ...], most: float) -> None:
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        begun = float(process.stdout.readline())
        told = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    # What was used before the limit is not limited; the system counts whole seconds.
    assert (told in said, used.ru_utime + used.ru_stime - begun < most) == (True, True)
    assert process.returncode == -signal.SIGXCPU


@pytest.mark.slow
def test_the_end_of_a_copy_that_is_out_of_time_is_told() -> None:
    """The limit of the process itself is lifted, which otherwise may end it before it can say so."""
    lifted = (
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))"
    )
    code = f"{LIMITED}answer = run_in_fork.start(spin)\n{lifted}\ntry: answer()\nexcept OutOfTimeError: print('copy')\n"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["copy"]


def test_what_a_file_may_take_is_measured_against_this_machine_in_an_instant() -> None:
    begun = time.process_time()
    assert 1 <= child_worker._pace() <= 20
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize(("pace", "seconds"), [(1, 7.0), (2, 14.0), (1.5, 10.5)])
def test_a_machine_half_as_fast_may_take_twice_the_time(pace: float, seconds: float) -> None:
    code = (
        "import io; from feeds.reading import child_worker; from feeds.reading.options import Limits\n"
        f"told = io.BytesIO(); child_worker._allowing(Limits(seconds=5), told, {pace})(2, 0); "
        "print(told.getvalue().decode())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == {"seconds": seconds}


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(seconds=0), "takes far more time than a file of its size needs"),
        (Limits(seconds=0), "or raise the limit: --limit seconds=N."),
        (Limits(memory_mb=-400), "takes far more memory than a file of its size needs"),
        (Limits(memory_mb=-400), "or raise the limit: --limit memory-mb=N."),
    ],
)
def test_a_limit_of_time_or_memory_that_was_hit_is_named(tmp_path: Path, limits: Limits, words: str) -> None:
    path = tmp_path / "parcels.txt"
    path.write_text("order-id\tquantity\n" + "1\t2\n" * 5_000_000)
    with pytest.raises(FileRefusedError, match=words):
        read_grids(path, Directions(limits=limits))


def test_a_child_that_died_meanwhile_is_replaced(tmp_path: Path) -> None:
    child_process.prepare()
    process = child_process._children[0].process
    process.kill()
    process.wait()
    assert read_after(tmp_path) == [("order-id", "quantity"), ("1", "2")]


def test_a_fault_of_the_program_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(child_process.FailedError) as failed:
        child_process.call("no such task", {}, SMALL)
    assert str(failed.value) == "KeyError: 'no such task'"
    assert "child_worker.py" in failed.value.__notes__[0]
    assert read_after(tmp_path) == [("order-id", "quantity"), ("1", "2")]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(text_mb=1), "has 3 MB, more than the 1 MB that a file may have. Split it, or raise the limit"),
        (Limits(text_mb=1), "--limit text-mb=N"),
    ],
)
def test_a_file_above_a_limit_is_refused_with_the_limit(tmp_path: Path, limits: Limits, words: str) -> None:
    large = tmp_path / "large.txt"
    large.write_text("order-id\tquantity\n" * 150_000)
    with pytest.raises(FileRefusedError, match=words):
        read_grids(large, Directions(limits=limits))


def test_more_records_than_the_limit_are_refused_with_both_numbers(tmp_path: Path) -> None:
    path = tmp_path / "many.txt"
    path.write_text("order-id\tcancellation-reason-code\n" + "202-1234567-7654321\tNoInventory\n" * 4)
    taken = [read_file(path, Directions(limits=Limits(records=most))) for most in (4, 3)]
    assert [file.fatal.code if file.fatal else None for file in taken] == [None, faults.ABOVE_LIMIT]
    assert taken[1].fatal is not None
    assert taken[1].fatal.sentence == (
        "many.txt: It has 4 records, and a file may have 3 (--limit records=N). "
        "Split it, or raise the limit with --limit."
    )
