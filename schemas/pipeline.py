"""Reads and works at the same time: SQLite and Arrow compute without holding up each other's thread."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
# More would only take memory: the one thread never waits long for the other.
_AHEAD = 2


def in_second_thread(work: Callable[[T], None], blocks: Iterable[T]) -> None:
    """Does ``work`` on each of ``blocks``, in their order, in a second thread while the next are read in this one.

    What ``work`` raises is passed on, and nothing more is read.
    """
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as worker:
        for block in blocks:
            if len(waiting) == _AHEAD:
                waiting.popleft().result()
            waiting.append(worker.submit(work, block))
        for under_way in waiting:
            under_way.result()
