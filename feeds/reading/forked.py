"""Work beside the work of this process: in a copy of it, as the readers keep Python's lock to themselves."""

import math
import os
import pickle
import traceback
from collections.abc import Callable
from typing import TypeVar

from feeds.reading.grid import OutOfTimeError

_Result = TypeVar("_Result")
# SIGXCPU, on every system that has it.
_OUT_OF_TIME = 24


def can_fork() -> bool:
    """Whether this system can copy a process (POSIX fork)."""
    return hasattr(os, "fork")


def start(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Begins ``work`` in a copy of this process; what is returned waits for its result and gives or raises it.

    The copy has the limits of this process: the memory and what is left of the processor time. Where they stop it, that
    is MemoryError or OutOfTimeError, and what it took counts for this process. Where no copy can be made now, the work
    is done when its result is asked for.
    """
    answers = _copied(work)
    told: list[tuple[_Result | None, Exception | None]] = []

    def result() -> _Result:
        if not told:
            told.append(pickle.loads(answers() if answers else _done(work)))
        found, fault = told[0]
        if fault or found is None:
            raise fault or MemoryError
        return found

    return result


def _copied(work: Callable[[], object]) -> Callable[[], bytes] | None:
    """Begins the work in a copy; what is returned waits for what it tells. None: this system has no room for one."""
    try:
        source, sink = os.pipe()
    except OSError:
        return None
    left = _seconds_left()
    try:
        copy = os.fork()
    except OSError:
        os.close(source)
        os.close(sink)
        return None
    if not copy:
        _tell(work, sink, left)
    os.close(sink)

    def answers() -> bytes:
        with os.fdopen(source, "rb") as told:
            content = told.read()
        _, status, used = os.wait4(copy, 0)
        _take_away(used.ru_utime + used.ru_stime)
        out_of_time = os.waitstatus_to_exitcode(status) == -_OUT_OF_TIME
        return content or pickle.dumps((None, OutOfTimeError() if out_of_time else MemoryError()))

    return answers


def _seconds_left() -> int | None:
    """What is left of the processor time that this process may use; None where it may use any."""
    import resource  # noqa: PLC0415 - POSIX

    limit, used = resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrusage(resource.RUSAGE_SELF)
    return None if limit == resource.RLIM_INFINITY else math.ceil(limit - used.ru_utime - used.ru_stime)


def _take_away(seconds: float) -> None:
    """Lessens the processor time that this process may use."""
    import resource  # noqa: PLC0415 - POSIX

    limit, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if limit != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (max(int(limit - seconds), 0), hard))


def _tell(work: Callable[[], object], sink: int, seconds: int | None) -> None:
    """Does the work in the copy, writes what came of it and ends, without a word of this process's own."""
    import resource  # noqa: PLC0415 - POSIX

    try:
        if seconds is not None:
            # A copy begins with no time used.
            resource.setrlimit(resource.RLIMIT_CPU, (max(seconds, 1), resource.getrlimit(resource.RLIMIT_CPU)[1]))
        content = _done(work)
        with os.fdopen(sink, "wb") as answers:
            answers.write(content)
    finally:
        os._exit(0)


def _done(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((work(), None))
    except Exception as fault:
        fault.add_note(traceback.format_exc())
        return pickle.dumps((None, fault))
