"""Reads and works at the same time: SQLite and Arrow compute without blocking each other's thread."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
# More would only take memory: neither thread waits long for the other.
_AHEAD = 2


def in_second_thread(work: Callable[[T], None], blocks: Iterable[T]) -> None:
    """Runs ``work`` on each of ``blocks``, in order, in a second thread while this one reads the next blocks.

    An exception from ``work`` is raised here, and no more blocks are read.
    """
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as worker:
        for block in blocks:
            if len(waiting) == _AHEAD:
                waiting.popleft().result()
            waiting.append(worker.submit(work, block))
        for under_way in waiting:
            under_way.result()
