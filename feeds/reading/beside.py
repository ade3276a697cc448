"""Work beside the work of this process: in a copy of it, as the readers keep Python's lock to themselves."""

import os
import pickle
import traceback
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


def can_be() -> bool:
    """Whether this system can copy a process (POSIX fork)."""
    return hasattr(os, "fork")


def begun(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Begins ``work`` in a copy of this process; what is returned waits for its result and gives or raises it.

    The copy has the limits of this process; where they stop it, that is MemoryError. Where no copy can be made now, the
    work is done when its result is asked for.
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
    try:
        copy = os.fork()
    except OSError:
        os.close(source)
        os.close(sink)
        return None
    if not copy:
        _tell(work, sink)
    os.close(sink)

    def answers() -> bytes:
        with os.fdopen(source, "rb") as told:
            content = told.read()
        os.waitpid(copy, 0)
        if not content:
            raise MemoryError
        return content

    return answers


def _tell(work: Callable[[], object], sink: int) -> None:
    """Does the work in the copy, writes what came of it and ends, without a word of this process's own."""
    try:
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
