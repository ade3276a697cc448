"""Stops a long command when it is asked to by SIGTERM or Ctrl-C: between two files, or while it waits."""

import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Stop:
    """Whether the command was asked to stop, and a wait that the asking ends."""

    def __init__(self, woken: socket.socket) -> None:
        self.asked, self._woken = False, woken

    def ask(self, number: int, _frame: Any) -> None:
        """Is called where a signal comes; the second Ctrl-C stops at once."""
        self.asked = True
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def wait(self, seconds: float) -> None:
        """Waits, until a signal comes at the longest."""
        if not self.asked:
            select.select([self._woken], [], [], seconds)


@contextmanager
def stopping() -> Iterator[Stop]:
    """From here to the end of the block SIGTERM and SIGINT ask to stop."""
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    stop = Stop(woken)
    # A signal between the question and the wait ends the wait too: its byte is there already.
    before = signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, stop.ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        woken.close()
        waker.close()
