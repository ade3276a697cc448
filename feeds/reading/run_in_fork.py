"""Runs work in a forked copy of this process: threads would not help, since the readers hold Python's lock."""

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
    """True if this system can copy a process (POSIX fork)."""
    return hasattr(os, "fork")


def start(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Starts ``work`` in a copy of this process; the returned function waits for its result and returns or raises it.

    The copy has the limits of this process: its memory and its remaining processor time. If a limit stops the copy, the
    function raises MemoryError or OutOfTimeError. The time of the copy counts for this process. If no copy can be made,
    the work is done when the result is asked for.
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
    """Starts the work in a copy; the returned function waits for its pickled result. None if no copy can be made."""
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
    """The processor time that this process may still use, in seconds; None if it is unlimited."""
    import resource  # noqa: PLC0415 - POSIX

    limit, used = resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrusage(resource.RUSAGE_SELF)
    return None if limit == resource.RLIM_INFINITY else math.ceil(limit - used.ru_utime - used.ru_stime)


def _take_away(seconds: float) -> None:
    """Reduces the processor time that this process may use by ``seconds``."""
    import resource  # noqa: PLC0415 - POSIX

    limit, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if limit != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (max(int(limit - seconds), 0), hard))


def _tell(work: Callable[[], object], sink: int, seconds: int | None) -> None:
    """Does the work in the copy, writes its pickled result and exits without this process's own cleanup."""
    import resource  # noqa: PLC0415 - POSIX

    try:
        if seconds is not None:
            # A copy starts with no processor time used.
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
