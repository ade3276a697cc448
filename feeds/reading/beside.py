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

    The copy has the limits of this process; where they stop it, that is MemoryError.
    """
    source, sink = os.pipe()
    copy = os.fork()
    if not copy:
        _tell(work, sink)
    os.close(sink)
    told: list[tuple[_Result | None, Exception | None]] = []

    def result() -> _Result:
        if not told:
            with os.fdopen(source, "rb") as answers:
                content = answers.read()
            os.waitpid(copy, 0)
            if not content:
                raise MemoryError
            told.append(pickle.loads(content))
        found, fault = told[0]
        if fault or found is None:
            raise fault or MemoryError
        return found

    return result


def _tell(work: Callable[[], object], sink: int) -> None:
    """Does the work in the copy, writes what came of it and ends, without a word of this process's own."""
    try:
        try:
            content = pickle.dumps((work(), None))
        except Exception as fault:
            fault.add_note(traceback.format_exc())
            content = pickle.dumps((None, fault))
        with os.fdopen(sink, "wb") as answers:
            answers.write(content)
    finally:
        os._exit(0)
