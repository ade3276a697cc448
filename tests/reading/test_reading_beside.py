"""Work in a copy of the process gives its result or raises its fault, also where the copy does not live to tell."""

import os
import signal

import pytest

from feeds.reading import run_in_fork
from feeds.reading.grid import OutOfTimeError, RefusedError

# Python 3.12 and later warn of a copy of a process with threads. Workers of the tests have some, the child has none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def test_the_result_is_there_as_often_as_it_is_asked_for() -> None:
    result = run_in_fork.start(lambda: {"size": 7})
    assert (result(), result()) == ({"size": 7}, {"size": 7})


def test_a_refusal_keeps_its_sentence_and_its_code() -> None:
    def refuse() -> None:
        raise RefusedError("it is damaged.", 70112)

    result = run_in_fork.start(refuse)
    for _ in range(2):
        with pytest.raises(RefusedError, match="damaged") as raised:
            result()
        assert raised.value.code == 70112


def test_a_fault_of_the_program_tells_where_it_was() -> None:
    result = run_in_fork.start(lambda: int("seven"))
    with pytest.raises(ValueError, match="seven") as raised:
        result()
    assert "test_reading_beside.py" in "".join(raised.value.__notes__)


@pytest.mark.parametrize(("ended", "fault"), [("SIGKILL", MemoryError), ("SIGXCPU", OutOfTimeError)])
def test_a_copy_that_its_limits_stop_says_which_as_often_as_it_is_asked(ended: str, fault: type[Exception]) -> None:
    result = run_in_fork.start(lambda: os.kill(os.getpid(), signal.Signals[ended]))
    for _ in range(2):
        with pytest.raises(fault):
            result()


@pytest.mark.parametrize("missing", ["pipe", "fork"])
def test_where_no_copy_can_be_made_the_work_is_done_when_it_is_asked_for(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise BlockingIOError

    monkeypatch.setattr(os, missing, refuse)
    done: list[int] = []

    def work() -> int:
        done.append(1)
        return 7

    result = run_in_fork.start(work)
    assert not done
    assert (result(), result(), done) == (7, 7, [1])
